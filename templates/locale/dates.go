package locale

import (
	"fmt"
	"strconv"
	"time"
)

// dateWords are the words and patterns of the dates catalogue, looked up once.
type dateWords struct {
	weekday, weekdayShort [7]string
	month, monthShort     [12]string
	clock                 string
	date, dateShort       *sentence
	dayMonth              *sentence
	time, timeRange       *sentence
	timesApart, endsOn    *sentence
	which                 *sentence
	dateTime              *sentence
	summer, winter        string
}

func readDateWords(messages map[string]message) (dateWords, error) {
	var w dateWords
	var err error
	word := func(key string) string {
		m := messages["dates."+key]
		if m.plain == "" && err == nil {
			err = fmt.Errorf("dates.%s is missing", key)
		}
		return m.plain
	}
	pattern := func(key string) *sentence {
		m := messages["dates."+key]
		if m.sentence == nil && err == nil {
			err = fmt.Errorf("dates.%s is missing", key)
		}
		return m.sentence
	}
	for i := range w.weekday {
		w.weekday[i] = word("weekday." + strconv.Itoa(i))
		w.weekdayShort[i] = word("weekday_short." + strconv.Itoa(i))
	}
	for i := range w.month {
		w.month[i] = word("month." + strconv.Itoa(i+1))
		w.monthShort[i] = word("month_short." + strconv.Itoa(i+1))
	}
	w.clock, w.summer, w.winter = word("clock"), word("summer"), word("winter")
	w.date, w.dateShort, w.dayMonth = pattern("date"), pattern("date_short"), pattern("day_month")
	w.time, w.timeRange = pattern("time"), pattern("time_range")
	w.timesApart, w.endsOn = pattern("times_apart"), pattern("ends_on")
	w.which, w.dateTime = pattern("which"), pattern("date_time")
	return w, err
}

// fill is for patterns of this package, whose arguments are always complete; a
// catalogue that asks for others is found by the tests of each language.
func fill(s *sentence, args ...any) string {
	text, err := s.Execute(pairs(args))
	if err != nil {
		return "«" + err.Error() + "»"
	}
	return text
}

// Date is the day in full: "dinsdag 2 februari 2027". Like all functions here
// it shows t in the zone t carries; hand it one in the session's zone.
func (c *Catalog) Date(lang string, t time.Time) string {
	w := &c.texts(lang).dates
	return fill(w.date, "Weekday", w.weekday[t.Weekday()], "Day", t.Day(),
		"Month", w.month[t.Month()-1], "Year", t.Year())
}

// DateShort is the day for lists and subjects: "di 2 feb 2027".
func (c *Catalog) DateShort(lang string, t time.Time) string {
	w := &c.texts(lang).dates
	return fill(w.dateShort, "Weekday", w.weekdayShort[t.Weekday()], "Day", t.Day(),
		"Month", w.monthShort[t.Month()-1], "Year", t.Year())
}

// Numeric is the day in figures, "02-02-2027", the same in every language.
func (c *Catalog) Numeric(t time.Time) string { return t.Format("02-01-2006") }

// Time is the time in running text, "14.30 uur"; in an hour that the clock
// shows twice it says which: "02.30 uur (zomertijd)".
func (c *Catalog) Time(lang string, t time.Time) string {
	w := &c.texts(lang).dates
	return w.sayWhich(fill(w.time, "Time", t.Format(w.clock)), t)
}

// TimeRange is a session's time: "14.30–15.45 uur". One that ends on another
// day says so: "22.30–00.15 uur (eindigt op wo 3 feb)".
func (c *Catalog) TimeRange(lang string, start, end time.Time) string {
	w := &c.texts(lang).dates
	text := fill(w.timeRange, "Start", start.Format(w.clock), "End", end.Format(w.clock))
	if occurrence(start) != once || occurrence(end) != once {
		text = fill(w.timesApart, "Start", c.Time(lang, start), "End", c.Time(lang, end))
	}
	if civilDay(start) == civilDay(end) {
		return text
	}
	return fill(w.endsOn, "Range", text, "Date", c.DayMonth(lang, end))
}

// DayMonth is the day where the year is known: "di 2 feb".
func (c *Catalog) DayMonth(lang string, t time.Time) string {
	w := &c.texts(lang).dates
	return fill(w.dayMonth, "Weekday", w.weekdayShort[t.Weekday()], "Day", t.Day(), "Month", w.monthShort[t.Month()-1])
}

// DateTime is day and time in full: "dinsdag 2 februari 2027, 14.30 uur".
func (c *Catalog) DateTime(lang string, t time.Time) string {
	w := &c.texts(lang).dates
	return fill(w.dateTime, "Date", c.Date(lang, t), "Time", c.Time(lang, t))
}

// DateTimeShort is day and time for tables: "di 2 feb 2027, 14:30".
func (c *Catalog) DateTimeShort(lang string, t time.Time) string {
	w := &c.texts(lang).dates
	return fill(w.dateTime, "Date", c.DateShort(lang, t), "Time", w.sayWhich(t.Format("15:04"), t))
}

// Week is the ISO 8601 week, with the year that week belongs to.
func Week(t time.Time) (year, week int) { return t.ISOWeek() }

func (w *dateWords) sayWhich(text string, t time.Time) string {
	switch occurrence(t) {
	case first:
		return fill(w.which, "Time", text, "Which", w.summer)
	case second:
		return fill(w.which, "Time", text, "Which", w.winter)
	}
	return text
}

// How often the wall clock of t shows this time, and which of the two t is.
const (
	once = iota
	first
	second
)

// occurrence looks at the offsets on both sides of t rather than at IsDST: the
// first of two doubled hours always has the larger offset, while Ireland's
// winter is the daylight saving one in the zone data.
func occurrence(t time.Time) int {
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	if !start.IsZero() {
		_, before := start.Add(-time.Second).Zone()
		if t.Sub(start) < time.Duration(before-offset)*time.Second {
			return second
		}
	}
	if !end.IsZero() {
		_, after := end.Zone()
		if end.Sub(t) <= time.Duration(offset-after)*time.Second {
			return first
		}
	}
	return once
}

// civilDay numbers calendar days, so that two of them can be compared and
// subtracted whatever the clock did in between.
func civilDay(t time.Time) int64 {
	year, month, day := t.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
}

package ical

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	goical "github.com/emersion/go-ical"
)

// zones keeps what is dear to make: locations by name and VTIMEZONEs by zone
// and years. Both are few and never change once made.
type zones struct {
	locations  sync.Map // name → *time.Location
	components sync.Map // zoneYears → *goical.Component
}

// zoneYears is a zone over the years, both inclusive, that its rules must hold.
type zoneYears struct {
	name     string
	from, to int
}

// location loads a zone; names were checked at entry, so one that the machine
// lacks falls back on UTC, as Session.TimeZone does.
func (z *zones) location(name string) *time.Location {
	if loc, ok := z.locations.Load(name); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		loc = time.UTC
	}
	z.locations.Store(name, loc)
	return loc
}

// component gives the VTIMEZONE of a zone that is right for every instant of
// the years. It is shared: nobody may change it.
func (z *zones) component(key zoneYears) *goical.Component {
	if c, ok := z.components.Load(key); ok {
		return c.(*goical.Component)
	}
	loc := z.location(key.name)
	zone := goical.NewComponent(goical.CompTimezone)
	setRaw(zone.Props, goical.PropTimezoneID, key.name)
	if rules, ok := twoRules(loc, key.from, key.to); ok {
		for _, r := range rules {
			zone.Children = append(zone.Children, r.observance())
		}
	} else if changes := changesIn(loc, key.from, key.to); len(changes) == 0 {
		name, offset := yearStart(key.from, loc).Zone()
		first := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
		zone.Children = append(zone.Children, observance(goical.CompTimezoneStandard, name, first, offset, offset))
	} else {
		// No yearly rule fits (Ramadan in Morocco, a law changed): each change
		// stands for itself.
		for _, c := range changesIn(loc, key.from-1, key.to+1) {
			zone.Children = append(zone.Children, observance(c.kind(), c.name, c.wall(), c.before, c.after))
		}
	}
	z.components.Store(key, zone)
	return zone
}

func yearStart(year int, loc *time.Location) time.Time {
	return time.Date(year, 1, 1, 0, 0, 0, 0, loc)
}

// change is a moment at which a zone's clocks are moved; offsets are seconds
// east of UTC, name is the abbreviation from then on.
type change struct {
	at            time.Time
	before, after int
	name          string
}

// wall is what the clocks show at the change, by the offset before it: a
// VTIMEZONE's onsets are written so (RFC 5545 §3.6.5).
func (c change) wall() time.Time { return c.at.UTC().Add(time.Duration(c.before) * time.Second) }

// kind goes by the direction and not by the zone data's flag: Ireland's winter
// is the daylight saving one there.
func (c change) kind() string {
	if c.after > c.before {
		return goical.CompTimezoneDaylight
	}
	return goical.CompTimezoneStandard
}

// changesIn lists the changes whose wall time lies in the years.
func changesIn(loc *time.Location, from, to int) []change {
	var found []change
	t := yearStart(from, time.UTC).AddDate(0, 0, -2)
	for {
		_, end := t.In(loc).ZoneBounds()
		if end.IsZero() || end.Year() > to+1 {
			return found
		}
		if !end.After(t) {
			// time gives the last instant of 2037 rules as the end of itself at
			// some turns of the year; a day on it knows better.
			t = t.AddDate(0, 0, 1)
			continue
		}
		_, before := end.Add(-time.Second).Zone()
		name, after := end.Zone()
		c := change{end, before, after, name}
		if year := c.wall().Year(); before != after && year >= from && year <= to {
			found = append(found, c)
		}
		t = end
	}
}

// rule is a yearly change: the n-th weekday of a month, -1 for the last.
type rule struct {
	change
	n int
}

// in gives the rule's wall time in a year.
func (r rule) in(year int) time.Time {
	w := r.wall()
	first := time.Date(year, w.Month(), 1, w.Hour(), w.Minute(), w.Second(), 0, time.UTC)
	day := 1 + (int(w.Weekday())-int(first.Weekday())+7)%7
	if r.n > 0 {
		day += 7 * (r.n - 1)
	} else {
		for last := first.AddDate(0, 1, -1).Day(); day+7 <= last; {
			day += 7
		}
	}
	return first.AddDate(0, 0, day-1)
}

// lookahead is how many years beyond those needed help to tell "the fourth"
// from "the last".
const lookahead = 6

// proof is how many years beyond those needed a rule must hold: what fits once
// is chance, and calendars remember a zone's rules by its name.
const proof = 2

// twoRules finds the two yearly rules that give exactly the changes of every
// year from..to and a little longer, if there are such.
func twoRules(loc *time.Location, from, to int) ([]rule, bool) {
	byYear := map[int][]change{}
	for _, c := range changesIn(loc, from, to+lookahead) {
		year := c.wall().Year()
		byYear[year] = append(byYear[year], c)
	}
	base := byYear[from]
	if len(base) != 2 || base[0].before != base[1].after {
		return nil, false
	}
	rules := make([]rule, 0, 2)
	for i, c := range base {
		best, years := rule{}, 0
		for _, n := range []int{-1, (c.wall().Day()-1)/7 + 1} {
			r := rule{c, n}
			if held := r.holds(byYear, i, from); held > years {
				best, years = r, held
			}
		}
		if years < to-from+1+proof {
			return nil, false
		}
		rules = append(rules, best)
	}
	return rules, true
}

// holds counts the years from the first on in which the rule is right.
func (r rule) holds(byYear map[int][]change, i, from int) int {
	for n := 0; ; n++ {
		of := byYear[from+n]
		if len(of) != 2 || of[i].before != r.before || of[i].after != r.after || !of[i].wall().Equal(r.in(from+n)) {
			return n
		}
	}
}

var weekdays = [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}

// observance writes the rule from 1970 on, as the calendars' own zones do.
func (r rule) observance() *goical.Component {
	o := observance(r.kind(), r.name, r.in(1970), r.before, r.after)
	setRaw(o.Props, goical.PropRecurrenceRule, "FREQ=YEARLY;BYMONTH="+strconv.Itoa(int(r.wall().Month()))+
		";BYDAY="+strconv.Itoa(r.n)+weekdays[r.wall().Weekday()])
	return o
}

func observance(kind, name string, start time.Time, before, after int) *goical.Component {
	o := goical.NewComponent(kind)
	setRaw(o.Props, goical.PropDateTimeStart, start.Format(localForm))
	setRaw(o.Props, goical.PropTimezoneOffsetFrom, utcOffset(before))
	setRaw(o.Props, goical.PropTimezoneOffsetTo, utcOffset(after))
	setRaw(o.Props, goical.PropTimezoneName, name)
	return o
}

// utcOffset is RFC 5545 §3.3.14.
func utcOffset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	s := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if rest := seconds % 60; rest != 0 {
		s += fmt.Sprintf("%02d", rest)
	}
	return s
}

// isDoubled tells whether the clocks of t's zone show its wall time twice, t
// being either of the two.
func isDoubled(t time.Time) bool {
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	if !start.IsZero() {
		_, before := start.Add(-time.Second).Zone()
		if t.Sub(start) < time.Duration(before-offset)*time.Second {
			return true
		}
	}
	if end.IsZero() {
		return false
	}
	_, after := end.Zone()
	return end.Sub(t) <= time.Duration(offset-after)*time.Second
}

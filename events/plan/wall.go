package plan

import (
	"fmt"
	"time"

	"kantine/events"
)

// stretch is the time between two instants.
type stretch struct{ from, to time.Time }

// shared is how long two stretches run together.
func (s stretch) shared(t stretch) time.Duration {
	from, to := s.from, s.to
	if t.from.After(from) {
		from = t.from
	}
	if t.to.Before(to) {
		to = t.to
	}
	return max(0, to.Sub(from))
}

// civil is the day on the clocks of zone, as midnight UTC, so that days can be
// counted whatever the clocks do.
func civil(at time.Time, zone *time.Location) time.Time {
	year, month, day := at.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// dayOf is a civil day as a Date.
func dayOf(day time.Time) events.Date { return events.Date(day.Format(time.DateOnly)) }

// daysOf lists the civil days on which something happens between two instants.
func daysOf(s stretch, zone *time.Location) []time.Time {
	var days []time.Time
	for d := civil(s.from, zone); !d.After(civil(s.to.Add(-time.Nanosecond), zone)); d = d.AddDate(0, 0, 1) {
		days = append(days, d)
	}
	return days
}

// daysBetween counts the nights from one civil day to another.
func daysBetween(from, to time.Time) int { return int(to.Sub(from) / (24 * time.Hour)) }

// clock reads a wall time "06:00"; the entry has checked its form.
func clock(s string) time.Duration {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// at is the instant of a wall time on a civil day; from 24 hours on it is on
// the next day.
func at(day time.Time, wall time.Duration, zone *time.Location) time.Time {
	return events.OnClock(day.Add(wall), zone)
}

// onDay is the stretch between two wall times that begins on a civil day; one
// that does not end later than it starts ends on the next day.
func onDay(day time.Time, from, to string, zone *time.Location) stretch {
	start, end := clock(from), clock(to)
	if end <= start {
		end += 24 * time.Hour
	}
	return stretch{at(day, start, zone), at(day, end, zone)}
}

// touches tells whether something happens between two wall times of any day.
func touches(s stretch, from, to string, zone *time.Location) bool {
	last := civil(s.to, zone)
	for day := civil(s.from, zone).AddDate(0, 0, -1); !day.After(last); day = day.AddDate(0, 0, 1) {
		if s.shared(onDay(day, from, to, zone)) > 0 {
			return true
		}
	}
	return false
}

// The hours that make work night or evening work (domain.md R1, R4).
const (
	nightFrom, nightTo     = "22:00", "06:00"
	eveningFrom, eveningTo = "19:00", "06:00"
)

func night(s stretch, zone *time.Location) bool { return touches(s, nightFrom, nightTo, zone) }

func evening(s stretch, zone *time.Location) bool { return touches(s, eveningFrom, eveningTo, zone) }

// spent writes a length of time as hours and minutes, "9:05".
func spent(d time.Duration) string {
	minutes := int(d / time.Minute)
	return fmt.Sprintf("%d:%02d", minutes/60, minutes%60)
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// weekdays are the days as the programme writes them, from Sunday on like
// time.Weekday.
var weekdays = [...]string{"su", "mo", "tu", "we", "th", "fr", "sa"}

func weekday(day time.Time) string { return weekdays[day.Weekday()] }

// weekdayWord is the name of the day in the catalogue.
func weekdayWord(day time.Time) events.Word {
	return events.Word(fmt.Sprintf("dates.weekday.%d", day.Weekday()))
}

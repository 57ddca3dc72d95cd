package plan

import (
	"errors"
	"fmt"
	"time"

	"github.com/teambition/rrule-go"

	"kantine/events"
)

const (
	// mostDates is how many dates one series may have.
	mostDates = 52
	// mostSteps keeps a series that finds no free date finite.
	mostSteps = 4 * mostDates
	// wallForm is a wall time as events.ParseTime reads it.
	wallForm = "2006-01-02T15:04"
)

// Series implements events.Planner. It reckons with wall times, so that 17:00
// stays 17:00 over a change of the clocks, and passes over the days on which
// nothing can be planned, and a wall time that a change skips or doubles.
func (p *Planner) Series(r events.Recurrence, first time.Time, count int, zone *time.Location) ([]events.Occurrence, error) {
	if count < 1 || count > mostDates {
		return nil, events.Invalid("count", "range", "Min", 1, "Max", mostDates)
	}
	if r.Every < 0 || r.Every > mostDates {
		return nil, events.Invalid("every", "range", "Min", 1, "Max", mostDates)
	}
	if r.Monthly && (r.Nth < -1 || r.Nth > 4) {
		return nil, events.Invalid("nth", "range", "Min", -1, "Max", 4)
	}
	rule, err := rrule.NewRRule(ruleOf(r, first.In(zone)))
	if err != nil {
		return nil, fmt.Errorf("series: %w", err)
	}
	var dates []events.Occurrence
	next := rule.Iterator()
	for steps := 0; count > 0 && steps < mostSteps; steps++ {
		wall, more := next()
		if !more {
			break
		}
		date, err := p.occurrence(wall, zone)
		if err != nil {
			return nil, fmt.Errorf("series: %w", err)
		}
		dates = append(dates, date)
		if date.Skipped == nil {
			count--
		}
	}
	return dates, nil
}

// ruleOf writes the recurrence as a rule on naive wall times.
func ruleOf(r events.Recurrence, first time.Time) rrule.ROption {
	days := [...]rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}
	day := days[first.Weekday()]
	o := rrule.ROption{
		Freq: rrule.WEEKLY, Interval: max(1, r.Every),
		Dtstart: time.Date(first.Year(), first.Month(), first.Day(), first.Hour(), first.Minute(), 0, 0, time.UTC),
	}
	if r.Monthly {
		o.Freq, day = rrule.MONTHLY, day.Nth(r.NthFrom(first))
	}
	o.Byweekday = []rrule.Weekday{day}
	return o
}

func (p *Planner) occurrence(wall time.Time, zone *time.Location) (events.Occurrence, error) {
	day := civil(wall, time.UTC)
	date := events.Occurrence{Day: dayOf(day)}
	at, err := events.ParseTime("starts_at", wall.Format(wallForm), zone)
	var refusal *events.Error
	switch {
	case err == nil:
		date.StartsAt = at
	case errors.As(err, &refusal) && refusal.Code == events.CodeWallTimeGap:
		date.Skipped = &events.Sentence{Key: "plan.series.time_gap", Args: []any{"Day", date.Day}}
		return date, nil
	case errors.As(err, &refusal) && refusal.Code == events.CodeWallTimeAmbiguous:
		date.Skipped = &events.Sentence{Key: "plan.series.time_twice", Args: []any{"Day", date.Day}}
		return date, nil
	default:
		return date, err
	}
	// Only its start is known of what is planned there.
	if c, found := p.dayConflict(day, stretch{at, at.Add(time.Minute)}, zone); found && c.Severity == events.SeverityBlock {
		said := c.Sentence()
		date.Skipped = &said
	}
	return date, nil
}

package plan

import (
	"time"

	"kantine/events"
)

// calendar looks for days on which nothing, or rather nothing, is planned (R7).
// Each day is named once, however many blocks it has.
func (j *judge) calendar() {
	seen := map[events.Date]bool{}
	said := map[events.SpecialDay]bool{}
	for i := range j.s.Blocks {
		b := &j.s.Blocks[i]
		for _, day := range daysOf(blockTime(b), j.zone) {
			if seen[dayOf(day)] {
				continue
			}
			seen[dayOf(day)] = true
			j.nationalDay(b, day)
			j.regionalDays(b, dayOf(day), said)
		}
	}
}

func (j *judge) nationalDay(b *events.Block, day time.Time) {
	c, found := j.planner.dayConflict(day, stretch{b.StartsAt, b.EndsAt}, j.zone)
	if found {
		c.BlockID = b.ID
		j.found = append(j.found, c)
	}
	if year := day.Year(); year < j.planner.firstYear || year > j.planner.lastYear {
		j.warn("holidays_unknown", b.ID, "Year", year)
	}
}

// dayConflict is what a day of the whole country means for something that
// happens on it; the weightiest alone.
func (p *Planner) dayConflict(day time.Time, when stretch, zone *time.Location) (events.Conflict, bool) {
	date, known := dayOf(day), holiday{}
	for _, h := range p.holidays {
		if h.day == date && h.kind != events.DayTheme {
			known = h
		}
	}
	says := func(code string, severity events.Severity, args ...any) (events.Conflict, bool) {
		return events.Conflict{Code: code, Severity: severity, Args: append([]any{"Day", date}, args...)}, true
	}
	year := day.Year()
	if day.Month() == time.January {
		year--
	}
	closed := closedFrom(year)
	_, month, dayOfMonth := day.Date()
	eve := month == time.December && (dayOfMonth == 24 || dayOfMonth == 31) && when.to.After(at(day, 12*time.Hour, zone))
	switch {
	case known.kind == events.DayHard:
		return says("holiday", events.SeverityBlock, "Holiday", known.name)
	case eve:
		return says("eve_afternoon", events.SeverityBlock)
	case date >= closed.From && date <= closed.To:
		return says("closed", events.SeverityBlock, "From", closed.From, "To", closed.To)
	case known.kind == events.DaySoft:
		return says("holiday_soft", events.SeverityWarn, "Holiday", known.name)
	case known.kind == events.DayAdvice:
		return says("holiday_advice", events.SeverityWarn, "Holiday", known.name)
	}
	return events.Conflict{}, false
}

// regionalDays warns of school holidays and carnival where the session is.
func (j *judge) regionalDays(b *events.Block, day events.Date, said map[events.SpecialDay]bool) {
	if j.at.region == "" {
		return
	}
	for _, d := range j.planner.Days(day, day, j.at.region) {
		if said[d] {
			continue
		}
		said[d] = true
		switch d.Kind {
		case events.DaySchool:
			j.warn("school_holiday", b.ID, "Holiday", d.Name, "Region", events.Word("plan.region."+j.at.region))
		case events.DayCarnival:
			j.warn("carnival", b.ID, "Day", day)
		}
	}
}

// over catches a moment that has gone by, most often a slip in the year: nobody
// would be told, since every mail would come too late.
func (j *judge) over() {
	if j.s.State != events.SessionHeld && !j.s.EndsAt().After(j.now) {
		j.block("over", "", "Day", dayOf(civil(j.s.StartsAt(), j.zone)))
	}
}

// leadTime asks for the days that a company needs to prepare (R1). They count
// from the request; a draft without one counts from now.
func (j *judge) leadTime() {
	rules, severity, needed := &j.in.Programme.Rules, events.SeverityBlock, 0
	switch j.s.Offering.Kind {
	case events.KindPopup:
		needed = rules.PopupLeadDays
		for i := range j.s.Blocks {
			if night(blockTime(&j.s.Blocks[i]), j.zone) {
				needed = max(needed, rules.PopupLeadDaysNight)
			}
		}
	case events.KindWorkshop:
		severity, needed = events.SeverityWarn, rules.WorkshopLeadDays
	default:
		return
	}
	from := civil(j.now, j.zone)
	if asked, err := time.Parse(time.DateOnly, string(j.s.Extra.RequestedOn)); err == nil {
		from = asked
	} else if j.s.State != events.SessionDraft {
		return
	}
	if days := daysBetween(from, civil(j.s.StartsAt(), j.zone)); days < needed {
		j.note(severity, "lead_time", "", []any{"Days", max(0, days), "Needed", needed})
	}
}

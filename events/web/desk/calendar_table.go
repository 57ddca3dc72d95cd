package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"kantine/events"
	"kantine/templates"
)

// calendarBlock is one block as it is shown, with what the rows go by.
type calendarBlock struct {
	templates.DeskCalendarSession
	// day is the midnight, in UTC, of the day on which it begins.
	day  time.Time
	crew []string
	ref  string
	city string
}

// calendarSessions puts the blocks of sessions in the order of their start.
func (d *Desk) calendarSessions(v *visit, c *events.Calendar) []calendarBlock {
	var shown []calendarBlock
	for i := range c.Sessions {
		one := &c.Sessions[i]
		s := &one.Session
		place := events.Place{Online: one.Place.Online, City: one.Place.City, Name: one.Place.Name}
		row := v.sessionRow(&events.Listing{Session: *s, Place: place})
		conflicts, blocking := d.conflicts(v, one.Conflicts)
		for k := range s.Blocks {
			b := &s.Blocks[k]
			block := calendarBlock{crew: s.CrewOf(b.ID), ref: one.Place.Ref, city: one.Place.City}
			block.DeskCalendarSession = templates.DeskCalendarSession{
				DeskSession: row, ID: s.ID, Block: b.Label, Conflicts: conflicts, Blocking: blocking,
			}
			block.Start, block.End = b.StartsAt.In(s.TimeZone()), b.EndsAt.In(s.TimeZone())
			block.day = dayOf(b.StartsAt.In(c.Zone))
			for _, id := range block.crew {
				if name, known := c.Names[id]; known {
					block.Crew = append(block.Crew, name)
				}
			}
			if s.State == events.SessionDraft || s.State == events.SessionPublished {
				block.MovePath = v.link("/desk/sessions/{id}/move", s.ID)
			}
			shown = append(shown, block)
		}
	}
	slices.SortStableFunc(shown, func(a, b calendarBlock) int {
		return cmp.Or(a.Start.Compare(b.Start), strings.Compare(a.Title, b.Title))
	})
	return shown
}

// dayOf is the midnight, in UTC, of the day that a clock shows.
func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// specialDays puts the days to think of in order; the same ones of several
// regions are one.
func (v *visit) specialDays(all []events.SpecialDay) []templates.DeskSpecialDay {
	var days []templates.DeskSpecialDay
	for _, one := range all {
		from, err := time.Parse(time.DateOnly, string(one.From))
		to, lastErr := time.Parse(time.DateOnly, string(one.To))
		if err != nil || lastErr != nil {
			continue
		}
		day := templates.DeskSpecialDay{Kind: string(one.Kind), Name: one.Name.In(v.lang), From: from, To: to}
		at := slices.IndexFunc(days, func(o templates.DeskSpecialDay) bool {
			return o.Kind == day.Kind && o.Name == day.Name && o.From.Equal(from) && o.To.Equal(to)
		})
		if at < 0 {
			at, days = len(days), append(days, day)
		}
		if one.Region != "" {
			days[at].Regions = append(days[at].Regions, one.Region)
		}
	}
	slices.SortStableFunc(days, func(a, b templates.DeskSpecialDay) int { return a.From.Compare(b.From) })
	return days
}

// mark shades a day and names what is special about it; a stretch of days is
// named on its first one that is shown, and again on Mondays.
func mark(day *templates.DeskCalendarDay, special []templates.DeskSpecialDay, first bool) {
	for _, s := range special {
		if day.Day.Before(s.From) || day.Day.After(s.To) {
			continue
		}
		day.Shade = s.ShadeOver(day.Shade)
		if first || day.Day.Equal(s.From) || day.Day.Weekday() == time.Monday {
			day.Names = append(day.Names, s)
		}
	}
}

// on is a day with its sessions.
func (a *calendarAsked) on(v *visit, day time.Time, shown []calendarBlock) templates.DeskCalendarDay {
	cell := templates.DeskCalendarDay{
		Day: day, Today: day.Equal(dayOf(v.now.In(v.zone))), Outside: day.Before(a.first) || day.After(a.last),
	}
	for i := range shown {
		if shown[i].day.Equal(day) {
			cell.Sessions = append(cell.Sessions, shown[i].DeskCalendarSession)
		}
	}
	if len(cell.Sessions) == 0 && !day.Before(dayOf(v.now.In(v.zone))) && v.may("GET /desk/sessions/new") {
		cell.NewPath = "/desk/sessions/new?date=" + day.Format(time.DateOnly)
	}
	return cell
}

// weeks is the table of a month or a week: a row for each week.
func (a *calendarAsked) weeks(v *visit, shown []calendarBlock, special []templates.DeskSpecialDay) *templates.DeskCalendarTable {
	table := &templates.DeskCalendarTable{Weekdays: true}
	for day := a.from; !day.After(a.to); day = day.AddDate(0, 0, 1) {
		if day.Weekday() == time.Monday {
			_, week := day.ISOWeek()
			table.Rows = append(table.Rows, templates.DeskCalendarRow{Week: week})
		}
		if len(table.Rows) == 1 {
			table.Columns = append(table.Columns, templates.DeskCalendarColumn{Day: day})
		}
		cell := a.on(v, day, shown)
		mark(&cell, special, day.Equal(a.from))
		row := &table.Rows[len(table.Rows)-1]
		row.Cells = append(row.Cells, cell)
	}
	return table
}

// agenda lists the days on which there is something.
func (a *calendarAsked) agenda(v *visit, shown []calendarBlock, special []templates.DeskSpecialDay) []templates.DeskCalendarDay {
	var days []templates.DeskCalendarDay
	for day := a.from; !day.After(a.to); day = day.AddDate(0, 0, 1) {
		cell := a.on(v, day, shown)
		mark(&cell, special, day.Equal(a.from) || len(cell.Sessions) > 0)
		if len(cell.Sessions) > 0 || slices.ContainsFunc(cell.Names, func(s templates.DeskSpecialDay) bool { return s.From.Equal(day) }) {
			days = append(days, cell)
		}
	}
	return days
}

// troubles lists the sessions with conflicts, once each.
func troubles(shown []calendarBlock) []templates.DeskTrouble {
	var list []templates.DeskTrouble
	seen := map[string]bool{}
	for i := range shown {
		s := &shown[i]
		if len(s.Conflicts) == 0 || seen[s.ID] {
			continue
		}
		seen[s.ID] = true
		list = append(list, templates.DeskTrouble{
			Path: s.Path, Title: s.Title, Start: s.Start, End: s.End, Conflicts: s.Conflicts, Blocking: s.Blocking,
		})
	}
	return list
}

// conflicts puts conflicts into words, and tells whether one blocks.
func (d *Desk) conflicts(v *visit, all []events.Conflict) (words []string, blocking bool) {
	for i := range all {
		words = append(words, d.reply.Sentence(v.lang, all[i].Sentence()))
		blocking = blocking || all[i].Severity == events.SeverityBlock
	}
	return words, blocking
}

package desk

import (
	"slices"
	"time"

	"kantine/events"
	"kantine/templates"
)

// rows is the table by facilitator or by place: the columns are the weeks of a
// month, or the days of a week.
func (a *calendarAsked) rows(v *visit, c *events.Calendar, shown []calendarBlock, special []templates.DeskSpecialDay) *templates.DeskCalendarTable {
	table := &templates.DeskCalendarTable{Columns: a.columns(v, special)}
	add := func(row templates.DeskCalendarRow, always bool, mine func(b *calendarBlock) bool, absences []events.Absence) {
		for _, column := range table.Columns {
			row.Cells = append(row.Cells, cellOf(&column, shown, mine, absences))
		}
		if always || row.Busy() {
			table.Rows = append(table.Rows, row)
		}
	}
	if a.by == "site" {
		for _, p := range c.Places {
			add(templates.DeskCalendarRow{Label: p.Name, City: p.City}, false, func(b *calendarBlock) bool { return b.ref == p.Ref }, nil)
		}
		add(templates.DeskCalendarRow{Elsewhere: true}, false, func(b *calendarBlock) bool { return b.ref == "" }, nil)
		return table
	}
	for _, f := range c.Facilitators {
		if chosen := a.query.Get("facilitator"); chosen != "" && chosen != f.ID {
			continue
		}
		add(templates.DeskCalendarRow{Label: f.Name, City: f.HomeCity}, true, func(b *calendarBlock) bool { return slices.Contains(b.crew, f.ID) }, f.Absences)
	}
	add(templates.DeskCalendarRow{Nobody: true}, false, func(b *calendarBlock) bool { return len(b.crew) == 0 }, nil)
	return table
}

// columns are the days of a week, or the weeks of a month.
func (a *calendarAsked) columns(v *visit, special []templates.DeskSpecialDay) []templates.DeskCalendarColumn {
	days, today := 1, dayOf(v.now.In(v.zone))
	if a.view == "month" {
		days = 7
	}
	var columns []templates.DeskCalendarColumn
	for day := a.from; !day.After(a.to); day = day.AddDate(0, 0, days) {
		until := day.AddDate(0, 0, days-1)
		column := templates.DeskCalendarColumn{Day: day, Until: until, Today: !today.Before(day) && !today.After(until)}
		if days == 7 {
			_, column.Week = day.ISOWeek()
		}
		for _, s := range special {
			if s.From.After(until) || s.To.Before(day) {
				continue
			}
			column.Names = append(column.Names, s)
			if days == 1 {
				column.Shade = s.ShadeOver(column.Shade)
			}
		}
		columns = append(columns, column)
	}
	return columns
}

func cellOf(column *templates.DeskCalendarColumn, shown []calendarBlock, mine func(b *calendarBlock) bool, absences []events.Absence) templates.DeskCalendarDay {
	cell := templates.DeskCalendarDay{Day: column.Day, Dated: column.Week != 0, Today: column.Today, Shade: column.Shade}
	for i := range shown {
		b := &shown[i]
		if !b.day.Before(column.Day) && !b.day.After(column.Until) && mine(b) {
			cell.Sessions = append(cell.Sessions, b.DeskCalendarSession)
		}
	}
	from, to := events.Date(column.Day.Format(time.DateOnly)), events.Date(column.Until.Format(time.DateOnly))
	cell.Absent = slices.ContainsFunc(absences, func(a events.Absence) bool { return a.From <= to && a.To >= from })
	return cell
}

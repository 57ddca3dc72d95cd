package templates

import "time"

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// calendarStates are the pages of the calendar, by the name of their golden file.
func calendarStates(lang string, e *Engine) map[string]View {
	month := sampleCalendar(lang)
	wrong := month
	wrong.Errors = wrongField(lang, e, "date", "day")
	agenda := month
	agenda.View, agenda.Table, agenda.Bys = "agenda", nil, nil
	agenda.Agenda = []DeskCalendarDay{month.Table.Rows[0].Cells[0], month.Table.Rows[0].Cells[1]}
	empty := agenda
	empty.Agenda, empty.Special, empty.Troubles = nil, nil, nil
	rows := month
	rows.By = "facilitator"
	cells := []DeskCalendarDay{{Day: day(2027, 3, 8), Dated: true, Absent: true}, {Day: day(2027, 3, 15), Dated: true, Sessions: month.Table.Rows[0].Cells[0].Sessions}}
	rows.Table = &DeskCalendarTable{
		Columns: []DeskCalendarColumn{{Day: day(2027, 3, 8), Until: day(2027, 3, 14), Week: 10, Names: month.Special}, {Day: day(2027, 3, 15), Until: day(2027, 3, 21), Week: 11}},
		Rows:    []DeskCalendarRow{{Label: "Fenna Demo", City: "Zwolle", Cells: cells}, {Nobody: true, Cells: cells[:1]}, {Elsewhere: true, Cells: cells[1:]}},
	}
	week := rows
	week.View, week.By, week.Week = "week", "site", 11
	week.Table = &DeskCalendarTable{Columns: []DeskCalendarColumn{{Day: day(2027, 3, 15), Until: day(2027, 3, 15), Shade: "free"}}}
	move := DeskMovePage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/sessions/1/move"), Action: "/desk/sessions/1/move"}, Title: byLang(lang, "Workshop voor HR", "Workshop for HR"),
		Start: at(2026, 11, 23, 14, 30), End: at(2026, 11, 23, 16, 30), Version: 3, BackPath: "/desk/calendar",
		Fields: []DeskField{{Name: "date", Kind: "text", Value: "23-11-2026", Hint: true}, {Name: "reason.nl", Key: "reason_nl", Kind: "lines", Optional: true, Hint: true}},
	}
	changed := move
	changed.Changed = true
	moveWrong := move
	moveWrong.Errors = wrongField(lang, e, "date", "day")
	moveWrong.Fields = []DeskField{
		{Name: "date", Kind: "text", Value: "31-2", Hint: true, Wrong: moveWrong.Errors[0].Message}, {Name: "overrule", Kind: "radio", Options: []DeskOption{{Key: "overrule_none"}, {Value: "agreed", Key: "overrule_agreed"}}, Wrong: moveWrong.Errors[0].Message},
	}
	moveWrong.Conflicts = []string{"Fenna Demo: 10:00"}
	return map[string]View{
		"desk-calendar": month, "desk-calendar-wrong": wrong, "desk-calendar-agenda": agenda, "desk-calendar-empty": empty,
		"desk-calendar-facilitators": rows, "desk-calendar-sites": week,
		"desk-move": move, "desk-move-changed": changed, "desk-move-wrong": moveWrong,
	}
}

func sampleCalendar(lang string) DeskCalendarPage {
	session := DeskCalendarSession{
		DeskSession: DeskSession{
			Path: "/desk/sessions/1", Title: byLang(lang, "Workshop voor HR", "Workshop for HR"), Start: at(2027, 3, 15, 14, 30), End: at(2027, 3, 15, 16, 30),
			Where: "Zwolle", State: "published", Confirmed: 3, Seats: 16,
		},
		ID: "1", Block: "lunch", Crew: []string{"Fenna Demo", "Bram Testman"}, MovePath: "/desk/sessions/1/move",
		Conflicts: []string{byLang(lang, "Fenna Demo is afwezig", "Fenna Demo is absent")}, Blocking: true,
	}
	off := session
	off.State, off.Path, off.MovePath, off.Online, off.Conflicts, off.Block, off.Crew = "cancelled", "", "", true, nil, "", nil
	school := DeskSpecialDay{Kind: "school", Name: byLang(lang, "Voorjaarsvakantie", "Spring holiday"), From: day(2027, 3, 15), To: day(2027, 3, 21), Regions: []string{"noord", "zuid"}}
	king := DeskSpecialDay{Kind: "hard", Name: byLang(lang, "Koningsdag", "King's Day"), From: day(2027, 3, 16), To: day(2027, 3, 16)}
	theme := DeskSpecialDay{Kind: "theme", Name: byLang(lang, "Dag van de Mantelzorg", "Carers' Day"), From: day(2027, 3, 17), To: day(2027, 3, 17)}
	page := DeskCalendarPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/calendar?view=month"), Action: "/desk/calendar"}, View: "month", First: day(2027, 3, 1), Last: day(2027, 3, 31), Week: 9,
		Views:        []DeskLink{{"month", "/desk/calendar?view=month", true}, {"week", "/desk/calendar?view=week", false}, {"agenda", "/desk/calendar?view=agenda", false}},
		Bys:          []DeskLink{{"day", "/desk/calendar", true}, {"facilitator", "/desk/calendar?by=facilitator", false}, {"site", "/desk/calendar?by=site", false}},
		PreviousPath: "/desk/calendar?date=2027-02-01", TodayPath: "/desk/calendar", NextPath: "/desk/calendar?date=2027-04-01", NewPath: "/desk/sessions/new",
		Fields: []DeskField{
			{Name: "date", Kind: "text", Value: "15-3-2027"},
			{Name: "kind", Kind: "select", Value: "popup", Options: []DeskOption{{Key: "all"}, {Value: "popup", Key: "kind_popup"}}},
			{Name: "region", Kind: "select", Options: []DeskOption{{Key: "all"}, {Value: "noord", Key: "region_noord"}}},
		},
		Hidden:  []DeskOption{{Value: "month", Label: "view"}},
		Special: []DeskSpecialDay{school, king, theme},
	}
	page.Table = &DeskCalendarTable{
		Weekdays: true, Columns: []DeskCalendarColumn{{Day: day(2027, 3, 15)}, {Day: day(2027, 3, 16)}, {Day: day(2027, 3, 17)}},
		Rows: []DeskCalendarRow{{Week: 11, Cells: []DeskCalendarDay{
			{Day: day(2027, 3, 15), Today: true, Shade: "school", Names: []DeskSpecialDay{school}, Sessions: []DeskCalendarSession{session, off}},
			{Day: day(2027, 3, 16), Shade: "free", Names: []DeskSpecialDay{king}, NewPath: "/desk/sessions/new?date=2027-03-16"},
			{Day: day(2027, 3, 17), Outside: true},
		}}},
	}
	page.Troubles = []DeskTrouble{
		{Path: "/desk/sessions/1", Title: session.Title, Start: session.Start, End: session.End, Conflicts: session.Conflicts, Blocking: true},
		{Title: session.Title, Start: session.Start, End: session.End, Conflicts: session.Conflicts},
	}
	return page
}

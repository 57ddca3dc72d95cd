package templates

// sessionStates are the pages of planning sessions, by the name of their golden
// file.
func sessionStates(lang string, e *Engine) map[string]View {
	session := sampleDeskSession(lang)
	draft := session
	draft.Session.State, draft.Session.Unlimited, draft.Moments, draft.Series, draft.PublicPath, draft.Notice = "draft", true, draft.Moments[:1], nil, "", "made"
	draft.Blocking, draft.Warnings, draft.LedBy, draft.Reminders, draft.Inherited, draft.Place = nil, nil, nil, nil, false, Place{}
	draft.Steps = []DeskStep{{"publish", "/desk/sessions/1/publish"}, {"delete", "/desk/sessions/1/delete"}}
	return map[string]View{
		"desk-sessions":       sampleDeskSessions(lang),
		"desk-sessions-empty": DeskSessionsPage{Layout: deskLayout(lang, "/desk/sessions"), Action: "/desk/sessions", Shown: "over"},
		"desk-session":        session,
		"desk-session-draft":  draft,
		"desk-cancel":         sampleCancel(lang),
		"desk-copy":           sampleCopy(lang, e),
		"desk-told":           sampleTold(lang),
	}
}

func sampleDeskSessions(lang string) DeskSessionsPage {
	p := DeskSessionsPage{
		Layout: deskLayout(lang, "/desk/sessions"), Action: "/desk/sessions", Shown: "coming", NewPath: "/desk/sessions/new", Filtered: true,
		NextPath: "/desk/sessions?after=1", FirstPath: "/desk/sessions",
		Choices: []DeskLink{{"coming", "/desk/sessions", true}, {"over", "/desk/sessions?shown=over", false}},
		Fields: []DeskField{
			{Name: "q", Key: "session_q", Kind: "text", Value: "zorg"},
			{Name: "state", Key: "session_state", Kind: "select", Options: []DeskOption{{Key: "session_all"}, {Value: "draft", Label: "x"}}},
		},
	}
	today := sampleToday(lang)
	p.List = append(p.List, today.Later...)
	return p
}

func sampleDeskSession(lang string) DeskSessionPage {
	row := sampleToday(lang).Later[0]
	row.Path = ""
	moment := DeskMoment{Start: at(2026, 11, 23, 14, 30), End: at(2026, 11, 23, 16, 30), Confirmed: 9}
	night := moment
	night.Label, night.Seats, night.Shifts, night.LedBy = byLang(lang, "nacht", "night"), 8, []string{"nacht"}, []string{"Fenna Demo"}
	return DeskSessionPage{
		Layout: deskLayout(lang, "/desk/sessions/1"), Session: row, Kind: "workshop", Language: "nl", Sector: byLang(lang, "Karton", "Cardboard"),
		Employer: "Voorbeeld Verpakking", Kit: "Pop-upkist A", Note: "Sleutel bij de portier", LedBy: []string{"Fenna Demo", "Gijs Demo"},
		Place: Place{Name: "Het Gebouw", Street: "Kade 1", Postcode: "7801 ZZ", City: "Emmen"}, Moments: []DeskMoment{moment, night},
		ClosesAt: at(2026, 11, 22, 12, 0), Waitlist: "auto", Blocking: []string{"Fenna Demo: x"}, Warnings: []string{"y"}, Inherited: true, Notice: "sent",
		Reminders: []DeskOwed{
			{Rule: DeskRule{Count: 7, Unit: "days", From: "before_start"}, DueAt: at(2026, 11, 16, 14, 30), SendAt: at(2026, 11, 16, 14, 30), State: "sent", Recipients: 9},
			{Rule: DeskRule{Count: 2, Unit: "hours", From: "before_start"}, Block: "nacht", DueAt: at(2026, 11, 23, 5, 0), SendAt: at(2026, 11, 23, 7, 0), State: "skipped", Reason: "due-before-move"},
			{Rule: DeskRule{Count: 1, Unit: "days", From: "after_end"}, FollowUp: true, DueAt: at(2026, 11, 24, 9, 0), SendAt: at(2026, 11, 24, 9, 0), State: "planned"},
		},
		Series: []DeskSession{row}, PublicPath: "/sessions/werk-en-zorg",
		Links: []DeskLink{{"edit", "/desk/sessions/1/edit", false}, {"copy", "/desk/sessions/1/copy", false}, {"cancel", "/desk/sessions/1/cancel", false}},
	}
}

func sampleCancel(lang string) DeskCancelPage {
	return DeskCancelPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/sessions/1/cancel"), Action: "/desk/sessions/1/cancel"}, Title: "Werk en zorg",
		Start: at(2026, 11, 23, 14, 30), End: at(2026, 11, 23, 16, 30), Confirmed: 3, BackPath: "/desk/sessions/1",
		Fields: []DeskField{{Name: "reason.nl", Key: "session_reason_nl", Kind: "lines", Optional: true, Hint: true}, {Name: "reason.en", Key: "session_reason_en", Kind: "lines", Optional: true}},
	}
}

func sampleCopy(lang string, e *Engine) DeskCopyPage {
	p := DeskCopyPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/sessions/1/copy"), Action: "/desk/sessions/1/copy"}, Title: "Werk en zorg",
		Start: at(2026, 11, 23, 14, 30), End: at(2026, 11, 23, 16, 30), BackPath: "/desk/sessions/1",
	}
	p.Errors = wrongField(lang, e, "date", "day")
	p.Fields = []DeskField{
		{Name: "date", Key: "session_date", Kind: "text", Hint: true, Value: "morgen", Wrong: p.Error("date")},
		{Name: "start", Key: "session_start", Kind: "text", Value: "14.30"},
		{Name: "start_offset", Key: "session_offset", Kind: "radio", Options: []DeskOption{{Value: "+02:00", Label: "2.30"}}},
	}
	return p
}

func sampleTold(lang string) DeskToldPage {
	return DeskToldPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/sessions/1/edit"), Action: "/desk/sessions/1/edit"}, What: "edit", Title: "Werk en zorg",
		Hidden: []DeskHidden{{"date", "30-3-2027"}}, Total: 3, Counts: []DeskToldCount{{"update", "nl", 2}, {"waitlist", "en", 1}},
		People: []DeskTold{{"Kim Demo", "kim@post.example", "update", "nl"}}, Rest: []DeskTold{{"", "lou@post.example", "waitlist", "en"}}, More: 1,
		Samples:  []DeskLetterSample{{"update", "nl", "kim@post.example", "Gewijzigd", "Beste Kim,\n\nEr is iets gewijzigd.\n"}},
		Warnings: []string{"y"}, NotSilent: 1,
	}
}

package templates

// sessionStates are the pages of planning sessions, by the name of their golden
// file.
func sessionStates(lang string, e *Engine) map[string]View {
	session := sampleDeskSession(lang)
	draft := session
	draft.Session.State, draft.Session.Unlimited, draft.Moments, draft.Series, draft.PublicPath, draft.Notice = "draft", true, draft.Moments[:1], nil, "", "made"
	draft.Blocking, draft.Warnings, draft.LedBy, draft.Reminders, draft.Inherited, draft.Place = nil, nil, nil, nil, false, Place{}
	draft.Steps = []DeskStep{{"publish", "/desk/sessions/1/publish"}}
	draft.Links = append(draft.Links, DeskLink{"delete", "/desk/sessions/1/delete", false})
	return map[string]View{
		"desk-sessions":       sampleDeskSessions(lang),
		"desk-sessions-empty": DeskSessionsPage{Layout: deskLayout(lang, "/desk/sessions"), Action: "/desk/sessions", Shown: "over"},
		"desk-session":        session,
		"desk-session-draft":  draft,
		"desk-cancel":         sampleCancel(lang),
		"desk-copy":           sampleCopy(lang, e),
		"desk-publish":        samplePublish(lang, e),
		"desk-delete":         sampleDelete(lang),
		"desk-told":           sampleTold(lang),
		"desk-edit":           sampleEdit(lang, e),
		"desk-edit-new":       sampleNew(lang),
		"desk-offer":          DeskOfferPage{Layout: deskLayout(lang, "/desk/sessions/new"), BackPath: "/desk/sessions", Offerings: []DeskOffer{{"Werk en zorg", "workshop", "/desk/sessions/new?offering=1"}}},
		"desk-offer-empty":    DeskOfferPage{Layout: deskLayout(lang, "/desk/sessions/new"), BackPath: "/desk/sessions"},
		"desk-difference":     sampleDifference(lang),
		"desk-unseen":         DeskUnseenPage{Layout: deskLayout(lang, "/desk/sessions/1/preview"), Problems: []DeskBlame{{Field: "block.0.date", Label: "Dag", Message: e.FieldMessage(lang, "date", "errors.field.day")}}},
		"desk-unseen-closed":  DeskUnseenPage{Layout: deskLayout(lang, "/desk/sessions/1/letter"), Code: "session-closed"},
		"desk-letters": DeskLettersPage{
			Layout: deskLayout(lang, "/desk/sessions/1/letter"), Title: "Werk en zorg",
			Samples: []DeskLetterSample{{"confirmation", "nl", "kim@post.example", "U bent aangemeld", "Beste Kim,\n\nTot dan.\n"}},
		},
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
		ClosesAt: at(2026, 11, 22, 12, 0), Waitlist: "auto", Blocking: []string{"Fenna Demo: x"}, Warnings: []string{"y"}, Inherited: true, Notice: "sent", LeftOut: []string{"Fenna Demo"},
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

func samplePublish(lang string, e *Engine) DeskPublishPage {
	p := DeskPublishPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/sessions/1/publish"), Action: "/desk/sessions/1/publish"}, Title: "Werk en zorg", BackPath: "/desk/sessions/1",
		Rows: []DeskPublishRow{
			{Start: at(2026, 11, 23, 14, 30), End: at(2026, 11, 23, 16, 30), Blocking: []string{"x"}, Warnings: []string{"y"}, EditPath: "/desk/sessions/1/edit"},
			{Start: at(2026, 11, 24, 14, 30), End: at(2026, 11, 24, 16, 30), Blocking: []string{"z"}},
		},
	}
	p.Errors = wrongField(lang, e, "overrule", "blocked")
	p.Overrule = DeskField{Name: "overrule", Key: "session_publish", Kind: "radio", Wrong: p.Error("overrule"), Options: []DeskOption{{Key: "session_overrule_no"}, {Value: "known", Key: "session_overrule_known"}}}
	return p
}

func sampleDelete(lang string) DeskDeletePage {
	return DeskDeletePage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/sessions/1/delete"), Action: "/desk/sessions/1/delete"}, Title: "Werk en zorg",
		Start: at(2026, 11, 23, 14, 30), End: at(2026, 11, 23, 16, 30), BackPath: "/desk/sessions/1",
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
	p.LeftOut = []string{"Fenna Demo", "Het Gebouw, Emmen"}
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

func sampleEdit(lang string, e *Engine) DeskEditPage {
	p := DeskEditPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/sessions/1/edit"), Action: "/desk/sessions/1/edit"}, Title: "Werk en zorg", State: "published", Focus: "own_reminders",
		Hidden: []DeskHidden{{"version", "3"}}, Notice: "merged", OwnRules: true, Inherited: []DeskRule{{Count: 7, Unit: "days", From: "before_start"}},
		Blocking: []string{"Fenna heeft dan al iets"}, Warnings: []string{"y"},
		PreviewPath: "/desk/sessions/1/preview", LetterPath: "/desk/sessions/1/letter", BackPath: "/desk/sessions/1",
		People: []DeskEditPerson{{ID: "1", Name: "Fenna Demo", Ticked: true, Unfit: []string{"Fenna heeft dan al iets"}}, {ID: "2", Name: "Gijs Demo"}},
	}
	p.Errors = wrongField(lang, e, "block.0.date", "day")
	field := func(name, key, kind string) DeskField {
		return DeskField{Name: name, Key: "session_" + key, Kind: kind, Wrong: p.Error(name), Hint: key == "date"}
	}
	p.Overrule = &DeskField{Name: "overrule", Key: "session_overrule", Kind: "radio", Options: []DeskOption{{Key: "session_overrule_no"}, {Value: "agreed", Key: "session_overrule_agreed"}}}
	p.Basics = []DeskField{field("title.nl", "title_nl", "text"), field("title.en", "title_en", "text")}
	p.Blocks = []DeskEditBlock{
		{Number: 1, Hidden: []DeskHidden{{"block.0.id", "b1"}}, Fields: []DeskField{field("block.0.date", "date", "text")}, Drop: "drop_block.0"},
		{Number: 2, Fields: []DeskField{field("block.1.date", "date", "text")}, Drop: "drop_block.1"},
	}
	p.Judged, p.Closes = true, []DeskField{field("closes.date", "closes", "text"), field("closes.clock", "clock", "text")}
	p.Seats, p.Place = []DeskField{field("capacity", "capacity", "number")}, []DeskField{field("join_url", "join_url", "url")}
	p.Rules = []DeskEditRule{
		{Number: 1, Drop: "drop_rule.0", Fields: []DeskField{field("rule.0.count", "rule_count", "number")}},
		{Number: 2, Drop: "drop_rule.1", Fixed: DeskRule{Count: 1560, Unit: "minutes", From: "before_start"}, Hidden: []DeskHidden{{"rule.1.raw", "-P1DT2H"}}},
	}
	p.More, p.Reason = []DeskField{field("note", "note", "lines")}, []DeskField{field("reason.nl", "reason_nl", "lines")}
	return p
}

func sampleNew(lang string) DeskEditPage {
	return DeskEditPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/sessions/new"), Action: "/desk/sessions/new"}, New: true, Title: "Werk en zorg", State: "draft",
		PreviewPath: "/desk/sessions/new/preview", LetterPath: "/desk/sessions/new/letter", BackPath: "/desk/sessions",
		Blocks: []DeskEditBlock{{Number: 1, Fields: []DeskField{{Name: "block.0.date", Key: "session_date", Kind: "text"}}}},
		People: []DeskEditPerson{{ID: "2", Name: "Gijs Demo"}},
		Repeat: []DeskField{{Name: "count", Key: "session_count", Kind: "number", Value: "2"}}, SeriesWords: byLang(lang, "elke dinsdag, twee keer", "every Tuesday, two times"), Held: 2,
		Dates: []DeskDate{{Start: at(2027, 4, 13, 9, 30)}, {Start: at(2027, 4, 27, 0, 0), Skipped: "x"}, {Start: at(2027, 5, 4, 9, 30), Conflicts: []string{"y"}}},
	}
}

func sampleDifference(lang string) DeskDifferencePage {
	return DeskDifferencePage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/sessions/1/edit"), Action: "/desk/sessions/1/edit"}, Title: "Werk en zorg", BackPath: "/desk/sessions/1",
		Hidden: []DeskHidden{{"seen", "4"}}, Rows: []DeskDifference{
			{Key: "title_nl", Was: []string{"Oud"}, Now: []string{"Van hen"}, Yours: []string{"Van mij"}, Keep: "now"},
			{Key: "blocks", Now: []string{"2-2-2027, 9.30–11.00", "2-2-2027, 14.00–15.00"}, Yours: []string{"3-2-2027, 9.30–11.00"}, Keep: "yours"},
		},
	}
}

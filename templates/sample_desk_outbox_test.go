package templates

// outboxStates are the pages of the outbox, by the name of their golden file.
func outboxStates(lang string, e *Engine) map[string]View {
	form := func(path string) DeskForm {
		return DeskForm{Layout: deskLayout(lang, path), Action: path}
	}
	wrong := sampleOutbox(lang)
	wrong.Day, wrong.Items, wrong.States = "gisteren", nil, nil
	wrong.Errors = wrongField(lang, e, "day", "day")
	paused := DeskPausePage{DeskForm: form("/desk/outbox/pause"), BackPath: "/desk/outbox", OnHold: true, Restored: true, Unsent: 3}
	frame := *paused.Desk
	frame.Hold = &DeskHold{Since: at(2026, 11, 22, 9, 0), Reason: "restored", Path: "/desk/outbox/pause"}
	paused.Desk = &frame
	asked := DeskOutboxAskPage{DeskForm: form("/desk/outbox/2/drop"), Do: "drop", Item: sampleOutbox(lang).Items[1], BackPath: "/desk/outbox/2"}
	refused := asked
	refused.Errors = wrongField(lang, e, "state", "message_state")
	sent := sampleMessage(lang)
	sent.Sent, sent.Fate, sent.Actions, sent.Letter = true, "", nil, nil
	unwritable := sampleMessage(lang)
	unwritable.Letter = &DeskWritten{Unwritable: true}
	return map[string]View{
		"desk-outbox":                    sampleOutbox(lang),
		"desk-outbox-wrong":              wrong,
		"desk-outbox-empty":              DeskOutboxPage{DeskForm: form("/desk/outbox"), OnHold: true, Notice: "paused", TomorrowPath: "/desk/outbox/tomorrow", PausePath: "/desk/outbox/pause"},
		"desk-outbox-message":            sampleMessage(lang),
		"desk-outbox-message-sent":       sent,
		"desk-outbox-message-unwritable": unwritable,
		"desk-outbox-ask":                asked,
		"desk-outbox-ask-refused":        refused,
		"desk-pause":                     DeskPausePage{DeskForm: form("/desk/outbox/pause"), BackPath: "/desk/outbox"},
		"desk-pause-held":                paused,
		"desk-departures":                sampleDepartures(lang, form("/desk/outbox/tomorrow")),
		"desk-departures-empty":          DeskDeparturesPage{DeskForm: form("/desk/outbox/tomorrow"), Day: at(2026, 11, 23, 0, 0), DayValue: "23-11-2026", BeforePath: "/b", AfterPath: "/a"},
		"desk-departures-past":           DeskDeparturesPage{DeskForm: form("/desk/outbox/tomorrow"), Day: at(2026, 11, 20, 0, 0), DayValue: "20-11-2026", BeforePath: "/b", AfterPath: "/a", Past: true, OutboxPath: "/desk/outbox?day=2026-11-20"},
		"desk-whatif":                    sampleWhatIf(lang, form("/desk/sessions/1/what-if")),
		"desk-whatif-wrong":              wrongWhatIf(lang, e, form("/desk/sessions/1/what-if")),
	}
}

func sampleOutbox(lang string) DeskOutboxPage {
	title := byLang(lang, "Workshop voor HR", "Workshop for HR")
	row := func(id, kind, who, state, reason, wrong string, rule DeskRule) DeskOutboxItem {
		return DeskOutboxItem{
			DeskMessage: DeskMessage{
				Path: "/desk/outbox/" + id, Kind: kind, Recipient: who, State: state, Reason: reason, Error: wrong, At: at(2026, 11, 23, 9, 0), Session: title,
			},
			Rule: rule, Attempts: len(wrong), SessionPath: "/desk/sessions/1",
		}
	}
	return DeskOutboxPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/outbox"), Action: "/desk/outbox"}, State: "failed", Kind: "reminder", Person: "kim@werkgever.example",
		Day: "23-11-2026", Session: "1", SessionTitle: title, SessionPath: "/desk/sessions/1", Kinds: []string{"confirmation", "reminder"},
		States: []DeskOutboxState{
			{State: "failed", Path: "/desk/outbox?state=failed", Current: true, Counted: true, Count: 2},
			{State: "delivered", Path: "/desk/outbox?state=delivered", Counted: true, Count: 10000, Most: true},
			{State: "skipped", Path: "/desk/outbox?state=skipped"},
		},
		Items: []DeskOutboxItem{
			row("1", "reminder", "kim@werkgever.example", "delivered", "", "", DeskRule{Count: 7, Unit: "days", From: "before_start"}),
			row("2", "update", "bo@werkgever.example", "failed", "", "5.1.1 at RCPT: 550 5.1.1 no such user", DeskRule{}),
			row("3", "reminder", "–", "skipped", "reminders-stopped", "", DeskRule{Count: 2, Unit: "hours", From: "before_start"}),
		},
		NextPath: "/desk/outbox?after=3", FirstPath: "/desk/outbox", ClearPath: "/desk/outbox", TomorrowPath: "/desk/outbox/tomorrow", PausePath: "/desk/outbox/pause",
	}
}

func sampleMessage(lang string) DeskOutboxMessagePage {
	story := sampleTimeline()
	return DeskOutboxMessagePage{
		Layout: deskLayout(lang, "/desk/outbox/2"), Item: sampleOutbox(lang).Items[1], DueAt: at(2026, 11, 23, 9, 0), NotAfter: at(2026, 12, 3, 11, 30),
		Doubts: 1, MessageID: "<abc@kantine.example>", Fate: "cancelled", FateReason: "superseded", Notice: "hold", BackPath: "/desk/outbox",
		Letter: &DeskWritten{
			From: "Zorg & werk <planning@zorgenwerk.example>", To: "bo@werkgever.example", Subject: "De workshop is verplaatst", Text: "Beste Bo,\n\nHet is <nu> anders.",
			FramePath: "/desk/outbox/2/frame", Calendar: "BEGIN:VCALENDAR\r\n", Method: "REQUEST", Sequence: 1, Start: at(2026, 12, 3, 9, 30), End: at(2026, 12, 3, 11, 30), Place: "De Hal, Assen",
		},
		Actions:  []DeskLink{{"retry", "/desk/outbox/2/retry", false}, {"hold", "/desk/outbox/2/hold", false}, {"drop", "/desk/outbox/2/drop", false}},
		Timeline: &story, PersonPath: "/desk/registrations/1",
	}
}

func sampleDepartures(lang string, form DeskForm) DeskDeparturesPage {
	title := byLang(lang, "Workshop voor HR", "Workshop for HR")
	return DeskDeparturesPage{
		DeskForm: form, Day: at(2026, 11, 23, 0, 0), DayValue: "23-11-2026", BeforePath: "/desk/outbox/tomorrow?day=2026-11-22", AfterPath: "/desk/outbox/tomorrow?day=2026-11-24",
		OutboxPath: "/desk/outbox?day=2026-11-23", Total: 20, More: true,
		Hours: []DeskHour{
			{At: at(2026, 11, 23, 7, 0), Total: 16, Items: []DeskDeparture{
				{At: at(2026, 11, 23, 7, 0), Exact: true, Kind: "reminder", Rule: DeskRule{Count: 2, Unit: "hours", From: "before_start"}, State: "planned", Session: title, SessionPath: "/desk/sessions/1", Count: 16},
			}},
			{At: at(2026, 11, 23, 9, 0), Total: 4, Items: []DeskDeparture{
				{At: at(2026, 11, 23, 9, 0), Now: true, Kind: "update", State: "retrying", Session: title, ListPath: "/desk/outbox?state=retrying", Count: 3},
				{At: at(2026, 11, 23, 9, 0), Kind: "password_reset", State: "queued", ListPath: "/desk/outbox?state=queued", Count: 1},
			}},
		},
	}
}

func sampleWhatIf(lang string, form DeskForm) DeskWhatIfPage {
	people := []DeskRecipient{{"Kim Demo", "kim@werkgever.example", "/desk/registrations/1"}, {"", "bo@werkgever.example", ""}}
	rule := DeskRule{Count: 7, Unit: "days", From: "before_start"}
	was, then := at(2026, 11, 26, 9, 30), at(2026, 11, 27, 9, 30)
	return DeskWhatIfPage{
		DeskForm: form, Title: byLang(lang, "Workshop voor HR", "Workshop for HR"), SessionPath: "/desk/sessions/1", Place: "De Hal, Assen", State: "published",
		Start: at(2026, 12, 3, 9, 30), End: at(2026, 12, 3, 11, 30), Venue: "ven-1",
		Fields: []DeskField{{Name: "date", Key: "session_date", Kind: "text", Hint: true, Value: "4-12-2026"}, {Name: "start", Key: "session_start", Kind: "text", Value: "9.30"}},
		Venues: []DeskChoice{{"ven-1", "De Hal"}, {"ven-2", "Elders"}},
		Result: &DeskWhatIf{
			Start: at(2026, 12, 4, 9, 30), End: at(2026, 12, 4, 11, 30), Moved: true, Replaced: true, Place: "Elders, Emmen",
			Blocking: []string{byLang(lang, "vr 4 dec 2026 is een feestdag", "Fri 4 Dec 2026 is a public holiday")}, Warnings: []string{"y"}, MovePath: "/desk/sessions/1/move?date=2026-12-04&start=09.30",
			Letters: []DeskWhatIfLetters{{"update", people}, {"waitlist", people[:1]}},
			Reminders: []DeskWhatIfReminder{
				{Rule: rule, Effect: "moves", Was: was, At: then, Recipients: 16},
				{Rule: rule, Effect: "again", Was: was, At: then, Recipients: 1, Block: "ochtend"},
				{Rule: rule, Effect: "stays", Was: was, At: was, Recipients: 2, FollowUp: true},
				{Rule: rule, Effect: "skipped", Was: was, At: then},
			},
		},
	}
}

func wrongWhatIf(lang string, e *Engine, form DeskForm) DeskWhatIfPage {
	page := sampleWhatIf(lang, form)
	page.Result, page.Venues = nil, nil
	page.Errors = wrongField(lang, e, "date", "day")
	page.Fields = []DeskField{{Name: "date", Key: "session_date", Kind: "text", Hint: true, Value: "donderdag", Wrong: page.Error("date")}}
	return page
}

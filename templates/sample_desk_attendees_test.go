package templates

import "time"

// attendeeSamples are the pages about who comes, by the name of their golden
// file.
func attendeeSamples(lang string, e *Engine) map[string]View {
	layout := func(path string) Layout { return deskLayout(lang, path) }
	session := sampleToday(lang).Later[0]
	kim, bo := sampleAttendees(session)
	list := DeskAttendeesPage{
		Layout: layout("/desk/sessions/1/attendees"), Session: session, Staff: true, CheckIn: true, People: []DeskAttendee{kim, bo},
		Filters: []DeskStateFilter{{"all", "/desk/sessions/1/attendees", 2, true}, {"waitlisted", "/desk/sessions/1/attendees?state=waitlisted", 1, false}},
		Back:    "/desk/sessions/1/attendees", NextPath: "/desk/sessions/1/attendees?after=2", AddPath: "/desk/sessions/1/attendees/add",
		CSVPath: "/desk/sessions/1/attendees.csv", XLSXPath: "/desk/sessions/1/attendees.xlsx", SignInPath: "/desk/sessions/1/sign-in",
		HoldPath: "/desk/sessions/1/held", Notice: "held",
	}
	facilitator := list
	facilitator.Staff, facilitator.AddPath, facilitator.CSVPath, facilitator.XLSXPath, facilitator.HoldPath = false, "", "", "", ""
	facilitator.People = []DeskAttendee{{ID: "1", Name: kim.Name, Company: kim.Company, Needs: kim.Needs, State: "attended", Start: kim.Start, End: kim.End}}
	facilitator.Notice = ""
	add := DeskAddPage{
		DeskForm: DeskForm{Layout: layout("/desk/sessions/1/attendees/add"), Action: "/desk/sessions/1/attendees/add"}, Session: session,
		BackPath: "/desk/sessions/1/attendees", Language: "nl", Blocks: []DeskBlockChoice{{ID: "b", State: "open", Free: 3, Start: kim.Start, End: kim.End}},
	}
	full := add
	full.Full, full.Name, full.AskedDiscreet = true, "Kim", true
	full.Blocks = []DeskBlockChoice{
		{ID: "b", Label: "Vroeg", State: "waitlist", Position: 3, Start: kim.Start, End: kim.End},
		{ID: "c", Label: "Laat", State: "closed", Start: kim.Start, End: kim.End},
		{ID: "d", State: "open", Free: -1, Start: kim.Start, End: kim.End},
	}
	wrong := add
	wrong.Errors = wrongField(lang, e, "email", "email")
	already := add
	already.AlreadyPath = "/desk/registrations/1"
	move := DeskPersonMovePage{
		DeskForm: DeskForm{Layout: layout("/desk/registrations/1/move"), Action: "/desk/registrations/1/move"}, Person: kim, BackPath: "/desk/registrations/1",
		Choices: []DeskPersonMoveChoice{
			{Value: "2/a", Title: session.Title, Where: "Zwolle", Start: kim.Start, End: kim.End, Free: 2},
			{Value: "3/a", Title: session.Title, Online: true, Label: "Laat", Start: kim.Start, End: kim.End, Full: true},
		},
	}
	move.Errors = wrongField(lang, e, "to", "session_full")
	sheet := DeskSignInPage{
		Layout: layout("/desk/sessions/1/sign-in"), Session: session, BackPath: "/desk/sessions/1/attendees",
		Blocks: []DeskSignInBlock{{Label: "Vroeg", Start: kim.Start, End: kim.End, Rows: []DeskSignInRow{{"Kim", "Voorbeeld BV", "AAAA-BBBB"}, {"", "", "CCCC-DDDD"}}}},
	}
	neutral := sheet
	neutral.Neutral, neutral.Programme = true, ""
	return map[string]View{
		"desk-search": DeskSearchPage{
			Layout: layout("/desk/search?q=kim"), Query: "kim", More: true, People: []DeskAttendee{kim, bo},
			Sessions:  []DeskFound{{Path: "/desk/sessions/1", Title: session.Title, Start: session.Start, State: "draft"}},
			Employers: []DeskFound{{Title: "Voorbeeld BV", KVK: "00000001"}},
		},
		"desk-checkin":               sampleCheckIn(lang, session),
		"desk-checkin-wrong":         wrongCheckIn(lang, e, session),
		"desk-checkin-code":          DeskCheckInCodePage{Layout: layout("/desk/check-in/7KQ4M2"), People: []DeskAtTheDoor{{kim, "/desk/sessions/1/check-in?done=1"}}},
		"desk-checkin-unknown":       DeskCheckInCodePage{Layout: layout("/desk/check-in/AAAAAA")},
		"desk-mailing":               sampleMailing(lang, session),
		"desk-mailing-wrong":         wrongMailing(lang, e, session),
		"desk-mailing-preview":       previewMailing(lang, session),
		"desk-search-nothing":        DeskSearchPage{Layout: layout("/desk/search?q=%3Cb%3E"), Query: "<b>"},
		"desk-gatherings":            DeskGatheringsPage{Layout: layout("/desk/attendees"), SearchPath: "/desk/search", Past: []DeskSession{session}},
		"desk-attendees":             list,
		"desk-attendees-facilitator": facilitator,
		"desk-attendees-empty":       DeskAttendeesPage{Layout: layout("/desk/sessions/1/attendees"), Session: session},
		"desk-add":                   add,
		"desk-add-full":              full,
		"desk-add-wrong":             wrong,
		"desk-add-already":           already,
		"desk-person":                samplePerson(lang, kim),
		"desk-person-wrong":          wrongPerson(lang, e, bo),
		"desk-person-erased":         erasedPerson(lang),
		"desk-person-move":           move,
		"desk-person-move-none":      DeskPersonMovePage{DeskForm: DeskForm{Layout: layout("/desk/registrations/1/move")}, Person: kim, BackPath: "/desk/registrations/1"},
		"desk-signin":                sheet,
		"desk-signin-neutral":        neutral,
	}
}

func sampleAttendees(session DeskSession) (kim, bo DeskAttendee) {
	kim = DeskAttendee{
		ID: "1", Path: "/desk/registrations/1", Name: "Kim <Voorbeeld>", Email: "kim@werkgever.example", Company: "Voorbeeld BV", Needs: "Ringleiding",
		Reference: "AAAA-BBBB", State: "confirmed", Participation: "accepted", Session: session.Title, Start: session.Start, End: session.End,
		Letter: &DeskLetter{Kind: "confirmation", State: "delivered", Path: "/desk/outbox/1"},
	}
	bo = DeskAttendee{
		ID: "2", Path: "/desk/registrations/2", Reference: "CCCC-DDDD", State: "waitlisted", Position: 2, Session: session.Title, Block: "Laat",
		Start: session.Start, End: session.End, Letter: &DeskLetter{Kind: "waitlist", State: "failed"},
	}
	return kim, bo
}

func samplePerson(lang string, who DeskAttendee) DeskPersonPage {
	return DeskPersonPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/registrations/1")}, Person: who, SessionPath: "/desk/sessions/1/attendees", Language: "nl",
		Registered: at(2026, 11, 20, 10, 0), Discretion: true, Stopped: true, Survey: true, Newsletter: true, ManageURL: "https://kantine.example/r/x",
		Timeline: sampleTimeline(), Name: who.Name, NewLanguage: "nl", Needs: who.Needs, Note: "Belt terug", EditPath: "/desk/registrations/1/edit",
		NotePath: "/desk/registrations/1/note", WithdrawPath: "/desk/registrations/1/withdraw", MovePath: "/desk/registrations/1/move",
		ErasePath: "/desk/registrations/1/erase", AttendancePath: "/desk/registrations/1/attendance", Notice: "added",
	}
}

func wrongPerson(lang string, e *Engine, who DeskAttendee) DeskPersonPage {
	page := samplePerson(lang, who)
	page.Errors, page.Wrong, page.BSN, page.Pending = wrongField(lang, e, "note", "bsn"), "note", true, true
	return page
}

func erasedPerson(lang string) DeskPersonPage {
	return DeskPersonPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/registrations/1")}, SessionPath: "/desk/sessions/1/attendees", Language: "nl",
		Person:     DeskAttendee{ID: "1", State: "withdrawn", Erased: true, Reference: "AAAA-BBBB", Start: at(2026, 11, 23, 9, 0), End: at(2026, 11, 23, 9, 0).Add(time.Hour)},
		Registered: at(2026, 11, 20, 10, 0), Notice: "erased",
	}
}

func sampleCheckIn(lang string, session DeskSession) DeskCheckInPage {
	kim, bo := sampleAttendees(session)
	cas := kim
	cas.ID, cas.State, cas.Name = "3", "attended", "Cas Demo"
	return DeskCheckInPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/sessions/1/check-in"), Action: "/desk/sessions/1/check-in"}, Session: session, Open: true,
		People: []DeskAttendee{cas, kim, bo}, Came: 1, Expected: 2, WalkIns: 7, Done: &cas, Hidden: 3, Key: "k", Query: "k",
		Back: "/desk/sessions/1/check-in", ListPath: "/desk/sessions/1/attendees", WalkInPath: "/desk/sessions/1/walk-ins",
		Blocks: []DeskTally{{ID: "b", Label: "Vroeg", Start: kim.Start, End: kim.End, People: 7}},
	}
}

func wrongCheckIn(lang string, e *Engine, session DeskSession) DeskCheckInPage {
	page := sampleCheckIn(lang, session)
	page.Errors, page.Code, page.Done, page.Hidden = wrongField(lang, e, "code", "code_unknown"), "AAAAAA", nil, 0
	return page
}

func sampleMailing(lang string, session DeskSession) DeskMailingPage {
	kim, bo := sampleAttendees(session)
	return DeskMailingPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/sessions/1/mail"), Action: "/desk/sessions/1/mail"}, Session: session, BackPath: "/desk/sessions/1/attendees",
		States: []DeskStateChoice{{"confirmed", 2, true}, {"waitlisted", 1, false}},
		Blocks: []DeskBlockChoice{{ID: "a", Label: "Vroeg", Start: kim.Start, End: kim.End}, {ID: "b", Start: kim.Start, End: kim.End}},
		People: []DeskPersonChoice{{kim, true}, {bo, false}},
		Mailings: []DeskMailing{
			{ID: "2", Subject: "Andere ingang", MadeAt: at(2026, 11, 23, 9, 0), DueAt: at(2026, 11, 23, 9, 10), UndoPath: "/desk/sessions/1/mail/undo"},
			{ID: "1", MadeAt: at(2026, 11, 22, 9, 0), DueAt: at(2026, 11, 22, 9, 10), Undone: true},
		},
		Notice: "sent",
	}
}

func wrongMailing(lang string, e *Engine, session DeskSession) DeskMailingPage {
	page := sampleMailing(lang, session)
	page.Errors, page.BodyEN = wrongField(lang, e, "subject_nl", "required"), "Hello"
	page.People, page.Mailings, page.Notice = nil, nil, ""
	return page
}

func previewMailing(lang string, session DeskSession) DeskMailingPage {
	page := sampleMailing(lang, session)
	page.Notice = ""
	page.Preview = &DeskMailingPreview{
		Letters: 2, Stopped: 1, Discreet: 1, Hidden: []DeskHidden{{"subject_nl", "Andere ingang"}},
		Samples: []DeskLetterSample{{Kind: "free", Language: "nl", To: "kim@werkgever.example", Subject: "Andere ingang", Text: "Beste Kim,"}},
	}
	return page
}

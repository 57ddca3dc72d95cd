package templates

import (
	"time"
	_ "time/tzdata"
)

func amsterdam() *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	return zone
}

func at(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, amsterdam())
}

func byLang(lang, nl, en string) string {
	if lang == "en" {
		return en
	}
	return nl
}

func sampleLayout(lang, path string) Layout {
	return Layout{
		Programme:    byLang(lang, "Zorg & werk in de maak", "Care & work in the making"),
		Path:         path,
		KeepLang:     lang == "en",
		ContactEmail: "planning@zorgenwerk.example",
		ContactPhone: "088 000 00 00",
	}
}

func discreetLayout(path string) Layout {
	return Layout{Path: path, Discreet: true, NoIndex: true, ContactEmail: "planning@voorbeeld.example"}
}

func sampleItems(lang string) []OfferItem {
	workshop := byLang(lang, "Workshop Werk & mantelzorg voor HR", "HR workshop on work & care")
	summary := byLang(lang, "Hoe maakt u werk en mantelzorg bespreekbaar?", "How do you make work and care a normal topic?")
	return []OfferItem{
		{
			Path: "/sessions/workshop-emmen", Title: workshop + byLang(lang, " (metaal)", " (metal)"), Summary: summary,
			Kind: "workshop", Sector: byLang(lang, "Metaalproducten", "Metal products"), Language: "nl",
			Start: at(2026, 12, 3, 9, 30), End: at(2026, 12, 3, 12, 30), City: "Emmen", Seats: Seats{State: SeatsOpen, Left: 3},
		},
		{
			Path: "/sessions/presentatie", Title: byLang(lang, "Presentatie voor brancheleden: mantelzorg op de werkvloer", "Presentation to sector members: care on the shop floor"),
			Kind: "presentation", Sector: byLang(lang, "Kartonnage & flexibele verpakkingen", "Cartonboard & flexible packaging"), Language: "nl",
			Start: at(2026, 12, 10, 16, 0), End: at(2026, 12, 10, 17, 0), Online: true, Seats: Seats{State: SeatsOpen, Left: 88},
		},
		{
			Path: "/sessions/online-workshop", Title: byLang(lang, "Online workshop voor HR", "Online HR workshop"),
			Kind: "workshop", Language: "en",
			Start: at(2027, 1, 28, 13, 30), End: at(2027, 1, 28, 15, 30), Online: true, Seats: Seats{State: SeatsWaitlist, Waiting: 2},
		},
		{
			Path: "/sessions/leernetwerk-1", Title: byLang(lang, "Leernetwerk HR: vier bijeenkomsten", "HR learning network: four meetings"),
			Kind: "workshop", Language: "nl", Meetings: 4,
			Start: at(2027, 3, 4, 17, 0), End: at(2027, 3, 4, 18, 30), City: "Zwolle", Seats: Seats{State: SeatsOpen, Left: 1},
		},
		{
			Path: "/sessions/vragenuur", Title: byLang(lang, "Vragenuur e-learning", "E-learning question hour"),
			Kind: "online", Language: "nl", Moments: 2,
			Start: at(2027, 3, 15, 12, 30), End: at(2027, 3, 15, 13, 15), Online: true, Seats: Seats{State: SeatsOpen, Unlimited: true},
		},
		{
			Path: "/sessions/workshop-helmond", Title: workshop + byLang(lang, " (Zuid)", " (South)"),
			Kind: "workshop", Language: "nl",
			Start: at(2027, 3, 18, 13, 0), End: at(2027, 3, 18, 16, 0), City: "Helmond", Seats: Seats{State: SeatsFull},
		},
	}
}

func sampleOffer(lang string) OfferPage {
	return OfferPage{
		Layout: sampleLayout(lang, "/"),
		Intro: byLang(lang,
			"Gratis informatie, advies, begeleiding en tools voor mkb-bedrijven in de maakindustrie die werk en mantelzorg bespreekbaar willen maken.",
			"Free information, advice, guidance and tools for SME manufacturers who want to make combining work and family care a normal topic."),
		Items: sampleItems(lang),
		Filters: []FilterGroup{
			{Key: "kind", Choices: []FilterChoice{
				{Path: "/", Count: 6, Current: true},
				{Value: "workshop", Path: "/?kind=workshop", Count: 4},
				{Value: "presentation", Path: "/?kind=presentation", Count: 1},
				{Value: "online", Path: "/?kind=online", Count: 1},
			}},
			{Key: "sector", Choices: []FilterChoice{
				{Path: "/", Count: 6, Current: true},
				{Value: "kartonnage", Label: byLang(lang, "Kartonnage & flexibele verpakkingen", "Cartonboard & flexible packaging"), Path: "/?sector=kartonnage", Count: 1},
				{Value: "metaalproducten", Label: byLang(lang, "Metaalproducten", "Metal products"), Path: "/?sector=metaalproducten", Count: 1},
			}},
			{Key: "place", Choices: []FilterChoice{
				{Path: "/", Count: 6, Current: true},
				{Value: "online", Path: "/?place=online", Count: 3},
				{Value: "Emmen", Label: "Emmen", Path: "/?place=Emmen", Count: 1},
				{Value: "Zwolle", Label: "Zwolle", Path: "/?place=Zwolle", Count: 1},
			}},
			{Key: "language", Choices: []FilterChoice{
				{Path: "/", Count: 6, Current: true},
				{Value: "nl", Path: "/?language=nl", Count: 5},
				{Value: "en", Path: "/?language=en", Count: 1},
			}},
		},
		FeedPath:      "/calendar.ics",
		NewsletterURL: "https://zorgenwerk.example/nieuwsbrief",
		InterestURL:   "/doe-mee",
	}
}

func emptyOffer(lang string) OfferPage {
	p := sampleOffer(lang)
	p.Items = nil
	p.Path, p.ClearPath, p.FeedPath = "/?kind=workshop", "/", "/calendar.ics?kind=workshop"
	return p
}

func samplePlace(lang string) Place {
	return Place{
		Name: "Ondernemershuis Voorbeeld", Street: "Voorbeeldplein 1", Postcode: "7899 ZY", City: "Emmen",
		Route: byLang(lang,
			"Ingang aan de voorzijde; melden bij de balie. Parkeren kan naast het gebouw; de bushalte ligt op vijf minuten lopen.",
			"Entrance at the front; report to the desk. You can park beside the building; the bus stop is five minutes away on foot."),
		Wheelchair: AnswerYes, HearingLoop: AnswerNo,
	}
}

func sampleForm() *RegisterForm {
	return &RegisterForm{Action: "/sessions/workshop-emmen/register", Key: "0123456789abcdef0123456789abcdef", Language: "nl"}
}

func sampleSession(lang string) SessionPage {
	return SessionPage{
		Layout:   sampleLayout(lang, "/sessions/workshop-emmen"),
		Title:    byLang(lang, "Workshop Werk & mantelzorg voor HR (metaal)", "HR workshop on work & care (metal)"),
		Summary:  byLang(lang, "Hoe maakt u werk en mantelzorg bespreekbaar? Een praktische ochtend voor HR, met voorbeelden van de werkvloer.", "How do you make work and care a normal topic? A practical morning for HR, with examples from the shop floor."),
		Kind:     "workshop",
		Sector:   byLang(lang, "Metaalproducten", "Metal products"),
		Language: "nl",
		Moments:  []Moment{{ID: "b1", Start: at(2026, 12, 3, 9, 30), End: at(2026, 12, 3, 12, 30)}},
		Place:    samplePlace(lang),
		LedBy:    []string{"Janneke Voorbeeld", "Bram Testman"},
		Seats:    Seats{State: SeatsOpen, Left: 3},
		ClosesAt: at(2026, 12, 2, 17, 0),
		ICSPath:  "/sessions/workshop-emmen.ics",
		Form:     sampleForm(),
	}
}

func wrongSession(lang string, e *Engine) SessionPage {
	p := sampleSession(lang)
	p.Moments = []Moment{
		{ID: "b1", Label: byLang(lang, "Ploegwissel vroeg/laat", "Early to late shift"), Start: at(2027, 2, 2, 14, 30), End: at(2027, 2, 2, 15, 45), Seats: Seats{State: SeatsOpen, Left: 2}},
		{ID: "b2", Label: byLang(lang, "Ploegwissel laat/nacht", "Late to night shift"), Start: at(2027, 2, 2, 22, 30), End: at(2027, 2, 3, 0, 15), Seats: Seats{State: SeatsFull}},
	}
	p.Form.Name, p.Form.Email = `"><script>alert(1)</script>`, "kim.zwolle.example"
	p.Form.Needs, p.Form.ConsentSurvey = "Een plek vooraan", true
	p.Form.Errors = []FieldError{
		{Field: "block", Message: e.FieldMessage(lang, "block", "errors.field.required")},
		{Field: "name", Message: e.FieldMessage(lang, "name", "errors.field.too_long", "Max", 120)},
		{Field: "email", Message: e.FieldMessage(lang, "email", "errors.field.email")},
		{Field: "language", Message: e.FieldMessage(lang, "language", "errors.field.unknown_choice")},
		{Field: "employer", Message: e.FieldMessage(lang, "employer", "errors.field.too_long", "Max", 120)},
		{Field: "needs", Message: e.FieldMessage(lang, "needs", "errors.field.too_long", "Max", 200)},
	}
	return p
}

func onlineSeries(lang string) SessionPage {
	p := sampleSession(lang)
	p.Title = byLang(lang, "Leernetwerk HR: vier bijeenkomsten, bijeenkomst 1", "HR learning network: four meetings, meeting 1")
	p.Place = Place{Online: true, Zone: "Europe/Amsterdam"}
	p.Seats = Seats{State: SeatsWaitlist, Waiting: 2}
	p.ClosesAt = time.Time{}
	p.Moments = []Moment{{ID: "b1", Start: at(2027, 3, 4, 17, 0), End: at(2027, 3, 4, 18, 30)}}
	p.Series = []Moment{
		{Start: at(2027, 3, 4, 17, 0), End: at(2027, 3, 4, 18, 30), Current: true},
		{Start: at(2027, 4, 1, 17, 0), End: at(2027, 4, 1, 18, 30), Path: "/sessions/leernetwerk-2"},
		{Start: at(2027, 5, 13, 17, 0), End: at(2027, 5, 13, 18, 30), Path: "/sessions/leernetwerk-3"},
	}
	return p
}

func gone(lang string, state Availability) SessionPage {
	p := sampleSession(lang)
	p.Seats = Seats{State: state}
	p.Form = nil
	p.Alternatives = sampleItems(lang)[3:5]
	if state == SeatsCancelled {
		p.CancelReason = byLang(lang, "De begeleider is verhinderd.", "The facilitator cannot come.")
	}
	return p
}

func justFull(lang string) SessionPage {
	p := gone(lang, SeatsFull)
	p.Form = sampleForm()
	p.Form.Name, p.Form.Email, p.Form.Problem = "Kim Verbeek", "kim@zwolle.example", "session-full"
	return p
}

func sampleRegistration(lang string) RegistrationPage {
	layout := sampleLayout(lang, "/r/abc")
	layout.NoIndex = true
	return RegistrationPage{
		Layout: layout, Reference: "7KQ4-M2XD", Name: "Kim Verbeek", Email: "k…@zwolle.example",
		State: RegistrationConfirmed, Title: byLang(lang, "Workshop Werk & mantelzorg voor HR (metaal)", "HR workshop on work & care (metal)"),
		SessionPath: "/sessions/workshop-emmen", Moment: Moment{Start: at(2026, 12, 3, 9, 30), End: at(2026, 12, 3, 12, 30)},
		Place: samplePlace(lang), LedBy: []string{"Janneke Voorbeeld"},
		CheckIn:   &CheckInCode{Code: "7KQ4M2", QR: [][]bool{{true, false}, {false, true}}},
		Mails:     []MailStatus{{Kind: "confirmation", State: MailDelivered, At: at(2026, 11, 22, 10, 2)}},
		Reminders: []time.Time{at(2026, 11, 26, 9, 30), at(2026, 12, 2, 9, 30), at(2026, 12, 3, 7, 30)},
		ICSPath:   "/r/abc/session.ics", GoogleURL: "https://calendar.google.com/calendar/render?action=TEMPLATE", OutlookURL: "https://outlook.office.com/calendar/0/deeplink/compose",
		Edit:         &EditForm{Action: "/r/abc/edit", Name: "Kim Verbeek", Language: "nl"},
		WithdrawPath: "/r/abc/withdraw", ErasePath: "/r/abc/erase", StopPath: "/u/abc",
	}
}

func waitlistedRegistration(lang string) RegistrationPage {
	p := sampleRegistration(lang)
	p.State, p.Position, p.Notice = RegistrationWaitlisted, 3, NoticeEdited
	p.Mails = []MailStatus{
		{Kind: "waitlist", State: MailQueued},
		{Kind: "update", State: MailRetrying},
		{Kind: "cancellation", State: MailFailed, At: at(2026, 11, 22, 10, 2)},
	}
	p.RemindersStopped = true
	p.Was = &WasMoment{Start: at(2026, 12, 2, 9, 30), End: at(2026, 12, 2, 12, 30), Where: "Zwolle"}
	p.Edit.Errors = []FieldError{{Field: "name", Message: byLang(lang, "Haal het webadres weg; hier past alleen een naam", "Remove the web address; only a name belongs here")}}
	return p
}

func withdrawnRegistration(lang string) RegistrationPage {
	p := sampleRegistration(lang)
	p.State = RegistrationWithdrawn
	p.UndoPath, p.UndoUntil = "/r/abc/undo", at(2026, 11, 22, 10, 12)
	p.WithdrawPath, p.Edit, p.Reminders, p.StopPath = "", nil, nil, ""
	p.Mails = append(p.Mails, MailStatus{Kind: "withdrawal", State: MailQueued})
	return p
}

func cancelledRegistration(lang string) RegistrationPage {
	p := withdrawnRegistration(lang)
	p.State, p.CancelReason = RegistrationCancelled, byLang(lang, "De begeleider is verhinderd.", "The facilitator cannot come.")
	return p
}

func discreetRegistration(lang string) RegistrationPage {
	p := sampleRegistration(lang)
	p.Layout = discreetLayout("/r/abc")
	p.Place = Place{Online: true, Zone: "Europe/Amsterdam"}
	p.Join = JoinLink{From: at(2026, 12, 3, 9, 15)}
	p.Name, p.Reminders = "", p.Reminders[:1]
	p.Series = []Moment{{Start: p.Moment.Start, End: p.Moment.End, Current: true}, {Start: at(2027, 1, 7, 9, 30), End: at(2027, 1, 7, 12, 30), Path: "/r/def"}}
	return p
}

func joinable(lang string) RegistrationPage {
	p := sampleRegistration(lang)
	p.Place, p.Join = Place{Online: true, Zone: "Europe/London"}, JoinLink{URL: "https://online.zorgenwerk.example/workshop"}
	return p
}

func sampleMailbox(lang string) MailboxPage {
	return MailboxPage{Layout: sampleLayout(lang, "/dev/mailbox"), Items: []MailboxItem{
		sampleLetter(),
		{Path: "/dev/mailbox/1", Recipient: "kim@zwolle.example", Subject: "Morgen om 09.30 uur: Workshop Werk & mantelzorg voor HR", Kind: "reminder", At: at(2026, 12, 2, 9, 30)},
	}}
}

func sampleLetter() MailboxItem {
	return MailboxItem{Path: "/dev/mailbox/2", Recipient: "kim@zwolle.example", Subject: "Uw plek is bevestigd: Workshop Werk & mantelzorg voor HR (metaal), do 3 dec 2026", Kind: "confirmation", At: at(2026, 11, 22, 10, 2)}
}

func samplePart(lang string, part MailboxPart) MailboxMessagePage {
	p := MailboxMessagePage{Layout: sampleLayout(lang, "/dev/mailbox/2"), Item: sampleLetter(), ListPath: "/dev/mailbox", Part: part}
	for _, tab := range []MailboxPart{MailboxText, MailboxHTML, MailboxCalendar, MailboxRaw} {
		p.Tabs = append(p.Tabs, MailboxTab{tab, "/dev/mailbox/2?part=" + string(tab)})
	}
	if part == MailboxHTML {
		p.HTMLPath = "/dev/mailbox/2/html"
		return p
	}
	p.Body = "Beste Kim Verbeek,\n\nUw plek is geregeld.\n\nGeef uw plek hier vrij: https://zorgenwerk.example/r/abc. <b>Dank</b>\n"
	return p
}

package templates

func sampleField(name, key, kind, value string) DeskField {
	return DeskField{Name: name, Key: key, Kind: kind, Value: value}
}

// employerStates are the pages about employers, by the name of their golden
// file.
func employerStates(lang string, e *Engine) map[string]View {
	employer := sampleEmployer(lang)
	changed := employer
	changed.Notice, changed.ArchivePath, changed.RestorePath, changed.ArchivedOn = "", "", "/desk/employers/1/restore", "ma 23 nov 2026"
	changed.Changed = []DeskChange{{"next_action", "Bel Kim", ""}}
	bare := DeskEmployerPage{DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/employers/2"), Action: "/desk/employers/2/funnel"}, Name: "Demo", BackPath: "/desk/employers", NewContactPath: "/desk/employers/2/contact", NewSitePath: "/desk/employers/2/site"}
	bare.Errors = wrongField(lang, e, "next_action_on", "day")
	bare.Funnel = []DeskField{{Name: "next_action_on", Kind: "date", Value: "x", Wrong: bare.Errors[0].Message}}
	form := DeskEmployerFormPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/employers/1/site"), Action: "/desk/employers/1/site"}, Key: "site", Name: "Demo", BackPath: "/desk/employers/1",
		Hidden: []DeskHidden{{"mark", "abc"}}, Fields: []DeskField{sampleField("street", "", "text", "Kade"), {Name: "operating_days", Kind: "ticks", Chosen: []string{"mo"}, Hint: true, Options: []DeskOption{{"mo", "day_mo", ""}, {"tu", "day_tu", ""}}}},
		Shifts: []DeskGroup{{1, DeskHidden{"shift0_code", "early"}, []DeskField{sampleField("shift0_label", "shift_label", "text", "Vroeg"), sampleField("shift0_time", "shift_time", "text", "06:00–14:00")}}},
	}
	contact := DeskEmployerFormPage{DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/employers/1/contact"), Action: "/desk/employers/1/contact"}, Key: "contact", Name: "Demo", BackPath: "/desk/employers/1", Gone: true, Removable: true}
	contact.Fields = []DeskField{sampleField("email", "", "email", "kim@demo.example")}
	choice := DeskImportPage{DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/employers/import"), Action: "/desk/employers/import"}, BackPath: "/desk/employers", Columns: []string{"name", "kvk"}, Others: []string{"sector"}}
	choice.Errors = wrongField(lang, e, "file", "file_lacks", "Column", "kvk")
	interest := InterestPage{Layout: sampleLayout(lang, "/doe-mee"), Action: "/doe-mee", Key: "KEY", Interests: []string{"toolkit", "workshop", "interview", "popup"}}
	wrong := interest
	wrong.Company, wrong.Email, wrong.Message, wrong.Chosen = `Demo "BV"`, "kim", "Graag <b>snel</b>", []string{"popup"}
	wrong.Errors = append(wrongField(lang, e, "name", "required"), wrongField(lang, e, "email", "email")...)
	limited := interest
	limited.Problem = "rate-limited"
	return map[string]View{
		"desk-employers":        sampleEmployers(lang),
		"desk-employers-empty":  DeskEmployersPage{Layout: deskLayout(lang, "/desk/employers"), Action: "/desk/employers"},
		"desk-employer":         employer,
		"desk-employer-changed": changed,
		"desk-employer-bare":    bare,
		"desk-site":             form,
		"desk-contact-gone":     contact,
		"desk-paste":            DeskPastePage{DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/employers/paste"), Action: "/desk/employers/paste", Errors: wrongField(lang, e, "mail", "required")}, BackPath: "/desk/employers"},
		"desk-import":           choice,
		"desk-import-check":     sampleImport(lang, e),
		"interest":              interest,
		"interest-wrong":        wrong,
		"interest-limited":      limited,
		"interest-sent":         InterestPage{Layout: sampleLayout(lang, "/doe-mee"), Sent: true},
	}
}

func sampleEmployers(lang string) DeskEmployersPage {
	return DeskEmployersPage{
		Layout: deskLayout(lang, "/desk/employers"), Notice: "imported", Count: 38, Action: "/desk/employers", Stage: "lead", Filtered: true,
		Stages: []DeskStage{{"all", "/desk/employers", 50, false}, {"lead", "/desk/employers?stage=lead", 40, true}, {"due", "/desk/employers?stage=due", 2, false}},
		Fields: []DeskField{sampleField("q", "employer_text", "text", "demo"), {Name: "sector", Key: "employer_sector", Kind: "select", Options: []DeskOption{{"", "all", ""}, {"s", "", "Karton"}}}},
		List: []DeskEmployer{
			{"/desk/employers/1", "Demo Dozen", "lead", "Karton", "Emmen", "Bel Kim", "ma 23 nov 2026", true, false},
			{"/desk/employers/2", "Demo Metaal", "active", "", "", "", "", false, true},
		},
		FirstPath: "/desk/employers?stage=lead", NextPath: "/desk/employers?after=2&stage=lead",
		CSVPath: "/desk/employers.csv", XLSXPath: "/desk/employers.xlsx", NewPath: "/desk/employers/new", ImportPath: "/desk/employers/import", PastePath: "/desk/employers/paste",
	}
}

func sampleEmployer(lang string) DeskEmployerPage {
	return DeskEmployerPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/employers/1"), Action: "/desk/employers/1/funnel"}, Notice: "saved", Name: "Demo Dozen",
		Funnel: []DeskField{{Name: "stage", Key: "employer_stage", Kind: "select", Value: "lead", Options: []DeskOption{{"lead", "stage_lead", ""}, {"active", "stage_active", ""}}}, sampleField("next_action", "", "text", "Bel Kim")},
		Same:   []DeskCompany{{"Demo Dozen B.V.", "/desk/employers/3"}, {"Demo Dozen Zuid", "/desk/employers/4"}},
		Mark:   "abc", Overdue: true, Facts: []DeskFact{{"kvk", "00000001"}}, Wishes: []string{"workshop", "popup"}, Note: "Belt liever.\nNiet op vrijdag.", EditPath: "/desk/employers/1/edit",
		Contacts:       []DeskContact{{"Kim Test", "HR", "kim@demo.example", "06 00000000", "en", "/desk/employers/1/contact?contact=abc"}, {Path: "/desk/employers/1/contact?contact=def"}},
		NewContactPath: "/desk/employers/1/contact", NewSitePath: "/desk/employers/1/site", BackPath: "/desk/employers", ArchivePath: "/desk/employers/1/archive",
		Sites:  []DeskSite{{Address: "Kade 1, 7801 ZZ Emmen", City: "Emmen", Province: "Drenthe", Region: "noord", Roster: "2-shift", Days: "ma, di", Shifts: []DeskShift{{"Vroeg", "06:00–14:00", "08:15 15 min"}}, Path: "/desk/employers/1/site?site=s"}},
		Visits: []DeskSession{{Title: "Pop-up", Start: at(2026, 12, 3, 9, 30), End: at(2026, 12, 3, 12, 30), Where: "Emmen", State: "published", Unlimited: true}},
	}
}

func sampleImport(lang string, e *Engine) DeskImportPage {
	return DeskImportPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/employers/import"), Action: "/desk/employers/import/confirm"}, BackPath: "/desk/employers/import",
		Text: "name,kvk\n\"Demo\",1\n", FormKey: "KEY", Stale: true, FollowUp: true, Expected: 3, More: 2,
		New: []DeskImportRow{{Line: 2, Name: "Demo Dozen", KVK: "00000001", Postcode: "7801 ZZ", City: "Emmen"}},
		Doubles: []DeskImportRow{
			{Line: 3, Name: "Dubbel", KVK: "00000001", Postcode: "7801 ZZ", DoubleLine: 2},
			{Line: 4, Name: "Is er", KVK: "00000002", Postcode: "7801 ZZ", DoublePath: "/desk/employers/1", DoubleName: "Demo"},
		},
		Wrongs: []DeskImportRow{{Line: 5, Faults: []DeskImportFault{{"name", "", e.FieldMessage(lang, "name", "errors.field.required")}, {"kvk", "1", e.FieldMessage(lang, "kvk", "errors.field.kvk")}}}},
	}
}

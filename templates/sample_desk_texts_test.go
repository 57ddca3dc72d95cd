package templates

// sampleTextStates are the pages of the mail texts, by the name of their golden
// file.
func sampleTextStates(lang string, e *Engine) map[string]View {
	const path = "/desk/texts/confirmation/nl"
	both := func(dutch, english string) []DeskTextState {
		return []DeskTextState{{Language: "nl", Path: path, State: dutch, At: at(2026, 11, 23, 9, 0)}, {Language: "en", Path: "/desk/texts/confirmation/en", State: english}}
	}
	list := DeskTextsPage{
		Layout: deskLayout(lang, "/desk/texts"), Languages: []string{"nl", "en"},
		Groups: []DeskTextGroup{
			{"letters", []DeskText{
				{Letter: "confirmation", Languages: both("own", "builtin"), Missing: []string{"en"}},
				{Letter: "confirmation", Discreet: true, Languages: both("broken", "own")},
			}},
			{"frames", []DeskText{{Frame: "footer", Discreet: true, Languages: both("builtin", "builtin")}}},
		},
	}
	text := DeskTextPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, path), Action: path}, Text: DeskText{Letter: "confirmation"}, Language: "nl", State: "own",
		Source: "Onderwerp: Tot {{date}}\n\nDag <b>", Base: 2, Notice: "tested", Email: "ann@zorgenwerk.example",
		Fields:  []DeskTextField{{"date", true}, {"route", false}},
		Samples: []DeskSample{{"r-1", "Kim Testman", "Workshop", at(2026, 12, 3, 9, 30), true}},
		Preview: &Mail{Subject: "Tot dinsdag", Text: "Dag <b>\n", HTML: `<!DOCTYPE html><p style="margin:0">Dag &lt;b&gt;</p>`},
		Versions: []DeskTextVersion{
			{Number: 2, At: at(2026, 11, 23, 9, 0), Who: "ann@zorgenwerk.example", Current: true, Path: path + "?version=2"},
			{Number: 1, At: at(2026, 11, 22, 9, 0), Reset: true, Path: path + "?version=1"},
			{Path: path + "?version=0"},
		},
		ResetPath: path + "/reset", Others: []DeskTextState{{Language: "en", Path: "/desk/texts/confirmation/en"}},
	}
	wrong := text
	wrong.Notice, wrong.Preview = "", nil
	wrong.Errors = []FieldError{
		{Field: "source", Message: e.FieldMessage(lang, "source", "errors.field.mail_unknown_field", "Line", 3, "Name", "surname")},
		{Field: "source", Message: e.FieldMessage(lang, "source", "errors.field.mail_missing", "Line", 0, "Name", "time")},
	}
	conflict := text
	conflict.Notice, conflict.Conflict, conflict.Theirs = "", true, "Onderwerp: Van een ander"
	looking := text
	looking.Notice, looking.Looking, looking.Version = "", true, 1
	return map[string]View{
		"desk-texts": list, "desk-text": text, "desk-text-wrong": wrong, "desk-text-conflict": conflict, "desk-text-version": looking,
		"desk-settings-tested": testedSettings(lang), "desk-settings-wrong": refusedSettings(lang, e), "desk-settings-none": serverlessSettings(lang), "desk-settings-demo": demoSettings(lang),
	}
}

func sampleSettings(lang string) DeskSettingsPage {
	return DeskSettingsPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/settings"), Action: "/desk/settings/mail"},
		Links:    []DeskLink{{"users", "/desk/users", false}, {"audit", "/desk/audit", false}, {"api", "/api/docs", false}},
		To:       "ann@zorgenwerk.example",
		Settings: []DeskSetting{{"base-url", "https://kantine.example"}, {"smtp", "smtp://***@mail.kantine.example:587"}, {"bounce-domain", ""}},
	}
}

// testedSettings is the page with a test that failed, refusedSettings with an
// address that is none.
func testedSettings(lang string) DeskSettingsPage {
	page := sampleSettings(lang)
	page.Steps = []DeskMailStep{
		{"dns", "ok", "", ""},
		{"tcp", "ok", "", ""},
		{"tls", "needless", "", ""},
		{"auth", "failed", "auth_wrong", "535 5.7.8 bad credentials"},
		{"accepted", "not-tried", "", ""},
	}
	return page
}

func refusedSettings(lang string, e *Engine) DeskSettingsPage {
	page := sampleSettings(lang)
	page.To, page.Errors = "ann", wrongField(lang, e, "email", "email")
	return page
}

func serverlessSettings(lang string) DeskSettingsPage {
	page := sampleSettings(lang)
	page.NoServer = true
	return page
}

func demoSettings(lang string) DeskSettingsPage {
	page := serverlessSettings(lang)
	page.Demo = true
	return page
}

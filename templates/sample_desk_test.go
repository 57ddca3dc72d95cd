package templates

import "time"

// deskLayout is the frame of a coordinator at path.
func deskLayout(lang, path string) Layout {
	l := sampleLayout(lang, path)
	l.NoIndex = true
	l.Desk = &DeskFrame{
		Email: "ann@zorgenwerk.example", Role: "admin", AccountPath: "/desk/account", LogOutPath: "/desk/logout", SearchPath: "/desk/search",
		Links: []DeskLink{{"today", "/desk", path == "/desk"}, {"settings", "/desk/settings", false}},
	}
	return l
}

// outside is the frame before logging in.
func outside(lang, path string) Layout {
	l := sampleLayout(lang, path)
	l.NoIndex, l.Desk = true, &DeskFrame{}
	return l
}

func wrongField(lang string, e *Engine, field, rule string, args ...any) []FieldError {
	return []FieldError{{Field: field, Message: e.FieldMessage(lang, field, "errors.field."+rule, args...)}}
}

// deskStates are the pages of the desk, by the name of their golden file.
func deskStates(lang string, e *Engine) map[string]View {
	form := func(path string) DeskForm {
		return DeskForm{Layout: outside(lang, path), Action: path, Next: "/desk/users"}
	}
	login := DeskLoginPage{DeskForm: form("/desk/login"), ForgottenPath: "/desk/forgotten", Notice: "expired"}
	wrong := login
	wrong.Email, wrong.Errors = "ann@zorgenwerk.example", wrongField(lang, e, "email", "wrong_login")
	code := DeskCodePage{DeskForm: form("/desk/code"), OtherPath: "/desk/recovery", DemoCode: "123456"}
	recovery := DeskCodePage{DeskForm: form("/desk/recovery"), Recovery: true, OtherPath: "/desk/code"}
	recovery.Errors = wrongField(lang, e, "code", "wrong_code.recovery")
	enrol := DeskEnrolPage{DeskForm: form("/desk/enrol"), QR: [][]bool{{true, false}, {false, true}}, Secret: "ABCDEFGH2345", URI: "otpauth://totp/x"}
	other := enrol
	other.Layout, other.NeedPassword, other.Email = deskLayout(lang, "/desk/account/phone"), true, "ann@zorgenwerk.example"
	other.Errors = wrongField(lang, e, "current", "wrong_password")
	reset := DeskPasswordPage{DeskForm: form("/desk/reset/x"), Email: "ann@zorgenwerk.example"}
	reset.Errors = wrongField(lang, e, "password", "too_short", "Min", 12)
	account := sampleAccount(lang)
	wrongAccount := account
	wrongAccount.Wrong, wrongAccount.Errors = "codes", wrongField(lang, e, "current", "wrong_password")
	return map[string]View{
		"desk-login":          login,
		"desk-login-wrong":    wrong,
		"desk-code":           code,
		"desk-recovery":       recovery,
		"desk-enrol":          enrol,
		"desk-phone":          other,
		"desk-codes":          DeskCodesPage{Layout: deskLayout(lang, "/desk/account"), Codes: []string{"abcd-efgh-jkmn", "0123-4567-89ab"}, Next: "/desk"},
		"desk-forgotten":      DeskForgottenPage{DeskForm: form("/desk/forgotten"), LoginPath: "/desk/login"},
		"desk-forgotten-gone": DeskForgottenPage{DeskForm: form("/desk/forgotten"), LoginPath: "/desk/login", Gone: true},
		"desk-forgotten-sent": DeskForgottenPage{DeskForm: form("/desk/forgotten"), LoginPath: "/desk/login", Sent: true},
		"desk-reset":          reset,
		"desk-invite":         DeskPasswordPage{DeskForm: form("/desk/invite/x"), Email: "ann@zorgenwerk.example", Invited: true},
		"desk-account":        account,
		"desk-account-wrong":  wrongAccount,
		"desk-settings":       sampleSettings(lang),
		"desk-users":          sampleUsers(lang),
		"desk-audit":          sampleAudit(lang),
		"desk-audit-empty":    DeskAuditPage{Layout: deskLayout(lang, "/desk/audit")},
		"desk-today":          sampleToday(lang),
		"desk-today-empty":    DeskTodayPage{Layout: deskLayout(lang, "/desk"), Now: at(2026, 11, 23, 9, 0), Full: true, Engine: DeskEngine{Status: "down", SinceTick: -1}},
		"desk-error-404":      ErrorPage{Layout: deskLayout(lang, "/desk/x"), Status: 404},
	}
}

func sampleAccount(lang string) DeskAccountPage {
	return DeskAccountPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/account")}, Email: "ann@zorgenwerk.example", Role: "admin", Notice: "password", RecoveryLeft: 1,
		PasswordPath: "/desk/account/password", CodesPath: "/desk/account/codes", PhonePath: "/desk/account/phone", EverywherePath: "/desk/account/logins/everywhere",
		Logins: []DeskLogin{
			{Agent: "Firefox · Linux", Since: at(2026, 11, 23, 8, 0), Seen: at(2026, 11, 23, 9, 0), Current: true, EndPath: "/desk/account/logins/1/end"},
			{Since: at(2026, 11, 22, 8, 0), Seen: at(2026, 11, 22, 9, 0), EndPath: "/desk/account/logins/2/end"},
		},
	}
}

func sampleUsers(lang string) DeskUsersPage {
	return DeskUsersPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/users"), Action: "/desk/users"}, Roles: []string{"admin", "coordinator", "facilitator", "viewer"},
		Role: "coordinator", Notice: "link", Link: "https://kantine.example/desk/invite/abc",
		Users: []DeskUser{
			{ID: "1", Email: "ann@zorgenwerk.example", Role: "admin", State: "active", LastLogin: at(2026, 11, 23, 8, 0), Self: true},
			{ID: "2", Email: "bob@zorgenwerk.example", Role: "viewer", State: "invited", RolePath: "/desk/users/2/role", DisablePath: "/desk/users/2/disable", InvitePath: "/desk/users/2/invite"},
			{ID: "3", Email: "cas@zorgenwerk.example", Role: "coordinator", State: "active", RolePath: "/desk/users/3/role", DisablePath: "/desk/users/3/disable", SecondPath: "/desk/users/3/second"},
			{ID: "4", Email: "dea@zorgenwerk.example", Role: "facilitator", State: "disabled", EnablePath: "/desk/users/4/enable"},
		},
	}
}

func sampleAudit(lang string) DeskAuditPage {
	return DeskAuditPage{
		Layout: deskLayout(lang, "/desk/audit"), NextPath: "/desk/audit?before=7",
		Items: []DeskAuditItem{
			{At: at(2026, 11, 23, 9, 0), Who: "ann@zorgenwerk.example", What: "role_changed", Thing: "user", About: "bob@zorgenwerk.example", Detail: "viewer"},
			{At: at(2026, 11, 23, 8, 30), Token: "website", What: "session_changed", About: byLang(lang, "Workshop voor HR", "Workshop for HR"), AboutPath: "/desk/sessions/1"},
			{At: at(2026, 11, 23, 8, 0), What: "login_failed"},
			{At: at(2026, 11, 23, 7, 45), Who: "ann@zorgenwerk.example", What: "withdrawn", Thing: "registration", Reference: "4K2M-9QXA", AboutPath: "/desk/registrations/1"},
			{At: at(2026, 11, 23, 7, 40), Who: "ann@zorgenwerk.example", What: "mail_text_saved", Thing: "mail_text", Text: &DeskText{Letter: "confirmation"}, Detail: "nl", AboutPath: "/desk/texts/confirmation/nl"},
			{At: at(2026, 11, 23, 7, 35), Who: "ann@zorgenwerk.example", What: "session_deleted", Thing: "session", Gone: true},
		},
	}
}

func sampleToday(lang string) DeskTodayPage {
	title := byLang(lang, "Workshop voor HR", "Workshop for HR")
	session := DeskSession{Path: "/desk/sessions/1", Title: title, Start: at(2026, 11, 23, 14, 30), End: at(2026, 11, 23, 16, 30), Where: "Zwolle", State: "published", Confirmed: 16, Seats: 16, Waiting: 2, Need: "over"}
	draft := session
	draft.State, draft.Online, draft.Unlimited, draft.Waiting, draft.Path, draft.Need = "draft", true, true, 0, "", "under"
	return DeskTodayPage{
		Layout: deskLayout(lang, "/desk"), Now: at(2026, 11, 23, 9, 0), Full: true, Today: []DeskSession{session}, Later: []DeskSession{session, draft},
		TroubledCount: 2, Attention: []DeskSession{session, draft}, RemindersMore: 1, ActionsMore: 2,
		Actions: []DeskAction{
			{Path: "/desk/employers/1", Employer: "Karton Demo B.V.", What: byLang(lang, "Terugbellen", "Call back"), On: byLang(lang, "vr 20 nov 2026", "Fri 20 Nov 2026"), Overdue: true, Requested: true, Days: 6},
			{Path: "/desk/employers/2", Employer: "Metaal Demo B.V.", What: byLang(lang, "Datum kiezen", "Choose a date"), On: byLang(lang, "di 24 nov 2026", "Tue 24 Nov 2026"), Requested: true},
		},
		Troubled: []DeskMessage{
			{Path: "/desk/outbox/1", Kind: "confirmation", Recipient: "kim@werkgever.example", State: "failed", Error: "550 5.1.1", At: at(2026, 11, 22, 9, 0), Session: title},
			{Kind: "password_reset", Recipient: "bob@zorgenwerk.example", State: "held", Reason: "in-doubt", At: at(2026, 11, 22, 9, 0)},
		},
		Reminders: []DeskReminder{
			{At: at(2026, 11, 23, 14, 30), Session: title, Path: "/desk/sessions/1", Recipients: 16},
			{At: at(2026, 11, 24, 7, 0).Add(time.Minute), Session: title, FollowUp: true, Recipients: 1},
		},
		Engine: DeskEngine{Status: "degraded", SinceTick: 12, OverdueMinutes: 2, Queued: 3},
	}
}

package templates

// shelfStates are the lists of what there is, by the name of their golden file.
func shelfStates(lang string, e *Engine) map[string]View {
	tabs := []DeskLink{{"offering", "/desk/offerings", true}, {"venue", "/desk/venues", false}, {"programme", "/desk/programme", false}}
	workshop := DeskThing{
		Path: "/desk/offerings/1", Name: byLang(lang, "Workshop voor HR", "Workshop for HR"),
		Facts: []DeskTrait{{Key: "kind_workshop"}, {Key: "minutes", Count: 120}, {Key: "seats", Count: 1}, {Label: "Zwolle"}},
	}
	list := DeskShelfPage{
		Layout: deskLayout(lang, "/desk/offerings"), Shelf: "offering", Tabs: tabs, NewPath: "/desk/offerings/new", Notice: "archived",
		Things: []DeskThing{workshop}, Archived: []DeskThing{{Path: "/desk/offerings/2", Name: "Oud"}},
	}
	kinds := []DeskOption{{Value: "workshop", Key: "kind_workshop"}, {Value: "popup", Key: "kind_popup"}, {Value: "x", Label: "x"}}
	form := DeskThingPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/offerings/1"), Action: "/desk/offerings/1"}, Shelf: "offering", Tabs: tabs, Name: workshop.Name,
		Read: "abc", Notice: "saved", ArchivePath: "/desk/offerings/1/archive", BackPath: "/desk/offerings",
		Links: []DeskLink{{"session", "/desk/sessions/new?offering=1", false}},
		Fields: []DeskField{
			{Name: "title.nl", Key: "title_nl", Kind: "text", Value: workshop.Name},
			{Name: "email", Kind: "email", Hint: true},
			{Name: "route", Kind: "lines", Value: "Links\nRechts", Optional: true, Hint: true},
			{Name: "duration", Kind: "number", Value: "120", Unit: "minutes"},
			{Name: "kind", Kind: "select", Value: "popup", Options: kinds},
			{Name: "skills", Kind: "ticks", Chosen: []string{"workshop", "x"}, Options: kinds},
			{Name: "waitlist", Kind: "radio", Value: "auto", Options: []DeskOption{{Value: "auto", Key: "waitlist_auto"}, {Value: "off", Key: "waitlist_off"}}},
			{Name: "discreet", Kind: "tick", Value: "1", Hint: true},
			{Name: "rules.heading", Key: "reminders", Kind: "heading", Hint: true},
			{
				Name: "reminders[0].offset", Key: "reminder", Kind: "pair", No: 1, Optional: true, Value: "7", PairName: "reminders[0].what", Pair: "days_before",
				Options: []DeskOption{{Value: "days_before", Key: "rule_days_before"}, {Value: "hours_after", Key: "rule_hours_after"}},
			},
		},
	}
	wrong := form
	wrong.Notice, wrong.Errors = "", append(wrongField(lang, e, "archive", "in_use", "Count", 2), wrongField(lang, e, "title.nl", "required")...)
	wrong.Fields = wrong.Fit(form.Fields[0], form.Fields[5])
	second := form
	second.Notice, second.Second = "", true
	second.Changed = []DeskOther{
		{Field: form.Fields[0], Theirs: workshop.Name, Yours: "HR"},
		{Field: form.Fields[4], Theirs: "popup", Yours: "workshop"},
		{Field: form.Fields[7], Theirs: "1"},
		{Field: form.Fields[5], Theirs: "workshop, x", Yours: "workshop"},
	}
	same := second
	same.Changed = nil
	effect := form
	effect.Notice, effect.Effect = "", &DeskEffect{Sessions: 2, More: 12, Fewer: 1, Late: 3}
	person := DeskThingPage{
		DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/facilitators/1"), Action: "/desk/facilitators/1"}, Shelf: "facilitator", Tabs: tabs, Name: "Fenna Demo",
		Archived: true, RestorePath: "/desk/facilitators/1/restore", BackPath: "/desk/facilitators",
		Links:    []DeskLink{{"absence", "/desk/facilitators/1/absence", false}, {"calendar", "/desk/calendar", false}},
		Absences: []DeskStretch{{day(2027, 3, 15), day(2027, 3, 19)}},
	}
	blank := DeskThingPage{DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/kits/new"), Action: "/desk/kits/new"}, Shelf: "kit", BackPath: "/desk/kits", Fields: form.Fields[:1]}
	programme := DeskThingPage{DeskForm: DeskForm{Layout: deskLayout(lang, "/desk/programme"), Action: "/desk/programme"}, Shelf: "programme", Name: "Werk en zorg", Tabs: tabs}
	return map[string]View{
		"desk-shelf": list, "desk-shelf-empty": DeskShelfPage{Layout: deskLayout(lang, "/desk/venues"), Shelf: "venue", NewPath: "/desk/venues/new"},
		"desk-thing": form, "desk-thing-wrong": wrong, "desk-thing-second": second, "desk-thing-same": same, "desk-thing-effect": effect,
		"desk-thing-archived": person, "desk-thing-new": blank, "desk-programme": programme,
	}
}

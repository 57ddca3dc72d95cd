package templates

// absenceStates are the pages about a facilitator who is away, by the name of
// their golden file.
func absenceStates(lang string, e *Engine) map[string]View {
	days := []DeskField{
		{Name: "from", Key: "absence_from", Kind: "text", Value: "15-3-2027"},
		{Name: "to", Key: "absence_to", Kind: "text", Value: "19-3-2027", Hint: true},
	}
	form := func(path string) DeskForm { return DeskForm{Layout: deskLayout(lang, path), Action: path} }
	quick := DeskAbsencePage{DeskForm: form("/desk/absence"), Fields: append([]DeskField{{
		Name: "facilitator", Key: "absence_facilitator", Kind: "select", Options: []DeskOption{{Key: "absence_nobody"}, {Value: "fac-5", Label: "Mila Demo"}},
	}}, days...)}
	quick.Errors = wrongField(lang, e, "to", "end_before_start")
	from, to := at(2027, 3, 15, 0, 0), at(2027, 3, 19, 0, 0)
	own := DeskAbsencePage{
		DeskForm: form("/desk/facilitators/1/absence"), Name: "Mila Demo", Fields: days, RemovePath: "/desk/facilitators/1/absence/remove",
		Absences: []DeskAway{{ID: "1", From: from, To: to, Path: "/desk/absences/1"}, {From: to, To: to}},
	}
	row := sampleToday(lang).Later[0]
	touched := DeskTouchedPage{
		DeskForm: form("/desk/absences/1"), Name: "Mila Demo", From: from, To: to, More: 2,
		Reason: []DeskField{{Name: "reason.nl", Key: "absence_reason_nl", Kind: "lines", Value: "x", Hint: true}},
		Sessions: []DeskTouched{{Session: row, Name: "choice.1", Options: []DeskWayOut{
			{Value: "replace|2|", Checked: true, Kind: "replace", Facilitator: "Youssef Demo", Reasons: []string{"a", "b"}, Warnings: []string{"c"}},
			{Value: "move|1|", Kind: "move", Start: at(2027, 3, 23, 13, 0), End: at(2027, 3, 23, 15, 0), Reasons: []string{"d"}},
			{Value: "cancel||", Kind: "cancel"},
			{Value: "none"},
		}}},
	}
	taken := touched
	taken.Taken = true
	taken.Sessions = []DeskTouched{{Session: row, Name: "choice.1", Soon: true}}
	done := DeskRearrangedPage{
		DeskForm: form("/desk/rearrangements/1/undo"), State: "waiting", Name: "Mila Demo", Letters: 4, Until: at(2027, 3, 15, 8, 15),
		Minutes: 9, Seconds: 40, AgainPath: "/desk/rearrangements/1", AbsencePath: "/desk/absences/1",
		Lines: []DeskRearranged{{Session: row, Kind: "replace", Facilitator: "Youssef Demo"}, {Session: row, Kind: "move"}},
	}
	silent, late, undone := done, done, done
	soon, some := done, done.Lines[0]
	some.AtOnce = true
	soon.AtOnce, soon.Lines, soon.Letters = true, []DeskRearranged{some, done.Lines[1]}, 0
	set := soon
	set.State = "undone"
	silent.Letters = 0
	late.State, late.Refused = "sent", "late"
	undone.State, undone.AbsencePath = "undone", ""
	told := sampleTold(lang)
	told.Later, told.What = true, "absence"
	hurried := told
	hurried.AtOnce = 1
	return map[string]View{
		"desk-absence":           quick,
		"desk-absence-own":       own,
		"desk-touched":           touched,
		"desk-touched-taken":     taken,
		"desk-touched-none":      DeskTouchedPage{DeskForm: form("/desk/absences/1"), Name: "Mila Demo", From: from, To: from},
		"desk-rearranged":        done,
		"desk-rearranged-silent": silent,
		"desk-rearranged-late":   late,
		"desk-rearranged-undone": undone,
		"desk-told-later":        told,
		"desk-told-at-once":      hurried,
		"desk-rearranged-soon":   soon,
		"desk-rearranged-again":  set,
	}
}

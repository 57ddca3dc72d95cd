package desk

import (
	"net/url"
	"slices"
	"strings"

	"kantine/events"
	"kantine/templates"
)

// typedIn keeps what was typed in the fields of a form.
func typedIn(list []templates.DeskField, typed url.Values) []templates.DeskField {
	for i := range list {
		f := &list[i]
		if f.Kind == "ticks" {
			f.Chosen = typed[f.Name]
			continue
		}
		f.Value = typed.Get(f.Name)
	}
	return list
}

// changes lists the fields of a form that now stand otherwise than typed.
func changes(now, typed []templates.DeskField) []templates.DeskChange {
	var list []templates.DeskChange
	for i := range now {
		was, is := typed[i].Value, now[i].Value
		if now[i].Kind == "ticks" {
			was, is = strings.Join(typed[i].Chosen, ", "), strings.Join(now[i].Chosen, ", ")
		}
		if strings.TrimSpace(strings.ReplaceAll(was, "\r\n", "\n")) != is {
			list = append(list, templates.DeskChange{Key: now[i].Words(), Now: is, Yours: was})
		}
	}
	return list
}

// nameChoices shows the words of answers in place of their values.
func (d *Desk) nameChoices(v *visit, list []templates.DeskChange, fields []templates.DeskField) {
	for _, f := range fields {
		at := slices.IndexFunc(list, func(c templates.DeskChange) bool { return c.Key == f.Words() })
		if at < 0 || f.Options == nil || f.Kind == "ticks" {
			continue
		}
		name := func(value string) string {
			for _, o := range f.Options {
				if o.Value != value {
					continue
				}
				if o.Key != "" {
					return d.wordOf(v, "desk.choice.", o.Key)
				}
				return o.Label
			}
			return value
		}
		list[at].Now, list[at].Yours = name(list[at].Now), name(list[at].Yours)
	}
}

// profileFields are those of a profile p of the employer in view.
func (d *Desk) profileFields(v *visit, p events.Profile, view *events.EmployerView) []templates.DeskField {
	has := func(sector string) bool { return sector == view.Employer.Sector }
	return []templates.DeskField{
		{Name: "name", Key: "employer_name", Kind: "text", Value: p.Name},
		{Name: "sector", Key: "employer_sector", Kind: "select", Value: p.Sector, Options: d.sectorOptions(v, view.Sectors, view.ArchivedSectors, "none", has)},
		{Name: "kvk", Kind: "text", Value: p.KVK, Optional: true, Hint: true},
		{Name: "branch_number", Kind: "text", Value: p.BranchNumber, Optional: true},
		{Name: "employees", Kind: "number", Value: number(p.Employees), Optional: true},
		{Name: "domain", Kind: "text", Value: p.Domain, Optional: true, Hint: true},
		{Name: "note", Key: "employer_note", Kind: "lines", Value: p.Note, Optional: true, Hint: true},
	}
}

// profileOf reads those fields.
func profileOf(fields url.Values) (events.Profile, []events.Problem) {
	employees, ok := typedNumber(fields.Get("employees"))
	p := events.Profile{
		Name: fields.Get("name"), Sector: fields.Get("sector"), KVK: spaceless(fields.Get("kvk")),
		BranchNumber: spaceless(fields.Get("branch_number")), Employees: employees, Domain: fields.Get("domain"), Note: fields.Get("note"),
	}
	if !ok {
		return p, []events.Problem{{Field: "employees", Key: "range", Args: []any{"Min", 0, "Max", 1_000_000}}}
	}
	return p, nil
}

func contactFields(c events.Contact) []templates.DeskField {
	language := templates.DeskField{Name: "language", Key: "contact_language", Kind: "select", Value: c.Language}
	for _, l := range []string{"", "nl", "en"} {
		language.Options = append(language.Options, templates.DeskOption{Value: l, Key: "language_" + l})
	}
	language.Options[0].Key = "unknown"
	return []templates.DeskField{
		{Name: "contact_name", Kind: "text", Value: c.Name},
		{Name: "role", Key: "contact_role", Kind: "text", Value: c.Role, Optional: true},
		{Name: "email", Kind: "email", Value: c.Email, Optional: true},
		{Name: "phone", Kind: "tel", Value: c.Phone, Optional: true},
		language,
	}
}

// contactOf reads those fields.
func contactOf(fields url.Values) events.Contact {
	return events.Contact{
		Name: fields.Get("contact_name"), Role: fields.Get("role"), Email: strings.TrimSpace(fields.Get("email")), Phone: fields.Get("phone"),
		Language: fields.Get("language"),
	}
}

// contactProblems names the fields of a contact as its form does.
func contactProblems(err error) error {
	refusal, ok := validation(err)
	if !ok {
		return err
	}
	for i := range refusal.Problems {
		if refusal.Problems[i].Field == "name" {
			refusal.Problems[i].Field = "contact_name"
		}
	}
	return err
}

package events

import (
	"fmt"
	"slices"
	"time"
)

var weekdays = []string{"mo", "tu", "we", "th", "fr", "sa", "su"}

func checkEmployer(e *Employer) error {
	var p problems
	if e.Name = checkLine(&p, "name", e.Name, maxName); e.Name == "" {
		p.add("name", "required")
	}
	if e.KVK != "" && !KVKNumber(e.KVK) {
		p.add("kvk", "kvk", "Value", e.KVK)
	}
	if e.BranchNumber != "" && !BranchNumber(e.BranchNumber) {
		p.add("branch_number", "branch_number", "Value", e.BranchNumber)
	}
	if e.Stage == "" {
		e.Stage = StageLead
	}
	if !slices.Contains([]Stage{StageLead, StageInvited, StageInterested, StageActive, StageDeclined}, e.Stage) {
		p.add("stage", "unknown_choice", "Value", string(e.Stage))
	}
	for i := range e.Contacts {
		if c := &e.Contacts[i]; c.Email != "" {
			if _, key := EmailAddress(c.Email); key != "" {
				p.add(fmt.Sprintf("contacts[%d].email", i), key, "Max", maxEmail)
			}
		}
	}
	for i := range e.Sites {
		if err := p.take(checkSite(&e.Sites[i], fmt.Sprintf("sites[%d].", i))); err != nil {
			return err
		}
	}
	return p.err()
}

// checkSite checks a site; prefix is the path of its fields.
func checkSite(s *Site, prefix string) error {
	var p problems
	for _, f := range []struct {
		name  string
		value *string
	}{{"street", &s.Street}, {"house_number", &s.HouseNumber}, {"postcode", &s.Postcode}, {"city", &s.City}} {
		if *f.value = checkLine(&p, prefix+f.name, *f.value, maxName); *f.value == "" {
			p.add(prefix+f.name, "required")
		}
	}
	if code, ok := Postcode(s.Postcode); ok {
		s.Postcode = code
	} else if s.Postcode != "" {
		p.add(prefix+"postcode", "postcode", "Value", s.Postcode)
	}
	if len(s.Shifts) == 0 {
		p.add(prefix+"shifts", "required")
	}
	for i, sh := range s.Shifts {
		field := fmt.Sprintf("%sshifts[%d]", prefix, i)
		if sh.Code == "" {
			p.add(field+".code", "required")
		}
		checkClock(&p, field+".start", sh.Start)
		checkClock(&p, field+".end", sh.End)
		for j, b := range sh.Breaks {
			checkClock(&p, fmt.Sprintf("%s.breaks[%d].at", field, j), b.At)
		}
	}
	checkDays(&p, prefix+"operating_days", s.OperatingDays)
	return p.err()
}

func checkFacilitator(f *Facilitator) error {
	var p problems
	if f.Name = checkLine(&p, "name", f.Name, maxName); f.Name == "" {
		p.add("name", "required")
	}
	if _, key := EmailAddress(f.Email); key != "" {
		p.add("email", key, "Max", maxEmail)
	}
	if f.HomeCity = checkLine(&p, "home_city", f.HomeCity, maxName); f.HomeCity == "" {
		p.add("home_city", "required")
	}
	if len(f.Skills) == 0 {
		p.add("skills", "required")
	}
	if len(f.Availability) == 0 {
		p.add("availability", "required")
	}
	for i, a := range f.Availability {
		field := fmt.Sprintf("availability[%d]", i)
		checkDays(&p, field+".days", a.Days)
		checkClock(&p, field+".from", a.From)
		checkClock(&p, field+".to", a.To)
	}
	for i, a := range f.Absences {
		field := fmt.Sprintf("absences[%d]", i)
		_, err := ParseDate(field+".from", string(a.From))
		_ = p.take(err)
		_, err = ParseDate(field+".to", string(a.To))
		_ = p.take(err)
	}
	return p.err()
}

func checkDays(p *problems, field string, days []string) {
	for _, d := range days {
		if !slices.Contains(weekdays, d) {
			p.add(field, "unknown_choice", "Value", d)
		}
	}
}

// checkClock takes a wall time of the day, "06:00".
func checkClock(p *problems, field, s string) {
	if _, err := time.Parse("15:04", s); err != nil {
		p.add(field, "clock", "Value", s)
	}
}

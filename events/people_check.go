package events

import (
	"fmt"
	"regexp"
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
	funnel := e.Funnel()
	funnel.check(&p)
	e.setFunnel(funnel)
	if e.Employees < 0 || e.Employees > maxEmployees {
		p.add("employees", "range", "Min", 0, "Max", maxEmployees)
	}
	e.Domain = checkLine(&p, "domain", e.Domain, maxName)
	e.Note = checkNote(&p, "note", e.Note, maxNote)
	for _, i := range e.Interests {
		if !slices.Contains(Interests(), i) {
			p.add("interests", "unknown_choice", "Value", i)
		}
	}
	for i := range e.Contacts {
		checkContact(&p, fmt.Sprintf("contacts[%d].", i), &e.Contacts[i])
	}
	for i := range e.Sites {
		if err := p.take(checkSite(&e.Sites[i], fmt.Sprintf("sites[%d].", i))); err != nil {
			return err
		}
	}
	return p.err()
}

// limits of what is kept of an employer; texts in characters.
const (
	maxEmployees = 1_000_000
	maxNote      = 4000
	maxPhone     = 40
)

func knownStage(s Stage) bool { return slices.Contains(Stages(), s) }

// checkContact checks a contact; prefix is the path of its fields.
func checkContact(p *problems, prefix string, c *Contact) {
	for _, f := range []struct {
		name  string
		value *string
		limit int
	}{{"name", &c.Name, maxName}, {"role", &c.Role, maxName}, {"phone", &c.Phone, maxPhone}, {"salutation", &c.Salutation, maxName}} {
		*f.value = checkLine(p, prefix+f.name, *f.value, f.limit)
	}
	if c.Email != "" {
		var key string
		if c.Email, key = EmailAddress(c.Email); key != "" {
			p.add(prefix+"email", key, "Max", maxEmail)
		}
	}
	if c.Language != "" && !KnownLanguage(c.Language) {
		p.add(prefix+"language", "unknown_choice", "Value", c.Language)
	}
}

var nineDigits = regexp.MustCompile(`\b[0-9]{9}\b`)

// checkNote checks a text of several lines. One that holds what looks like a
// citizen service number is refused (R15).
func checkNote(p *problems, field, text string, limit int) string {
	text, key := cleanParagraph(text, limit)
	if key == "" && slices.ContainsFunc(nineDigits.FindAllString(text, -1), citizenNumber) {
		key = "citizen_number"
	}
	if key != "" {
		p.add(field, key, "Max", limit)
	}
	return text
}

// citizenNumber is the test of eleven that every burgerservicenummer passes.
func citizenNumber(digits string) bool {
	sum := 0
	for i, d := range digits {
		weight := 9 - i
		if weight == 1 {
			weight = -1
		}
		sum += weight * int(d-'0')
	}
	return sum%11 == 0
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
	if len(s.Shifts) > maxShifts {
		p.add(prefix+"shifts", "too_many", "Max", maxShifts)
	}
	for i := range s.Shifts {
		checkShift(&p, fmt.Sprintf("%sshifts[%d]", prefix, i), &s.Shifts[i])
	}
	checkDays(&p, prefix+"operating_days", s.OperatingDays)
	return p.err()
}

// checkShift brings a shift's times to their one form.
func checkShift(p *problems, field string, sh *Shift) {
	if sh.Code == "" {
		p.add(field+".code", "required")
	}
	sh.Label = checkLine(p, field+".label", sh.Label, maxName)
	sh.Start, sh.End = typedClock(p, field+".start", sh.Start), typedClock(p, field+".end", sh.End)
	sh.CrossesMidnight = sh.End <= sh.Start
	for j := range sh.Breaks {
		b := &sh.Breaks[j]
		b.At = typedClock(p, fmt.Sprintf("%s.breaks[%d].at", field, j), b.At)
	}
}

// typedClock takes a time that may be typed in many ways.
func typedClock(p *problems, field, s string) string {
	clock, err := TypedClock(field, s)
	_ = p.take(err) // refuses this field only
	return clock
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
	checkFigure(&p, "max_travel_minutes", f.MaxTravelMinutes, 24*60)
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

package exchange

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kantine/events"
)

func (r *reader) takeEmployer(rec *record, e events.Employer, _ json.RawMessage) {
	rec.need("name", e.Name)
	r.refer(rec, "sector", "sectors", e.Sector)
	if e.KVK != "" && !events.KVKNumber(e.KVK) {
		rec.fault("kvk", "%s is no KVK number: write its eight digits in quotes", quote(e.KVK))
	}
	if e.BranchNumber != "" && !events.BranchNumber(e.BranchNumber) {
		rec.fault("branch_number", "%s is no branch number: write its twelve digits in quotes", quote(e.BranchNumber))
	}
	if e.Stage == "" {
		e.Stage = events.StageLead
	}
	for i, c := range e.Contacts {
		rec.mail(fmt.Sprintf("contacts[%d].email", i), c.Email)
		rec.language(fmt.Sprintf("contacts[%d].language", i), c.Language)
	}
	for i := range e.Sites {
		e.Sites[i].EmployerID = e.ID
		r.site(rec, fmt.Sprintf("sites[%d].", i), &e.Sites[i])
	}
	r.bundle.Employers = append(r.bundle.Employers, e)
}

func (r *reader) site(rec *record, path string, s *events.Site) {
	r.claim(rec, path+"id", "sites", s.ID)
	rec.need(path+"street", s.Street)
	rec.need(path+"house_number", s.HouseNumber)
	rec.need(path+"postcode", s.Postcode)
	rec.need(path+"city", s.City)
	if len(s.Shifts) == 0 {
		rec.need(path+"shifts", "")
	}
	if s.Country == "" || s.Country == "NL" {
		s.Postcode = rec.postcode(path+"postcode", s.Postcode)
	}
	rec.days(path+"operating_days", s.OperatingDays)
	codes := map[string]bool{}
	for i, shift := range s.Shifts {
		at := fmt.Sprintf("%sshifts[%d].", path, i)
		rec.need(at+"code", shift.Code)
		if codes[shift.Code] {
			rec.fault(at+"code", "%s stands twice at this site: give each shift its own", quote(shift.Code))
		}
		codes[shift.Code] = true
		rec.wallTime(at+"start", shift.Start)
		rec.wallTime(at+"end", shift.End)
		for k, b := range shift.Breaks {
			rec.wallTime(fmt.Sprintf("%sbreaks[%d].at", at, k), b.At)
		}
	}
}

func (r *reader) takeFacilitator(rec *record, f events.Facilitator, _ json.RawMessage) {
	rec.need("name", f.Name)
	rec.need("email", f.Email)
	rec.need("home_city", f.HomeCity)
	if len(f.Skills) == 0 {
		rec.need("skills", "")
	}
	if len(f.Availability) == 0 {
		rec.need("availability", "")
	}
	rec.mail("email", f.Email)
	for i, l := range f.Languages {
		rec.language(fmt.Sprintf("languages[%d]", i), l)
	}
	for i, a := range f.Absences {
		path := fmt.Sprintf("absences[%d].", i)
		rec.need(path+"from", string(a.From))
		rec.need(path+"to", string(a.To))
		if a.From != "" && a.To != "" && a.To < a.From {
			rec.fault(path+"to", "lies before from: correct one of the two")
		}
	}
	for i, a := range f.Availability {
		path := fmt.Sprintf("availability[%d].", i)
		rec.days(path+"days", a.Days)
		rec.wallTime(path+"from", a.From)
		rec.wallTime(path+"to", a.To)
	}
	r.bundle.Facilitators = append(r.bundle.Facilitators, f)
}

func (r *reader) takeKit(_ *record, k kit, raw json.RawMessage) { r.keep("kits", k.ID, raw) }

func (r *reader) takeInvitation(rec *record, i invitation, raw json.RawMessage) {
	r.refer(rec, "offering", "offerings", i.Offering)
	r.refer(rec, "employer", "employers", i.Employer)
	r.refer(rec, "site", "sites", i.Site)
	for k, id := range i.Facilitators {
		r.refer(rec, fmt.Sprintf("facilitators[%d]", k), "facilitators", id)
	}
	rec.mail("contact.email", i.Contact.Email)
	r.keep("invitations", i.ID, raw)
}

// takeTravel keeps the matrix under its key, since it has no id.
func (r *reader) takeTravel(rec *record, t travel, raw json.RawMessage) {
	for i, row := range t.Matrix {
		if len(row) != len(t.Cities) {
			rec.fault(fmt.Sprintf("matrix[%d]", i), "has %d figures for %d cities: give one for each", len(row), len(t.Cities))
		}
	}
	r.keep("travel", "travel", raw)
}

func (r *reader) takeElearning(rec *record, e elearning, raw json.RawMessage) {
	if !r.claim(rec, "id", "elearning", e.ID) {
		return
	}
	r.refer(rec, "launch_session", "sessions", e.LaunchSession)
	for i, p := range e.DemoParticipants {
		r.refer(rec, fmt.Sprintf("demo_participants[%d].employer", i), "employers", p.Employer)
	}
	r.keep("elearning", e.ID, raw)
}

func (r *reader) keep(kind, id string, raw json.RawMessage) {
	r.bundle.Records = append(r.bundle.Records, events.Record{Kind: kind, ID: id, Body: raw})
}

// need asks for what the API requires as well.
func (rec *record) need(field, s string) {
	if strings.TrimSpace(s) == "" {
		rec.fault(field, "is missing: it is required")
	}
}

func (rec *record) language(field, s string) {
	if s != "" && !spoken(s) {
		rec.fault(field, "%s is no language: write its code, such as nl or en", quote(s))
	}
}

func (rec *record) wallTime(field, s string) {
	if !wallTime(s) {
		rec.fault(field, "%s is no time of day: write it like 06:00", quote(s))
	}
}

var weekdays = []string{"mo", "tu", "we", "th", "fr", "sa", "su"}

func (rec *record) days(field string, days []string) {
	for i, d := range days {
		if !slices.Contains(weekdays, d) {
			rec.fault(fmt.Sprintf("%s[%d]", field, i), "%s is not one of %s", quote(d), strings.Join(weekdays, ", "))
		}
	}
}

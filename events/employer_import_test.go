package events_test

import (
	"slices"
	"testing"

	"kantine/events"
)

// row is a line of a list.
func row(line int, name, kvk, postcode string) events.EmployerRow {
	return events.EmployerRow{Line: line, Employer: events.Employer{
		Name: name, KVK: kvk, Contacts: []events.Contact{{Name: "Kim Test", Email: "kim@demo.example"}},
		Sites: []events.Site{{Street: "Kade", HouseNumber: "1", Postcode: postcode, City: "Emmen", Province: "Drenthe", Roster: "3-shift"}},
	}}
}

func TestDoublesOfAList(t *testing.T) {
	s := newStory(t).person()
	s.company("Anders", "00000002", "7801 ZY")
	there := s.company("Daar", "00000002", "7801 ZZ")
	s.must(s.ArchiveEmployer(s.ctx, there.ID))
	rows := []events.EmployerRow{
		row(2, "Nieuw", "00000001", "7801zz"),
		row(3, "Dubbel", "00000002", "7801zz"),       // is there, archived
		row(4, "Andere plek", "00000001", "7899 ZZ"), // another postcode
		row(5, "Nog eens", "00000001", "7801 ZZ"),    // line 2
		row(6, "", "1", "0123 AB"),
		row(7, "Zonder nummer", "", "7801 ZZ"),
		row(8, "Ook zonder", "", "7801 ZZ"),
		row(9, "Fout", "00000003", "7801 ZZ"),
		row(10, "Geen fout", "00000003", "7801 ZZ"), // line 9 is not taken, so this is no double
	}
	rows[7].Employer.Sector, rows[7].Employer.Stage = "goud", "weg"
	rows[7].Problems = []events.Problem{{Field: "employees", Key: "want_number"}}
	rows[8].Employer.Sites[0].Roster = "20-ploegen"

	judged, err := s.JudgeEmployers(s.ctx, rows)
	s.must(err)
	var good []int
	for _, r := range judged {
		if r.Good() {
			good = append(good, r.Line)
		}
	}
	if !slices.Equal(good, []int{2, 4, 7, 8}) {
		t.Errorf("good are %v", good)
	}
	if r := judged[1]; r.DoubleID != there.ID || r.DoubleName != "Daar" || !r.Double() || r.Wrong() {
		t.Errorf("%+v", r)
	}
	if r := judged[3]; r.DoubleLine != 2 || r.DoubleID != "" || !r.Double() {
		t.Errorf("%+v", r)
	}
	for line, want := range map[int][]string{
		4: {"name required", "kvk kvk", "postcode postcode"},
		7: {"employees want_number", "sector unknown_choice", "stage unknown_choice"},
		8: {"roster roster"},
	} {
		if got := fields(&events.Error{Problems: judged[line].Problems}); !slices.Equal(got, want) {
			t.Errorf("line %d: %v, want %v", judged[line].Line, got, want)
		}
	}
	if len(rows[8].Problems) > 0 || rows[0].Employer.Sites[0].Postcode != "7801zz" || rows[0].Employer.Sites[0].Shifts != nil {
		t.Error("the list itself was changed")
	}

	once := &events.Once{Scope: "desk", Key: "k"}
	bring := events.ImportCommand{Rows: rows, FollowUp: "Bel", Expected: 4, Once: once}
	for range 2 { // a double click
		n, err := s.ImportEmployers(s.ctx, bring)
		if s.must(err); n != 4 {
			t.Errorf("%d imported", n)
		}
	}
	bring.Once = nil
	if _, err := s.ImportEmployers(s.ctx, bring); events.CodeOf(err) != events.CodeVersionConflict {
		t.Errorf("what was shown is no longer so: %v", err)
	}
	list, err := s.EmployerList(s.ctx, events.EmployerFilter{Text: "nieuw", Limit: 10})
	s.must(err)
	if len(list.Employers) != 1 || list.Counts.All != 5 {
		t.Fatalf("%+v", list)
	}
	e := list.Employers[0]
	site := e.Sites[0]
	if e.Source != events.SourceImport || e.Stage != events.StageLead || *e.NextAction != "Bel" || *e.NextActionOn != "2027-01-11" ||
		site.Postcode != "7801 ZZ" || len(site.Shifts) != 3 || site.SchoolRegion != "noord" || len(site.OperatingDays) != 5 || site.Country != "NL" {
		t.Errorf("%+v", e)
	}
	if !slices.Contains(s.writtenDown(), events.AuditEmployersImported) {
		t.Error("nobody wrote it down")
	}
}

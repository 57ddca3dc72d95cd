package events_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"kantine/events"
)

// away archives a thing, whatever uses it.
func (s *story) away(kind events.Thing, id string) {
	s.t.Helper()
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
		if kind != events.ThingEmployer {
			return tx.PutArchived(ctx, events.Archived{Kind: kind, ID: id, At: s.clock.Now()})
		}
		e, err := tx.Employer(ctx, id)
		day := events.Date("2027-01-04")
		e.ArchivedOn = &day
		return errors.Join(err, tx.PutEmployer(ctx, e))
	}))
}

// back restores what is archived.
func (s *story) back(kind events.Thing, id string) {
	s.t.Helper()
	if kind == events.ThingEmployer {
		s.must(s.RestoreEmployer(s.ctx, id))
		return
	}
	s.must(s.Restore(s.ctx, kind, id))
}

// stocked has one thing of each kind.
func stocked(t *testing.T) *story {
	t.Helper()
	s := crewed(t)
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
		return errors.Join(
			tx.PutVenue(ctx, events.Venue{ID: "ven-1", Name: "Het Gebouw", City: "Assen"}),
			tx.PutSector(ctx, events.Sector{ID: "sec-1", Slug: "karton", Name: events.Text{NL: "Karton"}}),
			tx.PutRecord(ctx, events.Record{Kind: "kits", ID: "kit-1", Body: json.RawMessage(`{"id":"kit-1","name":"Kist A"}`)}),
		)
	}))
	return s
}

// TestNothingNewIsPlannedWithWhatIsArchived, whoever asks for it; what was
// planned with it keeps it.
func TestNothingNewIsPlannedWithWhatIsArchived(t *testing.T) {
	s := stocked(t)
	offering := s.offer(nil)
	plain := events.SessionInput{
		Offering: offering.ID, StartsAt: "2027-02-10T14:30", Location: events.Given(&events.Location{Name: "De Hal", City: "Assen"}),
	}
	for _, test := range []struct {
		kind  events.Thing
		id    string
		name  func(in *events.SessionInput)
		field string
	}{
		{events.ThingVenue, "ven-1", func(in *events.SessionInput) { in.Location = events.Given(&events.Location{Ref: "ven-1"}) }, "location"},
		{events.ThingFacilitator, "fac-b", func(in *events.SessionInput) { in.Facilitators = events.Given([]string{"fac-a", "fac-b"}) }, "facilitators[1]"},
		{events.ThingFacilitator, "fac-b", func(in *events.SessionInput) {
			in.StartsAt = ""
			in.Blocks = []events.BlockInput{{StartsAt: "2027-02-10T14:30", EndsAt: "2027-02-10T16:30", Crew: events.Given([]string{"fac-b"})}}
		}, "blocks[0].crew"},
		{events.ThingKit, "kit-1", func(in *events.SessionInput) { in.Kit = events.Given("kit-1") }, "kit"},
		{events.ThingSector, "sec-1", func(in *events.SessionInput) { in.Sector = events.Given("sec-1") }, "sector"},
		{events.ThingOffering, offering.ID, func(*events.SessionInput) {}, "offering"},
		{events.ThingEmployer, "org-1", func(in *events.SessionInput) { in.Employer = events.Given("org-1") }, "employer"},
		{events.ThingEmployer, "org-1", func(in *events.SessionInput) { in.Location = events.Given(&events.Location{Ref: "site-1"}) }, "location"},
	} {
		t.Run(string(test.kind)+" "+test.field, func(t *testing.T) {
			s := *s
			s.t = t
			in, change := plain, events.SessionInput{Version: 1}
			test.name(&in)
			test.name(&change)
			has, err := s.CreateSession(s.ctx, in, nil)
			s.must(err)
			lacks, err := s.CreateSession(s.ctx, plain, nil)
			s.must(err)
			s.away(test.kind, test.id)
			refused := func(what string, err error) {
				t.Helper()
				s.refused(err, events.CodeValidation)
				if got, want := fields(err), []string{test.field + " archived"}; !slices.Equal(got, want) {
					t.Errorf("%s: %q, want %q", what, got, want)
				}
			}
			_, err = s.CreateSession(s.ctx, in, nil)
			refused("a new one", err)
			_, err = s.CreateSeries(s.ctx, in, events.Recurrence{}, 2, nil)
			refused("a series", err)
			_, err = s.JudgeSession(s.ctx, "", in)
			refused("judged", err)
			if test.kind != events.ThingOffering { // which is fixed
				_, err = s.ChangeSession(s.ctx, lacks.ID, change)
				refused("a change", err)
			}
			_, err = s.ChangeSession(s.ctx, has.ID, events.SessionInput{Version: 1, Note: events.Given("blijft")})
			s.must(err)
			s.back(test.kind, test.id)
			_, err = s.CreateSession(s.ctx, in, nil)
			s.must(err)
		})
	}
}

// TestACopyLeavesOutWhatIsArchived and tells what that was. Without a place it
// is not published, and without its offering not made.
func TestACopyLeavesOutWhatIsArchived(t *testing.T) {
	s := stocked(t)
	offering := s.offer(nil)
	session := s.draft(offering, func(in *events.SessionInput) {
		in.StartsAt = ""
		in.Blocks = []events.BlockInput{
			{StartsAt: "2027-02-10T14:30", EndsAt: "2027-02-10T16:30", Crew: events.Given([]string{"fac-a", "fac-b"})},
			{StartsAt: "2027-02-10T20:30", EndsAt: "2027-02-10T22:30", Crew: events.Given([]string{"fac-a"})},
		}
		in.Facilitators = events.Given([]string{"fac-a", "fac-b"})
		in.Location = events.Given(&events.Location{Ref: "ven-1"})
		in.Sector, in.Employer, in.Kit = events.Given("sec-1"), events.Given("org-1"), events.Given("kit-1")
	})
	same, err := s.CopySession(s.ctx, session.ID, "2027-02-17T14:30")
	s.must(err)
	if same.Location.Ref != "ven-1" || same.EmployerID != "org-1" || len(same.Facilitators) != 2 {
		t.Errorf("nothing is archived, and the copy is %+v", same)
	}
	for kind, id := range map[events.Thing]string{
		events.ThingVenue: "ven-1", events.ThingFacilitator: "fac-a", events.ThingKit: "kit-1", events.ThingSector: "sec-1", events.ThingEmployer: "org-1",
	} {
		s.away(kind, id)
	}
	uses, err := s.ArchivedUses(s.ctx, session.ID)
	s.must(err)
	var names []string
	for _, use := range uses {
		names = append(names, use.Name.In("en"))
	}
	slices.Sort(names)
	if want := []string{"Anna Demo", "Demo Dozen", "Het Gebouw, Assen", "Karton", "Kist A"}; !slices.Equal(names, want) {
		t.Errorf("left out are %q, want %q", names, want)
	}
	made, err := s.CopySession(s.ctx, session.ID, "2027-02-17T14:30")
	s.must(err)
	if made.Location != (events.Location{}) || made.Extra.Kit != "" || made.SectorID != "" || made.EmployerID != "" ||
		!slices.Equal(made.Facilitators, []string{"fac-b"}) || !slices.Equal(made.Extra.Crew[made.Blocks[0].ID], []string{"fac-b"}) || len(made.Extra.Crew) != 1 {
		t.Errorf("the copy has %+v", made)
	}
	if old, err := s.Session(s.ctx, session.ID); err != nil || old.Location.Ref != "ven-1" || len(old.Facilitators) != 2 || len(old.Extra.Crew) != 2 {
		t.Errorf("the old one has %+v, %v", old, err)
	}
	_, err = s.PublishSession(s.ctx, made.ID, events.Publishing{})
	if got := fields(err); !slices.Equal(got, []string{"location required"}) {
		t.Errorf("published nowhere: %v", err)
	}
	s.away(events.ThingOffering, offering.ID)
	_, err = s.CopySession(s.ctx, session.ID, "2027-02-17T14:30")
	if got := fields(err); !slices.Equal(got, []string{"offering offering_archived"}) {
		t.Errorf("copied without an offering: %v", err)
	}
}

// TestASiteOfAnArchivedEmployerIsLeftOutOfACopy, though the session is nobody's.
func TestASiteOfAnArchivedEmployerIsLeftOutOfACopy(t *testing.T) {
	s := crewed(t)
	session := s.led(nil)
	s.away(events.ThingEmployer, "org-1")
	uses, err := s.ArchivedUses(s.ctx, session.ID)
	s.must(err)
	if len(uses) != 1 || uses[0].Kind != events.ThingVenue || uses[0].Name.NL != "Demo Dozen, Emmen" {
		t.Errorf("%+v", uses)
	}
	made, err := s.CopySession(s.ctx, session.ID, "2027-02-17T14:30")
	s.must(err)
	if made.Location != (events.Location{}) {
		t.Errorf("%+v", made.Location)
	}
}

// TestAnEmployerWithVisitsIsNotArchived, neither one that a session is for nor one
// that it is at.
func TestAnEmployerWithVisitsIsNotArchived(t *testing.T) {
	s := crewed(t)
	at := s.led(nil)
	refused := func() {
		t.Helper()
		err := s.ArchiveEmployer(s.ctx, "org-1")
		if got := fields(err); !slices.Equal(got, []string{"archive in_use"}) {
			t.Errorf("%v", err)
		}
	}
	refused()
	in := events.SessionInput{Version: at.Version, Employer: events.Given("org-1"), Location: events.Given(&events.Location{Name: "De Hal", City: "Assen"})}
	_, err := s.ChangeSession(s.ctx, at.ID, in)
	s.must(err)
	refused()
	s.must(s.DeleteSession(s.ctx, at.ID))
	s.must(s.ArchiveEmployer(s.ctx, "org-1"))
}

// TestAnArchivedSectorTakesNoEmployer but those it has.
func TestAnArchivedSectorTakesNoEmployer(t *testing.T) {
	s := stocked(t)
	e := s.company("Daar", "", "7801 ZZ")
	profile := e.Profile()
	profile.Sector = "sec-1"
	s.must(s.EditEmployer(s.ctx, e.ID, profile, e.Profile().Mark()))
	s.away(events.ThingSector, "sec-1")
	was := profile
	profile.Note = "Blijft in de sector"
	s.must(s.EditEmployer(s.ctx, e.ID, profile, was.Mark()))
	other := s.company("Ander", "", "7801 ZY")
	profile = other.Profile()
	profile.Sector = "sec-1"
	_, created := s.CreateEmployer(s.ctx, events.Employer{Name: "Nieuw", Sector: "sec-1"}, nil)
	listed := row(2, "Nieuw", "", "7801 ZZ")
	listed.Employer.Sector = "karton"
	judged, err := s.JudgeEmployers(s.ctx, []events.EmployerRow{listed})
	s.must(err)
	for name, err := range map[string]error{
		"edited": s.EditEmployer(s.ctx, other.ID, profile, other.Profile().Mark()), "created": created,
		"imported": &events.Error{Problems: judged[0].Problems},
	} {
		if got := fields(err); !slices.Equal(got, []string{"sector archived"}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

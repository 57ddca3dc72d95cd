package events_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"kantine/events"
)

// TestNothingNewIsPlannedWithWhatIsArchived, whoever asks for it; what was
// planned with it keeps it.
func TestNothingNewIsPlannedWithWhatIsArchived(t *testing.T) {
	s := crewed(t)
	s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
		if err := tx.PutVenue(ctx, events.Venue{ID: "ven-1", Name: "Het Gebouw", City: "Assen"}); err != nil {
			return err
		}
		if err := tx.PutSector(ctx, events.Sector{ID: "sec-1", Slug: "karton", Name: events.Text{NL: "Karton"}}); err != nil {
			return err
		}
		return tx.PutRecord(ctx, events.Record{Kind: "kits", ID: "kit-1", Body: json.RawMessage(`{"id":"kit-1"}`)})
	}))
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
	} {
		t.Run(test.field, func(t *testing.T) {
			s := *s
			s.t = t
			in, change := plain, events.SessionInput{Version: 1}
			test.name(&in)
			test.name(&change)
			has, err := s.CreateSession(s.ctx, in, nil)
			s.must(err)
			lacks, err := s.CreateSession(s.ctx, plain, nil)
			s.must(err)
			s.must(s.store.Update(s.ctx, func(ctx context.Context, tx events.Tx) error {
				return tx.PutArchived(ctx, events.Archived{Kind: test.kind, ID: test.id, At: s.clock.Now()})
			}))
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
			s.must(s.Restore(s.ctx, test.kind, test.id))
			_, err = s.CreateSession(s.ctx, in, nil)
			s.must(err)
		})
	}
}

package storetest

import (
	"context"
	"testing"

	"kantine/events"
)

func absencesAreKept(t *testing.T, s events.Store) {
	type tx = events.Tx
	want := filled(t, s).Facilitators[0]
	fac := func() events.Facilitator {
		t.Helper()
		one := read(t, s, func(ctx context.Context, tx tx) (events.Facilitator, error) { return tx.Facilitator(ctx, want.ID) })
		all := read(t, s, func(ctx context.Context, tx tx) ([]events.Facilitator, error) { return tx.Facilitators(ctx) })
		same(t, all[0], one)
		return one
	}
	own := events.Absence{From: "2027-04-01", To: "2027-04-02"}
	want.Absences = []events.Absence{own}
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutFacilitator(ctx, want) })
	ill, twin := events.Absence{ID: "a-1", From: "2027-03-15", To: "2027-03-19"}, own
	twin.ID = "a-2"
	for _, a := range []events.Absence{ill, twin} {
		update(t, s, func(ctx context.Context, tx tx) error { return tx.PutAbsence(ctx, want.ID, a) })
	}
	want.Absences = []events.Absence{ill, twin}
	same(t, fac(), want)
	// Written back as it was read, it is the same.
	whole := fac()
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutFacilitator(ctx, whole) })
	same(t, fac(), want)
	again := ill
	again.ID = "a-3"
	err := s.Update(t.Context(), func(ctx context.Context, tx tx) error { return tx.PutAbsence(ctx, want.ID, again) })
	if err == nil {
		t.Error("the same days were written down twice")
	}
	update(t, s, func(ctx context.Context, tx tx) error { return tx.DeleteAbsence(ctx, twin.ID) })
	want.Absences = []events.Absence{ill}
	same(t, fac(), want)
	for before, left := range map[events.Date]int{ill.To: 0, "2027-03-20": 1} {
		update(t, s, func(ctx context.Context, tx tx) error {
			n, err := tx.DeleteAbsences(ctx, before)
			if err == nil && n != left {
				t.Errorf("%d absences before %s", n, before)
			}
			return err
		})
	}
}

func assignmentsAreKept(t *testing.T, s events.Store) {
	type tx = events.Tx
	b := filled(t, s)
	told := events.Told{Requested: true, Sequence: 1, StartsAt: At(9, 0), EndsAt: At(10, 0), Place: "Zaal", MessageID: "<a@b>"}
	leads := events.Assignment{
		ID: "as-1", SessionID: "ses-1", BlockID: "blk-1", FacilitatorID: "fac-1", UID: "as-1-x", Sequence: 1, Organizer: "", Told: told,
	}
	hosts := events.Assignment{ID: "as-2", SessionID: "ses-1", EmployerID: "emp-1", UID: "as-2-x"}
	put := func(a events.Assignment) {
		t.Helper()
		update(t, s, func(ctx context.Context, tx tx) error { return tx.PutAssignment(ctx, a) })
	}
	get := func(id string) events.Assignment {
		t.Helper()
		return read(t, s, func(ctx context.Context, tx tx) (events.Assignment, error) { return tx.Assignment(ctx, id) })
	}
	put(leads)
	put(hosts)
	missing(t, s, func(ctx context.Context, tx tx) (events.Assignment, error) { return tx.Assignment(ctx, "none") })
	same(t, read(t, s, func(ctx context.Context, tx tx) ([]events.Assignment, error) { return tx.Assignments(ctx, "ses-1") }), []events.Assignment{leads, hosts})

	// The planner's write leaves what the sender wrote, and the other way round.
	update(t, s, func(ctx context.Context, tx tx) error {
		return tx.SetAssignmentOrganizer(ctx, "as-1", "planning@kantine.example")
	})
	stale := leads
	stale.Sequence, stale.Quiet, stale.Told = 2, true, events.Told{}
	put(stale)
	told.Sequence = 2
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutAssignmentTold(ctx, "as-1", told) })
	leads.Sequence, leads.Quiet, leads.Told, leads.Organizer = 2, true, told, "planning@kantine.example"
	same(t, get("as-1"), leads)
	err := s.Update(t.Context(), func(ctx context.Context, tx tx) error { return tx.SetAssignmentOrganizer(ctx, "as-1", "x@y.example") })
	if events.CodeOf(err) != events.CodeNotFound || get("as-1").Organizer != leads.Organizer {
		t.Errorf("the organizer is not for life: %v", err)
	}
	twin := leads
	twin.ID = "as-3"
	if err := s.Update(t.Context(), func(ctx context.Context, tx tx) error { return tx.PutAssignment(ctx, twin) }); err == nil {
		t.Error("one block has two assignments of a facilitator")
	}
	assignedAddressesAreFound(t, s, b, leads, hosts)
}

// assignedAddressesAreFound: letters about assignments go to the addresses as
// they stand.
func assignedAddressesAreFound(t *testing.T, s events.Store, b events.Bundle, leads, hosts events.Assignment) {
	t.Helper()
	type tx = events.Tx
	for _, a := range []events.Assignment{leads, hosts} {
		m := events.Message{
			ID: "m-" + a.ID, About: events.AboutAssignment, AboutID: a.ID, Kind: events.AssignmentLetter, State: events.Queued,
			SessionID: "ses-1", BlockID: a.BlockID, DueAt: At(8, 0), NotAfter: At(9, 0),
		}
		update(t, s, func(ctx context.Context, tx tx) error { _, err := tx.InsertMessages(ctx, m); return err })
	}
	moved := b.Facilitators[0]
	moved.Email = "new@zorgenwerk.example"
	host := b.Employers[0]
	host.Contacts = []events.Contact{{Name: "Without"}, {Name: "With", Email: "host@demo.example"}}
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutFacilitator(ctx, moved) })
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutEmployer(ctx, host) })
	if got := messageOf(t, s, "m-as-1").Recipient + " " + messageOf(t, s, "m-as-2").Recipient; got != "new@zorgenwerk.example host@demo.example" {
		t.Errorf("recipients %s", got)
	}
	about := func(f events.MessageFilter) []string {
		t.Helper()
		return ids(read(t, s, func(ctx context.Context, tx tx) ([]events.Message, error) { return tx.Messages(ctx, f) }), messageID)
	}
	same(t, about(events.MessageFilter{SessionID: "ses-1"}), []string{"m-as-1", "m-as-2"})
	same(t, about(events.MessageFilter{AssignmentID: "as-2"}), []string{"m-as-2"})
}

func rearrangementsAreKept(t *testing.T, s events.Store) {
	type tx = events.Tx
	get := func(ctx context.Context, tx tx) (events.Rearrangement, error) { return tx.Rearrangement(ctx, "re-1") }
	missing(t, s, get)
	r := events.Rearrangement{
		ID: "re-1", AbsenceID: "a-1", FacilitatorID: "fac-1", MadeAt: At(8, 0), Until: At(8, 10),
		Sessions: []events.RearrangedSession{{
			Choice: events.Choice{SessionID: "ses-1", Kind: events.OptionCancel}, Version: 2, State: events.SessionCancelled, Owed: []string{"m-1"},
			Superseded: []events.MessageBefore{{ID: "m-0", State: events.Held, Reason: events.ReasonByHand}},
			Before:     events.SessionBefore{State: events.SessionPublished, Answers: map[string]events.Participation{"reg-1": events.Accepted}},
		}},
	}
	for _, undone := range []bool{false, true} {
		if undone {
			r.UndoneAt = At(8, 5)
		}
		update(t, s, func(ctx context.Context, tx tx) error { return tx.PutRearrangement(ctx, r) })
		same(t, read(t, s, get), r)
	}
	for minute, gone := range []int{0, 1} {
		update(t, s, func(ctx context.Context, tx tx) error {
			n, err := tx.DeleteRearrangements(ctx, At(8, minute))
			if err == nil && n != gone {
				t.Errorf("%d were made before 08:0%d", n, minute)
			}
			return err
		})
	}
	missing(t, s, get)
}

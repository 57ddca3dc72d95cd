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

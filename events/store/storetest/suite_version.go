package storetest

import (
	"context"
	"sync"
	"testing"

	"kantine/events"
)

func siteVersion(tb testing.TB, s events.Store) int64 {
	tb.Helper()
	v, err := s.SiteVersion(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

func sessionVersion(tb testing.TB, s events.Store, slug string) int64 {
	tb.Helper()
	v, err := s.SessionVersion(context.Background(), slug)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// write is one that may show on pages: the overview, a session on its own, and
// two of a series.
type write struct {
	name                   string
	do                     func(ctx context.Context, tx events.Tx) error
	site, one, three, four bool
}

// writes tells of each where it shows.
func writes(b events.Bundle) []write {
	type tx = events.Tx
	workshop, alone, cancelled := b.Sessions[0], b.Sessions[2], b.Sessions[3]
	cancelled.State = events.SessionCancelled
	alone.Series = nil
	return []write{
		{"programme", func(ctx context.Context, tx tx) error { return tx.PutProgramme(ctx, b.Programme) }, true, true, true, true},
		{"offering", func(ctx context.Context, tx tx) error { return tx.PutOffering(ctx, b.Offerings[0]) }, true, true, true, true},
		{"sector", func(ctx context.Context, tx tx) error { return tx.PutSector(ctx, b.Sectors[0]) }, true, true, true, true},
		{"venue", func(ctx context.Context, tx tx) error { return tx.PutVenue(ctx, b.Venues[0]) }, true, true, true, true},
		{"facilitator", func(ctx context.Context, tx tx) error { return tx.PutFacilitator(ctx, b.Facilitators[0]) }, true, true, true, true},
		{"employer", func(ctx context.Context, tx tx) error { return tx.PutEmployer(ctx, b.Employers[0]) }, true, true, true, true},
		{"site", func(ctx context.Context, tx tx) error { return tx.PutSite(ctx, b.Employers[0].Sites[0]) }, true, true, true, true},
		{"session", func(ctx context.Context, tx tx) error { return tx.PutSession(ctx, workshop) }, true, true, false, false},
		{"seat", func(ctx context.Context, tx tx) error { return tx.CountSeats(ctx, "ses-1", "ses-1-b1", 1, 0) }, true, true, false, false},
		{"seat in a series", func(ctx context.Context, tx tx) error { return tx.CountSeats(ctx, "ses-4", "ses-4-b1", 1, 0) }, true, false, true, true},
		{"cancelled in a series", func(ctx context.Context, tx tx) error { return tx.PutSession(ctx, cancelled) }, true, false, true, true},
		{"out of a series", func(ctx context.Context, tx tx) error { return tx.PutSession(ctx, alone) }, true, true, true, true},
		{"key", func(ctx context.Context, tx tx) error { return tx.SetKeyFingerprint(ctx, "x") }, false, false, false, false},
		{"letter", func(ctx context.Context, tx tx) error {
			_, err := tx.TakeBack(ctx, At(0, 0))
			return err
		}, false, false, false, false},
	}
}

func versionsRise(t *testing.T, s events.Store) {
	b := filled(t, s)
	for _, write := range writes(b) {
		site, one, three, four := siteVersion(t, s), sessionVersion(t, s, "slug-ses-1"), sessionVersion(t, s, "slug-ses-3"), sessionVersion(t, s, "slug-ses-4")
		update(t, s, write.do)
		for _, v := range []struct {
			of            string
			before, after int64
			rises         bool
		}{
			{"site", site, siteVersion(t, s), write.site},
			{"ses-1", one, sessionVersion(t, s, "slug-ses-1"), write.one},
			{"ses-3", three, sessionVersion(t, s, "slug-ses-3"), write.three},
			{"ses-4", four, sessionVersion(t, s, "slug-ses-4"), write.four},
		} {
			if (v.after > v.before) != v.rises || v.after < v.before {
				t.Errorf("%s: %s from %d to %d", write.name, v.of, v.before, v.after)
			}
		}
	}
	for _, slug := range []string{"slug-ses-5", "slug-ses-6", "none"} { // draft, invited, none
		if _, err := s.SessionVersion(t.Context(), slug); events.CodeOf(err) != events.CodeNotFound {
			t.Errorf("%s: %v", slug, err)
		}
	}
	// Leaving the page must not lower the sum.
	hidden := b.Offerings[0]
	hidden.Visibility = events.VisibilityInvited
	before := siteVersion(t, s)
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutOffering(ctx, hidden) })
	if after := siteVersion(t, s); after <= before {
		t.Errorf("hidden: from %d to %d", before, after)
	}
}

// versionsAreNeverOld has many ask at once, each right after a commit that he
// knows of: sharing reads must not give him an older answer.
func versionsAreNeverOld(t *testing.T, s events.Store) {
	filled(t, s)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 20 {
				var change int64
				if err := s.Update(context.Background(), func(ctx context.Context, tx events.Tx) error {
					if err := tx.CountSeats(ctx, "ses-1", "ses-1-b1", 0, 1); err != nil {
						return err
					}
					session, err := tx.Session(ctx, "ses-1")
					change = session.Change
					return err
				}); err != nil {
					t.Error(err)
					return
				}
				site, err := s.SiteVersion(context.Background())
				page, pageErr := s.SessionVersion(context.Background(), "slug-ses-1")
				if err != nil || pageErr != nil || site < change || page < change {
					t.Errorf("change %d, site %d, page %d (%v, %v)", change, site, page, err, pageErr)
					return
				}
			}
		})
	}
	wg.Wait()
}

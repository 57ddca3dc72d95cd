package storetest

import (
	"context"
	"testing"

	"kantine/events"
)

func sessionsAreDeleted(t *testing.T, s events.Store) {
	filled(t, s)
	versions := func() [2]int64 {
		site, err := s.SiteVersion(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		other, err := s.SessionVersion(t.Context(), "slug-ses-4")
		if err != nil {
			t.Fatal(err)
		}
		return [2]int64{site, other}
	}
	before := versions()
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		err := tx.PutReminder(ctx, events.Reminder{SessionID: "ses-3", BlockID: "ses-3-b1", Rule: "-P1D", Kind: events.RuleReminder, State: events.ReminderPlanned})
		if err != nil {
			return err
		}
		return tx.DeleteSession(ctx, "ses-3")
	})
	missing(t, s, func(ctx context.Context, tx events.Tx) (events.Session, error) { return tx.Session(ctx, "ses-3") })
	left := read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Reminder, error) { return tx.Reminders(ctx, "ses-3") })
	if len(left) != 0 {
		t.Errorf("its reminders stay: %+v", left)
	}
	// The versions of the overview and of the rest of its series never come
	// twice.
	if after := versions(); after[0] < before[0] || after[1] < before[1] {
		t.Errorf("versions %v, before that %v", after, before)
	}
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error { return tx.DeleteSession(ctx, "ses-3") })
	update(t, s, func(ctx context.Context, tx events.Tx) error { return enter(ctx, tx, Registrant(1, "ses-2")) })
	if err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error { return tx.DeleteSession(ctx, "ses-2") }); err == nil {
		t.Error("a session with a registration was deleted")
	}
	sessionOf(t, s, "ses-2")
}

package year

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/store"
)

// TestFill makes a small year and counts what is in it.
func TestFill(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "kantine.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2027, 2, 2, 8, 0, 0, 0, time.UTC)
	known, err := Fill(t.Context(), s, Size{Sessions: 200, Registrations: 4_000}, now)
	if err != nil {
		t.Fatal(err)
	}
	for name, ids := range map[string][]string{
		"sessions": known.Sessions, "drafts": known.Drafts, "registrations": known.Registrations, "messages": known.Messages, "employers": known.Employers,
		"facilitators": known.Facilitators, "venues": known.Venues, "offerings": known.Offerings, "kits": known.Kits, "names": known.Names,
	} {
		if len(ids) < 3 {
			t.Errorf("%d %s are known", len(ids), name)
		}
	}
	states, people, due := map[string]int{}, 0, 0
	err = s.View(t.Context(), func(ctx context.Context, tx events.Tx) error {
		sessions, err := tx.Sessions(ctx, events.SessionFilter{})
		if err != nil || len(sessions) != 200 {
			t.Errorf("%d sessions", len(sessions))
		}
		for _, session := range sessions {
			states["session "+string(session.State)]++
		}
		registrations, err := tx.Registrations(ctx, events.RegistrationFilter{})
		if err != nil {
			return err
		}
		people = len(registrations)
		for _, r := range registrations {
			states["registration "+string(r.State)]++
		}
		messages, err := tx.Messages(ctx, events.MessageFilter{})
		for _, m := range messages {
			states["message "+string(m.State)]++
		}
		if err != nil {
			return err
		}
		// Nothing may begin to move while pages are looked at.
		for _, in := range []time.Duration{0, 30 * time.Minute} {
			letters, err := tx.DueMessages(ctx, now.Add(in), 10)
			if err != nil {
				return err
			}
			reminders, err := tx.DueReminders(ctx, now.Add(in), 10)
			if err != nil {
				return err
			}
			due += len(letters) + len(reminders)
		}
		return nil
	})
	if err != nil || people != 4_000 || due != 0 {
		t.Errorf("%d registrations, %d things due, %v", people, due, err)
	}
	for _, state := range []string{
		"session draft", "session published", "session cancelled", "session held",
		"registration confirmed", "registration waitlisted", "registration withdrawn", "registration attended", "registration no_show",
		"message delivered", "message queued", "message retrying", "message held", "message failed", "message skipped",
		"message cancelled", "message expired",
	} {
		if states[state] == 0 {
			t.Errorf("none is %s: %v", state, states)
		}
	}
}

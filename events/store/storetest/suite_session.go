package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"kantine/events"
)

// full is a session in which no field is left empty.
func full(b events.Bundle) events.Session {
	s := session("ses-9", b.Offerings[0], At(14, 30), At(15, 30))
	s.Title = events.Text{NL: "Eigen titel", EN: "Own title"}
	s.SectorID, s.EmployerID = "sec-1", "emp-1"
	s.Series = &events.Series{ID: "serie-9", Index: 2, Count: 3}
	s.Capacity, s.Waitlist, s.ClosesAt = pointer(5), events.WaitlistOff, At(12, 0)
	s.Location = events.Location{Name: "Zaal", Address: "Kade 1", Postcode: "7801 ZZ", City: "Emmen"}
	s.JoinURL = "https://meet.example/{sessie}"
	s.Facilitators = []string{"fac-1"}
	s.Reminders = []events.ReminderRule{{Offset: events.Offset{Days: 1}, Anchor: events.AnchorEnd, Kind: events.RuleFollowUp}}
	s.Reason = events.Text{NL: "Ziekte", EN: "Illness"}
	s.Extra = events.SessionExtra{Kit: "kit-1", Outcome: json.RawMessage(`{"headcount":12}`), Crew: map[string][]string{"b1": {"fac-1"}}, Hybrid: true}
	s.Sequence, s.Version = 3, 7
	s.Blocks[0].Label, s.Blocks[0].Capacity, s.Blocks[0].Shifts = "middag", pointer(4), []string{"vroeg", "laat"}
	// Later in the list and earlier in time: the order is the writer's.
	s.Blocks = append(s.Blocks, events.Block{ID: "a-block", StartsAt: At(13, 0), EndsAt: At(16, 0), Shifts: []string{}})
	return s
}

// locked gives a session as it is to who locks it, both ways.
func locked(tb testing.TB, s events.Store, id, slug string) (both [2]events.Session) {
	tb.Helper()
	update(tb, s, func(ctx context.Context, tx events.Tx) (err error) {
		both[0], err = tx.LockSession(ctx, id)
		return err
	})
	update(tb, s, func(ctx context.Context, tx events.Tx) (err error) {
		both[1], err = tx.LockSessionBySlug(ctx, slug)
		return err
	})
	return both
}

func sessionsAreKept(t *testing.T, s events.Store) {
	b := filled(t, s)
	want := full(b)
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutSession(ctx, want) })
	want.Change = 1
	same(t, sessionOf(t, s, want.ID), want)
	same(t, read(t, s, func(ctx context.Context, tx events.Tx) (events.Session, error) {
		return tx.SessionBySlug(ctx, want.Slug)
	}), want)
	for _, got := range locked(t, s, want.ID, want.Slug) {
		if got.PassFrom.Before(At(0, 0).AddDate(1000, 0, 0)) {
			t.Errorf("without reminders one passes at %v", got.PassFrom)
		}
		got.PassFrom = time.Time{}
		same(t, got, want)
	}
	missing(t, s, func(ctx context.Context, tx events.Tx) (events.Session, error) { return tx.Session(ctx, "none") })
	missing(t, s, func(ctx context.Context, tx events.Tx) (events.Session, error) { return tx.SessionBySlug(ctx, "none") })
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error {
		_, err := tx.LockSession(ctx, "none")
		return err
	})
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error {
		_, err := tx.LockSessionBySlug(ctx, "none")
		return err
	})
	stranger := session("ses-8", events.Offering{ID: "none"}, At(8, 0), At(9, 0))
	if err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error { return tx.PutSession(ctx, stranger) }); err == nil {
		t.Error("a session without an offering was accepted")
	}
}

func inheritanceIsKept(t *testing.T, s events.Store) {
	b := filled(t, s)
	for name, change := range map[string]func(*events.Session){
		"nothing of its own":  func(*events.Session) {},
		"no reminders":        func(s *events.Session) { s.Reminders = []events.ReminderRule{} },
		"no limit":            func(s *events.Session) { s.NoLimit = true },
		"capacity of nobody":  func(s *events.Session) { s.Capacity = pointer(0) },
		"no facilitators":     func(s *events.Session) { s.Facilitators = []string{} },
		"capacity of its own": func(s *events.Session) { s.Capacity = pointer(3) },
	} {
		want := session("ses-9", b.Offerings[0], At(14, 30), At(15, 30))
		change(&want)
		update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutSession(ctx, want) })
		got := sessionOf(t, s, want.ID)
		want.Change = got.Change
		t.Log(name)
		same(t, got, want)
	}
}

func sessionsAreEdited(t *testing.T, s events.Store) {
	b := filled(t, s)
	r := Registrant(1, "ses-2")
	update(t, s, func(ctx context.Context, tx events.Tx) error { return enter(ctx, tx, r) })
	before := sessionOf(t, s, "ses-2")

	// The counters in hand are not written; a block goes, another comes.
	edited := b.Sessions[1]
	edited.Confirmed, edited.Waitlisted, edited.Change, edited.LastQueueNo = 7, 7, 7, 7
	edited.Blocks = []events.Block{edited.Blocks[0], {ID: "new", StartsAt: At(20, 0), EndsAt: At(21, 0)}}
	edited.Blocks[0].StartsAt, edited.Blocks[0].Confirmed = At(11, 0), 7
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		if err := tx.PutReminder(ctx, events.Reminder{SessionID: "ses-2", BlockID: "ses-2-b2", Rule: "-P1D", Kind: events.RuleReminder, State: events.ReminderPlanned}); err != nil {
			return err
		}
		return tx.PutSession(ctx, edited)
	})
	want := edited
	want.Confirmed, want.Waitlisted, want.LastQueueNo, want.Change = 1, 0, 0, before.Change+1
	want.Blocks = []events.Block{edited.Blocks[0], edited.Blocks[1]}
	want.Blocks[0].Confirmed = 1
	same(t, sessionOf(t, s, "ses-2"), want)
	if left := read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Reminder, error) { return tx.Reminders(ctx, "ses-2") }); len(left) != 0 {
		t.Errorf("the block is gone and its reminder stays: %+v", left)
	}

	// A block that somebody is registered for cannot go.
	edited.Blocks = edited.Blocks[1:]
	if err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error { return tx.PutSession(ctx, edited) }); err == nil {
		t.Error("a block with a registration was deleted")
	}
	same(t, sessionOf(t, s, "ses-2"), want)

	taken := b.Sessions[2]
	taken.Slug = "slug-ses-1"
	if err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error { return tx.PutSession(ctx, taken) }); !errors.Is(err, events.ErrRaced) {
		t.Errorf("a slug that is taken: %v", err)
	}
}

// readingsAreTheirOwn reads inside an edit that is taken back, and spoils what it
// was given: neither may show to whoever reads later.
func readingsAreTheirOwn(t *testing.T, s events.Store) {
	b := filled(t, s)
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutSession(ctx, full(b)) })
	want := full(Programme())
	want.Change = 1
	errBack := errors.New("taken back")
	for _, title := range []string{"one", "two"} {
		if err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
			edited := full(b)
			edited.Title.NL = title
			edited.Offering.Title.NL = title
			if err := errors.Join(tx.PutOffering(ctx, edited.Offering), tx.PutSession(ctx, edited)); err != nil {
				return err
			}
			got, err := tx.LockSession(ctx, edited.ID)
			if err != nil || got.Title.NL != title || got.Offering.Title.NL != title {
				return fmt.Errorf("%q of %q: %w", got.Title.NL, got.Offering.Title.NL, err)
			}
			return errBack
		}); !errors.Is(err, errBack) {
			t.Fatal(err)
		}
		same(t, sessionOf(t, s, want.ID), want)
		spoiled := sessionOf(t, s, want.ID)
		*spoiled.Capacity, *spoiled.Blocks[0].Capacity, *spoiled.Offering.Capacity = 99, 99, 99
		spoiled.Series.Index, spoiled.Facilitators[0], spoiled.Reminders[0].Anchor = 99, "x", "x"
		spoiled.Offering.Reminders[0].Anchor, spoiled.Blocks[0].Shifts[0], spoiled.Blocks[1].ID = "x", "x", "x"
		spoiled.Extra.Crew["b1"][0], spoiled.Extra.Outcome[0] = "x", 'x'
	}
	same(t, sessionOf(t, s, want.ID), want)
	offer := b.Offerings[0]
	offer.Title.NL = "Anders"
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutOffering(ctx, offer) })
	same(t, sessionOf(t, s, want.ID).Offering, offer)
	if err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		want.Blocks = nil
		return tx.PutSession(ctx, want)
	}); err == nil {
		t.Error("a session without a block was accepted")
	}
}

func sessionsAreListed(t *testing.T, s events.Store) {
	b := filled(t, s)
	for _, test := range []struct {
		name   string
		filter events.SessionFilter
		want   []string
	}{
		{"all, by start and id", events.SessionFilter{}, []string{"ses-3", "ses-2", "ses-5", "ses-1", "ses-6", "ses-4"}},
		{"from", events.SessionFilter{From: At(14, 30)}, []string{"ses-1", "ses-6", "ses-4"}},
		{"to", events.SessionFilter{To: At(11, 15)}, []string{"ses-3"}},
		{"state", events.SessionFilter{State: events.SessionDraft}, []string{"ses-5"}},
		{"kind", events.SessionFilter{Kind: events.KindPopup}, []string{"ses-2"}},
		{"public", events.SessionFilter{Public: true}, []string{"ses-3", "ses-2", "ses-1", "ses-4"}},
		{"ending", events.SessionFilter{Ending: At(16, 30)}, []string{"ses-2", "ses-4"}},
		{"series", events.SessionFilter{Series: "serie-1"}, []string{"ses-3", "ses-4"}},
		{"first page", events.SessionFilter{Limit: 2}, []string{"ses-3", "ses-2"}},
		{"next page", events.SessionFilter{After: "ses-2", Limit: 3}, []string{"ses-5", "ses-1", "ses-6"}},
		{"together", events.SessionFilter{Public: true, From: At(9, 30), After: "ses-2", Limit: 1}, []string{"ses-1"}},
		{"ended", events.SessionFilter{Ended: At(13, 0)}, []string{"ses-3", "ses-5"}},
		{"sector", events.SessionFilter{Sector: "sec-1"}, []string{"ses-2"}},
		{"led by", events.SessionFilter{LedBy: []string{"fac-2", "fac-1"}}, []string{"ses-1"}},
		{"led by no part of an id", events.SessionFilter{LedBy: []string{"fac-", "%"}}, []string{}},
		{"text", events.SessionFilter{Text: "TITEL off-2"}, []string{"ses-2"}},
		{"text of the address", events.SessionFilter{Text: "slug-ses-6"}, []string{"ses-6"}},
		{"latest first", events.SessionFilter{Latest: true, Limit: 2}, []string{"ses-4", "ses-6"}},
		{"before the latest", events.SessionFilter{Latest: true, After: "ses-6", Limit: 2}, []string{"ses-1", "ses-5"}},
		{"none", events.SessionFilter{Kind: events.KindOnline}, []string{}},
	} {
		got := read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Session, error) {
			return tx.Sessions(ctx, test.filter)
		})
		t.Log(test.name)
		same(t, ids(got, sessionID), test.want)
		for _, g := range got {
			same(t, g, sessionOf(t, s, g.ID))
		}
	}

	// More than one chunk of blocks.
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		for i := range 120 {
			many := session(events.NewID(At(0, i)), b.Offerings[0], At(24, i), At(25, i))
			if err := tx.PutSession(ctx, many); err != nil {
				return err
			}
		}
		return nil
	})
	got := read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Session, error) {
		return tx.Sessions(ctx, events.SessionFilter{From: At(24, 0)})
	})
	if len(got) != 121 {
		t.Fatalf("%d sessions", len(got))
	}
	for i := range got[:120] {
		if len(got[i].Blocks) != 1 || !got[i].Blocks[0].StartsAt.Equal(At(24, i)) {
			t.Fatalf("session %d: %+v", i, got[i].Blocks)
		}
	}
}

func capacityFollowsTheOffering(t *testing.T, s events.Store) {
	b := filled(t, s)
	own := b.Sessions[2]
	own.Capacity = pointer(4)
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutSession(ctx, own) })
	count := func(id string, n int) func(ctx context.Context, tx events.Tx) error {
		return func(ctx context.Context, tx events.Tx) error { return tx.CountSeats(ctx, id, id+"-b1", n, 0) }
	}
	offer := func(capacity *int) func(ctx context.Context, tx events.Tx) error {
		o := b.Offerings[0]
		o.Capacity = capacity
		return func(ctx context.Context, tx events.Tx) error { return tx.PutOffering(ctx, o) }
	}
	refused(t, s, events.CodeSessionFull, count("ses-1", 11))
	update(t, s, offer(pointer(12)))
	update(t, s, count("ses-1", 12))
	refused(t, s, events.CodeSessionFull, count("ses-3", 5))
	refused(t, s, events.CodeCapacityBelowConfirmed, offer(pointer(11)))
	update(t, s, offer(nil))
	update(t, s, count("ses-1", 100))
	refused(t, s, events.CodeSessionFull, count("ses-3", 5))

	// The session's own: less than confirmed is refused, no limit lifts it.
	update(t, s, count("ses-3", 4))
	own.Capacity = pointer(3)
	refused(t, s, events.CodeCapacityBelowConfirmed, func(ctx context.Context, tx events.Tx) error { return tx.PutSession(ctx, own) })
	own.Capacity, own.NoLimit = nil, true
	update(t, s, offer(pointer(200)))
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutSession(ctx, own) })
	update(t, s, count("ses-3", 300))
}

func seatsAreCounted(t *testing.T, s events.Store) {
	filled(t, s)
	before := sessionOf(t, s, "ses-2")
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.CountSeats(ctx, "ses-2", "ses-2-b2", 2, 3) })
	got := sessionOf(t, s, "ses-2")
	if got.Confirmed != 2 || got.Waitlisted != 3 || got.Blocks[1].Confirmed != 2 || got.Blocks[1].Waitlisted != 3 ||
		got.Blocks[0].Confirmed != 0 || got.Change != before.Change+1 {
		t.Errorf("%+v", got)
	}
	refused(t, s, events.CodeSessionFull, func(ctx context.Context, tx events.Tx) error { return tx.CountSeats(ctx, "ses-2", "ses-2-b2", 1, -1) })
	same(t, sessionOf(t, s, "ses-2"), got)
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error { return tx.CountSeats(ctx, "none", "b", 1, 0) })
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error { return tx.CountSeats(ctx, "ses-2", "none", 1, 0) })
	err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error { return tx.CountSeats(ctx, "ses-1", "ses-1-b1", -1, 0) })
	if err == nil || events.CodeOf(err) != "" {
		t.Errorf("below zero: %v", err)
	}
}

// lastSeatsAreSoldOnce lets 64 people loose on ten seats.
func lastSeatsAreSoldOnce(t *testing.T, s events.Store) {
	filled(t, s)
	sold, full := Rush(t, s, "ses-1", 64)
	got := sessionOf(t, s, "ses-1")
	entered := read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Registration, error) {
		return tx.Registrations(ctx, events.RegistrationFilter{SessionID: "ses-1"})
	})
	if sold != 10 || full != 54 || got.Confirmed != 10 || len(entered) != 10 {
		t.Fatalf("%d sold, %d refused, %d counted, %d entered", sold, full, got.Confirmed, len(entered))
	}
}

// Rush has n people ask at once for a seat in the first block of a session, each
// in a transaction that locks, looks and takes. It tells how many got one and
// how many were told that it is full; any other answer fails the test.
func Rush(tb testing.TB, s events.Store, sessionID string, n int) (sold, full int) {
	tb.Helper()
	answers := make(chan error, n)
	var start sync.WaitGroup
	start.Add(1)
	for i := range n {
		go func() {
			start.Wait()
			answers <- s.Update(context.Background(), func(ctx context.Context, tx events.Tx) error {
				session, err := tx.LockSession(ctx, sessionID)
				if err != nil {
					return err
				}
				if session.Free(&session.Blocks[0]) == 0 {
					return events.Refuse(events.CodeSessionFull)
				}
				return enter(ctx, tx, Registrant(i, sessionID))
			})
		}()
	}
	start.Done()
	for range n {
		select {
		case err := <-answers:
			switch {
			case err == nil:
				sold++
			case events.CodeOf(err) == events.CodeSessionFull:
				full++
			default:
				tb.Error(err)
			}
		case <-time.After(time.Minute): // real time: a deadlock must fail
			tb.Fatal("the rush does not end")
		}
	}
	return sold, full
}

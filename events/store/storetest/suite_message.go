package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"kantine/events"
)

// insert adds messages and tells how many were new.
func insert(tb testing.TB, s events.Store, ms ...events.Message) (added int) {
	tb.Helper()
	update(tb, s, func(ctx context.Context, tx events.Tx) (err error) {
		added, err = tx.InsertMessages(ctx, ms...)
		return err
	})
	return added
}

// registered enters n people in ses-1, which has ten seats.
func registered(tb testing.TB, s events.Store, n int) []events.Registration {
	tb.Helper()
	filled(tb, s)
	all := make([]events.Registration, n)
	for i := range all {
		all[i] = Registrant(i+1, "ses-1")
		update(tb, s, func(ctx context.Context, tx events.Tx) error { return enter(ctx, tx, all[i]) })
	}
	return all
}

func messagesAreKept(t *testing.T, s events.Store) {
	r := registered(t, s, 1)[0]
	want := Letter("m-1", r, events.ReminderLetter, 4)
	want.Rule, want.State, want.Reason, want.Priority = "-P1D", events.Held, events.ReasonInDoubt, 1
	want.Attempts, want.Doubts, want.DeliveredAt, want.LastError, want.Fence = 3, 2, At(9, 0), "451 4.3.0", 5
	insert(t, s, want)
	want.Recipient = r.Email
	same(t, messageOf(t, s, "m-1"), want)

	// The changing parts change, under the fence in hand; the rest stays.
	changed := want
	changed.State, changed.Reason, changed.DueAt, changed.NotAfter = events.Retrying, "", At(10, 0), At(11, 0)
	changed.Attempts, changed.Doubts, changed.DeliveredAt = 4, 3, time.Time{}
	changed.MessageID, changed.LastError = "<other@kantine.example>", ""
	other := changed
	other.Kind, other.Rule, other.SessionID, other.AboutID = events.Update, "x", "ses-2", "x"
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutMessage(ctx, other) })
	same(t, messageOf(t, s, "m-1"), changed)
	stale := want
	stale.Fence--
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error { return tx.PutMessage(ctx, stale) })
	same(t, messageOf(t, s, "m-1"), changed)
	missing(t, s, func(ctx context.Context, tx events.Tx) (events.Message, error) { return tx.Message(ctx, "none") })

	// The recipient is read as it stands.
	r.Email = ""
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutRegistration(ctx, r) })
	same(t, messageOf(t, s, "m-1").Recipient, "")
}

func identityIsUnique(t *testing.T, s events.Store) {
	r := registered(t, s, 1)[0]
	m := Letter("m-1", r, events.Confirmation, 0)
	same(t, insert(t, s, m), 1)
	again := m
	again.ID, again.State = "m-2", events.Skipped
	same(t, insert(t, s, again), 0)
	same(t, messageOf(t, s, "m-1").State, events.Queued)
	missing(t, s, func(ctx context.Context, tx events.Tx) (events.Message, error) { return tx.Message(ctx, "m-2") })
	for i, other := range []func(*events.Message){
		func(m *events.Message) { m.Sequence = 1 },
		func(m *events.Message) { m.Kind = events.Update },
		func(m *events.Message) { m.Rule = "x" },
	} {
		next := m
		next.ID = fmt.Sprint("m-1", i)
		other(&next)
		same(t, insert(t, s, next), 1)
	}
	same(t, insert(t, s), 0)
	known := Letter("m-1", r, events.Cancellation, 0)
	if err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		_, err := tx.InsertMessages(ctx, known)
		return err
	}); err == nil {
		t.Error("an id that exists was left out in silence")
	}

	// Many at once, some of them known.
	var many []events.Message
	for i := range 100 {
		letter := Letter(fmt.Sprintf("n-%03d", i), r, events.ReminderLetter, 0)
		letter.Rule = fmt.Sprint(i % 80)
		many = append(many, letter)
	}
	same(t, insert(t, s, many...), 80)
	same(t, insert(t, s, many...), 0)
}

func messagesAreListed(t *testing.T, s events.Store) {
	rs := registered(t, s, 2)
	other := Registrant(9, "ses-3")
	update(t, s, func(ctx context.Context, tx events.Tx) error { return enter(ctx, tx, other) })
	held := Letter("m-3", rs[1], events.Confirmation, 0)
	held.State = events.Held
	sending := Letter("m-2", rs[0], events.Update, 1)
	sending.State = events.Sending
	skipped := Letter("m-4", other, events.ReminderLetter, 0)
	skipped.State = events.Skipped
	insert(t, s, Letter("m-1", rs[0], events.Confirmation, 0), sending, held, skipped, Letter("m-5", other, events.Confirmation, 0))
	for _, test := range []struct {
		name   string
		filter events.MessageFilter
		want   []string
	}{
		{"all", events.MessageFilter{}, []string{"m-1", "m-2", "m-3", "m-4", "m-5"}},
		{"session", events.MessageFilter{SessionID: "ses-1"}, []string{"m-1", "m-2", "m-3"}},
		{"registration", events.MessageFilter{RegistrationID: rs[0].ID}, []string{"m-1", "m-2"}},
		{"kind", events.MessageFilter{Kind: events.Confirmation}, []string{"m-1", "m-3", "m-5"}},
		{"queued", events.MessageFilter{State: events.Queued}, []string{"m-1", "m-5"}},
		{"sending", events.MessageFilter{State: events.Sending}, []string{"m-2"}},
		{"held", events.MessageFilter{State: events.Held}, []string{"m-3"}},
		{"skipped", events.MessageFilter{State: events.Skipped}, []string{"m-4"}},
		{"no such state", events.MessageFilter{State: "x"}, []string{}},
		{"page", events.MessageFilter{After: "m-1", Limit: 2}, []string{"m-2", "m-3"}},
		{"together", events.MessageFilter{SessionID: "ses-3", Kind: events.Confirmation, State: events.Queued}, []string{"m-5"}},
	} {
		t.Log(test.name)
		same(t, ids(read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Message, error) {
			return tx.Messages(ctx, test.filter)
		}), messageID), test.want)
	}
}

func unsentAreSuperseded(t *testing.T, s events.Store) {
	rs := registered(t, s, 2)
	states := []events.MessageState{
		events.Queued, events.Retrying, events.InDoubt, events.Held,
		events.Sending, events.Delivered, events.Failed, events.Expired, events.Skipped,
	}
	for i, state := range states {
		m := Letter(fmt.Sprint("m-", i), rs[0], events.Update, i)
		m.State = state
		insert(t, s, m)
	}
	insert(t, s, Letter("k-0", rs[0], events.LinkLetter, 0), Letter("o-0", rs[1], events.Update, 0))
	kinds := []events.MessageKind{events.Confirmation, events.Update}
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		return errors.Join(
			tx.Supersede(ctx, events.AboutRegistration, rs[0].ID, kinds, events.ReasonSuperseded),
			tx.Supersede(ctx, events.AboutRegistration, rs[0].ID, nil, events.ReasonSuperseded))
	})
	for i, state := range states {
		m := messageOf(t, s, fmt.Sprint("m-", i))
		if i < 4 {
			same(t, []string{string(m.State), m.Reason}, []string{"cancelled", "superseded"})
		} else {
			same(t, []string{string(m.State), m.Reason}, []string{string(state), ""})
		}
	}
	same(t, messageOf(t, s, "k-0").State, events.Queued)
	same(t, messageOf(t, s, "o-0").State, events.Queued)
}

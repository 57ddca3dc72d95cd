package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"kantine/events"
)

func due(tb testing.TB, s events.Store, now time.Time, limit int) []events.Message {
	tb.Helper()
	var all []events.Message
	update(tb, s, func(ctx context.Context, tx events.Tx) (err error) {
		all, err = tx.DueMessages(ctx, now, limit)
		return err
	})
	return all
}

// claim takes what is due, as the dispatcher does.
func claim(ctx context.Context, s events.Store, now, until time.Time, limit int) (leased []events.Message, err error) {
	err = s.Update(ctx, func(ctx context.Context, tx events.Tx) error {
		all, err := tx.DueMessages(ctx, now, limit)
		if err != nil {
			return err
		}
		for i := range all {
			all[i].State = events.Sending
			all[i].Fence++
			all[i].Attempts++
			all[i].DueAt = now.Add(time.Minute)
		}
		leased = all
		return tx.Lease(ctx, all, until)
	})
	return leased, err
}

func dueAreOrdered(t *testing.T, s events.Store) {
	rs := registered(t, s, 9)
	queue := func(id string, r events.Registration, priority int, at time.Time, state events.MessageState) {
		m := Letter(id, r, events.LinkLetter, 0)
		m.Priority, m.DueAt, m.State = priority, at, state
		insert(t, s, m)
	}
	queue("m-1", rs[0], 2, At(6, 0), events.Queued)
	queue("m-2", rs[1], 1, At(7, 0), events.Retrying)
	queue("m-3", rs[2], 0, At(8, 0), events.InDoubt)
	queue("m-4", rs[3], 0, At(7, 0), events.Queued)
	queue("m-5", rs[4], 0, At(7, 0), events.Queued)
	queue("m-6", rs[5], 0, At(9, 0), events.Queued)
	queue("m-7", rs[6], 0, At(6, 0), events.Held)
	queue("m-8", rs[7], 0, At(6, 0), events.Delivered)
	queue("m-9", rs[8], 0, At(6, 0), events.Sending)
	same(t, ids(due(t, s, At(8, 0), 10), messageID), []string{"m-4", "m-5", "m-3", "m-2", "m-1"})
	same(t, ids(due(t, s, At(8, 0), 4), messageID), []string{"m-4", "m-5", "m-3", "m-2"})
	same(t, ids(due(t, s, At(9, 0), 10), messageID), []string{"m-4", "m-5", "m-3", "m-6", "m-2", "m-1"})
	same(t, ids(due(t, s, At(5, 0), 10), messageID), []string{})
	same(t, due(t, s, At(8, 0), 1)[0].Recipient, rs[3].Email)
}

// dueOneAtATime tells a story of each rule: which of the messages about one
// registration may go at eight.
func dueOneAtATime(t *testing.T, s events.Store) {
	type message struct {
		kind  events.MessageKind
		state events.MessageState
		hour  int
	}
	rs := registered(t, s, 10)
	for i, test := range []struct {
		name     string
		messages []message
		want     []int
	}{
		{"the smallest id", []message{{events.LinkLetter, events.Queued, 7}, {events.LinkLetter, events.Queued, 6}}, []int{0}},
		{"not while another is being sent", []message{{events.LinkLetter, events.Queued, 7}, {events.LinkLetter, events.Sending, 9}}, nil},
		{"an earlier calendar letter that waits holds the later", []message{{events.Confirmation, events.Retrying, 9}, {events.ReminderLetter, events.Queued, 7}}, nil},
		{"in doubt as well", []message{{events.Update, events.InDoubt, 9}, {events.Cancellation, events.Queued, 7}}, nil},
		{"a later one does not hold the earlier", []message{{events.ReminderLetter, events.Queued, 7}, {events.Cancellation, events.Queued, 9}}, []int{0}},
		{"another letter that waits holds nothing", []message{{events.ReminderLetter, events.Retrying, 9}, {events.LinkLetter, events.Queued, 7}}, []int{1}},
		{"a held calendar letter holds nothing", []message{{events.Confirmation, events.Held, 6}, {events.Cancellation, events.Queued, 7}}, []int{1}},
		{"nor one that is done", []message{{events.Confirmation, events.Delivered, 6}, {events.Update, events.Cancelled, 6}, {events.Withdrawal, events.Queued, 7}}, []int{2}},
		{"of two due calendar letters the first", []message{{events.Confirmation, events.Queued, 8}, {events.Withdrawal, events.Queued, 7}}, []int{0}},
	} {
		var want []string
		for n, m := range test.messages {
			letter := Letter(fmt.Sprintf("%d-%d", i, n), rs[i], m.kind, n)
			letter.State, letter.DueAt = m.state, At(m.hour, 0)
			insert(t, s, letter)
			if slices.Contains(test.want, n) {
				want = append(want, letter.ID)
			}
		}
		var got []string
		for _, m := range due(t, s, At(8, 0), 100) {
			if m.AboutID == rs[i].ID {
				got = append(got, m.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", test.name, got, want)
		}
	}
}

func leasesAreFenced(t *testing.T, s events.Store) {
	insert(t, s, Letter("m-1", registered(t, s, 1)[0], events.Confirmation, 0))
	leased := func(fence int64) bool {
		return read(t, s, func(ctx context.Context, tx events.Tx) (bool, error) { return tx.Leased(ctx, "m-1", fence) })
	}
	first, err := claim(t.Context(), s, At(8, 0), At(8, 5), 10)
	if err != nil || len(first) != 1 {
		t.Fatal(first, err)
	}
	got := messageOf(t, s, "m-1")
	if got.State != events.Sending || got.Fence != 1 || got.Attempts != 1 || !got.DueAt.Equal(At(8, 1)) {
		t.Errorf("%+v", got)
	}
	if !leased(1) || leased(0) || leased(2) {
		t.Error("the wrong fence holds")
	}
	if again, err := claim(t.Context(), s, At(9, 0), At(9, 5), 10); err != nil || len(again) != 0 {
		t.Error("claimed twice", err)
	}
	// The fence must rise, and what is being sent cannot be leased again.
	for _, fence := range []int64{1, 2} {
		m := first[0]
		m.Fence = fence
		if err := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
			return tx.Lease(ctx, []events.Message{m}, At(9, 0))
		}); err == nil {
			t.Errorf("leased again with fence %d", fence)
		}
	}
	done := first[0]
	done.State, done.DeliveredAt = events.Delivered, At(8, 1)
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutMessage(ctx, done) })
	if leased(1) {
		t.Error("still leased when delivered")
	}
}

func leasesAreTakenBack(t *testing.T, s events.Store) {
	rs := registered(t, s, 2)
	takeBack := func(before time.Time) (n int) {
		t.Helper()
		update(t, s, func(ctx context.Context, tx events.Tx) (err error) {
			n, err = tx.TakeBack(ctx, before)
			return err
		})
		return n
	}
	insert(t, s, Letter("m-1", rs[0], events.Confirmation, 0))
	first, err := claim(t.Context(), s, At(8, 0), At(8, 5), 10)
	if err != nil {
		t.Fatal(err)
	}
	insert(t, s, Letter("m-2", rs[1], events.Confirmation, 0))
	if _, err := claim(t.Context(), s, At(8, 3), At(8, 8), 10); err != nil {
		t.Fatal(err)
	}
	same(t, takeBack(At(8, 5)), 0)
	same(t, takeBack(At(8, 6)), 1)
	got := messageOf(t, s, "m-1")
	if got.State != events.Retrying || got.Reason != events.ReasonInterrupted || !got.DueAt.Equal(At(8, 0)) || got.Attempts != 1 {
		t.Errorf("%+v", got)
	}
	same(t, messageOf(t, s, "m-2").State, events.Sending)

	// Taken again, the first holder has lost it.
	second, err := claim(t.Context(), s, At(8, 0), At(8, 15), 10)
	if err != nil || len(second) != 1 || second[0].Fence != 2 {
		t.Fatal(second, err)
	}
	late := first[0]
	late.State = events.Delivered
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error { return tx.PutMessage(ctx, late) })
	same(t, takeBack(time.Time{}), 2)
}

func queueIsCounted(t *testing.T, s events.Store) {
	rs := registered(t, s, 10)
	next := func() time.Time {
		t.Helper()
		return read(t, s, func(ctx context.Context, tx events.Tx) (time.Time, error) { return tx.NextMessage(ctx) })
	}
	if !next().IsZero() {
		t.Error("a message before there is one")
	}
	for i, state := range []events.MessageState{
		events.Queued, events.Queued, events.Retrying, events.InDoubt, events.Sending, events.Held,
		events.Failed, events.Delivered, events.Cancelled, events.Skipped,
	} {
		m := Letter(fmt.Sprint("m-", i), rs[i], events.LinkLetter, 0)
		m.State, m.DueAt, m.Priority = state, At(20-i, 0), (i+2)%3
		insert(t, s, m)
	}
	same(t, next(), At(17, 0)) // the one in doubt; later ones are not unsent
	same(t, read(t, s, func(ctx context.Context, tx events.Tx) (map[events.MessageState]int, error) {
		return tx.CountMessages(ctx)
	}),
		map[events.MessageState]int{events.Queued: 2, events.Retrying: 1, events.InDoubt: 1, events.Sending: 1, events.Held: 1, events.Failed: 1})
}

// claimsNeverOverlap has eight dispatchers empty one queue.
func claimsNeverOverlap(t *testing.T, s events.Store) {
	rs := registered(t, s, 10)
	const perPerson = 20
	for n := range perPerson {
		var ms []events.Message
		for i, r := range rs {
			ms = append(ms, Letter(fmt.Sprintf("m-%02d-%02d", n, i), r, events.LinkLetter, n))
		}
		insert(t, s, ms...)
	}
	var (
		mu      sync.Mutex
		claimed = make(map[string]int)
		busy    = make(map[string]bool)
		wg      sync.WaitGroup
	)
	// take notes what is claimed, give that it is done, right before the commit:
	// after it another may claim at once.
	take := func(got []events.Message) (left bool) {
		mu.Lock()
		defer mu.Unlock()
		for _, m := range got {
			if busy[m.AboutID] {
				t.Errorf("two letters at a time about %s", m.AboutID)
			}
			claimed[m.ID]++
			busy[m.AboutID] = true
		}
		return len(claimed) < len(rs)*perPerson
	}
	give := func(ctx context.Context, tx events.Tx, m events.Message) error {
		m.State = events.Delivered
		err := tx.PutMessage(ctx, m)
		mu.Lock()
		busy[m.AboutID] = false
		mu.Unlock()
		return err
	}
	for range 8 {
		wg.Go(func() {
			for left := true; left; {
				got, err := claim(context.Background(), s, At(8, 0), At(8, 5), 3)
				left = take(got)
				for _, m := range got {
					err = errors.Join(err, s.Update(context.Background(), func(ctx context.Context, tx events.Tx) error { return give(ctx, tx, m) }))
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	for id, n := range claimed {
		if n != 1 {
			t.Errorf("%s claimed %d times", id, n)
		}
	}
}

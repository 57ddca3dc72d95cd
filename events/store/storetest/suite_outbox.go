package storetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

func mailIsHeld(t *testing.T, s events.Store) {
	filled(t, s)
	hold := func(ctx context.Context, tx events.Tx) (events.MailHold, error) { return tx.MailHold(ctx) }
	same(t, read(t, s, hold), events.MailHold{})
	want := events.MailHold{Since: At(9, 0), Reason: events.HoldRestored}
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.SetMailHold(ctx, want) })
	same(t, read(t, s, hold), want)
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.SetMailHold(ctx, events.MailHold{}) })
	same(t, read(t, s, hold).On(), false)
}

// outboxIsSearched finds messages by person and day, the latest first.
func outboxIsSearched(t *testing.T, s events.Store) {
	all := registered(t, s, 3)
	gone := all[2]
	gone.State = events.Withdrawn
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutRegistration(ctx, gone) })
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		return tx.PutSubscription(ctx, events.Subscription{ID: "sub-1", Email: all[0].Email, Language: "nl", AskedAt: At(8, 0)})
	})
	made := []string{}
	add := func(at time.Time, m events.Message) {
		m.ID = events.NewID(at)
		made = append(made, m.ID)
		insert(t, s, m)
	}
	add(At(8, 0), Letter("", all[0], events.Confirmation, 0))
	add(At(9, 0), Letter("", all[1], events.Confirmation, 0))
	add(At(10, 0), Letter("", all[0], events.Update, 1))
	add(At(11, 0), Letter("", gone, events.Withdrawal, 1))
	add(At(12, 0), events.Message{
		About: events.AboutAddress, AboutID: "sub-1", Kind: events.NewsletterConfirm, State: events.Skipped, DueAt: At(12, 0), NotAfter: At(17, 0),
	})
	for name, c := range map[string]struct {
		filter events.MessageFilter
		want   []int
	}{
		"the latest first": {events.MessageFilter{Latest: true}, []int{4, 3, 2, 1, 0}},
		"the page after":   {events.MessageFilter{Latest: true, After: made[3], Limit: 2}, []int{2, 1}},
		"by address":       {events.MessageFilter{Person: strings.ToUpper(all[0].Email)}, []int{0, 2, 4}},
		"of who left":      {events.MessageFilter{Person: gone.Email}, []int{3}},
		"of nobody":        {events.MessageFilter{Person: "nobody@post.example"}, nil},
		"by reference":     {events.MessageFilter{Person: "000002"}, []int{1}},
		"no wildcards":     {events.MessageFilter{Person: "%"}, []int{0, 1, 2, 3}},
		"by time":          {events.MessageFilter{From: At(9, 0), To: At(11, 0)}, []int{1, 2}},
		"by state":         {events.MessageFilter{State: events.Skipped, Latest: true}, []int{4}},
		"all together": {events.MessageFilter{
			Person: all[0].Email, Kind: events.Update, SessionID: "ses-1", State: events.Queued, From: At(10, 0), Latest: true,
		}, []int{2}},
	} {
		want := make([]string, len(c.want))
		for i, n := range c.want {
			want[i] = made[n]
		}
		got := read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Message, error) { return tx.Messages(ctx, c.filter) })
		if list := ids(got, messageID); strings.Join(list, " ") != strings.Join(want, " ") {
			t.Errorf("%s: %v, want %v", name, list, want)
		}
	}
	count := func(f events.MessageFilter, most int) map[events.MessageState]int {
		return read(t, s, func(ctx context.Context, tx events.Tx) (map[events.MessageState]int, error) {
			return tx.CountByState(ctx, f, most)
		})
	}
	same(t, count(events.MessageFilter{}, 10), map[events.MessageState]int{events.Queued: 4, events.Skipped: 1})
	same(t, count(events.MessageFilter{SessionID: "ses-1"}, 3), map[events.MessageState]int{events.Queued: 3})
}

func dueIsCounted(t *testing.T, s events.Store) {
	all := registered(t, s, 3)
	for i, due := range []time.Time{At(8, 59), At(9, 0), At(10, 59), At(11, 0), At(12, 0)} {
		m := Letter(events.NewID(due), all[i%3], events.Update, i)
		m.DueAt = due
		if i == 3 {
			m.State = events.Retrying
		}
		insert(t, s, m)
	}
	insert(t, s, func() events.Message {
		m := Letter("gone", all[0], events.Confirmation, 0)
		m.State, m.DueAt = events.Delivered, At(10, 0)
		return m
	}())
	got := read(t, s, func(ctx context.Context, tx events.Tx) ([]events.DueCount, error) {
		return tx.CountDue(ctx, At(9, 0), At(12, 0))
	})
	same(t, got, []events.DueCount{
		{Hour: -1, SessionID: "ses-1", Kind: events.Update, State: events.Queued, Count: 1},
		{Hour: 0, SessionID: "ses-1", Kind: events.Update, State: events.Queued, Count: 1},
		{Hour: 1, SessionID: "ses-1", Kind: events.Update, State: events.Queued, Count: 1},
		{Hour: 2, SessionID: "ses-1", Kind: events.Update, State: events.Retrying, Count: 1},
	})
}

func reachedAreCounted(t *testing.T, s events.Store) {
	all := registered(t, s, 5)
	for i, change := range []func(*events.Registration){
		func(r *events.Registration) { r.RemindersOff = true },
		func(r *events.Registration) { r.State = events.Attended },
		func(r *events.Registration) { r.State = events.Withdrawn },
	} {
		change(&all[i])
		update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutRegistration(ctx, all[i]) })
	}
	for followUp, want := range map[bool]int{false: 2, true: 3} {
		got := read(t, s, func(ctx context.Context, tx events.Tx) (int, error) {
			return tx.CountReached(ctx, "ses-1", "ses-1-b1", followUp)
		})
		same(t, got, want)
	}
}

func remindersAreFoundByTime(t *testing.T, s events.Store) {
	filled(t, s)
	for i, at := range []time.Time{At(8, 0), At(9, 0), At(10, 0), At(11, 0)} {
		update(t, s, func(ctx context.Context, tx events.Tx) error {
			return tx.PutReminder(ctx, events.Reminder{
				SessionID: "ses-1", BlockID: "ses-1-b1", Rule: "-PT" + string(rune('1'+i)) + "H", Kind: events.RuleReminder,
				DueAt: at, SendAt: at, State: events.ReminderPlanned,
			})
		})
	}
	got := read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Reminder, error) {
		return tx.PlannedReminders(ctx, At(9, 0), At(11, 0), 5)
	})
	same(t, ids(got, func(r events.Reminder) string { return r.Rule }), []string{"-PT2H", "-PT3H"})
}

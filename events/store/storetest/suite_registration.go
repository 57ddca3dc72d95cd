package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"kantine/events"
)

func registrationOf(tb testing.TB, s events.Store, id string) events.Registration {
	tb.Helper()
	return read(tb, s, func(ctx context.Context, tx events.Tx) (events.Registration, error) { return tx.Registration(ctx, id) })
}

func registrationsAreKept(t *testing.T, s events.Store) {
	filled(t, s)
	want := Registrant(1, "ses-1")
	want.Employer, want.Needs, want.Discreet, want.Mode = "emp-1", "ringleiding", true, "pseudonym"
	want.Sequence, want.QueueNo, want.LinkVersion, want.WithdrawnAt = 2, 9, 3, At(9, 0)
	want.RemindersOff, want.ConsentNewsletter, want.ConsentSurvey, want.EraseRequested = true, true, true, true
	want.Participation, want.State, want.ErasedAt = events.Declined, events.Withdrawn, At(9, 1)
	want.Told = events.Told{Requested: true, MayHave: true, Sequence: 1, StartsAt: At(14, 30), EndsAt: At(16, 30), Place: "Assen", MessageID: "<a@b.example>"}
	bare := Registrant(2, "ses-1")
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		return errors.Join(tx.InsertRegistration(ctx, want), tx.InsertRegistration(ctx, bare))
	})
	same(t, registrationOf(t, s, want.ID), want)
	same(t, registrationOf(t, s, bare.ID), bare)
	missing(t, s, func(ctx context.Context, tx events.Tx) (events.Registration, error) {
		return tx.Registration(ctx, "none")
	})

	// Putting leaves what the person was told to PutTold, and the other way round.
	changed := bare
	changed.Name, changed.Email, changed.State, changed.EraseRequested = "", "", events.Withdrawn, true
	changed.Told = want.Told
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutRegistration(ctx, changed) })
	changed.Told = events.Told{}
	same(t, registrationOf(t, s, bare.ID), changed)
	for _, told := range []events.Told{want.Told, {}} {
		update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutTold(ctx, bare.ID, told) })
		changed.Told = told
		same(t, registrationOf(t, s, bare.ID), changed)
	}
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error { return tx.PutRegistration(ctx, Registrant(9, "ses-1")) })
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error { return tx.PutTold(ctx, "none", want.Told) })
}

func oneActiveRegistration(t *testing.T, s events.Store) {
	filled(t, s)
	type put = func(ctx context.Context, tx events.Tx) error
	insert := func(r events.Registration) put {
		return func(ctx context.Context, tx events.Tx) error { return tx.InsertRegistration(ctx, r) }
	}
	active := func(session, email string) func(context.Context, events.Tx) (events.Registration, error) {
		return func(ctx context.Context, tx events.Tx) (events.Registration, error) {
			return tx.ActiveRegistration(ctx, session, email)
		}
	}
	first, second := Registrant(1, "ses-1"), Registrant(2, "ses-1")
	first.Email, second.Email = "Zoë@Post.example", "ZOË@post.EXAMPLE"
	update(t, s, insert(first))
	same(t, read(t, s, active("ses-1", second.Email)), first)
	missing(t, s, active("ses-2", first.Email))
	refused(t, s, events.CodeAlreadyRegistered, insert(second))
	second.State = events.Waitlisted
	refused(t, s, events.CodeAlreadyRegistered, insert(second))

	// Somewhere else, or without a seat, is allowed.
	other := Registrant(3, "ses-3")
	other.Email = first.Email
	update(t, s, insert(other))
	second.State = events.Withdrawn
	update(t, s, insert(second))
	second.State = events.Confirmed
	refused(t, s, events.CodeAlreadyRegistered, func(ctx context.Context, tx events.Tx) error { return tx.PutRegistration(ctx, second) })
	first.State = events.Withdrawn
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutRegistration(ctx, first) })
	missing(t, s, active("ses-1", first.Email))
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutRegistration(ctx, second) })
	same(t, read(t, s, active("ses-1", first.Email)), second)

	// Those without an address are never each other's.
	for n := range 2 {
		nameless := Registrant(10+n, "ses-1")
		nameless.Email, nameless.Mode = "", "anonymous"
		update(t, s, insert(nameless))
	}
	missing(t, s, active("ses-1", ""))

	// The same id again is a fault, not a second registration of the address.
	other.Email = "iemand@post.example"
	err := s.Update(t.Context(), insert(other))
	if err == nil || events.CodeOf(err) == events.CodeAlreadyRegistered {
		t.Errorf("an id that exists: %v", err)
	}
	stranger := Registrant(20, "ses-1")
	stranger.BlockID = "none"
	if err := s.Update(t.Context(), insert(stranger)); err == nil {
		t.Error("a registration without a block was accepted")
	}
}

func registrationsAreListed(t *testing.T, s events.Store) {
	filled(t, s)
	states := []events.RegistrationState{events.Confirmed, events.Waitlisted, events.Withdrawn, events.Attended, events.NoShow}
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		for n, state := range states {
			r := Registrant(n+1, "ses-2")
			r.State = state
			if n == 1 {
				r.Group = "reg-000001"
			}
			if n >= 3 {
				r.BlockID, r.Group, r.Email = "ses-2-b2", "group-1", "samen@post.example"
			}
			if err := tx.InsertRegistration(ctx, r); err != nil {
				return err
			}
		}
		elsewhere := Registrant(9, "ses-1")
		elsewhere.Email = "samen@post.example"
		return tx.InsertRegistration(ctx, elsewhere)
	})
	for _, test := range []struct {
		name   string
		filter events.RegistrationFilter
		want   []string
	}{
		{"all", events.RegistrationFilter{}, []string{"reg-000001", "reg-000002", "reg-000003", "reg-000004", "reg-000005", "reg-000009"}},
		{"session", events.RegistrationFilter{SessionID: "ses-1"}, []string{"reg-000009"}},
		{"block", events.RegistrationFilter{SessionID: "ses-2", BlockID: "ses-2-b2"}, []string{"reg-000004", "reg-000005"}},
		{"active", events.RegistrationFilter{SessionID: "ses-2", States: states[:2]}, []string{"reg-000001", "reg-000002"}},
		{"one state", events.RegistrationFilter{States: states[1:2]}, []string{"reg-000002"}},
		{"other states", events.RegistrationFilter{States: states[1:4]}, []string{"reg-000002", "reg-000003", "reg-000004"}},
		{"address", events.RegistrationFilter{Email: "SAMEN@post.example"}, []string{"reg-000004", "reg-000005", "reg-000009"}},
		{"active address", events.RegistrationFilter{Email: "SAMEN@post.example", States: states[:2]}, []string{"reg-000009"}},
		{"group", events.RegistrationFilter{Group: "group-1"}, []string{"reg-000004", "reg-000005"}},
		{"group of its first", events.RegistrationFilter{Group: "reg-000001"}, []string{"reg-000001", "reg-000002"}},
		{"group of one", events.RegistrationFilter{Group: "reg-000003"}, []string{"reg-000003"}},
		{"no group", events.RegistrationFilter{Group: "reg-000004"}, []string{}},
		{"first page", events.RegistrationFilter{SessionID: "ses-2", Limit: 2}, []string{"reg-000001", "reg-000002"}},
		{"next page", events.RegistrationFilter{SessionID: "ses-2", After: "reg-000002", Limit: 2}, []string{"reg-000003", "reg-000004"}},
	} {
		t.Log(test.name)
		same(t, ids(read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Registration, error) {
			return tx.Registrations(ctx, test.filter)
		}), registrationID), test.want)
	}
}

func waitlistKeepsItsOrder(t *testing.T, s events.Store) {
	filled(t, s)
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		for n := range 6 {
			r := Registrant(9-n, "ses-2") // the ids run against the order
			r.State = events.Waitlisted
			if n%2 == 1 {
				r.BlockID = "ses-2-b2"
			}
			var err error
			if r.QueueNo, err = tx.NextQueueNo(ctx, "ses-2"); err != nil {
				return err
			}
			if err := enter(ctx, tx, r); err != nil {
				return err
			}
		}
		return nil
	})
	waiting := read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Registration, error) {
		return tx.Waiting(ctx, "ses-2")
	})
	same(t, ids(waiting, registrationID), []string{"reg-000009", "reg-000008", "reg-000007", "reg-000006", "reg-000005", "reg-000004"})
	for i, want := range []int{1, 1, 2, 2, 3, 3} {
		r := waiting[i]
		same(t, read(t, s, func(ctx context.Context, tx events.Tx) (int, error) {
			return tx.QueuePosition(ctx, r.SessionID, r.BlockID, r.QueueNo)
		}), want)
	}
	if got := sessionOf(t, s, "ses-2"); got.LastQueueNo != 6 || got.Waitlisted != 6 || got.Blocks[1].Waitlisted != 3 {
		t.Errorf("%+v", got)
	}
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error {
		_, err := tx.NextQueueNo(ctx, "none")
		return err
	})
}

func erasableAreFound(t *testing.T, s events.Store) {
	filled(t, s)
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		for n := 1; n <= 7; n++ {
			session := "ses-1" // ends 16:30
			if n >= 6 {
				session = "ses-2" // discreet, ends 19:15
			}
			r := Registrant(n, session)
			r.State = events.Withdrawn
			r.EraseRequested = n == 2 || n == 3 || n == 4 || n == 7
			if n == 4 || n == 7 {
				r.ErasedAt = At(9, 0)
			}
			if err := tx.InsertRegistration(ctx, r); err != nil {
				return err
			}
			if n == 3 {
				if _, err := tx.InsertMessages(ctx, Letter("m-1", r, events.Withdrawal, 0)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, test := range []struct {
		name string
		e    events.Erasable
		want []string
	}{
		{"nothing left to send", events.Erasable{Now: At(16, 30)}, []string{"reg-000002"}},
		{"session over", events.Erasable{Now: At(16, 31)}, []string{"reg-000002", "reg-000003"}},
		{"discreet", events.Erasable{Now: At(8, 0), DiscreetBefore: At(19, 16)}, []string{"reg-000002", "reg-000006"}},
		{"any", events.Erasable{Now: At(8, 0), EndedBefore: At(19, 15)}, []string{"reg-000001", "reg-000002", "reg-000003", "reg-000005"}},
		{"all", events.Erasable{Now: At(20, 0), EndedBefore: At(20, 0)}, []string{"reg-000001", "reg-000002", "reg-000003", "reg-000005", "reg-000006"}},
	} {
		t.Log(test.name)
		find := func(limit int) []string {
			return ids(read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Registration, error) {
				return tx.ErasableRegistrations(ctx, test.e, limit)
			}), registrationID)
		}
		same(t, find(100), test.want)
		same(t, find(1), test.want[:1])
	}
	// The letter is out: nothing holds the erasure any more.
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		m, err := tx.Message(ctx, "m-1")
		m.State = events.Delivered
		return errors.Join(err, tx.PutMessage(ctx, m))
	})
	same(t, ids(read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Registration, error) {
		return tx.ErasableRegistrations(ctx, events.Erasable{Now: At(8, 0)}, 100)
	}), registrationID), []string{"reg-000002", "reg-000003"})
}

func subscriptionsAreKept(t *testing.T, s events.Store) {
	type tx = events.Tx
	old := events.Subscription{ID: "sub-1", Email: "Nieuws@post.example", Language: "en", LinkVersion: 1, AskedAt: At(8, 0)}
	young := events.Subscription{ID: "sub-2", Email: "jong@post.example", Language: "nl", AskedAt: At(12, 0)}
	kept := events.Subscription{ID: "sub-3", Email: "blijft@post.example", Language: "nl", AskedAt: At(8, 0), ConfirmedAt: At(9, 0)}
	letter := func(id, about string) events.Message {
		return events.Message{ID: id, About: events.AboutAddress, AboutID: about, Kind: events.NewsletterConfirm, State: events.Queued, DueAt: At(8, 0), NotAfter: At(17, 0)}
	}
	update(t, s, func(ctx context.Context, tx tx) error {
		err := errors.Join(tx.PutSubscription(ctx, old), tx.PutSubscription(ctx, young), tx.PutSubscription(ctx, kept))
		_, e := tx.InsertMessages(ctx, letter("m-1", "sub-1"), letter("m-2", "sub-2"), letter("m-3", "sub-3"))
		return errors.Join(err, e)
	})
	for _, want := range []events.Subscription{old, young, kept} {
		same(t, read(t, s, func(ctx context.Context, tx tx) (events.Subscription, error) { return tx.Subscription(ctx, want.ID) }), want)
	}
	same(t, read(t, s, func(ctx context.Context, tx tx) (events.Subscription, error) {
		return tx.SubscriptionByEmail(ctx, "NIEUWS@post.example")
	}), old)
	same(t, messageOf(t, s, "m-1").Recipient, old.Email)
	missing(t, s, func(ctx context.Context, tx tx) (events.Subscription, error) { return tx.Subscription(ctx, "none") })
	missing(t, s, func(ctx context.Context, tx tx) (events.Subscription, error) {
		return tx.SubscriptionByEmail(ctx, "none")
	})
	double := events.Subscription{ID: "sub-4", Email: "nieuws@POST.example", Language: "nl", AskedAt: At(8, 0)}
	if err := s.Update(t.Context(), func(ctx context.Context, tx tx) error { return tx.PutSubscription(ctx, double) }); !errors.Is(err, events.ErrRaced) {
		t.Errorf("an address that is known: %v", err)
	}

	same(t, deleteUnconfirmed(t, s, At(8, 0)), 0)
	same(t, deleteUnconfirmed(t, s, At(8, 1)), 1)
	missing(t, s, func(ctx context.Context, tx tx) (events.Subscription, error) { return tx.Subscription(ctx, "sub-1") })
	missing(t, s, func(ctx context.Context, tx tx) (events.Message, error) { return tx.Message(ctx, "m-1") })
	messageOf(t, s, "m-2")
	messageOf(t, s, "m-3")
}

func deleteUnconfirmed(tb testing.TB, s events.Store, before time.Time) (n int) {
	tb.Helper()
	update(tb, s, func(ctx context.Context, tx events.Tx) (err error) {
		n, err = tx.DeleteUnconfirmed(ctx, before)
		return err
	})
	return n
}

func remindersAreKept(t *testing.T, s events.Store) {
	type tx = events.Tx
	filled(t, s)
	next := func() time.Time {
		return read(t, s, func(ctx context.Context, tx tx) (time.Time, error) { return tx.NextReminder(ctx) })
	}
	due := func(now time.Time, limit int) []events.Reminder {
		return read(t, s, func(ctx context.Context, tx tx) ([]events.Reminder, error) { return tx.DueReminders(ctx, now, limit) })
	}
	passes := func(want time.Time) {
		t.Helper()
		for _, session := range locked(t, s, "ses-2", "slug-ses-2") {
			same(t, session.PassFrom, want)
		}
	}
	if !next().IsZero() {
		t.Error("a reminder before there is one")
	}
	day := events.Reminder{SessionID: "ses-2", BlockID: "ses-2-b1", Rule: "-P1D", Kind: events.RuleReminder, DueAt: At(7, 0), SendAt: At(9, 0), State: events.ReminderPlanned}
	hours := events.Reminder{SessionID: "ses-2", BlockID: "ses-2-b1", Rule: "-PT2H", Kind: events.RuleReminder, DueAt: At(8, 0), SendAt: At(8, 0), State: events.ReminderPlanned}
	after := events.Reminder{SessionID: "ses-2", BlockID: "ses-2-b2", Rule: "P1D/end/follow_up", Kind: events.RuleFollowUp, DueAt: At(20, 0), SendAt: At(20, 0), State: events.ReminderSkipped, Reason: events.ReasonPastAtPublish, Recipients: 3}
	for _, r := range []events.Reminder{after, hours, day} {
		update(t, s, func(ctx context.Context, tx tx) error { return tx.PutReminder(ctx, r) })
		passes(r.DueAt) // each is earlier than those before it
	}
	same(t, read(t, s, func(ctx context.Context, tx tx) ([]events.Reminder, error) { return tx.Reminders(ctx, "ses-2") }), []events.Reminder{day, hours, after})
	same(t, next(), At(8, 0))
	same(t, len(due(At(7, 59), 10)), 0)
	same(t, due(At(9, 0), 10), []events.Reminder{hours, day})
	same(t, due(At(9, 0), 1), []events.Reminder{hours})

	hours.State, hours.Recipients, hours.SendAt = events.ReminderSent, 12, At(8, 5)
	update(t, s, func(ctx context.Context, tx tx) error { return tx.PutReminder(ctx, hours) })
	same(t, next(), At(9, 0))
	same(t, due(At(10, 0), 10), []events.Reminder{day})
	update(t, s, func(ctx context.Context, tx tx) error { return tx.DeleteReminder(ctx, "ses-2", "ses-2-b1", "-P1D") })
	passes(At(8, 0))
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx tx) error { return tx.DeleteReminder(ctx, "ses-2", "ses-2-b1", "-P1D") })
	same(t, read(t, s, func(ctx context.Context, tx tx) ([]events.Reminder, error) { return tx.Reminders(ctx, "ses-2") }), []events.Reminder{hours, after})
}

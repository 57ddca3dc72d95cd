package events_test

import (
	"testing"
	"time"

	"kantine/events"
)

// TestWhatIsSoonIsMailedAtOnce: who is on the way already is not told after
// arriving.
func TestWhatIsSoonIsMailedAtOnce(t *testing.T) {
	for _, test := range []struct {
		name string
		kind events.OptionKind
		at   string // the session starts at 14:30
		want []string
	}{
		{"an hour before", events.OptionCancel, "2027-02-10T13:30", nil},
		{"within the hour", events.OptionCancel, "2027-02-10T13:31", []string{"anna assignment_cancellation CANCEL 1", "hans site_cancellation", "kim cancellation CANCEL 1"}},
		{"just before", events.OptionCancel, "2027-02-10T14:29", []string{"anna assignment_cancellation CANCEL 1", "hans site_cancellation", "kim cancellation CANCEL 1"}},
		{"moved", events.OptionMove, "2027-02-10T14:21", []string{"anna assignment_update REQUEST 1", "hans site_update", "kim update REQUEST 1"}},
		{"replaced", events.OptionReplace, "2027-02-10T14:21", []string{"anna assignment_cancellation CANCEL 1", "bas assignment REQUEST 0", "hans site_update"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newAway(t)
			a.publish(a.session.ID)
			a.register(a.session, "kim")
			a.mail()
			a.at(test.at)
			a.mail() // the reminders
			a.sent = nil
			done := a.apply(a.isIll(test.kind))
			if at := done.Sessions[0].AtOnce; at != (test.want != nil) {
				t.Errorf("at once: %v", at)
			}
			a.mails(test.want...)
			if test.kind == events.OptionMove {
				return // a reminder of the new time may be due
			}
			a.later(events.UndoWindow)
			if test.want == nil {
				test.want = []string{"anna assignment_cancellation CANCEL 1", "hans site_cancellation", "kim cancellation CANCEL 1"}
			} else {
				test.want = nil
			}
			a.mails(test.want...)
		})
	}
}

// TestOnlyWhatIsSoonIsMailedAtOnce: the letters about another session of the
// same absence wait.
func TestOnlyWhatIsSoonIsMailedAtOnce(t *testing.T) {
	a := newAway(t)
	later := a.led(func(in *events.SessionInput) { in.StartsAt = "2027-02-12T09:00" })
	for _, s := range []events.Session{a.session, later} {
		a.publish(s.ID)
	}
	a.register(a.session, "kim")
	a.register(later, "lou")
	a.mail()
	a.at("2027-02-10T14:00")
	a.mail()
	a.sent = nil
	first := a.isIll(events.OptionCancel)
	second := events.Choice{SessionID: later.ID, Kind: events.OptionCancel}
	done := a.apply(first, second)
	a.mails("anna assignment_cancellation CANCEL 1", "hans site_cancellation", "kim cancellation CANCEL 1")
	// It can be undone all the same, and who heard of it is set right.
	a.later(events.UndoWindow - time.Second)
	a.mails()
	a.undo(done)
	a.stands()
	a.mails("anna assignment REQUEST 2", "hans site_update", "kim confirmation REQUEST 2")
	a.later(events.UndoWindow)
	a.mails()
}

// TestNoReminderOvertakesItsCancellation: the reminder of two hours before falls
// due while the letters about the change wait.
func TestNoReminderOvertakesItsCancellation(t *testing.T) {
	for _, test := range []struct {
		kind events.OptionKind
		want []string
	}{
		{events.OptionCancel, []string{"anna assignment_cancellation CANCEL 1", "hans site_cancellation", "kim cancellation CANCEL 1"}},
		{events.OptionMove, []string{"anna assignment_update REQUEST 1", "hans site_update", "kim update REQUEST 1"}},
	} {
		t.Run(string(test.kind), func(t *testing.T) {
			a := newAway(t)
			a.publish(a.session.ID)
			a.register(a.session, "kim")
			a.at("2027-02-10T12:25")
			a.mail()
			a.sent = nil
			a.apply(a.isIll(test.kind))
			for range 9 {
				a.later(time.Minute)
				a.mails()
			}
			a.later(time.Minute)
			a.mails(test.want...)
		})
	}
}

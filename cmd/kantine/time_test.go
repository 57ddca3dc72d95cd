package main

import (
	"slices"
	"testing"

	"kantine/mailer/mailtest"
)

// usual are the reminders of the programme and a follow-up a day after the end.
var usual = []object{
	{"offset": "-P7D"}, {"offset": "-P1D"}, {"offset": "-PT2H"},
	{"offset": "P1D", "anchor": "end", "kind": "follow_up"},
}

func TestRemindersComeOnceAndNeverEarly(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db []string) {
		k := begin(t, db, mailtest.New(t, mailtest.Options{}), "2027-01-11T12:00:00+01:00")
		offering := k.offer(object{"reminders": usual})
		session := k.session(offering.ID, "2027-02-02T14:30", nil)
		stays := k.register(session.ID, "kim", "nl", nil)
		leaves := k.register(session.ID, "sam", "nl", nil)
		k.settle()

		steps := []struct{ before, due, kind, rule string }{
			{"2027-01-26T14:29:59+01:00", "2027-01-26T14:30:00+01:00", "reminder", "-P7D"},
			{"2027-02-01T14:29:59+01:00", "2027-02-01T14:30:00+01:00", "reminder", "-P1D"},
			{"2027-02-02T12:29:59+01:00", "2027-02-02T12:30:00+01:00", "reminder", "-PT2H"},
			{"2027-02-03T15:29:59+01:00", "2027-02-03T15:30:00+01:00", "follow_up", "P1D"},
		}
		want := 2 // the confirmations
		for i, step := range steps {
			k.goTo(step.before)
			if got := len(k.post.Messages()); got != want {
				t.Fatalf("at %s, a second early, %d mails had come, want %d", step.before, got, want)
			}
			if state := k.reminders(session.ID)[i].State; state != "planned" {
				t.Fatalf("a second early the reminder is %s", state)
			}
			k.goTo(step.due)
			want++
			if i == 0 {
				want++ // both are still there
			}
			if got := len(k.post.Messages()); got != want {
				t.Fatalf("at %s %d mails had come, want %d: %q", step.due, got, want, states(k.messages("kind", step.kind)))
			}
			if r := k.reminders(session.ID)[i]; r.State != "sent" {
				t.Fatalf("at its time the reminder is %s", r.State)
			}
			if i == 0 {
				k.withdraw(leaves.ID)
				k.settle()
				want++ // the letter that says so
			}
		}
		rules := []string{}
		for _, m := range k.messages("registration", stays.ID) {
			if m.Kind == "reminder" || m.Kind == "follow_up" {
				rules = append(rules, m.Rule)
				if m.State != "delivered" || !m.DeliveredAt.Equal(m.DueAt) {
					t.Errorf("%s %s: %s, due %v, delivered %v", m.Kind, m.Rule, m.State, m.DueAt, m.DeliveredAt)
				}
				if l := k.letterOf(m); l.calendar != "" || l.file != "" {
					t.Errorf("%s %s carries a calendar part", m.Kind, m.Rule)
				}
			}
		}
		if len(rules) != 4 {
			t.Errorf("who stayed got %q", rules)
		}
		for _, m := range k.messages("registration", leaves.ID) {
			if m.State == "delivered" && m.DueAt.After(at(t, steps[1].before)) {
				t.Errorf("who withdrew got a %s after it", m.Kind)
			}
		}
		k.goingBackRepeatsNothing(session.ID, want)
	})
}

// goingBackRepeatsNothing turns the clock back to before everything and
// forward again, which sends nothing twice.
func (k *running) goingBackRepeatsNothing(session string, mails int) {
	k.t.Helper()
	before := states(k.messages("session", session))
	for _, instant := range []string{"2027-01-11T12:00:00+01:00", "2027-02-01T14:30:00+01:00", "2027-02-09T12:00:00+01:00"} {
		k.goTo(instant)
		if got := len(k.post.Messages()); got != mails {
			k.t.Errorf("back at %s there are %d mails, want %d as before", instant, got, mails)
		}
	}
	if after := states(k.messages("session", session)); !slices.Equal(before, after) {
		k.t.Errorf("the outbox changed:\n%q\n%q", before, after)
	}
}

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/mailer/mailtest"
)

// usual are the reminders of the programme and a follow-up a day after the end.
var usual = []object{
	{"offset": "-P7D"},
	{"offset": "-P1D"},
	{"offset": "-PT2H"},
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

// TestVectorsOfTheClocks are those of the summer time and the night shifts, through the API.
func TestVectorsOfTheClocks(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, nil, "2026-09-01T12:00:00+02:00")
	offering := k.offer(object{"reminders": []object{{"offset": "-P1D"}, {"offset": "-PT24H"}}, "quiet_hours": false}).ID
	draft := func(fields object) object {
		return merged(object{"offering": offering, "language": "nl", "join_url": "https://meet.example/a"}, fields)
	}

	gap := k.refuse("POST", "/sessions", draft(object{"starts_at": "2027-03-28T02:30"}), 422, "wall-time-gap")
	if fmt.Sprint(gap.Offsets) != "[+01:00 +02:00]" || len(gap.Errors) != 1 || gap.Errors[0].Field != "starts_at" {
		t.Errorf("dst-gap: %+v", gap)
	}
	twice := k.refuse("POST", "/sessions", draft(object{"starts_at": "2026-10-25T02:30"}), 422, "wall-time-ambiguous")
	if fmt.Sprint(twice.Offsets) != "[+02:00 +01:00]" || len(twice.Errors) != 1 || twice.Errors[0].Field != "starts_at" {
		t.Errorf("dst-overlap: %+v", twice)
	}
	for _, offset := range []string{"+02:00", "+01:00"} {
		s := k.draft(offering, "2026-10-25T02:30:00"+offset, nil)
		if got := s.StartsAt.Format(time.RFC3339); got != "2026-10-25T02:30:00"+offset {
			t.Errorf("dst-overlap told with its offset %s: %s", offset, got)
		}
	}

	for id, c := range map[string]struct {
		starts, ends string
		minutes      int
	}{
		"night-shift-dst-spring": {"2027-03-27T23:00+01:00", "2027-03-28T07:00+02:00", 420},
		"night-shift-dst-autumn": {"2027-10-30T23:00+02:00", "2027-10-31T07:00+01:00", 540},
		"midnight-popup":         {"2027-02-02T22:30+01:00", "2027-02-03T00:15+01:00", 105},
	} {
		for form, wall := range map[string]func(string) string{
			"instant":   func(s string) string { return s[:16] + ":00" + s[16:] },
			"wall time": func(s string) string { return s[:16] },
		} {
			block := object{"label": "nacht", "starts_at": wall(c.starts), "ends_at": wall(c.ends)}
			s := k.draft(offering, "", object{"blocks": []object{block}})
			if got := int(s.Blocks[0].EndsAt.Sub(s.Blocks[0].StartsAt).Minutes()); got != c.minutes {
				t.Errorf("%s as %s: %d minutes, want %d", id, form, got, c.minutes)
			}
			if got := s.StartsAt.Format("2006-01-02T15:04Z07:00"); got != c.starts {
				t.Errorf("%s as %s starts at %s", id, form, got)
			}
		}
	}
	list := ask[page[sessionJSON]](k, "GET", "/sessions?from=2027-02-02&to=2027-02-03", nil, 200).Items
	if len(list) != 2 {
		t.Errorf("midnight-popup: %d sessions listed under 2 February, want both", len(list))
	}

	due := map[string]string{}
	for _, r := range k.reminders(k.session(offering, "2027-03-28T09:00:00+02:00", nil).ID) {
		due[r.Rule] = r.DueAt.Format(time.RFC3339)
	}
	if due["-P1D"] != "2027-03-27T09:00:00+01:00" || due["-PT24H"] != "2027-03-27T08:00:00+01:00" {
		t.Errorf("reminder-1d-over-dst: %v", due)
	}
}

func TestAReminderOverTheClockChangeGoesAtItsWallTime(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, mailtest.New(t, mailtest.Options{}), "2027-03-20T12:00:00+01:00")
	session := k.session(k.offer(object{"reminders": []object{{"offset": "-P1D"}}}).ID, "2027-03-28T09:00", nil)
	r := k.register(session.ID, "kim", "nl", nil)
	k.goTo("2027-03-27T08:59:59+01:00")
	if found := k.messages("kind", "reminder"); len(found) > 0 {
		t.Fatalf("a second early: %q", states(found))
	}
	k.goTo("2027-03-27T09:00:00+01:00")
	if l := k.letter(r.ID, "reminder"); !strings.Contains(l.text, "zondag 28 maart 2027") || !strings.HasPrefix(l.subject, "Morgen om 09.00 uur") {
		t.Errorf("%q: %s", l.subject, l.text)
	}
}

// TestQuietHours has the examples of the time policy: due, and when it leaves.
func TestQuietHours(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, mailtest.New(t, mailtest.Options{}), "2027-01-11T12:00:00+01:00")
	rule := func(offset string) object { return object{"reminders": []object{{"offset": offset}}} }
	for _, c := range []struct {
		name, starts, offset, due, send string
		fields                          object
	}{
		{"held to the morning", "2027-02-03T09:00", "-PT10H", "2027-02-02T23:00:00+01:00", "2027-02-03T07:00:00+01:00", nil},
		{"an hour before is time enough", "2027-02-03T08:00", "-PT2H", "2027-02-03T06:00:00+01:00", "2027-02-03T07:00:00+01:00", nil},
		{"else the evening before", "2027-02-03T07:45", "-PT2H", "2027-02-03T05:45:00+01:00", "2027-02-02T21:00:00+01:00", nil},
		{"late in the evening", "2027-02-02T23:30", "-PT2H", "2027-02-02T21:30:00+01:00", "2027-02-02T21:00:00+01:00", nil},
		{"night shift", "2027-02-02T23:30", "-PT2H", "2027-02-02T21:30:00+01:00", "2027-02-02T21:30:00+01:00", object{"quiet_hours": false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k.t = t
			k.goTo("2027-01-11T12:00:00+01:00")
			session := k.session(k.offer(merged(rule(c.offset), c.fields)).ID, c.starts, nil)
			r := k.register(session.ID, "kim", "nl", nil)
			k.settle()
			planned := k.reminders(session.ID)
			if len(planned) != 1 || !planned[0].DueAt.Equal(at(t, c.due)) || !planned[0].SendAt.Equal(at(t, c.send)) {
				t.Fatalf("planned %+v, want due %s, sent %s", planned, c.due, c.send)
			}
			k.goTo(at(t, c.send).Add(-time.Second).Format(time.RFC3339))
			if found := k.messages("registration", r.ID, "kind", "reminder"); len(found) > 0 {
				t.Fatalf("a second early: %q", states(found))
			}
			k.goTo(c.send)
			if m := k.message("registration", r.ID, "kind", "reminder"); m.State != "delivered" || !m.DeliveredAt.Equal(at(t, c.send)) {
				t.Errorf("%s at %v", m.State, m.DeliveredAt)
			}
		})
	}
}

func TestWhoComesLateIsNotRemindedOfThePast(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, mailtest.New(t, mailtest.Options{}), "2027-01-28T12:00:00+01:00")
	session := k.session(k.offer(object{"reminders": usual}).ID, "2027-02-02T14:30", nil)
	r := k.register(session.ID, "kim", "nl", nil)
	k.settle()
	if got := states(k.messages("registration", r.ID)); !slices.Equal(sorted(got), []string{
		"confirmation  delivered ", "reminder -P7D skipped due-before-registration",
	}) {
		t.Errorf("%q", got)
	}
	k.goTo("2027-02-01T14:30:00+01:00")
	if got := states(k.messages("registration", r.ID, "kind", "reminder", "state", "delivered")); !slices.Equal(got, []string{"reminder -P1D delivered "}) {
		t.Errorf("a day before: %q", got)
	}
}

// TestAnOutageOfUs lets the program be away over two reminders: only the latest
// goes out late, in words of the time that is really left, and none too late.
func TestAnOutageOfUs(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, mailtest.New(t, mailtest.Options{}), "2027-01-11T12:00:00+01:00")
	offering := k.offer(object{"reminders": usual}).ID
	late := k.register(k.session(offering, "2027-02-02T14:30", nil).ID, "kim", "nl", nil)
	missed := k.register(k.session(offering, "2027-02-02T12:20", nil).ID, "sam", "nl", nil)
	k.settle()
	k.goTo("2027-02-02T11:30:00+01:00")
	for who, c := range map[string]struct {
		registration string
		want         []string
	}{
		"three hours before the start": {late.ID, []string{
			"confirmation  delivered ", "reminder -P1D delivered ", "reminder -P7D skipped later-stage-due",
		}},
		"less than an hour before the start": {missed.ID, []string{
			"confirmation  delivered ", "reminder -P1D skipped later-stage-due", "reminder -P7D skipped later-stage-due",
			"reminder -PT2H expired too-late",
		}},
	} {
		if got := sorted(states(k.messages("registration", c.registration))); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", who, got, c.want)
		}
	}
	for _, m := range k.messages("registration", late.ID, "state", "delivered") {
		if m.Kind == "reminder" && !strings.HasPrefix(k.letterOf(m).subject, "Over 3 uur") {
			t.Errorf("it says %q", k.letterOf(m).subject)
		}
	}
}

func sorted(lines []string) []string { slices.Sort(lines); return lines }

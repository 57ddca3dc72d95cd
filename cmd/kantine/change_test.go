package main

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kantine/mailer/mailtest"
)

// changeNow is when the tests of changes begin.
const changeNow = "2027-01-11T12:00:00+01:00"

// calendarLetters gives the letters with a calendar part that a registration
// got, as they came, having held them to what must never change between them.
func (k *running) calendarLetters(registration string) (all []*letter) {
	k.t.Helper()
	delivered := k.messages("registration", registration, "state", "delivered")
	for _, came := range k.post.Messages() {
		i := slices.IndexFunc(delivered, func(m messageJSON) bool { return bare(m.MessageID) == bare(came.MessageID) })
		if i < 0 {
			continue
		}
		l := k.letterOf(delivered[i])
		if l.calendar == "" {
			continue
		}
		if got := l.event("SEQUENCE").value; got != fmt.Sprint(delivered[i].Sequence) {
			k.t.Errorf("%s: SEQUENCE %s on the wire, %d in the outbox", delivered[i].Kind, got, delivered[i].Sequence)
		}
		all = append(all, l)
	}
	for i, l := range all {
		l.checkCalendar(k.t, l.method)
		if l.event("UID") != all[0].event("UID") || l.event("ORGANIZER") != all[0].event("ORGANIZER") {
			k.t.Errorf("letter %d has another UID or ORGANIZER than the first", i)
		}
		if got := l.event("SEQUENCE").value; got != fmt.Sprint(i) {
			k.t.Errorf("letter %d has SEQUENCE %s", i, got)
		}
		if i > 0 && !strings.Contains(l.header.Get("References"), all[0].header.Get("Message-Id")) {
			k.t.Errorf("letter %d does not point back to the first: %q", i, l.header.Get("References"))
		}
	}
	return all
}

func TestASessionThatMovesAndIsCancelled(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db []string) {
		k := begin(t, db, mailtest.New(t, mailtest.Options{}), changeNow)
		session := k.session(k.offer(object{"reminders": usual}).ID, "2027-02-02T14:30", nil)
		kim := k.register(session.ID, "kim", "nl", nil)
		k.register(session.ID, "sam", "en", nil)
		k.settle()

		moved := k.change(session.ID, object{"starts_at": "2027-02-04T10:00"})
		if moved.Sequence != 1 || moved.EndsAt.Sub(moved.StartsAt) != session.EndsAt.Sub(session.StartsAt) {
			t.Errorf("after the move: %+v", moved)
		}
		k.settle()
		k.change(session.ID, object{"location": object{"name": "Dorpshuis", "address": "Proefweg 2", "postcode": "7812 ZZ", "city": "Emmen"}})
		k.settle()
		title := k.change(session.ID, object{"title": object{"nl": "Een andere titel", "en": "Another title"}})
		if title.Sequence != 2 {
			t.Errorf("a new title raised the session's sequence to %d", title.Sequence)
		}
		k.refuse("PATCH", "/sessions/"+session.ID, object{"version": session.Version, "capacity": 3}, 409, "version-conflict")
		cancelled := ask[sessionJSON](k, "POST", "/sessions/"+session.ID+"/cancel", object{"reason": object{"nl": "De zaal brandt.", "en": "Fire."}}, 200)
		if cancelled.State != "cancelled" {
			t.Errorf("state %s", cancelled.State)
		}
		k.settle() // a cancellation has lost its use once the session is over
		k.goTo("2027-02-20T12:00:00+01:00")

		letters := k.calendarLetters(kim.ID)
		if len(letters) != 4 {
			t.Fatalf("%d calendar letters: %q", len(letters), states(k.messages("registration", kim.ID)))
		}
		if uid := letters[0].event("UID").value; uid != kim.UID {
			t.Errorf("UID %s, the API says %s", uid, kim.UID)
		}
		for i, want := range []struct{ method, start, words string }{
			{"REQUEST", "20270202T143000", "Uw plek is geregeld"},
			{"REQUEST", "20270204T100000", "dinsdag 2 februari 2027"}, // was
			{"REQUEST", "20270204T100000", "Dorpshuis"},
			{"CANCEL", "20270204T100000", "De zaal brandt."},
		} {
			l := letters[i]
			start := l.event("DTSTART")
			if l.method != want.method || start.value != want.start || start.params != "TZID=Europe/Amsterdam" {
				t.Errorf("letter %d: %s at %s;%s", i, l.method, start.params, start.value)
			}
			if !strings.Contains(l.text, want.words) || !strings.Contains(l.html, want.words) {
				t.Errorf("letter %d does not say %q: %s", i, want.words, l.text)
			}
		}
		if got := sorted(states(k.messages("session", session.ID, "kind", "reminder"))); len(got) > 0 {
			t.Errorf("reminders of a cancelled session: %q", got)
		}
		for _, r := range k.reminders(session.ID) {
			if r.State != "cancelled" {
				t.Errorf("reminder %+v", r)
			}
		}
		k.refuse("POST", "/sessions/"+session.ID+"/registrations", person("lena", "nl", nil), 409, "session-closed")
		if got := k.send("GET", "/sessions/"+session.Slug, nil); got.status != 200 {
			t.Errorf("the page of a cancelled session: %d", got.status)
		}
	})
}

func TestWithdrawUndoAndTheWaitlist(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db []string) {
		k := begin(t, db, mailtest.New(t, mailtest.Options{}), changeNow)
		session := k.session(k.offer(object{"capacity": 2}).ID, "2027-02-02T14:30", nil)
		first := k.register(session.ID, "eerste", "nl", nil)
		k.register(session.ID, "tweede", "nl", nil)
		third := k.register(session.ID, "derde", "nl", nil)
		fourth := k.register(session.ID, "vierde", "nl", nil)
		if third.State != "waitlisted" || *third.WaitlistPosition != 1 || *fourth.WaitlistPosition != 2 {
			t.Fatalf("%+v %+v", third, fourth)
		}
		k.refuse("POST", "/sessions/"+session.ID+"/registrations", person("tweede", "nl", nil), 409, "already-registered")
		k.settle()

		// The seat goes to the first who waits, in the same transaction.
		if gone := k.withdraw(first.ID); gone.State != "withdrawn" || gone.Sequence != 1 {
			t.Errorf("%+v", gone)
		}
		if got := k.registration(third.ID); got.State != "confirmed" || got.Sequence != 0 {
			t.Errorf("the first who waited: %+v", got)
		}
		if got := k.registration(fourth.ID); got.State != "waitlisted" || *got.WaitlistPosition != 1 {
			t.Errorf("the second who waited: %+v", got)
		}
		k.settle()
		if l := k.letter(third.ID, "confirmation"); l.method != "REQUEST" || l.event("SEQUENCE").value != "0" {
			t.Errorf("the promotion: %s", l.calendar)
		}
		// Undo finds the seat gone.
		manage := manage(t, first)
		if a := k.send("POST", manage+"/undo", "", "Content-Type", "application/x-www-form-urlencoded"); a.status != 409 {
			t.Errorf("undo without a seat: %d", a.status)
		}

		// More capacity moves the waitlist up, and undo then finds a seat.
		k.change(session.ID, object{"capacity": 4})
		if got := k.registration(fourth.ID); got.State != "confirmed" {
			t.Errorf("with more capacity: %+v", got)
		}
		k.form(manage+"/undo", nil)
		k.settle()
		if got := k.registration(first.ID); got.State != "confirmed" || got.Sequence != 2 || got.UID != first.UID {
			t.Errorf("after undo: %+v", got)
		}
		var methods []string
		for _, l := range k.calendarLetters(first.ID) {
			methods = append(methods, l.method)
		}
		if !slices.Equal(methods, []string{"REQUEST", "CANCEL", "REQUEST"}) {
			t.Errorf("letters: %q", methods)
		}
		refused := k.refuse("PATCH", "/sessions/"+session.ID, object{"version": k.read(session.ID).Version, "capacity": 3}, 409, "capacity-below-confirmed")
		if len(refused.Errors) != 1 || refused.Errors[0].Field != "capacity" {
			t.Errorf("%+v", refused)
		}
		if now := k.read(session.ID); now.Confirmed != 4 || now.Waitlisted != 0 {
			t.Errorf("the session counts %d and %d", now.Confirmed, now.Waitlisted)
		}
	})
}

func (k *running) registration(id string) registrationJSON {
	k.t.Helper()
	return ask[registrationJSON](k, "GET", "/registrations/"+id, nil, 200)
}

// manage is the path of somebody's own page.
func manage(t *testing.T, r registrationJSON) string {
	t.Helper()
	u, err := url.Parse(r.ManageURL)
	if err != nil {
		t.Fatal(err)
	}
	return u.Path
}

// TestWhoRegistersAnew has a new id and a new UID after a withdrawal.
func TestWhoRegistersAnew(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, mailtest.New(t, mailtest.Options{}), changeNow)
	session := k.session(k.offer(nil).ID, "2027-02-02T14:30", nil)
	before := k.register(session.ID, "kim", "nl", nil)
	k.settle()
	k.form(manage(t, before)+"/withdraw", nil)
	after := k.register(session.ID, "kim", "nl", nil)
	if after.ID == before.ID || after.UID == before.UID || after.Sequence != 0 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	k.settle()
	if a := k.send("POST", manage(t, before)+"/undo", "", "Content-Type", "application/x-www-form-urlencoded"); a.status != 409 {
		t.Errorf("undo beside the new registration: %d %s", a.status, a.body)
	}
	k.goTo("2027-01-11T12:10:01+01:00")
	k.form(manage(t, after)+"/withdraw", nil)
	k.goTo("2027-01-11T12:20:02+01:00")
	if a := k.send("POST", manage(t, after)+"/undo", "", "Content-Type", "application/x-www-form-urlencoded"); a.status != 409 {
		t.Errorf("undo after more than ten minutes: %d", a.status)
	}
}

// TestOfSeveralUnsentLettersTheNewestGoes lets a session move twice and be
// cancelled before any mail could leave.
func TestOfSeveralUnsentLettersTheNewestGoes(t *testing.T) {
	t.Parallel()
	post := mailtest.New(t, mailtest.Options{})
	k := begin(t, nil, nil, changeNow)
	session := k.session(k.offer(nil).ID, "2027-02-02T14:30", nil)
	moved := k.register(session.ID, "kim", "nl", nil)
	gone := k.register(session.ID, "sam", "nl", nil)
	k.change(session.ID, object{"starts_at": "2027-02-03T14:30"})
	k.change(session.ID, object{"starts_at": "2027-02-04T14:30"})
	k.withdraw(gone.ID)
	k.stop()

	k.post = post
	k.serve(with(k.db, "serve", "--listen", "127.0.0.1:0", "--smtp", "smtp://"+post.Addr(), "--from", from, "--test-clock", k.clock.path))
	k.settle()
	if got := sorted(states(k.messages("registration", moved.ID))); !slices.Equal(got, []string{
		"confirmation  cancelled superseded", "update  cancelled superseded", "update  delivered ",
	}) {
		t.Errorf("who stayed: %q", got)
	}
	delivered := k.messages("registration", moved.ID, "state", "delivered")
	if l := k.letterOf(delivered[0]); !strings.Contains(l.text, "Uw plek is geregeld") || l.event("DTSTART").value != "20270204T143000" || l.event("SEQUENCE").value != "2" {
		t.Errorf("who never got a confirmation reads %s\n%s", l.text, l.calendar)
	}
	for _, m := range k.messages("registration", gone.ID, "state", "delivered") {
		if l := k.letterOf(m); l.calendar != "" {
			t.Errorf("a CANCEL for what was never in the calendar: %s", l.calendar)
		}
	}
}

// TestBlocksAndCapacities holds both limits at once.
func TestBlocksAndCapacities(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, nil, changeNow)
	session := k.session(k.offer(object{"capacity": 3, "waitlist": "off"}).ID, "", object{"blocks": []object{
		{"label": "vroeg", "starts_at": "2027-02-02T09:00", "ends_at": "2027-02-02T10:00", "capacity": 1},
		{"label": "laat", "starts_at": "2027-02-02T15:00", "ends_at": "2027-02-02T16:00"},
	}})
	early, late := session.Blocks[0].ID, session.Blocks[1].ID
	path := "/sessions/" + session.ID + "/registrations"
	if p := k.refuse("POST", path, person("kim", "nl", nil), 422, "validation"); len(p.Errors) != 1 || p.Errors[0].Field != "block" {
		t.Errorf("without a block: %+v", p)
	}
	k.register(session.ID, "een", "nl", object{"block": early})
	k.refuse("POST", path, person("twee", "nl", object{"block": early}), 409, "session-full")
	k.register(session.ID, "drie", "nl", object{"block": late})
	k.register(session.ID, "vier", "nl", object{"block": late})
	k.refuse("POST", path, person("vijf", "nl", object{"block": late}), 409, "session-full")
	if s := k.read(session.ID); s.Confirmed != 3 || s.Blocks[0].Confirmed != 1 || s.Blocks[1].Confirmed != 2 {
		t.Errorf("%+v", s)
	}
}

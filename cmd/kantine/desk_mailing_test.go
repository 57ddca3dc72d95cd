package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kantine/mailer/mailtest"
)

// writer is a coordinator who writes to the people of a session, without a
// browser.
type writer struct {
	*people
	path string
}

// writes sends a mailing off, first looking at it, and gives its id.
func (w *writer) writes(subject string) (id string) {
	t := w.k.t
	t.Helper()
	fields := url.Values{
		"state": {"confirmed"}, "subject_nl": {subject}, "body_nl": {"Kom **achterom** op {{date}}.\n\nTot dan."},
		"subject_en": {subject + " (EN)"}, "body_en": {"Use the **back** door on {{date}}."},
	}
	a := w.post(w.path, fields)
	key := regexp.MustCompile(`name="form" value="([^"]+)"`).FindSubmatch(a.body)
	if a.status != http.StatusOK || !strings.Contains(string(a.body), "tien minuten") || key == nil {
		t.Fatalf("the preview: %d: %s", a.status, a.body)
	}
	fields.Set("step", "send")
	fields.Set("form", string(key[1]))
	for range 2 { // a double click
		if a := w.post(w.path, fields); a.status != http.StatusSeeOther {
			t.Fatalf("sending: %d: %s", a.status, a.body)
		}
	}
	before := len(w.k.messages("kind", "free"))
	if a := w.post(w.path, url.Values{"state": {"confirmed"}, "subject_nl": {subject}, "body_nl": {"Wacht"}}); a.status != http.StatusOK || len(w.k.messages("kind", "free")) != before {
		t.Errorf("looking owes letters: %d", a.status)
	}
	mailing := regexp.MustCompile(`name="mailing" value="([^"]+)"`).FindSubmatch(w.do("GET", w.path, "", "").body)
	if mailing == nil {
		t.Fatal("what was sent off cannot be undone")
	}
	return string(mailing[1])
}

// fates tells what became of the letters of a mailing, by the first part of the
// address.
func (w *writer) fates(mailing string) map[string]string {
	w.k.t.Helper()
	became := map[string]string{}
	for _, m := range w.k.messages("kind", "free") {
		if m.Rule == mailing {
			name, _, _ := strings.Cut(m.Recipient, "@")
			became[name] = strings.TrimSpace(m.State + " " + m.Reason)
		}
	}
	return became
}

func (w *writer) expects(when, mailing string, want map[string]string) {
	w.k.t.Helper()
	got := w.fates(mailing)
	same := len(got) == len(want)
	for who, fate := range want {
		same = same && got[who] == fate
	}
	if !same {
		w.k.t.Errorf("%s: %v, want %v", when, got, want)
	}
}

// TestMailToAttendees sends what a coordinator wrote to a mail server: not
// before the time to undo is over, to who is registered and wants mail, each in
// their language, and the discreet under a heading that tells nothing.
func TestMailToAttendees(t *testing.T) {
	t.Parallel()
	post := mailtest.New(t, mailtest.Options{})
	k := begin(t, nil, post, outageNow)
	session := k.session(k.offer(object{"capacity": nil}).ID, "2027-06-01T14:30", nil)
	kim := k.register(session.ID, "kim", "nl", nil)
	lou := k.register(session.ID, "lou", "en", nil)
	dee := k.register(session.ID, "dee", "nl", object{"discreet": true})
	k.withdraw(k.register(session.ID, "wim", "nl", nil).ID)
	k.settle()
	post.SetFaults(mailtest.Fault{
		Stage: mailtest.End, Reply: "451 4.3.0 later", Times: 1,
		Match: func(recipient string) bool { return strings.HasPrefix(recipient, "lou@") },
	})
	k.addUser("planner@zorgenwerk.example", "coordinator")
	w := &writer{people: &people{canaries: new(canaries), k: k, router: demoRouter(t)}, path: "/desk/sessions/" + session.ID + "/mail"}
	w.givesPassword("planner@zorgenwerk.example")
	w.enrols()

	undone := w.writes("Vergissing")
	k.goTo("2027-01-11T12:09:59+01:00")
	w.expects("before the time is over", undone, map[string]string{"kim": "queued", "lou": "queued", "dee": "queued"})
	if a := w.post(w.path+"/undo", url.Values{"mailing": {undone}}); a.status != http.StatusSeeOther || !strings.HasSuffix(a.header.Get("Location"), "notice=undone&again="+undone) {
		t.Fatalf("undoing: %d to %s", a.status, a.header.Get("Location"))
	}
	sent := w.writes("Andere ingang")
	k.goTo("2027-01-11T12:19:58+01:00")
	w.expects("undone", undone, map[string]string{"kim": "cancelled undone", "lou": "cancelled undone", "dee": "cancelled undone"})
	w.expects("a second too soon", sent, map[string]string{"kim": "queued", "lou": "queued", "dee": "queued"})
	k.goTo("2027-01-11T12:19:59+01:00")
	w.expects("when it leaves", sent, map[string]string{"kim": "delivered", "lou": "retrying", "dee": "delivered"})
	k.goTo("2027-01-11T12:22:00+01:00")
	w.expects("after the retry", sent, map[string]string{"kim": "delivered", "lou": "delivered", "dee": "delivered"})
	if a := w.post(w.path+"/undo", url.Values{"mailing": {sent}}); !strings.HasSuffix(a.header.Get("Location"), "notice=late") {
		t.Errorf("undoing what has left leads to %s", a.header.Get("Location"))
	}

	mine := func(registration string) *letter {
		return k.letterOf(k.message("registration", registration, "kind", "free", "state", "delivered"))
	}
	l := mine(kim.ID)
	if l.subject != "Andere ingang" || !strings.Contains(l.text, "Kom achterom op dinsdag 1 juni 2027.") || !strings.Contains(l.html, "<strong>achterom</strong>") {
		t.Errorf("to kim: %q\n%s\n%s", l.subject, l.text, l.html)
	}
	stop := strings.Trim(l.header.Get("List-Unsubscribe"), "<>")
	if l.calendar != "" || !strings.HasPrefix(stop, k.url) {
		t.Errorf("to kim: %s, %v", l.shape, l.header)
	}
	if l := mine(lou.ID); l.subject != "Andere ingang (EN)" || !strings.Contains(l.text, "Use the back door on Tuesday 1 June 2027.") {
		t.Errorf("to lou: %q\n%s", l.subject, l.text)
	}
	if l := mine(dee.ID); strings.Contains(l.subject, "ingang") || !strings.Contains(l.text, "Kom achterom op dinsdag 1 juni 2027.") {
		t.Errorf("to dee, who is discreet: %q\n%s", l.subject, l.text)
	}

	if a := k.send("POST", strings.TrimPrefix(stop, k.url), "List-Unsubscribe=One-Click", "Content-Type", formType, "Authorization", ""); a.status != http.StatusOK {
		t.Fatalf("stopping: %d", a.status)
	}
	last := w.writes("Nog iets")
	k.goTo("2027-01-11T12:40:00+01:00")
	w.expects("to who wants no mail", last, map[string]string{"kim": "skipped reminders-stopped", "lou": "delivered", "dee": "delivered"})
}

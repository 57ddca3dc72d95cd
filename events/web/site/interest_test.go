package site

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

// leads are the employers that asked, by name.
func (w *world) leads() []events.Employer {
	w.t.Helper()
	list, err := w.service.EmployerList(w.t.Context(), events.EmployerFilter{Stage: events.StageLead, Limit: 50})
	if err != nil {
		w.t.Fatal(err)
	}
	return slices.DeleteFunc(list.Employers, func(e events.Employer) bool { return e.Source != events.SourceForm })
}

func TestAskingForASession(t *testing.T) {
	w := newWorld(t)
	if page := w.get("/"); !strings.Contains(page.body, `href="/doe-mee"`) {
		t.Error("the offer does not lead to it")
	}
	form := []string{
		"company", "Demo Dozen", "name", "Kim Test", "email", "kim@demo.example", "phone", "06 00000000", "postcode", "7899zz", "city", "Emmen",
		"interests", "workshop", "interests", "popup", "message", "Graag snel", "form", "abc",
	}
	for range 2 { // a double click
		answer := w.post("/doe-mee?lang=en", form...)
		if answer.status != 303 || answer.header.Get("Location") != "/doe-mee?sent=1&lang=en" {
			t.Fatalf("%d to %q: %s", answer.status, answer.header.Get("Location"), answer.body)
		}
	}
	leads := w.leads()
	if len(leads) != 1 || leads[0].Name != "Demo Dozen" || *leads[0].NextAction != "Bel of mail terug" || leads[0].NextActionOn == nil ||
		!slices.Equal(leads[0].Interests, []string{"workshop", "popup"}) || leads[0].Contacts[0].Language != "en" {
		t.Fatalf("%+v", leads)
	}
	// Whether an address asked before is nobody's business.
	again := w.post("/doe-mee", "company", "Anders", "name", "Iemand", "email", "KIM@demo.example")
	if again.status != 303 || again.header.Get("Location") != "/doe-mee?sent=1" || len(w.leads()) != 1 {
		t.Errorf("%d to %q, %d leads", again.status, again.header.Get("Location"), len(w.leads()))
	}
	thanks := w.get("/doe-mee?sent=1")
	if !strings.Contains(thanks.body, "Binnen vijf werkdagen") || !strings.Contains(thanks.body, "noindex") || thanks.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v %s", thanks.header, thanks.body)
	}
}

func TestAskingForASessionKeepsTheInput(t *testing.T) {
	w := newWorld(t)
	answer := w.post("/doe-mee", "company", `Demo "BV"`, "name", "win.example/x", "email", "kim", "postcode", "1", "interests", "popup", "message", "<b>Hoi</b> 111222333")
	if answer.status != 422 {
		t.Fatal(answer.status)
	}
	for _, has := range []string{
		`value="Demo &#34;BV&#34;"`, `value="win.example/x"`, `value="kim"`, `value="popup" checked`, "&lt;b&gt;Hoi", `id="e-name"`, `id="e-email"`, `id="e-postcode"`,
		"burgerservicenummer", "Er is een probleem",
	} {
		if !strings.Contains(answer.body, has) {
			t.Errorf("%s is missing", has)
		}
	}
	if strings.Contains(answer.body, `id="e-company"`) || len(w.leads()) != 0 {
		t.Error("what is right is called wrong, or was kept")
	}
	if foreign := w.do(w.request("POST", "/doe-mee", strings.NewReader("company=x"), "Content-Type", "application/x-www-form-urlencoded", "Origin", "https://evil.example")); foreign.status != 403 {
		t.Errorf("from elsewhere: %d", foreign.status)
	}
}

func TestAskingForASessionIsLimited(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limit = FormLimit{PerNet: Rate{3, time.Hour}, PerAddress: Rate{1, time.Hour}} })
	ask := func(email string) got {
		t.Helper()
		return w.post("/doe-mee", "company", "Demo", "name", "Kim Test", "email", email)
	}
	if first := ask("a@demo.example"); first.status != 303 {
		t.Fatal(first.status)
	}
	if wrong := ask("x"); wrong.status != 422 {
		t.Fatal(wrong.status) // and it is not counted
	}
	same := ask("A@demo.example")
	if same.status != 429 || same.header.Get("Retry-After") == "" || !strings.Contains(same.body, `value="A@demo.example"`) {
		t.Errorf("the same address: %d %v", same.status, same.header)
	}
	ask("b@demo.example")
	ask("c@demo.example")
	if over := ask("d@demo.example"); over.status != 429 {
		t.Errorf("the net: %d", over.status)
	}
}

package api_test

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

func TestRegistrations(t *testing.T) {
	w := newWorld(t)
	id := w.open(february + `,"capacity":2`)["id"].(string)
	post := "POST /sessions/" + id + "/registrations"
	first := w.do(t, ask{
		call: post, status: 201,
		body: `{"name":" 't Voorbeeld ","email":"Eerste@Voorbeeld.example","language":"en","employer":"org","needs":"ringleiding","block":"","discreet":false}`,
		has: []string{
			`"state":"confirmed"`, `"sequence":0`, `"waitlist_position":null`, `"participation":"needs-action"`, `"name":"'t Voorbeeld"`,
			`"email":"Eerste@Voorbeeld.example"`, `"language":"en"`, `"session":"` + id + `"`, `"needs":"ringleiding"`,
			`"registered_at":"2026-11-22T12:00:00+01:00"`, `"withdrawn_at":null`,
		},
	})
	if manage, _ := first["manage_url"].(string); !strings.HasPrefix(manage, "https://kantine.example/r/") {
		t.Errorf("manage_url is %q", manage)
	}
	if !regexp.MustCompile(`^[0-9a-z]{26}-[0-9a-f]{32}$`).MatchString(first["uid"].(string)) {
		t.Errorf("uid is %q", first["uid"])
	}
	for _, c := range []ask{
		{name: "the same address", body: `{"name":"Zoë","email":"eerste@voorbeeld.example"}`, status: 409, problem: "already-registered", lacks: []string{first["id"].(string), "/r/"}},
		{name: "a second seat", body: `{"name":"IJsbrand Demo","email":"tweede@voorbeeld.example"}`, status: 201, has: []string{`"state":"confirmed"`}},
		{name: "the waitlist", body: `{"name":"van der Test","email":"derde@voorbeeld.example"}`, status: 201, has: []string{`"state":"waitlisted"`, `"waitlist_position":1`, `"confirmed_at":null`}},
		{name: "behind it", body: `{"name":"De Demo-Proef","email":"vierde@voorbeeld.example"}`, status: 201, has: []string{`"waitlist_position":2`}},
		{name: "nothing", body: `{}`, status: 422, errors: []string{"name", "email"}},
		{name: "a nameless discreet one", body: `{"email":"vijfde@voorbeeld.example","discreet":true}`, status: 201, has: []string{`"discreet":true`}},
		{name: "no address", body: `{"name":"Zoë","email":"zoe"}`, status: 422, errors: []string{"email"}},
		{name: "a link", body: `{"name":"zie www.spam.example","email":"zoe@voorbeeld.example"}`, status: 422, errors: []string{"name"}},
		{name: "bidi", body: `{"name":"Zo\u202eë","email":"zoe@voorbeeld.example"}`, status: 422, errors: []string{"name"}},
		{name: "half a surrogate", body: `{"name":"Zo\ud800","email":"zoe@voorbeeld.example"}`, status: 422, errors: []string{"name"}},
		{name: "too long", body: `{"name":"` + strings.Repeat("é", 121) + `","email":"zoe@voorbeeld.example","needs":"` + strings.Repeat("x", 201) + `"}`, status: 422, errors: []string{"name", "needs"}, has: []string{"120", "200"}},
		{name: "a strange language", body: `{"name":"Zoë","email":"zoe@voorbeeld.example","language":"fr"}`, status: 422, errors: []string{"language"}},
		{name: "a strange block", body: `{"name":"Zoë","email":"zoe@voorbeeld.example","block":"x"}`, status: 422, errors: []string{"block"}},
		{name: "the form's fields", body: `{"name":"Zoë","email":"zoe@voorbeeld.example","consent_newsletter":true,"form":"x"}`, status: 422, errors: []string{"consent_newsletter", "form"}},
	} {
		c.call = post
		w.do(t, c)
	}
	w.do(t, ask{call: "POST /sessions/none/registrations", body: `{"name":"Zoë","email":"zoe@voorbeeld.example"}`, status: 404, problem: "not-found"})

	byName := map[any]string{}
	list := w.do(t, ask{call: "GET /sessions/" + id + "/registrations", status: 200})
	for _, item := range list["items"].([]any) {
		byName[at(item, "name")] = at(item, "id").(string)
	}
	if len(byName) != 5 {
		t.Fatalf("%d registrations are listed, want 5", len(byName))
	}
	gone := first["id"].(string)
	w.do(t, ask{call: "POST /registrations/" + gone + "/withdraw", status: 200, has: []string{`"state":"withdrawn"`, `"withdrawn_at":"2026-11-22T12:00:00+01:00"`}})
	w.do(t, ask{call: "POST /registrations/" + gone + "/withdraw", status: 200, has: []string{`"state":"withdrawn"`}})
	w.do(t, ask{call: "GET /registrations/" + byName["van der Test"], status: 200, has: []string{`"state":"confirmed"`, `"waitlist_position":null`}})
	w.do(t, ask{call: "GET /registrations/" + byName["De Demo-Proef"], status: 200, has: []string{`"waitlist_position":1`}})
	w.do(t, ask{call: "GET /registrations/none", status: 404})
	again := w.register(id, "eerste@voorbeeld.example")
	if again["id"] == gone || again["uid"] == first["uid"] {
		t.Error("who comes back has the old id or UID")
	}
	w.do(t, ask{
		name: "fewer seats than people", call: "PATCH /sessions/" + id, body: `{"version":1,"capacity":1}`,
		status: 409, problem: "capacity-below-confirmed", errors: []string{"capacity"},
	})
}

func TestASessionWithoutWaitlistIsFull(t *testing.T) {
	w := newWorld(t)
	id := w.open(february + `,"capacity":1,"waitlist":"off"`)["id"].(string)
	w.register(id, "een@voorbeeld.example")
	w.do(t, ask{
		call: "POST /sessions/" + id + "/registrations", body: `{"name":"Zoë","email":"twee@voorbeeld.example"}`,
		status: 409, problem: "session-full",
	})
}

func TestBlocksAreChosen(t *testing.T) {
	w := newWorld(t)
	s := w.open(`"blocks":[{"label":"A","starts_at":"2027-02-02T10:00","ends_at":"2027-02-02T11:00","capacity":1},
		{"label":"B","starts_at":"2027-02-02T12:00","ends_at":"2027-02-02T13:00"}]`)
	post := fmt.Sprintf("POST /sessions/%s/registrations", s["id"])
	w.do(t, ask{call: post, body: `{"name":"Zoë","email":"een@voorbeeld.example"}`, status: 422, errors: []string{"block"}})
	b := at(s, "blocks.1.id").(string)
	w.do(t, ask{call: post, body: `{"name":"Zoë","email":"een@voorbeeld.example","block":"` + b + `"}`, status: 201, has: []string{`"block":"` + b + `"`}})
}

func TestAViewerSeesNoPerson(t *testing.T) {
	w := newWorld(t)
	s := w.open(february)
	r := w.register(s["id"], "geheim@voorbeeld.example")
	secret := []string{"geheim@", "Testman", r["id"].(string), r["uid"].(string), "/r/"}
	for _, call := range []string{"GET /sessions", "GET /sessions/{s}", "GET /sessions/{s}/reminders", "GET /offerings"} {
		call = strings.ReplaceAll(call, "{s}", s["id"].(string))
		w.do(t, ask{call: call, as: events.RoleViewer, status: 200, lacks: secret})
	}
	if strings.Contains(w.log.String(), "geheim") {
		t.Error("an address is in the log")
	}
}

func TestReminders(t *testing.T) {
	w := newWorld(t)
	id := w.open(`"starts_at":"2027-03-28T09:00","duration":"PT1H"`)["id"].(string)
	recorder := w.raw(ask{call: "GET /sessions/" + id + "/reminders"})
	text := recorder.Body.String()
	for _, part := range []string{
		// a day earlier is the same wall time, over the change of the clocks
		`"rule":"-P1D","kind":"reminder"`, `"due_at":"2027-03-27T09:00:00+01:00","send_at":"2027-03-27T09:00:00+01:00","state":"planned","reason":"","recipients":0`,
		// two hours before falls in the quiet hours' last minute
		`"rule":"-PT2H"`, `"due_at":"2027-03-28T07:00:00+02:00"`,
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing from %s", part, text)
		}
	}
	if recorder.Code != 200 || !strings.HasPrefix(text, "[{") {
		t.Errorf("%d: %.80s; want a list", recorder.Code, text)
	}
	w.do(t, ask{call: "GET /sessions/none/reminders", status: 404})
}

func TestMessages(t *testing.T) {
	w := newWorld(t)
	s := w.open(february)
	r := w.register(s["id"], "zoe@voorbeeld.example")
	w.register(s["id"], "ander@voorbeeld.example")
	id := r["id"].(string)
	list := w.do(t, ask{call: "GET /messages?registration=" + id, status: 200, has: []string{
		`"kind":"confirmation"`, `"state":"queued"`, `"recipient":"zoe@voorbeeld.example"`, `"registration":"` + id + `"`,
		`"rule":""`, `"sequence":0`, `"due_at":"2026-11-22T12:00:00+01:00"`, `"delivered_at":null`, `"attempts":0`,
		`"last_error":""`, `"reason":""`, `@kantine.example>"`, `"next":null`,
	}, lacks: []string{"ander@"}})
	m := "POST /messages/" + at(list, "items.0.id").(string)
	for _, c := range []ask{
		{call: m + "/hold", status: 200, has: []string{`"state":"held"`, `"reason":"by-hand"`, `"recipient":"zoe@voorbeeld.example"`}},
		{call: "GET /messages?state=held", status: 200, has: []string{`"held"`}, lacks: []string{`"queued"`}},
		{call: m + "/retry", status: 200, has: []string{`"state":"queued"`, `"reason":""`}},
		{call: m + "/drop", status: 200, has: []string{`"state":"cancelled"`}},
		{call: m + "/retry", status: 422, problem: "validation", errors: []string{"state"}},
		{call: "POST /messages/none/retry", status: 404},
		{call: "GET /messages?session=" + s["id"].(string) + "&kind=confirmation&state=cancelled", status: 200, has: []string{id}},
		{call: "GET /messages?kind=update", status: 200, has: []string{`"items":[]`}},
		{call: "GET /messages?state=lost&sesion=x&limit=0", status: 422, errors: []string{"limit", "state", "sesion"}, has: []string{"500"}},
	} {
		w.do(t, c)
	}
}

func TestListsComeInPages(t *testing.T) {
	w := newWorld(t)
	for day := 1; day <= 5; day++ {
		w.open(fmt.Sprintf(`"starts_at":"2027-02-0%dT14:30"`, day))
	}
	for name, base := range map[string]string{"sessions": "/sessions?limit=2", "offerings": "/offerings?limit=2"} {
		seen, after, pages := map[any]bool{}, "", 0
		for {
			page := w.do(t, ask{call: "GET " + base + after, status: 200})
			items := page["items"].([]any)
			for _, item := range items {
				seen[at(item, "id")] = true
			}
			if pages++; page["next"] == nil {
				break
			}
			if pages > 5 || len(items) != 2 {
				t.Fatalf("%s: page %d has %d items and goes on", name, pages, len(items))
			}
			after = "&after=" + page["next"].(string)
		}
		if len(seen) != 5 || pages != 3 {
			t.Errorf("%s: %d in %d pages, want 5 in 3", name, len(seen), pages)
		}
	}
	day := url.QueryEscape("2027-02-03T14:30:00+01:00")
	for _, c := range []struct {
		query string
		n     int
	}{
		{"", 5},
		{"?from=2027-02-03", 3},
		{"?from=" + day, 3},
		{"?from=2027-02-03T14:30:00+01:00", 3}, // the plus sign not escaped
		{"?from=2027-02-03T14:31&to=2027-02-05T14:30", 1},
		{"?to=2027-02-03", 2},
		{"?state=published&kind=workshop", 5},
		{"?state=draft", 0},
		{"?kind=popup", 0},
	} {
		list := w.do(t, ask{call: "GET /sessions" + c.query, status: 200})
		if n := len(list["items"].([]any)); n != c.n {
			t.Errorf("/sessions%s gives %d, want %d", c.query, n, c.n)
		}
	}
	w.do(t, ask{call: "GET /sessions?limit=501&state=gone&kind=party&colour=red", status: 422, errors: []string{"limit", "state", "kind", "colour"}})
	w.do(t, ask{call: "GET /sessions?from=yesterday", status: 422, errors: []string{"from"}})
	w.do(t, ask{call: "GET /sessions?from=2027-03-28T02:30", status: 422, problem: "wall-time-gap"})
	w.do(t, ask{call: "GET /sessions?lang=nl&limit=x", status: 422, has: []string{"Vul een heel getal in van 1 tot en met 500"}})
}

func TestRegistrationClosesByTheClock(t *testing.T) {
	w := newWorld(t)
	id := w.open(february)["id"].(string)
	w.clock.set(time.Date(2027, 2, 2, 13, 30, 0, 0, time.UTC))
	w.do(t, ask{
		call: "POST /sessions/" + id + "/registrations", body: `{"name":"Zoë","email":"zoe@voorbeeld.example"}`,
		status: 409, problem: "session-closed",
	})
}

package site

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"kantine/events"
)

func TestRefusalsKeepTheInput(t *testing.T) {
	w := newWorld(t)
	w.join("praatje", "Kim Verbeek", "kim@post.example")
	for name, c := range map[string]struct {
		slug, field, value string
		status             int
		says               string
	}{
		"a URL in the name":       {"workshop", "name", "Gratis geld http://evil.example", 422, "Haal het webadres weg"},
		"a bare host in the name": {"workshop", "name", "win bij evil.nl", 422, "Haal het webadres weg"},
		"a bidi override":         {"workshop", "name", "Kim \u202enevek", 422, "onzichtbare tekens"},
		"a NUL":                   {"workshop", "name", "Kim\x00", 422, "onzichtbare tekens"},
		"a zero-width space":      {"workshop", "employer", "Voor\u200bbeeld", 422, "onzichtbare tekens"},
		"a line separator":        {"workshop", "needs", "een\u2028twee", 422, "onzichtbare tekens"},
		"a header in the name":    {"workshop", "name", "Kim\r\nBcc: x@evil.example", 422, "onzichtbare tekens"},
		"121 characters":          {"workshop", "name", strings.Repeat("é", 121), 422, "hooguit 120 tekens"},
		"121 of an employer":      {"workshop", "employer", strings.Repeat("x", 121), 422, "hooguit 120 tekens"},
		"201 of needs":            {"workshop", "needs", strings.Repeat("x", 201), 422, "hooguit 200 tekens"},
		"no name":                 {"workshop", "name", " ", 422, "Vul een naam in"},
		"no address":              {"workshop", "email", "", 422, "Vul een mailadres in"},
		"half an address":         {"workshop", "email", "kim@", 422, "mailadres in"},
		"a long address":          {"workshop", "email", strings.Repeat("x", 250) + "@a.example", 422, "hooguit 254"},
		"a language we lack":      {"workshop", "language", "tlh", 422, "Kies Nederlands of Engels"},
		"no moment chosen":        {"ploegen", "block", "", 422, "Kies een moment"},
		"a moment of another":     {"ploegen", "block", "id-web-a", 422, "Kies een van de momenten"},
		"full":                    {"praatje", "name", "Sam", 409, "De laatste plek is net weg"},
		"cancelled":               {"afgelast", "name", "Sam", 409, "Aanmelden kan niet meer"},
		"over":                    {"geweest", "name", "Sam", 409, "Aanmelden kan niet meer"},
	} {
		t.Run(name, func(t *testing.T) {
			before := w.dump()
			fields := map[string]string{"name": "Sam Voorbeeld", "email": "sam@post.example", "language": "nl", "needs": "een ringleiding", "consent_survey": "1"}
			fields[c.field] = c.value
			var list []string
			for field, value := range fields {
				list = append(list, field, value)
			}
			answer := w.post("/sessions/"+c.slug+"/register", list...)
			if answer.status != c.status || !strings.Contains(answer.body, c.says) {
				t.Errorf("%d, says %q: %v", answer.status, c.says, strings.Contains(answer.body, c.says))
			}
			kept := fields["email"]
			if c.field == "email" {
				kept = fields["name"]
			}
			for _, want := range []string{`value="` + kept + `"`, `name="consent_survey" value="1" id="f-consent_survey" checked`, `name="form" value="`} {
				if !strings.Contains(answer.body, want) {
					t.Errorf("lost: %s", want)
				}
			}
			if answer.header.Get("Cache-Control") != "no-store" {
				t.Error("an answer with somebody's input may be kept")
			}
			if w.dump() != before {
				t.Error("a refusal changed the database")
			}
		})
	}
}

func TestRequestsThatAreNoForm(t *testing.T) {
	w := newWorld(t)
	const form = "application/x-www-form-urlencoded"
	for name, c := range map[string]struct {
		media, body string
		status      int
	}{
		"oversized":   {form, "name=" + strings.Repeat("x", 70<<10), 413},
		"not UTF-8":   {form, "name=%ff&email=kim@post.example", 400},
		"JSON":        {"application/json", "{}", 415},
		"many fields": {form, strings.Repeat("a=b&", 1000), 400},
	} {
		answer := w.do(w.request("POST", "/sessions/workshop/register", strings.NewReader(c.body), "Content-Type", c.media))
		if answer.status != c.status || !strings.Contains(answer.body, "<html") {
			t.Errorf("%s: %d", name, answer.status)
		}
	}
}

// What stands on no page takes no registration from the page's form either.
func TestOnlyPublicSessionsTakeTheForm(t *testing.T) {
	w := newWorld(t)
	before := w.dump()
	for _, slug := range []string{"geheim", "concept"} {
		answer := w.post("/sessions/"+slug+"/register", "name", "Kim", "email", "kim@post.example", "language", "nl")
		if answer.status != 404 {
			t.Errorf("%s: %d", slug, answer.status)
		}
	}
	if w.dump() != before {
		t.Error("something was registered")
	}
}

func TestWaitlistAndBlocks(t *testing.T) {
	w := newWorld(t)
	w.join("workshop", "A", "a@post.example")
	w.join("workshop", "B", "b@post.example")
	if page := w.get("/sessions/workshop"); !strings.Contains(page.body, "wachtlijst") {
		t.Error("the page does not speak of the waitlist")
	}
	third := w.join("workshop", "C", "c@post.example")
	if page := w.get(third); !strings.Contains(page.body, "plek 1") && !strings.Contains(page.body, "nummer 1") {
		t.Errorf("no honest place on the waitlist: %s", page.body)
	}
	w.join("ploegen", "D", "d@post.example", "block", "id-ploegen-b")
}

func TestSeriesIsOneForm(t *testing.T) {
	w := newWorld(t)
	first := w.join("reeks-1", "Kim", "kim@post.example")
	page := w.get(first)
	others := managePaths(page.body)
	if len(others) != 1 || others[0] == first {
		t.Fatalf("the first one's page leads to %v", others)
	}
	if second := w.get(others[0]); second.status != 200 || len(managePaths(second.body)) != 0 {
		t.Errorf("the second one's page: %d, leads to %v", second.status, managePaths(second.body))
	}
	if overview := w.get("/"); strings.Count(overview.body, "/sessions/reeks-") != 1 {
		t.Error("a series is not one item of the offer")
	}
}

// managePaths are the registrations that a page's list of dates leads to.
func managePaths(body string) []string {
	var paths []string
	_, list, _ := strings.Cut(body, `<ol class="dates">`)
	list, _, _ = strings.Cut(list, "</ol>")
	for part := range strings.SplitSeq(list, `href="`) {
		if path, _, found := strings.Cut(part, `"`); found && strings.HasPrefix(path, "/r/") {
			paths = append(paths, path)
		}
	}
	return paths
}

func TestTellsNobodyWhoIsRegistered(t *testing.T) {
	w := newWorld(t)
	w.join("workshop", "Kim Verbeek", "kim@post.example")
	again := w.post("/sessions/workshop/register", "name", "Iemand Anders", "email", "KIM@post.example", "language", "nl")
	if to := again.header.Get("Location"); again.status != 303 || to != "/sessions/workshop/check-mail" {
		t.Errorf("known address: %d to %q", again.status, to)
	}
	for _, email := range []string{"nieuw@post.example", "nieuw@post.example"} {
		answer := w.post("/sessions/stil/register", "email", email, "language", "nl")
		if to := answer.header.Get("Location"); answer.status != 303 || to != "/sessions/stil/check-mail" {
			t.Errorf("discreet: %d to %q", answer.status, to)
		}
	}
	for _, email := range []string{"kim@post.example", "onbekend@post.example"} {
		if answer := w.post("/lost", "email", email); answer.status != 303 || answer.header.Get("Location") != "/lost?sent=1" {
			t.Errorf("lost: %d %v", answer.status, answer.header)
		}
	}
}

func TestFormKey(t *testing.T) {
	w := newWorld(t)
	page := w.get("/sessions/web").body
	_, key, _ := strings.Cut(page, `name="form" value="`)
	key = key[:keySize]
	if again := w.get("/sessions/web").body; strings.Contains(again, key) || len(again) != len(page) {
		t.Error("two visitors got the same form key")
	}
	var wait sync.WaitGroup
	paths := make([]string, 6)
	for i := range paths {
		wait.Go(func() { paths[i] = w.join("web", "Kim", "kim@post.example", "form", key) })
	}
	wait.Wait()
	for _, path := range paths {
		if path != paths[0] {
			t.Errorf("a double click made %v", paths)
		}
	}
	// Browsers keep pages: the key comes again in another person's form.
	if other := w.join("web", "Sam", "sam@post.example", "form", key); other == paths[0] {
		t.Error("another body was answered with somebody else's registration")
	}
	if elsewhere := w.join("praatje", "Kim", "kim@post.example", "form", key); elsewhere == paths[0] {
		t.Error("the key of one session counted for another")
	}
	w.join("workshop", "Kim", "kim@post.example", "form", strings.Repeat("k", 65))
	w.join("workshop", "Sam", "sam@post.example", "form", strings.Repeat("k", 65))
	if session, err := w.service.SessionBySlug(context.Background(), "web"); err != nil || session.Confirmed != 2 {
		t.Errorf("%d seats, %v", session.Confirmed, err)
	}
}

func (w *world) attempt(n int, email string, headers ...string) got {
	r := w.form("/sessions/web/register", "name", fmt.Sprint("Kim ", n), "email", email, "language", "nl")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return w.do(r)
}

func TestFormLimits(t *testing.T) {
	limit := func(net, address int) func(*Config) {
		return func(c *Config) { c.Limit = FormLimit{Rate{net, time.Hour}, Rate{address, time.Hour}} }
	}
	t.Run("per address, accepted posts only", func(t *testing.T) {
		w := newWorld(t, limit(100, 3))
		for range 10 {
			if answer := w.post("/sessions/web/register", "name", "", "email", "kim@post.example"); answer.status != 422 {
				t.Fatalf("refused posts count: %d", answer.status)
			}
		}
		for n, email := range []string{"kim@post.example", "Kim@Post.example", " kim@post.example"} {
			if answer := w.attempt(n, email); answer.status != 303 {
				t.Fatalf("post %d: %d", n, answer.status)
			}
		}
		w.real.set(start.Add(20 * time.Minute))
		answer := w.attempt(4, "kim@post.example")
		if answer.status != 429 || answer.header.Get("Retry-After") != "2400" || !strings.Contains(answer.body, `value="Kim 4"`) {
			t.Errorf("%d, Retry-After %q", answer.status, answer.header.Get("Retry-After"))
		}
		if answer := w.post("/lost", "email", "kim@post.example"); answer.status != 429 || answer.header.Get("Retry-After") == "" {
			t.Errorf("lost has a limit of its own: %d", answer.status)
		}
		if answer := w.attempt(5, "sam@post.example"); answer.status != 303 {
			t.Errorf("another address: %d", answer.status)
		}
		w.clock.set(start.Add(2 * time.Hour))
		if answer := w.attempt(6, "kim@post.example"); answer.status != 429 {
			t.Errorf("the business clock opened the limit: %d", answer.status)
		}
		w.real.set(start.Add(time.Hour))
		if answer := w.attempt(7, "kim@post.example"); answer.status != 303 {
			t.Errorf("an hour later: %d", answer.status)
		}
	})
	t.Run("per net", func(t *testing.T) {
		w := newWorld(t, limit(3, 100))
		for n := range 3 {
			if answer := w.attempt(n, fmt.Sprintf("a%d@post.example", n), "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", n)); answer.status != 303 {
				t.Fatalf("post %d: %d", n, answer.status)
			}
		}
		if answer := w.attempt(4, "a4@post.example", "X-Forwarded-For", "203.0.113.99"); answer.status != 429 {
			t.Errorf("a forged address opened the limit: %d", answer.status)
		}
	})
	t.Run("per net behind a proxy", func(t *testing.T) {
		w := newWorld(t, limit(1, 100), func(c *Config) { c.Proxies = proxies(t, "127.0.0.0/8") })
		for n := range 3 {
			if answer := w.attempt(n, fmt.Sprintf("a%d@post.example", n), "X-Forwarded-For", fmt.Sprintf("203.0.113.%d", n)); answer.status != 303 {
				t.Fatalf("visitor %d: %d", n, answer.status)
			}
		}
		if answer := w.attempt(4, "a4@post.example", "X-Forwarded-For", "8.8.8.8, 203.0.113.1"); answer.status != 429 {
			t.Errorf("a visitor forged what is left of the proxy's word: %d", answer.status)
		}
	})
	t.Run("who is over one limit does not use up the other", func(t *testing.T) {
		w := newWorld(t, limit(2, 1))
		for n, c := range []struct {
			email  string
			status int
		}{{"kim@post.example", 303}, {"kim@post.example", 429}, {"sam@post.example", 303}, {"bo@post.example", 429}} {
			if answer := w.attempt(n, c.email); answer.status != c.status {
				t.Errorf("post %d: %d, want %d", n, answer.status, c.status)
			}
		}
	})
	t.Run("a double click counts once", func(t *testing.T) {
		w := newWorld(t, limit(1, 1))
		first := w.join("web", "Kim", "kim@post.example", "form", "k")
		if again := w.join("web", "Kim", "kim@post.example", "form", "k"); again != first {
			t.Errorf("%s, then %s", first, again)
		}
	})
	t.Run("off", func(t *testing.T) {
		w := newWorld(t, func(c *Config) { c.Limit = FormLimit{} })
		for n := range 30 {
			if answer := w.attempt(n, "kim@post.example"); answer.status != http.StatusSeeOther {
				t.Fatalf("post %d: %d", n, answer.status)
			}
		}
	})
}

func TestManage(t *testing.T) {
	w := newWorld(t)
	own := w.join("praatje", "Kim Verbeek", "kim@post.example")
	if answer := w.post(own+"/edit", "name", "www.evil.example", "language", "nl", "needs", "stoel"); answer.status != 422 || !strings.Contains(answer.body, "stoel") {
		t.Errorf("edit with a URL: %d", answer.status)
	}
	if answer := w.post(own+"/edit", "name", "Kim de Vries", "language", "en", "needs", ""); answer.header.Get("Location") != own+"?done=edited" {
		t.Errorf("edit: %d %v", answer.status, answer.header)
	}
	if page := w.get(own + "?done=edited").body; !strings.Contains(page, "Kim de Vries") || !strings.Contains(page, "bewaard") || strings.Contains(page, "kim@post.example") {
		t.Error("the page does not show the change, or the whole address")
	}
	w.post(own + "/withdraw")
	if page := w.get(own).body; !strings.Contains(page, own+"/undo") {
		t.Error("nothing to undo")
	}
	if answer := w.post(own + "/undo"); answer.header.Get("Location") != own+"?done=undone" {
		t.Errorf("undo: %d %v", answer.status, answer.header)
	}
	w.post(own + "/withdraw")
	w.join("praatje", "Sam", "sam@post.example")
	if answer := w.post(own + "/undo"); answer.status != 409 || !strings.Contains(answer.body, "Terugdraaien kan niet meer") {
		t.Errorf("undo of a seat that is taken: %d", answer.status)
	}
	if answer := w.post(own + "/erase"); answer.status != 303 {
		t.Errorf("erase: %d", answer.status)
	}
	if page := w.get(own); strings.Contains(page.body, "Kim") {
		t.Error("still shows who it was")
	}
}

func TestCalendarFiles(t *testing.T) {
	w := newWorld(t)
	own := w.join("workshop", "Kim Verbeek", "kim@post.example")
	view, err := w.service.Manage(context.Background(), events.PurposeManage, strings.TrimPrefix(own, "/r/"))
	if err != nil {
		t.Fatal(err)
	}
	file := w.get(own + "/session.ics")
	if unfolded := strings.ReplaceAll(file.body, "\r\n ", ""); !strings.Contains(unfolded, "UID:"+view.Registration.UID) {
		t.Errorf("the file has another UID: %s", file.body)
	}
	for _, path := range []string{"/calendar.ics", "/sessions/workshop.ics"} {
		public := w.get(path)
		if public.header.Get("Content-Type") != calendarType || strings.Contains(public.body, "ATTENDEE") ||
			strings.Contains(public.body, view.Registration.UID) || public.header.Get("Etag") == "" {
			t.Errorf("%s: %v", path, public.header)
		}
	}
	if feed := w.get("/calendar.ics").body; strings.Count(feed, "BEGIN:VEVENT") != 10 || strings.Contains(feed, "geheim") || strings.Contains(feed, "concept") {
		t.Errorf("%d events in the feed", strings.Count(feed, "BEGIN:VEVENT"))
	}
	if feed := w.get("/calendar.ics?place=online").body; strings.Count(feed, "BEGIN:VEVENT") != 1 {
		t.Errorf("%d events in the filtered feed", strings.Count(feed, "BEGIN:VEVENT"))
	}
	if feed := w.get("/calendar.ics?place=Nergenshuizen"); feed.status != 200 || strings.Contains(feed.body, "BEGIN:VEVENT") {
		t.Errorf("a filter that finds nothing: %d", feed.status)
	}
}

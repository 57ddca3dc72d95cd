package site

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kantine/events"
)

// tokens gives a registration's personal links.
func (w *world) tokens(managePath string) (id, stopPath string) {
	w.t.Helper()
	view, err := w.service.Manage(context.Background(), events.PurposeManage, strings.TrimPrefix(managePath, "/r/"))
	if err != nil {
		w.t.Fatal(err)
	}
	id = view.Registration.ID
	return id, "/u/" + events.Key{1, 2, 3}.Token(events.PurposeStop, id, view.Registration.LinkVersion)
}

// newsletterPath is the link that confirms an address's subscription.
func (w *world) newsletterPath(email string) string {
	w.t.Helper()
	var id string
	err := w.store.View(context.Background(), func(ctx context.Context, tx events.Tx) error {
		sub, err := tx.SubscriptionByEmail(ctx, email)
		id = sub.ID
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return "/n/" + events.Key{1, 2, 3}.Token(events.PurposeNewsletter, id, 0)
}

// dump is everything in the database.
func (w *world) dump() string {
	w.t.Helper()
	db, err := sql.Open("sqlite", w.path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var all strings.Builder
	tables := w.rows(db, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
	if len(tables) < 10 {
		w.t.Fatalf("only %d tables: is this the database?", len(tables))
	}
	for _, table := range tables {
		fmt.Fprintln(&all, table, w.rows(db, `SELECT * FROM "`+table+`"`))
	}
	return all.String()
}

func (w *world) rows(db *sql.DB, query string) []string {
	w.t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		w.t.Fatal(err)
	}
	var found []string
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			w.t.Fatal(err)
		}
		found = append(found, strings.Trim(fmt.Sprint(values), "[]"))
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return found
}

// TestEveryRoute asks for every address in every way. 0 leaves a method out,
// where a row of its own follows.
func TestEveryRoute(t *testing.T) {
	w := newWorld(t)
	own := w.join("workshop", "Kim Verbeek", "kim@post.example", "consent_newsletter", "1")
	_, stop := w.tokens(own)
	news := w.newsletterPath("kim@post.example")
	gone := w.join("web", "Sam Voorbeeld", "sam@post.example")
	if answer := w.post(gone + "/erase"); answer.status != 303 {
		t.Fatalf("erase: %d", answer.status)
	}
	for _, c := range []struct {
		path      string
		get, post int
	}{
		{"/", 200, 405},
		{"/?kind=workshop&sector=karton&place=Assen&language=nl", 200, 405},
		{"/?kind=%ff%00&x=y", 200, 405},
		{"/sessions/workshop", 200, 405},
		{"/sessions/stil", 200, 405},
		{"/sessions/ploegen", 200, 405},
		{"/sessions/afgelast", 200, 405},
		{"/sessions/geweest", 200, 405},
		{"/sessions/reeks-1", 200, 405},
		{"/sessions/web", 200, 405},
		{"/sessions/concept", 404, 405},
		{"/sessions/geheim", 404, 405},
		{"/sessions/bestaat-niet", 404, 405},
		{"/sessions/workshop.ics", 200, 405},
		{"/sessions/concept.ics", 404, 405},
		{"/sessions/geheim.ics", 404, 405},
		{"/calendar.ics", 200, 405},
		{"/calendar.ics?place=online", 200, 405},
		{"/sessions/workshop/register", 405, 422},
		{"/sessions/concept/register", 405, 404},
		{"/sessions/geheim/register", 405, 404},
		{"/sessions/bestaat-niet/register", 405, 404},
		{"/sessions/workshop/check-mail", 200, 405},
		{"/sessions/stil/check-mail", 200, 405},
		{"/sessions/geheim/check-mail", 404, 405},
		{own, 200, 405},
		{own + "/session.ics", 200, 405},
		{own + "/edit", 405, 422},
		{"/r/rubbish", 404, 405},
		{"/r/" + strings.Repeat("x", 300), 404, 405},
		{"/r/rubbish/withdraw", 405, 404},
		{"/r/" + strings.TrimPrefix(stop, "/u/"), 404, 405},
		{"/u/" + strings.TrimPrefix(own, "/r/"), 404, 404},
		{stop, 200, 303},
		{news, 200, 303},
		{"/n/rubbish", 404, 404},
		{"/lost", 200, 422},
		{"/privacy", 200, 405},
		{"/toegankelijkheid", 200, 405},
		{"/.well-known/security.txt", 200, 405},
		{"/static/rubbish.css", 404, 404},
		{"/doe-mee", 200, 422},
		{"/doe-mee/x", 404, 404},
		{"/book/workshop", 501, 501},
		{"/i/x", 501, 501},
		{"/e/x", 501, 501},
		{"/q/x", 501, 501},
		{"/nergens", 404, 404},
		{own + "/withdraw", 405, 303},
		{own + "/undo", 405, 303},
		{own + "/erase", 405, 303},
	} {
		t.Run(c.path, func(t *testing.T) {
			before := w.dump()
			get := w.get(c.path)
			head := w.do(w.request("HEAD", c.path, nil))
			if get.status != c.get || head.status != c.get || head.body != "" {
				t.Errorf("GET %d, HEAD %d (%d bytes), want %d", get.status, head.status, len(head.body), c.get)
			}
			if length := get.header.Get("Content-Length"); length != head.header.Get("Content-Length") {
				t.Errorf("HEAD says %s bytes, GET %s", head.header.Get("Content-Length"), length)
			}
			if after := w.dump(); after != before {
				t.Error("reading changed the database")
			}
			if c.get == 405 && get.header.Get("Allow") != "POST" {
				t.Errorf("Allow: %q", get.header.Get("Allow"))
			}
			if get.status >= 400 && get.status != 404 && !strings.Contains(get.body, "<html") {
				t.Error("not a page of ours")
			}
			if post := w.post(c.path); post.status != c.post {
				t.Errorf("POST %d, want %d", post.status, c.post)
			}
			if other := w.do(w.request("DELETE", c.path, nil)); other.status < 400 {
				t.Errorf("DELETE %d", other.status)
			}
		})
	}
}

func TestPersonalLinksStayPersonal(t *testing.T) {
	w := newWorld(t)
	own := w.join("workshop", "Kim Verbeek", "kim@post.example", "consent_newsletter", "1")
	_, stop := w.tokens(own)
	for _, path := range []string{own, own + "/session.ics", stop, w.newsletterPath("kim@post.example"), "/r/rubbish"} {
		header := w.get(path).header
		if header.Get("Cache-Control") != "no-store" || header.Get("Referrer-Policy") != "no-referrer" || header.Get("X-Robots-Tag") != "noindex" {
			t.Errorf("%s: %v", path, header)
		}
	}
	answer := w.post(own + "/withdraw")
	if answer.header.Get("Cache-Control") != "no-store" || answer.header.Get("Location") != own {
		t.Errorf("withdraw: %v", answer.header)
	}
}

func TestLanguage(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ path, header, want string }{
		{"/", "", `<html lang="nl">`},
		{"/", "en-GB,en;q=0.9", `<html lang="en">`},
		{"/?lang=nl", "en", `<html lang="nl">`},
		{"/?lang=xx", "fr", `<html lang="nl">`},
		{"/?lang=en", "", `/sessions/workshop?lang=en`},
		{"/sessions/workshop?lang=en", "", `action="/sessions/workshop/register?lang=en"`},
		{"/nergens", "en", `<html lang="en">`},
	} {
		if body := w.get(c.path, "Accept-Language", c.header).body; !strings.Contains(body, c.want) {
			t.Errorf("%s with %q lacks %s", c.path, c.header, c.want)
		}
	}
	answer := w.post("/sessions/workshop/register?lang=en", "name", "Kim", "email", "kim@post.example", "language", "en")
	if to := answer.header.Get("Location"); !strings.HasSuffix(to, "?lang=en") {
		t.Errorf("the chosen language is lost on the way to %q", to)
	}
}

func TestForeignPostsAreRefused(t *testing.T) {
	w := newWorld(t)
	own := w.join("workshop", "Kim Verbeek", "kim@post.example")
	_, stop := w.tokens(own)
	paths := []string{"/sessions/web/register", own + "/withdraw", own + "/undo", own + "/edit", own + "/erase", "/lost", "/n/x"}
	for _, headers := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
		before := w.dump()
		for _, path := range paths {
			r := w.form(path, "name", "Kim", "email", "kim@post.example", "language", "nl")
			r.Header.Set(headers[0], headers[1])
			if answer := w.do(r); answer.status != http.StatusForbidden {
				t.Errorf("%s with %v: %d", path, headers, answer.status)
			}
		}
		if w.dump() != before {
			t.Errorf("%v changed the database", headers)
		}
	}
	r := w.form(own+"/edit", "name", "Kim", "language", "en")
	r.Header.Set("Origin", "https://kantine.example")
	if answer := w.do(r); answer.status != 303 {
		t.Errorf("our own public name behind a proxy: %d", answer.status)
	}
	// RFC 8058: a mail provider posts from elsewhere and is not sent on.
	r = w.form(stop, "List-Unsubscribe", "One-Click")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if answer := w.do(r); answer.status != 200 || !strings.Contains(answer.body, "<h1>") {
		t.Errorf("one-click: %d", answer.status)
	}
	if view, _ := w.service.Manage(context.Background(), events.PurposeManage, strings.TrimPrefix(own, "/r/")); !view.Registration.RemindersOff || !view.Registration.State.Active() {
		t.Errorf("after one click: %+v", view.Registration)
	}
}

func TestOneClickInParts(t *testing.T) {
	w := newWorld(t)
	own := w.join("workshop", "Kim Verbeek", "kim@post.example")
	_, stop := w.tokens(own)
	const body = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
	answer := w.do(w.request("POST", stop, strings.NewReader(body), "Content-Type", "multipart/form-data; boundary=x"))
	if answer.status != 200 {
		t.Errorf("%d", answer.status)
	}
	if page := w.get(stop); strings.Contains(page.body, "<form") {
		t.Error("asks again though it is done")
	}
}

func TestSecurityText(t *testing.T) {
	w := newWorld(t)
	body := w.get("/.well-known/security.txt").body
	for _, line := range []string{
		"Contact: mailto:privacy@proef.example\r\n", "Expires: 2027-05-23T00:00:00Z\r\n",
		"Canonical: https://kantine.example/.well-known/security.txt\r\n",
	} {
		if !strings.Contains(body, line) {
			t.Errorf("no %q in %q", line, body)
		}
	}
}

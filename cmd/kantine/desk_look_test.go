package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/gorilla/mux"
)

// looksAround opens what an administrator may open.
func (s *staff) looksAround() {
	paths := []string{"/desk", "/desk/account", "/desk/account/phone", "/desk/settings", "/desk/users", "/desk/audit", "/desk/texts", "/desk/texts/confirmation/nl", "/desk/calendar", "/desk/sessions"}
	for _, path := range slices.Concat(paths, s.attendeePages(), s.sessionPages(), s.employerPages(), s.absencePages(), s.outboxPages(), s.shelfPages()) {
		status, cost := s.visit(s.k.url + path)
		if status != http.StatusOK || len(cost.console)+len(cost.failed) > 0 || cost.thirdParty(s.k.url) != nil {
			s.t.Errorf("%s: %d, console %q, failed %q", path, status, cost.console, cost.failed)
		}
		s.looksAt(path)
	}
	if status, _ := s.visit(s.k.url + "/desk/nothing"); status != http.StatusNotFound {
		s.t.Errorf("/desk/nothing: %d", status)
	}
	s.at("/desk/nothing", "missing")
}

// darkPages are looked at in both colour schemes: between them they have every
// part that pages of the desk are made of.
var darkPages = regexp.MustCompile(`^/desk(/calendar\?.*|/outbox|/employers|/sessions/new\?.*|/sessions/\w+(/check-in|/what-if.*)?|/absences/\w+|/texts/.*)?$`)

// looksAt looks at a page that has just been opened; the path has its query.
func (s *staff) looksAt(path string) {
	s.t.Helper()
	bare, _, _ := strings.Cut(path, "?")
	picture := strings.ReplaceAll(strings.TrimPrefix(bare, "/desk"), "/", "-")
	if strings.HasSuffix(bare, "/preview") {
		// Its own policy lets no script in, not even ours.
		s.bringsHome()
		s.looks(bare, picture)
		return
	}
	s.at(bare, picture)
	if !darkPages.MatchString(path) {
		return
	}
	s.paint("dark")
	s.looks(bare, picture+"-dark")
	s.paint("light")
}

// bringsHome puts the page, as it stands, under the headers of another page of
// the desk.
func (s *staff) bringsHome() {
	s.t.Helper()
	document := s.html()
	s.visit(s.k.url + "/desk/account")
	s.put(document)
	s.do("waiting for its styles", chromedp.Evaluate[chromedp.Void](
		`new Promise(done => document.readyState === "complete" ? done() : addEventListener("load", () => done()))`, chromedp.EvalAwaitPromise))
}

// hasSeenAll fails for a page of the desk that nobody looked at.
func (s *staff) hasSeenAll() {
	router := demoRouter(s.t)
	for _, route := range unseen(s.t, router, s.seen) {
		s.t.Errorf("nobody looks at %s: add it to looksAround", route)
	}
	for _, file := range deskFiles {
		if !slices.Contains(routesOf(s.t, router), file) {
			s.t.Errorf("%s is listed and no route any more", file)
		}
	}
}

// unseen are the routes of the desk that none of the paths leads to. A route that
// takes forms alone says so when it is looked at; the desk's own test holds its
// routes to the table of who may what.
func unseen(t *testing.T, router *mux.Router, paths []string) (routes []string) {
	t.Helper()
	visited := map[string]bool{}
	for _, path := range paths {
		visited[routeOf(t, router, path)] = true
	}
	for _, route := range routesOf(t, router) {
		if !strings.HasPrefix(route, "/desk") || visited[route] || slices.Contains(deskFiles, route) {
			continue
		}
		path := strings.NewReplacer("{id}", "x", "{token}", "x", "{code}", "x", "{kind}", "confirmation", "{lang}", "nl").Replace(route)
		answer := httptest.NewRecorder()
		router.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if answer.Code != http.StatusMethodNotAllowed {
			routes = append(routes, route)
		}
	}
	return routes
}

func TestAPageThatNobodyLooksAtIsMissed(t *testing.T) {
	router := demoRouter(t)
	missed := unseen(t, router, []string{"/desk/sessions/x/edit"})
	for _, page := range []string{"/desk", "/desk/calendar", "/desk/sessions/{id}"} {
		if !slices.Contains(missed, page) {
			t.Errorf("%s is not missed among %q", page, missed)
		}
	}
	for _, other := range []string{"/desk/sessions/{id}/edit", "/desk/logout", "/desk/employers.csv", "/"} {
		if slices.Contains(missed, other) {
			t.Errorf("%s is missed", other)
		}
	}
}

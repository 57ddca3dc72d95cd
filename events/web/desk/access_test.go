package desk

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/store/storetest"
)

// granted is who may what, written down a second time: a slip in access.go
// fails here. a, c, f and v are the roles, o is a facilitator for what is their
// own, h is somebody half-way, * anybody.
var granted = map[string]string{
	"GET /desk/login": "*", "POST /desk/login": "*", "POST /desk/logout": "*",
	"GET /desk/code": "h", "POST /desk/code": "h", "GET /desk/recovery": "h", "POST /desk/recovery": "h",
	"GET /desk/enrol": "h", "POST /desk/enrol": "h",
	"GET /desk/forgotten": "*", "POST /desk/forgotten": "*",
	"GET /desk/reset/{token}": "*", "POST /desk/reset/{token}": "*", "GET /desk/invite/{token}": "*", "POST /desk/invite/{token}": "*",
	"GET /desk":              "acfv",
	"GET /desk/sessions/new": "ac", "POST /desk/sessions/new": "ac", "GET /desk/sessions/{id}/edit": "ac", "POST /desk/sessions/{id}/edit": "ac",
	"GET /desk/sessions/{id}/preview": "ac", "POST /desk/sessions/{id}/preview": "ac", "GET /desk/sessions/{id}/letter": "ac", "POST /desk/sessions/{id}/letter": "ac",
	"GET /desk/sessions": "acf", "GET /desk/sessions/{id}": "aco", "POST /desk/sessions/{id}/publish": "ac",
	"POST /desk/sessions/{id}/publish-series": "ac", "GET /desk/sessions/{id}/delete": "ac", "POST /desk/sessions/{id}/delete": "ac", "GET /desk/sessions/{id}/copy": "ac",
	"POST /desk/sessions/{id}/copy": "ac", "GET /desk/sessions/{id}/cancel": "ac", "POST /desk/sessions/{id}/cancel": "ac",
	"GET /desk/account": "acfv", "POST /desk/account/password": "acfv", "POST /desk/account/codes": "acfv",
	"GET /desk/account/phone": "acfv", "POST /desk/account/phone": "acfv",
	"POST /desk/account/logins/{id}/end": "acfv", "POST /desk/account/logins/everywhere": "acfv",
	"GET /desk/calendar": "acf", "GET /desk/sessions/{id}/move": "ac", "POST /desk/sessions/{id}/move": "ac",
	"GET /desk/outbox": "ac", "GET /desk/outbox/tomorrow": "ac", "GET /desk/outbox/pause": "ac", "POST /desk/outbox/pause": "ac", "GET /desk/outbox/{id}": "ac", "GET /desk/outbox/{id}/frame": "ac",
	"GET /desk/outbox/{id}/retry": "ac", "POST /desk/outbox/{id}/retry": "ac", "GET /desk/outbox/{id}/hold": "ac", "POST /desk/outbox/{id}/hold": "ac", "GET /desk/outbox/{id}/drop": "ac", "POST /desk/outbox/{id}/drop": "ac", "GET /desk/sessions/{id}/what-if": "ac",
	"GET /desk/offerings": "ac", "GET /desk/offerings/new": "ac", "POST /desk/offerings/new": "ac", "GET /desk/offerings/{id}": "ac",
	"POST /desk/offerings/{id}": "ac", "POST /desk/offerings/{id}/archive": "ac", "POST /desk/offerings/{id}/restore": "ac", "GET /desk/venues": "ac",
	"GET /desk/venues/new": "ac", "POST /desk/venues/new": "ac", "GET /desk/venues/{id}": "ac", "POST /desk/venues/{id}": "ac",
	"POST /desk/venues/{id}/archive": "ac", "POST /desk/venues/{id}/restore": "ac", "GET /desk/facilitators": "ac", "GET /desk/facilitators/new": "ac",
	"POST /desk/facilitators/new": "ac", "GET /desk/facilitators/{id}": "ac", "POST /desk/facilitators/{id}": "ac", "POST /desk/facilitators/{id}/archive": "ac",
	"POST /desk/facilitators/{id}/restore": "ac", "GET /desk/kits": "ac", "GET /desk/kits/new": "ac", "POST /desk/kits/new": "ac",
	"GET /desk/kits/{id}": "ac", "POST /desk/kits/{id}": "ac", "POST /desk/kits/{id}/archive": "ac", "POST /desk/kits/{id}/restore": "ac",
	"GET /desk/sectors": "ac", "GET /desk/sectors/new": "ac", "POST /desk/sectors/new": "ac", "GET /desk/sectors/{id}": "ac",
	"POST /desk/sectors/{id}": "ac", "POST /desk/sectors/{id}/archive": "ac", "POST /desk/sectors/{id}/restore": "ac", "GET /desk/programme": "ac",
	"POST /desk/programme": "ac",
	"GET /desk/settings":   "a", "GET /desk/users": "a", "POST /desk/users": "a", "POST /desk/users/{id}/role": "a",
	"GET /desk/search": "ac", "GET /desk/attendees": "acf", "GET /desk/sessions/{id}/attendees": "aco",
	"GET /desk/sessions/{id}/attendees/add": "ac", "POST /desk/sessions/{id}/attendees/add": "ac",
	"GET /desk/sessions/{id}/attendees.csv": "ac", "GET /desk/sessions/{id}/attendees.xlsx": "ac",
	"GET /desk/sessions/{id}/mail": "ac", "POST /desk/sessions/{id}/mail": "ac", "POST /desk/sessions/{id}/mail/undo": "ac",
	"GET /desk/sessions/{id}/check-in": "aco", "POST /desk/sessions/{id}/check-in": "aco", "POST /desk/sessions/{id}/walk-ins": "aco",
	"GET /desk/check-in/{code}":       "acf",
	"GET /desk/sessions/{id}/sign-in": "aco", "POST /desk/sessions/{id}/held": "ac",
	"GET /desk/registrations/{id}": "ac", "POST /desk/registrations/{id}/edit": "ac", "POST /desk/registrations/{id}/note": "ac",
	"POST /desk/registrations/{id}/withdraw": "ac", "POST /desk/registrations/{id}/erase": "ac",
	"GET /desk/registrations/{id}/move": "ac", "POST /desk/registrations/{id}/move": "ac",
	"POST /desk/registrations/{id}/attendance": "aco",
	"POST /desk/users/{id}/disable":            "a", "POST /desk/users/{id}/enable": "a", "POST /desk/users/{id}/second": "a",
	"POST /desk/users/{id}/invite": "a", "GET /desk/audit": "a",
	"GET /desk/texts": "ac", "GET /desk/texts/{kind}/{lang}": "ac", "POST /desk/texts/{kind}/{lang}": "ac",
	"POST /desk/texts/{kind}/{lang}/reset": "ac",
	"GET /desk/employers.csv":              "ac", "GET /desk/employers.xlsx": "ac",
	"GET /desk/employers": "ac", "GET /desk/employers/new": "ac", "POST /desk/employers/new": "ac",
	"GET /desk/employers/paste": "ac", "POST /desk/employers/paste": "ac", "GET /desk/employers/import": "ac",
	"POST /desk/employers/import": "ac", "POST /desk/employers/import/confirm": "ac", "GET /desk/employers/{id}": "ac",
	"POST /desk/employers/{id}/funnel": "ac", "GET /desk/employers/{id}/edit": "ac", "POST /desk/employers/{id}/edit": "ac",
	"GET /desk/employers/{id}/contact": "ac", "POST /desk/employers/{id}/contact": "ac", "GET /desk/employers/{id}/site": "ac",
	"POST /desk/employers/{id}/site": "ac", "POST /desk/employers/{id}/archive": "ac", "POST /desk/employers/{id}/restore": "ac",
	"POST /desk/settings/mail": "a",
	"GET /desk/absence":        "ac", "POST /desk/absence": "ac",
	"GET /desk/facilitators/{id}/absence": "ac", "POST /desk/facilitators/{id}/absence": "ac", "POST /desk/facilitators/{id}/absence/remove": "ac",
	"GET /desk/absences/{id}": "ac", "POST /desk/absences/{id}": "ac",
	"GET /desk/rearrangements/{id}": "ac", "POST /desk/rearrangements/{id}/undo": "ac",
}

var letterOf = map[events.Role]string{
	events.RoleAdmin: "a", events.RoleCoordinator: "c", events.RoleFacilitator: "f", events.RoleViewer: "v",
}

// TestEveryRouteIsInTheTable fails for a route that access.go does not know: it
// would be nobody's.
func TestEveryRouteIsInTheTable(t *testing.T) {
	w := newWorld(t)
	mounted := slices.Sorted(slices.Values(w.desk.mounted))
	for name, list := range map[string][]string{"access.go": slices.Sorted(maps.Keys(allowed)), "this test": slices.Sorted(maps.Keys(granted))} {
		if !slices.Equal(mounted, list) {
			t.Errorf("mounted are\n%s\nand %s has\n%s", strings.Join(mounted, "\n"), name, strings.Join(list, "\n"))
		}
	}
}

// objects are the things in the paths: one that is the facilitator's own, and
// another that is not. A route whose {id} is none of these is about a user.
var objects = []struct{ prefix, own, other string }{
	{"/desk/sessions/", "ses-1", "ses-3"},
	{"/desk/registrations/", "reg-000001", "reg-000002"},
	{"/desk/outbox/", "m-1", "m-2"},
	{"/desk/employers/", "emp-1", "emp-1"},
	{"/desk/facilitators/", "fac-1", "fac-1"},
	{"/desk/offerings/", "off-1", "off-1"},
	{"/desk/venues/", "ven-1", "ven-1"},
	{"/desk/sectors/", "sec-1", "sec-1"},
	{"/desk/kits/", "kit-1", "kit-1"},
	{"/desk/absences/", "away-1", "away-1"},
	{"/desk/rearrangements/", "re-1", "re-1"},
}

// objectWorld is a world with everything in it that objects names, and the
// facilitator's user.
func objectWorld(t *testing.T) (*world, events.User) {
	t.Helper()
	w := newWorld(t)
	own := w.user(events.RoleFacilitator)
	w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		fenna, err := tx.Facilitator(ctx, "fac-1")
		if err != nil {
			return err
		}
		fenna.Email = own.Email
		if err := tx.PutFacilitator(ctx, fenna); err != nil {
			return err
		}
		if err := tx.PutAbsence(ctx, "fac-1", events.Absence{ID: "away-1", From: "2027-02-01", To: "2027-02-05"}); err != nil {
			return err
		}
		if err := tx.PutRearrangement(ctx, events.Rearrangement{ID: "re-1", FacilitatorID: "fac-1", Until: w.now.Add(time.Minute)}); err != nil {
			return err
		}
		for n, session := range []string{"ses-1", "ses-3"} {
			r := storetest.Registrant(n+1, session)
			if err := tx.CountSeats(ctx, r.SessionID, r.BlockID, 1, 0); err != nil {
				return err
			}
			if err := tx.InsertRegistration(ctx, r); err != nil {
				return err
			}
			if _, err := tx.InsertMessages(ctx, storetest.Letter("m-"+strconv.Itoa(n+1), r, events.Confirmation, 0)); err != nil {
				return err
			}
		}
		return nil
	}))
	return w, own
}

// callOf fills in a route's variables.
func callOf(route string, victim events.User, own bool) string {
	id := victim.ID
	for _, o := range objects {
		if strings.Contains(route, o.prefix) {
			if id = o.other; own {
				id = o.own
			}
		}
	}
	return strings.NewReplacer("{id}", id, "{token}", "x.y", "{code}", "ABCDEF", "{kind}", "confirmation", "{lang}", "nl").Replace(route)
}

// TestWhoMayWhat asks every route for every role, and of a facilitator for
// what is their own and what is not: what is not granted is not found.
func TestWhoMayWhat(t *testing.T) {
	for _, route := range slices.Sorted(maps.Keys(granted)) {
		who := granted[route]
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			w, own := objectWorld(t)
			for i, role := range roles {
				if i > 0 && strings.HasPrefix(route, "POST ") {
					w, own = objectWorld(t) // a form may change what the next would find
				}
				victim := w.victim(route)
				user := w.user(role)
				if role == events.RoleFacilitator {
					user = own
				}
				cookie := w.login(user, true)
				answer := w.ask(callOf(route, victim, true), cookie, url.Values{"role": {"viewer"}})
				if code := answer.Code; code == http.StatusForbidden || code >= 500 {
					t.Errorf("%s: %d", role, code)
				}
				in := answer.Code != http.StatusNotFound
				owner := role == events.RoleFacilitator && strings.Contains(who, "o")
				switch {
				case who == "h": // is past that
					w.led(answer, "/desk")
					continue
				case who == "*":
					continue
				case in != (owner || strings.Contains(who, letterOf[role])):
					t.Errorf("%s: %d", role, answer.Code)
				}
				if owner {
					w.status(w.ask(callOf(route, victim, false), cookie, nil), http.StatusNotFound)
				}
			}
			refusesStrangers(t, w, route, who)
		})
	}
}

// victim is the user that a route is about.
func (w *world) victim(route string) events.User {
	victim := w.user(events.RoleViewer)
	if strings.HasSuffix(route, "/invite") {
		victim.Password = "" // only such a one is invited again
		w.must(w.store.Update(w.t.Context(), func(ctx context.Context, tx events.Tx) error { return tx.PutUser(ctx, victim) }))
	}
	return victim
}

// refusesStrangers asks for who is not logged in, and for who is half-way.
func refusesStrangers(t *testing.T, w *world, route, who string) {
	t.Helper()
	if who == "*" {
		return
	}
	call := callOf(route, w.victim(route), true)
	nobody := w.ask(call, nil, nil)
	if !strings.HasPrefix(nobody.Header().Get("Location"), "/desk/login") || nobody.Code != http.StatusSeeOther {
		t.Errorf("nobody: %d to %s", nobody.Code, nobody.Header().Get("Location"))
	}
	half := w.ask(call, w.login(w.user(events.RoleAdmin), false), nil)
	if who != "h" && !strings.HasPrefix(half.Header().Get("Location"), "/desk/code") {
		t.Errorf("half-way: %d to %s", half.Code, half.Header().Get("Location"))
	}
}

func TestWhatIsNobodysIsNotFound(t *testing.T) {
	w := newWorld(t)
	admin := w.login(w.user(events.RoleAdmin), true)
	w.status(w.ask("GET /desk/nothing", admin, nil), http.StatusNotFound, "Uitloggen")
	w.led(w.ask("GET /desk/nothing", nil, nil), "/desk/login?next=%2Fdesk%2Fnothing")
	if access(0).lets(events.RoleAdmin) || everybody.lets("") || everybody.lets("boss") {
		t.Error("who has no role, or a route no entry, gets in")
	}
	// A route that somebody forgot to give a line.
	handler := w.desk.guard("/desk/forgot", w.desk.accessTo("GET /desk/forgot"), w.desk.users)
	w.handler = handler
	w.status(w.ask("GET /desk/forgot", admin, nil), http.StatusNotFound)
	w.status(w.ask("GET /desk/forgot", nil, nil), http.StatusNotFound)
}

// Every form is refused when another site made the browser send it.
func TestFormsFromElsewhere(t *testing.T) {
	w := newWorld(t)
	user := w.user(events.RoleAdmin)
	full, half := w.login(user, true), w.login(user, false)
	for _, route := range slices.Sorted(maps.Keys(granted)) {
		if !strings.HasPrefix(route, "POST ") {
			continue
		}
		cookie := full
		if granted[route] == "h" {
			cookie = half
		}
		call := callOf(route, user, true)
		for _, header := range [][2]string{{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}} {
			answer := w.ask(call, cookie, nil, header[0], header[1], "Origin", "https://evil.example")
			if answer.Code != http.StatusForbidden || len(answer.Result().Cookies()) > 0 {
				t.Errorf("%s from elsewhere: %d", route, answer.Code)
			}
		}
	}
	w.status(w.ask("GET /desk", full, nil), http.StatusOK) // nothing was done
}

func TestNothingIsKept(t *testing.T) {
	w := newWorld(t)
	admin := w.login(w.user(events.RoleAdmin), true)
	for _, call := range []string{"GET /desk", "GET /desk/login", "POST /desk/login", "GET /desk/users", "GET /desk/nothing", "GET /desk/reset/x.y"} {
		header := w.ask(call, admin, nil).Header()
		if header.Get("Cache-Control") != "no-store" || header.Get("X-Robots-Tag") != "noindex" {
			t.Errorf("%s: %v", call, header)
		}
	}
	w.led(w.ask("GET /desk/", admin, nil), "/desk")
	w.led(w.ask("GET /desk/users/?lang=en", admin, nil), "/desk/users?lang=en")
	w.status(w.ask("POST /desk/users/", admin, nil), http.StatusNotFound)
	if answer := w.ask("PUT /desk/users", admin, nil); answer.Code != http.StatusMethodNotAllowed || answer.Header().Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("PUT: %d, %s", answer.Code, answer.Header().Get("Allow"))
	}
	if answer := w.ask("HEAD /desk/users", admin, nil); answer.Code != http.StatusOK || answer.Body.Len() != 0 {
		t.Errorf("HEAD: %d with %d bytes", answer.Code, answer.Body.Len())
	}
}

func TestNextStaysAtTheDesk(t *testing.T) {
	for next, want := range map[string]string{
		"/desk/users": "/desk/users", "/desk/audit?before=7&lang=en": "/desk/audit?before=7", "/desk/users#x": "/desk/users",
		"": "", "/desk": "", "/": "", "/r/x": "", "//evil.example/desk/": "", "https://evil.example/desk/users": "", "/desk/../r/x": "",
		"/desk//evil.example": "", "/desk/\\evil": "", "\\\\evil.example": "", "javascript:alert(1)": "", "/desk/%0d%0aSet-Cookie:x": "",
		"/desk/login": "", "/desk/logout": "", "/desk/reset/x": "", "/desk/code?next=/desk/code": "", "/desk/" + strings.Repeat("x", 600): "",
		"https:/desk/users": "", "//desk/users": "", "/desk/users\n": "",
	} {
		if got := safeNext(next); got != want {
			t.Errorf("%q: %q, want %q", next, got, want)
		}
	}
}

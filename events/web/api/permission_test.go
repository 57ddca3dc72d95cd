package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kantine/events"
)

// granted is the whole table of permissions as the contract has it: admin and
// coordinator write, viewer reads no person. What a role is not granted here
// must be 403.
var granted = map[string]string{
	"POST /sessions/{s}/registrations":  "admin coordinator",
	"GET /sessions/{s}/registrations":   "admin coordinator",
	"GET /registrations/{r}":            "admin coordinator",
	"POST /registrations/{r}/withdraw":  "admin coordinator",
	"GET /sessions/{s}":                 "admin coordinator viewer",
	"HEAD /sessions/{s}":                "admin coordinator viewer",
	"PATCH /sessions/{s}":               "admin coordinator",
	"GET /sessions":                     "admin coordinator viewer",
	"POST /sessions":                    "admin coordinator",
	"POST /sessions/{s}/publish":        "admin coordinator",
	"POST /sessions/{s}/cancel":         "admin coordinator",
	"GET /sessions/{s}/reminders":       "admin coordinator viewer",
	"GET /messages":                     "admin coordinator",
	"POST /messages/{m}/retry":          "admin coordinator",
	"POST /messages/{m}/hold":           "admin coordinator",
	"POST /messages/{m}/drop":           "admin coordinator",
	"POST /offerings":                   "admin coordinator",
	"GET /offerings":                    "admin coordinator viewer",
	"GET /offerings/{o}":                "admin coordinator viewer",
	"POST /employers":                   "admin coordinator",
	"GET /employers/{e}":                "admin coordinator",
	"POST /employers/{e}/sites":         "admin coordinator",
	"POST /facilitators":                "admin coordinator",
	"GET /facilitators/{f}":             "admin coordinator",
	"POST /facilitators/{f}/absences":   "admin coordinator",
	"GET /slots":                        "admin coordinator viewer",
	"POST /bookings":                    "admin coordinator",
	"GET /messages?registration={r}":    "admin coordinator",
	"GET /sessions/{s}/registrations?x": "admin coordinator",
}

func TestEveryCallIsGrantedOrForbidden(t *testing.T) {
	w := newWorld(t)
	s := w.open(february)
	r := w.register(s["id"], "zoe@voorbeeld.example")
	messages := w.do(t, ask{call: "GET /messages", status: 200})
	fill := strings.NewReplacer("{s}", s["id"].(string), "{r}", r["id"].(string), "{o}", s["offering"].(string),
		"{m}", at(messages, "items.0.id").(string), "{e}", "nobody", "{f}", "nobody")
	for call, roles := range granted {
		status := func(as events.Role, header map[string]string) int {
			recorder := httptest.NewRecorder()
			w.handler.ServeHTTP(recorder, w.request(ask{as: as, call: fill.Replace(call), body: "[]", header: header}))
			if recorder.Code >= 400 && strings.Contains(recorder.Body.String(), "@") {
				t.Errorf("%s as %s: an address in the refusal", call, as)
			}
			return recorder.Code
		}
		for _, as := range []events.Role{events.RoleAdmin, events.RoleCoordinator, events.RoleViewer, events.RoleFacilitator} {
			got, may := status(as, nil), strings.Contains(roles, string(as))
			if may == (got == http.StatusForbidden) || got == http.StatusUnauthorized || got >= 500 && got != http.StatusNotImplemented {
				t.Errorf("%s as %s: %d, granted %v", call, as, got, may)
			}
		}
		for _, header := range []map[string]string{
			nil,
			{"Authorization": "Bearer " + secretOfNobody},
			{"Authorization": "Basic " + w.tokens[events.RoleAdmin]},
			{"Authorization": w.tokens[events.RoleAdmin]},
			{"Authorization": "Bearer"},
		} {
			if got := status("-", header); got != http.StatusUnauthorized {
				t.Errorf("%s with %v: %d, want 401", call, header, got)
			}
		}
	}
}

// TestTheTableNamesEveryCall keeps a new call from being left out of granted.
func TestTheTableNamesEveryCall(t *testing.T) {
	w := newWorld(t)
	named := map[string]bool{}
	for call := range granted {
		call, _, _ = strings.Cut(call, "?")
		method, path, _ := strings.Cut(call, " ")
		parts := strings.Split(path, "/")
		for i, part := range parts {
			if strings.HasPrefix(part, "{") {
				parts[i] = "{id}"
			}
		}
		named[method+" "+strings.Join(parts, "/")] = true
	}
	paths := w.do(t, ask{call: "GET /api/openapi.json", as: "-", status: 200})["paths"].(map[string]any)
	count := 0
	for path, methods := range paths {
		for method := range methods.(map[string]any) {
			count++
			call := strings.ToUpper(method) + " " + strings.TrimPrefix(path, "/api/v1")
			if !named[call] {
				t.Errorf("%s is not in the table of permissions", call)
			}
		}
	}
	if count < 26 {
		t.Errorf("the document has %d calls only", count)
	}
}

func TestARevokedTokenIsRefusedAtOnce(t *testing.T) {
	w := newWorld(t)
	w.do(t, ask{call: "GET /sessions", status: 200})
	w.revoke(events.RoleCoordinator)
	answer := w.do(t, ask{call: "GET /sessions", status: 401, problem: "unauthorized"})
	if answer["errors"] != nil {
		t.Errorf("the refusal tells %v", answer["errors"])
	}
}

func TestWhoIsRefusedHearsHowToGetIn(t *testing.T) {
	w := newWorld(t)
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, w.request(ask{as: "-", call: "GET /sessions"}))
	if got := recorder.Header().Get("WWW-Authenticate"); got != "Bearer" {
		t.Errorf("WWW-Authenticate %q (RFC 9110 §11.6.1)", got)
	}
}

func TestTheMetricsTakeTheSameTokens(t *testing.T) {
	w := newWorld(t)
	for role, want := range map[events.Role]bool{
		events.RoleAdmin: true, events.RoleCoordinator: true, events.RoleViewer: true, events.RoleFacilitator: false, "-": false,
	} {
		if got := w.door.Figures(w.request(ask{as: role, call: "GET /api/openapi.json"})); got != want {
			t.Errorf("Figures for %s is %v", role, got)
		}
	}
}

func TestPathsAndMethodsThatAreNot(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		call, allow string
		status      int
	}{
		{"GET /nonsense", "", 404},
		{"GET /api/v2/sessions", "", 404},
		{"GET /api", "", 404},
		{"GET /api/", "", 404},
		{"GET /api/v1", "", 404},
		{"GET /sessions/", "", 404},
		{"GET /sessions/a/b/c", "", 404},
		{"DELETE /sessions/x", "GET, HEAD, PATCH", 405},
		{"PUT /sessions", "GET, HEAD, POST", 405},
		{"GET /sessions/x/publish", "POST", 405},
		{"POST /api/openapi.json", "GET, HEAD", 405},
		{"GET /bookings", "POST", 405},
	} {
		for _, as := range []events.Role{"-", events.RoleAdmin} {
			recorder := httptest.NewRecorder()
			w.handler.ServeHTTP(recorder, w.request(ask{as: as, call: c.call}))
			if recorder.Code != c.status || recorder.Header().Get("Allow") != c.allow ||
				recorder.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: %d, Allow %q, %q; want %d, %q and a problem", c.call, recorder.Code, recorder.Header().Get("Allow"),
					recorder.Header().Get("Content-Type"), c.status, c.allow)
			}
		}
	}
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/apiary", nil))
	if recorder.Body.String() != "a page" {
		t.Error("the API took a path that is not its own")
	}
}

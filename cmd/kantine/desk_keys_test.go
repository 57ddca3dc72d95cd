package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/gorilla/mux"

	"kantine/mailer/mailtest"
	"kantine/templates/locale"
)

// deeds are what is done by keys, and what the pages on the way offer to do. A
// deed is called by its method and route, and by the name of the button where
// it has one, as in "POST /desk/outbox/pause do=resume".
type deeds struct {
	router *mux.Router

	mu   sync.Mutex
	done map[string]bool
	// offered has the page on which each stood.
	offered map[string]string
	// seen are the routes of the pages that somebody who is no staff came by,
	// with what they are.
	seen map[[2]string]bool
}

// hands is somebody at the desk who does everything by keys. The server's own
// count of its answers tells what came of it.
type hands struct {
	*typist
	deeds *deeds
	// role is that of somebody who is no staff, and sees pages of their own: what
	// those offer is to be done by them.
	role string
	// cookie is that of who is logged in.
	cookie string
}

// byKeys is all that is done at the desk. What stands in one line is done one
// after another, beside the other lines, at a server of its own.
var byKeys = map[string][]func(*hands){
	"logins":   {(*hands).comeAndGo, (*hands).keepAnAccount, (*hands).manageUsers, (*hands).lookAround},
	"shelves":  {(*hands).fillShelves, (*hands).settleAbsences, (*hands).seeFigures, (*hands).leadASession},
	"sessions": {(*hands).planSessions, (*hands).changeASession},
	"people":   {(*hands).watchMail, (*hands).knowEmployers, (*hands).lookAfterPeople, (*hands).receivePeople},
}

// TestBrowserEveryActionByKeys does by real key presses whatever can be done at the
// desk: it comes to each control with Tab, sees the focus on the way, types,
// and presses Enter or Space. It fails for a route of the router, and for a
// button on any page it came by, that nobody used so.
func TestBrowserEveryActionByKeys(t *testing.T) {
	t.Parallel()
	d := &deeds{router: demoRouter(t), done: map[string]bool{}, offered: map[string]string{}, seen: map[[2]string]bool{}}
	c := startChrome(t)
	t.Run("hands", func(t *testing.T) {
		for name, parts := range byKeys {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				h := d.hands(t, c)
				for _, do := range parts {
					do(h)
				}
				auditHasWords(t, auditOf(h.k))
			})
		}
	})
	for _, route := range d.untouched(formRoutes(t, d.router)) {
		t.Errorf("nobody does %s by keys: add it to one of byKeys", route)
	}
	for _, deed := range slices.Sorted(maps.Keys(d.offered)) {
		if !d.done[deed] {
			t.Errorf("nobody does %s by keys, which %s offers: add it to one of byKeys", deed, d.offered[deed])
		}
	}
}

// formRoutes are the routes of the desk that take forms, and that of the form
// for employers.
func formRoutes(t *testing.T, router *mux.Router) (routes []string) {
	t.Helper()
	for _, route := range routesOf(t, router) {
		if route != "/doe-mee" && (!strings.HasPrefix(route, "/desk") || strings.HasSuffix(route, "/")) {
			continue
		}
		answer := httptest.NewRecorder()
		router.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodPost, filledPath(route, "x"), nil))
		if answer.Code != http.StatusMethodNotAllowed {
			routes = append(routes, "POST "+route)
		}
	}
	return routes
}

// untouched are those of the routes to which nothing was sent.
func (d *deeds) untouched(routes []string) (missed []string) {
	for _, route := range routes {
		if !d.done[route] {
			missed = append(missed, route)
		}
	}
	return missed
}

func TestAnActionThatNobodyDoesByKeysIsMissed(t *testing.T) {
	router := demoRouter(t)
	d := &deeds{done: map[string]bool{"POST /desk/venues/new": true}}
	missed := d.untouched(formRoutes(t, router))
	for _, route := range []string{"POST /desk/login", "POST /desk/kits/{id}/restore", "POST /desk/texts/{kind}/{lang}/reset", "POST /doe-mee"} {
		if !slices.Contains(missed, route) {
			t.Errorf("%s is not missed among %q", route, missed)
		}
	}
	for _, other := range []string{"POST /desk/venues/new", "POST /desk/venues", "POST /desk/calendar", "POST /desk/", "POST /"} {
		if slices.Contains(missed, other) {
			t.Errorf("%s is missed", other)
		}
	}
}

// hands opens a tab at a server of its own, which has the demo's programme.
func (d *deeds) hands(t *testing.T, c *chrome) *hands {
	t.Helper()
	k := begin(t, nil, mailtest.New(t, mailtest.Options{}), demoNow)
	mustCommand(t, with(k.db, "import", demoFiles, "--test-clock", k.clock.path)...)
	// In a window of this width what is beside the editor is folded.
	s := &staff{tab: c.tab(t, visitor{width: 1024, height: 800, cache: true}), k: k}
	// Of several tabs only one has the browser's attention.
	s.must("keeping the focus", call(s.ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}))
	return &hands{typist: &typist{staff: s}, deeds: d}
}

// isIn lets somebody in who has shown elsewhere how that goes by keys.
func (h *hands) isIn(name, role string) {
	h.t.Helper()
	h.email = name + "@desk.example"
	h.k.addUser(h.email, role)
	p := &people{canaries: new(canaries), k: h.k, router: h.deeds.router}
	p.givesPassword(h.email)
	p.enrols()
	h.cookie = p.cookie
	name, value, _ := strings.Cut(p.cookie, "=")
	secure := true
	h.must("setting the cookie", call(h.ctx, network.SetCookie, network.SetCookieParams{
		Name: name, Value: value, URL: strings.Replace(h.k.url, "http:", "https:", 1), Path: "/", Secure: &secure,
	}))
}

// tabTo comes to what the CSS selector names: past the head of the page by the
// link that is there for it, where the page has just come and that is below it.
func (h *hands) tabTo(selector string) {
	h.t.Helper()
	below := fmt.Sprintf(`document.activeElement === document.body && !!document.querySelector(%q)?.closest("main")`, selector)
	if get(h.tab, "looking where that is", chromedp.Evaluate[bool](below)) && h.tabOn(".skip").There {
		h.key(kb.Enter)
	}
	h.typist.tabTo(selector)
}

// here is the path of the page.
func (h *hands) here() string {
	h.t.Helper()
	at, err := url.Parse(h.address())
	h.must("reading the address", err)
	return at.Path
}

// opens goes to an address.
func (h *hands) opens(path string) {
	h.t.Helper()
	status, cost := h.visit(h.k.url + path)
	h.lands(status, cost, http.StatusOK)
}

// follows goes by a link.
func (h *hands) follows(selector string) {
	h.t.Helper()
	h.tabTo(selector)
	status, cost := h.follow("following "+selector, typed(kb.Enter))
	h.lands(status, cost, http.StatusOK)
}

// sends comes to what the CSS selector names and presses a key there, which has
// to send a form to a route that answers with a status.
func (h *hands) sends(selector, key, route string, status int) {
	h.t.Helper()
	h.tabTo(selector)
	h.strikes(key, route, status)
}

// strikes presses the key where the focus is.
func (h *hands) strikes(key, route string, status int) {
	h.t.Helper()
	deed, before := h.under(route), h.answers(route)
	got, cost := h.follow("pressing a key for "+route, typed(key))
	want := int64(status)
	if status == http.StatusSeeOther {
		want = http.StatusOK
	}
	h.lands(got, cost, want)
	h.did(deed, route, status, before)
}

// did waits until the server has counted one more answer, sees that it is the
// one that is due, and notes the deed.
func (h *hands) did(deed, route string, status int, before map[int]int) {
	h.t.Helper()
	eventually(h.t, route+" is answered", func() bool { return !maps.Equal(h.answers(route), before) })
	if after := h.answers(route); after[status] <= before[status] {
		h.t.Fatalf("%s is answered %v after %v, want one more of %d:\n%s", route, after, before, status, h.text("main"))
	}
	h.deeds.mu.Lock()
	defer h.deeds.mu.Unlock()
	h.deeds.done[h.byRole(route)], h.deeds.done[h.byRole(deed)] = true, true
}

// byRole tells a deed of somebody who is no staff from the same of others.
func (h *hands) byRole(deed string) string {
	if h.role == "" {
		return deed
	}
	return "as a " + h.role + ", " + deed
}

var counted = regexp.MustCompile(`(?m)^kantine_http_requests_total\{method="(\w+)",route="([^"]*)",status="(\d+)"\} (\d+)$`)

// answers is how often the server has answered a route, by status.
func (h *hands) answers(route string) map[int]int {
	h.t.Helper()
	all := map[int]int{}
	for _, line := range counted.FindAllStringSubmatch(string(h.k.send("GET", "/metrics", nil).body), -1) {
		if line[1]+" "+line[2] != route {
			continue
		}
		status, err := strconv.Atoi(line[3])
		h.must("reading the metrics", err)
		all[status], err = strconv.Atoi(line[4])
		h.must("reading the metrics", err)
	}
	return all
}

// control is what sends a form.
type control struct{ Method, Path, Name, Value string }

// deed is what a control does.
func (h *hands) deed(c control) string {
	h.t.Helper()
	deed := strings.ToUpper(c.Method) + " " + routeOf(h.t, h.deeds.router, c.Path)
	if c.Name != "" {
		deed += " " + c.Name + "=" + digits.ReplaceAllString(c.Value, "#")
	}
	return deed
}

// controlOf tells what a button sends, or what Enter in a field does.
const controlOf = `e => {
	const form = e.form, button = e.type === "submit" ? e : [...form.elements].find(b => b.type === "submit" && !b.disabled);
	const to = (button && button.getAttribute("formaction")) || form.getAttribute("action");
	return {method: form.method, path: new URL(to, location.href).pathname, name: (button && button.name) || "", value: (button && button.value) || ""};
}`

// under is the deed of what has the focus, which has to be one of a route.
func (h *hands) under(route string) string {
	h.t.Helper()
	deed := h.deed(get(h.tab, "looking at the control", chromedp.Evaluate[control]("("+controlOf+")(document.activeElement)")))
	if deed != route && !strings.HasPrefix(deed, route+" ") {
		h.t.Fatalf("%s: a key here does %s, want %s", h.address(), deed, route)
	}
	return deed
}

// around is a page as somebody without a mouse finds it.
type around struct {
	Controls []control
	// Mouse is what answers a mouse and no key; Dead are links to fields that
	// take no focus.
	Mouse, Dead []string
	// Alert tells that something on it has to be read first.
	Alert bool
}

const lookRound = `(() => {
	const describe = ` + controlOf + `, outer = e => e.outerHTML.slice(0, 120), all = s => [...document.querySelectorAll(s)];
	return {
		controls: all("form button, form input").filter(b => b.type === "submit" && b.form && !b.disabled && b.tabIndex >= 0).map(describe),
		mouse: all("[draggable=true]").filter(e => !e.querySelector("a[href]")).concat(all("[onclick], [onmousedown], [role=button]:not([tabindex]):not(button)")).map(outer),
		dead: all("#problems a[href^='#']").filter(a => { const e = document.getElementById(decodeURIComponent(a.hash.slice(1))); return !e || e.tabIndex < 0 && !e.hasAttribute("tabindex") || !e.checkVisibility(); }).map(outer),
		alert: !!document.querySelector("[role=alert]"),
	};
})()`

// fitsIn holds the page to the width of its window: what has the focus cannot be
// seen where it is beside it.
func (h *hands) fitsIn() {
	h.t.Helper()
	if over := h.overflow(); over > 0 {
		h.t.Errorf("%s is %d pixels too wide", h.address(), over)
	}
}

// lands looks at the page that came: nothing on it needs a mouse, what is wrong
// has the focus, and each fault leads to its field.
func (h *hands) lands(status int64, cost load, want int64) {
	h.t.Helper()
	if status != want || len(cost.console)+len(cost.failed) > 0 {
		h.t.Fatalf("%s: %d, want %d, console %q, failed %q:\n%s", h.address(), status, want, cost.console, cost.failed, h.text("main"))
	}
	page := get(h.tab, "looking round", chromedp.Evaluate[around](lookRound))
	if len(page.Mouse)+len(page.Dead) > 0 {
		h.t.Errorf("%s: by mouse only %q, faults that lead nowhere %q", h.address(), page.Mouse, page.Dead)
	}
	h.fitsIn()
	if page.Alert || status >= http.StatusBadRequest {
		// The browser moves it there a moment after the page has come.
		eventually(h.t, h.address()+" says what is the matter, and that has the focus", func() bool {
			return get(h.tab, "looking at the focus", chromedp.Evaluate[bool](`document.activeElement.getAttribute("role") === "alert"`))
		})
	}
	h.deeds.mu.Lock()
	defer h.deeds.mu.Unlock()
	at := routeOf(h.t, h.deeds.router, h.here())
	h.deeds.seen[[2]string{h.role, at}] = true
	if h.role != "" && slices.Contains(alike, at) {
		return
	}
	for _, c := range page.Controls {
		if deed := h.byRole(h.deed(c)); h.deeds.offered[deed] == "" {
			h.deeds.offered[deed] = strings.TrimPrefix(h.address(), h.k.url)
		}
	}
}

// auditHasWords sees to it that what an entry adds to its code is a number, or
// has words in the log that people read.
func auditHasWords(t *testing.T, audit string) {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(audit) {
		var entry struct{ What, Detail string }
		if err := json.Unmarshal([]byte(strings.TrimPrefix(line, "audit ")), &entry); err != nil {
			t.Fatal(err)
		}
		if _, err := strconv.Atoi(entry.Detail); err != nil && entry.Detail != "" && !catalog.Has("nl", "desk.audit.detail."+entry.Detail) {
			t.Errorf("the audit log has no words for %q of %s", entry.Detail, entry.What)
		}
	}
}

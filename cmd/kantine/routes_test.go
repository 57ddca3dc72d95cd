package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/gorilla/mux"
	"github.com/spf13/pflag"

	"kantine/cmd/kantine/mailbox"
	"kantine/events/web"
)

// machineRoutes answer programs: nobody looks at them. A path that ends in a
// slash stands for all below it.
var machineRoutes = []string{
	"/sessions/{slug}.ics", "/calendar.ics", "/r/{token}/session.ics",
	"/healthz", "/readyz", "/metrics", "/.well-known/security.txt", "/static/", "/api", "/api/",
}

// postRoutes take forms; looked at, they say how they work.
var postRoutes = []string{
	"/sessions/{slug}/register", "/r/{token}/withdraw", "/r/{token}/undo", "/r/{token}/edit", "/r/{token}/erase",
}

// demoRouter is the router of the demo, with every door it has.
func demoRouter(t *testing.T) *mux.Router {
	t.Helper()
	flags := pflag.NewFlagSet("demo", pflag.ContinueOnError)
	addFlags(flags)
	if err := flags.Parse([]string{"--db", filepath.Join(t.TempDir(), "kantine.db"), "--base-url", "http://127.0.0.1"}); err != nil {
		t.Fatal(err)
	}
	values, err := resolve(flags, nowhere)
	if err != nil {
		t.Fatal(err)
	}
	c, err := values.check()
	if err != nil {
		t.Fatal(err)
	}
	p, err := open(t.Context(), c, newOutput(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	l, err := loadLooks()
	if err != nil {
		t.Fatal(err)
	}
	letters := &mailbox.Page{Mailbox: mailbox.New(nil), Reply: p.replier(l), Zone: time.UTC}
	_, router, err := p.doors(l, nil, true, []web.Door{letters})
	if err != nil {
		t.Fatal(err)
	}
	return router
}

// routesOf lists the paths of a router.
func routesOf(t *testing.T, router *mux.Router) (paths []string) {
	t.Helper()
	err := router.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		path, err := route.GetPathTemplate()
		if err != nil {
			return fmt.Errorf("a route without a path: %w", err)
		}
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// routeOf tells which route answers a path.
func routeOf(t *testing.T, router *mux.Router, path string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	var match mux.RouteMatch
	if !router.Match(request, &match) || match.Route == nil {
		return ""
	}
	template, err := match.Route.GetPathTemplate()
	if err != nil {
		t.Fatal(err)
	}
	return template
}

// isMachine tells that nobody looks at a path here; TestBrowserDeskLogin looks at the
// desk, which is behind a login.
func isMachine(path string) bool {
	return path == "/desk" || strings.HasPrefix(path, "/desk/") || slices.ContainsFunc(machineRoutes, func(machine string) bool {
		return path == machine || strings.HasSuffix(machine, "/") && strings.HasPrefix(path, machine)
	})
}

// TestBrowserEveryRoute holds each route that people look at to what all pages
// promise, and to axe-core: in both languages, light and dark.
func TestBrowserEveryRoute(t *testing.T) {
	t.Parallel()
	s, c, router := openStage(t, "--form-limit", "off"), startChrome(t), demoRouter(t)
	scenes := s.scenes(t)
	routes, visited := routesOf(t, router), map[string]bool{}
	for _, scene := range scenes {
		visited[routeOf(t, router, scene.path)] = true
	}
	for _, route := range routes {
		if !visited[route] && !isMachine(route) && !slices.Contains(postRoutes, route) {
			t.Errorf("nobody looks at %s: add a scene for it, or name it among the routes for machines", route)
		}
	}
	for _, listed := range slices.Concat(machineRoutes, postRoutes) {
		if !slices.ContainsFunc(routes, func(route string) bool {
			return isMachine(route) && strings.HasPrefix(route, listed) || route == listed
		}) {
			t.Errorf("%s is listed and no route any more", listed)
		}
	}
	for _, route := range postRoutes {
		path := strings.NewReplacer("{slug}", "x", "{token}", "x").Replace(route)
		if status := s.send("GET", path, nil).status; status != http.StatusMethodNotAllowed {
			t.Errorf("GET %s answers %d, want %d: it is a page", path, status, http.StatusMethodNotAllowed)
		}
	}

	most, heaviest := int64(0), ""
	for _, language := range []string{"nl", "en"} {
		v := phone
		v.language = language
		p := s.passer(t, c, v)
		for _, scene := range scenes {
			t.Run(language+" "+scene.name, func(t *testing.T) {
				if weight := p.with(t).enter(scene); weight > most {
					most, heaviest = weight, scene.path
				}
				p.judged(scene, "light")
				p.judged(scene, "dark")
				p.fits(scene)
			})
		}
	}
	t.Logf("%d routes, %d scenes; the heaviest first load is %s with %d bytes", len(routes), len(scenes), heaviest, most)
}

// enter plays a scene and tells how many bytes its first page took.
func (p *passer) enter(scene scene) int64 {
	p.t.Helper()
	status, cost := p.visit(p.s.url + scene.path)
	if scene.letter {
		// Its own frame lets no script in, not even ours.
		p.show(p.html())
		return cost.bytes
	}
	p.arrived(status, scene.status, cost)
	if scene.act != nil {
		scene.act(p)
		p.arrived(0, 0, load{})
	}
	return cost.bytes
}

// windows are those that a page has to fit in: a desktop, the same at 200 % and
// at 400 % (WCAG 2.2, 1.4.4 and 1.4.10), and a phone with letters twice as large.
var windows = []struct {
	name          string
	width, height int64
	letters       string
}{
	{"1280", 1280, 800, ""},
	{"zoom-200", 640, 400, ""},
	{"zoom-400", 320, 256, ""},
	{"letters-200", 390, 844, "200%"},
}

// outlying lists what sticks out of the window.
const outlying = `[...document.querySelectorAll("body *")].filter(e =>
	e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))`

// clipped lists what is cut off: text that is wider or higher than the box that
// hides what does not fit.
const clipped = `[...document.querySelectorAll("body *")].filter(e => {
	const style = getComputedStyle(e);
	return style.overflow !== "visible" && style.overflow !== "auto" && style.display !== "none" && !e.closest(".hidden") &&
		e.textContent.trim() && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 80))`

// fits holds the page to fitting in every window, with nothing cut off.
func (p *passer) fits(scene scene) {
	p.t.Helper()
	for _, w := range windows {
		p.do("sizing the window", chromedp.EmulateViewport(w.width, w.height),
			chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.documentElement.style.fontSize = %q`, w.letters)))
		if wide := p.overflow(); wide > 0 {
			p.t.Errorf("%s in %s is %d px too wide in window %s: %q", scene.name, p.language, wide, w.name,
				get(p.tab, "looking for what sticks out", chromedp.Evaluate[[]string](outlying)))
		}
		if cut := get(p.tab, "looking for text cut off", chromedp.Evaluate[[]string](clipped)); len(cut) > 0 {
			p.t.Errorf("%s in %s cuts off in window %s: %q", scene.name, p.language, w.name, cut)
		}
		p.snap(fmt.Sprintf("%s-%s-%s", scene.name, p.language, w.name))
	}
	p.do("sizing the window back", chromedp.EmulateViewport(phone.width, phone.height))
}

// judged runs axe-core over the page in a colour scheme and takes its picture.
func (p *passer) judged(scene scene, scheme string) {
	p.t.Helper()
	p.paint(scheme)
	rules := pageRules
	if scene.letter {
		rules = letterRules
	}
	for _, v := range p.violations(rules) {
		p.t.Errorf("%s in %s, %s: %v", scene.name, p.language, scheme, v)
	}
	p.snap(fmt.Sprintf("%s-%s-%s", scene.name, p.name, scheme))
}

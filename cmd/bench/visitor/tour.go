package visitor

import (
	"net/url"
	"slices"
	"strings"
)

// Tour gathers the pages to open: every route of the desk, and each of its
// shapes, that is which questions stand in the query and with which answers.
// What varies from one thing to the next, ids and dates, makes no shape.
type Tour struct {
	routes [][]string // split at the slashes
	stops  map[string]*Stop
	order  []*Stop
	// Left counts the shapes of a route beyond shapesPerRoute.
	Left   int
	shapes map[string]int
}

// Stop is one shape of a route, with the paths by which it is opened.
type Stop struct {
	Route, Shape string
	Paths        []string
}

const (
	// pathsPerStop bounds the paths kept of a shape.
	pathsPerStop = 40
	// shapesPerRoute bounds the shapes of a route: filters multiply.
	shapesPerRoute = 16
)

// NewTour plans a tour of routes such as "/desk/users/{id}".
func NewTour(routes []string) *Tour {
	t := &Tour{stops: map[string]*Stop{}, shapes: map[string]int{}}
	for _, r := range routes {
		t.routes = append(t.routes, strings.Split(r, "/"))
	}
	return t
}

// Add puts a path on the tour and tells whether it is new there. One that no
// route of the tour leads to is left out.
func (t *Tour) Add(path string) bool {
	u, err := url.Parse(path)
	if err != nil {
		return false
	}
	route := t.route(u.Path)
	if route == "" {
		return false
	}
	query := u.Query()
	query.Del("lang")
	u.RawQuery = query.Encode()
	shape := shapeOf(query)
	stop := t.stops[route+"?"+shape]
	if stop == nil {
		if t.shapes[route]++; t.shapes[route] > shapesPerRoute {
			t.Left++
			return false
		}
		stop = &Stop{Route: route, Shape: shape}
		t.stops[route+"?"+shape] = stop
		t.order = append(t.order, stop)
	}
	if len(stop.Paths) == pathsPerStop || slices.Contains(stop.Paths, u.String()) {
		return false
	}
	stop.Paths = append(stop.Paths, u.String())
	return true
}

// Stops are the shapes found so far, in the order they were found.
func (t *Tour) Stops() []*Stop { return t.order }

// Missing lists the routes that no path was found to.
func (t *Tour) Missing() (routes []string) {
	for _, parts := range t.routes {
		if route := strings.Join(parts, "/"); t.shapes[route] == 0 {
			routes = append(routes, route)
		}
	}
	return routes
}

// route finds the route of a path; one without a variable goes before one with.
func (t *Tour) route(path string) string {
	parts, best := strings.Split(path, "/"), ""
	for _, route := range t.routes {
		if !matches(route, parts) {
			continue
		}
		if found := strings.Join(route, "/"); best == "" || strings.Count(found, "{") < strings.Count(best, "{") {
			best = found
		}
	}
	return best
}

// matches tells whether parts are those of a route. A variable may have words
// after it: "{id}.csv".
func matches(route, parts []string) bool {
	if len(route) != len(parts) {
		return false
	}
	for i, want := range route {
		before, rest, variable := strings.Cut(want, "{")
		_, after, _ := strings.Cut(rest, "}")
		if !variable && want != parts[i] ||
			variable && !(len(parts[i]) > len(before)+len(after) && strings.HasPrefix(parts[i], before) && strings.HasSuffix(parts[i], after)) {
			return false
		}
	}
	return true
}

// shapeOf is the query without what varies: a short word is a choice, anything
// else a date, an id, or what somebody typed.
func shapeOf(query url.Values) string {
	shape := url.Values{}
	for key, values := range query {
		for _, value := range values {
			if value == "" {
				continue
			}
			if len(value) > 12 || strings.ContainsAny(value, "0123456789 @") {
				value = "…"
			}
			shape.Add(key, value)
		}
	}
	text, err := url.QueryUnescape(shape.Encode())
	if err != nil {
		return shape.Encode()
	}
	return text
}

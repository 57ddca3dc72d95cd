package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humamux"
	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
)

// Config is what the API needs.
type Config struct {
	Service *events.Service
	Gate    Gate
	Reply   *reply.Replier
	// BaseURL stands in the document as the server's address; no slash at its end.
	BaseURL string
	// Version is the program's, for the document.
	Version string
}

// API answers everything below /api/. It is safe for concurrent use.
type API struct {
	Config
	calls    []call
	document *document
	// zones keeps the zones of sessions, which time.LoadLocation reads from
	// disk each time.
	zones sync.Map
}

const (
	// prefix begins the path of every call.
	prefix = "/api/v1"
	// documentPath is the OpenAPI document, docsPath the same for people.
	documentPath = "/api/openapi.json"
	docsPath     = "/api/docs"
)

// New makes the API and its OpenAPI document.
func New(c Config) (*API, error) {
	a := &API{Config: c, calls: calls(), document: newDocument(c.BaseURL, c.Version)}
	for i := range a.calls {
		a.document.add(&a.calls[i])
	}
	if err := a.document.print(); err != nil {
		return nil, fmt.Errorf("api document: %w", err)
	}
	return a, nil
}

// Routes mounts the API. It takes all of /api/, so that what is unknown there
// is answered in JSON.
func (a *API) Routes(router *mux.Router) {
	below := router.PathPrefix(prefix).Subrouter()
	framework := humamux.NewAdapter(below)
	methods := map[string][]string{}
	var paths []string
	for _, c := range a.calls {
		handler := a.Reply.JSON("api "+c.id, a.handler(c))
		own := []string{c.method}
		if c.method == http.MethodGet {
			own = append(own, http.MethodHead)
		}
		for _, method := range own {
			framework.Handle(&huma.Operation{Method: method, Path: c.path}, func(ctx huma.Context) {
				r, w := humamux.Unwrap(ctx)
				handler.ServeHTTP(w, r)
			})
		}
		if !slices.Contains(paths, c.path) {
			paths = append(paths, c.path)
		}
		methods[c.path] = append(methods[c.path], own...)
	}
	for _, path := range paths {
		below.Path(path).Handler(a.wrongMethod(methods[path]...))
	}
	for where, handler := range map[string]http.Handler{documentPath: a.document, docsPath: a.Reply.HTML("api docs", a.docs)} {
		router.Path(where).Methods(http.MethodGet, http.MethodHead).Handler(handler)
		router.Path(where).Handler(a.wrongMethod(http.MethodGet, http.MethodHead))
	}
	router.PathPrefix("/api").MatcherFunc(func(r *http.Request, _ *mux.RouteMatch) bool {
		return r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/")
	}).Handler(a.Reply.JSON("api unknown", func(http.ResponseWriter, *http.Request) error {
		return events.Refuse(events.CodeNotFound)
	}))
}

// wrongMethod answers a path that is there in other ways (RFC 9110 §15.5.6).
func (a *API) wrongMethod(allowed ...string) http.Handler {
	allow := strings.Join(allowed, ", ")
	return a.Reply.JSON("api method", func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Allow", allow)
		return events.Refuse(reply.MethodNotAllowed)
	})
}

// zone gives the zone of a session.
func (a *API) zone(session *events.Session) *time.Location {
	if known, ok := a.zones.Load(session.Zone); ok {
		return known.(*time.Location)
	}
	zone := session.TimeZone()
	a.zones.Store(session.Zone, zone)
	return zone
}

// instant writes a time as RFC 3339 with the offset of zone at that instant.
func instant(at time.Time, zone *time.Location) string { return at.In(zone).Format(time.RFC3339Nano) }

// since is instant, and null for a time that is not there.
func since(at time.Time, zone *time.Location) *string {
	if at.IsZero() {
		return nil
	}
	s := instant(at, zone)
	return &s
}

// named is a reference, null where there is none.
func named(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

// always is a list that is never null.
func always[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

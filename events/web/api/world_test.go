package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/account"
	"kantine/events/plan"
	"kantine/events/store"
	"kantine/events/store/storetest"
	"kantine/events/web/api"
	"kantine/events/web/reply"
	"kantine/templates"
	"kantine/templates/locale"
)

// world is the API on the real Service and a SQLite file of its own.
type world struct {
	tb      testing.TB
	handler http.Handler
	door    *api.API
	store   *store.Store
	service *events.Service
	clock   *clock
	log     *bytes.Buffer
	tokens  map[events.Role]string
}

// clock stands still until it is set.
type clock struct {
	sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.Lock()
	defer c.Unlock()
	return c.now
}

func (c *clock) Until(time.Time) time.Duration { return time.Hour }

func (c *clock) set(now time.Time) {
	c.Lock()
	defer c.Unlock()
	c.now = now.UTC()
}

const secretOfNobody = "kt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

func newWorld(tb testing.TB) *world {
	tb.Helper()
	w := &world{tb: tb, log: &bytes.Buffer{}, tokens: map[events.Role]string{}, clock: &clock{
		now: time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC),
	}}
	var err error
	w.store, err = store.Open(context.Background(), emptyFile(tb), slog.New(slog.DiscardHandler))
	w.must(err)
	tb.Cleanup(func() { w.must(w.store.Close()) })
	planner, err := planner()
	w.must(err)
	w.service = events.NewService(w.store, w.clock, events.Key{1}, planner, events.Settings{
		BaseURL: "https://kantine.example", Organizer: "planning@kantine.example",
		DiscreetOrganizer: "planning@kantine.example", MessageDomain: "kantine.example", TimeZone: "Europe/Amsterdam",
	}, func() {})
	w.must(w.service.Prepare(tb.Context()))
	accounts := account.Accounts{Store: w.store, Clock: w.clock}
	for _, role := range []events.Role{events.RoleAdmin, events.RoleCoordinator, events.RoleViewer, events.RoleFacilitator} {
		secret, err := accounts.AddToken(tb.Context(), string(role), role)
		w.must(err)
		w.tokens[role] = secret
	}
	w.door, err = api.New(api.Config{
		Service: w.service, Gate: accounts, Reply: replier(tb, w.log), BaseURL: "https://kantine.example", Version: "1.2.3",
	})
	w.must(err)
	router := mux.NewRouter()
	w.door.Routes(router)
	router.PathPrefix("/").HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "a page") })
	w.handler = router
	return w
}

// emptyFile gives copies of a database without anything in it; the others never
// change, and take long to make.
var (
	emptyFile = storetest.Copies(func(path string) (storetest.Disk, error) {
		return store.Open(context.Background(), path, slog.New(slog.DiscardHandler))
	})
	planner = sync.OnceValues(plan.New)
	catalog = sync.OnceValues(locale.Load)
	pages   = sync.OnceValues(func() (*templates.Engine, error) {
		words, err := catalog()
		if err != nil {
			return nil, err
		}
		return templates.New(words)
	})
)

func replier(tb testing.TB, log io.Writer) *reply.Replier {
	tb.Helper()
	catalog, err := catalog()
	if err != nil {
		tb.Fatal(err)
	}
	pages, err := pages()
	if err != nil {
		tb.Fatal(err)
	}
	return reply.New(reply.Config{
		BaseURL: "https://kantine.example", Pages: pages, Catalog: catalog, Log: slog.New(slog.NewTextHandler(log, nil)),
		Layout: func(*http.Request) templates.Layout { return templates.Layout{} },
	})
}

func (w *world) must(err error) {
	w.tb.Helper()
	if err != nil {
		w.tb.Fatal(err)
	}
}

// ask is one HTTP case: what is sent, and what the answer has and has not.
type ask struct {
	name string
	// as is whose token goes along; coordinator when empty, nobody's for "-".
	as            events.Role
	call          string // "POST /offerings"; below /api/v1 unless it begins with /api
	body          string
	header        map[string]string
	status        int
	problem       string   // what the type ends in
	errors        []string // the fields named
	has, lacks    []string // parts of the answer's text
	field, equals string   // "blocks.0.capacity" and its JSON
}

// object is a decoded answer.
type object map[string]any

func (w *world) request(a ask) *http.Request {
	method, path, _ := strings.Cut(a.call, " ")
	if !strings.HasPrefix(path, "/api") {
		path = "/api/v1" + path
	}
	r := httptest.NewRequestWithContext(w.tb.Context(), method, path, strings.NewReader(a.body))
	switch a.as {
	case "-":
	case "":
		r.Header.Set("Authorization", "Bearer "+w.tokens[events.RoleCoordinator])
	default:
		r.Header.Set("Authorization", "Bearer "+w.tokens[a.as])
	}
	r.Header.Set("Accept-Language", "en")
	for name, value := range a.header {
		r.Header.Set(name, value)
	}
	return r
}

// raw makes the request and gives the answer as it came.
func (w *world) raw(a ask) *httptest.ResponseRecorder {
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, w.request(a))
	return recorder
}

// revoke ends a role's token.
func (w *world) revoke(role events.Role) {
	w.must(w.store.Update(w.tb.Context(), func(ctx context.Context, tx events.Tx) error {
		token, err := tx.APIToken(ctx, sha256.Sum256([]byte(w.tokens[role])))
		if err != nil {
			return err
		}
		token.RevokedAt = w.clock.Now()
		return tx.PutAPIToken(ctx, token)
	}))
}

// do makes the request and compares the answer.
func (w *world) do(t testing.TB, a ask) object {
	t.Helper()
	recorder := w.raw(a)
	text := recorder.Body.String()
	if recorder.Code != a.status {
		t.Fatalf("%s %s: status %d, want %d: %.600s\n%s", a.name, a.call, recorder.Code, a.status, text, w.log)
	}
	if got := recorder.Header().Get("Cache-Control"); got != "no-store" && !strings.HasSuffix(a.call, "openapi.json") {
		t.Errorf("%s: Cache-Control %q", a.call, got)
	}
	var answer object
	if strings.HasPrefix(text, "{") {
		if err := json.Unmarshal([]byte(text), &answer); err != nil {
			t.Fatalf("%s: %v", a.call, err)
		}
	}
	a.judgeProblem(t, recorder, answer)
	for _, part := range a.has {
		if !strings.Contains(text, part) {
			t.Errorf("%s %s: %q is missing from %.900s", a.name, a.call, part, text)
		}
	}
	for _, part := range append([]string{"$schema", "«"}, a.lacks...) {
		if strings.Contains(text, part) {
			t.Errorf("%s %s: %q must not be in %.900s", a.name, a.call, part, text)
		}
	}
	if a.field != "" {
		if got := asJSON(t, at(answer, a.field)); got != a.equals {
			t.Errorf("%s %s: %s is %s, want %s", a.name, a.call, a.field, got, a.equals)
		}
	}
	return answer
}

func (a *ask) judgeProblem(t testing.TB, recorder *httptest.ResponseRecorder, answer object) {
	t.Helper()
	media := recorder.Header().Get("Content-Type")
	if recorder.Code < 400 {
		if media != "application/json" {
			t.Errorf("%s: Content-Type %q", a.call, media)
		}
		return
	}
	if media != "application/problem+json" {
		t.Errorf("%s: Content-Type %q", a.call, media)
	}
	kind, _ := answer["type"].(string)
	if a.problem != "" && !strings.HasSuffix(kind, "/problems/"+a.problem) {
		t.Errorf("%s %s: type %q, want …/%s", a.name, a.call, kind, a.problem)
	}
	if answer["status"] != float64(recorder.Code) || answer["title"] == "" || answer["detail"] == "" {
		t.Errorf("%s: problem %v", a.call, answer)
	}
	var fields []string
	faults, _ := answer["errors"].([]any)
	for _, fault := range faults {
		one := fault.(map[string]any)
		fields = append(fields, one["field"].(string))
		if message, _ := one["message"].(string); message == "" {
			t.Errorf("%s %s: %s has no message", a.name, a.call, one["field"])
		}
	}
	if a.errors != nil && strings.Join(fields, " ") != strings.Join(a.errors, " ") {
		t.Errorf("%s %s: the fields named are %q, want %q", a.name, a.call, fields, a.errors)
	}
}

// at follows a path such as "blocks.0.id".
func at(value any, path string) any {
	for step := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case object:
			value = v[step]
		case map[string]any:
			value = v[step]
		case []any:
			var i int
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const workshop = `{"kind":"workshop","title":{"nl":"Workshop voor HR","en":"Workshop for HR"},"summary":{"nl":"Een middag","en":"An afternoon"},"duration":"PT3H","capacity":16}`

// offering makes one and gives its id.
func (w *world) offering(body string) string {
	w.tb.Helper()
	return w.do(w.tb, ask{call: "POST /offerings", body: body, status: 201})["id"].(string)
}

// session makes a draft of a new offering; more are fields after its own.
func (w *world) session(more string) object {
	w.tb.Helper()
	id := w.offering(workshop)
	return w.do(w.tb, ask{call: "POST /sessions", status: 201, body: `{"offering":"` + id + `",
		"location":{"name":"De Proef","address":"Oefenweg 10","postcode":"8099zy","city":"Zwolle"},` + more + `}`})
}

// open makes a published session.
func (w *world) open(more string) object {
	w.tb.Helper()
	id := w.session(more)["id"].(string)
	return w.do(w.tb, ask{call: "POST /sessions/" + id + "/publish", status: 200})
}

func (w *world) register(session any, email string) object {
	w.tb.Helper()
	return w.do(w.tb, ask{
		call: fmt.Sprintf("POST /sessions/%s/registrations", session), status: 201,
		body: `{"name":"Zoë Testman","email":"` + email + `"}`,
	})
}

const february = `"starts_at":"2027-02-02T14:30"`

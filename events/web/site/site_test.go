package site

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/ical"
	"kantine/events/plan"
	"kantine/events/store"
	"kantine/events/store/storetest"
	"kantine/templates"
	"kantine/templates/locale"
)

// clock is a business clock that stands still until it is set.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Until(t time.Time) time.Duration { return max(0, t.Sub(c.Now())) }

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// start is "now" in these tests: a Monday morning in Amsterdam.
var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func at(day, hour, minute int) time.Time {
	return time.Date(2027, 2, day, hour-1, minute, 0, 0, time.UTC)
}

func number(n int) *int { return &n }

// world is a whole site on a real database.
type world struct {
	t       testing.TB
	server  *httptest.Server
	service *events.Service
	store   *store.Store
	path    string
	clock   *clock
	real    *clock
	site    *Site
}

// programme has a theme in every name, so that a page that must not tell it
// can be searched for it.
func programme() events.Bundle {
	b := events.Bundle{
		Programme: events.DefaultProgramme("Europe/Amsterdam"),
		Sectors:   []events.Sector{{ID: "sec-1", Slug: "karton", Name: events.Text{NL: "Karton", EN: "Cardboard"}}},
		Venues: []events.Venue{
			{ID: "ven-1", Name: "Mantelzorghuis", Street: "Kade", HouseNumber: "1", Postcode: "9401 ZZ", City: "Assen", Route: "Volg mantelzorg."},
			{ID: "online", Name: "Online", JoinURL: "https://bellen.example/{sessie}"},
		},
		Facilitators: []events.Facilitator{{ID: "fac-1", Name: "Fenna Demo"}},
	}
	b.Programme.Name = events.Text{NL: "Mantelzorg aan het werk", EN: "Care at work"}
	b.Programme.Organiser = events.Organiser{Name: "Stichting Proef", Email: "hulp@mantelzorg.example", Phone: "088 000 00 00"}
	b.Programme.PrivacyContact = "privacy@proef.example"
	offer := func(id string, kind events.Kind, seats *int, waits events.Waitlist) events.Offering {
		o := events.Offering{
			ID: id, Slug: id, Kind: kind, Title: events.Text{NL: "Mantelzorg " + id, EN: "Care " + id},
			Summary: events.Text{NL: "Over mantelzorg.", EN: "About care."}, Duration: events.Offset{Elapsed: time.Hour},
			Capacity: seats, Waitlist: waits, Visibility: events.VisibilityPublic,
		}
		b.Offerings = append(b.Offerings, o)
		return o
	}
	session := func(slug string, o events.Offering, starts ...time.Time) *events.Session {
		s := events.Session{
			ID: "id-" + slug, Slug: slug, Offering: o, Language: "nl", Zone: "Europe/Amsterdam", State: events.SessionPublished,
			Version: 1, Location: events.Location{Ref: "ven-1"}, Facilitators: []string{"fac-1"},
		}
		for i, at := range starts {
			s.Blocks = append(s.Blocks, events.Block{
				ID: s.ID + "-" + string(rune('a'+i)), Label: []string{"vroeg", "laat", ""}[min(i, 2)], StartsAt: at, EndsAt: at.Add(time.Hour),
			})
		}
		b.Sessions = append(b.Sessions, s)
		return &b.Sessions[len(b.Sessions)-1]
	}
	b.Sessions = make([]events.Session, 0, 20)
	workshop := offer("workshop", events.KindWorkshop, number(2), events.WaitlistAuto)
	talk := offer("praatje", events.KindPresentation, number(1), events.WaitlistOff)
	quiet := offer("stil", events.KindPopup, nil, events.WaitlistOff)
	secret := offer("geheim", events.KindInterview, number(1), events.WaitlistOff)
	web := offer("web", events.KindOnline, nil, events.WaitlistOff)
	b.Offerings[2].Discreet, b.Offerings[3].Visibility = true, events.VisibilityInvited
	quiet.Discreet, secret.Visibility = true, events.VisibilityInvited
	session("workshop", workshop, at(2, 10, 0)).SectorID = "sec-1"
	session("praatje", talk, at(3, 10, 0))
	session("stil", quiet, at(4, 10, 0))
	session("ploegen", workshop, at(5, 6, 0), at(5, 14, 0))
	session("geheim", secret, at(6, 10, 0))
	session("concept", workshop, at(7, 10, 0)).State = events.SessionDraft
	session("afgelast", workshop, at(8, 10, 0)).State = events.SessionCancelled
	session("geweest", workshop, start.Add(-48*time.Hour))
	session("web", web, at(9, 10, 0)).Location = events.Location{Ref: "online"}
	session("reeks-1", workshop, at(10, 17, 0)).Series = &events.Series{ID: "reeks", Index: 1, Count: 2}
	session("reeks-2", workshop, at(17, 17, 0)).Series = &events.Series{ID: "reeks", Index: 2, Count: 2}
	return b
}

func open(t testing.TB, path string) *store.Store {
	t.Helper()
	disk, err := store.Open(context.Background(), path, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = disk.Close() })
	return disk
}

// programmeFile gives copies of a database with the programme in it.
var programmeFile = storetest.Copies(func(path string) (storetest.Disk, error) {
	return store.Open(context.Background(), path, slog.New(slog.DiscardHandler))
}, programme)

// catalog and pages never change, and take long to make.
var (
	catalog = sync.OnceValues(locale.Load)
	pages   = sync.OnceValues(func() (*templates.Engine, error) {
		words, err := catalog()
		if err != nil {
			return nil, err
		}
		return templates.New(words)
	})
)

func newWorld(t testing.TB, change ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, path: programmeFile(t), clock: &clock{now: start}, real: &clock{now: start}}
	w.store = open(t, w.path)
	w.service = w.serviceOn(w.store)
	catalog, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := pages()
	if err != nil {
		t.Fatal(err)
	}
	words := ical.Words{Appointment: "Afspraak", Participant: "Deelnemer", Online: "Online", Join: "Doe mee", LedBy: "Door", Manage: "Wijzigen"}
	c := Config{
		Service: w.service, Pages: pages, Catalog: catalog, Calendar: ical.New(map[string]ical.Words{"nl": words, "en": words}),
		Log: slog.New(slog.NewTextHandler(testLog{t}, nil)), BaseURL: "https://kantine.example",
		From: mail.Address{Name: "Planning", Address: "planning@kantine.example"}, DiscreetFrom: mail.Address{Name: "Planning", Address: "planning@kantine.example"},
		Limit: DefaultFormLimit, RealNow: w.real.Now, QR: func(string) ([][]bool, error) { return [][]bool{{true}}, nil },
	}
	for _, f := range change {
		f(&c)
	}
	if w.site, err = New(c); err != nil {
		t.Fatal(err)
	}
	router := mux.NewRouter()
	router.NotFoundHandler = w.site.NotFound()
	w.site.Routes(router)
	w.server = httptest.NewServer(router)
	t.Cleanup(w.server.Close)
	return w
}

// testLog fails a test in which the site broke.
type testLog struct{ t testing.TB }

func (l testLog) Write(line []byte) (int, error) {
	l.t.Errorf("logged: %s", line)
	return len(line), nil
}

func (w *world) serviceOn(disk *store.Store) *events.Service {
	planner, err := plan.New()
	if err != nil {
		w.t.Fatal(err)
	}
	return events.NewService(disk, w.clock, events.Key{1, 2, 3}, planner, events.Settings{
		BaseURL: "https://kantine.example", Organizer: "planning@kantine.example", DiscreetOrganizer: "planning@kantine.example",
		MessageDomain: "kantine.example", TimeZone: "Europe/Amsterdam",
	}, func() {})
}

// got is an answer.
type got struct {
	status int
	header http.Header
	body   string
}

func (w *world) do(r *http.Request) got {
	w.t.Helper()
	client := &http.Client{
		Transport:     &http.Transport{DisableCompression: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return got{res.StatusCode, res.Header, string(body)}
}

func (w *world) request(method, path string, body io.Reader, headers ...string) *http.Request {
	w.t.Helper()
	r, err := http.NewRequest(method, w.server.URL+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func (w *world) get(path string, headers ...string) got {
	w.t.Helper()
	return w.do(w.request("GET", path, nil, headers...))
}

// post sends a form; fields are name and value in turn.
func (w *world) post(path string, fields ...string) got {
	w.t.Helper()
	return w.do(w.form(path, fields...))
}

func (w *world) form(path string, fields ...string) *http.Request {
	w.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return w.request("POST", path, strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
}

var managePattern = regexp.MustCompile(`^/r/[^/?]+$`)

// join registers and gives the path of the registration's page.
func (w *world) join(slug, name, email string, more ...string) string {
	w.t.Helper()
	answer := w.post("/sessions/"+slug+"/register", append([]string{"name", name, "email", email, "language", "nl"}, more...)...)
	path := answer.header.Get("Location")
	if answer.status != 303 || !managePattern.MatchString(path) {
		w.t.Fatalf("register %s: %d to %q\n%s", slug, answer.status, path, answer.body)
	}
	return path
}

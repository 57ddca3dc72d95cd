package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"github.com/pquerna/otp/hotp"

	"kantine/events"
	"kantine/events/account"
	"kantine/events/plan"
	"kantine/events/store"
	"kantine/events/store/storetest"
	"kantine/templates"
	"kantine/templates/locale"
)

// world is the desk on the real Service and a SQLite file of its own. Both
// clocks stand still until they are set.
type world struct {
	t        testing.TB
	handler  http.Handler
	desk     *Desk
	store    *store.Store
	service  *events.Service
	accounts account.Accounts
	now      time.Time
	real     time.Time
	log      *bytes.Buffer
	health   Health
	mails    *templates.Mails
	// tried are the tests of the mail server: to whom, in which language.
	tried []string
}

// Preview stands in for the mailer: it fills what is asked for here.
func (w *world) Preview(l events.Letter) (templates.Mail, error) {
	return w.mails.RenderOwn(l.OwnTexts, l.Language, string(l.Text), l.Discreet, map[string]string{
		"name": l.Name, "title": l.Session.Heading().In(l.Language), "date": "dinsdag", "time": "14.30 uur", "when": "morgen", "sector": "x", "employer": "x", "module": "1", "manage_link": l.Links.Manage,
	})
}

// Show is Preview with what the mailer adds.
func (w *world) Show(l events.Letter) (m templates.Mail, from mail.Address, calendar string, err error) {
	if l.Method != events.NoCalendar {
		calendar = "BEGIN:VCALENDAR\r\nMETHOD:" + string(l.Method) + "\r\n"
	}
	m, err = w.Preview(l)
	return m, mail.Address{Name: "Kantine", Address: "planning@kantine.example"}, calendar, err
}

type still struct{ w *world }

func (c still) Now() time.Time                  { return c.w.now }
func (c still) Until(t time.Time) time.Duration { return max(0, t.Sub(c.w.now)) }

const (
	base = "https://kantine.example"
	good = "paard batterij nietje"
)

var roles = []events.Role{events.RoleViewer, events.RoleFacilitator, events.RoleCoordinator, events.RoleAdmin}

// looked is what never changes, and takes long to make.
type looked struct {
	catalog *locale.Catalog
	pages   *templates.Engine
	planner *plan.Planner
	mails   *templates.Mails
}

var looks = sync.OnceValues(func() (l looked, err error) {
	if l.catalog, err = locale.Load(); err != nil {
		return l, err
	}
	if l.pages, err = templates.New(l.catalog); err != nil {
		return l, err
	}
	if l.mails, err = templates.LoadMails(); err != nil {
		return l, err
	}
	l.planner, err = plan.New()
	return l, err
})

// programmeFile gives copies of a database with the fixture in it.
var programmeFile = storetest.Copies(func(path string) (storetest.Disk, error) {
	return store.Open(context.Background(), path, slog.New(slog.DiscardHandler))
}, storetest.Programme)

func newWorld(t testing.TB) *world {
	t.Helper()
	now := time.Date(2027, 2, 2, 8, 0, 0, 0, time.UTC)
	w := &world{t: t, now: now, real: now, log: &bytes.Buffer{}, health: Health{Status: "ok", Ticked: true}}
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	w.store, err = store.Open(context.Background(), programmeFile(t), slog.New(slog.DiscardHandler))
	w.must(err)
	t.Cleanup(func() { w.must(w.store.Close()) })
	key := events.Key{1}
	looks, err := looks()
	w.must(err)
	w.service = events.NewService(w.store, still{w}, key, looks.planner, events.Settings{
		BaseURL: base, Organizer: "planning@kantine.example", MessageDomain: "kantine.example", TimeZone: "Europe/Amsterdam",
	}, func() {})
	w.must(w.service.Prepare(t.Context()))
	w.accounts = account.Accounts{Store: w.store, Clock: still{w}, Key: key, RealNow: func() time.Time { return w.real }}
	w.mails = looks.mails
	w.desk, err = New(Config{
		Mails: w.mails, Post: w, PublicPage: publicPage, Settings: []Setting{{"smtp", "smtp://***@mail.example:587"}, {"bounce-domain", ""}},
		TryMail: func(_ context.Context, to, language string) []MailStep {
			w.tried = append(w.tried, to+" "+language)
			return []MailStep{{"dns", "ok", "", ""}, {"auth", "failed", "auth_wrong", "535 5.7.8 no"}, {"accepted", "not-tried", "", ""}}
		},
		Service: w.service, Accounts: w.accounts, Pages: looks.pages, Catalog: looks.catalog, Log: log, BaseURL: base,
		RealNow: func() time.Time { return w.real }, Health: func(context.Context) Health { return w.health },
	})
	w.must(err)
	router := mux.NewRouter()
	w.desk.Routes(router)
	w.handler = router
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// made numbers users and logins.
var made atomic.Int64

// user makes one who has enrolled, without the costly parts.
func (w *world) user(role events.Role) events.User {
	w.t.Helper()
	user := events.User{ID: events.NewID(w.now), Role: role, OneTime: "sealed", CreatedAt: w.now, Password: cheap}
	user.Email = user.ID + "@zorgenwerk.example"
	w.must(w.store.Update(w.t.Context(), func(ctx context.Context, tx events.Tx) error { return tx.PutUser(ctx, user) }))
	return user
}

// cheap is the hash of good at the lowest cost.
const cheap = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$E6wnL7znZ4zUomfz0ONeVg"

// login makes one for a user and gives its cookie.
func (w *world) login(user events.User, full bool) *http.Cookie {
	w.t.Helper()
	raw := sha256.Sum256([]byte{byte(made.Add(1)), byte(made.Load() >> 8)})
	secret := base64.RawURLEncoding.EncodeToString(raw[:])
	w.must(w.store.Update(w.t.Context(), func(ctx context.Context, tx events.Tx) error {
		return tx.PutLogin(ctx, events.Login{
			ID: events.NewID(w.now), UserID: user.ID, Hash: sha256.Sum256([]byte(secret)), Full: full, MadeAt: w.now, SeenAt: w.now,
		})
	}))
	return &http.Cookie{Name: cookieName, Value: secret}
}

// ask makes a request: "GET /desk". A body is a form. Headers come in pairs.
func (w *world) ask(call string, cookie *http.Cookie, form url.Values, headers ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	method, path, _ := strings.Cut(call, " ")
	r := httptest.NewRequestWithContext(w.t.Context(), method, base+path, strings.NewReader(form.Encode()))
	r.RemoteAddr = "192.0.2.1:1234"
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", base)
	}
	r.Header.Set("Accept-Language", "nl")
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "From-Address" {
			r.RemoteAddr = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	if cookie != nil {
		r.AddCookie(cookie)
	}
	recorder := httptest.NewRecorder()
	w.handler.ServeHTTP(recorder, r)
	return recorder
}

// led checks that the answer leads somewhere (303).
func (w *world) led(answer *httptest.ResponseRecorder, to string) {
	w.t.Helper()
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != to {
		w.t.Fatalf("%d to %q, want 303 to %q: %.400s", answer.Code, answer.Header().Get("Location"), to, answer.Body)
	}
}

// status checks the status and parts of the answer's text.
func (w *world) status(answer *httptest.ResponseRecorder, want int, has ...string) {
	w.t.Helper()
	if answer.Code != want {
		w.t.Fatalf("status %d to %q, want %d: %.600s", answer.Code, answer.Header().Get("Location"), want, answer.Body)
	}
	for _, part := range has {
		if !strings.Contains(answer.Body.String(), part) {
			w.t.Errorf("%q is missing: %s", part, answer.Body)
		}
	}
}

// cookie is the one that an answer sets.
func (w *world) cookie(answer *httptest.ResponseRecorder) *http.Cookie {
	w.t.Helper()
	cookies := answer.Result().Cookies()
	if len(cookies) != 1 {
		w.t.Fatalf("%d cookies", len(cookies))
	}
	return cookies[0]
}

// code is what a telephone shows some steps from now.
func (w *world) code(secret string, steps int) string {
	w.t.Helper()
	code, err := hotp.GenerateCode(secret, uint64(w.real.Unix()/30+int64(steps)))
	w.must(err)
	return code
}

// publicPage stands in for the public site, which is another door.
func publicPage(_ string, view *events.SessionView) templates.View {
	return templates.SessionPage{Title: view.Session.Heading().NL}
}

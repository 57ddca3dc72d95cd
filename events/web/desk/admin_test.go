package desk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/account"
	"kantine/events/store/storetest"
)

// visitor is a user as the accounts take them.
func (w *world) visitor(user events.User) account.Visitor { return account.Visitor{User: user} }

func TestInvitationShownOnce(t *testing.T) {
	w := newWorld(t)
	admin := w.login(w.user(events.RoleAdmin), true)
	w.status(w.ask("POST /desk/users", admin, words("email", "x", "role", "boss")), 422, `id="e-email"`, `value="x"`)
	answer := w.ask("POST /desk/users", admin, words("email", "new@zorgenwerk.example", "role", "viewer", "how", "link"))
	w.status(answer, 200)
	link := regexp.MustCompile(base + `(/desk/invite/[^<]+)`).FindStringSubmatch(answer.Body.String())
	if link == nil {
		t.Fatalf("no link: %s", answer.Body)
	}
	if strings.Contains(w.ask("GET /desk/users", admin, nil).Body.String(), "/desk/invite/") {
		t.Error("the link is shown again")
	}
	page := w.ask("GET "+link[1], nil, nil)
	w.status(page, 200, "Welkom", "new@zorgenwerk.example")
	if page.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Error("the link is told to other pages")
	}
	w.status(w.ask("POST "+link[1], nil, words("password", "kort")), 422, "minstens 12 tekens")
	w.led(w.ask("POST "+link[1], nil, words("password", good)), "/desk/login?notice=password")
	w.status(w.ask("POST "+link[1], nil, words("password", good)), http.StatusGone, "Deze link is gebruikt of verlopen")
	w.status(w.ask("GET "+link[1], nil, nil), http.StatusGone)
	w.status(w.ask("GET "+link[1]+"x", nil, nil), http.StatusNotFound)
	w.led(w.ask("POST /desk/login", nil, words("email", "new@zorgenwerk.example", "password", good)), "/desk/enrol")
	w.led(w.ask("POST /desk/users", admin, words("email", "mailed@zorgenwerk.example", "role", "viewer")), "/desk/users?notice=invited")
}

func TestUsersAreManaged(t *testing.T) {
	w := newWorld(t)
	boss, user := w.user(events.RoleAdmin), w.user(events.RoleViewer)
	admin, theirs := w.login(boss, true), w.login(user, true)
	path := "POST /desk/users/" + user.ID
	w.led(w.ask(path+"/role", admin, words("role", "admin")), "/desk/users?notice=changed")
	w.status(w.ask("GET /desk/users", theirs, nil), 200)
	w.status(w.ask(path+"/role", admin, words("role", "boss")), 422)
	w.led(w.ask(path+"/disable", admin, nil), "/desk/users?notice=changed")
	w.led(w.ask("GET /desk", theirs, nil), "/desk/login?notice=expired")
	w.status(w.ask("GET /desk/users?notice=changed", admin, nil), 200, "Uitgeschakeld", path[5:]+"/enable")
	w.led(w.ask(path+"/enable", admin, nil), "/desk/users?notice=changed")
	w.led(w.ask(path+"/second", admin, nil), "/desk/users?notice=changed")
	for _, own := range []string{"/role", "/disable", "/second"} {
		w.status(w.ask("POST /desk/users/"+boss.ID+own, admin, words("role", "viewer")), 422)
	}
	w.status(w.ask("GET /desk/audit", admin, nil), 200, "Rol gewijzigd (beheerder)", "Gebruiker uitgeschakeld", boss.Email)
	w.status(w.ask("GET /desk/audit?before=x", admin, nil), 404)
}

func TestMyOwnAccount(t *testing.T) {
	w := newWorld(t)
	user := w.user(events.RoleViewer)
	here, there := w.login(user, true), w.login(user, true)
	other := w.login(w.user(events.RoleViewer), true)
	end := regexp.MustCompile(`/desk/account/logins/[a-z0-9]+/end`).FindAllString(w.ask("GET /desk/account", here, nil).Body.String(), -1)
	if len(end) != 2 {
		t.Fatalf("logins %q", end)
	}
	for _, path := range end {
		w.led(w.ask("POST "+path, other, nil), "/desk/account?notice=ended") // nothing of theirs
	}
	w.status(w.ask("GET /desk", there, nil), 200)
	w.status(w.ask("POST /desk/account/password", here, words("current", "x", "password", "een heel ander wachtwoord")), 422, `id="e-current"`)
	w.status(w.ask("POST /desk/account/codes", here, words("current", "x")), 422, `id="e-current"`)
	w.status(w.ask("POST /desk/account/codes", here, words("current", good)), 200, "Bewaar uw reservecodes")
	w.led(w.ask("POST /desk/account/password", here, words("current", good, "password", "een heel ander wachtwoord")), "/desk/account?notice=password")
	w.led(w.ask("GET /desk", there, nil), "/desk/login?notice=expired")
	w.led(w.ask("POST /desk/account/logins/everywhere", here, nil), "/desk/login?notice=everywhere")
	w.led(w.ask("GET /desk", here, nil), "/desk/login?notice=expired")
}

// ending is a form whose sending ends the login that sends it.
type ending struct {
	*strings.Reader
	end func()
}

func (e ending) Read(p []byte) (int, error) {
	e.end()
	return e.Reader.Read(p)
}

// TestALoginThatEndsThatMoment leads to the log-in page, as one that ended a
// moment before does.
func TestALoginThatEndsThatMoment(t *testing.T) {
	for path, form := range map[string]url.Values{
		"/desk/account/password": words("current", good, "password", "een heel ander wachtwoord"),
		"/desk/account/codes":    words("current", good),
	} {
		w := newWorld(t)
		user := w.user(events.RoleViewer)
		cookie := w.login(user, true)
		end := func() {
			w.must(w.store.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
				_, err := tx.DeleteLogins(ctx, user.ID, "")
				return err
			}))
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, base+path, ending{strings.NewReader(form.Encode()), end})
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", base)
		r.AddCookie(cookie)
		answer := httptest.NewRecorder()
		w.handler.ServeHTTP(answer, r)
		w.led(answer, "/desk/login?notice=expired")
	}
}

// An open screen gives as few guesses at a password as the front door.
func TestThePresentPasswordIsNotGuessed(t *testing.T) {
	w := newWorld(t)
	cookie := w.login(w.user(events.RoleViewer), true)
	for range 5 {
		w.status(w.ask("POST /desk/account/codes", cookie, words("current", "x")), 422)
	}
	w.status(w.ask("POST /desk/account/codes", cookie, words("current", good)), http.StatusTooManyRequests)
	w.status(w.ask("GET /desk/account", cookie, nil), 200) // who is in stays in
}

func TestMailToOneAddress(t *testing.T) {
	w := newWorld(t)
	user := w.user(events.RoleViewer)
	for range 6 {
		w.led(w.ask("POST /desk/forgotten", nil, words("email", user.Email)), "/desk/forgotten?sent=1")
	}
	messages, err := w.service.Messages(t.Context(), events.MessageFilter{Kind: events.PasswordReset})
	if err != nil || len(messages) != 3 {
		t.Errorf("%d letters to one address, %v", len(messages), err)
	}
	var answer int
	for i := range 20 {
		answer = w.ask("POST /desk/forgotten", nil, words("email", string(rune('a'+i))+"@zorgenwerk.example")).Code
	}
	if answer != http.StatusTooManyRequests {
		t.Errorf("the twenty-sixth from one net: %d", answer)
	}
}

func TestToday(t *testing.T) {
	w := newWorld(t)
	for n := range 10 {
		storetest.Fill(t, w.store, events.Bundle{Programme: storetest.Programme().Programme, Registrations: []events.Registration{storetest.Registrant(n, "ses-1")}})
	}
	admin := w.login(w.user(events.RoleAdmin), true)
	w.health = Health{Status: "degraded", NoServer: true, Ticked: true, SinceTick: 7 * time.Second, OldestOverdue: 90 * time.Second, Queued: 2}
	w.status(w.ask("GET /desk", admin, nil), 200, "dinsdag 2 februari 2027", "Titel off-1", "10 van 10 bezet", "Weinig aanmeldingen",
		"Er is geen mailserver ingesteld", "7 seconden geleden", "2 minuten te laat", "2 mails klaar", "Concept")
	for since, want := range map[time.Duration]string{0: "Zojuist gekeken", 4900 * time.Millisecond: "Zojuist gekeken", 5 * time.Second: "5 seconden geleden"} {
		w.health.SinceTick = since
		w.status(w.ask("GET /desk", admin, nil), 200, want)
	}
	viewer := w.ask("GET /desk", w.login(w.user(events.RoleViewer), true), nil)
	w.status(viewer, 200, "Titel off-1", "10 van 10 bezet")
	for _, not := range []string{"mailserver", "Herinneringen", "post.example", "Instellingen"} {
		if strings.Contains(viewer.Body.String(), not) {
			t.Errorf("a viewer sees %q", not)
		}
	}
	if facilitator := w.ask("GET /desk", w.login(w.user(events.RoleFacilitator), true), nil); strings.Contains(facilitator.Body.String(), "Titel") {
		t.Error("a facilitator sees a session that is not theirs")
	}
}

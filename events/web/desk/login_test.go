package desk

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

var secretOf = regexp.MustCompile(`class="secret">([A-Z2-7 ]+)<`)

func words(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestTheWholeLogin(t *testing.T) {
	w := newWorld(t)
	const email = "ann@zorgenwerk.example"
	_, _, err := w.accounts.AddUser(t.Context(), email, events.RoleAdmin, good)
	w.must(err)
	first := words("email", email, "password", good, "next", "/desk/users")
	w.status(w.ask("GET /desk/login?next=/desk/users", nil, nil), 200, `name="next" value="/desk/users"`)

	answer := w.ask("POST /desk/login", nil, first, "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	w.led(answer, "/desk/enrol?next=%2Fdesk%2Fusers")
	half := w.cookie(answer)
	if half.Name != "__Host-kantine" || !half.Secure || !half.HttpOnly || half.SameSite != http.SameSiteLaxMode || half.Path != "/" || half.Domain != "" || half.MaxAge != 0 {
		t.Errorf("the cookie is %v", half)
	}
	w.led(w.ask("GET /desk/users", half, nil), "/desk/enrol?next=%2Fdesk%2Fusers")
	w.led(w.ask("GET /desk/code", half, nil), "/desk/enrol")
	page := w.ask("GET /desk/enrol", half, nil)
	w.status(page, 200, `<svg class="qr"`)
	secret := strings.ReplaceAll(secretOf.FindStringSubmatch(page.Body.String())[1], " ", "")
	w.status(w.ask("POST /desk/enrol", half, words("code", "000000")), 422, "Deze code klopt niet")
	answer = w.ask("POST /desk/enrol", half, words("code", w.code(secret, 0), "next", "/desk/users"))
	w.status(answer, 200, "Bewaar uw reservecodes", `href="/desk/users"`)
	full := w.cookie(answer)
	if full.Value == half.Value {
		t.Error("the cookie stays the same")
	}
	w.led(w.ask("GET /desk", half, nil), "/desk/login?notice=expired")
	w.status(w.ask("GET /desk/account", full, nil), 200, "Firefox · Linux", email)
	w.led(w.ask("GET /desk/login?next=/desk/audit", full, nil), "/desk/audit")

	// Logging in again ends the login that the browser came with.
	answer = w.ask("POST /desk/login", full, first)
	w.led(answer, "/desk/code?next=%2Fdesk%2Fusers")
	half = w.cookie(answer)
	w.led(w.ask("GET /desk", full, nil), "/desk/login?notice=expired")
	w.status(w.ask("POST /desk/recovery", half, words("code", "x")), 422, "Deze reservecode klopt niet")
	answer = w.ask("POST /desk/code", half, words("code", w.code(secret, 1), "next", "https://evil.example"))
	w.led(answer, "/desk")
	full = w.cookie(answer)
	answer = w.ask("POST /desk/logout", full, nil)
	w.led(answer, "/desk/login?notice=out")
	if gone := w.cookie(answer); gone.MaxAge >= 0 || gone.Name != cookieName || !gone.Secure {
		t.Errorf("the cookie stays: %v", gone)
	}
	w.led(w.ask("GET /desk", full, nil), "/desk/login?notice=expired")
	for _, bad := range []string{email, good, secret, full.Value, half.Value} {
		if strings.Contains(w.log.String(), bad) {
			t.Errorf("the log holds %q", bad)
		}
	}
}

// Who is there, who is not and who may not come any more answer alike.
func TestNobodyLearnsWhoIsAUser(t *testing.T) {
	w := newWorld(t)
	user, gone := w.user(events.RoleAdmin), w.user(events.RoleViewer)
	w.must(w.accounts.SetDisabled(t.Context(), w.visitor(user), gone.ID, true))
	blank := func(email, text string) string { return strings.ReplaceAll(text, email, "EMAIL") }
	want := ""
	for _, email := range []string{user.Email, "nobody@zorgenwerk.example", gone.Email} {
		answer := w.ask("POST /desk/login", nil, words("email", email, "password", "een verkeerd wachtwoord"))
		w.status(answer, 422)
		text := blank(email, answer.Body.String())
		if want == "" {
			want = text
		}
		if text != want || len(answer.Result().Cookies()) > 0 {
			t.Errorf("%s is told apart", email)
		}
		w.led(w.ask("POST /desk/forgotten", nil, words("email", email)), "/desk/forgotten?sent=1")
	}
	w.status(w.ask("POST /desk/forgotten", nil, words("email", "x")), 422)
}

func TestTimeOutsAreBusinessTime(t *testing.T) {
	w := newWorld(t)
	cookie := w.login(w.user(events.RoleAdmin), true)
	w.real = w.real.Add(1000 * time.Hour)
	w.status(w.ask("GET /desk", cookie, nil), 200)
	w.now = w.now.Add(29 * time.Minute)
	w.status(w.ask("GET /desk", cookie, nil), 200)
	w.now = w.now.Add(30 * time.Minute)
	w.led(w.ask("GET /desk/users", cookie, nil), "/desk/login?next=%2Fdesk%2Fusers&notice=expired")
	w.led(w.ask("POST /desk/users", cookie, nil), "/desk/login?notice=expired")
	w.status(w.ask("GET /desk/login?notice=expired", cookie, nil), 200, "U was te lang weg")
	w.status(w.ask("GET /desk/login?notice=%3Cb%3E", cookie, nil), 200)
}

func TestTheOwnerIsNotLockedOut(t *testing.T) {
	w := newWorld(t)
	const owner, thief = "192.0.2.7:1", "203.0.113.9:1"
	_, _, err := w.accounts.AddUser(t.Context(), "ann@zorgenwerk.example", events.RoleAdmin, good)
	w.must(err)
	try := func(from, email, password string) int {
		return w.ask("POST /desk/login", nil, words("email", email, "password", password), "From-Address", from).Code
	}
	tried := 0
	for try(thief, "ANN@zorgenwerk.example", "een verkeerd wachtwoord") == http.StatusUnprocessableEntity {
		if tried++; tried > 50 {
			t.Fatal("nobody stops the guessing")
		}
	}
	if tried != 5 {
		t.Errorf("%d guesses went through", tried)
	}
	answer := w.ask("POST /desk/login", nil, words("email", "ann@zorgenwerk.example", "password", good), "From-Address", thief)
	if answer.Code != http.StatusTooManyRequests || answer.Header().Get("Retry-After") != "30" {
		t.Errorf("the right one after that: %d, %q", answer.Code, answer.Header().Get("Retry-After"))
	}
	if code := try(owner, "ann@zorgenwerk.example", good); code != http.StatusSeeOther {
		t.Errorf("the owner elsewhere: %d", code)
	}
	if code := try(thief, "bob@zorgenwerk.example", good); code != http.StatusUnprocessableEntity {
		t.Errorf("somebody else from the same net: %d", code)
	}
	w.real = w.real.Add(30 * time.Second)
	if code := try(thief, "ann@zorgenwerk.example", good); code != http.StatusSeeOther {
		t.Errorf("the right one after the wait: %d", code)
	}
}

// Whoever tries one password on many accounts is slowed by the net.
func TestOneNetGuessesSoMuch(t *testing.T) {
	w := newWorld(t)
	tried := 0
	for ; tried < 100; tried++ {
		b := &w.desk.brakes
		if b.net.try("net", w.real) > 0 {
			break
		}
	}
	if tried != 60 {
		t.Errorf("%d guesses went through", tried)
	}
	refusedAt := -1
	for i := range 100 {
		email := string(rune('a'+i%26)) + strings.Repeat("x", i/26) + "@zorgenwerk.example"
		a, err := w.desk.begin(&http.Request{RemoteAddr: "192.0.2.1:1"}, email, false)
		if events.CodeOf(err) == events.CodeRateLimited {
			refusedAt = i
			break
		}
		if a != nil && i < 20 {
			a.right() // a right one does not count
		}
	}
	if refusedAt != 80 {
		t.Errorf("refused at %d, want after 20 right and 60 wrong ones", refusedAt)
	}
}

func TestBrakes(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	b := newBrake(2, time.Minute, 4*time.Minute)
	for i, c := range []struct{ after, wait time.Duration }{
		{0, 0},
		{0, 0},
		{0, time.Minute},
		{30 * time.Second, 30 * time.Second},
		{30 * time.Second, 0},
		{0, 2 * time.Minute},
		{2 * time.Minute, 0},
		{4 * time.Minute, 0},
		{0, 4 * time.Minute},
		{8 * time.Minute, 0},
		{0, 0},
		{0, time.Minute},
	} {
		now = now.Add(c.after)
		if got := b.try("x", now); got != c.wait {
			t.Errorf("step %d: wait %v, want %v", i, got, c.wait)
		}
	}
	b.forget("x")
	if b.try("x", now) != 0 {
		t.Error("it was not forgotten")
	}
	for i := range maxBraked + 10 {
		b.try(string(rune(i)), now)
	}
	if len(b.keys) > maxBraked {
		t.Errorf("%d keys are kept", len(b.keys))
	}
}

// Six digits are few: the second step of one account brakes from everywhere,
// and recovery codes go on working.
func TestManyNetsGuessCodes(t *testing.T) {
	w := newWorld(t)
	user := w.user(events.RoleAdmin)
	for i := range 50 {
		r := &http.Request{RemoteAddr: "192.0.2." + string(rune('1'+i%9)) + string(rune('0'+i/9)) + ":1"}
		if _, err := w.desk.begin(r, user.ID, true); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	elsewhere := &http.Request{RemoteAddr: "203.0.113.9:1"}
	if _, err := w.desk.begin(elsewhere, user.ID, true); events.CodeOf(err) != events.CodeRateLimited {
		t.Errorf("a code after that: %v", err)
	}
	if _, err := w.desk.begin(&http.Request{RemoteAddr: "203.0.113.10:1"}, user.ID, false); err != nil {
		t.Errorf("a recovery code after that: %v", err)
	}
}

func TestAgent(t *testing.T) {
	for header, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0": "Edge · Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604.1":   "Safari · iPhone",
		"curl/8.0": "", "": "", "<b>Firefox/1": "Firefox",
	} {
		if got := agent(header); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}

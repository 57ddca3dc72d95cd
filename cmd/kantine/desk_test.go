package main

import (
	"hash/crc32"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/hotp"

	"kantine/mailer/mailtest"
)

// staff is somebody at the desk, in a browser.
type staff struct {
	*tab
	k               *running
	email, password string
	// secret is that of the one-time codes, known since enrolment.
	secret   string
	recovery []string
	// noScript is a browser in which axe cannot run either.
	noScript bool
	// pages names the pictures.
	pages string
	// seen are the paths looked at.
	seen []string
	// share is "even" or "odd" where another browser sees the same pages.
	share string
}

const firstPassword = "paard batterij nietje"

// addUser makes a user as an administrator does at the terminal.
func (k *running) addUser(email, role string) {
	k.t.Helper()
	args := append([]string{"user", "add", email, "--role", role}, k.db...)
	if status, _, errs := commandIn(k.t, nil, firstPassword+"\n", args...); status != 0 {
		k.t.Fatalf("user add: exit %d: %s", status, errs)
	}
}

// oneTime is the telephone: the code of a step from now. Each step's code works
// once, so the later of two logins takes a later one.
func (s *staff) oneTime(later int) string {
	s.t.Helper()
	code, err := hotp.GenerateCode(s.secret, uint64(time.Now().Unix()/30+int64(later)))
	s.must("making a code", err)
	return code
}

// press clicks what leads to a page with this status.
func (s *staff) press(selector string, want int64) load {
	s.t.Helper()
	status, cost := s.click(selector)
	if status != want {
		s.t.Fatalf("%s leads to %s with %d, want %d:\n%s", selector, s.address(), status, want, s.text("main"))
	}
	return cost
}

// at checks where the browser is, and looks at the page there.
func (s *staff) at(path, picture string) {
	s.t.Helper()
	if got := strings.TrimPrefix(s.address(), s.k.url); got != path && !strings.HasPrefix(got, path+"?") {
		s.t.Fatalf("at %s, want %s:\n%s", got, path, s.text("main"))
	}
	s.looks(path, picture)
}

// audits tells whether this browser asks axe about a page: of two that see all
// the same ones each asks about half.
func (s *staff) audits(picture string) bool {
	if s.share == "" {
		return true
	}
	name := ownID.ReplaceAllString(picture, "")
	return (crc32.ChecksumIEEE([]byte(name))%2 == 0) == (s.share == "even")
}

// ownID is what another browser's picture of the same page is called otherwise:
// an id, or a code at the door.
var ownID = regexp.MustCompile(`[0-9a-z]{26}|[0-9A-Z]{6}`)

// looks holds the page to axe and the width of the window, and takes its
// picture.
func (s *staff) looks(path, picture string) {
	s.t.Helper()
	if !s.noScript && s.audits(picture) {
		for _, v := range s.violations(pageRules) {
			s.t.Errorf("%s: %v", path, v)
		}
	}
	if over := s.overflow(); over > 0 {
		s.t.Errorf("%s is %d pixels too wide", path, over)
	}
	s.snap("desk-" + s.pages + "-" + picture)
	s.seen = append(s.seen, path)
}

// givesPassword goes through the first step.
func (s *staff) givesPassword(want int64) {
	s.t.Helper()
	s.fill("#f-email", s.email)
	s.fill("#f-password", s.password)
	s.press("main form .button", want)
}

var groups = regexp.MustCompile(`[A-Z2-7]{4}(?: [A-Z2-7]{4})+`)

// enrols sets up the second step and keeps the recovery codes.
func (s *staff) enrols() {
	s.t.Helper()
	s.at("/desk/enrol", "enrol")
	s.secret = strings.ReplaceAll(groups.FindString(s.text(".secret")), " ", "")
	s.fill("#f-code", "000000")
	s.press("main form .button", 422)
	s.at("/desk/enrol", "enrol-wrong")
	if again := strings.ReplaceAll(groups.FindString(s.text(".secret")), " ", ""); again != s.secret {
		s.t.Error("a wrong code changes the secret")
	}
	s.fill("#f-code", s.oneTime(0))
	s.press("main form .button", 200)
	s.at("/desk/enrol", "codes")
	s.recovery = strings.Fields(s.text(".codes"))
	if len(s.recovery) != 10 {
		s.t.Fatalf("recovery codes %q", s.recovery)
	}
}

// logsOut leaves by the button that every page has.
func (s *staff) logsOut() {
	s.t.Helper()
	s.press(".desk-who button", 200)
	s.at("/desk/login", "out")
	if names := s.cookies(); len(names) != 0 {
		s.t.Errorf("cookies %q after logging out", names)
	}
}

// TestBrowserDeskLogin goes through everything that logging in needs, in a browser, on
// a phone with JavaScript and on a desktop.
func TestBrowserDeskLogin(t *testing.T) {
	t.Parallel()
	k, c := begin(t, nil, mailtest.New(t, mailtest.Options{}), ""), startChrome(t)
	shares := map[string]string{"phone": "even", "desktop": "odd"}
	for name, v := range map[string]visitor{"phone": phone, "desktop": desktop} {
		t.Run(name, func(t *testing.T) {
			k.t = t
			email := name + "@zorgenwerk.example"
			k.addUser(email, "admin")
			s := &staff{tab: c.tab(t, v), k: k, email: email, password: firstPassword, pages: name, share: shares[name]}
			s.comesFirst()
			s.comesBack()
			s.usesARecoveryCode()
			s.forgetsThePassword()
			s.looksAround()
			s.writesAText()
			s.isInvited()
			s.hasSeenAll()
		})
	}
}

func (s *staff) comesFirst() {
	s.visit(s.k.url + "/desk/users")
	s.at("/desk/login", "login")
	s.password = "een verkeerd wachtwoord"
	s.givesPassword(422)
	s.at("/desk/login", "login-wrong")
	s.focusComesTo("problems")
	if typed := s.value("#f-email"); typed != s.email {
		s.t.Errorf("after an error the field holds %q", typed)
	}
	s.password = firstPassword
	s.givesPassword(200)
	if names := s.cookies(); len(names) != 1 || names[0] != "__Host-kantine" {
		s.t.Fatalf("cookies %q", names)
	}
	half := s.cookie()
	s.visit(s.k.url + "/desk/users")
	s.at("/desk/enrol", "enrol")
	s.enrols()
	if s.cookie() == half {
		s.t.Error("the second step left the cookie as it was")
	}
	s.press("main .button", 200)
	s.at("/desk/users", "users")
}

func (s *staff) comesBack() {
	s.logsOut()
	s.visit(s.k.url + "/desk")
	s.at("/desk/login", "login")
	s.givesPassword(200)
	s.at("/desk/code", "code")
	s.fill("#f-code", "12 34 56")
	s.press("main form .button", 422)
	s.at("/desk/code", "code-wrong")
	s.fill("#f-code", s.oneTime(1))
	s.press("main form .button", 200)
	s.at("/desk", "today")
}

func (s *staff) usesARecoveryCode() {
	s.logsOut()
	s.givesPassword(200)
	s.press("main form a", 200)
	s.at("/desk/recovery", "recovery")
	s.fill("#f-code", strings.ToUpper(s.recovery[0]))
	s.press("main form .button", 200)
	s.at("/desk", "today")
	s.logsOut()
	s.givesPassword(200)
	s.press("main form a", 200)
	s.fill("#f-code", s.recovery[0])
	s.press("main form .button", 422) // it is used up
	s.visit(s.k.url + "/desk/login")
}

var resetLink = regexp.MustCompile(`http://\S+/desk/reset/\S+`)

func (s *staff) forgetsThePassword() {
	s.press("main form a", 200)
	s.at("/desk/forgotten", "forgotten")
	s.fill("#f-email", strings.ToUpper(s.email))
	s.press("main form .button", 200)
	s.at("/desk/forgotten", "forgotten-sent")
	var link string
	eventually(s.t, "the link comes by mail", func() bool {
		for _, m := range s.k.post.Messages() {
			if m.To[0] == s.email {
				link = resetLink.FindString(readLetter(s.t, m.Raw).text)
			}
		}
		return link != ""
	})
	s.visit(link)
	s.at(strings.TrimPrefix(link, s.k.url), "reset")
	s.fill("#f-password", "kort")
	s.press("main form .button", 422)
	s.password = "een heel nieuw wachtwoord"
	s.fill("#f-password", s.password)
	s.press("main form .button", 200)
	s.at("/desk/login", "reset-done")
	if status, _ := s.visit(link); status != http.StatusGone {
		s.t.Errorf("the link works twice: %d", status)
	}
	s.at(strings.TrimPrefix(link, s.k.url), "reset-gone")
	s.visit(s.k.url + "/desk/login")
	s.givesPassword(200)
	s.press("main form a", 200)
	s.fill("#f-code", s.recovery[1])
	s.press("main form .button", 200)
	s.at("/desk", "today")
}

// isInvited lets an administrator invite somebody, who comes in by the link.
func (s *staff) isInvited() {
	email := "invited-" + s.email
	s.visit(s.k.url + "/desk/users")
	s.fill("#f-email", email)
	s.press("main section .plain", 200)
	s.at("/desk/users", "users-link")
	link := strings.TrimSpace(s.text(".state .secret"))
	s.logsOut()
	s.visit(link)
	s.at(strings.TrimPrefix(link, s.k.url), "invite")
	s.fill("#f-password", firstPassword)
	s.press("main form .button", 200)
	s.email, s.password = email, firstPassword
	s.givesPassword(200)
	s.at("/desk/enrol", "invited-enrol")
}

// cookies are the names of the cookies that the tab holds.
func (b *tab) cookies() (names []string) {
	b.t.Helper()
	answer, err := chromedp.Call(b.ctx, network.GetCookies, network.GetCookiesParams{})
	b.must("reading the cookies", err)
	for _, cookie := range answer.Cookies {
		names = append(names, cookie.Name)
	}
	return names
}

// cookie is the only cookie's value.
func (b *tab) cookie() string {
	b.t.Helper()
	answer, err := chromedp.Call(b.ctx, network.GetCookies, network.GetCookiesParams{})
	b.must("reading the cookies", err)
	if len(answer.Cookies) != 1 {
		b.t.Fatalf("%d cookies", len(answer.Cookies))
	}
	return answer.Cookies[0].Value
}

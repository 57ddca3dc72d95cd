package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"kantine/mailer/mailtest"
)

// typist is somebody at the desk who has no mouse.
type typist struct {
	*staff
	picture int
}

// TestBrowserDeskByKeyboard goes through a day at the desk with Tab, Enter and Space:
// logs in, moves a session, receives people at the door, and settles the absence
// of a facilitator. Every page on the way is gone through from its beginning to
// its end.
func TestBrowserDeskByKeyboard(t *testing.T) {
	t.Parallel()
	k, c := begin(t, nil, mailtest.New(t, mailtest.Options{}), "2026-12-03T09:00:00+01:00"), startChrome(t)
	mustCommand(t, with(k.db, "import", demoFiles, "--test-clock", k.clock.path)...)
	s := &typist{staff: &staff{tab: c.tab(t, desktop), k: k, email: "co@zorgenwerk.example", password: firstPassword, pages: "keyboard"}}
	k.addUser(s.email, "coordinator")
	s.visit(k.url + "/desk")
	s.logsIn()
	s.movesASession()
	s.receivesPeople()
	s.settlesAnAbsence()
	s.goes(".desk-who button", " ", "/desk/login")
}

// goes presses a key on what the CSS selector names, and looks at the page where
// that leads.
func (s *typist) goes(selector, key, path string) {
	s.t.Helper()
	s.tabTo(selector)
	s.sends(key, path)
}

// sends presses a key where the focus is. A path that ends in a slash goes on
// with what has just been made.
func (s *typist) sends(key, path string) {
	s.t.Helper()
	if status, cost := s.follow("pressing a key", typed(key)); status != 200 || len(cost.console)+len(cost.failed) > 0 {
		s.t.Fatalf("%s: %d, console %q, failed %q:\n%s", s.address(), status, cost.console, cost.failed, s.text("main"))
	}
	if here := strings.TrimPrefix(s.address(), s.k.url); strings.HasSuffix(path, "/") && strings.HasPrefix(here, path) {
		path, _, _ = strings.Cut(here, "?")
	}
	s.picture++
	s.at(path, fmt.Sprintf("%02d%s", s.picture, strings.ReplaceAll(path, "/", "-")))
	s.isNoTrap()
}

// types goes to a field and types over what is in it.
func (s *typist) types(selector, text string) {
	s.t.Helper()
	s.tabTo(selector)
	s.key(text)
	if got := s.value(selector); got != text {
		s.t.Errorf("%s: %s holds %q after typing %q", s.address(), selector, got, text)
	}
}

// isNoTrap goes through the page from where it begins until the focus leaves it.
func (s *typist) isNoTrap() {
	s.t.Helper()
	stops, trapped := s.tabsThrough()
	for _, at := range stops {
		if !at.shown() {
			s.t.Errorf("%s: the focus is not to be seen: %+v", s.address(), at)
		}
	}
	if trapped || len(stops) < 3 {
		s.t.Fatalf("%s: after %d stops, trapped %v: %+v", s.address(), len(stops), trapped, stops)
	}
}

// logsIn sets up the second step, and comes back by it.
func (s *typist) logsIn() {
	s.isNoTrap()
	s.types("#f-email", s.email)
	s.types("#f-password", s.password)
	s.sends(kb.Enter, "/desk/enrol")
	s.secret = strings.ReplaceAll(groups.FindString(s.text(".secret")), " ", "")
	s.types("#f-code", s.oneTime(0))
	s.sends(kb.Enter, "/desk/enrol")
	s.goes("main .button", kb.Enter, "/desk")
	s.goes(".desk-who button", kb.Enter, "/desk/login")
	s.types("#f-email", s.email)
	s.types("#f-password", s.password)
	s.goes("main form button", " ", "/desk/code")
	s.types("#f-code", s.oneTime(1))
	s.sends(kb.Enter, "/desk")
}

// movesASession opens one, looks at its page and its letter as they would be,
// moves it, and sees who is told.
func (s *typist) movesASession() {
	const path = "/desk/sessions/" + onlineFull
	s.goes(`.desk-nav a[href="/desk/sessions"]`, kb.Enter, "/desk/sessions")
	s.goes(`tbody a[href="`+path+`"]`, kb.Enter, path)
	s.goes(`main a[href="`+path+`/letter"]`, kb.Enter, path+"/letter")
	s.visit(s.k.url + path) // the way back is the browser's own
	s.goes(`main a[href="`+path+`/edit"]`, kb.Enter, path+"/edit")
	s.types(`#f-block\.0\.start`, "14.00")
	s.types(`#f-block\.0\.end`, "17.00")
	s.tabTo(`input[name="own_reminders"]`)
	s.key("  ") // on, and off again
	s.goes("main form .save .button", kb.Enter, path+"/edit")
	if said := s.text("main"); !strings.Contains(said, "facilitator1@zorgenwerk.example") || s.k.read(onlineFull).Sequence != 0 {
		s.t.Errorf("who is told: %s", said)
	}
	s.goes(`button[value="send"]`, " ", path)
	if now := s.k.read(onlineFull); now.Sequence != 1 || !now.StartsAt.Equal(at(s.t, "2027-01-28T14:00:00+01:00")) {
		s.t.Errorf("after moving it: %+v", now)
	}
}

// receivesPeople marks one as there and counts one who walked in.
func (s *typist) receivesPeople() {
	const path = "/desk/sessions/" + metalWorkshop
	s.goes(`.desk-nav a[href="/desk/sessions"]`, kb.Enter, "/desk/sessions")
	s.goes(`tbody a[href="`+path+`"]`, kb.Enter, path)
	s.goes(`main a[href="`+path+`/check-in"]`, kb.Enter, path+"/check-in")
	s.goes(`.door button[value="attended"]`, " ", path+"/check-in")
	if n := s.count(".door .door-attended"); n != 1 {
		s.t.Errorf("%d are there", n)
	}
	s.tabTo(`.tally button[value="1"]`)
	s.key(" ")
	// While it is on its way the page does not let itself be left.
	eventually(s.t, "the walk-in is counted", func() bool { return s.attribute(".tally", "data-counted") == "1" })
	if shown := s.text(".tally output"); shown != "1" {
		s.t.Errorf("%s walked in", shown)
	}
}

// settlesAnAbsence goes through journey 3.6 and takes it back.
func (s *typist) settlesAnAbsence() {
	s.goes(".brand", kb.Enter, "/desk")
	s.goes(`main a[href="/desk/absence"]`, kb.Enter, "/desk/absence")
	s.tabTo("#f-facilitator")
	s.key("Mila")
	if who := s.value("#f-facilitator"); who != "fac-5" {
		s.t.Fatalf("by its first letters, %s is chosen", who)
	}
	s.types("#f-from", "15-3-2027")
	s.types("#f-to", "19-3-2027")
	s.tabTo("main form .button")
	s.sends(kb.Enter, "/desk/absences/")
	s.goes("main form .button", kb.Enter, "/desk/absences/")
	s.goes(`button[value="send"]`, " ", "/desk/rearrangements/")
	s.goes("main form .button", kb.Enter, "/desk/rearrangements/")
	if crew := ask[struct{ Facilitators []string }](s.k, "GET", "/sessions/ses-17", nil, 200).Facilitators; len(crew) != 1 || crew[0] != "fac-5" {
		s.t.Errorf("after taking it back, led by %q", crew)
	}
}

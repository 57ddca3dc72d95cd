package main

import (
	"regexp"
	"strings"
	"testing"
)

var (
	logInLine = regexp.MustCompile(`log-in\s+(\S+@\S+)\s+(\S+)`)
	shownCode = regexp.MustCompile(`\d{6}`)
)

// TestBrowserDemoDesk logs in as the demo tells a newcomer to, with nothing but what
// stands on the screen: in every role, in both languages, in the dark, and
// without JavaScript.
func TestBrowserDemoDesk(t *testing.T) {
	t.Parallel()
	stage, c := openStage(t), startChrome(t)
	people := logInLine.FindAllStringSubmatch(stage.said, -1)
	if len(people) != 4 {
		t.Fatalf("the demo names %d log-ins: %s", len(people), stage.said)
	}
	t.Run("without scripts", func(t *testing.T) {
		stage.running.t = t
		s := &staff{tab: c.tab(t, visitor{noScript: true}), k: stage.running, email: people[0][1], password: people[0][2]}
		s.visit(s.k.url + "/desk/users")
		s.givesPassword(200)
		s.readsCode()
		s.press("main .button", 200)
		if got := s.address(); got != s.k.url+"/desk/users" {
			t.Fatalf("at %s", got)
		}
		s.press(".desk-who button", 200)
	})
	for i, person := range people {
		name, _, _ := strings.Cut(person[1], "@")
		t.Run(name, func(t *testing.T) {
			stage.running.t = t
			v := []visitor{desktop, phone, desktop, phone}[i]
			v.dark, v.language = i%2 == 1, []string{"nl", "nl", "en", "en"}[i]
			s := &staff{tab: c.tab(t, v), k: stage.running, email: person[1], password: person[2], pages: "demo-" + name}
			s.visit(s.k.url + "/desk")
			s.givesPassword(200)
			if i > 0 { // the first has enrolled already
				s.at("/desk/enrol", "enrol")
				s.readsCode()
				s.press("main .button", 200)
				s.at("/desk", "today")
				s.logsOut()
				s.givesPassword(200)
			}
			s.at("/desk/code", "code")
			s.readsCode()
			s.at("/desk", "today")
			s.visit(s.k.url + "/desk/account")
			s.at("/desk/account", "account")
		})
	}
}

// readsCode gives the code that the demo shows in the place of a telephone.
func (s *staff) readsCode() {
	s.t.Helper()
	s.fill("#f-code", shownCode.FindString(s.text(".state")))
	s.press("main form .button", 200)
}

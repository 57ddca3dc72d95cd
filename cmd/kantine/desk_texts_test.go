package main

import (
	"strings"

	"github.com/chromedp/chromedp"
)

// writesAText changes the words of a letter, looks at it, tests it on itself
// and saves it: from then on letters have these words. Then it tests the mail
// server.
func (s *staff) writesAText() {
	const path = "/desk/texts/confirmation/nl"
	s.visit(s.k.url + path)
	if n := s.count(".chips button"); n < 40 {
		s.t.Errorf("%d fields can be put in", n)
	}
	s.fill("#f-source", "Onderwerp: Tot {{nooit}}\n\nWoorden van "+s.pages+".\n{{date}}, {{time}}, {{where}}\n{{join_link}}\n\n")
	s.press(`button[value="save"]`, 422)
	s.at(path, "text-wrong")
	s.fill("#f-source", "Onderwerp: Tot dan\n\nWoorden van "+s.pages+".\n{{date}}, {{time}}, {{where}}\n{{join_link}}\n\nOver: ")
	// After an error the fields are open.
	s.do("putting a field in", chromedp.Click(chromedp.CSS(`.chips li:nth-child(5) button`)))
	if text := s.value("#f-source"); !strings.HasSuffix(text, "Over: {{title}}") {
		s.t.Errorf("the field is not where the cursor was: %q", text)
	}
	s.press(`button[value="preview"]`, 200)
	s.at(path, "text-preview")
	if text := s.text("pre.letter"); !strings.Contains(text, "Woorden van "+s.pages) || strings.Contains(text, "{{") {
		s.t.Errorf("the preview says %q", text)
	}
	s.press(`button[value="test"]`, 200)
	s.at(path, "text-tested")
	s.press(`button[value="save"]`, 200)
	s.at(path, "text-saved")

	k := s.k
	session := k.session(k.offer(nil).ID, nextMonth(), nil)
	k.register(session.ID, "schrijft-"+s.pages, "nl", nil)
	test, real := s.mailWith(s.email, "[test] Tot dan"), s.mailWith("schrijft-"+s.pages+"@post.example", "Tot dan")
	if test.shape != "multipart/alternative(text/plain text/html)" || test.header.Get("List-Unsubscribe") != "" {
		s.t.Errorf("the test is %s", test.raw)
	}
	for _, l := range []*letter{test, real} {
		if !strings.Contains(l.text, "Woorden van "+s.pages) || !strings.Contains(l.html, "Woorden van "+s.pages) {
			s.t.Errorf("without the new words: %s", l.text)
		}
	}
	real.check(s.t, "nl", "REQUEST", "confirmation", false)
	s.testsTheServer()
}

// mailWith waits for the mail to an address that has a subject.
func (s *staff) mailWith(to, subject string) *letter {
	s.t.Helper()
	var found *letter
	eventually(s.t, subject+" comes", func() bool {
		for _, m := range s.k.post.Messages() {
			if l := readLetter(s.t, m.Raw); m.To[0] == to && l.subject == subject {
				found = l
			}
		}
		return found != nil
	})
	return found
}

// testsTheServer goes the way of a mail to its end.
func (s *staff) testsTheServer() {
	s.visit(s.k.url + "/desk/settings")
	s.press("main form .button", 200)
	s.at("/desk/settings/mail", "mail-tested")
	s.mailWith(s.email, "[test] Proef van de mailserver")
	if failed := s.count(".step-failed"); failed != 0 || !strings.Contains(s.text(".steps"), "Mail aangenomen") {
		s.t.Errorf("the test says %s", s.text(".steps"))
	}
	s.press("main form .button", 429) // it is too soon
	s.visit(s.k.url + "/desk/settings")
	if server := "smtp://" + s.k.post.Addr(); !strings.Contains(s.text("main"), server) {
		s.t.Errorf("the settings do not name %s", server)
	}
}

package main

import (
	"regexp"
	"strings"
	"time"
)

// deskFiles are routes of the desk that give a file to download, or a letter for
// a frame.
var deskFiles = []string{
	"/desk/sessions/{id}/attendees.csv", "/desk/sessions/{id}/attendees.xlsx", "/desk/employers.csv", "/desk/employers.xlsx", "/desk/outbox/{id}/frame",
}

// attendeePages makes a session that begins in an hour, with somebody on its
// waitlist, and gives the pages about who comes.
func (s *staff) attendeePages() []string {
	s.t.Helper()
	soon := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	session := s.k.session(s.k.offer(object{"capacity": 1}).ID, soon, nil)
	kim := s.k.register(session.ID, s.pages, "nl", nil)
	s.k.register(session.ID, s.pages+"-2", "en", object{"needs": "Ringleiding", "employer": "Voorbeeld Verpakking"})
	at, person := "/desk/sessions/"+session.ID, "/desk/registrations/"+kim.ID
	return []string{
		"/desk/search?q=" + s.pages, "/desk/attendees", at + "/attendees", at + "/attendees/add", at + "/sign-in", at + "/move", person, person + "/move",
		at + "/check-in", at + "/mail", "/desk/check-in/" + s.codeOf(kim.ManageURL),
	}
}

var doorCode = regexp.MustCompile(`door-letters">([2-9A-Z]{3}) ([2-9A-Z]{3})<`)

// codeOf reads the code that somebody shows at the door from their own page.
func (s *staff) codeOf(manage string) string {
	s.t.Helper()
	page := s.k.send("GET", strings.TrimPrefix(manage, s.k.url), nil)
	code := doorCode.FindStringSubmatch(string(page.body))
	if code == nil {
		s.t.Fatalf("no code on %s", page.body)
	}
	return code[1] + code[2]
}

package main

import "time"

// deskFiles are routes of the desk that give a file to download.
var deskFiles = []string{"/desk/sessions/{id}/attendees.csv", "/desk/sessions/{id}/attendees.xlsx"}

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
	}
}

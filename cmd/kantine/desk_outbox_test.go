package main

// outboxPages gives the pages of the outbox, with those of somebody's letter.
func (s *staff) outboxPages() []string {
	s.t.Helper()
	session := s.k.session(s.k.offer(object{"capacity": 1}).ID, "2031-02-11T14:30", nil)
	s.k.register(session.ID, "outbox-"+s.pages, "nl", nil)
	letters := s.k.messages("session", session.ID, "kind", "confirmation")
	if len(letters) == 0 {
		s.t.Fatal("nobody is owed a letter")
	}
	at := "/desk/outbox/" + letters[0].ID
	return []string{
		"/desk/outbox", "/desk/outbox/tomorrow", "/desk/outbox/pause", at, at + "/retry", at + "/hold", at + "/drop",
		"/desk/sessions/" + session.ID + "/what-if?starts_at=2031-02-12T09:30",
	}
}

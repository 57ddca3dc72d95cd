package site

import (
	"kantine/events"
	"kantine/templates"
)

// Preview is a session's page as visitors would see it, for who plans it.
func (s *Site) Preview(lang string, view *events.SessionView) templates.View {
	v := visit{lang: lang, keep: true, now: s.service.Now()}
	page := s.sessionPage(v, view)
	page.NoIndex = true
	if page.Seats.Joinable() {
		page.Form = s.emptyForm(v, &view.Session, "")
	}
	return page
}

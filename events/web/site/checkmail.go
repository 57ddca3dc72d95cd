package site

import (
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// checkMail answers a form without telling whether the address was known.
func (s *Site) checkMail(w http.ResponseWriter, r *http.Request) error {
	session, err := s.service.SessionBySlug(r.Context(), mux.Vars(r)["slug"])
	if err != nil {
		return err
	}
	if !session.Public() {
		return events.Refuse(events.CodeNotFound)
	}
	programme, err := s.service.Programme(r.Context())
	if err != nil {
		return err
	}
	path := sessionPath(&session)
	view := templates.CheckMailPage{
		Layout:   s.visit(r).layout(&programme, path+"/check-mail", session.Offering.Discreet),
		BackPath: path, LostPath: "/lost",
	}
	view.NoIndex = true
	if view.Discreet {
		view.BackPath = ""
	}
	return s.reply.Page(w, r, http.StatusOK, view)
}

package site

import (
	"errors"
	"net/http"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// lost is "/lost": my link again, by mail.
func (s *Site) lost(w http.ResponseWriter, r *http.Request) error {
	return s.showLost(w, r, http.StatusOK, templates.LostPage{Sent: r.URL.Query().Get("sent") != ""})
}

// requestLinks is its POST; the answer is the same for every address.
func (s *Site) requestLinks(w http.ResponseWriter, r *http.Request) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	email := fields.Get("email")
	takeBack, err := s.admit(r, email, "")
	if err != nil {
		return err
	}
	err = s.service.RequestLinks(r.Context(), email)
	if err == nil {
		return s.see(w, r, "/lost?sent=1")
	}
	takeBack()
	var refusal *events.Error
	if !errors.As(err, &refusal) || refusal.Code != events.CodeValidation {
		return err
	}
	return s.showLost(w, r, http.StatusUnprocessableEntity, templates.LostPage{
		Email: email, Errors: s.fieldErrors(s.visit(r), refusal),
	})
}

func (s *Site) showLost(w http.ResponseWriter, r *http.Request, status int, page templates.LostPage) error {
	programme, err := s.service.Programme(r.Context())
	if err != nil {
		return err
	}
	page.Layout = s.visit(r).layout(&programme, "/lost", false)
	page.Action, page.NoIndex = "/lost", page.Sent || status != http.StatusOK
	w.Header().Set("Cache-Control", "no-store")
	return s.reply.Page(w, r, status, page)
}

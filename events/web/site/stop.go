package site

import (
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// stopQuestion is "/u/{token}": it asks, and shows what came of it.
func (s *Site) stopQuestion(w http.ResponseWriter, r *http.Request) error {
	view, err := s.service.Manage(r.Context(), events.PurposeStop, mux.Vars(r)["token"])
	if events.CodeOf(err) == events.CodeNotFound {
		return s.stopAssignmentQuestion(w, r)
	}
	if err != nil {
		return err
	}
	return s.showStop(w, r, &view, view.Registration.RemindersOff)
}

// stop is its POST, by a person or, in one click, by a mail provider, which
// must not be sent elsewhere (RFC 8058 §3.2). What is in the body matters to
// the answer only.
func (s *Site) stop(w http.ResponseWriter, r *http.Request) error {
	view, err := s.service.Manage(r.Context(), events.PurposeStop, mux.Vars(r)["token"])
	if events.CodeOf(err) == events.CodeNotFound {
		return s.stopAssignment(w, r)
	}
	if err != nil {
		return err
	}
	fields, err := reply.Form(w, r)
	person := err == nil && fields.Get("List-Unsubscribe") == ""
	if _, err := s.service.StopReminders(r.Context(), view.Registration.ID); err != nil {
		return err
	}
	if person {
		return s.see(w, r, r.URL.Path)
	}
	return s.showStop(w, r, &view, true)
}

// showStop leads to no other page of the registration: this link may do less
// than the one that manages it.
func (s *Site) showStop(w http.ResponseWriter, r *http.Request, view *events.RegistrationView, done bool) error {
	v := s.visit(r)
	zone := s.zone(view.Session.Zone)
	page := templates.StopPage{
		Layout: v.layout(&view.Programme, r.URL.Path, view.Discreet()), Action: r.URL.Path, Done: done,
		Start: view.Block.StartsAt.In(zone), End: view.Block.EndsAt.In(zone),
	}
	page.NoIndex = true
	if !page.Discreet {
		page.Title = view.Session.Heading().In(v.lang)
	}
	return s.reply.Page(w, r, http.StatusOK, page)
}

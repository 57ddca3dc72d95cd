package site

import (
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// stopAssignmentQuestion is "/u/{token}" from a letter to a facilitator or to
// the employer a session is held at.
func (s *Site) stopAssignmentQuestion(w http.ResponseWriter, r *http.Request) error {
	view, err := s.service.Assigned(r.Context(), mux.Vars(r)["token"])
	if events.CodeOf(err) == events.CodeNotFound {
		return s.stopNewsletterQuestion(w, r)
	}
	if err != nil {
		return err
	}
	return s.showStopAssignment(w, r, &view, view.Assignment.Quiet)
}

// stopAssignment is its POST, by a person or in one click by a mail provider.
func (s *Site) stopAssignment(w http.ResponseWriter, r *http.Request) error {
	view, err := s.service.Assigned(r.Context(), mux.Vars(r)["token"])
	if events.CodeOf(err) == events.CodeNotFound {
		return s.stopNewsletter(w, r)
	}
	if err != nil {
		return err
	}
	if err := s.service.Quieten(r.Context(), mux.Vars(r)["token"]); err != nil {
		return err
	}
	return s.showStopAssignment(w, r, &view, true)
}

func (s *Site) showStopAssignment(w http.ResponseWriter, r *http.Request, view *events.AssignmentView, done bool) error {
	v := s.visit(r)
	zone := s.zone(view.Session.Zone)
	page := templates.StopPage{
		Layout: v.layout(&view.Programme, r.URL.Path, view.Session.Offering.Discreet), Action: r.URL.Path, Done: done, Assignment: true,
		Start: view.Session.StartsAt().In(zone), End: view.Session.EndsAt().In(zone),
	}
	page.NoIndex = true
	if !page.Discreet {
		page.Title = view.Session.Heading().In(v.lang)
	}
	return s.reply.Page(w, r, http.StatusOK, page)
}

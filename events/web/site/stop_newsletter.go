package site

import (
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// stopNewsletterQuestion is "/u/{token}" from a letter about the newsletter.
func (s *Site) stopNewsletterQuestion(w http.ResponseWriter, r *http.Request) error {
	_, err := s.service.Subscribing(r.Context(), events.PurposeStop, mux.Vars(r)["token"])
	stopped := events.CodeOf(err) == events.CodeGone
	if err != nil && !stopped {
		return err
	}
	return s.showStopNewsletter(w, r, stopped)
}

// stopNewsletter is its POST, by a person or in one click by a mail provider.
func (s *Site) stopNewsletter(w http.ResponseWriter, r *http.Request) error {
	if err := s.service.StopSubscription(r.Context(), mux.Vars(r)["token"]); err != nil {
		return err
	}
	return s.showStopNewsletter(w, r, true)
}

func (s *Site) showStopNewsletter(w http.ResponseWriter, r *http.Request, done bool) error {
	programme, err := s.service.Programme(r.Context())
	if err != nil {
		return err
	}
	page := templates.StopPage{
		Layout: s.visit(r).layout(&programme, r.URL.Path, false), Action: r.URL.Path, Done: done, Newsletter: true,
	}
	page.NoIndex = true
	return s.reply.Page(w, r, http.StatusOK, page)
}

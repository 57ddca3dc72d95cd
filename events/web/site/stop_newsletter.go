package site

import (
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// stopNewsletterQuestion is "/u/{token}" from a letter about the newsletter, or
// from the answer to a request.
func (s *Site) stopNewsletterQuestion(w http.ResponseWriter, r *http.Request) error {
	err := s.service.Interested(r.Context(), mux.Vars(r)["token"])
	if events.CodeOf(err) != events.CodeNotFound {
		if err != nil {
			return err
		}
		return s.showStopAddress(w, r, templates.StopPage{Interest: true})
	}
	_, err = s.service.Subscribing(r.Context(), events.PurposeStop, mux.Vars(r)["token"])
	stopped := events.CodeOf(err) == events.CodeGone
	if err != nil && !stopped {
		return err
	}
	return s.showStopAddress(w, r, templates.StopPage{Newsletter: true, Done: stopped})
}

// stopNewsletter is its POST, by a person or in one click by a mail provider.
func (s *Site) stopNewsletter(w http.ResponseWriter, r *http.Request) error {
	err := s.service.ForgetInterest(r.Context(), mux.Vars(r)["token"])
	if events.CodeOf(err) != events.CodeNotFound {
		if err != nil {
			return err
		}
		return s.showStopAddress(w, r, templates.StopPage{Interest: true, Done: true})
	}
	if err := s.service.StopSubscription(r.Context(), mux.Vars(r)["token"]); err != nil {
		return err
	}
	return s.showStopAddress(w, r, templates.StopPage{Newsletter: true, Done: true})
}

// showStopAddress shows a page that is about an address and no session.
func (s *Site) showStopAddress(w http.ResponseWriter, r *http.Request, page templates.StopPage) error {
	programme, err := s.service.Programme(r.Context())
	if err != nil {
		return err
	}
	page.Layout, page.Action = s.visit(r).layout(&programme, r.URL.Path, false), r.URL.Path
	page.NoIndex = true
	return s.reply.Page(w, r, http.StatusOK, page)
}

package site

import (
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// newsletter is "/n/{token}": it asks whether the newsletter is wanted.
func (s *Site) newsletter(w http.ResponseWriter, r *http.Request) error {
	sub, err := s.service.Subscribing(r.Context(), events.PurposeNewsletter, mux.Vars(r)["token"])
	if err != nil {
		return err
	}
	programme, err := s.service.Programme(r.Context())
	if err != nil {
		return err
	}
	v := s.visit(r)
	page := templates.NewsletterPage{
		Layout: v.layout(&programme, r.URL.Path, false), Action: r.URL.Path, Done: !sub.ConfirmedAt.IsZero(),
		Name: programme.Newsletter.Name, Email: maskEmail(sub.Email),
	}
	page.NoIndex = true
	// The programme says how often in its own language only.
	if v.lang == programme.DefaultLanguage {
		page.Frequency = programme.Newsletter.Frequency
	}
	return s.reply.Page(w, r, http.StatusOK, page)
}

// confirmNewsletter is its POST.
func (s *Site) confirmNewsletter(w http.ResponseWriter, r *http.Request) error {
	if err := s.service.ConfirmSubscription(r.Context(), mux.Vars(r)["token"]); err != nil {
		return err
	}
	return s.see(w, r, r.URL.Path)
}

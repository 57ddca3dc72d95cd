package site

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

const interestPath = "/doe-mee"

// interest is "/doe-mee": an employer asks for a session.
func (s *Site) interest(w http.ResponseWriter, r *http.Request) error {
	return s.showInterest(w, r, http.StatusOK, templates.InterestPage{Sent: r.URL.Query().Get("sent") != ""})
}

// askInterest is its POST; the answer is the same for every address.
func (s *Site) askInterest(w http.ResponseWriter, r *http.Request) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	c := events.InterestCommand{
		Company: fields.Get("company"), Name: fields.Get("name"), Email: fields.Get("email"), Phone: fields.Get("phone"),
		Postcode: fields.Get("postcode"), City: fields.Get("city"), Interests: fields["interests"], Message: fields.Get("message"),
		Language: reply.Language(r), Once: formOnce(interestPath, fields),
		// For the coordinators, who speak the programme's language.
		NextAction: s.catalog.T(events.DefaultLanguage, "desk.choice.action_answer"),
	}
	request := ""
	if c.Once != nil {
		request = c.Once.Key
	}
	takeBack, err := s.admit(r, c.Email, request)
	if err != nil {
		return s.keepInterest(w, r, fields, err)
	}
	if err := s.service.AskInterest(r.Context(), c); err != nil {
		takeBack()
		return s.keepInterest(w, r, fields, err)
	}
	return s.see(w, r, interestPath+"?sent=1")
}

// keepInterest answers a refusal with everything that was typed, where the
// person can do something about it.
func (s *Site) keepInterest(w http.ResponseWriter, r *http.Request, fields url.Values, refused error) error {
	var refusal *events.Error
	if !errors.As(refused, &refusal) {
		return refused
	}
	page := templates.InterestPage{
		Company: fields.Get("company"), Name: fields.Get("name"), Email: fields.Get("email"), Phone: fields.Get("phone"),
		Postcode: fields.Get("postcode"), City: fields.Get("city"), Chosen: fields["interests"], Message: fields.Get("message"),
	}
	switch refusal.Code {
	case events.CodeValidation:
		page.Errors = s.fieldErrors(s.visit(r), refusal)
	case events.CodeRateLimited, events.CodeOverloaded:
		page.Problem = string(refusal.Code)
	default:
		return refused
	}
	if refusal.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((refusal.RetryAfter+time.Second-1)/time.Second)))
	}
	return s.showInterest(w, r, reply.Status(refusal.Code), page)
}

func (s *Site) showInterest(w http.ResponseWriter, r *http.Request, status int, page templates.InterestPage) error {
	programme, err := s.service.Programme(r.Context())
	if err != nil {
		return err
	}
	page.Layout = s.visit(r).layout(&programme, interestPath, false)
	page.Action, page.Key, page.Interests = interestPath, newKey(), events.Interests()
	page.NoIndex = page.Sent || status != http.StatusOK
	w.Header().Set("Cache-Control", "no-store")
	return s.reply.Page(w, r, status, page)
}

package site

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// register is the POST of a session's form.
func (s *Site) register(w http.ResponseWriter, r *http.Request) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	slug := mux.Vars(r)["slug"]
	done, err := s.place(r, slug, fields)
	if err != nil {
		return s.keepInput(w, r, slug, fields, err)
	}
	if done.Already || done.Session.Offering.Discreet {
		return s.see(w, r, sessionPath(&done.Session)+"/check-mail")
	}
	return s.see(w, r, "/r/"+s.service.ManageToken(&done.Registration))
}

// place registers within the limits of public forms.
func (s *Site) place(r *http.Request, slug string, fields url.Values) (events.Registered, error) {
	c := events.RegisterCommand{
		Slug: slug, Form: true, Name: fields.Get("name"), Email: fields.Get("email"), Language: fields.Get("language"),
		Employer: fields.Get("employer"), Needs: fields.Get("needs"), Block: fields.Get("block"), Discreet: ticked(fields, "discreet"),
		ConsentNewsletter: ticked(fields, "consent_newsletter"), ConsentSurvey: ticked(fields, "consent_survey"),
		Once: formOnce(slug, fields),
	}
	if c.Language == "" {
		c.Language = reply.Language(r)
	}
	request := ""
	if c.Once != nil {
		request = c.Once.Key
	}
	takeBack, err := s.admit(r, c.Email, request)
	if err != nil {
		return events.Registered{}, err
	}
	done, err := s.service.Register(r.Context(), c)
	if err != nil {
		takeBack()
	}
	return done, err
}

func ticked(fields url.Values, name string) bool {
	switch fields.Get(name) {
	case "", "0", "false", "off", "no":
		return false
	}
	return true
}

// formOnce makes a double click one registration. Browsers keep pages, so a
// key may come again from another visitor or with another name in the form:
// it counts only together with all the other fields and the session.
func formOnce(slug string, fields url.Values) *events.Once {
	key := fields.Get("form")
	if key == "" || len(key) > 64 {
		return nil
	}
	body := make([]byte, 0, 512)
	write := func(s string) {
		body = append(binary.BigEndian.AppendUint32(body, uint32(len(s))), s...)
	}
	write(slug)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		for _, value := range fields[name] {
			write(name)
			write(value)
		}
	}
	once := &events.Once{Scope: "form", BodyHash: sha256.Sum256(body)}
	once.Key = key + "." + hex.EncodeToString(once.BodyHash[:16])
	return once
}

// keepInput answers a refusal with the page and everything that was typed,
// where the person can do something about it.
func (s *Site) keepInput(w http.ResponseWriter, r *http.Request, slug string, fields url.Values, refused error) error {
	var refusal *events.Error
	if !errors.As(refused, &refusal) {
		return refused
	}
	switch refusal.Code {
	case events.CodeValidation, events.CodeSessionFull, events.CodeSessionClosed, events.CodeRateLimited, events.CodeOverloaded:
	default:
		return refused
	}
	view, err := s.service.PublicSession(r.Context(), slug)
	if err != nil {
		return err
	}
	v := s.visit(r)
	page := s.sessionPage(v, &view)
	page.NoIndex = true
	page.Form = s.filledForm(v, &view.Session, fields, refusal)
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	if refusal.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(int((refusal.RetryAfter+time.Second-1)/time.Second)))
	}
	return s.reply.Page(w, r, reply.Status(refusal.Code), page)
}

func (s *Site) filledForm(v visit, session *events.Session, fields url.Values, refusal *events.Error) *templates.RegisterForm {
	form := s.emptyForm(v, session, newKey())
	form.Name, form.Email, form.Employer = fields.Get("name"), fields.Get("email"), fields.Get("employer")
	form.Needs, form.Block = fields.Get("needs"), fields.Get("block")
	if lang := fields.Get("language"); lang != "" {
		form.Language = lang
	}
	form.Discreet = ticked(fields, "discreet")
	form.ConsentNewsletter, form.ConsentSurvey = ticked(fields, "consent_newsletter"), ticked(fields, "consent_survey")
	if refusal.Code == events.CodeValidation {
		form.Errors = s.fieldErrors(v, refusal)
	} else {
		form.Problem = string(refusal.Code)
	}
	return form
}

// fieldErrors puts what is wrong with a form in words.
func (s *Site) fieldErrors(v visit, refusal *events.Error) []templates.FieldError {
	wrong := make([]templates.FieldError, len(refusal.Problems))
	for i, p := range refusal.Problems {
		wrong[i] = templates.FieldError{Field: p.Field, Message: s.reply.FieldMessage(v.lang, p)}
	}
	return wrong
}

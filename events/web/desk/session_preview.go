package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
	"kantine/templates/locale"
)

// PublicPage makes the page of a session as visitors see it; the public site
// does.
type PublicPage func(lang string, view *events.SessionView) templates.View

// previewPolicy keeps a page that only looks like the public one from being
// used: no script runs in it and no form leaves it (CSP 3 §6.2.2).
const previewPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation"

// unsaved reads what a preview is of: the session of the address, as a form
// that came along would make it.
func (d *Desk) unsaved(w http.ResponseWriter, r *http.Request, v *visit) (id string, in *events.SessionInput, err error) {
	fields := url.Values{}
	if r.Method == http.MethodPost {
		if fields, err = reply.LongForm(w, r); err != nil {
			return "", in, err
		}
	}
	id = mux.Vars(r)["id"]
	if id == newID {
		id = ""
	}
	var base events.Session
	switch {
	case id != "":
		base, err = d.service.Session(r.Context(), id)
	case len(fields) == 0:
		err = events.Refuse(events.CodeNotFound)
	default:
		base, err = d.fresh(r, v, fields.Get("offering"))
	}
	if err != nil || len(fields) == 0 {
		return id, in, err
	}
	typed, err := sessionForm{fields}.input(&base)
	typed.Offering = fields.Get("offering")
	return id, &typed, err
}

// unseen says in words why nothing can be shown of a form as it stands; an error
// that is not about the form is given back.
func (d *Desk) unseen(w http.ResponseWriter, r *http.Request, v *visit, path string, err error) error {
	var refusal *events.Error
	conflict := events.CodeOf(err) == events.CodeVersionConflict || events.CodeOf(err) == events.CodeSessionClosed
	if !errors.As(err, &refusal) || !typedWrong(err) && !conflict {
		return err
	}
	page := templates.DeskUnseenPage{Layout: d.layout(v, path), Code: string(refusal.Code)}
	for _, p := range renamed(refusal).Problems {
		page.Problems = append(page.Problems, d.blamed(v, p))
	}
	return d.page(w, r, reply.Status(refusal.Code), page)
}

// blamed puts a problem in words that tell which field they are about: here they
// stand far from it.
func (d *Desk) blamed(v *visit, p events.Problem) templates.DeskBlame {
	blame := templates.DeskBlame{Field: p.Field, Message: d.reply.FieldMessage(v.lang, p)}
	key := strings.ReplaceAll(p.Field, ".", "_")
	group, rest, _ := strings.Cut(p.Field, ".")
	number, field, _ := strings.Cut(rest, ".")
	switch {
	case group == "closes":
		key = "closes"
	case group == "rule", group == "block" && field == "capacity":
		key = group + "_" + field
	case group == "block":
		key = field
	}
	if key = "desk.field.session_" + key; !d.reply.Catalog.Has(v.lang, key) {
		return blame
	}
	blame.Label = d.reply.Catalog.T(v.lang, key)
	if n, err := strconv.Atoi(number); err == nil && (n > 0 || group == "rule") {
		blame.Label = d.reply.Catalog.T(v.lang, "desk.session.edit."+group, "Number", n+1) + ", " + blame.Label
	}
	return blame
}

// previewSession is "/desk/sessions/{id}/preview": the public page as it would be, of a
// draft too. Nothing is kept, and nobody can register on it.
func (d *Desk) previewSession(w http.ResponseWriter, r *http.Request, v *visit) error {
	id, in, err := d.unsaved(w, r, v)
	var shown events.SessionView
	if err == nil {
		shown, err = d.service.PreviewSession(r.Context(), id, in)
	}
	if err != nil {
		return d.unseen(w, r, v, fill("/desk/sessions/{id}/preview", orNew(id)), err)
	}
	w.Header().Set("Content-Security-Policy", previewPolicy)
	return d.page(w, r, http.StatusOK, d.publicPage(v.lang, &shown))
}

// previewLetters is "/desk/sessions/{id}/letter": the confirmation in each language, as
// somebody who registers now would get it.
func (d *Desk) previewLetters(w http.ResponseWriter, r *http.Request, v *visit) error {
	id, in, err := d.unsaved(w, r, v)
	path := fill("/desk/sessions/{id}/letter", orNew(id))
	if err != nil {
		return d.unseen(w, r, v, path, err)
	}
	page := templates.DeskLettersPage{Layout: d.layout(v, path)}
	for _, lang := range locale.Languages {
		l, err := d.service.SampleLetter(r.Context(), id, in, events.RegisterCommand{
			Name: d.reply.Catalog.T(lang, "mail.sample.name"), Email: "voorbeeld@kantine.example", Language: lang,
		})
		if err != nil {
			return d.unseen(w, r, v, path, err)
		}
		page.Title = l.Session.Heading().In(v.lang)
		sample, err := d.sample(&l)
		if err != nil {
			return err
		}
		page.Samples = append(page.Samples, sample)
	}
	return d.page(w, r, http.StatusOK, page)
}

package desk

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
	"kantine/templates/locale"
)

// letterPolicy is the Content-Security-Policy of a page that shows a letter: a
// letter has its styles on its elements, and its frame takes this over. It
// runs nothing and fetches nothing.
const letterPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; " +
	"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// text is "/desk/texts/{kind}/{lang}": the text as it stands, an earlier
// version of it, or a draft that was tested.
func (d *Desk) text(w http.ResponseWriter, r *http.Request, v *visit) error {
	in, err := d.draftOf(r)
	if err != nil {
		return err
	}
	page := templates.DeskTextPage{}
	query := r.URL.Query()
	switch notice := query.Get("notice"); notice {
	case "saved", "reset", "tested":
		page.Notice = notice
	}
	in.registration = query.Get("registration")
	switch {
	case query.Has("version"):
		if page.Version, err = strconv.ParseInt(query.Get("version"), 10, 64); err != nil {
			return events.Refuse(events.CodeNotFound)
		}
		page.Looking = true
		if page.Version > 0 {
			old, err := d.service.MailTextVersion(r.Context(), in.key, in.lang, page.Version)
			if err != nil {
				return err
			}
			in.source = old.Source
		}
		in.source = cmp.Or(in.source, d.builtin(in))
	case query.Has("draft"):
		trial, err := d.service.MailTrialOf(r.Context(), v.who.User.ID, query.Get("draft"))
		if err != nil {
			return err
		}
		if trial.Key != in.key || trial.Language != in.lang {
			return events.Refuse(events.CodeNotFound)
		}
		in.source, in.registration = trial.Source, trial.RegistrationID
	}
	return d.showText(w, r, v, http.StatusOK, in, page)
}

func (d *Desk) builtin(in draft) string {
	source, _ := d.book.mails.Source(in.lang, in.key)
	return source
}

// writeText is the POST of text: a look at the draft, a test of it, or its
// place among the texts.
func (d *Desk) writeText(w http.ResponseWriter, r *http.Request, v *visit) error {
	in, err := d.draftOf(r)
	if err != nil {
		return err
	}
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	in.source, in.registration = fields.Get("source"), fields.Get("registration")
	if in.base, err = strconv.ParseInt(cmp.Or(fields.Get("base"), "0"), 10, 64); err != nil {
		return events.Refuse(reply.BadRequest)
	}
	next, err := d.doText(r.Context(), v, in, fields.Get("do"))
	page := templates.DeskTextPage{}
	status := http.StatusOK
	if wrong := d.wrong(v, err); wrong != nil {
		page.Errors, status = wrong, http.StatusUnprocessableEntity
	} else if current, conflict := theirs(err); conflict {
		page.Conflict, page.Theirs, status = true, cmp.Or(current.Source, d.builtin(in)), http.StatusConflict
	} else if err != nil {
		return err
	} else if next != "" {
		return d.see(w, v, next)
	}
	return d.showText(w, r, v, status, in, page)
}

// doText does what the form asks, and tells where to go next: "" to stay.
func (d *Desk) doText(ctx context.Context, v *visit, in draft, do string) (next string, err error) {
	path := textPath(in.key, in.lang)
	switch do {
	case "save":
		_, err := d.service.SaveMailText(ctx, d.book, events.MailTextInput{
			Key: in.key, Language: in.lang, Base: in.base, Source: in.source, By: v.who.User.ID,
		})
		return path + "?notice=saved", err
	case "test":
		trial, err := d.service.TestMailText(ctx, d.book, v.who.User.ID, in.show())
		return path + "?notice=tested&draft=" + trial.ID, err
	}
	return "", d.service.CheckMailText(ctx, d.book, in.lang, in.key, in.source)
}

// resetText is "/desk/texts/{kind}/{lang}/reset".
func (d *Desk) resetText(w http.ResponseWriter, r *http.Request, v *visit) error {
	in, err := d.draftOf(r)
	if err != nil {
		return err
	}
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	if in.base, err = strconv.ParseInt(cmp.Or(fields.Get("base"), "0"), 10, 64); err != nil {
		return events.Refuse(reply.BadRequest)
	}
	_, err = d.service.ResetMailText(r.Context(), d.book, events.MailTextInput{
		Key: in.key, Language: in.lang, Base: in.base, By: v.who.User.ID,
	})
	if current, conflict := theirs(err); conflict {
		in.source = cmp.Or(current.Source, d.builtin(in))
		return d.showText(w, r, v, http.StatusConflict, in, templates.DeskTextPage{Conflict: true, Theirs: in.source})
	}
	if err != nil {
		return err
	}
	return d.see(w, v, textPath(in.key, in.lang)+"?notice=reset")
}

// showText fills the page round a draft; one without words is the text as it
// stands.
func (d *Desk) showText(w http.ResponseWriter, r *http.Request, v *visit, status int, in draft, page templates.DeskTextPage) error {
	versions, err := d.service.MailTextVersions(r.Context(), in.key, in.lang)
	if err != nil {
		return err
	}
	var newest events.MailText
	if len(versions) > 0 {
		newest = versions[0]
	}
	if in.source == "" && page.Errors == nil {
		in.source = cmp.Or(newest.Source, d.builtin(in))
	}
	path := textPath(in.key, in.lang)
	page.Layout, page.Action = d.layout(v, path), path
	page.Text, page.Language, page.Email = textName(in.key), in.lang, v.who.User.Email
	page.State, page.Source, page.Base = d.textState(v, in.key, in.lang, newest).State, in.source, newest.Version
	if newest.Source != "" {
		page.ResetPath = path + "/reset"
	}
	for _, lang := range locale.Languages {
		if lang != in.lang {
			page.Others = append(page.Others, templates.DeskTextState{Language: lang, Path: textPath(in.key, lang)})
		}
	}
	page.Fields = d.textFields(in)
	if page.Versions, err = d.textVersions(r.Context(), v, in, versions); err != nil {
		return err
	}
	if page.Samples, err = d.textSamples(r.Context(), v, in); err != nil {
		return err
	}
	if page.Errors == nil {
		// A text that was fine when it was saved may not be any more.
		page.Errors = d.wrong(v, d.service.CheckMailText(r.Context(), d.book, in.lang, in.key, in.source))
	}
	if page.Errors == nil {
		if err := d.preview(r.Context(), in, &page); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Security-Policy", letterPolicy)
	return d.page(w, r, status, page)
}

// preview renders the letter in which the draft is seen.
func (d *Desk) preview(ctx context.Context, in draft, page *templates.DeskTextPage) error {
	letter, err := d.service.ShowMailText(ctx, in.show())
	if err != nil {
		return err
	}
	mail, err := d.post.Preview(letter)
	page.Preview = &mail
	return err
}

// textFields lists the fields of a text: what it needs, what its embedded text
// has, and the rest.
func (d *Desk) textFields(in draft) []templates.DeskTextField {
	required, builtin := templates.RequiredFields(in.key), d.builtin(in)
	var needed, usual, others []templates.DeskTextField
	for _, name := range templates.AllowedFields(in.key) {
		field := templates.DeskTextField{Name: name, Required: slices.Contains(required, name)}
		switch {
		case field.Required:
			needed = append(needed, field)
		case strings.Contains(builtin, field.Token()):
			usual = append(usual, field)
		default:
			others = append(others, field)
		}
	}
	return slices.Concat(needed, usual, others)
}

// textVersions lists the versions, the embedded text last.
func (d *Desk) textVersions(ctx context.Context, v *visit, in draft, versions []events.MailText) ([]templates.DeskTextVersion, error) {
	users, err := d.accounts.Users(ctx)
	if err != nil {
		return nil, err
	}
	emails := map[string]string{}
	for _, u := range users {
		emails[u.ID] = u.Email
	}
	path := textPath(in.key, in.lang) + "?version="
	var list []templates.DeskTextVersion
	for i, t := range versions {
		list = append(list, templates.DeskTextVersion{
			Number: t.Version, At: t.At.In(v.zone), Who: emails[t.By], Reset: t.Source == "", Current: i == 0 && t.Source != "",
			Path: path + strconv.FormatInt(t.Version, 10),
		})
	}
	return append(list, templates.DeskTextVersion{Path: path + "0", Current: len(versions) == 0 || versions[0].Source == ""}), nil
}

func (d *Desk) textSamples(ctx context.Context, v *visit, in draft) ([]templates.DeskSample, error) {
	samples, err := d.service.MailSamples(ctx)
	if err != nil {
		return nil, err
	}
	var list []templates.DeskSample
	for i := range samples {
		s := &samples[i]
		block, _ := s.Session.Block(s.Registration.BlockID)
		list = append(list, templates.DeskSample{
			ID: s.Registration.ID, Name: s.Registration.Name, Session: s.Session.Heading().In(v.lang),
			At: block.StartsAt.In(s.Session.TimeZone()), Chosen: s.Registration.ID == in.registration,
		})
	}
	return list, nil
}

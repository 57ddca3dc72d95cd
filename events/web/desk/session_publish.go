package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// publish is "/desk/sessions/{id}/publish".
func (d *Desk) publish(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.publishing(w, r, v, "publish", func(ctx context.Context, s *events.Service, session *events.Session, how events.Publishing) error {
		_, err := s.PublishSession(ctx, session.ID, how)
		return err
	})
}

// publishSeries is "/desk/sessions/{id}/publish-series": every draft of its
// series at once.
func (d *Desk) publishSeries(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.publishing(w, r, v, "publish-series", func(ctx context.Context, s *events.Service, session *events.Session, how events.Publishing) error {
		if session.Series == nil {
			return events.Refuse(events.CodeSessionClosed)
		}
		_, err := s.PublishSeries(ctx, session.Series.ID, how)
		return err
	})
}

func (d *Desk) publishing(w http.ResponseWriter, r *http.Request, v *visit, step string, do func(context.Context, *events.Service, *events.Session, events.Publishing) error) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	session, err := d.service.Session(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	back := fill("/desk/sessions/{id}", session.ID)
	if fields.Get("step") == "back" {
		return d.see(w, v, back)
	}
	how := events.Publishing{Checked: true, Overrule: events.Overrule(fields.Get("overrule"))}
	asked, err := d.decide(w, r, v, change{
		what: "publish", title: session.Heading().In(v.lang), action: back + "/" + step, back: back, fields: fields,
		do: func(ctx context.Context, s *events.Service) error { return do(ctx, s, &session, how) },
	})
	if isPlaceless(err) {
		return d.showPlaceless(w, r, v, &session, err)
	}
	if wrong := d.wrong(v, err); wrong != nil {
		return d.showPublish(w, r, v, &session, step, fields, wrong)
	}
	if asked || err != nil {
		return err
	}
	notice := "published"
	if step == "publish-series" {
		notice = "published_series"
	}
	return d.done(w, v, session.ID, fields.Get("step"), notice)
}

// isPlaceless tells whether a draft was refused for having no place.
func isPlaceless(err error) bool {
	var refusal *events.Error
	return errors.As(err, &refusal) && refusal.Code == events.CodeValidation &&
		slices.ContainsFunc(refusal.Problems, func(p events.Problem) bool { return p.Field == "location" })
}

// showPlaceless opens the editor of the draft that needs a place first, where
// that is to be filled in.
func (d *Desk) showPlaceless(w http.ResponseWriter, r *http.Request, v *visit, s *events.Session, refused error) error {
	detail, err := d.service.SessionDetail(r.Context(), "", s.ID)
	if err != nil {
		return err
	}
	for i := range detail.Series {
		if one := &detail.Series[i]; !s.Nowhere() && one.State == events.SessionDraft && one.Nowhere() {
			s = one
		}
	}
	form := formOf(s)
	form.Set("from", form.encoded())
	return d.showEditor(w, r, v, editor{form: form, base: s, status: http.StatusUnprocessableEntity, refused: refused})
}

// showPublish shows what has come in the way of what was a good plan, and asks
// for a reason to publish it all the same.
func (d *Desk) showPublish(w http.ResponseWriter, r *http.Request, v *visit, s *events.Session, step string, fields url.Values, wrong []templates.FieldError) error {
	path := fill("/desk/sessions/{id}", s.ID)
	page := templates.DeskPublishPage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path+"/"+step), Action: path + "/" + step, Errors: wrong},
		Title:    s.Heading().In(v.lang), BackPath: path,
	}
	judged, err := d.service.JudgeDrafts(r.Context(), s.ID, step == "publish-series")
	if err != nil {
		return err
	}
	for i := range judged {
		draft := &judged[i].Session
		zone := draft.TimeZone()
		row := templates.DeskPublishRow{Start: draft.StartsAt().In(zone), End: draft.EndsAt().In(zone), EditPath: v.link("/desk/sessions/{id}/edit", draft.ID)}
		row.Blocking, row.Warnings = d.said(v, judged[i].Conflicts)
		if len(row.Blocking) > 0 {
			page.Rows = append(page.Rows, row)
		}
	}
	page.Overrule = overruleField(fields.Get("overrule"), "session_publish", page.Error("overrule"))
	return d.page(w, r, http.StatusUnprocessableEntity, page)
}

// overruleField asks why something is done against the planner's word.
func overruleField(value, key, wrong string) templates.DeskField {
	why := templates.DeskField{Name: "overrule", Key: key, Kind: "radio", Value: value, Wrong: wrong}
	why.Options = append(why.Options, templates.DeskOption{Key: "session_overrule_no"})
	for _, reason := range events.Overrules() {
		why.Options = append(why.Options, templates.DeskOption{Value: string(reason), Key: "session_overrule_" + string(reason)})
	}
	return why
}

// deleteForm is "/desk/sessions/{id}/delete": it asks first.
func (d *Desk) deleteForm(w http.ResponseWriter, r *http.Request, v *visit) error {
	detail, err := d.service.SessionDetail(r.Context(), "", mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	if !detail.Deletable {
		return events.Refuse(events.CodeSessionClosed)
	}
	s := &detail.Session
	path, zone := fill("/desk/sessions/{id}/delete", s.ID), s.TimeZone()
	return d.page(w, r, http.StatusOK, templates.DeskDeletePage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path), Action: path},
		Title:    s.Heading().In(v.lang), Start: s.StartsAt().In(zone), End: s.EndsAt().In(zone), BackPath: fill("/desk/sessions/{id}", s.ID),
	})
}

// deleteSession is the POST of deleteForm.
func (d *Desk) deleteSession(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := d.service.DeleteSession(r.Context(), mux.Vars(r)["id"]); err != nil {
		return err
	}
	return d.see(w, v, "/desk/sessions")
}

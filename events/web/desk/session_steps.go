package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// done leads back to the session, with what was done.
func (d *Desk) done(w http.ResponseWriter, v *visit, id, step, notice string) error {
	switch step {
	case "send":
		notice = "sent"
	case "silent", "some":
		notice = step
	}
	return d.see(w, v, fill("/desk/sessions/{id}", id)+"?notice="+notice)
}

// cancelForm is "/desk/sessions/{id}/cancel".
func (d *Desk) cancelForm(w http.ResponseWriter, r *http.Request, v *visit) error {
	session, err := d.service.Session(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	return d.showCancel(w, r, v, http.StatusOK, &session, url.Values{}, nil)
}

func (d *Desk) showCancel(w http.ResponseWriter, r *http.Request, v *visit, status int, s *events.Session, fields url.Values, wrong []templates.FieldError) error {
	path, zone := fill("/desk/sessions/{id}/cancel", s.ID), s.TimeZone()
	page := templates.DeskCancelPage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path), Action: path, Errors: wrong},
		Title:    s.Heading().In(v.lang), Start: s.StartsAt().In(zone), End: s.EndsAt().In(zone), Confirmed: s.Confirmed + s.Waitlisted,
		BackPath: fill("/desk/sessions/{id}", s.ID),
	}
	for _, name := range []string{"reason.nl", "reason.en"} {
		page.Fields = append(page.Fields, page.Fit(templates.DeskField{
			Name: name, Key: "session_" + strings.ReplaceAll(name, ".", "_"), Kind: "lines", Optional: true, Value: fields.Get(name), Hint: name == "reason.nl",
		})...)
	}
	return d.page(w, r, status, page)
}

// cancelSession is the POST of cancelForm.
func (d *Desk) cancelSession(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	session, err := d.service.Session(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	if fields.Get("step") == "back" {
		return d.showCancel(w, r, v, http.StatusOK, &session, fields, nil)
	}
	path := fill("/desk/sessions/{id}/cancel", session.ID)
	asked, err := d.decide(w, r, v, change{
		what: "cancel", title: session.Heading().In(v.lang), action: path, back: path, fields: fields,
		do: func(ctx context.Context, s *events.Service) error {
			_, err := s.CancelSession(ctx, session.ID, events.Text{NL: fields.Get("reason.nl"), EN: fields.Get("reason.en")})
			return err
		},
	})
	if wrong := d.wrong(v, err); wrong != nil {
		return d.showCancel(w, r, v, http.StatusUnprocessableEntity, &session, fields, wrong)
	}
	if asked || err != nil {
		return err
	}
	return d.done(w, v, session.ID, fields.Get("step"), "cancelled")
}

// copyForm is "/desk/sessions/{id}/copy".
func (d *Desk) copyForm(w http.ResponseWriter, r *http.Request, v *visit) error {
	session, err := d.service.Session(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	clock := session.StartsAt().In(session.TimeZone()).Format("15.04")
	return d.showCopy(w, r, v, http.StatusOK, &session, url.Values{"date": {r.URL.Query().Get("date")}, "start": {clock}}, nil)
}

func (d *Desk) showCopy(w http.ResponseWriter, r *http.Request, v *visit, status int, s *events.Session, fields url.Values, refused error) error {
	path, zone := fill("/desk/sessions/{id}/copy", s.ID), s.TimeZone()
	page := templates.DeskCopyPage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path), Action: path, Errors: d.wrong(v, refused)},
		Title:    s.Heading().In(v.lang), Start: s.StartsAt().In(zone), End: s.EndsAt().In(zone), BackPath: fill("/desk/sessions/{id}", s.ID),
	}
	uses, err := d.service.ArchivedUses(r.Context(), s.ID)
	if err != nil {
		return err
	}
	for _, use := range uses {
		if use.Kind == events.ThingOffering {
			page.OfferingPath = fill("/desk/offerings/{id}", use.ID)
		}
	}
	page.LeftOut = leftOut(v, uses)
	choice := d.clockChoice(v, refused, "start", zone)
	if choice != nil {
		page.Errors = append(page.Errors, templates.FieldError{Field: "start_offset", Message: choice.Wrong})
	}
	page.Fields = page.Fit(
		templates.DeskField{Name: "date", Key: "session_date", Kind: "text", Hint: true, Value: fields.Get("date")},
		templates.DeskField{Name: "start", Key: "session_start", Kind: "text", Value: fields.Get("start")},
	)
	if choice != nil {
		page.Fields = append(page.Fields, *choice)
	}
	return d.page(w, r, status, page)
}

// copySession is the POST of copyForm.
func (d *Desk) copySession(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	session, err := d.service.Session(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	var problems []events.Problem
	at := typedMoment(&problems, session.TimeZone(), fields.Get("date"), fields.Get("start"), fields.Get("start_offset"), "date", "start")
	if len(problems) > 0 {
		return d.showCopy(w, r, v, http.StatusUnprocessableEntity, &session, fields, &events.Error{Code: events.CodeValidation, Problems: problems})
	}
	made, err := d.service.CopySession(r.Context(), session.ID, at)
	switch events.CodeOf(err) {
	case events.CodeValidation, events.CodeWallTimeGap, events.CodeWallTimeAmbiguous:
		return d.showCopy(w, r, v, http.StatusUnprocessableEntity, &session, fields, err)
	}
	if err != nil {
		return err
	}
	return d.see(w, v, fill("/desk/sessions/{id}", made.ID)+"?notice=copied&from="+url.QueryEscape(session.ID))
}

// leftOut are the names of what does not come into a copy.
func leftOut(v *visit, uses []events.ArchivedUse) (names []string) {
	for _, use := range uses {
		if use.Kind != events.ThingOffering {
			names = append(names, use.Name.In(v.lang))
		}
	}
	return names
}

// typedMoment brings a day and a time, as typed, into the form that the Service
// reads; offset is the choice between two times of the same name, and counts
// where there are two.
func typedMoment(problems *[]events.Problem, zone *time.Location, date, clock, offset, dateField, clockField string) string {
	day, err := events.TypedDay(dateField, date)
	addProblems(problems, err)
	at, err := events.TypedClock(clockField, clock)
	addProblems(problems, err)
	text := string(day) + "T" + at
	if _, err := events.ParseTime(clockField, text, zone); offset != "" && err != nil {
		text += ":00" + offset
	}
	return text
}

func addProblems(problems *[]events.Problem, err error) {
	var refusal *events.Error
	if errors.As(err, &refusal) {
		*problems = append(*problems, refusal.Problems...)
	}
}

package desk

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// mailingRoutes are the pages of a mail that coordinators write themselves.
func (d *Desk) mailingRoutes(router *mux.Router) {
	d.add(router, "/desk/sessions/{id}/mail", d.newMailing, d.writeMailing)
	d.add(router, "/desk/sessions/{id}/mail/undo", nil, d.undoMailing)
}

func mailingPath(id string) string { return fill("/desk/sessions/{id}/mail", id) }

// choosable is for how many people the form has a tick box each: a form has
// fifty fields at most.
const choosable = 30

// newMailing is "/desk/sessions/{id}/mail".
func (d *Desk) newMailing(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields := url.Values{"state": {string(events.Confirmed)}}
	page := templates.DeskMailingPage{Notice: noticeAmong(r.URL.Query(), "sent", "undone", "late")}
	if again := r.URL.Query().Get("again"); again != "" {
		mailings, err := d.service.Mailings(r.Context(), mux.Vars(r)["id"])
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(mailings, func(m events.Mailing) bool { return m.ID == again && m.Undone }); i >= 0 {
			fields = wordsOf(&mailings[i])
		}
	}
	return d.showMailing(w, r, v, http.StatusOK, page, fields)
}

// wordsOf fills the form with the words of a mailing that was stopped, to be
// written better. To whom it went is not kept, so that has to be chosen anew.
func wordsOf(m *events.Mailing) url.Values {
	return url.Values{
		"subject_nl": {m.Subject.NL}, "body_nl": {m.Body.NL},
		"subject_en": {m.Subject.EN}, "body_en": {m.Body.EN},
	}
}

func (d *Desk) showMailing(w http.ResponseWriter, r *http.Request, v *visit, status int, page templates.DeskMailingPage, fields url.Values) error {
	id := mux.Vars(r)["id"]
	all, err := d.service.Attendees(r.Context(), events.AttendeeQuery{SessionID: id, Limit: choosable + 1})
	if err != nil {
		return err
	}
	mailings, err := d.service.Mailings(r.Context(), id)
	if err != nil {
		return err
	}
	page.Action = mailingPath(id)
	page.Layout = d.layout(v, page.Action)
	page.BackPath = fill("/desk/sessions/{id}/attendees", id)
	page.Session = v.sessionRow(&all.Listing)
	page.SubjectNL, page.SubjectEN = fields.Get("subject_nl"), fields.Get("subject_en")
	page.BodyNL, page.BodyEN, page.Block = fields.Get("body_nl"), fields.Get("body_en"), fields.Get("block")
	for _, state := range []events.RegistrationState{events.Confirmed, events.Waitlisted, events.Attended, events.NoShow} {
		page.States = append(page.States, templates.DeskStateChoice{
			Key: string(state), Count: all.Counts[state], Chosen: slices.Contains(fields["state"], string(state)),
		})
	}
	zone := all.Session.TimeZone()
	for _, b := range all.Session.Blocks {
		page.Blocks = append(page.Blocks, templates.DeskBlockChoice{ID: b.ID, Label: b.Label, Start: b.StartsAt.In(zone), End: b.EndsAt.In(zone)})
	}
	if all.Next == "" && len(all.People) <= choosable {
		for i := range all.People {
			if p := &all.People[i].Registration; p.State != events.Withdrawn && p.Email != "" {
				page.People = append(page.People, templates.DeskPersonChoice{
					DeskAttendee: v.attendeeRow(&all.People[i]), Chosen: slices.Contains(fields["person"], p.ID),
				})
			}
		}
	}
	for _, m := range mailings {
		row := templates.DeskMailing{ID: m.ID, Subject: m.Subject.In(v.lang), MadeAt: m.MadeAt.In(v.zone), DueAt: m.DueAt.In(v.zone), Undone: m.Undone}
		if !m.Undone && v.now.Before(m.DueAt) {
			row.UndoPath = page.Action + "/undo"
		}
		page.Mailings = append(page.Mailings, row)
	}
	return d.page(w, r, status, page)
}

// mailingOf reads a mailing from its form.
func mailingOf(id string, fields url.Values) events.MailingCommand {
	c := events.MailingCommand{
		SessionID: id, Block: fields.Get("block"), People: fields["person"],
		Subject: events.Text{NL: fields.Get("subject_nl"), EN: fields.Get("subject_en")},
		Body:    events.Text{NL: fields.Get("body_nl"), EN: fields.Get("body_en")},
	}
	for _, state := range fields["state"] {
		c.States = append(c.States, events.RegistrationState(state))
	}
	return c
}

// writeMailing is its POST: first the letters as they would go, then they go.
func (d *Desk) writeMailing(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id, step := mux.Vars(r)["id"], fields.Get("step")
	if step == "edit" {
		return d.showMailing(w, r, v, http.StatusOK, templates.DeskMailingPage{}, fields)
	}
	service, rehearsal := d.service.Dry()
	command := mailingOf(id, fields)
	if step == "send" {
		service, command.Once = d.service, formOnce(v, "mailing."+id, fields.Get("form"), fields.Encode())
	}
	done, err := service.SendMailing(r.Context(), command, d.book)
	if wrong := d.wrong(v, err); wrong != nil {
		page := templates.DeskMailingPage{}
		page.Errors = wrong
		return d.showMailing(w, r, v, http.StatusUnprocessableEntity, page, fields)
	}
	if err != nil {
		return err
	}
	if step == "send" {
		return d.see(w, v, mailingPath(id)+"?notice=sent")
	}
	fields.Set("form", newFormKey())
	page := templates.DeskMailingPage{Preview: &templates.DeskMailingPreview{
		Letters: done.Letters, Stopped: done.Stopped, Discreet: done.Discreet, Hidden: hidden(fields),
	}}
	if page.Preview.Samples, err = d.mailingSamples(rehearsal.Letters); err != nil {
		return err
	}
	return d.showMailing(w, r, v, http.StatusOK, page, fields)
}

// mailingSamples shows one letter of each language, open and discreet.
func (d *Desk) mailingSamples(letters []events.Letter) ([]templates.DeskLetterSample, error) {
	type sort struct {
		language string
		discreet bool
	}
	var samples []templates.DeskLetterSample
	seen := map[sort]bool{}
	for i := range letters {
		l := &letters[i]
		if s := (sort{l.Language, l.Discreet}); !seen[s] {
			seen[s] = true
			sample, err := d.sample(l)
			if err != nil {
				return nil, err
			}
			samples = append(samples, sample)
		}
	}
	return samples, nil
}

// undoMailing is "/desk/sessions/{id}/mail/undo".
func (d *Desk) undoMailing(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	mailing := fields.Get("mailing")
	notice := "undone&again=" + url.QueryEscape(mailing)
	switch _, err := d.service.UndoMailing(r.Context(), mailing); events.CodeOf(err) {
	case events.CodeGone, events.CodeNotFound:
		notice = "late"
	default:
		if err != nil {
			return err
		}
	}
	return d.see(w, v, mailingPath(mux.Vars(r)["id"])+"?notice="+notice)
}

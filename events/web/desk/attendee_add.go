package desk

import (
	"net/http"
	"net/url"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// newAttendee is "/desk/sessions/{id}/attendees/add": somebody is on the
// telephone.
func (d *Desk) newAttendee(w http.ResponseWriter, r *http.Request, v *visit) error {
	page := templates.DeskAddPage{}
	page.Language = v.programme.DefaultLanguage
	if page.Language == "" {
		page.Language = events.DefaultLanguage
	}
	return d.showAdd(w, r, v, http.StatusOK, page)
}

func (d *Desk) showAdd(w http.ResponseWriter, r *http.Request, v *visit, status int, page templates.DeskAddPage) error {
	id := mux.Vars(r)["id"]
	session, err := d.service.Session(r.Context(), id)
	if err != nil {
		return err
	}
	place, err := d.service.Place(r.Context(), &session)
	if err != nil {
		return err
	}
	page.Action = fill("/desk/sessions/{id}/attendees/add", id)
	page.Layout = d.layout(v, page.Action)
	page.BackPath = fill("/desk/sessions/{id}/attendees", id)
	page.Session = v.sessionRow(&events.Listing{Session: session, Place: place})
	page.AlwaysDiscreet = session.Offering.Discreet
	zone := session.TimeZone()
	for i := range session.Blocks {
		b := &session.Blocks[i]
		choice := templates.DeskBlockChoice{ID: b.ID, Label: b.Label, Start: b.StartsAt.In(zone), End: b.EndsAt.In(zone), Free: session.Free(b)}
		switch {
		case !session.OpenFor(b, v.now):
			choice.State = "closed"
		case session.SeatFor(b):
			choice.State = "open"
		case session.Waiting() == events.WaitlistAuto:
			choice.State, choice.Position = "waitlist", b.Waitlisted+1
		default:
			choice.State = "full"
		}
		page.Blocks = append(page.Blocks, choice)
	}
	return d.page(w, r, status, page)
}

// addAttendee is its POST. That there is only the waitlist has to be on the
// page before anybody is put on it.
func (d *Desk) addAttendee(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id := mux.Vars(r)["id"]
	done, err := d.service.Register(r.Context(), events.RegisterCommand{
		SessionID: id, Name: fields.Get("name"), Email: fields.Get("email"), Language: fields.Get("language"),
		Employer: fields.Get("employer"), Needs: fields.Get("needs"), Block: fields.Get("block"),
		Discreet: fields.Get("discreet") != "", SeatOnly: fields.Get("waitlist") == "",
	})
	page := addPage(fields)
	switch {
	case events.CodeOf(err) == events.CodeSessionFull:
		page.Full = true
		return d.showAdd(w, r, v, http.StatusConflict, page)
	case events.CodeOf(err) == events.CodeSessionClosed:
		page.Closed = true
		return d.showAdd(w, r, v, http.StatusConflict, page)
	case d.wrong(v, err) != nil:
		page.Errors = d.wrong(v, err)
		return d.showAdd(w, r, v, http.StatusUnprocessableEntity, page)
	case err != nil:
		return err
	case done.Already:
		page.AlreadyPath = v.link("/desk/registrations/{id}", done.Registration.ID)
		return d.showAdd(w, r, v, http.StatusConflict, page)
	}
	return d.see(w, v, fill("/desk/registrations/{id}", done.Registration.ID)+"?notice=added")
}

// addPage keeps what was typed.
func addPage(fields url.Values) templates.DeskAddPage {
	return templates.DeskAddPage{
		Name: fields.Get("name"), Email: fields.Get("email"), Language: fields.Get("language"), Employer: fields.Get("employer"),
		Needs: fields.Get("needs"), Block: fields.Get("block"), AskedDiscreet: fields.Get("discreet") != "",
	}
}

package desk

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// moveForm is "/desk/registrations/{id}/move": to another session.
func (d *Desk) moveForm(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.showMove(w, r, v, http.StatusOK, templates.DeskPersonMovePage{})
}

func (d *Desk) showMove(w http.ResponseWriter, r *http.Request, v *visit, status int, page templates.DeskPersonMovePage) error {
	id := mux.Vars(r)["id"]
	p, err := d.service.Person(r.Context(), id)
	if err != nil {
		return err
	}
	choices, err := d.service.MoveChoices(r.Context(), id)
	if err != nil {
		return err
	}
	page.Action = fill("/desk/registrations/{id}/move", id)
	page.BackPath = fill("/desk/registrations/{id}", id)
	page.Layout = d.layout(v, page.Action)
	page.Person = v.attendeeRow(&events.Attendee{Registration: p.Registration, Session: p.Session, Company: p.Company})
	for i := range choices {
		session := &choices[i].Session
		row := v.sessionRow(&choices[i])
		for j := range session.Blocks {
			b := &session.Blocks[j]
			page.Choices = append(page.Choices, templates.DeskPersonMoveChoice{
				Value: session.ID + "/" + b.ID, Title: row.Title, Where: row.Where, Online: row.Online, Label: b.Label,
				Start: b.StartsAt.In(session.TimeZone()), End: b.EndsAt.In(session.TimeZone()),
				Free: session.Free(b), Full: !session.SeatFor(b),
			})
		}
	}
	return d.page(w, r, status, page)
}

// movePerson is its POST.
func (d *Desk) movePerson(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	page := templates.DeskPersonMovePage{Chosen: fields.Get("to")}
	session, block, chosen := strings.Cut(page.Chosen, "/")
	if !chosen {
		page.Errors = d.wrong(v, events.Invalid("to", "required"))
		return d.showMove(w, r, v, http.StatusUnprocessableEntity, page)
	}
	moved, err := d.service.MoveRegistration(r.Context(), events.MoveCommand{
		RegistrationID: mux.Vars(r)["id"], SessionID: session, Block: block,
	})
	switch code := events.CodeOf(err); code {
	case events.CodeSessionFull, events.CodeAlreadyRegistered, events.CodeSessionClosed:
		page.Errors = d.wrong(v, events.Invalid("to", strings.ReplaceAll(string(code), "-", "_")))
		return d.showMove(w, r, v, http.StatusConflict, page)
	}
	if err != nil {
		return err
	}
	return d.see(w, v, fill("/desk/registrations/{id}", moved.ID)+"?notice=moved")
}

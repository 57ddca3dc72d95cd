package desk

import (
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// person is "/desk/registrations/{id}".
func (d *Desk) person(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.showPerson(w, r, v, http.StatusOK, templates.DeskPersonPage{
		Notice: noticeAmong(r.URL.Query(), "added", "edited", "noted", "withdrawn", "erased", "moved", "marked"),
	})
}

func (d *Desk) showPerson(w http.ResponseWriter, r *http.Request, v *visit, status int, page templates.DeskPersonPage) error {
	id := mux.Vars(r)["id"]
	p, err := d.service.Person(r.Context(), id)
	if err != nil {
		return err
	}
	reg := &p.Registration
	page.Layout = d.layout(v, fill("/desk/registrations/{id}", id))
	page.Person = v.attendeeRow(&events.Attendee{Registration: *reg, Session: p.Session, Company: p.Company, Position: p.Position})
	page.SessionPath = v.link("/desk/sessions/{id}/attendees", p.Session.ID)
	page.Language, page.Registered = reg.Language, reg.RegisteredAt.In(v.zone)
	page.Discretion, page.Stopped = p.Discreet(), reg.RemindersOff
	page.Survey, page.Newsletter = reg.ConsentSurvey, reg.ConsentNewsletter
	page.Timeline = v.timeline(p.Timeline)
	page.Pending = reg.EraseRequested && reg.ErasedAt.IsZero()
	if page.Wrong != "note" {
		page.Note = p.Note
	}
	if page.Wrong != "edit" {
		page.Name, page.NewLanguage, page.Needs = reg.Name, reg.Language, reg.Needs
	}
	if reg.EraseRequested {
		return d.page(w, r, status, page)
	}
	page.ManageURL = p.ManageURL
	own := fill("/desk/registrations/{id}", id)
	page.EditPath, page.NotePath, page.ErasePath = own+"/edit", own+"/note", own+"/erase"
	if p.Ahead {
		page.WithdrawPath, page.MovePath = own+"/withdraw", own+"/move"
	}
	if p.CheckIn && reg.State != events.Withdrawn {
		page.AttendancePath = own + "/attendance"
	}
	return d.page(w, r, status, page)
}

// editPerson is "/desk/registrations/{id}/edit".
func (d *Desk) editPerson(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	c := events.EditCommand{Name: fields.Get("name"), Language: fields.Get("language"), Needs: fields.Get("needs")}
	_, err = d.service.Edit(r.Context(), mux.Vars(r)["id"], c)
	if wrong := d.wrong(v, err); wrong != nil {
		page := templates.DeskPersonPage{Wrong: "edit", Name: c.Name, NewLanguage: c.Language, Needs: c.Needs}
		page.Errors = wrong
		return d.showPerson(w, r, v, http.StatusUnprocessableEntity, page)
	}
	return d.backToPerson(w, r, v, "edited", err)
}

// notePerson is "/desk/registrations/{id}/note".
func (d *Desk) notePerson(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	c := events.NoteCommand{Text: fields.Get("note"), NoBSN: fields.Get("no_bsn") != ""}
	err = d.service.SetNote(r.Context(), mux.Vars(r)["id"], c)
	if refusal, ok := validation(err); ok {
		page := templates.DeskPersonPage{Wrong: "note", Note: c.Text, BSN: refusal.Problems[0].Key == "bsn"}
		page.Errors = d.wrong(v, err)
		return d.showPerson(w, r, v, http.StatusUnprocessableEntity, page)
	}
	return d.backToPerson(w, r, v, "noted", err)
}

// withdrawPerson is "/desk/registrations/{id}/withdraw".
func (d *Desk) withdrawPerson(w http.ResponseWriter, r *http.Request, v *visit) error {
	_, err := d.service.Withdraw(r.Context(), mux.Vars(r)["id"])
	return d.backToPerson(w, r, v, "withdrawn", err)
}

// erasePerson is "/desk/registrations/{id}/erase".
func (d *Desk) erasePerson(w http.ResponseWriter, r *http.Request, v *visit) error {
	_, err := d.service.Erase(r.Context(), mux.Vars(r)["id"])
	return d.backToPerson(w, r, v, "erased", err)
}

func (d *Desk) backToPerson(w http.ResponseWriter, r *http.Request, v *visit, notice string, err error) error {
	if err != nil {
		return err
	}
	return d.see(w, v, fill("/desk/registrations/{id}", mux.Vars(r)["id"])+"?notice="+notice)
}

// markAttendance is "/desk/registrations/{id}/attendance".
func (d *Desk) markAttendance(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	reg, err := d.service.MarkAttendance(r.Context(), mux.Vars(r)["id"], events.RegistrationState(fields.Get("state")), v.ledBy())
	if err != nil {
		return err
	}
	if back := safeNext(fields.Get("back")); back != "" {
		return d.see(w, v, back)
	}
	return d.see(w, v, fill("/desk/sessions/{id}/attendees", reg.SessionID)+"?notice=marked")
}

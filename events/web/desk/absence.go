package desk

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

func (d *Desk) absenceRoutes(router *mux.Router) {
	d.add(router, "/desk/absence", d.absence, d.addAbsence)
	d.add(router, "/desk/facilitators/{id}/absence", d.absence, d.addAbsence)
	d.add(router, "/desk/facilitators/{id}/absence/remove", nil, d.removeAbsence)
	d.add(router, "/desk/absences/{id}", d.touched, d.settle)
	d.add(router, "/desk/rearrangements/{id}", d.rearranged, nil)
	d.add(router, "/desk/rearrangements/{id}/undo", nil, d.undoAbsence)
}

// typedForm is how a day stands in a field.
const typedForm = "2-1-2006"

// absence is "/desk/absence", or "/desk/facilitators/{id}/absence" for one.
func (d *Desk) absence(w http.ResponseWriter, r *http.Request, v *visit) error {
	today := d.service.Now().In(v.zone).Format(typedForm)
	return d.showAbsence(w, r, v, http.StatusOK, url.Values{"from": {today}, "to": {today}}, nil)
}

func (d *Desk) showAbsence(w http.ResponseWriter, r *http.Request, v *visit, status int, fields url.Values, wrong []templates.FieldError) error {
	page := templates.DeskAbsencePage{DeskForm: templates.DeskForm{Layout: d.layout(v, r.URL.Path), Action: r.URL.Path, Errors: wrong}}
	id := mux.Vars(r)["id"]
	if id == "" {
		all, err := d.service.Facilitators(r.Context())
		if err != nil {
			return err
		}
		// Nobody is chosen beforehand: in a hurry the wrong one would be.
		who := templates.DeskField{
			Name: "facilitator", Key: "absence_facilitator", Kind: "select", Value: fields.Get("facilitator"),
			Options: []templates.DeskOption{{Key: "absence_nobody"}},
		}
		gone, err := d.service.Archived(r.Context(), events.ThingFacilitator)
		if err != nil {
			return err
		}
		for _, f := range all {
			if !gone[f.ID] {
				who.Options = append(who.Options, templates.DeskOption{Value: f.ID, Label: f.Name})
			}
		}
		page.Fields = page.Fit(who)
	} else {
		f, err := d.service.Facilitator(r.Context(), id)
		if err != nil {
			return err
		}
		page.Name, page.RemovePath = f.Name, fill("/desk/facilitators/{id}/absence", id)+"/remove"
		for _, a := range f.Absences {
			away := templates.DeskAway{ID: a.ID, From: shownDay(a.From), To: shownDay(a.To)}
			if a.ID != "" {
				away.Path = fill("/desk/absences/{id}", a.ID)
			}
			page.Absences = append(page.Absences, away)
		}
	}
	for _, name := range []string{"from", "to"} {
		page.Fields = append(page.Fields, page.Fit(templates.DeskField{
			Name: name, Key: "absence_" + name, Kind: "text", Value: fields.Get(name), Hint: name == "to",
		})...)
	}
	return d.page(w, r, status, page)
}

// shownDay is a day as an instant to be shown.
func shownDay(d events.Date) time.Time {
	at, _ := time.Parse(time.DateOnly, string(d))
	return at
}

// addAbsence is the POST of absence.
func (d *Desk) addAbsence(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id, chosen := mux.Vars(r)["id"], false
	var wrongWho error
	if id == "" {
		if id, chosen = fields.Get("facilitator"), true; id == "" {
			wrongWho = events.Invalid("facilitator", "required")
		}
	}
	from, wrongFrom := events.TypedDay("from", fields.Get("from"))
	to, wrongTo := events.TypedDay("to", fields.Get("to"))
	if wrong := slices.Concat(d.wrong(v, wrongWho), d.wrong(v, wrongFrom), d.wrong(v, wrongTo)); len(wrong) > 0 {
		return d.showAbsence(w, r, v, http.StatusUnprocessableEntity, fields, wrong)
	}
	outcome, err := d.service.AddAbsence(r.Context(), id, events.Absence{From: from, To: to}, nil)
	if chosen && events.CodeOf(err) == events.CodeNotFound {
		err = events.Invalid("facilitator", "unknown_choice", "Value", id)
	}
	if wrong := d.wrong(v, err); wrong != nil {
		return d.showAbsence(w, r, v, http.StatusUnprocessableEntity, fields, wrong)
	}
	if err != nil {
		return err
	}
	return d.see(w, v, fill("/desk/absences/{id}", outcome.Absence.ID))
}

// removeAbsence is "/desk/facilitators/{id}/absence/remove".
func (d *Desk) removeAbsence(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id := mux.Vars(r)["id"]
	away := events.Absence{ID: fields.Get("id"), From: events.Date(fields.Get("from")), To: events.Date(fields.Get("to"))}
	if err := d.service.RemoveAbsence(r.Context(), id, away); err != nil {
		return err
	}
	return d.see(w, v, fill("/desk/facilitators/{id}/absence", id))
}

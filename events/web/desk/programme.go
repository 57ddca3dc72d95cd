package desk

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

func (d *Desk) shelfRoutes(router *mux.Router) {
	d.offeringShelf().routes(router)
	d.venueShelf().routes(router)
	d.facilitatorShelf().routes(router)
	d.kitShelf().routes(router)
	d.sectorShelf().routes(router)
	d.add(router, "/desk/programme", d.programme, d.changeProgramme)
}

// programmeFigures are the rules in the order of the form, with their units.
var programmeFigures = []struct{ name, unit string }{
	{"popup_lead_days", "days"},
	{"popup_lead_days_night", "days"},
	{"workshop_lead_days", "days"},
	{"interview_invitation_valid_days", "days"},
	{"interview_min_notice_hours", "hours"},
	{"cancel_free_until_hours", "hours"},
	{"waitlist_offer_valid_hours", "hours"},
	{"popup_setup_minutes", "minutes"},
	{"popup_teardown_minutes", "minutes"},
	{"travel_buffer_minutes", "minutes"},
	{"facilitator_max_minutes_per_day", "minutes"},
	{"facilitator_min_rest_hours", "hours"},
	{"min_group_size_in_reports", "people"},
	{"retention_days_after_programme", "days"},
}

func programmeValues(p *events.Programme) url.Values {
	values := url.Values{
		"name.nl": {p.Name.NL}, "name.en": {p.Name.EN}, "summary.nl": {p.Summary.NL}, "summary.en": {p.Summary.EN},
		"period.start": {string(p.Period.Start)}, "period.end": {string(p.Period.End)},
		"organiser.name": {p.Organiser.Name}, "organiser.email": {p.Organiser.Email}, "organiser.reply_to": {p.Organiser.ReplyTo},
		"organiser.postal_address": {p.Organiser.PostalAddress}, "organiser.phone": {p.Organiser.Phone},
		"privacy_contact": {p.PrivacyContact}, "quiet_hours": {p.Rules.QuietHours},
	}
	for name, n := range p.Rules.Figures() {
		values.Set(name, strconv.Itoa(*n))
	}
	setRules(values, p.Reminders)
	return values
}

func programmeFields(values url.Values) []templates.DeskField {
	fields := filled(values,
		templates.DeskField{Name: "name.nl", Key: "name_nl", Kind: "text"},
		templates.DeskField{Name: "name.en", Key: "name_en", Kind: "text"},
		templates.DeskField{Name: "summary.nl", Key: "summary_nl", Kind: "lines", Optional: true},
		templates.DeskField{Name: "summary.en", Key: "summary_en", Kind: "lines", Optional: true},
		templates.DeskField{Name: "period.start", Key: "period_start", Kind: "text", Optional: true},
		templates.DeskField{Name: "period.end", Key: "period_end", Kind: "text", Optional: true, Hint: true},
		templates.DeskField{Name: "organiser.heading", Key: "organiser", Kind: "heading", Hint: true},
		templates.DeskField{Name: "organiser.name", Key: "organiser_name", Kind: "text", Optional: true},
		templates.DeskField{Name: "organiser.email", Key: "organiser_email", Kind: "email", Optional: true},
		templates.DeskField{Name: "organiser.reply_to", Key: "organiser_reply_to", Kind: "email", Optional: true},
		templates.DeskField{Name: "organiser.phone", Key: "organiser_phone", Kind: "tel", Optional: true},
		templates.DeskField{Name: "organiser.postal_address", Key: "organiser_postal_address", Kind: "text", Optional: true},
		templates.DeskField{Name: "privacy_contact", Kind: "email", Optional: true},
		templates.DeskField{Name: "reminders.heading", Key: "default_reminders", Kind: "heading", Hint: true},
	)
	fields = append(fields, ruleFields(values)...)
	fields = append(fields, filled(values,
		templates.DeskField{Name: "quiet_hours", Key: "programme_quiet_hours", Kind: "text", Optional: true, Hint: true},
		templates.DeskField{Name: "rules.heading", Key: "rules_figures", Kind: "heading"},
	)...)
	for _, f := range programmeFigures {
		fields = append(fields, filled(values, templates.DeskField{Name: f.name, Kind: "number", Unit: f.unit})...)
	}
	return fields
}

func typedProgramme(values url.Values) events.ProgrammeInput {
	in := events.ProgrammeInput{
		Name:    events.Text{NL: values.Get("name.nl"), EN: values.Get("name.en")},
		Summary: events.Text{NL: values.Get("summary.nl"), EN: values.Get("summary.en")},
		Organiser: events.Organiser{
			Name: values.Get("organiser.name"), Email: values.Get("organiser.email"), ReplyTo: values.Get("organiser.reply_to"),
			PostalAddress: values.Get("organiser.postal_address"), Phone: values.Get("organiser.phone"),
		},
		PrivacyContact: values.Get("privacy_contact"),
		Period:         events.Period{Start: events.Date(values.Get("period.start")), End: events.Date(values.Get("period.end"))},
		Reminders:      typedRules(values),
	}
	in.Rules.QuietHours = values.Get("quiet_hours")
	for name, n := range in.Rules.Figures() {
		*n = figure(values.Get(name))
	}
	return in
}

// programme is "/desk/programme".
func (d *Desk) programme(w http.ResponseWriter, r *http.Request, v *visit) error {
	page := templates.DeskThingPage{Read: events.Mark(v.programme)}
	if r.URL.Query().Get("notice") == "saved" {
		page.Notice = "saved"
	}
	return d.showProgramme(w, r, v, http.StatusOK, programmeValues(&v.programme), page)
}

func (d *Desk) showProgramme(w http.ResponseWriter, r *http.Request, v *visit, status int, values url.Values, page templates.DeskThingPage) error {
	page.Layout, page.Action = d.layout(v, "/desk/programme"), "/desk/programme"
	page.Shelf, page.Tabs, page.Name = "programme", v.shelfTabs("programme"), v.programme.Name.In(v.lang)
	page.Fields = page.Fit(programmeFields(values)...)
	return d.page(w, r, status, page)
}

// changeProgramme is the POST of programme.
func (d *Desk) changeProgramme(w http.ResponseWriter, r *http.Request, v *visit) error {
	values, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	in, read := typedProgramme(values), values.Get("read")
	dry, _ := d.service.Dry()
	effect, err := dry.ChangeProgramme(r.Context(), read, in)
	if shown := effectOf(effect); err == nil && shown != nil && values.Get("seen") != shown.Mark() {
		return d.showProgramme(w, r, v, http.StatusOK, values, templates.DeskThingPage{Read: read, Effect: shown})
	}
	if err == nil {
		_, err = d.service.ChangeProgramme(r.Context(), read, in)
	}
	page := templates.DeskThingPage{Read: read}
	switch events.CodeOf(err) {
	case events.CodeVersionConflict:
		page.Read, page.Second = events.Mark(v.programme), true
		page.Changed = differences(programmeFields(programmeValues(&v.programme)), values)
		return d.showProgramme(w, r, v, http.StatusConflict, values, page)
	case events.CodeValidation:
		page.Errors = d.problems(v, ruleRefusal(err))
		return d.showProgramme(w, r, v, http.StatusUnprocessableEntity, values, page)
	}
	if err != nil {
		return err
	}
	return d.see(w, v, "/desk/programme?notice=saved")
}

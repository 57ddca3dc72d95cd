package desk

import (
	"cmp"
	"net/http"
	"strings"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// newEmployer is "/desk/employers/new".
func (d *Desk) newEmployer(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.prefilled(w, r, v, events.Employer{Source: events.SourceHand})
}

// prefilled shows the form of an employer that is to be made, as a lead with
// the day by which somebody has to hear from us.
func (d *Desk) prefilled(w http.ResponseWriter, r *http.Request, v *visit, e events.Employer) error {
	view, err := d.service.EmployerView(r.Context(), "")
	if err != nil {
		return err
	}
	e.Stage, e.NextActionOn = events.StageLead, &view.FollowUp
	action := d.reply.Catalog.T(v.lang, "desk.choice.action_answer")
	e.NextAction = &action
	page := d.newForm(v, &e, &view)
	return d.page(w, r, http.StatusOK, page)
}

func (d *Desk) newForm(v *visit, e *events.Employer, view *events.EmployerView) templates.DeskEmployerFormPage {
	contact := events.Contact{Language: events.DefaultLanguage}
	if len(e.Contacts) > 0 {
		contact = e.Contacts[0]
	}
	path := employersPath + "/new"
	page := templates.DeskEmployerFormPage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path), Action: path}, Key: "new", BackPath: employersPath,
		Hidden: []templates.DeskHidden{{Name: "source", Value: e.Source}, {Name: "form", Value: newFormKey()}},
	}
	profile := d.profileFields(v, e.Profile(), view)
	note := profile[len(profile)-1]
	page.Fields = append(append(append(profile[:len(profile)-1:len(profile)-1],
		templates.DeskField{Kind: "heading", Key: "employer_contact"}), contactFields(contact)...),
		templates.DeskField{Kind: "heading", Key: "employer_funnel"})
	page.Fields = append(append(page.Fields, funnelFields(e.Funnel())...), note)
	return page
}

// createEmployer is the POST of newEmployer.
func (d *Desk) createEmployer(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	profile, problems := profileOf(fields)
	e := events.Employer{Source: sourceOf(fields.Get("source"))}
	e.Name, e.Sector, e.KVK, e.BranchNumber = profile.Name, profile.Sector, profile.KVK, profile.BranchNumber
	e.Employees, e.Domain, e.Note = profile.Employees, profile.Domain, profile.Note
	action, on := strings.TrimSpace(fields.Get("next_action")), events.Date(strings.TrimSpace(fields.Get("next_action_on")))
	e.Stage = events.Stage(fields.Get("stage"))
	if action != "" {
		e.NextAction = &action
	}
	if on != "" {
		e.NextActionOn = &on
	}
	if contact := contactOf(fields); contact.Name+contact.Email+contact.Phone+contact.Role != "" {
		e.Contacts = []events.Contact{contact}
	}
	var made events.Employer
	refused := joined(problems, func() (err error) {
		made, err = d.service.CreateEmployer(r.Context(), e, formOnce(v, "employer", fields.Get("form"), fields.Encode()))
		return err
	})
	if refused == nil {
		return d.see(w, v, fill(employerRoute, made.ID)+"?notice=created")
	}
	view, err := d.service.EmployerView(r.Context(), "")
	if err != nil {
		return err
	}
	page := d.newForm(v, &e, &view)
	page.Fields = typedIn(page.Fields, fields)
	return d.refusedForm(w, r, v, page, newProblems(refused), nil, "")
}

func sourceOf(s string) string {
	if s == events.SourceMail {
		return s
	}
	return events.SourceHand
}

// newProblems names the fields of an employer with its contact as the form
// does.
func newProblems(err error) error {
	refusal, ok := validation(err)
	if !ok {
		return err
	}
	for i := range refusal.Problems {
		p := &refusal.Problems[i]
		if field, ok := strings.CutPrefix(p.Field, "contacts[0]."); ok {
			p.Field = map[string]string{"name": "contact_name"}[field]
			p.Field = cmp.Or(p.Field, field)
		}
	}
	return err
}

// pasteMail is "/desk/employers/paste".
func (d *Desk) pasteMail(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.showPaste(w, r, v, http.StatusOK, nil)
}

func (d *Desk) showPaste(w http.ResponseWriter, r *http.Request, v *visit, status int, wrong []templates.FieldError) error {
	path := employersPath + "/paste"
	return d.page(w, r, status, templates.DeskPastePage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path), Action: path, Errors: wrong}, BackPath: employersPath,
	})
}

// readMail is its POST: what the mail tells, in a form to check.
func (d *Desk) readMail(w http.ResponseWriter, r *http.Request, v *visit) error {
	upload, err := reply.ReadUpload(w, r, "")
	if err != nil {
		return err
	}
	pasted := events.ReadPasted(upload.Fields.Get("mail"))
	if pasted == (events.Pasted{}) {
		wrong := d.wrong(v, events.Invalid("mail", "required"))
		return d.showPaste(w, r, v, http.StatusUnprocessableEntity, wrong)
	}
	return d.prefilled(w, r, v, events.Employer{
		Source: events.SourceMail, Note: strings.TrimSpace(pasted.Subject + "\n\n" + pasted.Text),
		Contacts: []events.Contact{{Name: pasted.Name, Email: pasted.Email, Language: events.DefaultLanguage}},
	})
}

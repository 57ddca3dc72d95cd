package desk

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// employerForm is what the forms about one employer share.
func (d *Desk) employerForm(v *visit, e *events.Employer, key string) templates.DeskEmployerFormPage {
	path := fill(employerRoute, e.ID)
	return templates.DeskEmployerFormPage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path+"/"+key), Action: path + "/" + key},
		Key:      key, Name: e.Name, BackPath: path,
	}
}

// refusedForm answers a refusal with the form as it was typed: page.Fields are
// those typed, now those of what stands there, mark tells its state.
func (d *Desk) refusedForm(w http.ResponseWriter, r *http.Request, v *visit, page templates.DeskEmployerFormPage, refused error,
	now []templates.DeskField, mark string,
) error {
	var refusal *events.Error
	if !errors.As(refused, &refusal) {
		return refused
	}
	switch refusal.Code {
	case events.CodeValidation:
		page.Errors = d.wrong(v, refused)
		page.Fields = page.Fit(page.Fields...)
		for i := range page.Shifts {
			page.Shifts[i].Fields = page.Fit(page.Shifts[i].Fields...)
		}
	case events.CodeVersionConflict:
		for i := range page.Hidden {
			if page.Hidden[i].Name == "mark" {
				page.Hidden[i].Value = mark
			}
		}
		if now == nil {
			page.Gone, page.Removable = true, false
			break
		}
		page.Changed = changes(now, slices.Concat(page.Fields, shiftFieldsOf(page.Shifts)))
		d.nameChoices(v, page.Changed, page.Fields)
	default:
		return refused
	}
	return d.page(w, r, reply.Status(refusal.Code), page)
}

func shiftFieldsOf(groups []templates.DeskGroup) (all []templates.DeskField) {
	for _, g := range groups {
		all = append(all, g.Fields...)
	}
	return all
}

// editEmployer is "/desk/employers/{id}/edit".
func (d *Desk) editEmployer(w http.ResponseWriter, r *http.Request, v *visit) error {
	e, err := d.service.EmployerView(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	page := d.employerForm(v, &e.Employer, "edit")
	profile := e.Employer.Profile()
	page.Fields, page.Hidden = d.profileFields(v, profile, &e), []templates.DeskHidden{{Name: "mark", Value: profile.Mark()}}
	return d.page(w, r, http.StatusOK, page)
}

// saveEmployer is its POST.
func (d *Desk) saveEmployer(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id := mux.Vars(r)["id"]
	typed, problems := profileOf(fields)
	refused := joined(problems, func() error { return d.service.EditEmployer(r.Context(), id, typed, fields.Get("mark")) })
	if refused == nil {
		return d.see(w, v, fill(employerRoute, id)+"?notice=saved")
	}
	e, err := d.service.EmployerView(r.Context(), id)
	if err != nil {
		return err
	}
	page := d.employerForm(v, &e.Employer, "edit")
	page.Hidden = []templates.DeskHidden{{Name: "mark", Value: fields.Get("mark")}}
	page.Fields = typedIn(d.profileFields(v, typed, &e), fields)
	now := e.Employer.Profile()
	return d.refusedForm(w, r, v, page, refused, d.profileFields(v, now, &e), now.Mark())
}

// joined adds problems that were found before to those of do; where there are
// any, nothing is done.
func joined(before []events.Problem, do func() error) error {
	if len(before) > 0 {
		return &events.Error{Code: events.CodeValidation, Problems: before}
	}
	return do()
}

// editContact is "/desk/employers/{id}/contact": a new one, or the one whose
// mark is in the query.
func (d *Desk) editContact(w http.ResponseWriter, r *http.Request, v *visit) error {
	e, err := d.service.Employer(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	mark, contact := r.URL.Query().Get("contact"), events.Contact{Language: events.DefaultLanguage}
	if mark != "" {
		at := slices.IndexFunc(e.Contacts, func(c events.Contact) bool { return c.Mark() == mark })
		if at < 0 {
			return events.Refuse(events.CodeNotFound)
		}
		contact = e.Contacts[at]
	}
	page := d.contactForm(v, &e, mark)
	page.Fields = contactFields(contact)
	return d.page(w, r, http.StatusOK, page)
}

func (d *Desk) contactForm(v *visit, e *events.Employer, mark string) templates.DeskEmployerFormPage {
	page := d.employerForm(v, e, "contact")
	page.Hidden, page.Removable = []templates.DeskHidden{{Name: "mark", Value: mark}}, mark != ""
	if mark != "" {
		page.Path += "?contact=" + url.QueryEscape(mark)
	}
	return page
}

// saveContact is its POST, for both buttons.
func (d *Desk) saveContact(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id, mark := mux.Vars(r)["id"], fields.Get("mark")
	var refused error
	if fields.Get("do") == "remove" {
		refused = d.service.RemoveContact(r.Context(), id, mark)
	} else {
		refused = contactProblems(d.service.SaveContact(r.Context(), id, mark, contactOf(fields)))
	}
	if refused == nil {
		return d.see(w, v, fill(employerRoute, id)+"?notice=saved")
	}
	e, err := d.service.Employer(r.Context(), id)
	if err != nil {
		return err
	}
	page := d.contactForm(v, &e, mark)
	page.Fields = typedIn(contactFields(events.Contact{}), fields)
	return d.refusedForm(w, r, v, page, refused, nil, "")
}

// number shows a count; none is an empty field.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// typedNumber reads a count as typed, "1.200" too; nothing is 0.
func typedNumber(s string) (int, bool) {
	s = strings.ReplaceAll(spaceless(s), ".", "")
	if s == "" {
		return 0, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// spaceless takes out the spaces that people put in numbers.
func spaceless(s string) string { return strings.Join(strings.Fields(s), "") }

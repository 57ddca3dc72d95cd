package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// employer is "/desk/employers/{id}".
func (d *Desk) employer(w http.ResponseWriter, r *http.Request, v *visit) error {
	e, err := d.service.EmployerView(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	page := d.employerPage(v, &e)
	switch notice := r.URL.Query().Get("notice"); notice {
	case "saved", "created", "archived", "restored":
		page.Notice = notice
	}
	funnel := e.Employer.Funnel()
	page.Funnel, page.Mark = funnelFields(funnel), funnel.Mark()
	return d.page(w, r, http.StatusOK, page)
}

func (d *Desk) employerPage(v *visit, view *events.EmployerView) templates.DeskEmployerPage {
	e := &view.Employer
	route := func(after string) string { return fill(employerRoute, e.ID) + after }
	page := templates.DeskEmployerPage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, route("")), Action: route("/funnel")},
		Name:     e.Name, BackPath: employersPath, Note: e.Note, Wishes: e.Interests, EditPath: route("/edit"),
		NewContactPath: route("/contact"), NewSitePath: route("/site"),
		Overdue: e.NextActionOn != nil && *e.NextActionOn < view.Today,
	}
	fact := func(key, value string) {
		if value != "" {
			page.Facts = append(page.Facts, templates.DeskFact{Key: key, Value: value})
		}
	}
	fact("employer_sector", sectorName(v, view.Sectors, e.Sector))
	fact("kvk", e.KVK)
	fact("branch_number", e.BranchNumber)
	if e.Employees > 0 {
		fact("employees", strconv.Itoa(e.Employees))
	}
	fact("domain", e.Domain)
	if e.Source != "" {
		fact("source", d.wordOf(v, "desk.choice.source_", e.Source))
	}
	for i := range view.SameKVK {
		page.Same = append(page.Same, templates.DeskCompany{Name: view.SameKVK[i].Name, Path: fill(employerRoute, view.SameKVK[i].ID)})
	}
	for _, c := range e.Contacts {
		page.Contacts = append(page.Contacts, templates.DeskContact{
			Name: c.Name, Role: c.Role, Email: c.Email, Phone: c.Phone, Language: c.Language, Path: route("/contact?contact=" + c.Mark()),
		})
	}
	for i := range e.Sites {
		page.Sites = append(page.Sites, d.siteCard(v, &e.Sites[i], route("/site?site="+url.QueryEscape(e.Sites[i].ID))))
	}
	for i := range view.Visits {
		page.Visits = append(page.Visits, v.sessionRow(&events.Listing{Session: view.Visits[i], Place: placeAt(e, &view.Visits[i])}))
	}
	if e.ArchivedOn == nil {
		page.ArchivePath = route("/archive")
	} else {
		page.ArchivedOn, page.RestorePath = d.shortDay(v, *e.ArchivedOn), route("/restore")
	}
	return page
}

// placeAt is where a visit is, as far as the employer's own sites tell.
func placeAt(e *events.Employer, s *events.Session) events.Place {
	for i := range e.Sites {
		if e.Sites[i].ID == s.Location.Ref {
			return events.Place{City: e.Sites[i].City}
		}
	}
	return events.Place{Name: s.Location.Name, City: s.Location.City}
}

// wordOf is the catalogue's word for a value, or the value where it has none.
func (d *Desk) wordOf(v *visit, prefix, value string) string {
	if !d.reply.Catalog.Has(v.lang, prefix+value) {
		return value
	}
	return d.reply.Catalog.T(v.lang, prefix+value)
}

func (d *Desk) siteCard(v *visit, s *events.Site, path string) templates.DeskSite {
	card := templates.DeskSite{
		Address: strings.TrimSpace(s.Street + " " + s.HouseNumber + ", " + s.Postcode + " " + s.City), City: s.City, Province: s.Province,
		Region: s.SchoolRegion, Roster: s.Roster, Path: path,
	}
	days := make([]string, len(s.OperatingDays))
	for i, day := range s.OperatingDays {
		days[i] = d.wordOf(v, "desk.choice.day_", day)
	}
	card.Days = strings.Join(days, ", ")
	for _, sh := range s.Shifts {
		card.Shifts = append(card.Shifts, templates.DeskShift{Label: sh.Label, Time: sh.Start + "–" + sh.End, Breaks: events.FormatBreaks(sh.Breaks)})
	}
	return card
}

// setFunnel is "/desk/employers/{id}/funnel".
func (d *Desk) setFunnel(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id := mux.Vars(r)["id"]
	typed := events.Funnel{
		Stage: events.Stage(fields.Get("stage")), NextAction: fields.Get("next_action"), NextActionOn: fields.Get("next_action_on"),
	}
	refused := d.service.SetFunnel(r.Context(), id, typed, fields.Get("mark"))
	if refused == nil {
		return d.see(w, v, fill(employerRoute, id)+"?notice=saved")
	}
	var refusal *events.Error
	if !errors.As(refused, &refusal) {
		return refused
	}
	e, err := d.service.EmployerView(r.Context(), id)
	if err != nil {
		return err
	}
	page := d.employerPage(v, &e)
	page.Funnel, page.Mark = funnelFields(typed), fields.Get("mark")
	status := reply.Status(refusal.Code)
	switch now, conflict := refusal.Current.(events.Funnel); {
	case conflict:
		page.Mark, page.Changed = now.Mark(), changes(funnelFields(now), page.Funnel)
		d.nameChoices(v, page.Changed, page.Funnel)
	case refusal.Code == events.CodeValidation:
		page.Errors = d.wrong(v, refused)
		page.Funnel = page.Fit(page.Funnel...)
	default:
		return refused
	}
	return d.page(w, r, status, page)
}

func funnelFields(f events.Funnel) []templates.DeskField {
	stage := templates.DeskField{Name: "stage", Key: "employer_stage", Kind: "select", Value: string(f.Stage)}
	for _, s := range events.Stages() {
		stage.Options = append(stage.Options, templates.DeskOption{Value: string(s), Key: "stage_" + string(s)})
	}
	return []templates.DeskField{
		stage,
		{Name: "next_action", Kind: "text", Value: f.NextAction, Optional: true},
		{Name: "next_action_on", Kind: "text", Value: asTyped(f.NextActionOn), Optional: true, Hint: true},
	}
}

// archiveEmployer is "/desk/employers/{id}/archive".
func (d *Desk) archiveEmployer(w http.ResponseWriter, r *http.Request, v *visit) error {
	id := mux.Vars(r)["id"]
	refused := d.service.ArchiveEmployer(r.Context(), id)
	if wrong := d.wrong(v, refused); wrong != nil {
		e, err := d.service.EmployerView(r.Context(), id)
		if err != nil {
			return err
		}
		page := d.employerPage(v, &e)
		funnel := e.Employer.Funnel()
		page.Funnel, page.Mark, page.Errors = funnelFields(funnel), funnel.Mark(), wrong
		return d.page(w, r, http.StatusUnprocessableEntity, page)
	}
	if refused != nil {
		return refused
	}
	return d.see(w, v, fill(employerRoute, id)+"?notice=archived")
}

// restoreEmployer is "/desk/employers/{id}/restore".
func (d *Desk) restoreEmployer(w http.ResponseWriter, r *http.Request, v *visit) error {
	id := mux.Vars(r)["id"]
	if err := d.service.RestoreEmployer(r.Context(), id); err != nil {
		return err
	}
	return d.see(w, v, fill(employerRoute, id)+"?notice=restored")
}

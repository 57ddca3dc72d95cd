package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

const (
	employersPath = "/desk/employers"
	employerRoute = "/desk/employers/{id}"
	// employersPage is how many employers stand on one page.
	employersPage = 50
)

func (d *Desk) employerRoutes(router *mux.Router) {
	d.add(router, employersPath, d.employers, nil)
	d.add(router, employersPath+".csv", d.exportEmployers(asCSV()), nil)
	d.add(router, employersPath+".xlsx", d.exportEmployers(asXLSX()), nil)
	d.add(router, employersPath+"/new", d.newEmployer, d.createEmployer)
	d.add(router, employersPath+"/paste", d.pasteMail, d.readMail)
	d.add(router, employersPath+"/import", d.chooseList, d.checkList)
	d.add(router, employersPath+"/import/confirm", nil, d.importList)
	d.add(router, employerRoute, d.employer, nil)
	d.add(router, employerRoute+"/funnel", nil, d.setFunnel)
	d.add(router, employerRoute+"/edit", d.editEmployer, d.saveEmployer)
	d.add(router, employerRoute+"/contact", d.editContact, d.saveContact)
	d.add(router, employerRoute+"/site", d.editSite, d.saveSite)
	d.add(router, employerRoute+"/archive", nil, d.archiveEmployer)
	d.add(router, employerRoute+"/restore", nil, d.restoreEmployer)
}

// The choices of the list that are no stage.
const (
	chosenDue      = "due"
	chosenArchived = "archived"
)

// employers is "/desk/employers".
func (d *Desk) employers(w http.ResponseWriter, r *http.Request, v *visit) error {
	query := r.URL.Query()
	text, sector, stage, after := query.Get("q"), query.Get("sector"), query.Get("stage"), query.Get("after")
	f := employerFilter(query, v)
	f.After, f.Limit = after, employersPage
	list, err := d.service.EmployerList(r.Context(), f)
	if err != nil {
		return err
	}
	path := func(stage, after string) string {
		q := url.Values{}
		for name, value := range map[string]string{"q": text, "sector": sector, "stage": stage, "after": after} {
			if value != "" {
				q.Set(name, value)
			}
		}
		if len(q) == 0 {
			return employersPath
		}
		return employersPath + "?" + q.Encode()
	}
	every := func(string) bool { return true }
	page := templates.DeskEmployersPage{
		Layout: d.layout(v, path(stage, after)), Action: employersPath, Stage: stage, Filtered: text != "" || sector != "" || stage != "",
		Stages: stagesOf(list.Counts, stage, func(stage string) string { return path(stage, "") }),
		Fields: []templates.DeskField{
			{Name: "q", Key: "employer_text", Kind: "text", Value: text},
			{Name: "sector", Key: "employer_sector", Kind: "select", Value: sector, Options: d.sectorOptions(v, list.Sectors, list.ArchivedSectors, "sector_all", every)},
		},
		NewPath: v.offered(employersPath + "/new"), ImportPath: v.offered(employersPath + "/import"), PastePath: v.offered(employersPath + "/paste"),
	}
	if n, err := strconv.Atoi(query.Get("imported")); err == nil && n >= 0 {
		page.Notice, page.Count = "imported", n
	}
	for i := range list.Employers {
		page.List = append(page.List, d.employerRow(v, &list.Employers[i], &list))
	}
	if chosen := strings.TrimPrefix(path(stage, ""), employersPath); v.may("GET " + employersPath + ".csv") {
		page.CSVPath, page.XLSXPath = employersPath+".csv"+chosen, employersPath+".xlsx"+chosen
	}
	if after != "" {
		page.FirstPath = path(stage, "")
	}
	if list.Next != "" {
		page.NextPath = path(stage, list.Next)
	}
	return d.page(w, r, http.StatusOK, page)
}

// employerFilter reads which employers are asked for.
func employerFilter(query url.Values, v *visit) events.EmployerFilter {
	stage := query.Get("stage")
	f := events.EmployerFilter{Text: query.Get("q"), Sector: query.Get("sector"), Archived: events.Given(stage == chosenArchived)}
	switch stage {
	case chosenArchived:
	case chosenDue:
		f.Due = events.Sunday(v.now, v.zone)
	default:
		f.Stage = events.Stage(stage)
	}
	return f
}

// offered is a path that the visitor may open, else "".
func (v *visit) offered(path string) string {
	if !v.may("GET " + path) {
		return ""
	}
	return path
}

// stagesOf are the steps of the funnel, with all of them before and the others
// behind.
func stagesOf(c events.EmployerCounts, chosen string, path func(stage string) string) []templates.DeskStage {
	stages := []templates.DeskStage{{Key: "all", Path: path(""), Count: c.All, Current: chosen == ""}}
	add := func(key string, count int) {
		stages = append(stages, templates.DeskStage{Key: key, Path: path(key), Count: count, Current: chosen == key})
	}
	for _, s := range events.Stages() {
		add(string(s), c.ByStage[s])
	}
	add(chosenDue, c.Due)
	add(chosenArchived, c.Archived)
	return stages
}

func (d *Desk) employerRow(v *visit, e *events.Employer, list *events.EmployerList) templates.DeskEmployer {
	row := templates.DeskEmployer{
		Path: v.link(employerRoute, e.ID), Name: e.Name, Stage: string(e.Stage), Sector: sectorName(v, list.Sectors, e.Sector),
		Next: e.Funnel().NextAction, Archived: e.ArchivedOn != nil,
	}
	if len(e.Sites) > 0 {
		row.City = e.Sites[0].City
	}
	if e.NextActionOn != nil {
		row.NextOn, row.Overdue = d.shortDay(v, *e.NextActionOn), *e.NextActionOn < list.Today
	}
	return row
}

// shortDay is a day in words.
func (d *Desk) shortDay(v *visit, day events.Date) string {
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return string(day)
	}
	return d.reply.Catalog.DateShort(v.lang, at)
}

func sectorName(v *visit, sectors []events.Sector, id string) string {
	for i := range sectors {
		if sectors[i].ID == id {
			return sectors[i].Name.In(v.lang)
		}
	}
	return id
}

// nameOf is a name in a choice, with a word where it is archived.
func (d *Desk) nameOf(v *visit, name string, archived bool) string {
	if archived {
		return d.reply.Catalog.T(v.lang, "desk.choice.archived", "Name", name)
	}
	return name
}

// sectorOptions are the sectors with none before them; none is the key of its
// words. Of the archived ones it has those that keep names.
func (d *Desk) sectorOptions(v *visit, sectors []events.Sector, gone map[string]bool, none string, keep func(id string) bool) []templates.DeskOption {
	options := []templates.DeskOption{{Key: none}}
	for i := range sectors {
		if s := &sectors[i]; !gone[s.ID] || keep(s.ID) {
			options = append(options, templates.DeskOption{Value: s.ID, Label: d.nameOf(v, s.Name.In(v.lang), gone[s.ID])})
		}
	}
	return options
}

package desk

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// Rows of the form of a site: always one more than there are shifts.
const (
	fewestShiftRows = 3
	mostShiftRows   = 8
)

// editSite is "/desk/employers/{id}/site": a new one, or the one that the query
// names.
func (d *Desk) editSite(w http.ResponseWriter, r *http.Request, v *visit) error {
	e, err := d.service.Employer(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	siteID, site := r.URL.Query().Get("site"), events.SiteForm{Roster: "2-shift"}
	mark := ""
	if siteID != "" {
		known, err := siteOf(&e, siteID)
		if err != nil {
			return err
		}
		site, mark = known, known.Mark()
	}
	return d.page(w, r, http.StatusOK, d.siteForm(v, &e, siteID, mark, site))
}

func siteOf(e *events.Employer, id string) (events.SiteForm, error) {
	at := slices.IndexFunc(e.Sites, func(s events.Site) bool { return s.ID == id })
	if at < 0 {
		return events.SiteForm{}, events.Refuse(events.CodeNotFound)
	}
	return e.Sites[at].Form(), nil
}

func (d *Desk) siteForm(v *visit, e *events.Employer, siteID, mark string, site events.SiteForm) templates.DeskEmployerFormPage {
	page := d.employerForm(v, e, "site")
	page.Hidden = []templates.DeskHidden{{Name: "site", Value: siteID}, {Name: "mark", Value: mark}}
	page.Fields = siteFields(site)
	page.Shifts = shiftGroups(site.Shifts, min(mostShiftRows, max(fewestShiftRows, len(site.Shifts)+1)))
	if siteID != "" {
		page.Path += "?site=" + url.QueryEscape(siteID)
	}
	return page
}

func siteFields(s events.SiteForm) []templates.DeskField {
	region := templates.DeskField{Name: "school_region", Kind: "select", Value: s.SchoolRegion, Options: []templates.DeskOption{{Key: "by_province"}}}
	for _, name := range []string{"noord", "midden", "zuid"} {
		region.Options = append(region.Options, templates.DeskOption{Value: name, Key: "region_" + name})
	}
	roster := templates.DeskField{Name: "roster", Kind: "select", Value: s.Roster, Options: []templates.DeskOption{{Key: "roster_other"}}}
	rosters := events.Rosters()
	for _, name := range rosters {
		roster.Options = append(roster.Options, templates.DeskOption{Value: name, Key: "roster_" + name})
	}
	if s.Roster != "" && !slices.Contains(rosters, s.Roster) {
		roster.Options = append(roster.Options, templates.DeskOption{Value: s.Roster, Label: s.Roster})
	}
	days := templates.DeskField{Name: "operating_days", Kind: "ticks", Chosen: s.OperatingDays, Hint: true}
	for _, day := range []string{"mo", "tu", "we", "th", "fr", "sa", "su"} {
		days.Options = append(days.Options, templates.DeskOption{Value: day, Key: "day_" + day})
	}
	return []templates.DeskField{
		{Name: "street", Kind: "text", Value: s.Street},
		{Name: "house_number", Kind: "text", Value: s.HouseNumber},
		{Name: "postcode", Kind: "text", Value: s.Postcode},
		{Name: "city", Key: "site_city", Kind: "text", Value: s.City},
		{Name: "province", Kind: "text", Value: s.Province, Optional: true},
		region, roster, days,
	}
}

// shiftGroups are the fields of the shifts, in rows of which some are empty.
func shiftGroups(shifts []events.Shift, rows int) []templates.DeskGroup {
	groups := make([]templates.DeskGroup, rows)
	for i := range groups {
		var sh events.Shift
		times := ""
		if i < len(shifts) {
			sh = shifts[i]
			times = sh.Start + "–" + sh.End
		}
		name := func(field string) string { return "shift" + strconv.Itoa(i) + "_" + field }
		groups[i] = templates.DeskGroup{
			No: i + 1, Hidden: templates.DeskHidden{Name: name("code"), Value: sh.Code},
			Fields: []templates.DeskField{
				{Name: name("label"), Key: "shift_label", Kind: "text", Value: sh.Label},
				{Name: name("time"), Key: "shift_time", Kind: "text", Value: times},
				{Name: name("breaks"), Key: "shift_breaks", Kind: "text", Value: events.FormatBreaks(sh.Breaks)},
			},
		}
	}
	return groups
}

// saveSite is the POST of editSite.
func (d *Desk) saveSite(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id, siteID, mark := mux.Vars(r)["id"], fields.Get("site"), fields.Get("mark")
	site, rows, problems := siteTyped(fields)
	refused := joined(problems, func() error { return d.service.SaveSite(r.Context(), id, siteID, mark, site) })
	if refused == nil {
		return d.see(w, v, fill(employerRoute, id)+"?notice=saved")
	}
	e, err := d.service.Employer(r.Context(), id)
	if err != nil {
		return err
	}
	now := events.SiteForm{}
	if siteID != "" {
		if now, err = siteOf(&e, siteID); err != nil {
			return err
		}
	}
	page := d.siteForm(v, &e, siteID, mark, site)
	page.Fields = typedIn(page.Fields, fields)
	page.Shifts = shiftGroups(now.Shifts, min(mostShiftRows, max(fewestShiftRows, len(rows)+1, len(now.Shifts))))
	standing := slices.Concat(siteFields(now), shiftFieldsOf(page.Shifts))
	for i := range page.Shifts {
		g := &page.Shifts[i]
		g.Fields, g.Hidden.Value = typedIn(slices.Clone(g.Fields), fields), fields.Get(g.Hidden.Name)
	}
	return d.refusedForm(w, r, v, page, siteProblems(refused, rows), standing, now.Mark())
}

var betweenTimes = regexp.MustCompile(`\s*(?:[-–—]|\btot\b|\bto\b)\s*`)

// siteTyped reads the form of a site; rows tells in which row of the form each
// shift stood.
func siteTyped(fields url.Values) (site events.SiteForm, rows []int, problems []events.Problem) {
	site = events.SiteForm{
		Street: fields.Get("street"), HouseNumber: fields.Get("house_number"), Postcode: fields.Get("postcode"), City: fields.Get("city"),
		Province: fields.Get("province"), SchoolRegion: fields.Get("school_region"), Roster: fields.Get("roster"),
		OperatingDays: fields["operating_days"],
	}
	for i := range mostShiftRows {
		get := func(field string) string {
			return strings.TrimSpace(fields.Get("shift" + strconv.Itoa(i) + "_" + field))
		}
		label, times, breaks := get("label"), get("time"), get("breaks")
		if label == "" && times == "" && breaks == "" {
			continue
		}
		sh := events.Shift{Code: get("code"), Label: label}
		if ends := betweenTimes.Split(times, 2); len(ends) == 2 {
			sh.Start, sh.End = ends[0], ends[1]
		} else {
			sh.Start = times
		}
		wrong := ""
		if sh.Breaks, wrong = events.ParseBreaks(breaks); wrong != "" {
			problems = append(problems, events.Problem{Field: "shift" + strconv.Itoa(i) + "_breaks", Key: "breaks", Args: []any{"Value", wrong}})
		}
		site.Shifts, rows = append(site.Shifts, sh), append(rows, i)
	}
	return site, rows, problems
}

var shiftField = regexp.MustCompile(`^shifts\[(\d+)\]\.(start|end|label|breaks)`)

// siteProblems names the fields of a site as its form does.
func siteProblems(err error, rows []int) error {
	refusal, ok := validation(err)
	if !ok {
		return err
	}
	var problems []events.Problem
	for _, p := range refusal.Problems {
		if m := shiftField.FindStringSubmatch(p.Field); m != nil {
			n, _ := strconv.Atoi(m[1]) // digits
			field := map[string]string{"start": "time", "end": "time", "label": "label", "breaks": "breaks"}[m[2]]
			p.Field = "shift" + strconv.Itoa(rows[n]) + "_" + field
			if field == "time" {
				p.Key, p.Args = "shift_time", nil
			}
		} else if p.Field == "shifts" {
			p.Field, p.Key, p.Args = "roster", "shifts", nil
		}
		if !slices.ContainsFunc(problems, func(q events.Problem) bool { return q.Field == p.Field }) {
			problems = append(problems, p)
		}
	}
	return &events.Error{Code: events.CodeValidation, Problems: problems}
}

package desk

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

func (d *Desk) calendarRoutes(router *mux.Router) {
	d.add(router, "/desk/calendar", d.calendar, nil)
	d.add(router, "/desk/sessions/{id}/move", d.move, d.moveTo)
}

// agendaDays is how long an agenda is.
const agendaDays = 28

// calendarAsked is what somebody wants to see.
type calendarAsked struct {
	query url.Values
	view  string
	by    string
	day   time.Time
	// from and to are the days shown, first and last those that are meant: a
	// month is shown in whole weeks.
	from, to, first, last time.Time
}

// calendar is "/desk/calendar". Facilitators see what they lead.
func (d *Desk) calendar(w http.ResponseWriter, r *http.Request, v *visit) error {
	page := templates.DeskCalendarPage{}
	status := http.StatusOK
	asked, err := askedCalendar(r.URL.Query(), v)
	if err != nil {
		if page.Errors = d.wrong(v, err); page.Errors == nil {
			return err
		}
		status = http.StatusUnprocessableEntity
	}
	calendar, err := d.service.Calendar(r.Context(), asked.choice(v))
	if err != nil {
		return err
	}
	page.Layout, page.Action = d.layout(v, asked.path()), "/desk/calendar"
	page.View, page.By, page.First, page.Last = asked.view, asked.by, asked.first, asked.last
	_, page.Week = asked.first.ISOWeek()
	d.calendarLinks(v, asked, &page)
	d.calendarFields(v, &asked, &calendar, &page)
	page.Special = v.specialDays(calendar.Days)
	shown := d.calendarSessions(v, &calendar)
	switch {
	case asked.view == "agenda":
		page.Agenda = asked.agenda(v, shown, page.Special)
	case asked.by != "":
		page.Table = asked.rows(v, &calendar, shown, page.Special)
	default:
		page.Table = asked.weeks(v, shown, page.Special)
	}
	page.Troubles = troubles(shown)
	return d.page(w, r, status, page)
}

// askedCalendar reads the address. A day that cannot be read is refused, and
// today shown.
func askedCalendar(query url.Values, v *visit) (calendarAsked, error) {
	a := calendarAsked{query: url.Values{}, view: query.Get("view"), by: query.Get("by")}
	if !slices.Contains([]string{"month", "week", "agenda"}, a.view) {
		a.view = "month"
	}
	if a.by != "facilitator" && a.by != "site" || a.view == "agenda" {
		a.by = ""
	}
	for _, name := range []string{"facilitator", "site", "kind", "region"} {
		if value := query.Get(name); value != "" {
			a.query.Set(name, value)
		}
	}
	now := v.now.In(v.zone)
	a.day = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	var refusal error
	if typed := query.Get("date"); typed != "" {
		day, err := events.TypedDay("date", typed)
		if err == nil {
			a.day, _ = time.Parse(time.DateOnly, string(day))
		}
		refusal = err
	}
	a.period()
	return a, refusal
}

// period works out which days are shown. Days here are midnights of UTC: they
// are counted, and no clock changes there.
func (a *calendarAsked) period() {
	switch a.view {
	case "month":
		a.first = a.day.AddDate(0, 0, 1-a.day.Day())
		a.last = a.first.AddDate(0, 1, -1)
		a.from, a.to = monday(a.first), monday(a.last).AddDate(0, 0, 6)
	case "week":
		a.first = monday(a.day)
		a.last = a.first.AddDate(0, 0, 6)
		a.from, a.to = a.first, a.last
	default:
		a.first, a.last = a.day, a.day.AddDate(0, 0, agendaDays-1)
		a.from, a.to = a.first, a.last
	}
}

func monday(day time.Time) time.Time { return day.AddDate(0, 0, -(int(day.Weekday())+6)%7) }

// step is a day in the period before or after this one.
func (a *calendarAsked) step(by int) time.Time {
	switch a.view {
	case "month":
		return a.first.AddDate(0, by, 0)
	case "week":
		return a.first.AddDate(0, 0, 7*by)
	}
	return a.day.AddDate(0, 0, agendaDays*by)
}

// path is the address of this calendar; with changes some of it is otherwise.
func (a *calendarAsked) path(changes ...string) string {
	query := url.Values{"view": {a.view}, "date": {a.day.Format(time.DateOnly)}}
	if a.by != "" {
		query.Set("by", a.by)
	}
	for name, values := range a.query {
		query[name] = values
	}
	for i := 0; i+1 < len(changes); i += 2 {
		query.Set(changes[i], changes[i+1])
		if changes[i+1] == "" {
			query.Del(changes[i])
		}
	}
	return "/desk/calendar?" + query.Encode()
}

// choice is what the Service is asked for.
func (a *calendarAsked) choice(v *visit) events.CalendarQuery {
	q := events.CalendarQuery{
		From: events.Date(a.from.Format(time.DateOnly)), To: events.Date(a.to.Format(time.DateOnly)),
		Facilitator: a.query.Get("facilitator"), Site: a.query.Get("site"), Kind: events.Kind(a.query.Get("kind")),
		Region: a.query.Get("region"),
	}
	if v.role() == events.RoleFacilitator {
		q.LedBy = v.who.User.Email
	}
	return q
}

func (d *Desk) calendarLinks(v *visit, a calendarAsked, page *templates.DeskCalendarPage) {
	for _, view := range []string{"month", "week", "agenda"} {
		page.Views = append(page.Views, templates.DeskLink{Key: view, Path: a.path("view", view), Current: view == a.view})
	}
	if a.view != "agenda" {
		for _, by := range []string{"", "facilitator", "site"} {
			key := by
			if by == "" {
				key = "day"
			}
			page.Bys = append(page.Bys, templates.DeskLink{Key: key, Path: a.path("by", by), Current: by == a.by})
		}
	}
	page.PreviousPath = a.path("date", a.step(-1).Format(time.DateOnly))
	page.NextPath = a.path("date", a.step(1).Format(time.DateOnly))
	page.TodayPath = a.path("date", "")
	if v.may("GET /desk/sessions/new") {
		page.NewPath = "/desk/sessions/new"
	}
}

// calendarFields are those of the form that chooses.
func (d *Desk) calendarFields(v *visit, a *calendarAsked, c *events.Calendar, page *templates.DeskCalendarPage) {
	all := []templates.DeskOption{{Key: "all"}}
	facilitators, places, kinds, regions := slices.Clone(all), slices.Clone(all), slices.Clone(all), slices.Clone(all)
	for _, f := range c.Facilitators {
		facilitators = append(facilitators, templates.DeskOption{Value: f.ID, Label: d.nameOf(v, f.Name, c.Archived[f.ID])})
	}
	for _, p := range c.Places {
		label := p.Name
		if p.City != "" {
			label += ", " + p.City
		}
		places = append(places, templates.DeskOption{Value: p.Ref, Label: d.nameOf(v, label, c.Archived[p.Ref])})
	}
	for _, kind := range events.Kinds() {
		kinds = append(kinds, templates.DeskOption{Value: string(kind), Key: "kind_" + string(kind)})
	}
	for _, region := range []string{"noord", "midden", "zuid"} {
		regions = append(regions, templates.DeskOption{Value: region, Key: "region_" + region})
	}
	day := templates.DeskField{Name: "date", Kind: "text", Value: a.day.Format("2-1-2006")}
	page.Fields = page.Fit(day)
	if v.role() != events.RoleFacilitator {
		page.Fields = append(page.Fields, templates.DeskField{Name: "facilitator", Kind: "select", Value: a.query.Get("facilitator"), Options: facilitators})
	}
	page.Fields = append(page.Fields,
		templates.DeskField{Name: "site", Kind: "select", Value: a.query.Get("site"), Options: places},
		templates.DeskField{Name: "kind", Kind: "select", Value: a.query.Get("kind"), Options: kinds},
		templates.DeskField{Name: "region", Kind: "select", Value: c.Region, Options: regions},
	)
	page.Hidden = []templates.DeskOption{{Value: a.view, Label: "view"}}
	if a.by != "" {
		page.Hidden = append(page.Hidden, templates.DeskOption{Value: a.by, Label: "by"})
	}
}

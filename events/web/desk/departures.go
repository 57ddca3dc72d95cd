package desk

import (
	"cmp"
	"net/http"
	"time"

	"kantine/events"
	"kantine/templates"
)

// departures is "/desk/outbox/tomorrow": what leaves on a day, tomorrow unless
// another is asked for.
func (d *Desk) departures(w http.ResponseWriter, r *http.Request, v *visit) error {
	day := events.StartOfDay(v.now, v.zone, 1)
	status, page := http.StatusOK, templates.DeskDeparturesPage{}
	asked := r.URL.Query().Get("day")
	if asked != "" {
		given, err := v.typedDay(asked)
		if err == nil {
			day = given
		} else if page.Errors = d.wrong(v, err); page.Errors == nil {
			return err
		} else {
			status = http.StatusUnprocessableEntity
		}
	}
	on := func(days int) string { return events.StartOfDay(day, v.zone, days).Format(time.DateOnly) }
	const path = "/desk/outbox/tomorrow"
	page.Layout, page.Action = d.layout(v, path+"?day="+on(0)), path
	page.Day, page.DayValue, page.OnHold = day, asTyped(cmp.Or(asked, on(0))), v.hold.On()
	page.BeforePath, page.AfterPath = path+"?day="+on(-1), path+"?day="+on(1)
	page.OutboxPath = "/desk/outbox?day=" + on(0)
	end := events.StartOfDay(day, v.zone, 1)
	page.Past = !end.After(v.now)
	leaves, err := d.service.Departures(r.Context(), day, end)
	if err != nil {
		return err
	}
	page.Total, page.More = leaves.Total, leaves.More
	for _, l := range leaves.List {
		at := l.At.In(v.zone)
		item := templates.DeskDeparture{
			At: at, Exact: l.State == events.TimelinePlanned, Now: l.At.Equal(leaves.Now), Kind: string(l.Kind), Rule: ruleOf(l.Rule),
			State: string(l.State), Session: l.Title.In(v.lang), Count: l.Count,
		}
		if l.SessionID != "" {
			item.SessionPath = v.link("/desk/sessions/{id}", l.SessionID)
		}
		if l.State != events.TimelinePlanned {
			item.ListPath = outboxQuery{state: string(l.State), kind: string(l.Kind), session: l.SessionID}.path()
		}
		hour := at.Truncate(time.Hour)
		if n := len(page.Hours); n == 0 || !page.Hours[n-1].At.Equal(hour) {
			page.Hours = append(page.Hours, templates.DeskHour{At: hour})
		}
		last := &page.Hours[len(page.Hours)-1]
		last.Items, last.Total = append(last.Items, item), last.Total+l.Count
	}
	return d.page(w, r, status, page)
}

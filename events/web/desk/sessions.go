package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// sessionsPage is how many sessions a page of the list has.
const sessionsPage = 50

// sessionRoutes are those of planning sessions.
func (d *Desk) sessionRoutes(router *mux.Router) {
	d.add(router, "/desk/sessions", d.sessions, nil)
	d.add(router, "/desk/sessions/new", d.newSessionForm, d.newSession)
	d.add(router, "/desk/sessions/{id}", d.session, nil)
	d.add(router, "/desk/sessions/{id}/edit", d.editForm, d.editSession)
	d.add(router, "/desk/sessions/{id}/preview", d.previewSession, d.previewSession)
	d.add(router, "/desk/sessions/{id}/letter", d.previewLetters, d.previewLetters)
	d.add(router, "/desk/sessions/{id}/publish", nil, d.publish)
	d.add(router, "/desk/sessions/{id}/publish-series", nil, d.publishSeries)
	d.add(router, "/desk/sessions/{id}/delete", d.deleteForm, d.deleteSession)
	d.add(router, "/desk/sessions/{id}/copy", d.copyForm, d.copySession)
	d.add(router, "/desk/sessions/{id}/cancel", d.cancelForm, d.cancelSession)
}

// ledBy is the address of who sees only what they lead; "" sees all.
func (v *visit) ledBy() string {
	if v.role() == events.RoleFacilitator {
		return v.who.User.Email
	}
	return ""
}

// sessions is "/desk/sessions": those to come first.
func (d *Desk) sessions(w http.ResponseWriter, r *http.Request, v *visit) error {
	query := r.URL.Query()
	query.Del("lang")
	f := events.SessionFilter{
		State: events.SessionState(query.Get("state")), Kind: events.Kind(query.Get("kind")), Sector: query.Get("sector"),
		Text: strings.TrimSpace(query.Get("q")), After: query.Get("after"), Limit: sessionsPage + 1,
	}
	page := templates.DeskSessionsPage{
		Layout: d.layout(v, "/desk/sessions"), Action: "/desk/sessions", Shown: query.Get("shown"), NewPath: v.only("/desk/sessions/new"),
	}
	if query.Encode() != "" {
		page.Path += "?" + query.Encode()
	}
	switch page.Shown {
	case "over":
		f.Ended, f.Latest = v.now, true
	case "all":
	default:
		page.Shown, f.Ending = "coming", v.now
		if f.State == "" {
			f.Not = events.SessionHeld // whatever its time says
		}
	}
	if id := query.Get("facilitator"); id != "" {
		f.LedBy = []string{id}
	}
	var err error
	if page.Fields, err = d.sessionFilters(r, v, query, &f); err != nil {
		return err
	}
	page.Filtered = slices.ContainsFunc(page.Fields, func(field templates.DeskField) bool { return field.Value != "" })
	list, err := d.service.SessionList(r.Context(), v.ledBy(), f)
	if err != nil {
		return err
	}
	for _, shown := range []string{"coming", "over", "all"} {
		page.Choices = append(page.Choices, templates.DeskLink{Key: shown, Path: sessionsPath(query, "shown", shown), Current: shown == page.Shown})
	}
	if len(list) > sessionsPage {
		list = list[:sessionsPage]
		page.NextPath = sessionsPath(query, "after", list[len(list)-1].Session.ID)
	}
	if f.After != "" {
		page.FirstPath = sessionsPath(query, "after", "")
	}
	for i := range list {
		page.List = append(page.List, v.sessionRow(&list[i]))
	}
	return d.page(w, r, http.StatusOK, page)
}

// sessionsPath is the list with one word of its query changed; another list
// begins at its first page.
func sessionsPath(query url.Values, name, value string) string {
	changed := url.Values{}
	for key, values := range query {
		if key != "after" && key != name && values[0] != "" {
			changed[key] = values[:1]
		}
	}
	if value != "" {
		changed.Set(name, value)
	}
	if len(changed) == 0 {
		return "/desk/sessions"
	}
	return "/desk/sessions?" + changed.Encode()
}

// only is a path without a variable, "" where the visitor may not open it.
func (v *visit) only(path string) string {
	if !v.may("GET " + path) {
		return ""
	}
	return path
}

// sessionFilters are the fields above the list. A period that cannot be read
// says so, and is left out.
func (d *Desk) sessionFilters(r *http.Request, v *visit, query url.Values, f *events.SessionFilter) ([]templates.DeskField, error) {
	sectors, facilitators, err := d.service.SessionFilters(r.Context())
	if err != nil {
		return nil, err
	}
	all := templates.DeskOption{Key: "session_all"}
	states, kinds := []templates.DeskOption{all}, []templates.DeskOption{all}
	for _, s := range []events.SessionState{events.SessionDraft, events.SessionPublished, events.SessionHeld, events.SessionCancelled} {
		states = append(states, templates.DeskOption{Value: string(s), Label: d.reply.Catalog.T(v.lang, "desk.state."+string(s))})
	}
	for _, k := range []events.Kind{events.KindWorkshop, events.KindPresentation, events.KindInterview, events.KindPopup, events.KindOnline} {
		kinds = append(kinds, templates.DeskOption{Value: string(k), Label: d.reply.Catalog.T(v.lang, "kind."+string(k))})
	}
	gone, err := d.service.Archived(r.Context(), events.ThingSector)
	if err != nil {
		return nil, err
	}
	away, err := d.service.Archived(r.Context(), events.ThingFacilitator)
	if err != nil {
		return nil, err
	}
	bySector := d.sectorOptions(v, sectors, gone, all.Key, func(string) bool { return true })
	byLeader := []templates.DeskOption{all}
	for _, f := range facilitators {
		byLeader = append(byLeader, templates.DeskOption{Value: f.ID, Label: d.nameOf(v, f.Name, away[f.ID])})
	}
	fields := []templates.DeskField{
		{Name: "q", Key: "session_q", Kind: "text"},
		{Name: "state", Key: "session_state", Kind: "select", Options: states},
		{Name: "kind", Key: "session_kind", Kind: "select", Options: kinds},
		{Name: "sector", Key: "session_sector", Kind: "select", Options: bySector},
		{Name: "from", Key: "session_from", Kind: "text"},
		{Name: "to", Key: "session_to", Kind: "text"},
	}
	if v.ledBy() == "" {
		fields = append(fields, templates.DeskField{Name: "facilitator", Key: "session_facilitator", Kind: "select", Options: byLeader})
	}
	for i := range fields {
		fields[i].Value = query.Get(fields[i].Name)
	}
	for i, days := range map[int]int{4: 0, 5: 1} {
		if fields[i].Value == "" {
			continue
		}
		day, err := events.TypedDay(fields[i].Name, fields[i].Value)
		at, failed := time.ParseInLocation(time.DateOnly, string(day), v.zone)
		switch {
		case err != nil || failed != nil:
			fields[i].Wrong = d.reply.Catalog.T(v.lang, "errors.field.day")
		case days == 0:
			f.From = at
		default:
			f.To = events.StartOfDay(at, v.zone, days)
		}
	}
	return fields, nil
}

package desk

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// attendeeRoutes are the pages about who comes.
func (d *Desk) attendeeRoutes(router *mux.Router) {
	d.add(router, "/desk/search", d.search, nil)
	d.add(router, "/desk/attendees", d.gatherings, nil)
	d.add(router, "/desk/sessions/{id}/attendees", d.attendees, nil)
	d.add(router, "/desk/sessions/{id}/attendees/add", d.newAttendee, d.addAttendee)
	d.add(router, "/desk/sessions/{id}/attendees.csv", d.exportAttendees(asCSV()), nil)
	d.add(router, "/desk/sessions/{id}/attendees.xlsx", d.exportAttendees(asXLSX()), nil)
	d.add(router, "/desk/sessions/{id}/sign-in", d.signIn, nil)
	d.add(router, "/desk/sessions/{id}/held", nil, d.hold)
	d.add(router, "/desk/registrations/{id}", d.person, nil)
	d.add(router, "/desk/registrations/{id}/edit", nil, d.editPerson)
	d.add(router, "/desk/registrations/{id}/note", nil, d.notePerson)
	d.add(router, "/desk/registrations/{id}/withdraw", nil, d.withdrawPerson)
	d.add(router, "/desk/registrations/{id}/erase", nil, d.erasePerson)
	d.add(router, "/desk/registrations/{id}/move", d.moveForm, d.movePerson)
	d.add(router, "/desk/registrations/{id}/attendance", nil, d.markAttendance)
}

// listed is how many people stand on one page.
const listed = 50

// attendeeStates are those that a list can keep to, in the order of the page.
var attendeeStates = []events.RegistrationState{
	events.Confirmed, events.Waitlisted, events.Attended, events.NoShow, events.Withdrawn,
}

// search is "/desk/search".
func (d *Desk) search(w http.ResponseWriter, r *http.Request, v *visit) error {
	query := r.URL.Query().Get("q")
	page := templates.DeskSearchPage{Query: query}
	page.Layout = d.layout(v, "/desk/search?"+url.Values{"q": {query}}.Encode())
	found, err := d.service.Search(r.Context(), query)
	if err != nil {
		return err
	}
	page.More = found.More
	for i := range found.Registrations {
		page.People = append(page.People, v.attendeeRow(&found.Registrations[i]))
	}
	for _, s := range found.Sessions {
		path := cmp.Or(v.link("/desk/sessions/{id}", s.ID), v.link("/desk/sessions/{id}/attendees", s.ID))
		page.Sessions = append(page.Sessions, templates.DeskFound{
			Path: path, Title: s.Heading().In(v.lang), Start: s.StartsAt.In(v.zone), State: string(s.State),
		})
	}
	for _, e := range found.Employers {
		page.Employers = append(page.Employers, templates.DeskFound{Path: v.link("/desk/employers/{id}", e.ID), Title: e.Name, KVK: e.KVK})
	}
	return d.page(w, r, http.StatusOK, page)
}

// gatherings is "/desk/attendees": the sessions that people are received at.
func (d *Desk) gatherings(w http.ResponseWriter, r *http.Request, v *visit) error {
	sessions, err := d.service.Gatherings(r.Context(), v.ledBy())
	if err != nil {
		return err
	}
	page := templates.DeskGatheringsPage{Layout: d.layout(v, "/desk/attendees")}
	if v.may("GET " + searchPath) {
		page.SearchPath = searchPath
	}
	for i := range sessions {
		row := v.sessionRow(&sessions[i])
		row.Path = v.link("/desk/sessions/{id}/attendees", sessions[i].Session.ID)
		if v.now.Before(sessions[i].Session.EndsAt()) {
			page.Ahead = append(page.Ahead, row)
		} else {
			page.Past = append(page.Past, row)
		}
	}
	return d.page(w, r, http.StatusOK, page)
}

// attendees is "/desk/sessions/{id}/attendees".
func (d *Desk) attendees(w http.ResponseWriter, r *http.Request, v *visit) error {
	query := r.URL.Query()
	state := events.RegistrationState(query.Get("state"))
	if !slices.Contains(attendeeStates, state) {
		state = ""
	}
	id := mux.Vars(r)["id"]
	all, err := d.service.Attendees(r.Context(), events.AttendeeQuery{
		SessionID: id, LedBy: v.ledBy(), State: state, After: query.Get("after"), Limit: listed, Letters: v.role().Writes(),
	})
	if err != nil {
		return err
	}
	own := fill("/desk/sessions/{id}/attendees", id)
	page := templates.DeskAttendeesPage{
		Layout: d.layout(v, own), Session: v.sessionRow(&all.Listing), CheckIn: all.CheckIn, Staff: v.role().Writes(),
		AddPath: v.link("/desk/sessions/{id}/attendees/add", id), CSVPath: v.link("/desk/sessions/{id}/attendees.csv", id),
		XLSXPath: v.link("/desk/sessions/{id}/attendees.xlsx", id), SignInPath: v.link("/desk/sessions/{id}/sign-in", id),
		CheckInPath: v.link("/desk/sessions/{id}/check-in", id), MailPath: v.link("/desk/sessions/{id}/mail", id),
		Back: own, Notice: noticeAmong(query, "added", "moved", "held", "marked"),
	}
	if !all.Session.OpenForAny(v.now) {
		page.AddPath = ""
	}
	if v.may("POST /desk/sessions/{id}/held") && !v.now.Before(all.Session.StartsAt()) &&
		(all.Session.State == events.SessionPublished || all.Session.State == events.SessionHeld) {
		page.HoldPath = fill("/desk/sessions/{id}/held", id)
	}
	page.Filters = stateFilters(own, state, all.Counts)
	for i := range all.People {
		page.People = append(page.People, v.attendeeRow(&all.People[i]))
	}
	if all.Next != "" {
		next := url.Values{"after": {all.Next}}
		if state != "" {
			next.Set("state", string(state))
		}
		page.NextPath = own + "?" + next.Encode()
	}
	return d.page(w, r, http.StatusOK, page)
}

// noticeAmong is what the address says was just done, if it is one of these.
func noticeAmong(query url.Values, known ...string) string {
	if notice := query.Get("notice"); slices.Contains(known, notice) {
		return notice
	}
	return ""
}

// stateFilters leads to everybody, and to those of each state there is.
func stateFilters(own string, state events.RegistrationState, counts map[events.RegistrationState]int) []templates.DeskStateFilter {
	total := 0
	for _, n := range counts {
		total += n
	}
	filters := []templates.DeskStateFilter{{Key: "all", Path: own, Count: total, Current: state == ""}}
	for _, s := range attendeeStates {
		if counts[s] > 0 || s == state {
			filters = append(filters, templates.DeskStateFilter{
				Key: string(s), Path: own + "?state=" + string(s), Count: counts[s], Current: s == state,
			})
		}
	}
	return filters
}

// attendeeRow shows a registration in a list; a facilitator sees no address.
func (v *visit) attendeeRow(a *events.Attendee) templates.DeskAttendee {
	r := &a.Registration
	row := templates.DeskAttendee{
		ID: r.ID, Path: v.link("/desk/registrations/{id}", r.ID), Name: r.Name, Company: a.Company, Needs: r.Needs,
		Reference: r.Reference(), State: string(r.State), Position: a.Position, Erased: !r.ErasedAt.IsZero(),
		Session: a.Session.Heading().In(v.lang),
	}
	if block, ok := a.Session.Block(r.BlockID); ok {
		zone := a.Session.TimeZone()
		row.Start, row.End = block.StartsAt.In(zone), block.EndsAt.In(zone)
		if row.Block = block.Label; row.Block == "" && len(a.Session.Blocks) > 1 {
			row.Block = row.Start.Format("15:04")
		}
	}
	if r.Participation != events.NeedsAction {
		row.Participation = string(r.Participation)
	}
	if !v.role().Writes() {
		return row
	}
	row.Email = r.Email
	if a.Letter.ID != "" {
		row.Letter = &templates.DeskLetter{
			Kind: string(a.Letter.Kind), State: string(a.Letter.State), Path: v.link("/desk/outbox/{id}", a.Letter.ID),
		}
	}
	return row
}

// hold is "/desk/sessions/{id}/held".
func (d *Desk) hold(w http.ResponseWriter, r *http.Request, v *visit) error {
	id := mux.Vars(r)["id"]
	if _, err := d.service.HoldSession(r.Context(), id); err != nil {
		return err
	}
	return d.see(w, v, fill("/desk/sessions/{id}/attendees", id)+"?notice=held")
}

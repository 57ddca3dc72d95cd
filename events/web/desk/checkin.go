package desk

import (
	"crypto/sha256"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// checkInRoutes are the pages at the door.
func (d *Desk) checkInRoutes(router *mux.Router) {
	d.add(router, "/desk/sessions/{id}/check-in", d.checkIn, d.enterCheckIn)
	d.add(router, "/desk/sessions/{id}/walk-ins", nil, d.countWalkIn)
	d.add(router, "/desk/check-in/{code}", d.checkInByCode, nil)
}

func checkInPath(id string) string { return fill("/desk/sessions/{id}/check-in", id) }

// checkIn is "/desk/sessions/{id}/check-in".
func (d *Desk) checkIn(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.showCheckIn(w, r, v, http.StatusOK, templates.DeskCheckInPage{}, r.URL.Query().Get("done"))
}

// showCheckIn shows the list at the door; done is the id of who was just marked.
func (d *Desk) showCheckIn(w http.ResponseWriter, r *http.Request, v *visit, status int, page templates.DeskCheckInPage, done string) error {
	id, query := mux.Vars(r)["id"], r.URL.Query().Get("q")
	list, err := d.service.CheckIn(r.Context(), id, query, v.ledBy())
	if err != nil {
		return err
	}
	page.Action, page.Query = checkInPath(id), query
	own := page.Action
	if query != "" {
		own += "?" + url.Values{"q": {query}}.Encode()
	}
	page.Layout = d.layout(v, own)
	page.Back = own
	page.ListPath = v.link("/desk/sessions/{id}/attendees", id)
	page.WalkInPath = fill("/desk/sessions/{id}/walk-ins", id)
	page.Session, page.Open, page.Hidden = v.sessionRow(&list.Listing), list.Open, list.Hidden
	page.Key = events.NewID(d.realNow())
	page.Came = list.Counts[events.Attended]
	page.Expected = page.Came + list.Counts[events.Confirmed] + list.Counts[events.NoShow]
	zone := list.Session.TimeZone()
	for _, b := range list.Session.Blocks {
		page.Blocks = append(page.Blocks, templates.DeskTally{
			ID: b.ID, Label: b.Label, Start: b.StartsAt.In(zone), End: b.EndsAt.In(zone), People: list.WalkIns[b.ID],
		})
		page.WalkIns += list.WalkIns[b.ID]
	}
	for i := range list.People {
		row := v.attendeeRow(&list.People[i])
		if row.ID == done {
			page.Done = &row
		}
		page.People = append(page.People, row)
	}
	return d.page(w, r, status, page)
}

// enterCheckIn is its POST: a code that somebody shows.
func (d *Desk) enterCheckIn(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id, code := mux.Vars(r)["id"], fields.Get("code")
	found, err := d.findCode(r, v, id, code)
	if err != nil {
		return err
	}
	page := templates.DeskCheckInPage{Code: code}
	switch len(found) {
	case 0:
		page.Errors = d.wrong(v, events.Invalid("code", "code_unknown"))
		return d.showCheckIn(w, r, v, http.StatusUnprocessableEntity, page, "")
	case 1:
	default:
		return d.showFound(w, r, v, http.StatusOK, code, found)
	}
	_, err = d.service.MarkAttendance(r.Context(), found[0].Registration.ID, events.Attended, v.ledBy())
	switch events.CodeOf(err) {
	case events.CodeSessionFull:
		page.Errors = d.wrong(v, events.Invalid("code", "no_seat"))
		return d.showCheckIn(w, r, v, http.StatusConflict, page, "")
	case events.CodeSessionClosed:
		page.Errors = d.wrong(v, events.Invalid("code", "too_early"))
		return d.showCheckIn(w, r, v, http.StatusConflict, page, "")
	}
	if err != nil {
		return err
	}
	return d.see(w, v, checkInPath(id)+"?"+url.Values{"done": {found[0].Registration.ID}}.Encode())
}

// findCode looks a code up. Whoever tries too many wrong ones waits.
func (d *Desk) findCode(r *http.Request, v *visit, sessionID, code string) ([]events.Attendee, error) {
	who := v.who.User.ID
	if wait := d.brakes.door.try(who, d.realNow()); wait > 0 {
		return nil, &events.Error{Code: events.CodeRateLimited, RetryAfter: wait}
	}
	found, err := d.service.FindCheckIn(r.Context(), sessionID, code, v.ledBy())
	if err != nil || len(found) > 0 {
		d.brakes.door.right(who)
	}
	return found, err
}

// checkInByCode is "/desk/check-in/{code}", where the QR code of a registration
// leads. Looking changes nothing.
func (d *Desk) checkInByCode(w http.ResponseWriter, r *http.Request, v *visit) error {
	code := mux.Vars(r)["code"]
	found, err := d.findCode(r, v, "", code)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(found) == 0 {
		status = http.StatusUnprocessableEntity
	}
	return d.showFound(w, r, v, status, code, found)
}

func (d *Desk) showFound(w http.ResponseWriter, r *http.Request, v *visit, status int, code string, found []events.Attendee) error {
	page := templates.DeskCheckInCodePage{Layout: d.layout(v, "/desk/check-in/"+url.PathEscape(code))}
	for i := range found {
		page.People = append(page.People, templates.DeskAtTheDoor{
			DeskAttendee: v.attendeeRow(&found[i]), Back: checkInPath(found[i].Session.ID) + "?" + url.Values{"done": {found[i].Registration.ID}}.Encode(),
		})
	}
	return d.page(w, r, status, page)
}

// countWalkIn is "/desk/sessions/{id}/walk-ins". A page that counts by itself
// asks for the bare number.
func (d *Desk) countWalkIn(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id := mux.Vars(r)["id"]
	c := events.WalkInCommand{SessionID: id, Block: fields.Get("block"), LedBy: v.ledBy(), By: 1}
	if fields.Get("by") == "-1" {
		c.By = -1
	}
	if key := fields.Get("key"); key != "" {
		c.Once = &events.Once{
			Scope: "walk-in " + id, Key: key + fields.Get("by"), BodyHash: sha256.Sum256([]byte(c.Block + fields.Get("by"))),
		}
	}
	total, err := d.service.CountWalkIn(r.Context(), c)
	if err != nil {
		return err
	}
	if fields.Get("quiet") == "" {
		return d.see(w, v, checkInPath(id))
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(strconv.Itoa(total))) // the visitor may have left
	return nil
}

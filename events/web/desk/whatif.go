package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/templates"
)

// whatIf is "/desk/sessions/{id}/what-if": who would get which mail if a
// session moved. Nothing is changed, so that it is a GET: the page can be
// reloaded and passed on.
func (d *Desk) whatIf(w http.ResponseWriter, r *http.Request, v *visit) error {
	id := mux.Vars(r)["id"]
	session, err := d.service.Session(r.Context(), id)
	if err != nil {
		return err
	}
	venues, err := d.service.Venues(r.Context())
	if err != nil {
		return err
	}
	gone, err := d.service.Archived(r.Context(), events.ThingVenue)
	if err != nil {
		return err
	}
	place, err := d.service.Place(r.Context(), &session)
	if err != nil {
		return err
	}
	zone := session.TimeZone()
	query := r.URL.Query()
	path := fill("/desk/sessions/{id}/what-if", id)
	page := templates.DeskWhatIfPage{
		Title: session.Heading().In(v.lang), SessionPath: v.link("/desk/sessions/{id}", id), State: string(session.State),
		Start: session.StartsAt().In(zone), End: session.EndsAt().In(zone), Place: v.placeLine(place),
		Venue: query.Get("venue"),
	}
	page.Layout, page.Action = d.layout(v, path), path
	for _, venue := range venues {
		if !gone[venue.ID] {
			page.Venues = append(page.Venues, templates.DeskChoice{Value: venue.ID, Label: venue.Name})
		}
	}
	date, start, asked := movedTo(query, session.StartsAt(), zone)
	page.Fields = []templates.DeskField{
		{Name: "date", Key: "session_date", Kind: "text", Hint: true, Value: asTyped(date)}, {Name: "start", Key: "session_start", Kind: "text", Value: start},
	}
	if !asked {
		return d.page(w, r, http.StatusOK, page)
	}
	page.Path = path + "?" + query.Encode()
	var problems []events.Problem
	move := events.Move{StartsAt: typedMoment(&problems, zone, date, start, query.Get("start_offset"), "date", "start")}
	if len(problems) > 0 {
		return d.wrongWhatIf(w, r, v, page, &events.Error{Code: events.CodeValidation, Problems: problems}, zone)
	}
	if page.Venue != "" {
		move.Location = events.Given(&events.Location{Ref: page.Venue})
	}
	what, err := d.service.WhatIf(r.Context(), id, move)
	if err != nil {
		return d.wrongWhatIf(w, r, v, page, err, zone)
	}
	page.Result = v.whatIfResult(&what)
	page.Result.Blocking, page.Result.Warnings = d.said(v, what.Conflicts)
	if page.Result.Moved && !page.Result.Replaced {
		at := page.Result.Start
		page.Result.MovePath = v.link("/desk/sessions/{id}/move", id) + "?" + url.Values{"date": {at.Format(time.DateOnly)}, "start": {at.Format("15.04")}}.Encode()
	}
	return d.page(w, r, http.StatusOK, page)
}

// movedTo is the new start as typed: the session's own where nothing is asked. A
// link may name it in one, as a wall time in ISO 8601 or as RFC 3339.
func movedTo(query url.Values, start time.Time, zone *time.Location) (date, clock string, asked bool) {
	const shownClock = "15.04"
	if query.Has("date") || query.Has("start") {
		return query.Get("date"), query.Get("start"), true
	}
	start = start.In(zone)
	if !query.Has("starts_at") {
		return start.Format(time.DateOnly), start.Format(shownClock), false
	}
	whole := strings.Replace(strings.TrimSpace(query.Get("starts_at")), " ", "T", 1)
	if at, err := events.ParseTime("starts_at", whole, zone); err == nil {
		at = at.In(zone)
		return at.Format(time.DateOnly), at.Format(shownClock), true
	}
	date, clock, _ = strings.Cut(whole, "T")
	return date, clock, true
}

// wrongWhatIf shows the question again with what is wrong with it.
func (d *Desk) wrongWhatIf(w http.ResponseWriter, r *http.Request, v *visit, page templates.DeskWhatIfPage, err error, zone *time.Location) error {
	if choice := d.clockChoice(v, err, "start", zone); choice != nil {
		page.Fields = append(page.Fields, *choice)
		page.Errors = []templates.FieldError{{Field: choice.Name, Message: choice.Wrong}}
	} else if page.Errors = d.wrongMove(v, err); page.Errors == nil {
		return err
	}
	for i := range page.Fields {
		page.Fields[i].Wrong = page.Error(page.Fields[i].Name)
	}
	return d.page(w, r, http.StatusUnprocessableEntity, page)
}

// wrongMove puts the refusals of a move in words, all but those of the day and
// the place at the new start; nil where err is none.
func (d *Desk) wrongMove(v *visit, err error) []templates.FieldError {
	var refusal *events.Error
	if !errors.As(err, &refusal) {
		return nil
	}
	problems := refusal.Problems
	switch refusal.Code {
	case events.CodeValidation, events.CodeWallTimeGap, events.CodeWallTimeAmbiguous:
	case events.CodeSessionClosed:
		problems = []events.Problem{{Key: "session_over"}}
	default:
		return nil
	}
	list := make([]templates.FieldError, len(problems))
	for i, p := range problems {
		switch p.Field {
		case "date":
		case "location":
			p.Field = "venue"
		default:
			p.Field = "start"
		}
		list[i] = templates.FieldError{Field: p.Field, Message: d.reply.FieldMessage(v.lang, p)}
	}
	return list
}

// placeLine is a place in one line, in the visitor's language.
func (v *visit) placeLine(p events.Place) string { return p.Line("Online") }

func (v *visit) whatIfResult(w *events.WhatIf) *templates.DeskWhatIf {
	zone := w.After.TimeZone()
	result := &templates.DeskWhatIf{
		Start: w.After.StartsAt().In(zone), End: w.After.EndsAt().In(zone),
		Moved: !w.After.StartsAt().Equal(w.Before.StartsAt()), Place: v.placeLine(w.PlaceAfter),
		Replaced: w.After.Location != w.Before.Location, Draft: w.After.State == events.SessionDraft,
	}
	at := map[events.MessageKind]int{}
	for i := range w.Letters {
		l := &w.Letters[i]
		n, known := at[l.Text]
		if !known {
			n = len(result.Letters)
			at[l.Text] = n
			result.Letters = append(result.Letters, templates.DeskWhatIfLetters{Kind: string(l.Text)})
		}
		result.Letters[n].People = append(result.Letters[n].People, templates.DeskRecipient{
			Name: l.Name, Email: l.To, Path: v.personPath(l.Message.RegistrationID),
		})
	}
	for _, r := range w.Reminders {
		row := templates.DeskWhatIfReminder{
			Rule: ruleOf(r.Before.Rule), FollowUp: r.Before.Kind == events.RuleFollowUp, Effect: string(r.Effect),
			Was: r.Before.SendAt.In(zone), At: r.After.SendAt.In(zone), Recipients: r.Recipients,
		}
		if block, ok := w.After.Block(r.Before.BlockID); ok && len(w.After.Blocks) > 1 {
			row.Block = block.Label
		}
		result.Reminders = append(result.Reminders, row)
	}
	return result
}

func (v *visit) personPath(registrationID string) string {
	if registrationID == "" {
		return ""
	}
	return v.link("/desk/registrations/{id}", registrationID)
}

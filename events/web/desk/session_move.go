package desk

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// move is "/desk/sessions/{id}/move": the form for another day or time. Where
// a session was dropped in the calendar, or was asked about, the address has the
// day, and maybe the time.
func (d *Desk) move(w http.ResponseWriter, r *http.Request, v *visit) error {
	session, err := d.service.Session(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	start := session.StartsAt().In(session.TimeZone())
	fields := url.Values{"date": {start.Format("2-1-2006")}, "start": {start.Format("15.04")}, "version": {strconv.Itoa(session.Version)}}
	if day, err := events.TypedDay("date", r.URL.Query().Get("date")); err == nil {
		if at, err := time.Parse(time.DateOnly, string(day)); err == nil {
			fields.Set("date", at.Format("2-1-2006"))
		}
	}
	if clock, err := events.TypedClock("start", r.URL.Query().Get("start")); err == nil {
		fields.Set("start", strings.Replace(clock, ":", ".", 1))
	}
	return d.page(w, r, http.StatusOK, d.movePage(v, &session, fields))
}

// movePage is the form with what was typed.
func (d *Desk) movePage(v *visit, session *events.Session, fields url.Values) templates.DeskMovePage {
	path := fill("/desk/sessions/{id}/move", session.ID)
	zone := session.TimeZone()
	page := templates.DeskMovePage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path), Action: path},
		Title:    session.Heading().In(v.lang), Start: session.StartsAt().In(zone), End: session.EndsAt().In(zone),
		Version: session.Version, BackPath: fill("/desk/sessions/{id}", session.ID),
	}
	for _, f := range []templates.DeskField{
		{Name: "date", Kind: "text", Hint: true},
		{Name: "start", Kind: "text", Hint: true},
		{Name: "reason.nl", Key: "reason_nl", Kind: "lines", Optional: true, Hint: true},
		{Name: "reason.en", Key: "reason_en", Kind: "lines", Optional: true},
	} {
		f.Value = fields.Get(f.Name)
		page.Fields = append(page.Fields, f)
	}
	return page
}

// moveTo is the POST of move.
func (d *Desk) moveTo(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id := mux.Vars(r)["id"]
	session, err := d.service.Session(r.Context(), id)
	if err != nil {
		return err
	}
	page := d.movePage(v, &session, fields)
	in := events.MoveInput{
		Day: fields.Get("date"), Start: fields.Get("start"), Offset: fields.Get("start_offset"),
		Reason: events.Text{NL: fields.Get("reason.nl"), EN: fields.Get("reason.en")},
	}
	if in.Version, err = strconv.Atoi(fields.Get("version")); err != nil {
		in.Version = 0
	}
	input, err := d.service.MoveChange(r.Context(), id, in)
	if err != nil {
		return d.moveRefused(w, r, v, page, err)
	}
	input.Overrule = events.Overrule(fields.Get("overrule"))
	move, err := d.service.JudgeSession(r.Context(), id, input)
	if err != nil {
		return d.moveRefused(w, r, v, page, err)
	}
	d.weighed(v, &page, &move, fields)
	if fields.Get("step") == "back" {
		return d.page(w, r, http.StatusOK, page)
	}
	asked, err := d.decide(w, r, v, change{
		what: "move", title: session.Heading().In(v.lang), action: page.Action, back: page.Action, fields: fields, warnings: page.Conflicts,
		do: func(ctx context.Context, s *events.Service) error {
			_, err := s.ChangeSession(ctx, id, input)
			return err
		},
	})
	if asked {
		return err
	}
	if err != nil {
		return d.moveRefused(w, r, v, page, err)
	}
	return d.done(w, v, id, fields.Get("step"), "saved")
}

// weighed shows what is in the way, and asks for a reason to do it all the same.
func (d *Desk) weighed(v *visit, page *templates.DeskMovePage, move *events.Judgement, fields url.Values) {
	for i := range move.Conflicts {
		page.Conflicts = append(page.Conflicts, d.reply.Sentence(v.lang, move.Conflicts[i].Sentence()))
	}
	if len(move.Blocking()) == 0 {
		return
	}
	why := templates.DeskField{Name: "overrule", Kind: "radio", Value: fields.Get("overrule"), Options: []templates.DeskOption{{Key: "overrule_none"}}}
	for _, o := range events.Overrules() {
		why.Options = append(why.Options, templates.DeskOption{Value: string(o), Key: "overrule_" + string(o)})
	}
	page.Fields = append(page.Fields, why)
}

// moveRefused shows the form again with what is wrong. Who was second sees what
// the session has become, and decides anew.
func (d *Desk) moveRefused(w http.ResponseWriter, r *http.Request, v *visit, page templates.DeskMovePage, err error) error {
	status := http.StatusUnprocessableEntity
	switch events.CodeOf(err) {
	case events.CodeVersionConflict:
		page.Changed, status = true, http.StatusConflict
	case events.CodeWallTimeGap, events.CodeWallTimeAmbiguous:
		if choice := d.clockChoice(v, err, "start", page.Start.Location()); choice != nil {
			page.Fields = append(page.Fields, *choice)
			page.Errors = []templates.FieldError{{Field: choice.Name, Message: choice.Wrong}}
		}
	case events.CodeValidation:
		page.Errors = d.wrong(v, err)
		page.Fields = page.Fit(page.Fields...)
	default:
		return err
	}
	return d.page(w, r, status, page)
}

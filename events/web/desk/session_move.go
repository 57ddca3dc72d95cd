package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// movePeople is how many of those who get mail are named.
const movePeople = 50

// move is "/desk/sessions/{id}/move": the form for another day or time. Where
// a session was dropped in the calendar, the address has the day.
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
	return d.page(w, r, http.StatusOK, d.movePage(v, &session, fields))
}

// movePage is the form with what was typed.
func (d *Desk) movePage(v *visit, session *events.Session, fields url.Values) templates.DeskMovePage {
	path := fill("/desk/sessions/{id}/move", session.ID)
	zone := session.TimeZone()
	page := templates.DeskMovePage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path), Action: path},
		Title:    session.Heading().In(v.lang), Start: session.StartsAt().In(zone), End: session.EndsAt().In(zone),
		Version: session.Version, BackPath: v.link("/desk/sessions/{id}", session.ID),
	}
	if page.BackPath == "" {
		page.BackPath = "/desk/calendar?view=week&date=" + page.Start.Format(time.DateOnly)
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

// moveTo is the POST of move. What mails nobody is done at once; else the form
// comes back and says who would be told, with the choice to tell nobody.
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
	in := events.MoveInput{
		Day: fields.Get("date"), Start: fields.Get("start"), Reason: events.Text{NL: fields.Get("reason.nl"), EN: fields.Get("reason.en")},
	}
	if in.Version, err = strconv.Atoi(fields.Get("version")); err != nil {
		return events.Refuse(events.CodeVersionConflict)
	}
	page := d.movePage(v, &session, fields)
	change, err := d.service.MoveChange(r.Context(), id, in)
	if err != nil {
		return d.moveRefused(w, r, v, page, err)
	}
	change.Overrule = events.Overrule(fields.Get("overrule"))
	move, err := d.service.JudgeSession(r.Context(), id, change)
	if err != nil {
		return d.moveRefused(w, r, v, page, err)
	}
	d.weighed(v, &page, &move, fields)
	dry, rehearsal := d.service.Dry()
	if _, err := dry.ChangeSession(r.Context(), id, change); err != nil {
		return d.moveRefused(w, r, v, page, err)
	}
	step := fields.Get("step")
	if step == "" && len(rehearsal.Letters) > 0 {
		zone := move.Session.TimeZone()
		page.Asked, page.NewStart, page.NewEnd = true, move.Session.StartsAt().In(zone), move.Session.EndsAt().In(zone)
		told(&page, rehearsal.Letters)
		return d.page(w, r, http.StatusOK, page)
	}
	service := d.service.With(events.Delivery{Silent: step == "silent"})
	moved, err := service.ChangeSession(r.Context(), id, change)
	if err != nil {
		return d.moveRefused(w, r, v, page, err)
	}
	if to := v.link("/desk/sessions/{id}", id); to != "" {
		return d.see(w, v, to)
	}
	return d.see(w, v, "/desk/calendar?view=week&date="+moved.StartsAt().In(v.zone).Format(time.DateOnly))
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
	case events.CodeWallTimeGap, events.CodeWallTimeAmbiguous, events.CodeValidation:
		page.Errors = d.problems(v, err)
		for i := range page.Fields {
			page.Fields[i].Wrong = page.Error(page.Fields[i].Name)
		}
	default:
		return err
	}
	return d.page(w, r, status, page)
}

// told says who would get which letter.
func told(page *templates.DeskMovePage, letters []events.Letter) {
	for _, l := range letters {
		at := slices.IndexFunc(page.Letters, func(c templates.DeskLetterCount) bool { return c.Kind == string(l.Text) })
		if at < 0 {
			at, page.Letters = len(page.Letters), append(page.Letters, templates.DeskLetterCount{Kind: string(l.Text)})
		}
		page.Letters[at].Count++
		if len(page.People) == movePeople {
			page.MorePeople++
			continue
		}
		page.People = append(page.People, templates.DeskPerson{Name: l.Name, Email: l.To, Kind: string(l.Text), Language: l.Language})
	}
}

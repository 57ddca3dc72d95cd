package desk

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// editor is one showing of the session editor.
type editor struct {
	form sessionForm
	// base is the session as it stands; of a new one what it inherits.
	base   *events.Session
	status int
	// refused is why it was not saved; nil at first.
	refused error
	notice  string
	series  *events.SeriesPlan
	// focus is the field to begin in; "" for the top of the page.
	focus string
}

// editable reads the session of the address; one that is over with cannot be
// edited.
func (d *Desk) editable(r *http.Request) (events.Session, error) {
	session, err := d.service.Session(r.Context(), mux.Vars(r)["id"])
	if err == nil && session.State != events.SessionDraft && session.State != events.SessionPublished {
		err = events.Refuse(events.CodeSessionClosed)
	}
	return session, err
}

// editForm is "/desk/sessions/{id}/edit".
func (d *Desk) editForm(w http.ResponseWriter, r *http.Request, v *visit) error {
	session, err := d.editable(r)
	if err != nil {
		return err
	}
	form := formOf(&session)
	form.Set("from", form.encoded())
	return d.showEditor(w, r, v, editor{form: form, base: &session, status: http.StatusOK})
}

// editSession is the POST of editForm.
func (d *Desk) editSession(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.LongForm(w, r)
	if err != nil {
		return err
	}
	session, err := d.editable(r)
	if err != nil {
		return err
	}
	form, step := sessionForm{fields}, fields.Get("step")
	if step == "merge" || step == "mine" {
		return d.merge(w, r, v, form, &session)
	}
	if focus, ok := form.rework(step); ok {
		return d.showEditor(w, r, v, editor{form: form, base: &session, status: http.StatusOK, focus: focus})
	}
	in, err := form.input(&session)
	asked := false
	if err == nil {
		path := fill("/desk/sessions/{id}/edit", session.ID)
		asked, err = d.decide(w, r, v, change{
			what: "edit", title: session.Heading().In(v.lang), action: path, back: path, fields: fields,
			do: func(ctx context.Context, s *events.Service) error {
				_, err := s.ChangeSession(ctx, session.ID, in)
				return err
			},
		})
	}
	if current, ok := newer(err); ok {
		return d.difference(w, r, v, form, &current)
	}
	if typedWrong(err) {
		return d.showEditor(w, r, v, editor{form: form, base: &session, status: http.StatusUnprocessableEntity, refused: err})
	}
	if asked || err != nil {
		return err
	}
	return d.done(w, v, session.ID, fields.Get("step"), "saved")
}

// newer is the session as somebody else has left it, where that is why a change
// was refused.
func newer(err error) (events.Session, bool) {
	var refusal *events.Error
	if !errors.As(err, &refusal) || refusal.Code != events.CodeVersionConflict {
		return events.Session{}, false
	}
	current, ok := refusal.Current.(events.Session)
	return current, ok
}

// typedWrong tells whether a refusal is one that the form shows.
func typedWrong(err error) bool {
	switch events.CodeOf(err) {
	case events.CodeValidation, events.CodeWallTimeGap, events.CodeWallTimeAmbiguous, events.CodeCapacityBelowConfirmed:
		return true
	}
	return false
}

// showEditor shows the form as it stands, with what the planner says of it.
func (d *Desk) showEditor(w http.ResponseWriter, r *http.Request, v *visit, e editor) error {
	choices, err := d.service.SessionChoices(r.Context(), e.base)
	if err != nil {
		return err
	}
	isNew := e.base.ID == ""
	id, back := e.base.ID, "/desk/sessions"
	path := "/desk/sessions/new"
	if !isNew {
		path, back = fill("/desk/sessions/{id}/edit", id), fill("/desk/sessions/{id}", id)
	}
	page := templates.DeskEditPage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path), Action: path}, New: isNew, State: string(e.base.State),
		Title: e.base.Heading().In(v.lang), Notice: e.notice, BackPath: back, Focus: e.focus,
		PreviewPath: fill("/desk/sessions/{id}/preview", orNew(id)), LetterPath: fill("/desk/sessions/{id}/letter", orNew(id)),
	}
	for _, name := range []string{"offering", "version", "from", "once"} {
		if value := e.form.Get(name); value != "" {
			page.Hidden = append(page.Hidden, templates.DeskHidden{Name: name, Value: value})
		}
	}
	fields := editFields{d: d, v: v, f: e.form, choices: &choices, base: e.base, page: &page}
	var refusal *events.Error
	if errors.As(e.refused, &refusal) {
		refusal = renamed(refusal)
		if len(refusal.Problems) > 0 {
			fields.clock = d.clockChoice(v, refusal, refusal.Problems[0].Field, e.base.TimeZone())
		}
		for _, p := range refusal.Problems {
			wrong := templates.FieldError{Field: p.Field, Message: d.reply.FieldMessage(v.lang, p)}
			if fields.clock != nil {
				wrong = templates.FieldError{Field: fields.clock.Name, Message: fields.clock.Wrong}
			}
			page.Errors = append(page.Errors, wrong)
		}
	}
	if err := d.judge(r, v, &e, &page, &choices); err != nil {
		return err
	}
	fields.fill()
	inOrder(&page)
	d.dates(v, &e, &page)
	return d.page(w, r, e.status, page)
}

// inOrder puts what is wrong in the order in which the fields stand on the page.
func inOrder(page *templates.DeskEditPage) {
	var names []string
	add := func(fields []templates.DeskField) {
		for i := range fields {
			names = append(names, fields[i].Name)
		}
	}
	if page.Overrule != nil {
		add([]templates.DeskField{*page.Overrule})
	}
	add(page.Basics)
	for i := range page.Blocks {
		add(page.Blocks[i].Fields)
	}
	for _, fields := range [][]templates.DeskField{page.Repeat, page.Place, page.Seats, page.Closes} {
		add(fields)
	}
	names = append(names, "facilitators")
	for i := range page.Rules {
		add(page.Rules[i].Fields)
	}
	add(page.More)
	add(page.Reason)
	slices.SortStableFunc(page.Errors, func(a, b templates.FieldError) int {
		return slices.Index(names, a.Field) - slices.Index(names, b.Field)
	})
}

// newID stands in an address for a session that is not there yet.
const newID = "new"

func orNew(id string) string {
	if id == "" {
		return newID
	}
	return id
}

// judge adds what the planner says of the form, as far as that can be read.
func (d *Desk) judge(r *http.Request, v *visit, e *editor, page *templates.DeskEditPage, choices *events.SessionChoices) error {
	unfit := map[string][]events.Conflict{}
	in, err := e.form.input(e.base)
	in.Offering = e.form.Get("offering")
	if err == nil {
		var judged events.Judgement
		judged, err = d.service.JudgeSession(r.Context(), e.base.ID, in)
		if err != nil && !typedWrong(err) && events.CodeOf(err) != events.CodeVersionConflict {
			return err
		}
		unfit, page.Judged = judged.Unfit, err == nil
		page.Blocking, page.Warnings = d.said(v, judged.Conflicts)
	}
	page.Seen = seen(page.Errors, e.refused, err)
	for _, f := range choices.Facilitators {
		name := d.nameOf(v, f.Name, choices.Archived(events.ThingFacilitator, f.ID))
		person := templates.DeskEditPerson{ID: f.ID, Name: name, Ticked: slices.Contains(e.form.Values["facilitators"], f.ID)}
		for i := range unfit[f.ID] {
			person.Unfit = append(person.Unfit, d.reply.Sentence(v.lang, unfit[f.ID][i].Sentence()))
		}
		page.People = append(page.People, person)
	}
	if len(page.Blocking) == 0 {
		return nil
	}
	why := overruleField(e.form.Get("overrule"), "session_overrule", page.Error("overrule"))
	page.Overrule = &why
	return nil
}

// seen names those of the faults, which are the refusal's in its order, that are
// found by a look at the form too: a save finds more than a preview.
func seen(faults []templates.FieldError, refused, looked error) string {
	var saved, shown *events.Error
	if !errors.As(refused, &saved) || !errors.As(looked, &shown) {
		return ""
	}
	var names []string
	for i, p := range saved.Problems {
		if slices.ContainsFunc(shown.Problems, func(other events.Problem) bool { return other.Field == p.Field }) {
			names = append(names, faults[i].Field)
		}
	}
	return strings.Join(names, " ")
}

// dates adds those of a series that is about to be made.
func (d *Desk) dates(v *visit, e *editor, page *templates.DeskEditPage) {
	if e.series == nil {
		return
	}
	zone := e.base.TimeZone()
	page.SeriesWords = d.reply.Sentence(v.lang, e.series.Words)
	for _, date := range e.series.Dates {
		row := templates.DeskDate{Start: date.StartsAt.In(zone)}
		if date.Skipped != nil {
			row.Skipped = d.reply.Sentence(v.lang, *date.Skipped)
			if day, err := time.ParseInLocation(time.DateOnly, string(date.Day), zone); err == nil {
				row.Start = day
			}
		} else {
			page.Held++
		}
		blocking, warnings := d.said(v, e.series.Conflicts[date.Day])
		row.Conflicts = append(blocking, warnings...)
		page.Dates = append(page.Dates, row)
	}
}

// newSessionForm is "/desk/sessions/new": which offering, and then the editor.
func (d *Desk) newSessionForm(w http.ResponseWriter, r *http.Request, v *visit) error {
	query := r.URL.Query()
	if query.Get("offering") == "" {
		return d.askOffering(w, r, v, query)
	}
	base, err := d.fresh(r, v, query.Get("offering"))
	if err != nil {
		return err
	}
	form := formOf(&base)
	form.Del("version")
	form.Set("offering", base.Offering.ID)
	form.Set(blockName(0, "date"), typedBack(query.Get("date")))
	form.Set("employer", query.Get("employer"))
	form.Set("once", events.NewID(v.now))
	return d.showEditor(w, r, v, editor{form: form, base: &base, status: http.StatusOK})
}

// fresh is what a new session of an offering inherits.
func (d *Desk) fresh(r *http.Request, v *visit, offering string) (events.Session, error) {
	o, err := d.service.Offering(r.Context(), offering)
	return events.Session{Offering: o, Zone: v.programme.TimeZone, Language: v.programme.DefaultLanguage, State: events.SessionDraft}, err
}

// typedBack shows a day from an address as people type it.
func typedBack(date string) string {
	day, err := events.TypedDay("date", date)
	if err != nil {
		return ""
	}
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return ""
	}
	return at.Format("2-1-2006")
}

func (d *Desk) askOffering(w http.ResponseWriter, r *http.Request, v *visit, query url.Values) error {
	offerings, err := d.service.Offerings(r.Context())
	if err != nil {
		return err
	}
	gone, err := d.service.Archived(r.Context(), events.ThingOffering)
	if err != nil {
		return err
	}
	page := templates.DeskOfferPage{Layout: d.layout(v, "/desk/sessions/new"), BackPath: "/desk/sessions"}
	for _, o := range offerings {
		if gone[o.ID] {
			continue
		}
		next := url.Values{"offering": {o.ID}}
		for _, name := range []string{"date", "employer"} {
			if value := query.Get(name); value != "" {
				next.Set(name, value)
			}
		}
		page.Offerings = append(page.Offerings, templates.DeskOffer{Title: o.Title.In(v.lang), Kind: string(o.Kind), Path: "/desk/sessions/new?" + next.Encode()})
	}
	return d.page(w, r, http.StatusOK, page)
}

// newSession is the POST of newSessionForm. A draft mails nobody, so it is made at
// once; a series shows its dates first.
func (d *Desk) newSession(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.LongForm(w, r)
	if err != nil {
		return err
	}
	if fields.Get("offering") == "" {
		return d.see(w, v, "/desk/sessions/new")
	}
	base, err := d.fresh(r, v, fields.Get("offering"))
	if err != nil {
		return err
	}
	form, step := sessionForm{fields}, fields.Get("step")
	show := editor{form: form, base: &base, status: http.StatusOK}
	if focus, ok := form.rework(step); ok {
		show.focus = focus
		return d.showEditor(w, r, v, show)
	}
	in, err := form.input(&base)
	in.Offering = base.Offering.ID
	notice, id := "made", ""
	recurrence, count, repeats := form.recurrence()
	switch {
	case err != nil:
	case !repeats:
		var made events.Session
		made, err = d.service.CreateSession(r.Context(), in, form.once(v))
		id = made.ID
	case step != "series":
		var plan events.SeriesPlan
		if plan, err = d.service.PlanSeries(r.Context(), in, recurrence, count); err == nil {
			show.series = &plan
			return d.showEditor(w, r, v, show)
		}
	default:
		var made []events.Session
		if made, err = d.service.CreateSeries(r.Context(), in, recurrence, count, form.once(v)); err == nil {
			notice, id = "series", made[0].ID
		}
	}
	if typedWrong(err) {
		show.status, show.refused = http.StatusUnprocessableEntity, err
		return d.showEditor(w, r, v, show)
	}
	if err != nil {
		return err
	}
	return d.done(w, v, id, "", notice)
}

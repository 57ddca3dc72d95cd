package desk

import (
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

// touchedMost is how many sessions one form settles: a form has no more fields
// than reply.Form takes.
const touchedMost = 40

// touched is "/desk/absences/{id}": what can be done, the best of it chosen.
func (d *Desk) touched(w http.ResponseWriter, r *http.Request, v *visit) error {
	outcome, err := d.service.Absence(r.Context(), mux.Vars(r)["id"])
	if err != nil {
		return err
	}
	fields := url.Values{}
	for _, lang := range []string{"nl", "en"} {
		fields.Set("reason."+lang, d.reply.Catalog.T(lang, "mail.absence_reason"))
	}
	return d.showTouched(w, r, v, http.StatusOK, &outcome, fields, templates.DeskTouchedPage{})
}

func (d *Desk) showTouched(w http.ResponseWriter, r *http.Request, v *visit, status int, outcome *events.AbsenceOutcome, fields url.Values, page templates.DeskTouchedPage) error {
	page.Layout, page.Action = d.layout(v, r.URL.Path), fill("/desk/absences/{id}", outcome.Absence.ID)
	page.Name, page.From, page.To = outcome.Facilitator.Name, shownDay(outcome.Absence.From), shownDay(outcome.Absence.To)
	names, err := d.facilitatorNames(r)
	if err != nil {
		return err
	}
	page.More = max(0, len(outcome.Sessions)-touchedMost)
	for i := range outcome.Sessions[:len(outcome.Sessions)-page.More] {
		row, err := d.touchedRow(r, v, &outcome.Sessions[i], names, fields)
		if err != nil {
			return err
		}
		page.Sessions = append(page.Sessions, row)
	}
	for _, lang := range []string{"nl", "en"} {
		name := "reason." + lang
		page.Reason = append(page.Reason, page.Fit(templates.DeskField{
			Name: name, Key: "absence_reason_" + lang, Kind: "lines", Value: fields.Get(name), Hint: lang == "nl",
		})...)
	}
	return d.page(w, r, status, page)
}

func (d *Desk) facilitatorNames(r *http.Request) (map[string]string, error) {
	all, err := d.service.Facilitators(r.Context())
	names := make(map[string]string, len(all))
	for _, f := range all {
		names[f.ID] = f.Name
	}
	return names, err
}

// choiceField is what the choice about a session is called in the form.
const choiceField = "choice."

// touchedRow shows a session with its ways out: the one chosen before, or the
// best.
func (d *Desk) touchedRow(r *http.Request, v *visit, t *events.TouchedSession, names map[string]string, fields url.Values) (templates.DeskTouched, error) {
	place, err := d.service.Place(r.Context(), &t.Session)
	row := templates.DeskTouched{Session: v.sessionRow(&events.Listing{Session: t.Session, Place: place}), Name: choiceField + t.Session.ID, Soon: t.Session.Imminent(d.service.Now())}
	zone, before := t.Session.TimeZone(), fields.Get(row.Name)
	length := t.Session.EndsAt().Sub(t.Session.StartsAt())
	for _, best := range t.Options {
		for _, o := range append([]events.Option{best}, best.Others...) {
			way := templates.DeskWayOut{Value: wayValue(&o), Kind: string(o.Kind), Facilitator: names[o.Facilitator]}
			if o.Kind == events.OptionMove {
				way.Start, way.End = o.StartsAt.In(zone), o.StartsAt.Add(length).In(zone)
			}
			for _, reason := range o.Reasons {
				way.Reasons = append(way.Reasons, d.reply.Sentence(v.lang, reason))
			}
			for k := range o.Warnings {
				way.Warnings = append(way.Warnings, d.reply.Sentence(v.lang, o.Warnings[k].Sentence()))
			}
			way.Checked = way.Value == before || before == "" && len(row.Options) == 0
			row.Options = append(row.Options, way)
		}
	}
	row.Options = append(row.Options, templates.DeskWayOut{Value: wayNone, Checked: before == wayNone})
	return row, err
}

// wayNone leaves a session as it is.
const wayNone = "none"

// wayValue is an option as a value of the form.
func wayValue(o *events.Option) string {
	start := ""
	if !o.StartsAt.IsZero() {
		start = o.StartsAt.UTC().Format(time.RFC3339)
	}
	return strings.Join([]string{string(o.Kind), o.Facilitator, start}, "|")
}

// choicesOf reads what was chosen back.
func choicesOf(fields url.Values) ([]events.Choice, error) {
	var all []events.Choice
	for name, values := range fields {
		session, ok := strings.CutPrefix(name, choiceField)
		if !ok || values[0] == wayNone {
			continue
		}
		parts := strings.Split(values[0], "|")
		if len(parts) != 3 {
			return nil, events.Refuse(reply.BadRequest)
		}
		c := events.Choice{SessionID: session, Kind: events.OptionKind(parts[0]), Facilitator: parts[1]}
		if parts[2] != "" {
			var err error
			if c.StartsAt, err = time.Parse(time.RFC3339, parts[2]); err != nil {
				return nil, events.Refuse(reply.BadRequest)
			}
		}
		all = append(all, c)
	}
	return all, nil
}

// settle is the POST of touched: it asks who may be told, and does it once that
// is confirmed.
func (d *Desk) settle(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	id := mux.Vars(r)["id"]
	outcome, err := d.service.Absence(r.Context(), id)
	if err != nil {
		return err
	}
	if fields.Get("step") == "back" {
		return d.showTouched(w, r, v, http.StatusOK, &outcome, fields, templates.DeskTouchedPage{})
	}
	plan := events.AbsencePlan{Reason: events.Text{NL: fields.Get("reason.nl"), EN: fields.Get("reason.en")}}
	if plan.Choices, err = choicesOf(fields); err != nil {
		return err
	}
	if fields.Get("step") != "send" {
		dry, rehearsal := d.service.Dry()
		would, err := dry.ApplyAbsence(r.Context(), id, plan, nil)
		if err != nil {
			return d.unsettled(w, r, v, &outcome, fields, err)
		}
		return d.askSettle(w, r, v, &outcome, fields, &would, rehearsal.Letters)
	}
	done, err := d.service.ApplyAbsence(r.Context(), id, plan, formOnce(v, "absence."+id, fields.Get("form"), fields.Encode()))
	if err != nil {
		return d.unsettled(w, r, v, &outcome, fields, err)
	}
	return d.see(w, v, fill("/desk/rearrangements/{id}", done.ID))
}

// askSettle shows who is told before anything is done.
func (d *Desk) askSettle(w http.ResponseWriter, r *http.Request, v *visit, outcome *events.AbsenceOutcome, fields url.Values, would *events.Rearrangement, letters []events.Letter) error {
	fields.Set("form", newFormKey())
	page, err := d.toldPage(v, &change{
		what: "absence", title: outcome.Facilitator.Name, action: fill("/desk/absences/{id}", outcome.Absence.ID), back: r.URL.Path, fields: fields,
	}, letters)
	if err != nil {
		return err
	}
	page.Later = true
	for i := range letters {
		if slices.ContainsFunc(would.Sessions, func(s events.RearrangedSession) bool {
			return s.AtOnce && s.Choice.SessionID == letters[i].Session.ID
		}) {
			page.AtOnce++
		}
	}
	return d.page(w, r, http.StatusOK, page)
}

// unsettled shows the choice anew with what is wrong with it.
func (d *Desk) unsettled(w http.ResponseWriter, r *http.Request, v *visit, outcome *events.AbsenceOutcome, fields url.Values, err error) error {
	var refusal *events.Error
	if wrong := d.wrong(v, err); wrong != nil {
		page := templates.DeskTouchedPage{}
		page.Errors = wrong
		return d.showTouched(w, r, v, http.StatusUnprocessableEntity, outcome, fields, page)
	}
	if events.CodeOf(err) != events.CodeSlotTaken || !errors.As(err, &refusal) {
		return err
	}
	if now, ok := refusal.Current.(events.AbsenceOutcome); ok {
		outcome = &now
	}
	return d.showTouched(w, r, v, http.StatusConflict, outcome, fields, templates.DeskTouchedPage{Taken: true})
}

package api

import (
	"time"

	"kantine/events"
	"kantine/events/web/reply"
)

type absenceBody struct {
	From string `json:"from" required:"true" format:"date" doc:"the first day"`
	To   string `json:"to" required:"true" format:"date" doc:"the last day; that of from for one day"`
}

// absenceOutcome is an absence that was written down, with the sessions it touches.
type absenceOutcome struct {
	ID       string    `json:"id"`
	Sessions []touched `json:"sessions"`
}

type touched struct {
	ID      string   `json:"id"`
	Options []option `json:"options"`
}

// option is one way out.
type option struct {
	Kind        events.OptionKind `json:"kind" enum:"replace,move,cancel"`
	Facilitator *string           `json:"facilitator" doc:"who leads then; null for cancel"`
	StartsAt    *string           `json:"starts_at" format:"date-time" doc:"null for cancel"`
	Reasons     []string          `json:"reasons" doc:"in the language of Accept-Language"`
}

func (a *API) createAbsence(q *request) (any, error) {
	var in absenceBody
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	outcome, err := a.Service.AddAbsence(q.ctx, q.id(), events.Absence{From: events.Date(in.From), To: events.Date(in.To)}, q.key)
	if err != nil {
		return nil, err
	}
	lang := reply.Language(q.http)
	shown := absenceOutcome{ID: outcome.Absence.ID, Sessions: []touched{}}
	for i := range outcome.Sessions {
		t := &outcome.Sessions[i]
		zone := a.zone(&t.Session)
		options := make([]option, len(t.Options))
		for k := range t.Options {
			options[k] = a.option(lang, &t.Options[k], zone)
		}
		shown.Sessions = append(shown.Sessions, touched{ID: t.Session.ID, Options: options})
	}
	return shown, nil
}

func (a *API) option(lang string, o *events.Option, zone *time.Location) option {
	reasons := make([]string, len(o.Reasons))
	for i, r := range o.Reasons {
		reasons[i] = a.Reply.Sentence(lang, r)
	}
	return option{Kind: o.Kind, Facilitator: named(o.Facilitator), StartsAt: since(o.StartsAt, zone), Reasons: reasons}
}

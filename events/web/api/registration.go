package api

import (
	"time"

	"kantine/events"
)

type registrationBody struct {
	Name     string `json:"name" required:"true" doc:"may be left out where the person or the offering is discreet"`
	Email    string `json:"email" required:"true"`
	Language string `json:"language" enum:"nl,en" default:"nl"`
	Employer string `json:"employer" doc:"free text, or an employer's id"`
	Needs    string `json:"needs" doc:"what the person needs to take part; no health data"`
	Block    string `json:"block" doc:"its id, where the session has several"`
	Discreet bool   `json:"discreet" default:"false"`
}

// registration is what a registration looks like to who may see persons.
type registration struct {
	ID               string                   `json:"id"`
	State            events.RegistrationState `json:"state" enum:"confirmed,waitlisted,withdrawn,attended,no_show"`
	UID              string                   `json:"uid" doc:"of its calendar object, for life; who knows it may answer for the person"`
	Sequence         int                      `json:"sequence"`
	ManageURL        string                   `json:"manage_url"`
	WaitlistPosition *int                     `json:"waitlist_position" doc:"from 1; null when not on the waitlist"`
	Session          string                   `json:"session"`
	Block            string                   `json:"block"`
	Name             string                   `json:"name"`
	Email            string                   `json:"email"`
	Language         string                   `json:"language"`
	Employer         string                   `json:"employer"`
	Needs            string                   `json:"needs"`
	Discreet         bool                     `json:"discreet"`
	Participation    events.Participation     `json:"participation" enum:"needs-action,accepted,declined,tentative"`
	RegisteredAt     string                   `json:"registered_at" format:"date-time"`
	ConfirmedAt      *string                  `json:"confirmed_at" format:"date-time"`
	WithdrawnAt      *string                  `json:"withdrawn_at" format:"date-time"`
}

func (a *API) registration(r *events.Registration, position int, zone *time.Location) registration {
	shown := registration{
		ID: r.ID, State: r.State, UID: r.UID, Sequence: r.Sequence, ManageURL: a.Service.ManageURL(r),
		Session: r.SessionID, Block: r.BlockID, Name: r.Name, Email: r.Email, Language: r.Language,
		Employer: r.Employer, Needs: r.Needs, Discreet: r.Discreet, Participation: r.Participation,
		RegisteredAt: instant(r.RegisteredAt, zone), ConfirmedAt: since(r.ConfirmedAt, zone), WithdrawnAt: since(r.WithdrawnAt, zone),
	}
	if position > 0 {
		shown.WaitlistPosition = &position
	}
	return shown
}

func (a *API) register(q *request) (any, error) {
	var in registrationBody
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	made, err := a.Service.Register(q.ctx, events.RegisterCommand{
		SessionID: q.id(), Name: in.Name, Email: in.Email, Language: in.Language, Employer: in.Employer,
		Needs: in.Needs, Block: in.Block, Discreet: in.Discreet, Once: q.key,
	})
	if err != nil {
		return nil, err
	}
	if made.Already {
		return nil, events.Refuse(events.CodeAlreadyRegistered)
	}
	return a.registration(&made.Registration, made.Position, a.zone(&made.Session)), nil
}

func (a *API) getRegistration(q *request) (any, error) {
	found, err := a.Service.Registration(q.ctx, q.id())
	if err != nil {
		return nil, err
	}
	return a.registration(&found.Registration, found.Position, a.zone(&found.Session)), nil
}

func (a *API) withdraw(q *request) (any, error) {
	if err := q.nothing(); err != nil {
		return nil, err
	}
	if _, err := a.Service.Withdraw(q.ctx, q.id()); err != nil {
		return nil, err
	}
	return a.getRegistration(q)
}

func (a *API) listRegistrations(q *request) (any, error) {
	p := q.query()
	limit, after := p.window()
	if err := p.done(); err != nil {
		return nil, err
	}
	s, err := a.Service.Session(q.ctx, q.id())
	if err != nil {
		return nil, err
	}
	found, err := a.Service.Registrations(q.ctx, events.RegistrationFilter{SessionID: s.ID, After: after, Limit: limit + 1})
	if err != nil {
		return nil, err
	}
	zone := a.zone(&s)
	all := make([]registration, len(found))
	for i := range found {
		all[i] = a.registration(&found[i].Registration, found[i].Position, zone)
	}
	return page(all, limit, func(r registration) string { return r.ID }), nil
}

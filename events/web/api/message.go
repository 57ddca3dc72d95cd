package api

import (
	"context"
	"time"

	"kantine/events"
)

// message is what a mail owed looks like to who may see persons.
type message struct {
	ID           string              `json:"id"`
	Kind         events.MessageKind  `json:"kind"`
	State        events.MessageState `json:"state" enum:"queued,sending,delivered,retrying,in_doubt,held,failed,expired,skipped,cancelled"`
	Recipient    string              `json:"recipient"`
	Session      *string             `json:"session"`
	Registration *string             `json:"registration"`
	Rule         string              `json:"rule"`
	Sequence     int                 `json:"sequence"`
	DueAt        string              `json:"due_at" format:"date-time"`
	DeliveredAt  *string             `json:"delivered_at" format:"date-time"`
	Attempts     int                 `json:"attempts"`
	MessageID    string              `json:"message_id"`
	LastError    string              `json:"last_error"`
	Reason       string              `json:"reason"`
}

func messageOf(m *events.Message, zone *time.Location) message {
	return message{
		ID: m.ID, Kind: m.Kind, State: m.State, Recipient: m.Recipient, Session: named(m.SessionID),
		Registration: named(m.RegistrationID), Rule: m.Rule, Sequence: m.Sequence, DueAt: instant(m.DueAt, zone),
		DeliveredAt: since(m.DeliveredAt, zone), Attempts: m.Attempts, MessageID: m.MessageID, LastError: m.LastError,
		Reason: m.Reason,
	}
}

// programmeZone is the zone that messages are told in: not each is about a
// session.
func (a *API) programmeZone(ctx context.Context) (*time.Location, error) {
	programme, err := a.Service.Programme(ctx)
	if err != nil {
		return nil, err
	}
	return time.LoadLocation(programme.TimeZone)
}

func (a *API) listMessages(q *request) (any, error) {
	p := q.query()
	limit, after := p.window()
	filter := events.MessageFilter{
		SessionID: p.text("session"), RegistrationID: p.text("registration"), Kind: events.MessageKind(p.text("kind")),
		State: oneOf(p, "state", events.Queued, events.Sending, events.Delivered, events.Retrying, events.InDoubt,
			events.Held, events.Failed, events.Expired, events.Skipped, events.Cancelled),
		After: after, Limit: limit + 1,
	}
	if err := p.done(); err != nil {
		return nil, err
	}
	zone, err := a.programmeZone(q.ctx)
	if err != nil {
		return nil, err
	}
	found, err := a.Service.Messages(q.ctx, filter)
	if err != nil {
		return nil, err
	}
	all := make([]message, len(found))
	for i := range found {
		all[i] = messageOf(&found[i], zone)
	}
	return page(all, limit, func(m message) string { return m.ID }), nil
}

func (a *API) getMessage(q *request) (any, error) {
	m, err := a.Service.Message(q.ctx, q.id())
	return a.told(q, m, err)
}

func (a *API) told(q *request, m events.Message, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	zone, err := a.programmeZone(q.ctx)
	if err != nil {
		return nil, err
	}
	return messageOf(&m, zone), nil
}

// hand does one of the three things a coordinator can do to a message.
func hand(do func(*events.Service, context.Context, string) (events.Message, error)) func(*API, *request) (any, error) {
	return func(a *API, q *request) (any, error) {
		if err := q.nothing(); err != nil {
			return nil, err
		}
		m, err := do(a.Service, q.ctx, q.id())
		return a.told(q, m, err)
	}
}

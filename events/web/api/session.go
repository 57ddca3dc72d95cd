package api

import (
	"context"
	"time"

	"kantine/events"
)

// block is what a block looks like.
type block struct {
	ID         string   `json:"id"`
	Label      string   `json:"label"`
	StartsAt   string   `json:"starts_at" format:"date-time"`
	EndsAt     string   `json:"ends_at" format:"date-time"`
	Capacity   *int     `json:"capacity"`
	Shifts     []string `json:"shifts"`
	Confirmed  int      `json:"confirmed"`
	Waitlisted int      `json:"waitlisted"`
}

// session is what a session looks like.
type session struct {
	ID           string              `json:"id"`
	Slug         string              `json:"slug"`
	URL          string              `json:"url"`
	Offering     string              `json:"offering"`
	Kind         events.Kind         `json:"kind"`
	Title        events.Text         `json:"title" doc:"the session's own, else the offering's"`
	Sector       *string             `json:"sector"`
	Language     string              `json:"language"`
	Series       *events.Series      `json:"series"`
	State        events.SessionState `json:"state" enum:"draft,published,cancelled,held"`
	Sequence     int                 `json:"sequence" doc:"rises with each change of time or place after publication"`
	Version      int                 `json:"version" doc:"rises with each edit; a change gives the one that was read"`
	StartsAt     string              `json:"starts_at" format:"date-time"`
	EndsAt       string              `json:"ends_at" format:"date-time"`
	Blocks       []block             `json:"blocks"`
	Capacity     *int                `json:"capacity" doc:"in force; null is no limit"`
	Waitlist     events.Waitlist     `json:"waitlist" doc:"in force"`
	ClosesAt     *string             `json:"closes_at" format:"date-time" doc:"null: at the (block's) start"`
	Location     *place              `json:"location"`
	JoinURL      *string             `json:"join_url"`
	Facilitators []string            `json:"facilitators"`
	Employer     *string             `json:"employer"`
	Reminders    []rule              `json:"reminders" doc:"the session's own; null where they are inherited"`
	Confirmed    int                 `json:"confirmed"`
	Waitlisted   int                 `json:"waitlisted"`
	Reason       events.Text         `json:"reason" doc:"what the last update or the cancellation told"`
}

// session shows a session as it stands.
func (a *API) session(ctx context.Context, s *events.Session) (session, error) {
	zone := a.zone(s)
	shown := session{
		ID: s.ID, Slug: s.Slug, URL: a.Service.SessionURL(s), Offering: s.Offering.ID, Kind: s.Offering.Kind,
		Title: s.Heading(), Sector: named(s.SectorID), Language: s.Language, Series: s.Series,
		State: s.State, Sequence: s.Sequence, Version: s.Version,
		StartsAt: instant(s.StartsAt(), zone), EndsAt: instant(s.EndsAt(), zone), Blocks: blocksOf(s, zone),
		Capacity: s.Seats(), Waitlist: s.Waiting(), ClosesAt: since(s.ClosesAt, zone), JoinURL: named(s.JoinURL),
		Facilitators: always(s.Facilitators), Employer: named(s.EmployerID), Reminders: rulesOf(s.Reminders),
		Confirmed: s.Confirmed, Waitlisted: s.Waitlisted, Reason: s.Reason,
	}
	l := s.Location
	switch {
	case l.Ref != "":
		there, err := a.Service.Place(ctx, s)
		if err != nil {
			return session{}, err
		}
		shown.Location = &place{Ref: l.Ref, Name: there.Name, Address: there.Address, Postcode: there.Postcode, City: there.City}
		shown.JoinURL = named(there.JoinURL)
	case l != (events.Location{}):
		shown.Location = &place{Name: l.Name, Address: l.Address, Postcode: l.Postcode, City: l.City}
	}
	return shown, nil
}

func blocksOf(s *events.Session, zone *time.Location) []block {
	blocks := make([]block, len(s.Blocks))
	for i, b := range s.Blocks {
		blocks[i] = block{
			ID: b.ID, Label: b.Label, StartsAt: instant(b.StartsAt, zone), EndsAt: instant(b.EndsAt, zone),
			Capacity: b.Capacity, Shifts: always(b.Shifts), Confirmed: b.Confirmed, Waitlisted: b.Waitlisted,
		}
	}
	return blocks
}

// shown answers with a session, or with what kept it from being there.
func (a *API) shown(q *request, s events.Session, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return a.session(q.ctx, &s)
}

func (a *API) createSession(q *request) (any, error) {
	var in sessionBody
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	s, err := a.Service.CreateSession(q.ctx, in.input(), q.key)
	return a.shown(q, s, err)
}

func (a *API) getSession(q *request) (any, error) {
	s, err := a.Service.Session(q.ctx, q.id())
	return a.shown(q, s, err)
}

func (a *API) changeSession(q *request) (any, error) {
	var in sessionChange
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	input := in.input()
	input.Version, input.Reason = in.Version, in.Reason
	s, err := a.Service.ChangeSession(q.ctx, q.id(), input)
	return a.shown(q, s, err)
}

func (a *API) publishSession(q *request) (any, error) {
	if err := q.nothing(); err != nil {
		return nil, err
	}
	s, err := a.Service.PublishSession(q.ctx, q.id(), events.Publishing{})
	return a.shown(q, s, err)
}

func (a *API) cancelSession(q *request) (any, error) {
	var in cancelBody
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	s, err := a.Service.CancelSession(q.ctx, q.id(), in.Reason)
	return a.shown(q, s, err)
}

func (a *API) listSessions(q *request) (any, error) {
	programme, err := a.Service.Programme(q.ctx)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(programme.TimeZone)
	if err != nil {
		return nil, err
	}
	p := q.query()
	limit, after := p.window()
	filter := events.SessionFilter{
		State: oneOf(p, "state", events.SessionDraft, events.SessionPublished, events.SessionCancelled, events.SessionHeld),
		Kind: oneOf(p, "kind", events.KindWorkshop, events.KindPresentation, events.KindInterview, events.KindPopup,
			events.KindOnline),
		After: after, Limit: limit + 1,
	}
	if filter.From, err = p.time("from", zone); err != nil {
		return nil, err
	}
	if filter.To, err = p.time("to", zone); err != nil {
		return nil, err
	}
	if err := p.done(); err != nil {
		return nil, err
	}
	found, err := a.Service.Sessions(q.ctx, filter)
	if err != nil {
		return nil, err
	}
	all := make([]session, len(found))
	for i := range found {
		if all[i], err = a.session(q.ctx, &found[i]); err != nil {
			return nil, err
		}
	}
	return page(all, limit, func(s session) string { return s.ID }), nil
}

// reminder is what a session owes when a rule falls due.
type reminder struct {
	Rule       string               `json:"rule"`
	Kind       events.ReminderKind  `json:"kind"`
	Block      string               `json:"block"`
	DueAt      string               `json:"due_at" format:"date-time" doc:"nominal"`
	SendAt     string               `json:"send_at" format:"date-time" doc:"after quiet hours"`
	State      events.ReminderState `json:"state" enum:"planned,sent,skipped,cancelled" doc:"sent: fanned out"`
	Reason     string               `json:"reason"`
	Recipients int                  `json:"recipients"`
}

func (a *API) listReminders(q *request) (any, error) {
	s, err := a.Service.Session(q.ctx, q.id())
	if err != nil {
		return nil, err
	}
	owed, err := a.Service.Reminders(q.ctx, s.ID)
	if err != nil {
		return nil, err
	}
	zone := a.zone(&s)
	shown := make([]reminder, len(owed))
	for i, r := range owed {
		shown[i] = reminder{
			Rule: r.Rule, Kind: r.Kind, Block: r.BlockID, DueAt: instant(r.DueAt, zone), SendAt: instant(r.SendAt, zone),
			State: r.State, Reason: r.Reason, Recipients: r.Recipients,
		}
	}
	return shown, nil
}

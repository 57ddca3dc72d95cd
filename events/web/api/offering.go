package api

import (
	"slices"
	"strings"

	"kantine/events"
)

// rule is a reminder rule, in bodies and answers.
type rule struct {
	Offset string `json:"offset" required:"true" doc:"ISO 8601: -P1D is the same wall time a day earlier, -PT24H is elapsed time"`
	Anchor string `json:"anchor,omitempty" enum:"start,end" doc:"what the offset counts from; start when left out"`
	Kind   string `json:"kind,omitempty" enum:"reminder,follow_up" doc:"reminder when left out"`
}

// ruleInputs keeps nil apart from empty: nil inherits.
func ruleInputs(rules []rule) []events.RuleInput {
	if rules == nil {
		return nil
	}
	inputs := make([]events.RuleInput, len(rules))
	for i, r := range rules {
		inputs[i] = events.RuleInput{Offset: r.Offset, Anchor: r.Anchor, Kind: r.Kind}
	}
	return inputs
}

func rulesOf(rules []events.ReminderRule) []rule {
	if rules == nil {
		return nil
	}
	shown := make([]rule, len(rules))
	for i, r := range rules {
		shown[i] = rule{Offset: r.Offset.String(), Anchor: r.Anchor, Kind: string(r.Kind)}
	}
	return shown
}

type offeringBody struct {
	Kind       string      `json:"kind" required:"true" enum:"workshop,presentation,interview,popup,online"`
	Title      events.Text `json:"title" required:"true"`
	Summary    events.Text `json:"summary"`
	Duration   string      `json:"duration" required:"true" doc:"ISO 8601, such as PT2H"`
	Capacity   *int        `json:"capacity" doc:"number of seats; null is no limit"`
	Waitlist   string      `json:"waitlist" enum:"off,auto,offer" default:"auto"`
	Visibility string      `json:"visibility" enum:"public,invited,site" default:"public"`
	Discreet   bool        `json:"discreet" default:"false" doc:"keeps the theme out of letters, calendars and pages"`
	QuietHours *bool       `json:"quiet_hours" doc:"whether reminders keep the programme's quiet hours; true when left out"`
	Reminders  []rule      `json:"reminders" doc:"left out: the programme's; empty: none"`
}

// offering is what an offering looks like.
type offering struct {
	ID         string            `json:"id"`
	Slug       string            `json:"slug"`
	Kind       events.Kind       `json:"kind"`
	Title      events.Text       `json:"title"`
	Summary    events.Text       `json:"summary"`
	Duration   string            `json:"duration"`
	Capacity   *int              `json:"capacity"`
	Waitlist   events.Waitlist   `json:"waitlist"`
	Visibility events.Visibility `json:"visibility"`
	Discreet   bool              `json:"discreet"`
	QuietHours bool              `json:"quiet_hours"`
	Reminders  []rule            `json:"reminders" doc:"null where they are the programme's"`
}

func offeringOf(o *events.Offering) offering {
	return offering{
		ID: o.ID, Slug: o.Slug, Kind: o.Kind, Title: o.Title, Summary: o.Summary, Duration: o.Duration.String(),
		Capacity: o.Capacity, Waitlist: o.Waitlist, Visibility: o.Visibility, Discreet: o.Discreet,
		QuietHours: o.QuietHours, Reminders: rulesOf(o.Reminders),
	}
}

func (a *API) createOffering(q *request) (any, error) {
	var in offeringBody
	if err := q.decode(&in); err != nil {
		return nil, err
	}
	input := events.OfferingInput{
		Kind: events.Kind(in.Kind), Title: in.Title, Summary: in.Summary, Duration: in.Duration, Capacity: in.Capacity,
		Waitlist: events.Waitlist(in.Waitlist), Visibility: events.Visibility(in.Visibility), Discreet: in.Discreet,
		Reminders: ruleInputs(in.Reminders),
	}
	if in.QuietHours != nil {
		input.QuietHours = events.Given(*in.QuietHours)
	}
	o, err := a.Service.CreateOffering(q.ctx, input, q.key)
	if err != nil {
		return nil, err
	}
	return offeringOf(&o), nil
}

func (a *API) getOffering(q *request) (any, error) {
	o, err := a.Service.Offering(q.ctx, q.id())
	if err != nil {
		return nil, err
	}
	return offeringOf(&o), nil
}

// listOfferings pages by id; there are few of them.
func (a *API) listOfferings(q *request) (any, error) {
	p := q.query()
	limit, after := p.window()
	if err := p.done(); err != nil {
		return nil, err
	}
	all, err := a.Service.Offerings(q.ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(x, y events.Offering) int { return strings.Compare(x.ID, y.ID) })
	var shown []offering
	for i := range all {
		if all[i].ID > after {
			shown = append(shown, offeringOf(&all[i]))
		}
	}
	return page(shown, limit, func(o offering) string { return o.ID }), nil
}

package api

import "kantine/events"

// place is a location, in bodies and answers.
type place struct {
	Ref      string `json:"ref,omitempty" doc:"the id of a venue or site, instead of the rest; a venue that is archived is refused, and the site of an employer that is"`
	Name     string `json:"name"`
	Address  string `json:"address"`
	Postcode string `json:"postcode"`
	City     string `json:"city"`
}

type blockBody struct {
	ID       string      `json:"id" doc:"of a block that is there already, in a change"`
	Label    string      `json:"label"`
	StartsAt string      `json:"starts_at" required:"true" doc:"RFC 3339, or a wall time in the programme's zone"`
	EndsAt   string      `json:"ends_at" required:"true"`
	Capacity given[*int] `json:"capacity" doc:"null is no limit of the block's own"`
	Shifts   []string    `json:"shifts" doc:"codes of the crews it reaches"`
}

// SessionFields are the fields of a session that a caller gives; exported for
// the document alone, which sees no other embedded fields.
type SessionFields struct {
	Offering     string                `json:"offering" doc:"its id; required for a new session, and one that is archived is refused"`
	Title        given[events.Text]    `json:"title" doc:"left out or null: the offering's"`
	Sector       given[string]         `json:"sector" doc:"its id; one that is archived is refused"`
	Language     given[string]         `json:"language" doc:"spoken there"`
	Series       given[*events.Series] `json:"series"`
	StartsAt     string                `json:"starts_at" doc:"RFC 3339, or a wall time 2027-02-02T14:30 in the programme's zone"`
	EndsAt       string                `json:"ends_at"`
	Duration     string                `json:"duration" doc:"ISO 8601, instead of ends_at"`
	Blocks       []blockBody           `json:"blocks" doc:"instead of the times"`
	Capacity     given[*int]           `json:"capacity" doc:"left out: the offering's; null: no limit"`
	Waitlist     given[string]         `json:"waitlist" doc:"off, auto or offer"`
	ClosesAt     given[string]         `json:"closes_at" doc:"end of registration; null: at the (block's) start"`
	Location     given[*place]         `json:"location" doc:"may be null where join_url is given"`
	JoinURL      given[string]         `json:"join_url"`
	Facilitators given[[]string]       `json:"facilitators" doc:"their ids; who is archived is refused, but stays where a session has them already"`
	Employer     given[string]         `json:"employer" doc:"its id; one that is archived is refused"`
	Reminders    given[[]rule]         `json:"reminders" doc:"left out or null: the offering's; empty: none"`
}

type sessionBody struct{ SessionFields }

type sessionChange struct {
	SessionFields
	Version int         `json:"version" required:"true" doc:"the one that was read"`
	Reason  events.Text `json:"reason" doc:"goes into the update that the registrants get"`
}

type cancelBody struct {
	Reason events.Text `json:"reason" doc:"goes into the cancellation"`
}

// input brings the fields into the form the Service takes.
func (f *SessionFields) input() events.SessionInput {
	in := events.SessionInput{
		Offering: f.Offering, Title: f.Title.Optional, Sector: f.Sector.Optional, Language: kept(f.Language),
		Series: f.Series.Optional, StartsAt: f.StartsAt, EndsAt: f.EndsAt, Duration: f.Duration,
		Capacity: f.Capacity.Optional, ClosesAt: f.ClosesAt.Optional, JoinURL: f.JoinURL.Optional,
		Facilitators: f.Facilitators.Optional, Employer: f.Employer.Optional,
	}
	for _, b := range f.Blocks {
		in.Blocks = append(in.Blocks, events.BlockInput{
			ID: b.ID, Label: b.Label, StartsAt: b.StartsAt, EndsAt: b.EndsAt, Capacity: b.Capacity.Optional, Shifts: b.Shifts,
		})
	}
	if w := kept(f.Waitlist); w.Set {
		in.Waitlist = events.Given(events.Waitlist(w.Value))
	}
	if f.Reminders.Set {
		in.Reminders = events.Given(ruleInputs(f.Reminders.Value))
	}
	if f.Location.Set {
		in.Location = events.Given(f.Location.Value.location())
	}
	return in
}

// location is nil for none; a reference stands for itself, so that an answer
// sent back is no other place.
func (p *place) location() *events.Location {
	switch {
	case p == nil:
		return nil
	case p.Ref != "":
		return &events.Location{Ref: p.Ref}
	}
	return &events.Location{Name: p.Name, Address: p.Address, Postcode: p.Postcode, City: p.City}
}

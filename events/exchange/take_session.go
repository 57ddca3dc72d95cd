package exchange

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"kantine/events"
)

func (r *reader) takeSession(rec *record, s session, _ json.RawMessage) {
	made := events.Session{
		ID: s.ID, Slug: s.Slug, SectorID: deref(s.Sector), EmployerID: deref(s.Employer), Language: s.Language,
		Series: s.Series, Zone: r.bundle.Programme.TimeZone, Capacity: s.Capacity.seats,
		NoLimit: s.Capacity.given && s.Capacity.seats == nil, Waitlist: s.Waitlist, JoinURL: s.JoinURL,
		Facilitators: s.Facilitators, Reminders: rec.rules(s.Reminders), State: s.State,
		Extra: events.SessionExtra{
			Kit: deref(s.Kit), RequestedOn: s.RequestedOn, Outcome: s.Outcome, Crew: s.Crew,
			Catering: s.Catering, Note: s.Note, Hybrid: s.Hybrid,
		},
	}
	if s.Title != nil {
		made.Title = *s.Title
	}
	if made.State == "" {
		made.State = events.SessionDraft
	}
	if made.Language == "" {
		made.Language = r.bundle.Programme.DefaultLanguage
	}
	r.sessionRefers(rec, s)
	var usual *events.Offset
	if i, ok := r.offerings[s.Offering]; ok {
		made.Offering = r.bundle.Offerings[i]
		usual = &made.Offering.Duration
	}
	made.Location = r.location(rec, s.Location, s.JoinURL)
	r.plainFields(rec, s)
	made.ClosesAt = r.time(s.ClosesAt)
	made.Blocks = r.blocks(rec, s, usual)
	for _, id := range slices.Sorted(maps.Keys(s.Crew)) {
		if !slices.ContainsFunc(made.Blocks, func(b events.Block) bool { return b.ID == id }) {
			rec.fault("crew", "%s is no block of this session: correct the id", quote(id))
		}
	}
	slices.SortStableFunc(made.Blocks, func(a, b events.Block) int { return a.StartsAt.Compare(b.StartsAt) })
	r.sessions[s.ID] = len(r.bundle.Sessions)
	r.bundle.Sessions = append(r.bundle.Sessions, made)
}

// plainFields checks the fields that stand for themselves.
func (r *reader) plainFields(rec *record, s session) {
	rec.slug(s.Slug)
	if s.Slug != "" {
		r.claim(rec, "slug", "slugs of sessions", s.Slug)
	}
	if s.Language != "" {
		rec.productLanguage("language", s.Language)
	}
	rec.link("join_url", s.JoinURL)
	rec.capacity("capacity", s.Capacity.seats)
	rec.waitlist(s.Waitlist)
	if series := s.Series; series != nil {
		rec.need("series.id", series.ID)
		if series.Index < 1 || series.Index > series.Count {
			rec.fault("series.index", "%d is not from 1 to the count %d: correct one of the two", series.Index, series.Count)
		}
	}
}

func (r *reader) sessionRefers(rec *record, s session) {
	rec.need("offering", s.Offering)
	r.refer(rec, "offering", "offerings", s.Offering)
	r.refer(rec, "sector", "sectors", deref(s.Sector))
	r.refer(rec, "employer", "employers", deref(s.Employer))
	r.refer(rec, "kit", "kits", deref(s.Kit))
	for i, id := range s.Facilitators {
		r.refer(rec, fmt.Sprintf("facilitators[%d]", i), "facilitators", id)
	}
	for _, block := range slices.Sorted(maps.Keys(s.Crew)) {
		for i, id := range s.Crew[block] {
			r.refer(rec, fmt.Sprintf("crew[%q][%d]", block, i), "facilitators", id)
		}
	}
}

// location checks a reference or an address. "online" is a venue like any
// other, or else nowhere, where the session brings its own joinURL.
func (r *reader) location(rec *record, p *place, joinURL string) events.Location {
	switch {
	case p == nil || *p == (place{}):
		if joinURL == "" {
			rec.fault("location", `is missing: give a venue's id, a site's id, "online" or an address, or else a join_url`)
		}
		return events.Location{}
	case p.own != nil:
		return events.Location{
			Name: p.own.Name, Address: p.own.Address, City: p.own.City,
			Postcode: rec.postcode("location.postcode", p.own.Postcode),
		}
	}
	venues, sites := r.list("venues"), r.list("sites")
	switch {
	case venues.ids[p.ref] || sites.ids[p.ref] || venues.partial || sites.partial:
	case p.ref == "online" && joinURL != "":
		return events.Location{}
	case p.ref == "online":
		rec.fault("location", `"online" needs a join_url here, or a venue of that id with one`)
	default:
		rec.fault("location", "%s is no venue and no site of this file: add it there, correct the id or write the address as an object", quote(p.ref))
	}
	return events.Location{Ref: p.ref}
}

// blocks makes the blocks of a session, or its only one from the times of its
// own. Without an end it lasts as long as the session says, or as is usual for the
// offering; usual is nil where the offering itself is wrong.
func (r *reader) blocks(rec *record, s session, usual *events.Offset) []events.Block {
	if s.Duration != nil {
		rec.length(*s.Duration)
		usual = s.Duration
	}
	own := len(s.Blocks) == 0
	if !own {
		if s.StartsAt != "" || s.EndsAt != "" || s.Duration != nil {
			rec.fault("blocks", "stand beside starts_at, ends_at or duration: keep one way of giving the times")
		}
	} else {
		if s.EndsAt != "" && s.Duration != nil {
			rec.fault("duration", "stands beside ends_at: keep one of the two")
		}
		s.Blocks = []block{{StartsAt: s.StartsAt, EndsAt: s.EndsAt}}
	}
	made := make([]events.Block, 0, len(s.Blocks))
	for i, b := range s.Blocks {
		path := fmt.Sprintf("blocks[%d].", i)
		if own {
			path = ""
		}
		if b.ID == "" {
			b.ID = fmt.Sprintf("%s-b%d", s.ID, i+1)
		}
		r.claim(rec, path+"id", "blocks", b.ID)
		rec.capacity(path+"capacity", b.Capacity)
		one := events.Block{
			ID: b.ID, Label: b.Label, StartsAt: r.time(b.StartsAt), EndsAt: r.time(b.EndsAt),
			Capacity: b.Capacity, Shifts: b.Shifts,
		}
		if b.EndsAt == "" && b.StartsAt != "" && usual != nil {
			one.EndsAt = usual.From(one.StartsAt, r.zone)
		}
		switch {
		case b.StartsAt == "":
			rec.fault(path+"starts_at", "is missing: write it like 2027-02-02T14:30")
		case b.EndsAt == "" && (usual == nil || !usual.Positive()):
			if usual != nil && *usual == (events.Offset{}) {
				rec.fault(path+"ends_at", "is missing: write it like 2027-02-02T16:30")
			}
		case !one.EndsAt.After(one.StartsAt):
			rec.fault(path+"ends_at", "does not lie after starts_at: correct one of the two")
		}
		made = append(made, one)
	}
	return made
}

// time reads a time whose form has been checked; "" is the zero time.
func (r *reader) time(s stamp) time.Time {
	at, err := timeOf("", string(s), r.zone)
	if err != nil {
		return time.Time{}
	}
	return at
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

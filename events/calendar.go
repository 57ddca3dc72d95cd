package events

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
)

// CalendarQuery chooses what a calendar shows.
type CalendarQuery struct {
	// From and To are days on the programme's clocks, both inclusive.
	From, To Date
	// Facilitator, Site (that of a site or a venue) and Kind are "" for all.
	Facilitator, Site string
	Kind              Kind
	// Region is a school region, "" for that of Site, or else for all.
	Region string
	// LedBy keeps only what the facilitator with that address leads, and what
	// they may know; "" is all.
	LedBy string
}

// Calendar is what is planned in some days.
type Calendar struct {
	Zone *time.Location
	// Region is the school region of Days, "" for all.
	Region string
	Days   []SpecialDay
	// Sessions are those with a block that begins in these days, by start.
	Sessions []CalendarSession
	// Names are those of all facilitators, by id.
	Names map[string]string
	// Facilitators and Places are those to choose from, by name.
	Facilitators []Facilitator
	Places       []CalendarPlace
	// Archived tells of facilitators and places, by id, that they are archived:
	// they are there to choose from where they were chosen or something is there.
	Archived map[string]bool
}

// CalendarSession is a session in a calendar.
type CalendarSession struct {
	Session Session
	Place   CalendarPlace
	// Conflicts stand in the way of it; those of what is over are not looked for.
	Conflicts []Conflict
}

// CalendarPlace is a place as far as a calendar goes.
type CalendarPlace struct {
	// Ref is the id of a site or venue, "" for an address of its own.
	Ref, Name, City string
	// Region is its school region, "" where that is not known.
	Region string
	Online bool
}

// conflictReach is how far from a session others can be in its way: three months
// between a company's pop-ups, and some days. Options reach further.
const conflictReach = 100 * 24 * time.Hour

// Calendar reads what is planned, with what is in its way.
func (s *Service) Calendar(ctx context.Context, q CalendarQuery) (Calendar, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Calendar, error) {
		programme, err := tx.Programme(ctx)
		if err != nil {
			return Calendar{}, err
		}
		from, to, err := q.period(zoneOf(programme.TimeZone))
		if err != nil {
			return Calendar{}, err
		}
		in, err := situationOf(ctx, tx, SessionFilter{From: from.Add(-conflictReach), To: to.Add(conflictReach)})
		if err != nil {
			return Calendar{}, err
		}
		c := s.calendar(in, q, from, to)
		return c, c.addArchived(ctx, tx, in, &q)
	})
}

// addArchived names everybody, archived ones too, and takes out of the choices
// what is archived and not asked for.
func (c *Calendar) addArchived(ctx context.Context, tx Tx, in *Situation, q *CalendarQuery) error {
	all, err := tx.Facilitators(ctx)
	if err != nil {
		return err
	}
	away, err := archived(ctx, tx, ThingFacilitator)
	if err != nil {
		return err
	}
	if c.Archived, err = archived(ctx, tx, ThingVenue); err != nil {
		return err
	}
	c.Names = make(map[string]string, len(all))
	for _, f := range all {
		c.Names[f.ID] = f.Name
		if away[f.ID] {
			c.Archived[f.ID] = true
			if f.ID == q.Facilitator && q.LedBy == "" {
				c.Facilitators = append(c.Facilitators, f)
			}
		}
	}
	for i := range in.Employers {
		for _, site := range in.Employers[i].Sites {
			if in.Employers[i].ArchivedOn != nil {
				c.Archived[site.ID] = true
			}
		}
	}
	c.Places = slices.DeleteFunc(c.Places, func(p CalendarPlace) bool {
		return c.Archived[p.Ref] && p.Ref != q.Site &&
			!slices.ContainsFunc(c.Sessions, func(s CalendarSession) bool { return s.Place.Ref == p.Ref })
	})
	return nil
}

// period is the first instant of the query's days and the first after them.
func (q *CalendarQuery) period(zone *time.Location) (from, to time.Time, err error) {
	first, err := time.ParseInLocation(time.DateOnly, string(q.From), zone)
	if err != nil {
		return from, to, Invalid("date", "day", "Value", string(q.From))
	}
	last, err := time.ParseInLocation(time.DateOnly, string(q.To), zone)
	if err != nil {
		return from, to, Invalid("date", "day", "Value", string(q.To))
	}
	return first, last.AddDate(0, 0, 1), nil
}

func (s *Service) calendar(in *Situation, q CalendarQuery, from, to time.Time) Calendar {
	places := placesOf(in)
	c := Calendar{Zone: zoneOf(in.Programme.TimeZone), Region: q.Region, Facilitators: in.Facilitators}
	own := q.LedBy != ""
	if own {
		c.Facilitators = slices.DeleteFunc(slices.Clone(in.Facilitators), func(f Facilitator) bool { return !strings.EqualFold(f.Email, q.LedBy) })
	}
	seen := map[string]bool{}
	for i := range in.Sessions {
		session := &in.Sessions[i]
		place := placeIn(places, session)
		if own && !slices.ContainsFunc(c.Facilitators, func(f Facilitator) bool { return session.ledBy(f.ID) }) {
			continue
		}
		seen[place.Ref] = true
		if !session.begins(from, to) || !q.wants(session) {
			continue
		}
		shown := CalendarSession{Session: *session, Place: place}
		if now := s.clock.Now(); !own && session.EndsAt().After(now) && session.State != SessionCancelled {
			shown.Conflicts = s.planner.Conflicts(in, session, now)
		}
		c.Sessions = append(c.Sessions, shown)
	}
	for _, p := range places {
		if p.Ref != "" && (!own || seen[p.Ref]) {
			c.Places = append(c.Places, p)
		}
		if p.Ref == q.Site && c.Region == "" {
			c.Region = p.Region
		}
	}
	slices.SortFunc(c.Places, func(a, b CalendarPlace) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.City, b.City), strings.Compare(a.Ref, b.Ref))
	})
	slices.SortFunc(c.Facilitators, func(a, b Facilitator) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	c.Days = s.planner.Days(q.From, q.To, c.Region)
	return c
}

// wants tells whether the query asks for a session.
func (q *CalendarQuery) wants(session *Session) bool {
	return (q.Kind == "" || session.Offering.Kind == q.Kind) && (q.Site == "" || session.Location.Ref == q.Site) &&
		(q.Facilitator == "" || session.ledBy(q.Facilitator))
}

// begins tells whether a block begins between two instants.
func (s *Session) begins(from, to time.Time) bool {
	return slices.ContainsFunc(s.Blocks, func(b Block) bool { return !b.StartsAt.Before(from) && b.StartsAt.Before(to) })
}

// ledBy tells whether a facilitator leads one of the blocks.
func (s *Session) ledBy(facilitator string) bool {
	return slices.Contains(s.Facilitators, facilitator) ||
		slices.ContainsFunc(s.Blocks, func(b Block) bool { return slices.Contains(s.CrewOf(b.ID), facilitator) })
}

// placesOf lists the venues and sites of a situation.
func placesOf(in *Situation) map[string]CalendarPlace {
	places := make(map[string]CalendarPlace, len(in.Venues)+len(in.Employers))
	regions := map[string]string{}
	for i := range in.Employers {
		e := &in.Employers[i]
		for _, site := range e.Sites {
			places[site.ID] = CalendarPlace{Ref: site.ID, Name: e.Name, City: site.City, Region: site.SchoolRegion}
			if site.SchoolRegion != "" {
				regions[strings.ToLower(site.City)] = site.SchoolRegion
			}
		}
	}
	for _, v := range in.Venues {
		p := CalendarPlace{Ref: v.ID, Name: v.Name, City: v.City, Online: v.JoinURL != ""}
		if !p.Online {
			p.Region = regions[strings.ToLower(v.City)]
		}
		places[v.ID] = p
	}
	return places
}

func placeIn(places map[string]CalendarPlace, s *Session) CalendarPlace {
	l := s.Location
	if p, ok := places[l.Ref]; ok && l.Ref != "" {
		return p
	}
	return CalendarPlace{Name: l.Name, City: l.City, Online: s.JoinURL != "" && l == (Location{})}
}

package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"kantine/events"
)

// spot is where a session is, as far as planning cares.
type spot struct {
	ref    string
	city   string
	region string
	online bool
	site   *events.Site
	venue  *events.Venue
}

// same tells whether nobody has to travel between two spots: they are one
// place, or one of them is online.
func (a spot) same(b spot) bool {
	return a.online || b.online || (a.ref != "" && a.ref == b.ref)
}

// spotOf finds where a session is.
func spotOf(in *events.Situation, s *events.Session) spot {
	l := s.Location
	if l.Ref == "" {
		found := spot{ref: l.Address + "|" + l.Postcode, city: l.City, region: regionOf(in, l.City)}
		found.online = s.JoinURL != "" && l == (events.Location{})
		if l.Address == "" && l.Postcode == "" {
			found.ref = ""
		}
		return found
	}
	for i := range in.Venues {
		if v := &in.Venues[i]; v.ID == l.Ref {
			online := v.JoinURL != ""
			found := spot{ref: v.ID, city: v.City, venue: v, online: online}
			if !online {
				found.region = regionOf(in, v.City)
			}
			return found
		}
	}
	for i := range in.Employers {
		for k := range in.Employers[i].Sites {
			if site := &in.Employers[i].Sites[k]; site.ID == l.Ref {
				return spot{ref: site.ID, city: site.City, region: site.SchoolRegion, site: site}
			}
		}
	}
	return spot{ref: l.Ref}
}

// regionOf is the school region of a city, known from the sites there.
func regionOf(in *events.Situation, city string) string {
	if city == "" {
		return ""
	}
	for i := range in.Employers {
		for _, site := range in.Employers[i].Sites {
			if strings.EqualFold(site.City, city) && site.SchoolRegion != "" {
				return site.SchoolRegion
			}
		}
	}
	return ""
}

// duty is one block that somebody leads.
type duty struct {
	stretch
	session *events.Session
	block   *events.Block
	at      spot
	// setup and teardown are the work before and after it.
	setup, teardown time.Duration
}

func blockTime(b *events.Block) stretch { return stretch{b.StartsAt, b.EndsAt} }

// begins and ends are those of the work, preparation included.
func (d *duty) begins() time.Time { return d.from.Add(-d.setup) }
func (d *duty) ends() time.Time   { return d.to.Add(d.teardown) }

func (d *duty) work() time.Duration { return d.ends().Sub(d.begins()) }

// standStays is how long a stand stays up between two blocks.
const standStays = 8 * time.Hour

// duties lists the blocks of a session that somebody leads, by start. A pop-up
// is set up before the first and taken down after the last of each visit.
func duties(in *events.Situation, s *events.Session, who string) []duty {
	var mine []duty
	where := spotOf(in, s)
	for i := range s.Blocks {
		if b := &s.Blocks[i]; slices.Contains(s.CrewOf(b.ID), who) {
			mine = append(mine, duty{stretch: blockTime(b), session: s, block: b, at: where})
		}
	}
	sortDuties(mine)
	if s.Offering.Kind != events.KindPopup {
		return mine
	}
	rules := &in.Programme.Rules
	for i := range mine {
		if i == 0 || mine[i].from.Sub(mine[i-1].to) > standStays {
			mine[i].setup = minutes(rules.PopupSetupMinutes)
		}
		if i == len(mine)-1 || mine[i+1].from.Sub(mine[i].to) > standStays {
			mine[i].teardown = minutes(rules.PopupTeardownMinutes)
		}
	}
	return mine
}

func sortDuties(all []duty) {
	slices.SortFunc(all, func(a, b duty) int {
		return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to), cmp.Compare(a.session.ID, b.session.ID))
	})
}

// elsewhere lists what somebody leads in the other sessions between two
// instants, by start.
func (j *judge) elsewhere(who string, from, to time.Time) []duty {
	var all []duty
	for t := range j.others(from, to) {
		all = append(all, duties(j.in, t, who)...)
	}
	sortDuties(all)
	return all
}

func (j *judge) facilitator(id string) *events.Facilitator {
	for i := range j.in.Facilitators {
		if f := &j.in.Facilitators[i]; f.ID == id {
			return f
		}
	}
	return nil
}

package plan

import (
	"math"
	"slices"
	"time"

	"kantine/events"
)

// place looks at what the venue or the employer's site allows.
func (j *judge) place() {
	if j.at.venue != nil {
		j.seats(j.at.venue)
	}
	if j.at.site != nil {
		for i := range j.s.Blocks {
			j.operates(j.at.site, &j.s.Blocks[i])
		}
	}
	if j.s.Offering.Kind == events.KindPopup {
		if j.at.site != nil {
			j.crews(j.at.site)
		}
		j.fairSpread()
	}
}

// seats holds the capacity against the venue's (R8). Blocks may have seats of
// their own where the session has no limit.
func (j *judge) seats(v *events.Venue) {
	if v.Capacity == nil {
		return
	}
	room := func(blockID string, seats int) {
		if seats > *v.Capacity {
			j.block("capacity", blockID, "Seats", seats, "Venue", v.Name, "Max", *v.Capacity)
		}
	}
	if all := j.s.Seats(); all != nil {
		room("", *all)
		return
	}
	for i := range j.s.Blocks {
		switch b := &j.s.Blocks[i]; {
		case b.Capacity != nil:
			room(b.ID, *b.Capacity)
		case j.s.Offering.Kind != events.KindPopup:
			j.warn("no_limit", b.ID, "Venue", v.Name, "Max", *v.Capacity)
		}
	}
}

// operates asks whether the site works that day. A night shift belongs to the
// day it begins; one before the first day of work may begin the evening before.
func (j *judge) operates(site *events.Site, b *events.Block) {
	if len(site.OperatingDays) == 0 {
		return
	}
	day := civil(b.StartsAt, j.zone)
	works := func(d time.Time) bool { return slices.Contains(site.OperatingDays, weekday(d)) }
	if works(day) {
		return
	}
	yesterday, tomorrow := day.AddDate(0, 0, -1), day.AddDate(0, 0, 1)
	for i := range site.Shifts {
		s := &site.Shifts[i]
		start, end := s.Start, s.End
		if works(yesterday) && clock(end) <= clock(start) && onDay(yesterday, start, end, j.zone).shared(blockTime(b)) > 0 {
			return
		}
		if works(tomorrow) && clock(end) <= clock(start) && onDay(day, start, end, j.zone).shared(blockTime(b)) > 0 {
			j.warn("site_night_before", b.ID, "Weekday", weekdayWord(day))
			return
		}
	}
	j.block("site_closed", b.ID, "Weekday", weekdayWord(day))
}

// crews asks that each block meets a break or a change of shift of every crew
// it claims to reach, and that no crew of the site is forgotten (R6).
func (j *judge) crews(site *events.Site) {
	reached := map[string]bool{}
	for i := range j.s.Blocks {
		b := &j.s.Blocks[i]
		for _, code := range b.Shifts {
			reached[code] = true
			at := slices.IndexFunc(site.Shifts, func(s events.Shift) bool { return s.Code == code })
			switch {
			case at < 0:
				j.warn("crew_unknown", b.ID, "Crew", code)
			case !meets(&site.Shifts[at], blockTime(b), j.zone):
				j.warn("crew_not_met", b.ID, "Crew", site.Shifts[at].Label)
			}
		}
	}
	if len(reached) == 0 {
		return
	}
	for i := range site.Shifts {
		if s := &site.Shifts[i]; !reached[s.Code] {
			j.warn("crew_forgotten", "", "Crew", s.Label)
		}
	}
}

// meets tells whether a block overlaps a break of a shift, or runs at the
// moment it begins or ends, on the clocks of the zone.
func meets(s *events.Shift, b stretch, zone *time.Location) bool {
	last := civil(b.to, zone)
	for day := civil(b.from, zone).AddDate(0, 0, -1); !day.After(last); day = day.AddDate(0, 0, 1) {
		shift := onDay(day, s.Start, s.End, zone)
		if b.holds(shift.from) || b.holds(shift.to) {
			return true
		}
		for _, pause := range s.Breaks {
			from := at(day, clock(pause.At), zone)
			if b.shared(stretch{from, from.Add(minutes(pause.Minutes))}) > 0 {
				return true
			}
		}
	}
	return false
}

func (s stretch) holds(at time.Time) bool { return !at.Before(s.from) && !at.After(s.to) }

// fairMonths is how long a company waits for its next pop-up (R18).
const fairMonths = 3

// fairSpread warns of a second pop-up at one company within three months.
func (j *judge) fairSpread() {
	if j.s.EmployerID == "" {
		return
	}
	day := civil(j.s.StartsAt(), j.zone)
	from, to := day.AddDate(0, -fairMonths, 0), day.AddDate(0, fairMonths, 0)
	// The days are midnights of UTC; a day more on either side hides nothing.
	for t := range j.others(from.AddDate(0, 0, -1), to.AddDate(0, 0, 1)) {
		other := civil(t.StartsAt(), j.zone)
		if t.EmployerID == j.s.EmployerID && t.Offering.Kind == events.KindPopup && other.After(from) && other.Before(to) {
			j.warn("popup_soon", "", "Day", dayOf(other), "Months", fairMonths).SessionID = t.ID
		}
	}
}

// kit asks that the materials are in one place at a time, with the hours they
// need to get ready and to travel in between (R5).
func (j *judge) kit() {
	id := j.s.Extra.Kit
	if id == "" {
		return
	}
	name, turnaround := id, time.Duration(0)
	for i := range j.in.Kits {
		if k := &j.in.Kits[i]; k.ID == id {
			name, turnaround = k.Name, time.Duration(k.TurnaroundHours)*time.Hour
		}
	}
	reach := turnaround + nearby
	for t := range j.others(j.s.StartsAt().Add(-reach), j.s.EndsAt().Add(reach)) {
		if t.Extra.Kit != id {
			continue
		}
		args := []any{"Kit", name, "Session", t.Heading(), "At", t.StartsAt().In(j.zone)}
		var c *events.Conflict
		switch gap := j.kitGap(t); {
		case gap < 0:
			c = j.block("kit_overlap", "", args...)
		case gap < turnaround && !j.at.same(spotOf(j.in, t)):
			c = j.block("kit_turnaround", "", append(args, "Gap", spent(gap), "Needed", spent(turnaround))...)
		default:
			continue
		}
		c.SessionID, c.Kit = t.ID, id
	}
}

// kitGap is the shortest time in which the kit is at neither of two sessions;
// negative where it would have to be at both.
func (j *judge) kitGap(t *events.Session) time.Duration {
	gap := time.Duration(math.MaxInt64)
	for i := range j.s.Blocks {
		mine := j.kitTime(j.s, &j.s.Blocks[i])
		for k := range t.Blocks {
			other := j.kitTime(t, &t.Blocks[k])
			gap = min(gap, max(mine.from.Sub(other.to), other.from.Sub(mine.to)))
		}
	}
	return gap
}

// kitTime is how long a block keeps the kit.
func (j *judge) kitTime(s *events.Session, b *events.Block) stretch {
	kept := blockTime(b)
	if s.Offering.Kind == events.KindPopup {
		rules := &j.in.Programme.Rules
		kept.from = kept.from.Add(-minutes(rules.PopupSetupMinutes))
		kept.to = kept.to.Add(minutes(rules.PopupTeardownMinutes))
	}
	return kept
}

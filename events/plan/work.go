package plan

import (
	"slices"
	"time"

	"kantine/events"
)

const (
	// nearby is how far from a block other work can still be in its way.
	nearby = 48 * time.Hour
	// sameShift is how short a pause is that does not end a night's work.
	sameShift = 4 * time.Hour
	// travelMatters is how much time between two places needs no look at the
	// journey where its length is not known.
	travelMatters = 4 * time.Hour
)

// apart tells whether somebody can be at one block and at what they lead in
// other sessions: not at once, and with time to travel, set up and take down
// in between (R2). Of each other session the worst is told.
func (j *judge) apart(f *events.Facilitator, mine *duty, others []duty) {
	told := map[string]int{}
	for i := range others {
		c, gravity := j.between(f, mine, &others[i])
		if gravity == 0 {
			continue
		}
		c.BlockID, c.SessionID = mine.block.ID, others[i].session.ID
		switch at, known := told[c.SessionID]; {
		case !known:
			told[c.SessionID] = len(j.found)
			j.found = append(j.found, c)
		case gravity > gravityOf[j.found[at].Code]:
			j.found[at] = c
		}
	}
}

// gravityOf ranks what can be between two blocks.
var gravityOf = map[string]int{"travel_tight": 1, "travel_between_unknown": 2, "travel": 3, "overlap": 4}

func (j *judge) between(f *events.Facilitator, mine, other *duty) (events.Conflict, int) {
	first, second := mine, other
	if second.from.Before(first.from) {
		first, second = second, first
	}
	says := func(code string, severity events.Severity, args ...any) (events.Conflict, int) {
		args = append([]any{"Name", f.Name, "Session", other.session.Heading(), "At", other.from.In(j.zone)}, args...)
		return events.Conflict{Code: code, Severity: severity, Args: args}, gravityOf[code]
	}
	if mine.shared(other.stretch) > 0 {
		return says("overlap", events.SeverityBlock)
	}
	gap := second.from.Sub(first.to)
	journey, known := j.journey(first, second)
	if !known && gap < travelMatters {
		return says("travel_between_unknown", events.SeverityWarn, "Gap", spent(gap))
	}
	needed := first.teardown + journey + second.setup
	if gap < needed {
		return says("travel", events.SeverityBlock, "Gap", spent(gap), "Needed", spent(needed))
	}
	buffer := minutes(j.in.Programme.Rules.TravelBufferMinutes)
	if !first.at.same(second.at) && gap < needed+buffer {
		return says("travel_tight", events.SeverityWarn, "Gap", spent(gap), "Needed", spent(needed+buffer))
	}
	return events.Conflict{}, 0
}

// journey is how long it takes from one block to the next.
func (j *judge) journey(a, b *duty) (time.Duration, bool) {
	if a.session.ID == b.session.ID || a.at.same(b.at) {
		return 0, true
	}
	n, known := j.in.Travel.Between(a.at.city, b.at.city)
	return minutes(n), known
}

// rest asks for the hours between a night's work and the next (R3).
func (j *judge) rest(f *events.Facilitator, mine, others []duty) {
	needed := time.Duration(j.in.Programme.Rules.FacilitatorMinRestHours) * time.Hour
	short := func(blockID string, a, b *duty) {
		rest := b.begins().Sub(a.ends())
		if !night(a.stretch, j.zone) || b.from.Sub(a.to) < sameShift || rest >= needed {
			return
		}
		c := j.block("rest", blockID, "Name", f.Name, "Rest", spent(rest), "Needed", spent(needed))
		if other := a.session.ID; other != j.s.ID {
			c.SessionID = other
		} else if other = b.session.ID; other != j.s.ID {
			c.SessionID = other
		}
	}
	for i := range mine {
		for k := i + 1; k < len(mine); k++ {
			short(mine[k].block.ID, &mine[i], &mine[k])
		}
		for k := range others {
			short(mine[i].block.ID, &mine[i], &others[k])
			short(mine[i].block.ID, &others[k], &mine[i])
		}
	}
}

// longDays adds up the work of each day on which one of the blocks begins
// (R3): beyond the maximum is too much, and so that the journeys from and to
// home take it there is worth a warning.
func (j *judge) longDays(f *events.Facilitator, mine, others []duty) {
	most := minutes(j.in.Programme.Rules.FacilitatorMaxMinutesPerDay)
	if most == 0 {
		return
	}
	all := slices.Concat(mine, others)
	sortDuties(all)
	seen := map[time.Time]bool{}
	for i := range mine {
		day := civil(mine[i].from, j.zone)
		if seen[day] {
			continue
		}
		seen[day] = true
		work, home := j.dayOfWork(f, day, all)
		args := []any{"Name", f.Name, "Day", dayOf(day), "Max", spent(most)}
		switch {
		case work > most:
			j.block("day_maximum", mine[i].block.ID, append(args, "Work", spent(work))...)
		case work+home > most:
			j.warn("day_long", mine[i].block.ID, append(args, "Work", spent(work+home))...)
		}
	}
}

// dayOfWork adds up the blocks that begin on a day, with setting up, taking
// down and the journeys between them, and apart from those the journeys from
// and to home. Journeys of unknown length count for nothing.
func (j *judge) dayOfWork(f *events.Facilitator, day time.Time, all []duty) (work, home time.Duration) {
	fromHome := func(d *duty) time.Duration {
		n, _ := j.in.Travel.Between(f.HomeCity, d.at.city)
		return minutes(n)
	}
	var before *duty
	for i := range all {
		d := &all[i]
		if !civil(d.from, j.zone).Equal(day) {
			continue
		}
		work += d.work()
		if before == nil {
			home += fromHome(d)
		} else {
			journey, _ := j.journey(before, d)
			work += journey
		}
		before = d
	}
	if before != nil {
		home += fromHome(before)
	}
	return work, home
}

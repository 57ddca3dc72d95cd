package plan

import (
	"slices"
	"time"

	"kantine/events"
)

// Planner implements events.Planner. It never changes after New, so any number
// of goroutines may use it.
type Planner struct {
	holidays []holiday
	school   []events.SpecialDay
	// firstYear and lastYear are those whose holidays are known.
	firstYear, lastYear int
}

var _ events.Planner = (*Planner)(nil)

// New reads the embedded tables of holidays.
func New() (*Planner, error) {
	p := &Planner{}
	if err := p.readHolidays(); err != nil {
		return nil, err
	}
	if err := p.readSchoolHolidays(); err != nil {
		return nil, err
	}
	return p, nil
}

// Conflicts implements events.Planner.
func (p *Planner) Conflicts(in *events.Situation, s *events.Session, now time.Time) []events.Conflict {
	j := p.weigh(in, s, now)
	j.over()
	j.calendar()
	j.leadTime()
	j.place()
	j.kit()
	if len(s.Facilitators) == 0 && len(s.Extra.Crew) == 0 {
		j.warn("no_facilitator", "")
	}
	for _, id := range crew(s) {
		j.person(id)
	}
	slices.SortStableFunc(j.found, func(a, b events.Conflict) int { return weight(a.Severity) - weight(b.Severity) })
	return j.found
}

func weight(s events.Severity) int {
	if s == events.SeverityBlock {
		return 0
	}
	return 1
}

// crew lists everybody who leads a block, once.
func crew(s *events.Session) []string {
	var all []string
	for i := range s.Blocks {
		for _, id := range s.CrewOf(s.Blocks[i].ID) {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

// judge weighs one session in one situation.
type judge struct {
	planner *Planner
	in      *events.Situation
	s       *events.Session
	at      spot
	zone    *time.Location
	now     time.Time
	found   []events.Conflict
}

func (p *Planner) weigh(in *events.Situation, s *events.Session, now time.Time) *judge {
	return &judge{planner: p, in: in, s: s, at: spotOf(in, s), zone: s.TimeZone(), now: now}
}

// block and warn note a conflict and hand it back, so that the caller can say
// what else is concerned.
func (j *judge) block(code, blockID string, args ...any) *events.Conflict {
	return j.note(events.SeverityBlock, code, blockID, args)
}

func (j *judge) warn(code, blockID string, args ...any) *events.Conflict {
	return j.note(events.SeverityWarn, code, blockID, args)
}

func (j *judge) note(severity events.Severity, code, blockID string, args []any) *events.Conflict {
	j.found = append(j.found, events.Conflict{Code: code, Severity: severity, BlockID: blockID, Args: args})
	return &j.found[len(j.found)-1]
}

// others gives the sessions that can be in the way of this one: not itself,
// not cancelled, and at least partly between two instants.
func (j *judge) others(from, to time.Time) func(yield func(*events.Session) bool) {
	return func(yield func(*events.Session) bool) {
		for i := range j.in.Sessions {
			t := &j.in.Sessions[i]
			if t.ID == j.s.ID || t.State == events.SessionCancelled || len(t.Blocks) == 0 ||
				!t.StartsAt().Before(to) || !t.EndsAt().After(from) {
				continue
			}
			if !yield(t) {
				return
			}
		}
	}
}

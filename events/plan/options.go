package plan

import (
	"cmp"
	"math"
	"slices"
	"time"

	"kantine/events"
)

const (
	// moments is how many weeks after an absence are tried for a move, and as
	// many weeks of other days where none of those is free.
	moments = 8
	// furtherOptions is how many more of a kind stand behind the best.
	furtherOptions = 3
	// longestMove keeps a search after a very long absence finite, in days.
	longestMove = 400
)

// Options implements events.Planner: the best replacement, the best new moment
// with the same facilitator, and calling it off. Somebody else at the same
// time comes first, since nobody who registered notices.
func (p *Planner) Options(in *events.Situation, s *events.Session, facilitator string, away events.Absence, now time.Time) []events.Option {
	over := s.State == events.SessionCancelled || s.State == events.SessionHeld || !s.EndsAt().After(now)
	if over || !away.Touches(s, facilitator) {
		return nil
	}
	known := withAbsence(in, facilitator, away)
	options := make([]events.Option, 0, 3)
	cancel := events.Option{Kind: events.OptionCancel}
	for _, found := range []struct {
		options []events.Option
		none    string
	}{
		{p.replacements(known, s, facilitator, away, now), "nobody_free"},
		{p.moves(known, s, facilitator, away, now), "no_moment"},
	} {
		if len(found.options) == 0 {
			cancel.Reasons = append(cancel.Reasons, reason(found.none))
			continue
		}
		best := found.options[0]
		best.Others = found.options[1:min(len(found.options), 1+furtherOptions)]
		options = append(options, best)
	}
	return append(options, cancel)
}

func reason(code string, args ...any) events.Sentence {
	return events.Sentence{Key: "plan.reason." + code, Args: args}
}

// withAbsence is the situation in which the absence is known, whether it has
// been written down already or not.
func withAbsence(in *events.Situation, facilitator string, away events.Absence) *events.Situation {
	known := *in
	known.Facilitators = slices.Clone(in.Facilitators)
	for i := range known.Facilitators {
		if f := &known.Facilitators[i]; f.ID == facilitator {
			f.Absences = append(slices.Clone(f.Absences), away)
		}
	}
	return &known
}

// candidate is a replacement with what ranks it.
type candidate struct {
	option events.Option
	// travel is minutes from home, unknown journeys last; fit as the function.
	travel, fit int
	week        time.Duration
}

// replacements lists who else can lead what the absence covers, at the same
// time and without a blocking conflict of theirs: those without a warning
// first, then by the journey from home, by skill, and by how little else they
// do that week.
func (p *Planner) replacements(in *events.Situation, s *events.Session, absent string, away events.Absence, now time.Time) []events.Option {
	var found []candidate
	for i := range in.Facilitators {
		f := &in.Facilitators[i]
		if f.ID == absent || leadsBeside(s, absent, f.ID) {
			continue
		}
		replaced := away.Replaced(s, absent, f.ID)
		j := p.weigh(in, &replaced, now)
		j.person(f.ID)
		if blocked(j.found) {
			continue
		}
		c := candidate{fit: fit(f, s.Offering.Kind), week: j.week(f.ID)}
		c.option = events.Option{
			Kind: events.OptionReplace, Facilitator: f.ID, StartsAt: s.StartsAt(), Warnings: j.found,
			Reasons: []events.Sentence{reason("skilled"), reason("available")},
		}
		minutes, known := in.Travel.Between(f.HomeCity, j.at.city)
		switch {
		case j.at.online || j.at.city == "":
		case !known:
			c.travel = math.MaxInt
		case minutes == 0:
			c.option.Reasons = append(c.option.Reasons, reason("lives_in", "City", f.HomeCity))
		default:
			c.travel = minutes
			c.option.Reasons = append(c.option.Reasons, reason("travels", "City", f.HomeCity, "Minutes", minutes))
		}
		found = append(found, c)
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(len(a.option.Warnings), len(b.option.Warnings)), cmp.Compare(a.travel, b.travel),
			cmp.Compare(a.fit, b.fit), cmp.Compare(a.week, b.week), cmp.Compare(a.option.Facilitator, b.option.Facilitator),
		)
	})
	options := make([]events.Option, len(found))
	for i := range found {
		options[i] = found[i].option
	}
	return options
}

// leadsBeside tells whether somebody leads a block together with who is absent
// and so takes nobody's place.
func leadsBeside(s *events.Session, absent, who string) bool {
	return slices.ContainsFunc(s.Blocks, func(b events.Block) bool {
		crew := s.CrewOf(b.ID)
		return slices.Contains(crew, absent) && slices.Contains(crew, who)
	})
}

func blocked(found []events.Conflict) bool {
	return slices.ContainsFunc(found, func(c events.Conflict) bool { return c.Severity == events.SeverityBlock })
}

// week is what somebody else does in the week of the session, Monday to Sunday.
func (j *judge) week(who string) (work time.Duration) {
	day := civil(j.s.StartsAt(), j.zone)
	monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	from, to := at(monday, 0, j.zone), at(monday.AddDate(0, 0, 7), 0, j.zone)
	for _, d := range j.elsewhere(who, from, to) {
		if !d.from.Before(from) && d.from.Before(to) {
			work += d.work()
		}
	}
	return work
}

// unmoved are the conflicts that a move neither brings nor takes away, or that
// an emergency overrules: they do not speak against a new moment.
var unmoved = []string{"skill", "language", "too_far", "capacity", "lead_time"}

// moves lists new moments after the absence with the same facilitator and
// without a blocking conflict: the same weekday and time in the first weeks
// after it, else the same time on other days.
func (p *Planner) moves(in *events.Situation, s *events.Session, facilitator string, away events.Absence, now time.Time) []events.Option {
	weekly := p.movesBy(in, s, facilitator, away, now, func(days int) bool { return days%7 == 0 }, moments)
	if len(weekly) > 0 {
		return weekly
	}
	return p.movesBy(in, s, facilitator, away, now, func(days int) bool { return days%7 != 0 }, moments*6)
}

// movesBy tries the wanted numbers of days, as many as tries after the absence.
func (p *Planner) movesBy(in *events.Situation, s *events.Session, facilitator string, away events.Absence, now time.Time, wanted func(days int) bool, tries int) []events.Option {
	var found []events.Option
	zone, end := s.TimeZone(), in.Programme.Period.End
	for days := 1; days <= longestMove && tries > 0; days++ {
		if !wanted(days) {
			continue
		}
		moved := s.MovedDays(days)
		day := dayOf(civil(moved.StartsAt(), zone))
		if away.Touches(&moved, facilitator) || day <= away.To || !moved.StartsAt().After(now) {
			continue
		}
		if end != "" && day > end {
			break
		}
		tries--
		conflicts := slices.DeleteFunc(p.Conflicts(in, &moved, now), func(c events.Conflict) bool { return slices.Contains(unmoved, c.Code) })
		if blocked(conflicts) {
			continue
		}
		found = append(found, events.Option{
			Kind: events.OptionMove, Facilitator: facilitator, StartsAt: moved.StartsAt(), Days: days,
			Reasons: moveReasons(in, s, days), Warnings: conflicts,
		})
	}
	slices.SortStableFunc(found, func(a, b events.Option) int { return cmp.Compare(len(a.Warnings), len(b.Warnings)) })
	return found
}

func moveReasons(in *events.Situation, s *events.Session, days int) []events.Sentence {
	shifts := slices.ContainsFunc(s.Blocks, func(b events.Block) bool { return len(b.Shifts) > 0 })
	reasons := make([]events.Sentence, 0, 3)
	switch {
	case days%7 != 0:
		reasons = append(reasons, reason("other_day", "Count", days))
	case shifts:
		reasons = append(reasons, reason("same_shifts", "Count", days/7))
	default:
		reasons = append(reasons, reason("same_time", "Count", days/7))
	}
	reasons = append(reasons, reason("available_again"))
	if id := s.Extra.Kit; id != "" {
		name := id
		for _, k := range in.Kits {
			if k.ID == id {
				name = k.Name
			}
		}
		reasons = append(reasons, reason("kit_free", "Kit", name))
	}
	return reasons
}

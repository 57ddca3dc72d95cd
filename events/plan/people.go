package plan

import (
	"slices"
	"time"

	"kantine/events"
)

// atTheEdge is how far a block may reach outside the hours of a facilitator
// before it is out of the question; up to there it is asked of the person.
const atTheEdge = time.Hour

// skillNight is what a pop-up at night asks for besides.
const skillNight = "popup_night"

// skillsFor lists the skills that fit a kind of session, the best first; one
// of them is enough.
func skillsFor(kind events.Kind) []string {
	if kind == events.KindOnline {
		return []string{string(events.KindOnline), string(events.KindPresentation), string(events.KindWorkshop)}
	}
	return []string{string(kind)}
}

// fit tells how well somebody's skills suit a kind: 0 is best, -1 not at all.
func fit(f *events.Facilitator, kind events.Kind) int {
	return slices.IndexFunc(skillsFor(kind), func(skill string) bool { return slices.Contains(f.Skills, skill) })
}

// person looks for what keeps one facilitator from leading their blocks. One
// who is not among the known is left alone: there is nothing to judge by.
func (j *judge) person(id string) {
	f := j.facilitator(id)
	if f == nil {
		return
	}
	mine := duties(j.in, j.s, id)
	if len(mine) == 0 {
		return
	}
	before := len(j.found)
	j.ability(f)
	j.distance(f)
	for i := range mine {
		j.hours(f, &mine[i])
	}
	others := j.elsewhere(id, mine[0].from.Add(-nearby), mine[len(mine)-1].to.Add(nearby))
	for i := range mine {
		j.apart(f, &mine[i], others)
	}
	j.rest(f, mine, others)
	j.longDays(f, mine, others)
	for i := range j.found[before:] {
		j.found[before+i].Facilitator = id
	}
}

// ability asks for the skill and the language of the session (R4).
func (j *judge) ability(f *events.Facilitator) {
	if kind := j.s.Offering.Kind; fit(f, kind) < 0 {
		j.block("skill", "", "Name", f.Name, "Skill", events.Word("plan.skill."+string(kind)))
	}
	if lang := j.s.Language; lang != "" && !slices.Contains(f.Languages, lang) {
		j.block("language", "", "Name", f.Name, "Language", events.Word("plan.language."+lang))
	}
}

// distance holds the journey against what the facilitator travels at most.
func (j *judge) distance(f *events.Facilitator) {
	if j.at.online || j.at.city == "" {
		return
	}
	minutes, known := j.in.Travel.Between(f.HomeCity, j.at.city)
	switch {
	case !known:
		j.warn("travel_unknown", "", "Name", f.Name, "From", f.HomeCity, "To", j.at.city)
	case f.MaxTravelMinutes > 0 && minutes > f.MaxTravelMinutes:
		j.block("too_far", "", "Name", f.Name, "City", j.at.city, "Minutes", minutes, "Max", f.MaxTravelMinutes)
	}
}

// hours looks at one block: evening and night work, absence, and the days and
// hours on which the facilitator can be planned (R4).
func (j *judge) hours(f *events.Facilitator, d *duty) {
	atNight := night(d.stretch, j.zone)
	switch {
	case atNight && j.s.Offering.Kind == events.KindPopup && !slices.Contains(f.Skills, skillNight):
		j.block("skill", d.block.ID, "Name", f.Name, "Skill", events.Word("plan.skill."+skillNight))
	case !f.EveningNight && evening(d.stretch, j.zone):
		j.block("evening", d.block.ID, "Name", f.Name)
	}
	for _, a := range f.Absences {
		if a.Covers(d.block, j.zone) {
			j.block("absent", d.block.ID, "Name", f.Name, "From", a.From, "To", a.To)
			return
		}
	}
	day := civil(d.from, j.zone)
	outside := d.outside(f.Availability, j.zone)
	worksThatDay := slices.ContainsFunc(f.Availability, func(a events.Availability) bool { return slices.Contains(a.Days, weekday(day)) })
	switch {
	case len(f.Availability) == 0 || outside == 0:
	case !worksThatDay:
		j.block("not_working_day", d.block.ID, "Name", f.Name, "Weekday", weekdayWord(day))
	case outside > atTheEdge:
		j.block("outside_hours", d.block.ID, "Name", f.Name, "Outside", spent(outside))
	default:
		j.warn("hours_edge", d.block.ID, "Name", f.Name, "Outside", spent(outside))
	}
}

// outside is how much of a block lies outside every stretch of availability;
// a stretch may run over midnight, and a block too.
func (d *duty) outside(hours []events.Availability, zone *time.Location) time.Duration {
	var open []stretch
	last := civil(d.to, zone)
	for day := civil(d.from, zone).AddDate(0, 0, -1); !day.After(last); day = day.AddDate(0, 0, 1) {
		for _, a := range hours {
			if slices.Contains(a.Days, weekday(day)) {
				open = append(open, onDay(day, a.From, a.To, zone))
			}
		}
	}
	slices.SortFunc(open, func(a, b stretch) int { return a.from.Compare(b.from) })
	inside, until := time.Duration(0), d.from
	for _, o := range open {
		if o.from.Before(until) {
			o.from = until
		}
		if o.to.After(o.from) {
			inside += d.shared(o)
			until = o.to
		}
	}
	return d.to.Sub(d.from) - inside
}

package desk

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kantine/events"
)

// sessionForm is a session as the editor's form has it: what was typed, by the
// fields' names. Blocks and reminders are numbered from 0.
type sessionForm struct{ url.Values }

// oddNight is how long a block over midnight can be before its last day has to
// be typed: longer is more likely a slip.
const oddNight = 12 * time.Hour

// formOf fills the form from a session.
func formOf(s *events.Session) sessionForm {
	f, zone := sessionForm{url.Values{}}, s.TimeZone()
	set := func(name, value string) {
		if value != "" {
			f.Set(name, value)
		}
	}
	set("title.nl", s.Title.NL)
	set("title.en", s.Title.EN)
	set("sector", s.SectorID)
	set("employer", s.EmployerID)
	set("language", s.Language)
	if seats := s.Seats(); seats != nil {
		set("capacity", strconv.Itoa(*seats))
	}
	set("waitlist", string(s.Waiting()))
	for i := range s.Blocks {
		f.setBlock(i, s, zone)
	}
	if !s.ClosesAt.IsZero() {
		f.setMoment("closes.", "clock", s.ClosesAt, zone)
	}
	f.setPlace(s)
	set("join_url", s.JoinURL)
	if len(s.Facilitators) > 0 {
		f.Values["facilitators"] = slices.Clone(s.Facilitators)
	}
	set("kit", s.Extra.Kit)
	set("note", s.Extra.Note)
	if s.Reminders != nil {
		set("own_reminders", "1")
		for i, r := range s.Reminders {
			f.setRule(i, r)
		}
	}
	set("version", strconv.Itoa(s.Version))
	return f
}

// setMoment fills a day and a clock, and which of two times it is where the
// clock shows it twice.
func (f sessionForm) setMoment(prefix, clock string, at time.Time, zone *time.Location) {
	local := at.In(zone)
	f.Set(prefix+"date", local.Format("2-1-2006"))
	f.setClock(prefix+clock, at, zone)
}

func (f sessionForm) setClock(name string, at time.Time, zone *time.Location) {
	local := at.In(zone)
	f.Set(name, local.Format("15.04"))
	if _, err := events.ParseTime("", events.WallTime(at, zone), zone); err != nil {
		f.Set(name+"_offset", local.Format("-07:00"))
	}
}

func (f sessionForm) setBlock(i int, s *events.Session, zone *time.Location) {
	b, prefix := &s.Blocks[i], blockName(i, "")
	f.Set(prefix+"id", b.ID)
	f.setMoment(prefix, "start", b.StartsAt, zone)
	f.setClock(prefix+"end", b.EndsAt, zone)
	start, end := b.StartsAt.In(zone), b.EndsAt.In(zone)
	sameDay := start.YearDay() == end.YearDay() && start.Year() == end.Year()
	if !sameDay && (b.EndsAt.Sub(b.StartsAt) > oddNight || end.Format("15:04") > start.Format("15:04")) {
		f.Set(prefix+"until", end.Format("2-1-2006"))
	}
	if b.Label != "" {
		f.Set(prefix+"label", b.Label)
	}
	if b.Capacity != nil {
		f.Set(prefix+"capacity", strconv.Itoa(*b.Capacity))
	}
	if len(b.Shifts) > 0 {
		f.Set(prefix+"shifts", strings.Join(b.Shifts, ", "))
	}
	if crew := s.Extra.Crew[b.ID]; len(crew) > 0 {
		f.Values[prefix+"crew"] = slices.Clone(crew)
	}
}

func blockName(i int, field string) string { return fmt.Sprintf("block.%d.%s", i, field) }

func ruleName(i int, field string) string { return fmt.Sprintf("rule.%d.%s", i, field) }

// ownPlace stands in the list of places for an address of the session's own.
const ownPlace = "own"

func (f sessionForm) setPlace(s *events.Session) {
	l := s.Location
	switch {
	case l.Ref != "":
		f.Set("place", l.Ref)
	case l != (events.Location{}):
		f.Set("place", ownPlace)
	}
	for name, value := range map[string]string{"name": l.Name, "address": l.Address, "postcode": l.Postcode, "city": l.City} {
		if value != "" {
			f.Set("place."+name, value)
		}
	}
}

// setRule fills a row; a rule that no row can say travels as it is.
func (f sessionForm) setRule(i int, r events.ReminderRule) {
	words := ruleOf(r.ID())
	row := sessionForm{url.Values{}}
	row.Set(ruleName(0, "count"), strconv.Itoa(words.Count))
	row.Set(ruleName(0, "unit"), words.Unit)
	row.Set(ruleName(0, "when"), words.From)
	if words.Unit == "now" {
		row.Set(ruleName(0, "unit"), "minutes")
		row.Set(ruleName(0, "when"), "after_"+words.From)
	}
	row.Set(ruleName(0, "kind"), string(events.RuleReminder))
	if r.Kind == events.RuleFollowUp {
		row.Set(ruleName(0, "kind"), string(events.RuleFollowUp))
	}
	var ignored []events.Problem
	if in := row.rule(0, &ignored); len(ignored) > 0 || in.Offset != r.Offset.String() {
		f.Set(ruleName(i, "raw"), r.ID())
		return
	}
	for _, field := range []string{"count", "unit", "when", "kind"} {
		f.Set(ruleName(i, field), row.Get(ruleName(0, field)))
	}
}

// count tells how many numbered groups there are of which one of these fields
// is there.
func (f sessionForm) count(name func(int, string) string, fields ...string) int {
	for n := 0; ; n++ {
		if !slices.ContainsFunc(fields, func(field string) bool { return f.Has(name(n, field)) }) {
			return n
		}
	}
}

func (f sessionForm) blocks() int { return f.count(blockName, "date", "id") }

func (f sessionForm) rules() int { return f.count(ruleName, "count", "raw") }

// drop takes a numbered group out and closes the gap.
func (f sessionForm) drop(word string, at int) {
	kept := url.Values{}
	for name, values := range f.Values {
		number, field, numbered := strings.Cut(strings.TrimPrefix(name, word+"."), ".")
		n, err := strconv.Atoi(number)
		switch {
		case !strings.HasPrefix(name, word+".") || !numbered || err != nil || n < at:
			kept[name] = values
		case n > at:
			kept[fmt.Sprintf("%s.%d.%s", word, n-1, field)] = values
		}
	}
	clear(f.Values)
	for name, values := range kept {
		f.Values[name] = values
	}
}

// rework does what a button asks that only changes the form; false for another.
// The focus goes to the field in which the work goes on.
func (f sessionForm) rework(step string) (focus string, ok bool) {
	word, number, _ := strings.Cut(step, ".")
	n, err := strconv.Atoi(number)
	switch {
	case step == "add_block":
		next := f.blocks()
		f.Set(blockName(next, "date"), f.Get(blockName(max(0, next-1), "date")))
		focus = blockName(next, "date")
	case step == "add_rule":
		next := f.rules()
		f.Set("own_reminders", "1")
		f.Set(ruleName(next, "count"), "1")
		f.Set(ruleName(next, "unit"), "days")
		f.Set(ruleName(next, "when"), "before_start")
		focus = ruleName(next, "count")
	case word == "drop_block" && err == nil && f.blocks() > 1:
		f.drop("block", n)
		focus = blockName(min(n, f.blocks()-1), "date")
	case word == "drop_rule" && err == nil:
		f.drop("rule", n)
		focus = "own_reminders"
		if next := min(n, f.rules()-1); next >= 0 && f.Has(ruleName(next, "count")) {
			focus = ruleName(next, "count")
		}
	case word == "refresh":
		focus = number
	case step == "back":
	default:
		return "", false
	}
	f.Del("step")
	return focus, true
}

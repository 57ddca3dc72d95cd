package events

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Planner judges a plan and proposes others. It is pure: it reads nothing but
// its arguments, so that the same question gets the same answer, inside a
// transaction as well as in a test.
type Planner interface {
	// Conflicts tells what stands in the way of a session as it is planned,
	// blocking ones first. The session itself may be among in.Sessions; the
	// value asked about counts.
	Conflicts(in *Situation, s *Session, now time.Time) []Conflict
	// Options tells what can be done when a facilitator cannot lead a session:
	// the best of each kind, cancelling last. There are none where the absence
	// does not touch the session or it is over.
	Options(in *Situation, s *Session, facilitator string, away Absence, now time.Time) []Option
	// Series lists the dates of a recurrence from first on, until count of them
	// can be held, with those that are passed over and why.
	Series(r Recurrence, first time.Time, count int, zone *time.Location) ([]Occurrence, error)
	// Days lists the holidays, school holidays and other special days that fall
	// between two days, both inclusive; region "" is every region.
	Days(from, to Date, region string) []SpecialDay
}

// Situation is all that a plan depends on.
type Situation struct {
	Programme    Programme
	Facilitators []Facilitator
	Kits         []Kit
	// Employers are read with their sites.
	Employers []Employer
	Venues    []Venue
	Travel    Travel
	// Sessions are those that PlanningFilters choose, in every state.
	Sessions []Session
}

// How far from a session others can matter to it: the work, the travel and the
// materials of some days before; eight weeks to a moment it can move to; and
// three months, from there too, between a company's pop-ups.
const (
	planningBehind = 28 * 24 * time.Hour
	planningAhead  = 60 * 24 * time.Hour
	popupReach     = 160 * 24 * time.Hour
)

// PlanningFilters choose the sessions that matter to what is planned between
// two instants, in order of time: of the pop-ups those of months, of the others
// those of some weeks. For Options the second instant is the end of the absence.
func PlanningFilters(from, to time.Time) []SessionFilter {
	near, far := from.Add(-planningBehind), to.Add(planningAhead)
	return []SessionFilter{
		{From: from.Add(-popupReach), To: near, Kind: KindPopup},
		{From: near, To: far},
		{From: far, To: to.Add(popupReach), Kind: KindPopup},
	}
}

// Kit is a box of materials that can be in one place at a time.
type Kit struct {
	ID              string   `json:"id"`
	Name            string   `json:"name"`
	BaseCity        string   `json:"base_city"`
	Contents        []string `json:"contents"`
	TurnaroundHours int      `json:"turnaround_hours"`
}

// ParseKit reads the body of a Record of kind "kits".
func ParseKit(body json.RawMessage) (Kit, error) {
	var k Kit
	if err := json.Unmarshal(body, &k); err != nil {
		return Kit{}, fmt.Errorf("kit: %w", err)
	}
	return k, nil
}

// Travel is how long it takes from city to city.
type Travel struct {
	Unit   string   `json:"unit"`
	Method string   `json:"method"`
	Cities []string `json:"cities"`
	// Minutes has a row and a column for each city.
	Minutes [][]int `json:"matrix"`
}

// ParseTravel reads the body of the Record of kind "travel".
func ParseTravel(body json.RawMessage) (Travel, error) {
	var t Travel
	if err := json.Unmarshal(body, &t); err != nil {
		return Travel{}, fmt.Errorf("travel: %w", err)
	}
	if t.Unit != "" && t.Unit != "minutes" {
		return Travel{}, fmt.Errorf("travel: unit %q is not minutes", t.Unit)
	}
	square := len(t.Minutes) == len(t.Cities)
	for _, row := range t.Minutes {
		square = square && len(row) == len(t.Cities)
	}
	if !square {
		return Travel{}, errors.New("travel: the matrix has not one figure for each pair of cities")
	}
	return t, nil
}

// Between gives the minutes from one city to another; false where they are not
// known.
func (t *Travel) Between(from, to string) (int, bool) {
	if from == "" || to == "" {
		return 0, false
	}
	if sameCity(from, to) {
		return 0, true
	}
	a := slices.IndexFunc(t.Cities, func(c string) bool { return sameCity(c, from) })
	b := slices.IndexFunc(t.Cities, func(c string) bool { return sameCity(c, to) })
	if a < 0 || b < 0 {
		return 0, false
	}
	return t.Minutes[a][b], true
}

func sameCity(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }

// Severity is how much weight a conflict has.
type Severity string

// A blocking conflict needs another plan, or a coordinator who overrules it
// with a reason; a warning is to be seen.
const (
	SeverityBlock Severity = "block"
	SeverityWarn  Severity = "warn"
)

// Sentence is something a planner has to say; the door puts it into words.
type Sentence struct {
	// Key is that of the catalogue.
	Key string
	// Args are name, value pairs. A value is a string or int to be shown as it
	// is, a Text, a Word, a Date, or a time.Time in the session's zone.
	Args []any
}

// Word is an argument that is a key of the catalogue itself.
type Word string

// Conflict is one thing that stands in the way of a session.
type Conflict struct {
	Code     string
	Severity Severity
	// BlockID is "" where the whole session is concerned.
	BlockID string
	// Facilitator, SessionID and Kit name what else is concerned, each "" where
	// it is not: SessionID is the other session.
	Facilitator, SessionID, Kit string
	Args                        []any
}

// Sentence is the conflict in words.
func (c *Conflict) Sentence() Sentence { return Sentence{Key: "plan.conflict." + c.Code, Args: c.Args} }

// OptionKind is what is done about an absence.
type OptionKind string

// The kinds, best first.
const (
	OptionReplace OptionKind = "replace"
	OptionMove    OptionKind = "move"
	OptionCancel  OptionKind = "cancel"
)

// Option is one way out when a facilitator is absent.
type Option struct {
	Kind OptionKind
	// Facilitator leads instead, or still; "" for OptionCancel.
	Facilitator string
	// StartsAt is when the session would start; zero for OptionCancel.
	StartsAt time.Time
	// Days is by how many days OptionMove moves it (Session.MovedDays).
	Days int
	// Reasons speak for the option, or say why there is no better one.
	Reasons []Sentence
	// Warnings are what comes with it.
	Warnings []Conflict
	// Others are further ones of the same kind, best first.
	Others []Option
}

// Recurrence is how the dates of a series follow each other: on the weekday
// and at the wall time of the first.
type Recurrence struct {
	// Monthly takes the same weekday of the month, as in "every first
	// Thursday"; else it is every week.
	Monthly bool
	// Every is the number of weeks or months from one to the next; 0 is 1.
	Every int
	// Nth is which of the month's weekdays, 1 to 4 or -1 for the last; 0 takes
	// it from the first date. Only where Monthly.
	Nth int
}

// NthFrom is which weekday of the month the series keeps. The fifth counts as
// the last, since not every month has one.
func (r Recurrence) NthFrom(first time.Time) int {
	if r.Nth != 0 {
		return r.Nth
	}
	if n := (first.Day() + 6) / 7; n < 5 {
		return n
	}
	return -1
}

// Words says the recurrence, such as "elke eerste donderdag van de maand, vier
// keer"; first is in the series' zone.
func (r Recurrence) Words(first time.Time, count int) Sentence {
	args := []any{"Weekday", Word(fmt.Sprintf("dates.weekday.%d", first.Weekday()))}
	if count <= 12 {
		args = append(args, "Times", Word(fmt.Sprintf("plan.times.%d", count)))
	} else {
		args = append(args, "Times", fmt.Sprintf("%d×", count))
	}
	key := "plan.series.weekly"
	if r.Monthly {
		key = "plan.series.monthly"
		nth := "last"
		if n := r.NthFrom(first); n > 0 {
			nth = strconv.Itoa(n)
		}
		args = append(args, "Nth", Word("plan.nth."+nth))
	}
	if r.Every > 1 {
		key += "_every"
		args = append(args, "Every", r.Every)
	}
	return Sentence{Key: key, Args: args}
}

// Occurrence is one date of a series.
type Occurrence struct {
	Day Date
	// StartsAt is zero where Skipped says that there is no such instant.
	StartsAt time.Time
	// Skipped says why the date is passed over; nil where it is held.
	Skipped *Sentence
}

// DayKind is what makes a day special.
type DayKind string

// The kinds of special days.
const (
	DayHard     DayKind = "hard"
	DaySoft     DayKind = "soft"
	DayAdvice   DayKind = "advice"
	DayTheme    DayKind = "theme"
	DaySchool   DayKind = "school"
	DayCarnival DayKind = "carnival"
	DayClosed   DayKind = "closed"
)

// SpecialDay is a stretch of days to think of when planning, both inclusive.
type SpecialDay struct {
	Kind     DayKind
	Name     Text
	From, To Date
	// Region is the school region it holds for: noord, midden, zuid, or ""
	// for the whole country.
	Region string
}

// CrewOf lists who leads a block: its crew where one is named, else all
// facilitators of the session.
func (s *Session) CrewOf(blockID string) []string {
	if crew, named := s.Extra.Crew[blockID]; named {
		return crew
	}
	return s.Facilitators
}

// MovedDays is the session with every block a number of calendar days later,
// at the same wall times.
func (s *Session) MovedDays(days int) Session {
	moved, zone, by := *s, s.TimeZone(), Offset{Days: days}
	moved.Blocks = slices.Clone(s.Blocks)
	for i := range moved.Blocks {
		b := &moved.Blocks[i]
		b.StartsAt, b.EndsAt = by.From(b.StartsAt, zone), by.From(b.EndsAt, zone)
	}
	return moved
}

// Covers tells whether a block falls on a day of the absence.
func (a Absence) Covers(b *Block, zone *time.Location) bool {
	first := Date(b.StartsAt.In(zone).Format(time.DateOnly))
	last := Date(b.EndsAt.Add(-time.Nanosecond).In(zone).Format(time.DateOnly))
	return first <= a.To && last >= a.From
}

// Touches tells whether the session has a block that the facilitator leads and
// the absence covers.
func (a Absence) Touches(s *Session, facilitator string) bool {
	zone := s.TimeZone()
	return slices.ContainsFunc(s.Blocks, func(b Block) bool {
		return a.Covers(&b, zone) && slices.Contains(s.CrewOf(b.ID), facilitator)
	})
}

// Replaced is the session with somebody else for who is absent, in the blocks
// that the absence covers.
func (a Absence) Replaced(s *Session, absent, by string) Session {
	replaced, zone, stays := *s, s.TimeZone(), false
	crew := make(map[string][]string, len(s.Blocks))
	for i := range s.Blocks {
		b := &s.Blocks[i]
		who := slices.Clone(s.CrewOf(b.ID))
		if at := slices.Index(who, absent); at >= 0 && a.Covers(b, zone) {
			who[at] = by
		}
		stays = stays || slices.Contains(who, absent)
		crew[b.ID] = who
	}
	replaced.Facilitators = slices.Clone(s.Facilitators)
	if at := slices.Index(replaced.Facilitators, absent); at >= 0 && !stays {
		replaced.Facilitators = slices.Delete(replaced.Facilitators, at, at+1)
	}
	if !slices.Contains(replaced.Facilitators, by) {
		replaced.Facilitators = append(replaced.Facilitators, by)
	}
	if stays || len(s.Extra.Crew) > 0 {
		replaced.Extra.Crew = crew
	}
	return replaced
}

// OnClock gives the instant at which the clocks of zone show a wall time (the
// location of wall is ignored). In the gap of a change it is the first instant
// after it, of two the earlier; typed times go through ParseTime, which asks.
func OnClock(wall time.Time, zone *time.Location) time.Time { return atWall(wall, zone) }

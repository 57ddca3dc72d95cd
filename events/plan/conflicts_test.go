package plan

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/templates/locale"
)

// on gives a block a new time, on the clocks of Amsterdam.
func on(t testing.TB, s *events.Session, block int, from, to string) {
	t.Helper()
	for at, wall := range map[*time.Time]string{&s.Blocks[block].StartsAt: from, &s.Blocks[block].EndsAt: to} {
		parsed, err := events.ParseTime("starts_at", wall, amsterdam(t))
		if err != nil {
			t.Fatal(err)
		}
		*at = parsed
	}
}

func amount(n int) *int { return &n }

// scene is a session of the demo, what is different, and what stands in its way.
type scene struct {
	name, session string
	change        func(t *testing.T, in *events.Situation, s *events.Session)
	want          []string
}

var scenes = slices.Concat(peopleScenes, workScenes, placeScenes, dayScenes)

var peopleScenes = []scene{
	{
		"no skill", "ses-17", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.Facilitators = []string{"fac-1"} },
		[]string{"block skill fac-1", "block too_far fac-1"},
	},
	{"online takes a presenter", "ses-18", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.Facilitators = []string{"fac-4"} }, nil},
	{
		"online takes no interviewer", "ses-18", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.Facilitators = []string{"fac-2"} },
		[]string{"block skill fac-2"},
	},
	{"a pop-up at night", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		facilitator(t, in, "fac-5").Skills = []string{"popup"}
		on(t, s, 0, "2027-03-16T21:15", "2027-03-16T22:45")
	}, []string{"block skill ses-17-b1 fac-5", "warn crew_not_met ses-17-b1"}},
	{"until ten is not the night", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		facilitator(t, in, "fac-5").Skills = []string{"popup"}
		on(t, s, 0, "2027-03-16T21:15", "2027-03-16T22:00")
	}, []string{"warn crew_not_met ses-17-b1"}},
	{"no evenings", "ses-14", func(t *testing.T, _ *events.Situation, s *events.Session) {
		on(t, s, 0, "2027-03-04T17:45", "2027-03-04T19:15")
	}, []string{"block evening ses-14-b1 fac-1", "warn hours_edge ses-14-b1 fac-1"}},
	{
		"language", "ses-07", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.Language = "en" },
		[]string{"block language fac-2"},
	},
	{"not a working day", "ses-17", func(t *testing.T, _ *events.Situation, s *events.Session) {
		s.Facilitators = []string{"fac-3"}
		on(t, s, 0, "2027-03-17T13:00", "2027-03-17T15:00")
	}, []string{"block not_working_day ses-17-b1 fac-3"}},
	{"an hour beyond the hours is asked", "ses-13", func(t *testing.T, in *events.Situation, _ *events.Session) {
		facilitator(t, in, "fac-6").Availability[0].From = "14:00"
	}, []string{"warn hours_edge ses-13-b1 fac-6"}},
	{"more than an hour is too much", "ses-13", func(t *testing.T, in *events.Situation, _ *events.Session) {
		facilitator(t, in, "fac-6").Availability[0].From = "14:01"
	}, []string{"block outside_hours ses-13-b1 fac-6"}},
	{"hours that run over midnight", "ses-12", func(t *testing.T, in *events.Situation, _ *events.Session) {
		facilitator(t, in, "fac-5").Availability = []events.Availability{{Days: []string{"tu"}, From: "22:00", To: "02:00"}}
		facilitator(t, in, "fac-6").Availability[0].From = "06:00"
	}, nil},
	{"the other's hours are not joined", "ses-12", func(t *testing.T, in *events.Situation, _ *events.Session) {
		facilitator(t, in, "fac-5").Availability = []events.Availability{{Days: []string{"we"}, From: "00:00", To: "02:00"}}
		facilitator(t, in, "fac-6").Availability[0].From = "06:00"
	}, []string{"block not_working_day ses-12-b3 fac-5"}},
	{"hours round the clock", "ses-12", func(t *testing.T, in *events.Situation, _ *events.Session) {
		facilitator(t, in, "fac-5").Availability = []events.Availability{{Days: []string{"tu"}, From: "00:00", To: "00:00"}, {Days: []string{"we"}, From: "00:00", To: "01:00"}}
		facilitator(t, in, "fac-6").Availability[0].From = "06:00"
	}, nil},
	{"absent on the day a block ends", "ses-12", func(t *testing.T, in *events.Situation, _ *events.Session) {
		facilitator(t, in, "fac-5").Absences = []events.Absence{{From: "2027-02-03", To: "2027-02-05"}}
	}, []string{"block absent ses-12-b3 fac-5", "warn hours_edge ses-12-b1 fac-6"}},
	{"absent until the day before", "ses-17", func(t *testing.T, in *events.Situation, _ *events.Session) {
		facilitator(t, in, "fac-5").Absences = []events.Absence{{From: "2027-03-10", To: "2027-03-15"}, {From: "2027-03-17", To: "2027-03-17"}}
	}, nil},
	{
		"too far", "ses-17", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.Facilitators = []string{"fac-2"} },
		[]string{"block too_far fac-2", "warn day_long ses-17-b1 fac-2"},
	},
	{
		"a city without figures", "ses-17", func(_ *testing.T, in *events.Situation, _ *events.Session) { in.Employers[7].Sites[0].City = "Urk" },
		[]string{"warn travel_unknown fac-5"},
	},
	{"somebody unknown is left alone", "ses-17", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.Facilitators = []string{"fac-9"} }, nil},
	{
		"nobody", "ses-17", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.Facilitators = nil },
		[]string{"warn no_facilitator"},
	},
}

var workScenes = []scene{
	{"two sessions at once", "ses-13", func(t *testing.T, in *events.Situation, s *events.Session) {
		other := session(t, in, "ses-20")
		on(t, other, 0, "2027-02-11T15:59", "2027-02-11T17:00")
	}, []string{"block overlap ses-13-b1 fac-6 ses-20"}},
	{"a cancelled one is not in the way", "ses-13", func(t *testing.T, in *events.Situation, _ *events.Session) {
		other := session(t, in, "ses-20")
		other.State = events.SessionCancelled
		on(t, other, 0, "2027-02-11T15:59", "2027-02-11T17:00")
	}, nil},
	{"no time to travel", "ses-13", func(t *testing.T, in *events.Situation, _ *events.Session) {
		on(t, session(t, in, "ses-20"), 0, "2027-02-11T09:00", "2027-02-11T10:46")
	}, []string{"block travel ses-13-b1 fac-6 ses-20", "warn day_long ses-13-b1 fac-6"}},
	{"little time to travel", "ses-13", func(t *testing.T, in *events.Situation, _ *events.Session) {
		on(t, session(t, in, "ses-20"), 0, "2027-02-11T09:00", "2027-02-11T10:26")
	}, []string{"warn travel_tight ses-13-b1 fac-6 ses-20"}},
	{"time enough to travel", "ses-13", func(t *testing.T, in *events.Situation, _ *events.Session) {
		on(t, session(t, in, "ses-20"), 0, "2027-02-11T09:00", "2027-02-11T10:25")
	}, nil},
	{"setting up takes an hour", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		s.Facilitators = []string{"fac-6"}
		other := session(t, in, "ses-13")
		on(t, other, 0, "2027-03-16T09:30", "2027-03-16T11:41")
	}, []string{"warn travel_tight ses-17-b1 fac-6 ses-13"}},
	{"setting up takes too long", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		s.Facilitators = []string{"fac-6"}
		other := session(t, in, "ses-13")
		on(t, other, 0, "2027-03-16T09:30", "2027-03-16T12:01")
	}, []string{"block travel ses-17-b1 fac-6 ses-13"}},
	{"an unknown journey", "ses-13", func(t *testing.T, in *events.Situation, _ *events.Session) {
		in.Venues[0].City = "Urk"
		on(t, session(t, in, "ses-20"), 0, "2027-02-11T09:00", "2027-02-11T09:30")
	}, []string{"warn travel_between_unknown ses-13-b1 fac-6 ses-20"}},
	{"more than nine hours of work", "ses-15", func(t *testing.T, _ *events.Situation, s *events.Session) {
		on(t, s, 0, "2027-03-09T08:10", "2027-03-09T14:30")
	}, []string{"block day_maximum ses-15-b1 fac-2"}},
	{"nine hours with the way home", "ses-15", func(t *testing.T, _ *events.Situation, s *events.Session) {
		on(t, s, 0, "2027-03-09T08:30", "2027-03-09T14:30")
	}, []string{"warn day_long ses-15-b1 fac-2"}},
	{"a night of nine hours when the clocks go back", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		standAllNight(t, in, s)
		s.Blocks[0].StartsAt, s.Blocks[0].EndsAt = instant(t, "2027-10-30T23:00:00+02:00"), instant(t, "2027-10-31T07:00:00+01:00")
		in.Programme.Rules.FacilitatorMaxMinutesPerDay = 539
	}, []string{"block day_maximum ses-17-b1 fac-5"}},
	{"a night of seven hours when they go forward", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		standAllNight(t, in, s)
		s.Blocks[0].StartsAt, s.Blocks[0].EndsAt = instant(t, "2027-03-27T23:00:00+01:00"), instant(t, "2027-03-28T07:00:00+02:00")
		in.Programme.Rules.FacilitatorMaxMinutesPerDay = 420
	}, []string{"block holiday ses-17-b1"}},
	{"eleven hours of rest after a night", "ses-17", func(t *testing.T, in *events.Situation, _ *events.Session) {
		on(t, session(t, in, "ses-12"), 2, "2027-03-15T22:30", "2027-03-16T00:16")
	}, []string{"block rest ses-17-b1 fac-5 ses-12", "block kit_turnaround ses-12 kit-B"}},
	{"exactly eleven", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		s.Extra.Kit = ""
		on(t, session(t, in, "ses-12"), 2, "2027-03-15T22:30", "2027-03-16T00:15")
	}, nil},
	{"the morning after a night of one's own", "ses-12", func(t *testing.T, in *events.Situation, s *events.Session) {
		s.Extra.Crew["ses-12-b2"] = []string{"fac-5"}
		on(t, s, 1, "2027-02-03T10:00", "2027-02-03T11:45")
	}, []string{"block rest ses-12-b2 fac-5", "warn crew_not_met ses-12-b2", "warn crew_not_met ses-12-b2", "warn hours_edge ses-12-b1 fac-6", "warn hours_edge ses-12-b3 fac-5"}},
	{"of one other session the worst is told", "ses-13", func(t *testing.T, in *events.Situation, _ *events.Session) {
		other := session(t, in, "ses-20")
		other.Blocks = append(other.Blocks, events.Block{ID: "ses-20-b2"})
		on(t, other, 0, "2027-02-11T09:00", "2027-02-11T10:26")
		on(t, other, 1, "2027-02-11T15:00", "2027-02-11T17:00")
	}, []string{"block overlap ses-13-b1 fac-6 ses-20", "block day_maximum ses-13-b1 fac-6"}},
	{"two sessions in one place of their own follow at once", "ses-13", func(t *testing.T, in *events.Situation, s *events.Session) {
		s.Location = events.Location{Address: "Dorpsplein 1", City: "Helmond"}
		other := session(t, in, "ses-20")
		other.Location = s.Location
		on(t, other, 0, "2027-02-11T16:00", "2027-02-11T17:00")
	}, nil},
	{"two places in one town do not", "ses-13", func(t *testing.T, in *events.Situation, s *events.Session) {
		other := session(t, in, "ses-20")
		other.Location = events.Location{Address: "Dorpsplein 1", City: "Helmond"}
		on(t, other, 0, "2027-02-11T16:00", "2027-02-11T17:00")
	}, []string{"warn travel_tight ses-13-b1 fac-6 ses-20"}},
	{"online takes no journey", "ses-13", func(t *testing.T, in *events.Situation, s *events.Session) {
		other := session(t, in, "ses-20")
		other.Location, other.JoinURL = events.Location{}, "https://online.example/x"
		on(t, other, 0, "2027-02-11T16:00", "2027-02-11T17:00")
	}, nil},
	{"rest before the night is not asked", "ses-12", func(t *testing.T, in *events.Situation, _ *events.Session) {
		other := session(t, in, "ses-17")
		other.Extra.Kit = ""
		in.Programme.Rules.FacilitatorMaxMinutesPerDay = 0
		on(t, other, 0, "2027-02-02T13:00", "2027-02-02T15:00")
	}, []string{"warn hours_edge ses-12-b1 fac-6", "warn hours_edge ses-12-b3 fac-5"}},
}

// standAllNight has a pop-up where the facilitator lives and may work at any
// hour, and where nothing is set up, so that the block alone counts.
func standAllNight(t *testing.T, in *events.Situation, s *events.Session) {
	t.Helper()
	in.Programme.Rules.PopupSetupMinutes, in.Programme.Rules.PopupTeardownMinutes = 0, 0
	facilitator(t, in, "fac-5").Availability = nil
	facilitator(t, in, "fac-5").HomeCity = "Assen"
	s.Location.Ref, s.Blocks[0].Shifts = "site-11", nil
}

func TestConflicts(t *testing.T) {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	p := newPlanner(t)
	for _, sc := range scenes {
		t.Run(sc.name, func(t *testing.T) {
			in := demo(t)
			s := session(t, in, sc.session)
			sc.change(t, in, s)
			found := p.Conflicts(in, s, instant(t, demoNow))
			if got := brief(found); !slices.Equal(sorted(got), sorted(sc.want)) {
				t.Errorf("got %q, want %q", got, sc.want)
			}
			if !slices.IsSortedFunc(found, func(a, b events.Conflict) int { return weight(a.Severity) - weight(b.Severity) }) {
				t.Errorf("%q: what blocks does not come first", brief(found))
			}
			for _, c := range found {
				sentence := c.Sentence()
				said[sentence.Key] = true
				for _, lang := range locale.Languages {
					t.Log(words(t, catalog, lang, sentence))
				}
			}
		})
	}
	for _, key := range catalog.Keys("nl") {
		if strings.HasPrefix(key, "plan.conflict.") && !said[key] {
			t.Errorf("no scene shows %s", key)
		}
	}
}

func sorted(lines []string) []string { return slices.Sorted(slices.Values(lines)) }

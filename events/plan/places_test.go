package plan

import (
	"testing"

	"kantine/events"
)

var placeScenes = []scene{
	{"one kit in two places", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		other := session(t, in, "ses-10")
		other.Extra.Kit = "kit-B"
		on(t, other, 0, "2027-03-16T15:30", "2027-03-16T17:00")
	}, []string{"block kit_overlap ses-10 kit-B"}},
	{"a kit needs a day", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		other := session(t, in, "ses-10")
		other.Extra.Kit = "kit-B"
		on(t, other, 0, "2027-03-17T16:44", "2027-03-17T17:44")
	}, []string{"block kit_turnaround ses-10 kit-B"}},
	{"a kit had its day", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		other := session(t, in, "ses-10")
		other.Extra.Kit = "kit-B"
		on(t, other, 0, "2027-03-17T16:45", "2027-03-17T17:45")
	}, nil},
	{"a kit that stays where it is", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		other := session(t, in, "ses-10")
		other.Extra.Kit, other.Location.Ref, other.EmployerID = "kit-B", "site-08", ""
		on(t, other, 0, "2027-03-17T11:30", "2027-03-17T13:00")
	}, nil},
	{"the site is closed", "ses-10", func(t *testing.T, in *events.Situation, s *events.Session) {
		facilitator(t, in, "fac-3").Availability[0].Days = []string{"sa"}
		on(t, s, 0, "2027-01-23T11:15", "2027-01-23T14:30")
	}, []string{"block site_closed ses-10-b1"}},
	{"Friday's night ends on Saturday", "ses-07", func(t *testing.T, in *events.Situation, s *events.Session) {
		facilitator(t, in, "fac-2").Availability = nil
		s.Blocks = s.Blocks[1:]
		on(t, s, 0, "2026-12-12T02:15", "2026-12-12T03:15")
		s.Blocks[0].Shifts = []string{"night", "early", "late"}
	}, []string{"warn crew_not_met ses-07-b2", "warn crew_not_met ses-07-b2"}},
	{"nobody works in the night after Saturday", "ses-07", func(t *testing.T, in *events.Situation, s *events.Session) {
		facilitator(t, in, "fac-2").Availability = nil
		s.Blocks = s.Blocks[1:]
		on(t, s, 0, "2026-12-13T02:15", "2026-12-13T03:15")
		s.Blocks[0].Shifts = nil
	}, []string{"block site_closed ses-07-b2"}},
	{"the night before Monday", "ses-07", func(t *testing.T, in *events.Situation, s *events.Session) {
		facilitator(t, in, "fac-2").Availability = nil
		s.Blocks = s.Blocks[1:]
		on(t, s, 0, "2026-12-13T21:45", "2026-12-13T22:30")
		s.Blocks[0].Shifts = []string{"night"}
	}, []string{"warn site_night_before ses-07-b2", "warn crew_forgotten", "warn crew_forgotten"}},
	{"the shifts have changed", "ses-07", func(t *testing.T, in *events.Situation, s *events.Session) {
		site := &in.Employers[1].Sites[0]
		site.Shifts[0].End, site.Shifts[1].Start = "15:30", "15:30"
	}, []string{"warn crew_not_met ses-07-b1", "warn crew_not_met ses-07-b1"}},
	{"the break of a night shift after midnight", "ses-12", func(t *testing.T, in *events.Situation, s *events.Session) {
		facilitator(t, in, "fac-5").Availability = nil
		facilitator(t, in, "fac-6").Availability = nil
		on(t, s, 2, "2027-02-03T01:00", "2027-02-03T01:15")
		s.Blocks[2].Shifts = []string{"night"}
	}, nil},
	{"a crew that nobody knows", "ses-10", func(_ *testing.T, _ *events.Situation, s *events.Session) {
		s.Blocks[0].Shifts = []string{"early", "late", "weekend"}
	}, []string{"warn crew_unknown ses-10-b1"}},
	{
		"the night crew is forgotten", "ses-07", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.Blocks = s.Blocks[:1] },
		[]string{"warn crew_forgotten"},
	},
	{"a site that names no days", "ses-10", func(t *testing.T, in *events.Situation, s *events.Session) {
		in.Employers[2].Sites[0].OperatingDays = nil
		facilitator(t, in, "fac-3").Availability = nil
		on(t, s, 0, "2027-01-23T11:15", "2027-01-23T14:30")
	}, nil},
	{"a pop-up of no company", "ses-17", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.EmployerID = "" }, nil},
	{"three months between pop-ups", "ses-17", func(t *testing.T, in *events.Situation, _ *events.Session) {
		other := session(t, in, "ses-10")
		other.EmployerID = "org-08"
		on(t, other, 0, "2026-12-17T11:15", "2026-12-17T14:30")
	}, []string{"warn popup_soon ses-10"}},
	{"three months have passed", "ses-17", func(t *testing.T, in *events.Situation, _ *events.Session) {
		other := session(t, in, "ses-10")
		other.EmployerID = "org-08"
		on(t, other, 0, "2026-12-16T11:15", "2026-12-16T14:30")
	}, nil},
	{
		"more seats than the room has", "ses-13", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.Capacity = amount(25) },
		[]string{"block capacity"},
	},
	{"more seats in a block than the room has", "ses-13", func(_ *testing.T, _ *events.Situation, s *events.Session) {
		s.Capacity, s.NoLimit, s.Blocks[0].Capacity = nil, true, amount(25)
	}, []string{"block capacity ses-13-b1"}},
	{
		"no limit in a room", "ses-13", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.Capacity, s.NoLimit = nil, true },
		[]string{"warn no_limit ses-13-b1"},
	},
}

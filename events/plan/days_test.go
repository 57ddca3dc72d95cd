package plan

import (
	"slices"
	"testing"

	"kantine/events"
)

// workshopOn puts the workshop of fac-6 on another day and lets her work then.
func workshopOn(day string) func(*testing.T, *events.Situation, *events.Session) {
	return func(t *testing.T, in *events.Situation, s *events.Session) {
		facilitator(t, in, "fac-6").Availability = nil
		s.Location.Ref = "ven-zwolle"
		on(t, s, 0, day+"T10:00", day+"T12:00")
	}
}

func popupAskedOn(asked events.Date, state events.SessionState, from, to string) func(*testing.T, *events.Situation, *events.Session) {
	return func(t *testing.T, in *events.Situation, s *events.Session) {
		s.Extra.RequestedOn, s.State = asked, state
		on(t, s, 0, "2027-03-16T"+from, "2027-03-16T"+to)
		s.Blocks[0].Shifts = nil
	}
}

var dayScenes = []scene{
	{"King's Day", "ses-13", workshopOn("2027-04-27"), []string{"block holiday ses-13-b1", "warn school_holiday ses-13-b1"}},
	{"King's Day of a year in which the 27th is a Sunday", "ses-13", workshopOn("2031-04-26"), []string{"block holiday ses-13-b1"}},
	{"the 27th itself that year", "ses-13", workshopOn("2031-04-27"), nil},
	{"Liberation Day", "ses-13", workshopOn("2027-05-05"), []string{"warn holiday_soft ses-13-b1", "warn school_holiday ses-13-b1"}},
	{"Liberation Day of a lustrum year", "ses-13", workshopOn("2030-05-05"), []string{"block holiday ses-13-b1"}},
	{"Ascension Day comes the day after Liberation Day", "ses-13", workshopOn("2027-05-06"), []string{"block holiday ses-13-b1", "warn school_holiday ses-13-b1"}},
	{"the Friday after", "ses-13", workshopOn("2027-05-07"), []string{"warn holiday_advice ses-13-b1", "warn school_holiday ses-13-b1"}},
	{"a theme day", "ses-13", workshopOn("2027-11-10"), nil},
	{"Christmas Eve in the morning", "ses-13", workshopOn("2027-12-24"), []string{"block closed ses-13-b1"}},
	{"Christmas Eve in the afternoon", "ses-13", func(t *testing.T, in *events.Situation, s *events.Session) {
		workshopOn("2027-12-24")(t, in, s)
		on(t, s, 0, "2027-12-24T11:00", "2027-12-24T12:01")
	}, []string{"block eve_afternoon ses-13-b1"}},
	{"the first day of the closing", "ses-13", workshopOn("2027-12-21"), []string{"block closed ses-13-b1"}},
	{"the day before it", "ses-13", workshopOn("2027-12-20"), nil},
	{"the last day of the closing", "ses-13", workshopOn("2028-01-03"), []string{"block closed ses-13-b1", "warn school_holiday ses-13-b1"}},
	{"the day after it", "ses-13", workshopOn("2028-01-10"), nil},
	{"a year whose holidays nobody knows", "ses-13", workshopOn("2032-03-02"), []string{"warn holidays_unknown ses-13-b1"}},
	{"the spring holiday of the south", "ses-17", func(t *testing.T, _ *events.Situation, s *events.Session) {
		on(t, s, 0, "2027-02-16T13:00", "2027-02-16T15:00")
	}, []string{"warn school_holiday ses-17-b1"}},
	{"which the north does not have", "ses-13", workshopOn("2027-02-16"), nil},
	{"carnival in the south", "ses-13", func(t *testing.T, _ *events.Situation, s *events.Session) {
		on(t, s, 0, "2027-02-08T13:00", "2027-02-08T16:00")
	}, []string{"warn carnival ses-13-b1"}},
	{"carnival at an address in the south", "ses-13", func(t *testing.T, _ *events.Situation, s *events.Session) {
		s.Location = events.Location{Address: "Dorpsplein 1", City: "helmond"}
		on(t, s, 0, "2027-02-09T13:00", "2027-02-09T16:00")
	}, []string{"warn carnival ses-13-b1"}},
	{"and not in the north", "ses-13", workshopOn("2027-02-08"), nil},
	{"a block that ends on a holiday", "ses-12", func(t *testing.T, in *events.Situation, s *events.Session) {
		facilitator(t, in, "fac-5").Availability = nil
		facilitator(t, in, "fac-6").Availability = nil
		on(t, s, 2, "2027-04-26T22:30", "2027-04-27T00:15")
	}, []string{"block holiday ses-12-b3", "warn school_holiday ses-12-b3"}},
	{"and one that ends at midnight before it", "ses-12", func(t *testing.T, in *events.Situation, s *events.Session) {
		facilitator(t, in, "fac-5").Availability = nil
		facilitator(t, in, "fac-6").Availability = nil
		on(t, s, 2, "2027-04-26T22:30", "2027-04-27T00:00")
	}, []string{"warn school_holiday ses-12-b3"}},

	{"twenty days ahead", "ses-17", popupAskedOn("2027-02-24", events.SessionPublished, "13:00", "15:00"), []string{"block lead_time"}},
	{"twenty-one days ahead", "ses-17", popupAskedOn("2027-02-23", events.SessionPublished, "13:00", "15:00"), nil},
	{"at night twenty-eight", "ses-17", popupAskedOn("2027-02-17", events.SessionPublished, "21:30", "22:15"), []string{"block lead_time"}},
	{"a draft counts from now", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		popupAskedOn("", events.SessionDraft, "13:00", "15:00")(t, in, s)
		on(t, s, 0, "2026-12-08T13:00", "2026-12-08T15:00")
	}, []string{"block lead_time"}},
	{"what is published was in time", "ses-17", func(t *testing.T, in *events.Situation, s *events.Session) {
		popupAskedOn("", events.SessionPublished, "13:00", "15:00")(t, in, s)
		on(t, s, 0, "2026-12-08T13:00", "2026-12-08T15:00")
	}, nil},
	{"a slip in the year", "ses-17", func(t *testing.T, _ *events.Situation, s *events.Session) {
		on(t, s, 0, "2026-03-17T13:00", "2026-03-17T15:00")
	}, []string{"block lead_time", "block over"}},
	{"over this minute", "ses-18", func(t *testing.T, _ *events.Situation, s *events.Session) {
		s.Facilitators = nil
		on(t, s, 0, "2026-11-22T11:00", "2026-11-22T12:00")
	}, []string{"block over", "warn no_facilitator"}},
	{"still going on", "ses-18", func(t *testing.T, _ *events.Situation, s *events.Session) {
		s.Facilitators = nil
		on(t, s, 0, "2026-11-22T11:00", "2026-11-22T12:01")
	}, []string{"warn no_facilitator"}},
	{
		"a workshop is only warned", "ses-13", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.Extra.RequestedOn = "2027-02-01" },
		[]string{"warn lead_time"},
	},
}

func TestEaster(t *testing.T) {
	p := newPlanner(t)
	for _, h := range p.holidays {
		if h.name.EN != "Easter Sunday" {
			continue
		}
		if year := instant(t, string(h.day)+"T00:00:00Z").Year(); dayOf(easter(year)) != h.day {
			t.Errorf("%d: %s, want %s", year, dayOf(easter(year)), h.day)
		}
	}
}

func TestSpecialDays(t *testing.T) {
	p := newPlanner(t)
	name := func(days []events.SpecialDay) (lines []string) {
		for _, d := range days {
			lines = append(lines, string(d.From)+" "+string(d.To)+" "+string(d.Kind)+" "+d.Region+" "+d.Name.NL)
		}
		return lines
	}
	for _, tt := range []struct {
		from, to events.Date
		region   string
		want     []string
	}{
		{"2027-02-01", "2027-02-28", "zuid", []string{
			"2027-02-13 2027-02-21 school zuid Voorjaarsvakantie", "2027-02-07 2027-02-09 carnival zuid Carnaval",
		}},
		{"2027-02-01", "2027-02-28", "noord", []string{"2027-02-20 2027-02-28 school noord Voorjaarsvakantie"}},
		{"2027-05-05", "2027-05-06", "midden", []string{
			"2027-05-05 2027-05-05 soft  Bevrijdingsdag", "2027-05-06 2027-05-06 hard  Hemelvaartsdag", "2027-04-24 2027-05-09 school  Meivakantie",
		}},
		{"2027-01-02", "2027-01-02", "", []string{
			"2026-12-19 2027-01-03 school  Kerstvakantie", "2026-12-21 2027-01-03 closed  Gesloten rond de jaarwisseling",
		}},
		{"2027-11-10", "2027-11-10", "", []string{"2027-11-10 2027-11-10 theme  Dag van de Mantelzorg"}},
		{"2027-02-10", "2027-02-01", "", nil},
	} {
		if got := name(p.Days(tt.from, tt.to, tt.region)); !slices.Equal(got, tt.want) {
			t.Errorf("%s to %s, %s: %q, want %q", tt.from, tt.to, tt.region, got, tt.want)
		}
	}
}

func TestThePlanningFiltersReachAllThatMatters(t *testing.T) {
	from, to := instant(t, "2027-03-16T13:00:00+01:00"), instant(t, "2027-03-20T00:00:00+01:00")
	all := events.PlanningFilters(from, to)
	before, near, after := all[0], all[1], all[2]
	if popup := from.AddDate(0, -fairMonths, -1); before.From.After(popup) || before.Kind != events.KindPopup {
		t.Errorf("it begins on %s, after another pop-up of %s", before.From, popup)
	}
	if moved := to.AddDate(0, fairMonths, 7*moments+1); after.To.Before(moved) || after.Kind != events.KindPopup {
		t.Errorf("it ends on %s, before another pop-up of %s", after.To, moved)
	}
	if moved := to.AddDate(0, 0, 7*moments+2); near.To.Before(moved) || near.Kind != "" {
		t.Errorf("what is in the way on %s is left out", moved)
	}
	if busy := from.AddDate(0, 0, -14); near.From.After(busy) {
		t.Errorf("what goes before on %s is left out", busy)
	}
	if !before.To.Equal(near.From) || !near.To.Equal(after.From) {
		t.Errorf("a gap or an overlap: %v", all)
	}
}

func TestTablesAreRefused(t *testing.T) {
	for _, tt := range []struct{ name, text string }{
		{"columns", "a,b\n1,2\n"}, {"rows", "date,name\n"}, {"fields", "date,name\n1\n"},
	} {
		if _, err := readTable("x.csv", []byte(tt.text), "date", "name"); err == nil {
			t.Errorf("%s: taken", tt.name)
		}
	}
}

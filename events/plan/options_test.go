package plan

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/templates/locale"
)

// outline writes options as "kind facilitator start (warnings): reasons", the
// further ones of a kind behind the best, and cancelling without a start.
func outline(t *testing.T, options []events.Option) (lines []string) {
	t.Helper()
	for _, o := range options {
		line := string(o.Kind)
		if o.Kind != events.OptionCancel {
			line += " " + o.Facilitator + " " + events.WallTime(o.StartsAt, amsterdam(t))
		}
		if len(o.Warnings) > 0 {
			line += fmt.Sprintf(" (%d)", len(o.Warnings))
		}
		for _, r := range o.Reasons {
			line += " " + strings.TrimPrefix(r.Key, "plan.reason.")
		}
		lines = append(lines, line)
		for _, other := range outline(t, o.Others) {
			lines = append(lines, "or "+other)
		}
	}
	return lines
}

func TestOptions(t *testing.T) {
	week := events.Absence{From: "2027-03-15", To: "2027-03-19"}
	withoutFurtherMoves := func(lines []string) []string {
		return slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "or move") })
	}
	for _, tt := range []struct {
		name, session, facilitator string
		away                       events.Absence
		now                        string
		change                     func(t *testing.T, in *events.Situation, s *events.Session)
		want                       []string
	}{
		{"nobody and never", "ses-17", "fac-5", week, "", func(t *testing.T, in *events.Situation, _ *events.Session) {
			in.Facilitators = in.Facilitators[:5]
			facilitator(t, in, "fac-3").Skills = nil
			in.Programme.Period.End = "2027-03-20"
		}, []string{"cancel nobody_free no_moment"}},
		{"a long absence", "ses-17", "fac-5", events.Absence{From: "2027-03-15", To: "2027-05-18"}, "", nil, []string{
			"replace fac-6 2027-03-16T13:00 skilled available lives_in", "or replace fac-3 2027-03-16T13:00 skilled available travels",
			"move fac-5 2027-05-25T13:00 same_shifts available_again kit_free", "cancel",
		}},
		{"the kit is elsewhere in the first week", "ses-17", "fac-5", week, "", func(t *testing.T, in *events.Situation, _ *events.Session) {
			in.Facilitators = in.Facilitators[4:5]
			other := session(t, in, "ses-10")
			other.Extra.Kit = "kit-B"
			on(t, other, 0, "2027-03-23T09:00", "2027-03-23T11:00")
		}, []string{"move fac-5 2027-03-30T13:00 same_shifts available_again kit_free", "cancel nobody_free"}},
		{"no Tuesdays any more", "ses-17", "fac-5", week, "", func(t *testing.T, in *events.Situation, _ *events.Session) {
			in.Facilitators = in.Facilitators[4:5]
			in.Facilitators[0].Availability[0].Days = []string{"mo", "we", "th", "fr"}
		}, []string{"move fac-5 2027-03-22T13:00 other_day available_again kit_free", "cancel nobody_free"}},
		{
			"a week without a warning goes first", "ses-17", "fac-5",
			events.Absence{From: "2027-02-09", To: "2027-02-09"},
			"2027-02-01T08:00:00+01:00",
			func(t *testing.T, in *events.Situation, s *events.Session) {
				in.Facilitators = in.Facilitators[4:5]
				on(t, s, 0, "2027-02-09T13:00", "2027-02-09T15:00")
			},
			[]string{"move fac-5 2027-02-23T13:00 same_shifts available_again kit_free", "cancel nobody_free"},
		},
		{
			"fewer warnings go before a shorter journey", "ses-12", "fac-6",
			events.Absence{From: "2027-02-02", To: "2027-02-02"},
			"2027-02-01T08:00:00+01:00", nil,
			[]string{
				"replace fac-3 2027-02-02T06:30 (1) skilled available travels", "or replace fac-5 2027-02-02T06:30 (2) skilled available lives_in",
				"move fac-6 2027-02-23T06:30 (2) same_shifts available_again kit_free", "cancel",
			},
		},
		{
			"who leads beside takes nobody's place", "ses-20", "fac-1",
			events.Absence{From: "2027-06-10", To: "2027-06-10"},
			"2027-06-01T08:00:00+02:00", nil,
			[]string{"move fac-1 2027-06-17T14:00 same_time available_again", "cancel nobody_free"},
		},
		{"an unmoved flaw stops no move", "ses-17", "fac-5", week, "", func(t *testing.T, in *events.Situation, s *events.Session) {
			in.Facilitators = in.Facilitators[4:5]
			in.Facilitators[0].MaxTravelMinutes = 30
			s.Language, s.Extra.RequestedOn = "en", "2027-03-14"
		}, []string{"move fac-5 2027-03-23T13:00 same_shifts available_again kit_free", "cancel nobody_free"}},
		{
			"the best skill, then the emptiest week", "ses-18", "fac-3",
			events.Absence{From: "2027-04-15", To: "2027-04-15"},
			"2027-04-01T08:00:00+02:00",
			func(t *testing.T, in *events.Situation, _ *events.Session) {
				facilitator(t, in, "fac-4").Skills = []string{"online"}
				other := session(t, in, "ses-13")
				other.Facilitators = []string{"fac-1"}
				on(t, other, 0, "2027-04-13T10:00", "2027-04-13T12:00")
			},
			[]string{
				"replace fac-4 2027-04-15T12:30 skilled available",
				"or replace fac-6 2027-04-15T12:30 skilled available", "or replace fac-1 2027-04-15T12:30 skilled available", "or replace fac-5 2027-04-15T12:30 skilled available",
				"move fac-3 2027-04-22T12:30 same_time available_again", "cancel",
			},
		},
		{"an unknown journey goes last", "ses-17", "fac-5", week, "", func(t *testing.T, in *events.Situation, _ *events.Session) {
			facilitator(t, in, "fac-6").HomeCity = "Urk"
		}, []string{
			"replace fac-3 2027-03-16T13:00 skilled available travels", "or replace fac-6 2027-03-16T13:00 (1) skilled available",
			"move fac-5 2027-03-23T13:00 same_shifts available_again kit_free", "cancel",
		}},
		{"not touched", "ses-17", "fac-6", week, "", nil, nil},
		{"back in time", "ses-17", "fac-5", events.Absence{From: "2027-03-08", To: "2027-03-15"}, "", nil, nil},
		{"over", "ses-17", "fac-5", week, "2027-03-16T15:00:00+01:00", nil, nil},
		{"cancelled", "ses-17", "fac-5", week, "", func(_ *testing.T, _ *events.Situation, s *events.Session) { s.State = events.SessionCancelled }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := demo(t)
			s := session(t, in, tt.session)
			if tt.change != nil {
				tt.change(t, in, s)
			}
			if tt.now == "" {
				tt.now = "2027-03-15T08:05:00+01:00"
			}
			got := withoutFurtherMoves(outline(t, newPlanner(t).Options(in, s, tt.facilitator, tt.away, instant(t, tt.now))))
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestReplacedChangesOnlyWhatTheAbsenceCovers(t *testing.T) {
	in := demo(t)
	s := session(t, in, "ses-15")
	on(t, s, 1, "2027-03-10T18:15", "2027-03-10T19:15")
	away := events.Absence{From: "2027-03-10", To: "2027-03-12"}
	got := away.Replaced(s, "fac-2", "fac-4")
	if !slices.Equal(got.Facilitators, []string{"fac-2", "fac-4"}) || !slices.Equal(got.CrewOf("ses-15-b1"), []string{"fac-2"}) ||
		!slices.Equal(got.CrewOf("ses-15-b2"), []string{"fac-4"}) {
		t.Errorf("one of two blocks: %v, %v", got.Facilitators, got.Extra.Crew)
	}
	got = events.Absence{From: "2027-03-09", To: "2027-03-12"}.Replaced(s, "fac-2", "fac-4")
	if !slices.Equal(got.Facilitators, []string{"fac-4"}) || got.Extra.Crew != nil {
		t.Errorf("all blocks: %v, %v", got.Facilitators, got.Extra.Crew)
	}
	if !slices.Equal(s.Facilitators, []string{"fac-2"}) || s.Extra.Crew != nil {
		t.Errorf("the session itself changed: %v, %v", s.Facilitators, s.Extra.Crew)
	}
}

func TestSeries(t *testing.T) {
	p, zone := newPlanner(t), amsterdam(t)
	for _, tt := range []struct {
		name  string
		rule  events.Recurrence
		first string
		count int
		words string
		want  []string
	}{
		{"every first Thursday", events.Recurrence{Monthly: true}, "2027-03-04T17:00:00+01:00", 4, "elke eerste donderdag van de maand, vier keer", []string{
			"2027-03-04T17:00:00+01:00", "2027-04-01T17:00:00+02:00", "2027-05-06 plan.conflict.holiday",
			"2027-06-03T17:00:00+02:00", "2027-07-01T17:00:00+02:00",
		}},
		{"the fifth is the last", events.Recurrence{Monthly: true}, "2027-03-30T09:00:00+02:00", 3, "elke laatste dinsdag van de maand, drie keer", []string{
			"2027-03-30T09:00:00+02:00", "2027-04-27 plan.conflict.holiday", "2027-05-25T09:00:00+02:00", "2027-06-29T09:00:00+02:00",
		}},
		{"another than the first date's own", events.Recurrence{Monthly: true, Nth: 2, Every: 2}, "2027-09-01T09:00:00+02:00", 2, "elke 2 maanden op de tweede woensdag, twee keer", []string{
			"2027-09-08T09:00:00+02:00", "2027-11-10T09:00:00+01:00",
		}},
		{"every week over the turn of the year", events.Recurrence{}, "2027-12-14T09:00:00+01:00", 2, "elke dinsdag, twee keer", []string{
			"2027-12-14T09:00:00+01:00", "2027-12-21 plan.conflict.closed", "2027-12-28 plan.conflict.closed", "2028-01-04T09:00:00+01:00",
		}},
		{"a time that a change skips", events.Recurrence{Every: 2}, "2028-03-12T02:30:00+01:00", 2, "elke 2 weken op zondag, twee keer", []string{
			"2028-03-12T02:30:00+01:00", "2028-03-26 plan.series.time_gap", "2028-04-09T02:30:00+02:00",
		}},
		{"a time that a change doubles", events.Recurrence{}, "2026-10-18T02:30:00+02:00", 2, "elke zondag, twee keer", []string{
			"2026-10-18T02:30:00+02:00", "2026-10-25 plan.series.time_twice", "2026-11-01T02:30:00+01:00",
		}},
		{"soft days are kept", events.Recurrence{}, "2027-05-05T09:00:00+02:00", 1, "elke woensdag, één keer", []string{"2027-05-05T09:00:00+02:00"}},
		{"a long one", events.Recurrence{Every: 3}, "2027-01-05T09:00:00+01:00", 13, "elke 3 weken op dinsdag, 13×", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			first := instant(t, tt.first)
			dates, err := p.Series(tt.rule, first.UTC(), tt.count, zone)
			if err != nil {
				t.Fatal(err)
			}
			catalog, err := locale.Load()
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			held := 0
			for _, d := range dates {
				if d.Skipped != nil {
					words(t, catalog, "nl", *d.Skipped)
					words(t, catalog, "en", *d.Skipped)
					got = append(got, string(d.Day)+" "+d.Skipped.Key)
					continue
				}
				held++
				got = append(got, d.StartsAt.In(zone).Format(time.RFC3339))
			}
			if held != tt.count || (tt.want != nil && !slices.Equal(got, tt.want)) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if said := words(t, catalog, "nl", tt.rule.Words(first.In(zone), tt.count)); said != tt.words {
				t.Errorf("in words %q, want %q", said, tt.words)
			}
			words(t, catalog, "en", tt.rule.Words(first.In(zone), tt.count))
		})
	}
	for _, r := range []events.Recurrence{{Every: -1}, {Every: 53}, {Monthly: true, Nth: 5}, {Monthly: true, Nth: -2}} {
		if _, err := p.Series(r, instant(t, demoNow), 4, zone); events.CodeOf(err) != events.CodeValidation {
			t.Errorf("%+v: %v", r, err)
		}
	}
	for _, count := range []int{0, 53} {
		if _, err := p.Series(events.Recurrence{}, instant(t, demoNow), count, zone); events.CodeOf(err) != events.CodeValidation {
			t.Errorf("%d times: %v", count, err)
		}
	}
}

func TestTravel(t *testing.T) {
	in := demo(t)
	for _, tt := range []struct {
		from, to string
		minutes  int
		known    bool
	}{
		{"Tilburg", "Helmond", 55, true},
		{"helmond", " Tilburg ", 55, true},
		{"Urk", "urk", 0, true},
		{"Urk", "Helmond", 0, false},
		{"", "", 0, false},
	} {
		if minutes, known := in.Travel.Between(tt.from, tt.to); minutes != tt.minutes || known != tt.known {
			t.Errorf("%q to %q: %d, %t", tt.from, tt.to, minutes, known)
		}
	}
	for _, body := range []string{`{"unit":"hours"}`, `{"cities":["a"],"matrix":[]}`, `{"cities":["a"],"matrix":[[1,2]]}`, `[]`} {
		if _, err := events.ParseTravel([]byte(body)); err == nil {
			t.Errorf("%s was taken", body)
		}
	}
}

// TestEveryChoiceHasAWord covers the words that no scene happens to say.
func TestEveryChoiceHasAWord(t *testing.T) {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, kind := range []events.Kind{events.KindWorkshop, events.KindPresentation, events.KindInterview, events.KindPopup, events.KindOnline, skillNight} {
		keys = append(keys, "plan.skill."+string(kind))
	}
	for _, lang := range locale.Languages {
		keys = append(keys, "plan.language."+lang)
	}
	for _, d := range newPlanner(t).school {
		if d.Region != "" {
			keys = append(keys, "plan.region."+d.Region)
		}
		if d.Name.NL == d.Name.EN {
			t.Errorf("%s has no English name", d.Name.NL)
		}
	}
	for n := 1; n <= 12; n++ {
		keys = append(keys, fmt.Sprintf("plan.times.%d", n))
	}
	keys = append(keys, "plan.nth.1", "plan.nth.2", "plan.nth.3", "plan.nth.4", "plan.nth.last", "plan.reason.nobody_free", "plan.reason.no_moment")
	for _, lang := range locale.Languages {
		for _, key := range keys {
			if !catalog.Has(lang, key) {
				t.Errorf("%s lacks %s", lang, key)
			}
		}
	}
}

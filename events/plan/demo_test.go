package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/exchange"
	"kantine/templates/locale"
)

// demoNow is the instant at which the demo's dates stand as they are written.
const demoNow = "2026-11-22T12:00:00+01:00"

func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func amsterdam(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func newPlanner(t testing.TB) *Planner {
	t.Helper()
	p, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// demoBundle is read once; demo hands out copies.
var demoBundle = sync.OnceValues(func() (events.Bundle, error) {
	now, err := time.Parse(time.RFC3339, demoNow)
	if err != nil {
		return events.Bundle{}, err
	}
	return exchange.Demo(now)
})

// demo is the demo programme as a situation of its own for each test: what the
// scenes change is copied.
func demo(t testing.TB) *events.Situation {
	t.Helper()
	bundle, err := demoBundle()
	if err != nil {
		t.Fatal(err)
	}
	in := &events.Situation{
		Programme: bundle.Programme, Facilitators: slices.Clone(bundle.Facilitators), Employers: slices.Clone(bundle.Employers),
		Venues: slices.Clone(bundle.Venues), Sessions: slices.Clone(bundle.Sessions),
	}
	for i := range in.Facilitators {
		f := &in.Facilitators[i]
		f.Availability = slices.Clone(f.Availability)
	}
	for i := range in.Employers {
		sites := slices.Clone(in.Employers[i].Sites)
		for k := range sites {
			sites[k].Shifts = slices.Clone(sites[k].Shifts)
		}
		in.Employers[i].Sites = sites
	}
	for i := range in.Sessions {
		s := &in.Sessions[i]
		s.Blocks, s.Extra.Crew = slices.Clone(s.Blocks), maps.Clone(s.Extra.Crew)
	}
	readRecords(t, in, bundle.Records)
	if len(in.Kits) != 2 || len(in.Travel.Cities) != 12 || len(in.Sessions) != 22 {
		t.Fatalf("the demo has %d kits, %d cities and %d sessions", len(in.Kits), len(in.Travel.Cities), len(in.Sessions))
	}
	return in
}

func readRecords(t testing.TB, in *events.Situation, records []events.Record) {
	t.Helper()
	for _, r := range records {
		switch r.Kind {
		case "kits":
			kit, err := events.ParseKit(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			in.Kits = append(in.Kits, kit)
		case "travel":
			travel, err := events.ParseTravel(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			in.Travel = travel
		}
	}
}

// session finds one by its id, to be changed by the test.
func session(t testing.TB, in *events.Situation, id string) *events.Session {
	t.Helper()
	for i := range in.Sessions {
		if in.Sessions[i].ID == id {
			return &in.Sessions[i]
		}
	}
	t.Fatalf("no session %s", id)
	return nil
}

func facilitator(t testing.TB, in *events.Situation, id string) *events.Facilitator {
	t.Helper()
	for i := range in.Facilitators {
		if in.Facilitators[i].ID == id {
			return &in.Facilitators[i]
		}
	}
	t.Fatalf("no facilitator %s", id)
	return nil
}

// brief writes conflicts as "severity code block facilitator other", what is
// empty left out.
func brief(found []events.Conflict) []string {
	lines := make([]string, len(found))
	for i, c := range found {
		lines[i] = strings.Join(strings.Fields(fmt.Sprint(c.Severity, " ", c.Code, " ", c.BlockID, " ", c.Facilitator, " ", c.SessionID, " ", c.Kit)), " ")
	}
	return lines
}

// words says a sentence as a door would, and fails where one lacks words or an
// argument, or has one that the sentence does not name.
func words(t testing.TB, c *locale.Catalog, lang string, s events.Sentence) string {
	t.Helper()
	args := slices.Clone(s.Args)
	for i := 1; i < len(args); i += 2 {
		switch v := args[i].(type) {
		case events.Word:
			args[i] = c.T(lang, string(v))
		case events.Text:
			args[i] = v.In(lang)
		case events.Date:
			day, err := time.Parse(time.DateOnly, string(v))
			if err != nil {
				t.Errorf("%s: %v", s.Key, err)
			}
			args[i] = c.DateShort(lang, day)
		case time.Time:
			args[i] = c.DateTimeShort(lang, v)
		case string, int:
		default:
			t.Errorf("%s: argument %v is a %T", s.Key, args[i-1], v)
		}
	}
	text := c.T(lang, s.Key, args...)
	if strings.ContainsAny(text, "«»{}") || text == "" {
		t.Errorf("%s: %s in words is %q", lang, s.Key, text)
	}
	return text
}

func TestTheDemoAsItIsPlannedHasNoBlockingConflict(t *testing.T) {
	p, in := newPlanner(t), demo(t)
	want := map[string][]string{
		// One starts half an hour before, one ends three quarters of an hour after
		// the hours of its facilitator.
		"ses-12": {"warn hours_edge ses-12-b1 fac-6", "warn hours_edge ses-12-b3 fac-5"},
	}
	for i := range in.Sessions {
		s := &in.Sessions[i]
		if got := brief(p.Conflicts(in, s, instant(t, demoNow))); !slices.Equal(got, want[s.ID]) {
			t.Errorf("%s: %q, want %q", s.ID, got, want[s.ID])
		}
	}
}

func TestAFacilitatorFallsIll(t *testing.T) {
	p, in := newPlanner(t), demo(t)
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	away := events.Absence{From: "2027-03-15", To: "2027-03-19"}
	now := instant(t, "2027-03-15T08:05:00+01:00")
	var touched []string
	for i := range in.Sessions {
		if away.Touches(&in.Sessions[i], "fac-5") {
			touched = append(touched, in.Sessions[i].ID)
		}
	}
	if !slices.Equal(touched, []string{"ses-17"}) {
		t.Fatalf("touched: %q", touched)
	}
	s := session(t, in, "ses-17")
	say := func(options []events.Option) (lines []string) {
		for _, o := range options {
			var reasons []string
			for _, r := range o.Reasons {
				words(t, catalog, "en", r)
				reasons = append(reasons, words(t, catalog, "nl", r))
			}
			start := ""
			if !o.StartsAt.IsZero() {
				start = o.StartsAt.In(amsterdam(t)).Format(time.RFC3339)
			}
			lines = append(lines, fmt.Sprintf("%s %s %s %s", o.Kind, o.Facilitator, start, strings.Join(reasons, ", ")))
		}
		return lines
	}
	options := p.Options(in, s, "fac-5", away, now)
	want := []string{
		"replace fac-6 2027-03-16T13:00:00+01:00 vaardig, beschikbaar, woont in Helmond",
		"move fac-5 2027-03-23T13:00:00+01:00 zelfde ploegwissel een week later, weer beschikbaar, Pop-upkist B vrij",
		"cancel   ",
	}
	if got := say(options); !slices.Equal(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	want = []string{"replace fac-3 2027-03-16T13:00:00+01:00 vaardig, beschikbaar, reist 100 minuten, vanuit Apeldoorn"}
	if got := say(options[0].Others); !slices.Equal(got, want) {
		t.Errorf("others to replace: %q, want %q", got, want)
	}
	want = []string{
		"move fac-5 2027-03-30T13:00:00+02:00 zelfde ploegwissel 2 weken later, weer beschikbaar, Pop-upkist B vrij",
		"move fac-5 2027-04-06T13:00:00+02:00 zelfde ploegwissel 3 weken later, weer beschikbaar, Pop-upkist B vrij",
		"move fac-5 2027-04-13T13:00:00+02:00 zelfde ploegwissel 4 weken later, weer beschikbaar, Pop-upkist B vrij",
	}
	if got := say(options[1].Others); !slices.Equal(got, want) {
		t.Errorf("others to move: %q, want %q", got, want)
	}
	// Whether the absence is written down already makes no difference.
	fac := facilitator(t, in, "fac-5")
	fac.Absences = append(fac.Absences, away)
	if again := p.Options(in, s, "fac-5", away, now); !slices.Equal(say(again), say(options)) {
		t.Errorf("with the absence known: %q", say(again))
	}
}

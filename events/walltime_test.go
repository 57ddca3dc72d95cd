package events

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func amsterdam(t testing.TB) *time.Location { return zoneNamed(t, "Europe/Amsterdam") }

func zoneNamed(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// rfc reads an instant as the tables write it.
func rfc(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

func TestParseTime(t *testing.T) {
	for name, c := range map[string]struct {
		given, want string
		code        Code
		key         string
		offsets     []string
	}{
		"winter":                {given: "2027-02-02T14:30", want: "2027-02-02T13:30:00Z"},
		"summer":                {given: "2027-07-02T14:30", want: "2027-07-02T12:30:00Z"},
		"with seconds":          {given: "2027-02-02T14:30:15", want: "2027-02-02T13:30:15Z"},
		"blanks around it":      {given: " 2027-02-02T14:30 ", want: "2027-02-02T13:30:00Z"},
		"with an offset":        {given: "2027-02-02T14:30:00+05:30", want: "2027-02-02T09:00:00Z"},
		"in UTC":                {given: "2027-02-02T14:30:00Z", want: "2027-02-02T14:30:00Z"},
		"before the gap":        {given: "2027-03-28T01:59", want: "2027-03-28T00:59:00Z"},
		"after the gap":         {given: "2027-03-28T03:00", want: "2027-03-28T01:00:00Z"},
		"before the overlap":    {given: "2026-10-25T01:59", want: "2026-10-24T23:59:00Z"},
		"after the overlap":     {given: "2026-10-25T03:00", want: "2026-10-25T02:00:00Z"},
		"first of the doubled":  {given: "2026-10-25T02:30:00+02:00", want: "2026-10-25T00:30:00Z"},
		"second of the doubled": {given: "2026-10-25T02:30:00+01:00", want: "2026-10-25T01:30:00Z"},

		"dst-gap":          {given: "2027-03-28T02:30", code: CodeWallTimeGap, key: "time_gap", offsets: []string{"+01:00", "+02:00"}},
		"start of the gap": {given: "2027-03-28T02:00", code: CodeWallTimeGap, key: "time_gap", offsets: []string{"+01:00", "+02:00"}},
		"dst-overlap":      {given: "2026-10-25T02:30", code: CodeWallTimeAmbiguous, key: "time_ambiguous", offsets: []string{"+02:00", "+01:00"}},
		"end of the overlap": {
			given: "2026-10-25T02:59:59", code: CodeWallTimeAmbiguous, key: "time_ambiguous", offsets: []string{"+02:00", "+01:00"},
		},

		"nothing":        {given: "", code: CodeValidation, key: "date"},
		"a day":          {given: "2027-02-02", code: CodeValidation, key: "date"},
		"no such day":    {given: "2027-02-30T10:00", code: CodeValidation, key: "date"},
		"hour 24":        {given: "2027-02-02T24:00", code: CodeValidation, key: "date"},
		"a word":         {given: "tomorrow", code: CodeValidation, key: "date"},
		"blank for T":    {given: "2027-02-02 14:30", code: CodeValidation, key: "date"},
		"a name of zone": {given: "2027-02-02T14:30 CET", code: CodeValidation, key: "date"},
	} {
		t.Run(name, func(t *testing.T) {
			at, err := ParseTime("starts_at", c.given, amsterdam(t))
			if c.code == "" {
				if err != nil || !at.Equal(rfc(t, c.want)) || at.Location() != time.UTC {
					t.Fatalf("got %v, %v", at, err)
				}
				return
			}
			var refusal *Error
			if !errors.As(err, &refusal) {
				t.Fatalf("got %v, %v, want a refusal", at, err)
			}
			if refusal.Code != c.code || refusal.Problems[0].Key != c.key || refusal.Problems[0].Field != "starts_at" ||
				!slices.Equal(refusal.Offsets, c.offsets) {
				t.Errorf("got %s %+v, offsets %v", refusal.Code, refusal.Problems, refusal.Offsets)
			}
		})
	}
}

// Every instant is among those of its own wall time, and every wall time has
// as many instants as the clocks say, each showing it.
func TestInstantsOfTheirWallTime(t *testing.T) {
	zone := amsterdam(t)
	from, to := rfc(t, "2026-01-01T00:00:00Z").Unix(), rfc(t, "2029-01-01T00:00:00Z").Unix()
	// Half of the time close to a change of the clocks, where it matters.
	changes := []int64{}
	for at := time.Unix(from, 0); ; {
		_, next := at.In(zone).ZoneBounds()
		if next.Unix() > to {
			break
		}
		changes = append(changes, next.Unix())
		at = next
	}
	if len(changes) != 6 {
		t.Fatalf("%d changes of the clocks in three years", len(changes))
	}
	rapid.Check(t, func(rt *rapid.T) {
		second := rapid.Int64Range(from, to-1).Draw(rt, "second")
		if rapid.Bool().Draw(rt, "close to a change") {
			second = rapid.SampledFrom(changes).Draw(rt, "change") + rapid.Int64Range(-3*3600, 3*3600).Draw(rt, "distance")
		}
		at := time.Unix(second, 0).UTC()
		found := instantsOf(at.In(zone), zone)
		if !slices.ContainsFunc(found, at.Equal) {
			rt.Fatalf("%v reads %v, which is %v", at, at.In(zone), found)
		}
		for _, other := range found {
			if got, want := other.In(zone).Format("2006-01-02T15:04:05"), at.In(zone).Format("2006-01-02T15:04:05"); got != want {
				rt.Errorf("%v reads %s, want %s", other, got, want)
			}
		}
		if !slices.IsSortedFunc(found, time.Time.Compare) {
			rt.Errorf("%v are not in order", found)
		}
		if len(found) == 1 {
			if parsed, err := ParseTime("x", WallTime(at, zone), zone); err != nil || !parsed.Equal(at.Truncate(time.Minute)) {
				rt.Errorf("%v written and read is %v, %v", at, parsed, err)
			}
		}
	})
}

func TestAtWall(t *testing.T) {
	for name, c := range map[string]struct{ zone, wall, want string }{
		"plain":                 {"Europe/Amsterdam", "2027-02-02T07:00", "2027-02-02T06:00:00Z"},
		"gap":                   {"Europe/Amsterdam", "2027-03-28T02:30", "2027-03-28T01:00:00Z"},
		"overlap":               {"Europe/Amsterdam", "2026-10-25T02:30", "2026-10-25T00:30:00Z"},
		"a gap of half an hour": {"Australia/Lord_Howe", "2027-10-03T02:15", "2027-10-02T15:30:00Z"},
		"a gap of a whole day":  {"Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z"},
		"west of Greenwich":     {"America/New_York", "2027-03-14T02:30", "2027-03-14T07:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			wall, err := time.Parse(wallLayout, c.wall)
			if err != nil {
				t.Fatal(err)
			}
			if got := atWall(wall, zoneNamed(t, c.zone)); !got.Equal(rfc(t, c.want)) {
				t.Errorf("got %v", got.UTC())
			}
		})
	}
}

// A night shift is as long as the night really is.
func TestNightShiftLength(t *testing.T) {
	for name, c := range map[string]struct {
		starts, ends string
		minutes      int
	}{
		"an ordinary night":      {"2027-02-02T23:00", "2027-02-03T07:00", 480},
		"night-shift-dst-spring": {"2027-03-27T23:00", "2027-03-28T07:00", 420},
		"night-shift-dst-autumn": {"2027-10-30T23:00", "2027-10-31T07:00", 540},
		"midnight-popup":         {"2027-02-02T22:30", "2027-02-03T00:15", 105},
	} {
		t.Run(name, func(t *testing.T) {
			s := Session{Zone: "Europe/Amsterdam", Location: Location{City: "Assen"}, Language: "nl"}
			in := SessionInput{StartsAt: c.starts, EndsAt: c.ends}
			if err := in.apply(&s, time.Time{}); err != nil {
				t.Fatal(err)
			}
			if got := s.EndsAt().Sub(s.StartsAt()); got != time.Duration(c.minutes)*time.Minute {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestParseDate(t *testing.T) {
	for given, ok := range map[string]bool{
		"2027-03-15": true, "2028-02-29": true, "2027-02-29": false, "15-03-2027": false, "2027-3-15": false, "": false,
		"2027-03-15T10:00": false,
	} {
		got, err := ParseDate("from", given)
		if (err == nil) != ok || (ok && string(got) != given) {
			t.Errorf("%q: got %q, %v", given, got, err)
		}
	}
}

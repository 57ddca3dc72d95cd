package events

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseOffset(t *testing.T) {
	for given, want := range map[string]string{
		"-P7D": "-P7D", "P7D": "P7D", "+P1D": "P1D", "-P1W": "-P7D", "P1W2D": "P9D", "-PT24H": "-PT24H", "-PT90M": "-PT1H30M",
		"PT2H": "PT2H", "PT45M": "PT45M", "PT3600S": "PT1H", "-P1DT2H": "-P1DT2H", "PT0S": "PT0M", "P0D": "PT0M",
		"-PT0M": "PT0M", "PT1H1S": "PT1H1S",
	} {
		o, err := ParseOffset("offset", given)
		if err != nil || o.String() != want {
			t.Errorf("%q: got %q, %v, want %q", given, o, err, want)
		}
	}
	for _, bad := range []string{
		"", "P", "-P", "PT", "-PT", "P1DT", "1D", "P1M", "P1Y", "P-1D", "--P1D", "P1.5D", "p1d", "P1D ", "-1 day",
		"P10000D", "PT1D", "P1H", "P1D\n",
	} {
		o, err := ParseOffset("reminders[0].offset", bad)
		if CodeOf(err) != CodeValidation || !strings.Contains(err.Error(), "reminders[0].offset duration") {
			t.Errorf("%q: got %q, %v", bad, o, err)
		}
	}
}

// What is written reads back the same, in JSON too.
func TestOffsetRoundTrip(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := Offset{
			Days:    rapid.IntRange(0, 9999).Draw(rt, "days"),
			Elapsed: time.Duration(rapid.IntRange(0, 9999*3600).Draw(rt, "seconds")) * time.Second,
		}
		if rapid.Bool().Draw(rt, "back") {
			o.Days, o.Elapsed = -o.Days, -o.Elapsed
		}
		if got, err := ParseOffset("offset", o.String()); err != nil || got != o {
			rt.Errorf("%q reads back as %+v, %v", o, got, err)
		}
		body, err := json.Marshal(o)
		var got Offset
		if err != nil || json.Unmarshal(body, &got) != nil || got != o {
			rt.Errorf("%s reads back as %+v, %v", body, got, err)
		}
	})
}

func TestOffsetFrom(t *testing.T) {
	zone := amsterdam(t)
	for name, c := range map[string]struct{ offset, at, want string }{
		"a day before":               {"-P1D", "2027-02-02T14:30:00+01:00", "2027-02-01T14:30:00+01:00"},
		"reminder-1d-over-dst":       {"-P1D", "2027-03-28T09:00:00+02:00", "2027-03-27T09:00:00+01:00"},
		"24 hours over the same":     {"-PT24H", "2027-03-28T09:00:00+02:00", "2027-03-27T08:00:00+01:00"},
		"a day over autumn":          {"-P1D", "2026-10-25T09:00:00+01:00", "2026-10-24T09:00:00+02:00"},
		"24 hours over autumn":       {"-PT24H", "2026-10-25T09:00:00+01:00", "2026-10-24T10:00:00+02:00"},
		"a week over spring":         {"-P7D", "2027-04-01T19:00:00+02:00", "2027-03-25T19:00:00+01:00"},
		"a day before lands in gap":  {"-P1D", "2027-03-29T02:30:00+02:00", "2027-03-28T03:00:00+02:00"},
		"lands in the doubled hour":  {"-P1D", "2026-10-26T02:30:00+01:00", "2026-10-25T02:30:00+02:00"},
		"two hours, across midnight": {"-PT2H", "2027-02-03T00:15:00+01:00", "2027-02-02T22:15:00+01:00"},
		"a day after the end":        {"P1D", "2027-03-27T17:00:00+01:00", "2027-03-28T17:00:00+02:00"},
		"over the end of a month":    {"-P1D", "2027-03-01T10:00:00+01:00", "2027-02-28T10:00:00+01:00"},
		"a day and two hours":        {"-P1DT2H", "2027-03-28T09:00:00+02:00", "2027-03-27T07:00:00+01:00"},
	} {
		t.Run(name, func(t *testing.T) {
			o, err := ParseOffset("offset", c.offset)
			if err != nil {
				t.Fatal(err)
			}
			if got := o.From(rfc(t, c.at), zone); !got.Equal(rfc(t, c.want)) {
				t.Errorf("got %v", got.In(zone))
			}
		})
	}
}

func TestOffsetPositive(t *testing.T) {
	for offset, want := range map[string]bool{"P1D": true, "PT1S": true, "PT0M": false, "-P1D": false, "-PT2H": false} {
		if o, err := ParseOffset("offset", offset); err != nil || o.Positive() != want {
			t.Errorf("%s: got %v, %v", offset, o.Positive(), err)
		}
	}
}

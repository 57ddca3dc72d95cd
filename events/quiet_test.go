package events

import (
	"testing"
	"time"
)

// evening is the programme's default, on its clocks.
func evening(t testing.TB, hours string) quiet {
	t.Helper()
	p := DefaultProgramme("Europe/Amsterdam")
	p.Rules.QuietHours = hours
	return quietHours(&p, &Offering{QuietHours: true})
}

func TestQuietHoursMoveAReminder(t *testing.T) {
	for name, c := range map[string]struct{ hours, due, start, want string }{
		// The examples of the time policy, first.
		"due 05:45 for 07:45 goes at 21:00 the evening before": {"", "2027-02-03T05:45:00+01:00", "2027-02-03T07:45:00+01:00", "2027-02-02T21:00:00+01:00"},
		"due 21:30 for 23:30 goes at 21:00":                    {"", "2027-02-02T21:30:00+01:00", "2027-02-02T23:30:00+01:00", "2027-02-02T21:00:00+01:00"},
		"due 06:00 for 08:00 waits for 07:00, an hour before":  {"", "2027-02-03T06:00:00+01:00", "2027-02-03T08:00:00+01:00", "2027-02-03T07:00:00+01:00"},
		"due 05:59 for 07:59 would have less than an hour":     {"", "2027-02-03T05:59:00+01:00", "2027-02-03T07:59:00+01:00", "2027-02-02T21:00:00+01:00"},

		"by day nothing moves":          {"", "2027-02-02T12:30:00+01:00", "2027-02-02T14:30:00+01:00", "2027-02-02T12:30:00+01:00"},
		"07:00 is no longer quiet":      {"", "2027-02-02T07:00:00+01:00", "2027-02-02T09:00:00+01:00", "2027-02-02T07:00:00+01:00"},
		"20:59 is not yet quiet":        {"", "2027-02-02T20:59:00+01:00", "2027-02-03T20:59:00+01:00", "2027-02-02T20:59:00+01:00"},
		"21:00 is quiet":                {"", "2027-02-02T21:00:00+01:00", "2027-02-03T21:00:00+01:00", "2027-02-03T07:00:00+01:00"},
		"a day before a late session":   {"", "2027-02-01T22:30:00+01:00", "2027-02-02T22:30:00+01:00", "2027-02-02T07:00:00+01:00"},
		"after midnight, a day before":  {"", "2027-02-02T00:30:00+01:00", "2027-02-03T00:30:00+01:00", "2027-02-02T07:00:00+01:00"},
		"a follow-up waits for the end": {"", "2027-02-02T22:30:00+01:00", "", "2027-02-03T07:00:00+01:00"},

		// The night of a change is an hour shorter or longer; the clock on the
		// wall rules.
		"spring, held to 07:00 of the new time": {"", "2027-03-28T03:30:00+02:00", "2027-03-28T09:00:00+02:00", "2027-03-28T07:00:00+02:00"},
		"spring, before it at 21:00":            {"", "2027-03-28T05:30:00+02:00", "2027-03-28T07:30:00+02:00", "2027-03-27T21:00:00+01:00"},
		"autumn, the second 02:30":              {"", "2026-10-25T02:30:00+01:00", "2026-10-25T09:00:00+01:00", "2026-10-25T07:00:00+01:00"},
		"autumn, before it at 21:00":            {"", "2026-10-25T05:30:00+01:00", "2026-10-25T07:30:00+01:00", "2026-10-24T21:00:00+02:00"},
		"the hours begin in the gap":            {"02:30-07:00", "2027-03-28T03:10:00+02:00", "2027-03-28T09:00:00+02:00", "2027-03-28T07:00:00+02:00"},

		"hours within one day": {"12:00-13:00", "2027-02-02T12:30:00+01:00", "2027-02-02T14:30:00+01:00", "2027-02-02T13:00:00+01:00"},
		"no hours":             {"-", "2027-02-03T05:45:00+01:00", "2027-02-03T07:45:00+01:00", "2027-02-03T05:45:00+01:00"},
		"hours of no length":   {"07:00-07:00", "2027-02-03T05:45:00+01:00", "2027-02-03T07:45:00+01:00", "2027-02-03T05:45:00+01:00"},
	} {
		t.Run(name, func(t *testing.T) {
			hours := "21:00-07:00"
			if c.hours != "" {
				hours = c.hours
			}
			var start time.Time
			if c.start != "" {
				start = rfc(t, c.start)
			}
			if got := evening(t, hours).sendAt(rfc(t, c.due), start); !got.Equal(rfc(t, c.want)) {
				t.Errorf("got %v", got.In(amsterdam(t)))
			}
		})
	}
}

// A letter that comes late, or is tried again, asks the quiet hours anew.
func TestQuietHoursHoldALateLetter(t *testing.T) {
	for name, c := range map[string]struct{ now, start, until string }{
		"late in the evening, the session is tomorrow": {"2027-02-02T23:00:00+01:00", "2027-02-03T14:00:00+01:00", "2027-02-03T07:00:00+01:00"},
		"in the night, an hour after 07:00":            {"2027-02-03T03:00:00+01:00", "2027-02-03T08:00:00+01:00", "2027-02-03T07:00:00+01:00"},
		"in the night, waiting would be too late":      {"2027-02-03T03:00:00+01:00", "2027-02-03T07:45:00+01:00", ""},
		"the evening before goes when it is 21:00":     {"2027-02-02T21:00:00+01:00", "2027-02-03T07:45:00+01:00", ""},
		"by day":         {"2027-02-02T12:00:00+01:00", "2027-02-03T07:45:00+01:00", ""},
		"at 07:00 sharp": {"2027-02-03T07:00:00+01:00", "2027-02-03T08:00:00+01:00", ""},
		"a follow-up":    {"2027-02-02T23:00:00+01:00", "", "2027-02-03T07:00:00+01:00"},
	} {
		t.Run(name, func(t *testing.T) {
			var start, until time.Time
			if c.start != "" {
				start = rfc(t, c.start)
			}
			if c.until != "" {
				until = rfc(t, c.until)
			}
			if got := evening(t, "21:00-07:00").holdUntil(rfc(t, c.now), start); !got.Equal(until) {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestQuietHoursAreKeptOnTheProgrammesClocksOnly(t *testing.T) {
	p := DefaultProgramme("Europe/Amsterdam")
	night := rfc(t, "2027-02-02T23:00:00+01:00")
	if got := quietHours(&p, &Offering{QuietHours: false}).sendAt(night, time.Time{}); !got.Equal(night) {
		t.Errorf("an offering without quiet hours is held to %v", got)
	}
	p.TimeZone = "America/New_York"
	if got := quietHours(&p, &Offering{QuietHours: true}).sendAt(night, time.Time{}); !got.Equal(night) {
		t.Errorf("17:00 in New York is held to %v", got)
	}
}

func TestParseSpan(t *testing.T) {
	for given, want := range map[string]span{"21:00-07:00": {1260, 420}, "00:00-23:59": {0, 1439}, "07:00-07:00": {420, 420}} {
		if got, err := parseSpan(given); err != nil || got != want {
			t.Errorf("%q: got %v, %v", given, got, err)
		}
	}
	for _, bad := range []string{"", "-", "21:00", "21:00-", "21:00-24:00", "21:00-07:60", "21-7", "21:00-07:00x", "+21:00-07:00", "21:00 - 07:00"} {
		if got, err := parseSpan(bad); CodeOf(err) != CodeValidation {
			t.Errorf("%q: got %v, %v", bad, got, err)
		}
	}
}

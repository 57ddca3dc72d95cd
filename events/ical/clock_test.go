package ical

import (
	"strings"
	"testing"
	"time"

	goical "github.com/emersion/go-ical"
)

func TestAWallTimeThatTheZoneSkipsIsTheRealInstant(t *testing.T) {
	l := letter(t)
	// 02:30 does not exist on 2027-03-28; the instant an hour after 01:30 is 03:30.
	l.Block.StartsAt, l.Block.EndsAt = at(t, "2027-03-28T03:30:00+02:00"), at(t, "2027-03-28T05:00:00+02:00")
	wantLines(t, invite(t, l), "DTSTART;TZID=Europe/Amsterdam:20270328T033000", "DTEND;TZID=Europe/Amsterdam:20270328T050000")
}

func TestDoubledHour(t *testing.T) {
	for name, c := range map[string]struct{ start, end, wantStart, wantEnd string }{
		"first": {
			"2026-10-25T02:30:00+02:00", "2026-10-25T04:00:00+01:00",
			"DTSTART:20261025T003000Z", "DTEND;TZID=Europe/Amsterdam:20261025T040000",
		},
		"second": {
			"2026-10-25T02:30:00+01:00", "2026-10-25T04:00:00+01:00",
			"DTSTART:20261025T013000Z", "DTEND;TZID=Europe/Amsterdam:20261025T040000",
		},
		"from the first to the second": {
			"2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00",
			"DTSTART:20261025T003000Z", "DTEND:20261025T013000Z",
		},
		"up to its first moment": {
			"2026-10-25T01:59:59+02:00", "2026-10-25T02:00:00+02:00",
			"DTSTART;TZID=Europe/Amsterdam:20261025T015959", "DTEND:20261025T000000Z",
		},
		"both in the second": {"2026-10-25T02:00:00+01:00", "2026-10-25T02:59:00+01:00", "DTSTART:20261025T010000Z", "DTEND:20261025T015900Z"},
		"just after":         {"2026-10-25T03:00:00+01:00", "2026-10-25T04:00:00+01:00", "DTSTART;TZID=Europe/Amsterdam:20261025T030000", "DTEND;TZID=Europe/Amsterdam:20261025T040000"},
	} {
		t.Run(name, func(t *testing.T) {
			l := letter(t)
			l.Block.StartsAt, l.Block.EndsAt = at(t, c.start), at(t, c.end)
			ics := invite(t, l)
			wantLines(t, ics, c.wantStart, c.wantEnd)
			if used, there := strings.Contains(ics, ";TZID="), strings.Contains(ics, "BEGIN:VTIMEZONE"); used != there {
				t.Errorf("TZID used: %v, VTIMEZONE there: %v", used, there)
			}
		})
	}
}

func TestNightsOverAClockChange(t *testing.T) {
	for name, c := range map[string]struct {
		start, end string
		minutes    int
	}{
		"night-shift-dst-spring": {"2027-03-27T23:00:00+01:00", "2027-03-28T07:00:00+02:00", 420},
		"night-shift-dst-autumn": {"2027-10-30T23:00:00+02:00", "2027-10-31T07:00:00+01:00", 540},
		"midnight-popup":         {"2027-02-02T22:30:00+01:00", "2027-02-03T00:15:00+01:00", 105},
	} {
		t.Run(name, func(t *testing.T) {
			l := letter(t)
			l.Block.StartsAt, l.Block.EndsAt = at(t, c.start), at(t, c.end)
			ics := invite(t, l)
			wantLines(t, ics, "DTSTART;TZID=Europe/Amsterdam:"+wall(c.start), "DTEND;TZID=Europe/Amsterdam:"+wall(c.end))
			if start, end := times(t, ics); int(end.Sub(start).Minutes()) != c.minutes {
				t.Errorf("%v minutes", end.Sub(start).Minutes())
			}
		})
	}
}

// wall takes the wall time out of an RFC 3339 one.
func wall(s string) string { return strings.NewReplacer("-", "", ":", "").Replace(s[:19]) }

// times reads the instants with go-ical's own eyes.
func times(t *testing.T, ics string) (start, end time.Time) {
	t.Helper()
	cal, err := goical.NewDecoder(strings.NewReader(ics)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	ev := cal.Events()[0]
	if start, err = ev.DateTimeStart(nil); err != nil {
		t.Fatal(err)
	}
	if end, err = ev.DateTimeEnd(nil); err != nil {
		t.Fatal(err)
	}
	return start, end
}

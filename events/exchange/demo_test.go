package exchange

import (
	"testing"
	"time"

	"kantine/events"
)

var amsterdam = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	return zone
}()

func demoAt(t *testing.T, now string) events.Bundle {
	t.Helper()
	b, err := Demo(instant(t, now))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func findSession(t *testing.T, b events.Bundle, id string) events.Session {
	t.Helper()
	for _, s := range b.Sessions {
		if s.ID == id {
			return s
		}
	}
	t.Fatalf("no session %s", id)
	return events.Session{}
}

func TestDemoStaysInItsOwnWeek(t *testing.T) {
	// as_of is Sunday 22 November 2026; its week is 16 to 22 November.
	for _, now := range []string{"2026-11-16T00:00:00+01:00", "2026-11-19T10:00:00+01:00", "2026-11-22T23:59:59+01:00"} {
		s := findSession(t, demoAt(t, now), "ses-12")
		if got := s.StartsAt(); !got.Equal(instant(t, "2027-02-02T06:30:00+01:00")) {
			t.Errorf("now %s: ses-12 starts %s", now, got)
		}
	}
	// A minute later, and one before, it is another week.
	for now, want := range map[string]string{
		"2026-11-23T00:00:00+01:00": "2027-02-09T06:30:00+01:00",
		"2026-11-15T23:59:00+01:00": "2027-01-26T06:30:00+01:00",
	} {
		s := findSession(t, demoAt(t, now), "ses-12")
		if got := s.StartsAt(); !got.Equal(instant(t, want)) {
			t.Errorf("now %s: ses-12 starts %s, want %s", now, got, want)
		}
	}
}

func TestDemoShiftsOverAChangeOfTheClocks(t *testing.T) {
	// Twelve weeks on: what was at 14:30 winter time in February is at 14:30
	// summer time in April, and a day is a day.
	b := demoAt(t, "2027-02-10T12:00:00+01:00")
	s := findSession(t, b, "ses-12")
	for i, want := range []string{"2027-04-27T06:30:00+02:00", "2027-04-27T14:30:00+02:00", "2027-04-27T22:30:00+02:00"} {
		if got := s.Blocks[i].StartsAt; !got.Equal(instant(t, want)) {
			t.Errorf("block %d starts %s, want %s", i, got.In(amsterdam), want)
		}
	}
	if s.Extra.RequestedOn != "2027-02-11" {
		t.Errorf("requested_on %s", s.Extra.RequestedOn)
	}
	if b.Programme.Period != (events.Period{Start: "2026-11-24", End: "2027-11-23"}) {
		t.Errorf("period %v", b.Programme.Period)
	}
	if got := b.Registrations[0].RegisteredAt; !got.Equal(instant(t, "2027-02-03T09:00:00+01:00")) {
		t.Errorf("registered_at %s", got.In(amsterdam))
	}
	for _, r := range b.Records {
		if r.Kind == "invitations" && !containsAll(string(r.Body), `"starts_at":"2027-04-08T10:00:00+02:00"`, `"expires_on":"2027-02-22"`) {
			t.Errorf("the invitation stayed behind: %s", r.Body)
		}
	}
}

// TestDemoInEveryWeek holds the promise for the weeks to come: the demo can be
// read, and every wall time is the one of the file.
func TestDemoInEveryWeek(t *testing.T) {
	first := demoAt(t, "2026-11-22T12:00:00+01:00")
	start := instant(t, "2026-11-18T12:00:00+01:00")
	for week := range 60 {
		b, err := Demo(start.AddDate(0, 0, 7*week))
		if err != nil {
			t.Fatalf("week %d: %v", week, err)
		}
		for i, s := range b.Sessions {
			for k, block := range s.Blocks {
				was := first.Sessions[i].Blocks[k]
				if !sameWall(was.StartsAt, block.StartsAt, 7*week) || !sameWall(was.EndsAt, block.EndsAt, 7*week) {
					t.Errorf("week %d, %s: %s is not %s on another day", week, block.ID, block.StartsAt.In(amsterdam), was.StartsAt.In(amsterdam))
				}
			}
		}
	}
}

func sameWall(was, is time.Time, days int) bool {
	was, is = was.In(amsterdam), is.In(amsterdam)
	return was.Format("15:04") == is.Format("15:04") && was.AddDate(0, 0, days).Format(time.DateOnly) == is.Format(time.DateOnly)
}

package events_test

import (
	"testing"

	"kantine/events"
)

func TestBreaksAsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"": "", "8:15 15 min, 11:30 30 min": "08:15 15 min, 11:30 30 min", "815 (15); 1130 (30)": "08:15 15 min, 11:30 30 min",
		"9.30: 20": "09:30 20 min", "0:15 15 minuten,": "00:15 15 min", "12h30 x 30": "12:30 30 min",
	} {
		breaks, wrong := events.ParseBreaks(typed)
		if got := events.FormatBreaks(breaks); got != want || wrong != "" {
			t.Errorf("%q: %q, wrong %q, want %q", typed, got, wrong, want)
		}
	}
	for _, typed := range []string{"pauze", "25:00 15", "12:30", "12:30 0", "12:30 999", "12:30 15, half een 15"} {
		if breaks, wrong := events.ParseBreaks(typed); wrong == "" {
			t.Errorf("%q: %v", typed, breaks)
		}
	}
}

// The usual times are ones that a site takes, and each break lies in its shift.
func TestStandardShifts(t *testing.T) {
	for _, roster := range events.Rosters() {
		for _, sh := range events.StandardShifts(roster) {
			if sh.CrossesMidnight != (sh.End < sh.Start) {
				t.Errorf("%s %s", roster, sh.Code)
			}
			for _, b := range sh.Breaks {
				if in := b.At > sh.Start && b.At < sh.End; !sh.CrossesMidnight && !in {
					t.Errorf("%s %s: %s", roster, sh.Code, b.At)
				}
			}
		}
	}
	if events.StandardShifts("none") != nil || events.SchoolRegion(" Noord-Brabant ") != "zuid" || events.SchoolRegion("Elders") != "" {
		t.Error("what is not known is made up")
	}
}

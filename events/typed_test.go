package events_test

import (
	"testing"

	"kantine/events"
)

func TestTypedDays(t *testing.T) {
	for typed, want := range map[string]events.Date{
		"30-3-2027": "2027-03-30", "30/03/2027": "2027-03-30", "30.3.2027": "2027-03-30", " 30  3 2027 ": "2027-03-30",
		"2027-03-30": "2027-03-30", "2027-3-5": "2027-03-05", "30 maart 2027": "2027-03-30", "Dinsdag 30 mrt 2027": "2027-03-30",
		"30 March 2027": "2027-03-30", "5 mei 2027": "2027-05-05", "29-2-2028": "2028-02-29",
	} {
		if got, err := events.TypedDay("date", typed); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "30-3", "31-2-2027", "29-2-2027", "0-1-2027", "1-13-2027", "30 foo 2027", "30-3-27", "morgen"} {
		if got, err := events.TypedDay("date", typed); events.CodeOf(err) != events.CodeValidation {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}

func TestTypedClocks(t *testing.T) {
	for typed, want := range map[string]string{
		"9.30": "09:30", "0930": "09:30", "930": "09:30", "9:30": "09:30", "09:30 uur": "09:30", "9": "09:00", "14u": "14:00",
		"9h30": "09:30", "0": "00:00", "23.59": "23:59", " 14.30 UUR ": "14:30",
	} {
		if got, err := events.TypedClock("start", typed); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "24:00", "25", "9.60", "2460", "half tien", "9.3", "12345"} {
		if got, err := events.TypedClock("start", typed); events.CodeOf(err) != events.CodeValidation {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}

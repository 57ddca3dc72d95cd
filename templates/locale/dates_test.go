package locale

import (
	"testing"
	"time"
	_ "time/tzdata"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// at reads an instant with its offset and shows it in the Amsterdam zone.
func at(t testing.TB, instant string) time.Time {
	t.Helper()
	parsed, err := time.Parse("2006-01-02T15:04:05Z07:00", instant)
	if err != nil {
		parsed, err = time.Parse("2006-01-02T15:04Z07:00", instant)
	}
	if err != nil {
		t.Fatal(err)
	}
	return parsed.In(zone(t, "Europe/Amsterdam"))
}

func TestDateAndTime(t *testing.T) {
	c := loaded(t)
	when := at(t, "2027-02-02T14:30+01:00")
	for _, tt := range []struct{ name, got, want string }{
		{"nl date", c.Date("nl", when), "dinsdag 2 februari 2027"},
		{"nl short", c.DateShort("nl", when), "di 2 feb 2027"},
		{"nl time", c.Time("nl", when), "14.30 uur"},
		{"nl full", c.DateTime("nl", when), "dinsdag 2 februari 2027, 14.30 uur"},
		{"nl table", c.DateTimeShort("nl", when), "di 2 feb 2027, 14:30"},
		{"numeric", c.Numeric(when), "02-02-2027"},
		{"en date", c.Date("en", when), "Tuesday 2 February 2027"},
		{"en short", c.DateShort("en", when), "Tue 2 Feb 2027"},
		{"en time", c.Time("en", when), "14:30"},
		{"en full", c.DateTime("en", when), "Tuesday 2 February 2027, 14:30"},
		{"en table", c.DateTimeShort("en", when), "Tue 2 Feb 2027, 14:30"},
		{"leading zero", c.Time("nl", at(t, "2027-06-02T09:05+02:00")), "09.05 uur"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestEveryDayAndMonthHasItsOwnWord(t *testing.T) {
	c := loaded(t)
	for _, lang := range Languages {
		seen := map[string]bool{}
		start := time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC)
		for day := range 365 {
			for _, text := range []string{c.Date(lang, start.AddDate(0, 0, day)), c.DateShort(lang, start.AddDate(0, 0, day))} {
				if seen[text] {
					t.Fatalf("%s: %q stands for two days", lang, text)
				}
				seen[text] = true
			}
		}
	}
	if got := c.Date("nl", time.Date(2027, 8, 1, 0, 0, 0, 0, time.UTC)); got != "zondag 1 augustus 2027" {
		t.Errorf("got %q", got)
	}
}

func TestTimeRange(t *testing.T) {
	c := loaded(t)
	for _, tt := range []struct{ name, start, end, nl, en string }{
		{"afternoon", "2027-02-02T14:30+01:00", "2027-02-02T15:45+01:00", "14.30–15.45 uur", "14:30–15:45"},
		{
			"midnight-popup", "2027-02-02T22:30+01:00", "2027-02-03T00:15+01:00",
			"22.30–00.15 uur (eindigt op wo 3 feb)", "22:30–00:15 (ends Wed 3 Feb)",
		},
		{
			"same time next year", "2027-12-31T20:00+01:00", "2028-01-01T20:00+01:00",
			"20.00–20.00 uur (eindigt op za 1 jan)", "20:00–20:00 (ends Sat 1 Jan)",
		},
		{
			"over the gap", "2027-03-28T01:30+01:00", "2027-03-28T03:30+02:00",
			"01.30–03.30 uur", "01:30–03:30",
		},
		{
			"night shift over the doubled hour", "2027-10-30T23:00+02:00", "2027-10-31T07:00+01:00",
			"23.00–07.00 uur (eindigt op zo 31 okt)", "23:00–07:00 (ends Sun 31 Oct)",
		},
		{
			"first to second", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00",
			"02.30 uur (zomertijd) – 02.30 uur (wintertijd)", "02:30 (summer time) – 02:30 (winter time)",
		},
		{
			"ends in the second", "2026-10-24T23:00+02:00", "2026-10-25T02:15+01:00",
			"23.00 uur – 02.15 uur (wintertijd) (eindigt op zo 25 okt)", "23:00 – 02:15 (winter time) (ends Sun 25 Oct)",
		},
	} {
		if got := c.TimeRange("nl", at(t, tt.start), at(t, tt.end)); got != tt.nl {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.nl)
		}
		if got := c.TimeRange("en", at(t, tt.start), at(t, tt.end)); got != tt.en {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.en)
		}
	}
}

func TestDoubledHourSaysWhich(t *testing.T) {
	c := loaded(t)
	for _, tt := range []struct{ instant, want string }{
		{"2026-10-25T01:59:59+02:00", "01.59 uur"},
		{"2026-10-25T02:00:00+02:00", "02.00 uur (zomertijd)"},
		{"2026-10-25T02:59:59+02:00", "02.59 uur (zomertijd)"},
		{"2026-10-25T02:00:00+01:00", "02.00 uur (wintertijd)"},
		{"2026-10-25T02:59:59+01:00", "02.59 uur (wintertijd)"},
		{"2026-10-25T03:00:00+01:00", "03.00 uur"},
		{"2027-03-28T01:59:59+01:00", "01.59 uur"},
		{"2027-03-28T03:00:00+02:00", "03.00 uur"},
	} {
		if got := c.Time("nl", at(t, tt.instant)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.instant, got, tt.want)
		}
	}
	if got := c.DateTimeShort("nl", at(t, "2026-10-25T02:30+01:00")); got != "zo 25 okt 2026, 02:30 (wintertijd)" {
		t.Errorf("table: %q", got)
	}
	// Ireland's zone data calls the winter the daylight saving time.
	dublin := at(t, "2026-10-25T01:30+01:00").In(zone(t, "Europe/Dublin"))
	if got := c.Time("en", dublin); got != "01:30 (summer time)" {
		t.Errorf("Dublin: %q", got)
	}
	if got := c.Time("en", dublin.UTC()); got != "00:30" {
		t.Errorf("UTC: %q", got)
	}
}

func TestWeek(t *testing.T) {
	for _, tt := range []struct {
		date       string
		year, week int
	}{
		{"2027-01-01T12:00+01:00", 2026, 53},
		{"2027-01-03T23:59+01:00", 2026, 53},
		{"2027-01-04T00:00+01:00", 2027, 1},
		{"2027-02-02T14:30+01:00", 2027, 5},
	} {
		if year, week := Week(at(t, tt.date)); year != tt.year || week != tt.week {
			t.Errorf("Week(%s) = %d, %d, want %d, %d", tt.date, year, week, tt.year, tt.week)
		}
	}
}

func TestWhen(t *testing.T) {
	c := loaded(t)
	const start = "2027-02-02T14:30:00+01:00"
	for _, tt := range []struct{ now, start, nl, en string }{
		{"2027-01-19T14:30+01:00", start, "Over 2 weken", "In 2 weeks"},
		{"2027-01-26T14:30+01:00", start, "Over een week", "In a week"},
		{"2027-01-26T07:00+01:00", start, "Over een week", "In a week"},
		{"2027-01-27T23:59+01:00", start, "Over 6 dagen", "In 6 days"},
		{"2027-01-30T14:30+01:00", start, "Over 3 dagen", "In 3 days"},
		{"2027-02-01T14:30+01:00", start, "Morgen om 14.30 uur", "Tomorrow at 14:30"},
		{"2027-02-01T00:00+01:00", start, "Morgen om 14.30 uur", "Tomorrow at 14:30"},
		{"2027-02-02T07:00+01:00", start, "Vandaag om 14.30 uur", "Today at 14:30"},
		{"2027-02-02T08:30:00+01:00", start, "Vandaag om 14.30 uur", "Today at 14:30"},
		{"2027-02-02T08:30:03+01:00", start, "Over 6 uur", "In 6 hours"},
		{"2027-02-02T12:30:03+01:00", start, "Over 2 uur", "In 2 hours"},
		{"2027-02-02T12:10:00+01:00", start, "Over 2 uur", "In 2 hours"},
		{"2027-02-02T11:55:00+01:00", start, "Over 2 uur", "In 2 hours"},
		{"2027-02-02T11:46:00+01:00", start, "Over 3 uur", "In 3 hours"},
		{"2027-02-02T13:00:00+01:00", start, "Over anderhalf uur", "In an hour and a half"},
		{"2027-02-02T13:20:00+01:00", start, "Over 70 minuten", "In 70 minutes"},
		{"2027-02-02T13:30:04+01:00", start, "Over een uur", "In an hour"},
		{"2027-02-02T13:45:10+01:00", start, "Over 45 minuten", "In 45 minutes"},
		{"2027-02-02T14:21:00+01:00", start, "Over 9 minuten", "In 9 minutes"},
		{"2027-02-02T14:29:00+01:00", start, "Over een minuut", "In a minute"},
		{"2027-02-02T14:30:00+01:00", start, "Nu", "Now"},
		{"2027-02-02T15:30:00+01:00", start, "Nu", "Now"},
		// the evening before an early start, and a night shift
		{"2027-02-01T21:00+01:00", "2027-02-02T07:45+01:00", "Morgen om 07.45 uur", "Tomorrow at 07:45"},
		{"2027-02-01T21:00+01:00", "2027-02-02T00:15+01:00", "Over 3 uur", "In 3 hours"},
		// 23 hours, yet the day before by the calendar
		{"2027-03-27T09:00+01:00", "2027-03-28T09:00+02:00", "Morgen om 09.00 uur", "Tomorrow at 09:00"},
		{"2027-03-21T09:00+01:00", "2027-03-28T09:00+02:00", "Over een week", "In a week"},
		{"2026-10-24T12:00+02:00", "2026-10-25T02:30+01:00", "Morgen om 02.30 uur (wintertijd)", "Tomorrow at 02:30 (winter time)"},
		// now is given in another zone than the session's
		{"2027-01-31T23:30Z", start, "Morgen om 14.30 uur", "Tomorrow at 14:30"},
	} {
		now, begin := at(t, tt.now).UTC(), at(t, tt.start)
		if got := c.When("nl", now, begin); got != tt.nl {
			t.Errorf("at %s for %s: %q, want %q", tt.now, tt.start, got, tt.nl)
		}
		if got := c.When("en", now, begin); got != tt.en {
			t.Errorf("at %s for %s: %q, want %q", tt.now, tt.start, got, tt.en)
		}
	}
}

func BenchmarkTimeRange(b *testing.B) {
	c := loaded(b)
	start := at(b, "2027-02-02T14:30+01:00")
	end := start.Add(75 * time.Minute)
	for b.Loop() {
		c.TimeRange("nl", start, end)
	}
}

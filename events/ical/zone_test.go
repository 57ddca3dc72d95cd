package ical

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	goical "github.com/emersion/go-ical"
	"github.com/teambition/rrule-go"
)

func TestAmsterdamHasTheTwoRulesEveryCalendarKnows(t *testing.T) {
	ics := invite(t, letter(t))
	_, zone, _ := strings.Cut(ics, "BEGIN:VTIMEZONE\r\n")
	zone, _, _ = strings.Cut(zone, "END:VTIMEZONE")
	want := []string{
		"TZID:Europe/Amsterdam",
		"BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TZNAME:CEST", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT",
		"BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZNAME:CET", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD", "",
	}
	if zone != strings.Join(want, "\r\n") {
		t.Error(zone)
	}
}

// onset is the wall time, by the clocks before it, from which an offset holds.
type onset struct {
	wall   time.Time
	offset string
}

// onsets evaluates a VTIMEZONE by RFC 5545 §3.6.5 for the years, in order; the
// first holds from the beginning.
func onsets(t *testing.T, zone *goical.Component, from, to int) []onset {
	t.Helper()
	var found []onset
	for _, o := range zone.Children {
		start, err := time.Parse(localForm, o.Props.Get("DTSTART").Value)
		if err != nil {
			t.Fatal(err)
		}
		walls := []time.Time{start}
		if r := o.Props.Get("RRULE"); r != nil {
			option, err := rrule.StrToROption(r.Value)
			if err != nil {
				t.Fatal(err)
			}
			option.Dtstart = start
			rule, err := rrule.NewRRule(*option)
			if err != nil {
				t.Fatal(err)
			}
			walls = append(walls, rule.Between(yearStart(from-2, time.UTC), yearStart(to+2, time.UTC), true)...)
		}
		for _, wall := range walls {
			found = append(found, onset{wall, o.Props.Get("TZOFFSETTO").Value})
		}
		found = append(found, onset{start.AddDate(0, 0, -1), o.Props.Get("TZOFFSETFROM").Value})
	}
	slices.SortFunc(found, func(a, b onset) int { return a.wall.Compare(b.wall) })
	return found
}

func TestZonesAreRightAllYear(t *testing.T) {
	z := &zones{}
	for _, name := range zoneNames(t) {
		for _, span := range []zoneYears{{name, 2027, 2027}, {name, 2026, 2029}} {
			all, loc := onsets(t, z.component(span), span.from, span.to), z.location(name)
			offset := all[0].offset
			for day := time.Date(span.from, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() <= span.to; day = day.AddDate(0, 0, 1) {
				for len(all) > 0 && !all[0].wall.After(day) {
					offset, all = all[0].offset, all[1:]
				}
				_, want := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, loc).Zone()
				if offset != utcOffset(want) {
					t.Errorf("%v on %s: %s, want %s", span, day.Format(time.DateOnly), offset, utcOffset(want))
					break
				}
			}
		}
	}
}

// zoneNames are kinds of zones: with and without summer time, southern, half
// an hour, whole days' names, Ireland's upside-down one, Ramadan, Fridays.
func zoneNames(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("testdata/zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(raw))
}

func TestFormOfOtherZones(t *testing.T) {
	z := &zones{}
	for name, want := range map[string]string{
		"America/New_York":  "DAYLIGHT 19700308T020000 FREQ=YEARLY;BYMONTH=3;BYDAY=2SU, STANDARD 19701101T020000 FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
		"Europe/Dublin":     "DAYLIGHT 19700329T010000 FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU, STANDARD 19701025T020000 FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
		"Australia/Sydney":  "STANDARD 19700405T030000 FREQ=YEARLY;BYMONTH=4;BYDAY=1SU, DAYLIGHT 19701004T020000 FREQ=YEARLY;BYMONTH=10;BYDAY=1SU",
		"Asia/Tokyo":        "STANDARD 19700101T000000 ",
		"Africa/Casablanca": "DAYLIGHT 20260322T020000 , STANDARD 20270207T030000 , DAYLIGHT 20270314T020000 , STANDARD 20280123T030000 , DAYLIGHT 20280305T020000 ",
	} {
		var got []string
		for _, o := range z.component(zoneYears{name, 2027, 2027}).Children {
			line := strings.TrimPrefix(o.Name, "X-") + " " + o.Props.Get("DTSTART").Value + " "
			if r := o.Props.Get("RRULE"); r != nil {
				line += r.Value
			}
			got = append(got, line)
		}
		if all := strings.Join(got, ", "); strings.TrimPrefix(all, "STANDARD 20260215T030000 , ") != want {
			t.Errorf("%s: %s", name, all)
		}
	}
}

func TestUnknownZoneFallsBackOnUTC(t *testing.T) {
	l := letter(t)
	l.Session.Zone = "Nowhere/Land"
	ics := invite(t, l)
	wantLines(t, ics, "DTSTART:20270202T133000Z", "DTEND:20270202T144500Z")
	if strings.Contains(ics, "VTIMEZONE") {
		t.Error("a VTIMEZONE for nothing")
	}
}

func TestFarYearsHaveTheirZoneToo(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	for year := 2030; year <= 2060; year++ {
		if found := changesIn(loc, year, year); len(found) != 2 {
			t.Errorf("%d has %d changes of the clocks", year, len(found))
		}
	}
}

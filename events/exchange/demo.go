package exchange

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"kantine/events"
)

var (
	//go:embed demo/programme.json
	demoProgramme []byte
	//go:embed demo/registrations.csv
	demoRegistrations []byte
)

// demoTime finds every day and every time with an offset in the demo's files.
var demoTime = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2}))?\b`)

// Demo gives the demo programme, with every day and time moved by the same
// number of whole weeks, so that its "now" (as_of) falls in the week, Monday to
// Sunday, of the given instant. Wall times stay: 14:30 is 14:30 on either side
// of a change of the clocks.
func Demo(now time.Time) (events.Bundle, error) {
	var head struct {
		AsOf      time.Time `json:"as_of"`
		Programme struct {
			TimeZone string `json:"timezone"`
		} `json:"programme"`
	}
	if err := json.Unmarshal(demoProgramme, &head); err != nil {
		return events.Bundle{}, fmt.Errorf("demo: %w", err)
	}
	zone, err := time.LoadLocation(head.Programme.TimeZone)
	if err != nil {
		return events.Bundle{}, fmt.Errorf("demo: %w", err)
	}
	days := int(monday(now.In(zone)).Sub(monday(head.AsOf.In(zone))) / (24 * time.Hour))
	return parse([]source{
		{name: programmeFile, data: shifted(demoProgramme, days, zone)},
		{name: registrationsFile, data: shifted(demoRegistrations, days, zone)},
	}, head.Programme.TimeZone)
}

// monday is the first day of the week of t on the clock t shows, as midnight
// UTC, so that days can be counted.
func monday(t time.Time) time.Time {
	sinceMonday := (int(t.Weekday()) + 6) % 7
	return time.Date(t.Year(), t.Month(), t.Day()-sinceMonday, 0, 0, 0, 0, time.UTC)
}

// shifted moves every day and time of a text by whole days on the clocks of
// zone. The demo plans nothing at the hours that a change of the clocks skips
// or doubles.
func shifted(text []byte, days int, zone *time.Location) []byte {
	return demoTime.ReplaceAllFunc(text, func(b []byte) []byte {
		if day, err := time.Parse(time.DateOnly, string(b)); err == nil {
			return []byte(day.AddDate(0, 0, days).Format(time.DateOnly))
		}
		at, err := time.Parse(time.RFC3339, string(b))
		if err != nil {
			return b
		}
		at = at.In(zone)
		return []byte(time.Date(at.Year(), at.Month(), at.Day()+days, at.Hour(), at.Minute(), at.Second(), 0, zone).Format(time.RFC3339))
	})
}

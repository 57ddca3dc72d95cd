package events

import (
	"strings"
	"time"
)

// wallLayout is a wall time without an offset, as in "2027-02-02T14:30".
const wallLayout = "2006-01-02T15:04"

// aroundChange reaches from a wall time, read as UTC, beyond any change of the
// clocks that concerns it: offsets lie within 14 hours of UTC.
const aroundChange = 26 * time.Hour

// instantsOf lists the instants at which the clocks of zone show the wall time
// of wall (whose own location is ignored), earliest first: none in the gap of
// a spring change, two in the overlap of an autumn change.
func instantsOf(wall time.Time, zone *time.Location) []time.Time {
	var found []time.Time
	utc := naive(wall)
	seen := map[int]bool{}
	// Offsets in force around the wall time are the only candidates.
	for _, probe := range []time.Time{utc.Add(-aroundChange), utc.Add(aroundChange), utc} {
		_, offset := probe.In(zone).Zone()
		if seen[offset] {
			continue
		}
		seen[offset] = true
		at := utc.Add(-time.Duration(offset) * time.Second)
		if _, real := at.In(zone).Zone(); real == offset {
			found = append(found, at)
		}
	}
	if len(found) == 2 && found[1].Before(found[0]) {
		found[0], found[1] = found[1], found[0]
	}
	return found
}

// atWall gives the instant at which zone shows the given wall time. In a gap
// it is the first instant after it, in an overlap the earlier of the two: only
// computed times (reminders, quiet hours) come here, typed ones are asked.
func atWall(wall time.Time, zone *time.Location) time.Time {
	if at := instantsOf(wall, zone); len(at) > 0 {
		return at[0]
	}
	// Read with the offset from before the change, a skipped wall time lies in
	// the stretch that the change begins.
	_, offset := naive(wall).Add(-aroundChange).In(zone).Zone()
	first, _ := naive(wall).Add(-time.Duration(offset) * time.Second).In(zone).ZoneBounds()
	return first.UTC()
}

// naive is the wall time as if its clocks stood at UTC.
func naive(wall time.Time) time.Time {
	return time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), time.UTC)
}

// ParseTime reads a time as people and programs give it: RFC 3339 with an
// offset, or a wall time "2027-02-02T14:30" in zone. A wall time that the zone
// skips or shows twice is refused with the offsets that exist (promise 11).
func ParseTime(field, s string, zone *time.Location) (time.Time, error) {
	s = strings.TrimSpace(s)
	if at, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return at.UTC().Truncate(time.Microsecond), nil
	}
	wall, err := time.Parse(wallLayout, s)
	if err != nil {
		if wall, err = time.Parse(wallLayout+":05", s); err != nil {
			return time.Time{}, Invalid(field, "date", "Value", s)
		}
	}
	at := instantsOf(wall, zone)
	if len(at) == 1 {
		return at[0].UTC(), nil
	}
	refusal := &Error{Code: CodeWallTimeGap, Offsets: offsetsAround(wall, zone)}
	key := "time_gap"
	if len(at) == 2 {
		refusal.Code, key = CodeWallTimeAmbiguous, "time_ambiguous"
	}
	refusal.Problems = []Problem{{Field: field, Key: key, Args: []any{
		"Value", s, "First", refusal.Offsets[0], "Second", refusal.Offsets[1],
	}}}
	return time.Time{}, refusal
}

// offsetsAround gives the offsets in force before and after the change that
// makes wall a gap or an overlap.
func offsetsAround(wall time.Time, zone *time.Location) []string {
	offsets := make([]string, 0, 2)
	for _, probe := range []time.Time{naive(wall).Add(-aroundChange), naive(wall).Add(aroundChange)} {
		offsets = append(offsets, probe.In(zone).Format("-07:00"))
	}
	return offsets
}

// WallTime gives the wall time of an instant in a zone, "2027-02-02T14:30".
func WallTime(at time.Time, zone *time.Location) string { return at.In(zone).Format(wallLayout) }

// Date is a day without a time, "2027-03-15".
type Date string

// ParseDate reads a Date; field names it in the refusal.
func ParseDate(field, s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", Invalid(field, "date", "Value", s)
	}
	return Date(s), nil
}

// span is a stretch of the day between two wall times, such as "21:00-07:00".
type span struct{ from, to int } // minutes after midnight

func parseSpan(s string) (span, error) {
	from, to, _ := strings.Cut(s, "-")
	start, err := time.Parse("15:04", from)
	end, endErr := time.Parse("15:04", to)
	if err != nil || endErr != nil {
		return span{}, Invalid("quiet_hours", "time_span", "Value", s)
	}
	return span{start.Hour()*60 + start.Minute(), end.Hour()*60 + end.Minute()}, nil
}

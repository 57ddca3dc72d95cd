package events

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Rosters are those whose usual times are known.
func Rosters() []string { return []string{"day", "2-shift", "3-shift", "5-shift-continuous"} }

// StandardShifts are the usual times of a roster, to be corrected when the
// employer tells its own; nil for a roster that is not among Rosters.
func StandardShifts(roster string) []Shift {
	shift := func(code, label, start, end, first, second string) Shift {
		return Shift{
			Code: code, Label: label, Start: start, End: end, CrossesMidnight: end < start,
			Breaks: []Break{{At: first, Minutes: 15}, {At: second, Minutes: 30}},
		}
	}
	three := []Shift{
		shift("early", "Vroeg", "06:00", "14:00", "08:15", "11:30"),
		shift("late", "Laat", "14:00", "22:00", "16:15", "18:30"),
		shift("night", "Nacht", "22:00", "06:00", "00:15", "02:30"),
	}
	switch roster {
	case "day":
		return []Shift{shift("day", "Dag", "07:30", "16:15", "09:30", "12:15")}
	case "2-shift":
		return three[:2]
	case "3-shift":
		return three
	case "5-shift-continuous":
		return []Shift{
			shift("early", "Vroeg", "07:00", "15:00", "09:15", "11:45"),
			shift("late", "Laat", "15:00", "23:00", "17:00", "19:00"),
			shift("night", "Nacht", "23:00", "07:00", "01:00", "03:30"),
		}
	}
	return nil
}

// standardDays are the days on which a roster works.
func standardDays(roster string) []string {
	if strings.HasSuffix(roster, "-continuous") {
		return weekdays
	}
	return weekdays[:5]
}

// schoolRegions are those of the provinces, or of most of each.
var schoolRegions = map[string]string{
	"groningen": "noord", "friesland": "noord", "fryslân": "noord", "drenthe": "noord", "overijssel": "noord",
	"flevoland": "noord", "noord-holland": "noord", "utrecht": "midden", "zuid-holland": "midden", "gelderland": "midden",
	"zeeland": "zuid", "noord-brabant": "zuid", "limburg": "zuid",
}

// SchoolRegion is the region of a province's school holidays; "" where it is
// not known. Some municipalities have another.
func SchoolRegion(province string) string {
	return schoolRegions[strings.ToLower(strings.TrimSpace(province))]
}

var breakForm = regexp.MustCompile(`^([0-9]{1,2}[:.hu][0-9]{2}|[0-9]{3,4})\D+([0-9]{1,3})\D*$`)

// maxBreak is the longest break, in minutes.
const maxBreak = 240

// ParseBreaks reads breaks as typed: "8:15 15 min, 1130 (30)". What it cannot
// read it gives back in wrong.
func ParseBreaks(s string) (breaks []Break, wrong string) {
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		m := breakForm.FindStringSubmatch(part)
		if m == nil {
			return nil, part
		}
		at, err := TypedClock("", m[1])
		minutes, _ := strconv.Atoi(m[2])
		if err != nil || minutes < 1 || minutes > maxBreak {
			return nil, part
		}
		breaks = append(breaks, Break{At: at, Minutes: minutes})
	}
	return breaks, ""
}

// FormatBreaks writes breaks as ParseBreaks reads them.
func FormatBreaks(breaks []Break) string {
	parts := make([]string, len(breaks))
	for i, b := range breaks {
		parts[i] = fmt.Sprintf("%s %d min", b.At, b.Minutes)
	}
	return strings.Join(parts, ", ")
}

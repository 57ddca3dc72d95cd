package ical

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kantine/events"
)

// rubbish draws texts from what breaks writers: line ends, separators, quotes,
// escapes, wide runes, broken UTF-8.
func rubbish(t *rapid.T, label string) string {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"\r\n", "\n", "\r", "\u2028", "\u2029", "\x00", "\x85", "\xff", "\t", " ", "  ", ";", ":", ",", `\`, `\n`, `"`, "'", "^n", "=?utf-8?q?x?=",
			"BEGIN:VEVENT", "END:VEVENT", "ATTENDEE:mailto:x@y.example", "\r\nMETHOD:CANCEL", "é", "😀", "ﷺ", "\u202e", "\u200b", "\ufeff", "{{name}}",
		}),
		rapid.String(),
	)
	return strings.Join(rapid.SliceOfN(piece, 0, 40).Draw(t, label), "")
}

func TestRubbishInjectsNoLine(t *testing.T) {
	clean := lines(invite(t, letter(t)))
	base := letter(t)
	rapid.Check(t, func(rt *rapid.T) {
		l := *base
		l.Name, l.Session.Title.NL, l.Place.Name = rubbish(rt, "name"), rubbish(rt, "title"), rubbish(rt, "place")
		l.Place.Route, l.Facilitators = rubbish(rt, "route"), []string{rubbish(rt, "facilitator")}
		l.Session.JoinURL = rubbish(rt, "join")
		from := planning
		from.Name = rubbish(rt, "from")
		raw, err := writer().Invite(&l, from)
		if err != nil {
			rt.Fatalf("refused: %v", err)
		}
		checkForm(rt, raw)
		got := lines(string(raw))
		if len(got) > len(clean) {
			rt.Fatalf("%d lines, %d are meant:\n%s", len(got), len(clean), raw)
		}
		for _, line := range got {
			name, _, _ := strings.Cut(line, ":")
			name, _, _ = strings.Cut(name, ";")
			if !knownNames[name] {
				rt.Fatalf("line %q in\n%s", line, raw)
			}
		}
	})
}

var knownNames = map[string]bool{
	"BEGIN": true, "END": true, "METHOD": true, "PRODID": true, "VERSION": true, "TZID": true, "DTSTART": true, "RRULE": true,
	"TZNAME": true, "TZOFFSETFROM": true, "TZOFFSETTO": true, "ATTENDEE": true, "CLASS": true, "DESCRIPTION": true, "DTEND": true,
	"DTSTAMP": true, "LOCATION": true, "ORGANIZER": true, "SEQUENCE": true, "STATUS": true, "SUMMARY": true, "TRANSP": true, "UID": true,
	"X-MICROSOFT-CDO-BUSYSTATUS": true,
}

func FuzzText(f *testing.F) {
	f.Add("Kim \"de\" Test\r\nATTENDEE:mailto:x@y.example")
	f.Add(strings.Repeat("é", 200))
	base := letter(f)
	f.Fuzz(func(t *testing.T, s string) {
		l := *base
		l.Name, l.Session.Title = s, events.Text{NL: s}
		l.Place.Route = s
		checkForm(t, []byte(invite(t, &l)))
	})
}

package exchange

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"kantine/events"
)

// maxFaults is how many faults are gathered before a file is given up: enough
// to correct in one go, few enough to read.
const maxFaults = 20

// Fault is one thing that is wrong with a file. It quotes no personal data: a
// value stands in Message only where the field cannot hold any.
type Fault struct {
	// File is the file's base name.
	File string
	// Line counts from 1; 0 where a record is named instead.
	Line int
	// Record is such as `sessions "ses-06"`, "sessions #4" for one without a
	// usable id, "" for the file as a whole.
	Record string
	// Field is the path within the record, such as "blocks[0].starts_at".
	Field string
	// Code is the problem type of the public API.
	Code events.Code
	// Message says what is wrong and what to do.
	Message string
}

// String gives the fault in one line.
func (f Fault) String() string {
	parts := []string{f.File}
	if f.Line > 0 {
		parts = append(parts, "line "+strconv.Itoa(f.Line))
	}
	for _, s := range []string{f.Record, f.Field, f.Message} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ": ")
}

// Refusal is the answer to files that cannot be imported: nothing of them is.
type Refusal struct {
	// Faults holds at least one, in the order of the files.
	Faults []Fault
	// More tells that there were others beyond the first twenty.
	More bool
}

// Error gives one line for each fault.
func (r *Refusal) Error() string {
	lines := make([]string, 0, len(r.Faults)+1)
	for _, f := range r.Faults {
		lines = append(lines, f.String())
	}
	if r.More {
		lines = append(lines, "there are more errors: correct these first")
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes events.CodeOf answer with the code of the first fault.
func (r *Refusal) Unwrap() error { return events.Refuse(r.Faults[0].Code) }

// gatherer collects faults, so that a person hears everything at once.
type gatherer struct {
	faults []Fault
	more   bool
}

func (g *gatherer) add(f Fault) {
	if len(g.faults) == maxFaults {
		g.more = true
		return
	}
	if f.Code == "" {
		f.Code = events.CodeValidation
	}
	g.faults = append(g.faults, f)
}

// full tells that reading on is of no use.
func (g *gatherer) full() bool { return g.more }

func (g *gatherer) err() error {
	if len(g.faults) == 0 {
		return nil
	}
	return &Refusal{Faults: g.faults, More: g.more}
}

// record is an object of a file, or a row, whose faults are gathered.
type record struct {
	to   *gatherer
	file string
	line int
	name string
}

func (r *record) fault(field, format string, args ...any) {
	r.to.add(Fault{File: r.file, Line: r.line, Record: r.name, Field: field, Message: fmt.Sprintf(format, args...)})
}

// refuse puts a refusal of a time, day or duration into words; value is what
// stood there, zone the name of the programme's zone.
func (r *record) refuse(field, value, zone string, err error) {
	f := Fault{File: r.file, Line: r.line, Record: r.name, Field: field, Code: events.CodeOf(err)}
	var e *events.Error
	if !errors.As(err, &e) || len(e.Problems) == 0 {
		f.Message = "cannot be read: correct it"
		r.to.add(f)
		return
	}
	offsets := strings.Join(e.Offsets, ", ")
	switch {
	case e.Code == events.CodeWallTimeGap:
		f.Message = fmt.Sprintf("%s does not exist in %s (offsets %s): choose another time or write one of these offsets behind it", value, zone, offsets)
	case e.Code == events.CodeWallTimeAmbiguous:
		f.Message = fmt.Sprintf("%s comes twice in %s (offsets %s): write the offset that is meant behind it", value, zone, offsets)
	case e.Problems[0].Key == "duration":
		f.Message = quote(value) + " is no ISO 8601 duration: write it like -P7D or PT2H"
	default:
		f.Message = quote(value) + " is no time: write it like 2027-02-02T14:30 or 2027-02-02T14:30:00+01:00"
	}
	r.to.add(f)
}

// quote shows a value on one line, shortened.
func quote(s string) string {
	if r := []rune(s); len(r) > 40 {
		s = string(r[:40]) + "…"
	}
	return strconv.Quote(s)
}

// hidden tells whether r must not stand in any text: control characters,
// bidirectional overrides, zero-width characters and line or paragraph
// separators forge headers and hide text (promise 10).
func hidden(r rune) bool {
	switch {
	case unicode.IsControl(r), r == unicode.ReplacementChar:
		return true
	case r == '\u00ad', r == '\u180e', r == '\u2060', r == '\ufeff':
		return true
	case r >= '\u200b' && r <= '\u200f', r >= '\u2028' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r)
}

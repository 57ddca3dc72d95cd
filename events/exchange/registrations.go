package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kantine/events"
)

// columns are those of registrations.csv, in the order they are written; a file
// may have them in any order and leave out all but the first two.
var columns = []string{
	"id", "session", "block", "mode", "name", "employer", "email", "language", "state", "waitlist_position",
	"registered_at", "reminders", "consent_newsletter", "consent_survey", "discreet", "needs",
}

// longest gives the limits of the typed columns, in characters.
var longest = map[string]int{"name": 120, "employer": 120, "email": 254, "needs": 200}

// row is one line of registrations.csv. Its faults quote no value: a column out
// of place may hold a name anywhere.
type row struct {
	record
	cells map[string]string
}

// rows reads registrations.csv line by line.
type rows struct {
	*reader
	source source
	csv    *csv.Reader
	header []string
	ids    map[string]bool
	// seats and queue give the line of who has a seat or a place at a session,
	// and of each place on its waitlist.
	seats, queue map[string]int
	// taken counts the confirmed of each session and block.
	taken map[string]int
}

// registrations reads the rows and what they ask of the sessions.
func (r *reader) registrations(file source) {
	rs := &rows{
		reader: r, source: file, csv: csv.NewReader(bytes.NewReader(file.data)),
		ids: map[string]bool{}, seats: map[string]int{}, queue: map[string]int{}, taken: map[string]int{},
	}
	rs.csv.FieldsPerRecord = -1 // counted here, to say more
	cells, line, ok := rs.next()
	if !ok || !rs.readHeader(cells, line) {
		return
	}
	for n := 0; !r.full(); n++ {
		cells, line, ok := rs.next()
		if !ok {
			break
		}
		one := row{record: record{to: &r.gatherer, file: file.name, line: line}, cells: map[string]string{}}
		if n == maxRecords {
			one.fault("", "is one registration more than %d: split the file", maxRecords)
			break
		}
		if len(cells) != len(rs.header) {
			one.fault("", "has %d columns where the first line has %d: add or take out commas, or put a text with a comma in quotes", len(cells), len(rs.header))
			continue
		}
		for i, name := range rs.header {
			one.cells[name] = strings.TrimSpace(cells[i])
		}
		rs.take(&one)
	}
	rs.countSeats()
}

// next reads one line; what is no CSV ends the file.
func (rs *rows) next() (cells []string, line int, ok bool) {
	cells, err := rs.csv.Read()
	var wrong *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil, 0, false
	case errors.As(err, &wrong):
		rs.add(Fault{File: rs.source.name, Line: wrong.Line, Message: fmt.Sprintf("column %d: this is not CSV: %v", wrong.Column, wrong.Err)})
		return nil, 0, false
	case err != nil:
		rs.add(Fault{File: rs.source.name, Message: "cannot be read: save it as CSV with commas"})
		return nil, 0, false
	}
	line, _ = rs.csv.FieldPos(0)
	return cells, line, true
}

func (rs *rows) readHeader(cells []string, line int) bool {
	top := record{to: &rs.gatherer, file: rs.source.name, line: line}
	if len(cells) == 1 && strings.Contains(cells[0], ";") {
		top.fault("", "separates columns with semicolons: save it with commas")
		return false
	}
	sound := true
	for i, name := range cells {
		if !slices.Contains(columns, name) {
			top.fault(fmt.Sprintf("column %d", i+1), "is unknown: the first line names the columns, correct it or take it out (known: %s)", strings.Join(columns, ", "))
			sound = false
		} else if slices.Contains(cells[:i], name) {
			top.fault(name, "stands twice: keep one")
			sound = false
		}
	}
	for _, name := range columns[:2] {
		if !slices.Contains(cells, name) {
			top.fault(name, "is missing: add the column")
			sound = false
		}
	}
	rs.header = cells
	return sound
}

// take reads one registration.
func (rs *rows) take(one *row) {
	id := one.cells["id"]
	if soundID(id) {
		one.name = fmt.Sprintf("registration %q", id)
	}
	switch {
	case !soundID(id):
		one.fault("id", "must be 1 to 100 letters, digits, hyphens, dots and underscores: correct it")
	case rs.ids[id]:
		one.fault("id", "stands twice in the file: give each its own")
	}
	rs.ids[id] = true
	reg := events.Registration{
		ID: id, SessionID: one.cells["session"], Name: one.line("name"), Employer: one.line("employer"),
		Email: one.line("email"), Needs: one.line("needs"),
		Language:     one.choice("language", "nl", "en"),
		State:        events.RegistrationState(one.choice("state", "confirmed", "waitlisted", "withdrawn", "attended", "no_show")),
		Mode:         one.choice("mode", "named", "pseudonym", "anonymous"),
		RemindersOff: !one.yes("reminders", true), Discreet: one.yes("discreet", false),
		ConsentNewsletter: one.yes("consent_newsletter", false), ConsentSurvey: one.yes("consent_survey", false),
	}
	if reg.Language == "" {
		reg.Language = rs.bundle.Programme.DefaultLanguage
	}
	if reg.State == "" {
		reg.State = events.Confirmed
	}
	if reg.Mode == "named" {
		reg.Mode = ""
	}
	if reg.Mode == "" {
		one.need("name", reg.Name)
	}
	one.mail("email", reg.Email)
	if at := one.cells["registered_at"]; at != "" {
		var err error
		if reg.RegisteredAt, err = timeOf("registered_at", at, rs.zone); err != nil {
			one.time("registered_at", rs.zone.String(), err)
		}
	}
	reg.BlockID = rs.block(one, reg.SessionID)
	reg.QueueNo = rs.place(one, reg)
	rs.seat(one, reg)
	rs.bundle.Registrations = append(rs.bundle.Registrations, reg)
}

// block finds the block of a row; where a session has one it may be left out.
func (rs *rows) block(one *row, sessionID string) string {
	id := one.cells["block"]
	i, ok := rs.sessions[sessionID]
	if !ok {
		if sessionID == "" || !rs.list("sessions").partial {
			one.fault("session", "is not among the sessions of the programme: add it there or correct the id")
		}
		return id
	}
	session := &rs.bundle.Sessions[i]
	b, ok := session.Block(id)
	switch {
	case ok:
		return b.ID
	case id == "":
		one.fault("block", "is missing: the session has several, give the id of one")
	default:
		one.fault("block", "is no block of this session: correct the id")
	}
	return id
}

// place reads the place on the waitlist, which whoever waits has to have.
func (rs *rows) place(one *row, reg events.Registration) int64 {
	cell := one.cells["waitlist_position"]
	if reg.State != events.Waitlisted {
		if cell != "" {
			one.fault("waitlist_position", "is for the state waitlisted only: take it out or correct the state")
		}
		return 0
	}
	n, err := strconv.Atoi(cell)
	if err != nil || n < 1 || n > maxNumber {
		one.fault("waitlist_position", "must be a whole number from 1: whoever waits needs a place")
		return 0
	}
	key := reg.SessionID + "\x00" + cell
	if line, taken := rs.queue[key]; taken {
		one.fault("waitlist_position", "is taken on line %d already: give each its own", line)
	}
	rs.queue[key] = one.record.line
	return int64(n)
}

// seat refuses one address twice at a session, and counts.
func (rs *rows) seat(one *row, reg events.Registration) {
	if reg.State == events.Confirmed {
		rs.taken[reg.SessionID]++
		rs.taken[reg.SessionID+"\x00"+reg.BlockID]++
	}
	if reg.Email == "" || !reg.State.Active() {
		return
	}
	key := reg.SessionID + "\x00" + strings.ToLower(reg.Email)
	if line, taken := rs.seats[key]; taken {
		one.fault("email", "has a seat or a place here on line %d already: take one out", line)
	}
	rs.seats[key] = one.record.line
}

// countSeats refuses more confirmed than there are seats.
func (rs *rows) countSeats() {
	for i := range rs.bundle.Sessions {
		s := &rs.bundle.Sessions[i]
		rec := record{to: &rs.gatherer, file: rs.source.name, name: fmt.Sprintf("session %q", s.ID)}
		if seats, n := s.Seats(), rs.taken[s.ID]; seats != nil && n > *seats {
			rec.fault("", "has %d confirmed for %d seats: raise its capacity or correct the states", n, *seats)
		}
		for _, b := range s.Blocks {
			if n := rs.taken[s.ID+"\x00"+b.ID]; b.Capacity != nil && n > *b.Capacity {
				rec.fault("block "+b.ID, "has %d confirmed for %d seats: raise its capacity or correct the states", n, *b.Capacity)
			}
		}
	}
}

// line reads a typed cell.
func (one *row) line(column string) string {
	s := one.cells[column]
	if limit := longest[column]; utf8.RuneCountInString(s) > limit {
		one.fault(column, "is longer than %d characters: shorten it", limit)
	}
	if i := strings.IndexFunc(s, hidden); i >= 0 {
		r, _ := utf8.DecodeRuneInString(s[i:])
		one.fault(column, "holds the invisible character U+%04X: take it out", r)
	}
	return s
}

// choice reads a cell that has a few values or is empty.
func (one *row) choice(column string, values ...string) string {
	s := one.cells[column]
	if s != "" && !slices.Contains(values, s) {
		one.fault(column, "must be one of %s: correct it", strings.Join(values, ", "))
		return ""
	}
	return s
}

func (one *row) yes(column string, absent bool) bool {
	switch one.cells[column] {
	case "":
		return absent
	case "true":
		return true
	case "false":
		return false
	}
	one.fault(column, "must be true or false: correct it")
	return absent
}

// time is refuse without the value, unless it is a wall time for certain.
func (one *row) time(field, zone string, err error) {
	if events.CodeOf(err) == events.CodeValidation {
		one.fault(field, "is no time: write it like 2027-02-02T14:30 or 2027-02-02T14:30:00+01:00")
		return
	}
	one.refuse(field, one.cells[field], zone, err)
}

package templates

import "time"

// DeskCheckInPage is "/desk/sessions/{id}/check-in": the list at the door.
type DeskCheckInPage struct {
	DeskForm
	Session DeskSession
	// Open tells whether people can be marked as there yet.
	Open bool
	// Query keeps the list to some names; Hidden is how many it does not show.
	Query  string
	Hidden int
	People []DeskAttendee
	// Came is how many are there of the Expected; WalkIns came without a
	// registration.
	Came, Expected, WalkIns int
	Blocks                  []DeskTally
	// Code is what was typed last.
	Code string
	// Done is who was just marked.
	Done *DeskAttendee
	// Back is where marking leads back to, Key makes a count that is sent twice
	// one.
	Back, Key            string
	ListPath, WalkInPath string
}

func (DeskCheckInPage) page() string { return "desk_checkin" }

// Total is how many people are there.
func (p DeskCheckInPage) Total() int { return p.Came + p.WalkIns }

// DeskTally counts who walked in to a block.
type DeskTally struct {
	ID, Label  string
	Start, End time.Time
	People     int
}

// DeskCheckInCodePage is "/desk/check-in/{code}": who shows a code.
type DeskCheckInCodePage struct {
	Layout
	// People is one person, hardly ever more; nobody where the code is wrong.
	People []DeskAtTheDoor
}

func (DeskCheckInCodePage) page() string { return "desk_checkin_code" }

// DeskAtTheDoor is somebody who shows a code, and where marking leads to.
type DeskAtTheDoor struct {
	DeskAttendee
	Back string
}

// CheckInCode is what somebody shows at the door.
type CheckInCode struct {
	Code string
	// QR leads to the code's page, as squares, true for dark, without a border.
	QR [][]bool
}

// Spaced is the code in two groups, as it is read out.
func (c CheckInCode) Spaced() string { return c.Code[:len(c.Code)/2] + " " + c.Code[len(c.Code)/2:] }

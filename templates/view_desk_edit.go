package templates

import "time"

// DeskEditPage is the session editor: "/desk/sessions/new" and
// "/desk/sessions/{id}/edit".
type DeskEditPage struct {
	DeskForm
	// New is a session that is not there yet.
	New   bool
	Title string
	// State is a session's state as in the contract.
	State  string
	Hidden []DeskHidden
	// Notice is a key under "desk.session.edit.notice.", or empty.
	Notice string
	// Focus is the name of the field to begin in, or empty.
	Focus string

	Basics, Seats, Closes, Place, More, Reason, Repeat []DeskField
	Blocks                                             []DeskEditBlock
	People                                             []DeskEditPerson
	// Judged: the form could be read, so that it is known who of People can.
	Judged bool
	// Seen names those of the fields to blame of which a preview says when they are
	// mended, apart by spaces; the others wait for the next save.
	Seen string
	// OwnRules: the session has reminders of its own; else Inherited are in
	// force.
	OwnRules  bool
	Rules     []DeskEditRule
	Inherited []DeskRule
	// Blocking and Warnings are what the planner says. Overrule asks why it is
	// saved all the same.
	Blocking, Warnings []string
	Overrule           *DeskField
	// Dates are those of a series, SeriesWords how it goes.
	Dates       []DeskDate
	SeriesWords string
	Held        int

	PreviewPath, LetterPath, BackPath string
}

func (DeskEditPage) page() string { return "desk_edit" }

// DeskEditBlock is one stretch of the session in the editor.
type DeskEditBlock struct {
	// Number counts from 1.
	Number int
	Hidden []DeskHidden
	Fields []DeskField
	// Drop is the value of the button that takes it away; empty where it may
	// not go.
	Drop string
}

// DeskEditPerson is a facilitator to be ticked.
type DeskEditPerson struct {
	ID, Name string
	Ticked   bool
	// Unfit says why they cannot lead it; empty for who can.
	Unfit []string
}

// DeskEditRule is a reminder of the session's own.
type DeskEditRule struct {
	Fields []DeskField
	// Fixed is one that no row can say, FollowUp whether it comes afterwards.
	Fixed    DeskRule
	FollowUp bool
	Hidden   []DeskHidden
	Number   int
	Drop     string
}

// DeskDate is one date of a series.
type DeskDate struct {
	Start time.Time
	// Skipped says why there is nothing on that day.
	Skipped   string
	Conflicts []string
}

// DeskOfferPage asks what a new session is a date of.
type DeskOfferPage struct {
	Layout
	// Offerings are the choices, each with its kind.
	Offerings []DeskOffer
	BackPath  string
}

func (DeskOfferPage) page() string { return "desk_offer" }

// DeskOffer is an offering to make a session of.
type DeskOffer struct{ Title, Kind, Path string }

// DeskDifferencePage shows what somebody else changed in the meantime.
type DeskDifferencePage struct {
	DeskForm
	Title    string
	Hidden   []DeskHidden
	Rows     []DeskDifference
	BackPath string
}

func (DeskDifferencePage) page() string { return "desk_difference" }

// DeskDifference is a field of which two people made something else.
type DeskDifference struct {
	// Key has its words under "desk.field.session_".
	Key string
	// Was is what both began with, Now what it has become, Yours what was typed.
	Was, Now, Yours []string
	// Keep is what is ticked at first: "now" or "yours".
	Keep string
}

// DeskUnseenPage says why nothing can be shown of a form as it stands.
type DeskUnseenPage struct {
	Layout
	// Problems are what is wrong with it. Code has its words under "errors."
	// where no field is to blame.
	Problems []DeskBlame
	Code     string
}

// DeskBlame is what is wrong with a field that stands elsewhere.
type DeskBlame struct {
	// Field is its name, Label what people know it by, empty where nobody does.
	Field, Label, Message string
}

func (DeskUnseenPage) page() string { return "desk_unseen" }

// DeskLettersPage shows the letters of a session.
type DeskLettersPage struct {
	Layout
	Title   string
	Samples []DeskLetterSample
}

func (DeskLettersPage) page() string { return "desk_letters" }

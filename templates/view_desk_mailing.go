package templates

import "time"

// DeskMailingPage writes a mail to people of a session; with Preview it shows
// what would go.
type DeskMailingPage struct {
	DeskForm
	Session                              DeskSession
	BackPath                             string
	SubjectNL, SubjectEN, BodyNL, BodyEN string
	States                               []DeskStateChoice
	Blocks                               []DeskBlockChoice
	Block                                string
	// People can be ticked one by one, where they are few.
	People   []DeskPersonChoice
	Mailings []DeskMailing
	Preview  *DeskMailingPreview
	// Notice says what was just done.
	Notice string
}

func (DeskMailingPage) page() string { return "desk_mailing" }

// DeskStateChoice chooses people by their state.
type DeskStateChoice struct {
	Key    string
	Count  int
	Chosen bool
}

// DeskPersonChoice chooses one person.
type DeskPersonChoice struct {
	DeskAttendee
	Chosen bool
}

// DeskMailing is a mail that was written before.
type DeskMailing struct {
	ID string
	// Subject is empty when it was kept for long enough.
	Subject       string
	MadeAt, DueAt time.Time
	Undone        bool
	// UndoPath is empty when it is too late.
	UndoPath string
}

// DeskMailingPreview is what would go: how many letters, of them how many are
// discreet, and how many people want no mail.
type DeskMailingPreview struct {
	Letters, Stopped, Discreet int
	Samples                    []DeskLetterSample
	Hidden                     []DeskHidden
}

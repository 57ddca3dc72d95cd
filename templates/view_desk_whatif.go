package templates

import "time"

// DeskWhatIfPage is "/desk/sessions/{id}/what-if".
type DeskWhatIfPage struct {
	DeskForm
	// Title, Start, End and Place are the session's as it is; State as in the
	// contract.
	Title, SessionPath, Place, State string
	Start, End                       time.Time
	// Fields are the new start's. Venue is what was chosen, "" to stay where it is.
	Fields []DeskField
	Venue  string
	Venues []DeskChoice
	// Result is nil before something was asked.
	Result *DeskWhatIf
}

func (DeskWhatIfPage) page() string { return "desk_whatif" }

// DeskChoice is one of a list to choose from.
type DeskChoice struct{ Value, Label string }

// DeskWhatIf is what would come of a move.
type DeskWhatIf struct {
	Start, End time.Time
	// Moved and Replaced tell whether time and place would be others.
	Moved, Replaced bool
	Place           string
	// Draft: nobody is told of a draft.
	Draft bool
	// Blocking and Warnings are what the planner says. MovePath leads to the form
	// that makes the move; "" where that form cannot.
	Blocking, Warnings []string
	MovePath           string

	Letters   []DeskWhatIfLetters
	Reminders []DeskWhatIfReminder
}

// DeskWhatIfLetters are those of one kind.
type DeskWhatIfLetters struct {
	Kind   string
	People []DeskRecipient
}

// DeskRecipient is somebody who gets a letter.
type DeskRecipient struct{ Name, Email, Path string }

// DeskWhatIfReminder is what would become of a reminder.
type DeskWhatIfReminder struct {
	Rule     DeskRule
	FollowUp bool
	// Block is empty where there is one only.
	Block string
	// Effect is "stays", "moves", "again", "skipped", "dropped" or "over".
	Effect string
	// Was is when it left or would have left, At when it leaves instead.
	Was, At    time.Time
	Recipients int
}

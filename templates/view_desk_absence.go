package templates

import "time"

// DeskAbsencePage writes down that a facilitator is away: "/desk/absence", or
// "/desk/facilitators/{id}/absence" for one.
type DeskAbsencePage struct {
	DeskForm
	// Name is whose; empty where it is chosen in the form.
	Name   string
	Fields []DeskField
	// Absences are those written down, with a way to take them back.
	Absences []DeskAway
	// RemovePath is where that is sent.
	RemovePath string
}

func (DeskAbsencePage) page() string { return "desk_absence" }

// DeskAway is one absence, both days inclusive.
type DeskAway struct {
	ID       string
	From, To time.Time
	// Path leads to what it touches; empty for one from the programme's file.
	Path string
}

// DeskTouchedPage is "/desk/absences/{id}": the sessions that an absence
// touches, and what can be done about each.
type DeskTouchedPage struct {
	DeskForm
	Name     string
	From, To time.Time
	Sessions []DeskTouched
	// More is how many there are beyond those.
	More int
	// Reason holds the fields with what people are told.
	Reason []DeskField
	// Taken: what was chosen cannot be done any more.
	Taken bool
}

func (DeskTouchedPage) page() string { return "desk_touched" }

// DeskTouched is one session that somebody absent should lead.
type DeskTouched struct {
	Session DeskSession
	// Name is that of its choice in the form.
	Name string
	// Soon: it starts so soon that its mail does not wait.
	Soon    bool
	Options []DeskWayOut
}

// People is how many hear of it when it moves or is called off.
func (t DeskTouched) People() int { return t.Session.Confirmed + t.Session.Waiting }

// DeskWayOut is one thing that can be done.
type DeskWayOut struct {
	Value   string
	Checked bool
	// Kind is "replace", "move", "cancel", or "" for nothing now.
	Kind string
	// Facilitator leads then; Start and End are the new time of a move.
	Facilitator       string
	Start, End        time.Time
	Reasons, Warnings []string
}

// DeskRearrangedPage is "/desk/rearrangements/{id}": what was done about an
// absence, and the way back for a while.
type DeskRearrangedPage struct {
	DeskForm
	// State is "waiting" while it can be undone, then "sent"; or "undone".
	State string
	// Refused says why it was not undone: "late", "changed" or "".
	Refused string
	Name    string
	Lines   []DeskRearranged
	// Letters is how many wait to be sent. AtOnce: others did not.
	Letters int
	AtOnce  bool
	Until   time.Time
	// Minutes and Seconds are left until then.
	Minutes, Seconds int
	// AgainPath is this page, AbsencePath the absence; empty where it is gone.
	AgainPath, AbsencePath string
}

func (DeskRearrangedPage) page() string { return "desk_rearranged" }

// DeskRearranged is what was done about one session.
type DeskRearranged struct {
	Session     DeskSession
	Kind        string
	Facilitator string
	// AtOnce: its mail did not wait.
	AtOnce bool
}

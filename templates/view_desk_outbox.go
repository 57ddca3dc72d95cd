package templates

import "time"

// DeskOutboxPage is "/desk/outbox": every message, the latest first.
type DeskOutboxPage struct {
	DeskForm
	// State, Kind, Person, Day and Session are what is looked for. Session is an
	// id; SessionTitle names it.
	State, Kind, Person, Day, Session string
	SessionTitle, SessionPath         string
	Kinds                             []string
	States                            []DeskOutboxState
	Items                             []DeskOutboxItem
	// NextPath leads to earlier ones, FirstPath back to the latest.
	NextPath, FirstPath string
	// ClearPath looks for everything; empty where everything is shown.
	ClearPath               string
	TomorrowPath, PausePath string
	// OnHold: no mail leaves.
	OnHold bool
	// Notice says what was just done: "paused", "resumed" or "".
	Notice string
}

func (DeskOutboxPage) page() string { return "desk_outbox" }

// DeskOutboxState is a link to the messages of one state.
type DeskOutboxState struct {
	State   string
	Path    string
	Current bool
	// Count is read where Counted is set; with Most there are at least so many.
	Counted, Most bool
	Count         int
}

// DeskOutboxItem is a message in the list. Its At is when it was sent, or due.
type DeskOutboxItem struct {
	DeskMessage
	Rule        DeskRule
	Attempts    int
	SessionPath string
}

// DeskOutboxMessagePage is "/desk/outbox/{id}".
type DeskOutboxMessagePage struct {
	Layout
	Item DeskOutboxItem
	// DueAt is when it was due or is tried next, NotAfter when it loses its use.
	DueAt, NotAfter time.Time
	Doubts          int
	MessageID       string
	// Fate is what would become of an unsent one if it were its turn now.
	Fate, FateReason string
	// Sent: the letter has gone, and is shown as it would be written today.
	Sent bool
	// Letter is nil where nothing is left to write it from.
	Letter *DeskWritten
	// Actions have the keys "retry", "hold" and "drop".
	Actions []DeskLink
	// Timeline are all letters of the same registration; PersonPath its page.
	Timeline   *DeskTimeline
	PersonPath string
	BackPath   string
	// Notice is the action that was just done, or "".
	Notice string
}

func (DeskOutboxMessagePage) page() string { return "desk_outbox_message" }

// DeskWritten is a letter as its reader gets it.
type DeskWritten struct {
	// Unwritable: the letter cannot be written; the rest is empty.
	Unwritable              bool
	From, To, Subject, Text string
	// FramePath is the HTML, for a frame.
	FramePath string
	// Calendar is the calendar part as text; empty where there is none. Method is
	// REQUEST or CANCEL.
	Calendar, Method string
	Sequence         int
	Start, End       time.Time
	Place            string
}

// DeskOutboxAskPage asks before something is done to a message.
type DeskOutboxAskPage struct {
	DeskForm
	// Do is "retry", "hold" or "drop".
	Do       string
	Item     DeskOutboxItem
	BackPath string
}

func (DeskOutboxAskPage) page() string { return "desk_outbox_ask" }

// DeskPausePage is "/desk/outbox/pause".
type DeskPausePage struct {
	DeskForm
	// OnHold: no mail leaves now; Restored: because the data came from a backup.
	OnHold, Restored bool
	// Unsent is how many mails wait.
	Unsent   int
	BackPath string
}

func (DeskPausePage) page() string { return "desk_pause" }

// DeskDeparturesPage is "/desk/outbox/tomorrow": what leaves on a day.
type DeskDeparturesPage struct {
	DeskForm
	Day time.Time
	// DayValue is the day in a form, "2026-11-23".
	DayValue              string
	BeforePath, AfterPath string
	// OutboxPath lists what was owed on the day.
	OutboxPath string
	// Past: the day is over.
	Past, OnHold bool
	Hours        []DeskHour
	Total        int
	// More: there are more reminders than are shown.
	More bool
}

func (DeskDeparturesPage) page() string { return "desk_departures" }

// DeskHour is what leaves within one hour.
type DeskHour struct {
	At    time.Time
	Items []DeskDeparture
	Total int
}

// DeskDeparture is mail of one kind about one session.
type DeskDeparture struct {
	At time.Time
	// Exact: At is to the minute; Now: it leaves at once.
	Exact, Now bool
	Kind       string
	Rule       DeskRule
	// State is "planned", or a message's.
	State                string
	Session, SessionPath string
	// ListPath lists the messages; empty for what is planned.
	ListPath string
	Count    int
}

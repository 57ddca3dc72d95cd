package templates

import "time"

// DeskTodayPage is "/desk".
type DeskTodayPage struct {
	Layout
	Now time.Time
	// Today and Later are the sessions of the next two weeks.
	Today, Later []DeskSession
	// Full is set for coordinators: a viewer sees figures, a facilitator their
	// own sessions.
	Full bool
	// Troubled are mails that wait for a person, TroubledCount all of them.
	Troubled      []DeskMessage
	TroubledCount int
	// Attention are the sessions that have too few or too many people.
	Attention []DeskSession
	Reminders []DeskReminder
	// RemindersMore is how many there are beyond those.
	RemindersMore int
	// Actions are what employers wait for, ActionsMore how many more do.
	Actions     []DeskAction
	ActionsMore int
	Engine      DeskEngine
	// AbsencePath is where to write down that somebody is away; empty for who may
	// not.
	AbsencePath string
}

func (DeskTodayPage) page() string { return "desk_today" }

// DeskSession is a session in a list.
type DeskSession struct {
	// Path is empty where the visitor may not open it.
	Path       string
	Title      string
	Start, End time.Time
	Where      string
	Online     bool
	// State is a session's state as in the contract.
	State     string
	Confirmed int
	// Seats is how many there are; Unlimited where there is no limit.
	Seats     int
	Unlimited bool
	Waiting   int
	// Need is "under", "over" or "".
	Need string
}

// deskTable is a list of sessions and what its links need.
type deskTable struct {
	KeepLang bool
	List     []DeskSession
}

// DeskMessage is one message of the outbox in a list.
type DeskMessage struct {
	Path      string
	Kind      string
	Recipient string
	State     string
	// Reason is a code; Error what the mail server said.
	Reason, Error string
	At            time.Time
	Session       string
}

// DeskAction is what an employer waits for.
type DeskAction struct {
	Path, Employer, What string
	// On is a day in words.
	On      string
	Overdue bool
	// Requested: the employer asked for it, Days days ago.
	Requested bool
	Days      int
}

// DeskReminder is one that leaves soon.
type DeskReminder struct {
	At         time.Time
	Session    string
	Path       string
	FollowUp   bool
	Recipients int
}

// DeskEngine is how the part that sends mail is doing.
type DeskEngine struct {
	// Status is "ok", "degraded" or "down".
	Status string
	// SinceTick is in whole seconds; negative before the first tick.
	SinceTick int
	// OverdueMinutes is how late the oldest due mail is, rounded up; 0 is none.
	OverdueMinutes int
	Queued         int
	// NoServer: no mail server is set.
	NoServer bool
}

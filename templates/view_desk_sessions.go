package templates

import "time"

// DeskSessionsPage is "/desk/sessions".
type DeskSessionsPage struct {
	Layout
	Action string
	// Fields are the filter's.
	Fields []DeskField
	// Shown is which of Choices is looked at: "coming", "over" or "all".
	Shown   string
	Choices []DeskLink
	List    []DeskSession
	// NewPath and NextPath are empty where there is none; FirstPath leads back
	// from a later page.
	NewPath, NextPath, FirstPath string
	// Filtered tells that not all are asked for.
	Filtered bool
}

func (DeskSessionsPage) page() string { return "desk_sessions" }

// DeskSessionPage is "/desk/sessions/{id}".
type DeskSessionPage struct {
	Layout
	Session           DeskSession
	Kind, Language    string
	Place             Place
	Moments           []DeskMoment
	Sector, Employer  string
	Kit, Note, Reason string
	LedBy             []string
	// LeftOut are the names of what did not come into this copy.
	LeftOut  []string
	ClosesAt time.Time
	// Waitlist is "off" or "auto".
	Waitlist  string
	Blocking  []string
	Warnings  []string
	Reminders []DeskOwed
	// Inherited: the rules are the offering's.
	Inherited bool
	Series    []DeskSession
	// Notice says what was just done: a key under "desk.session.notice.".
	Notice string
	// PublicPath is empty for what is not public.
	PublicPath string
	Links      []DeskLink
	Steps      []DeskStep
}

func (DeskSessionPage) page() string { return "desk_session" }

// Percent is how full the session is, for the bar.
func (p DeskSessionPage) Percent() int {
	if p.Session.Unlimited || p.Session.Seats == 0 {
		return 0
	}
	return min(100, 100*p.Session.Confirmed/p.Session.Seats)
}

// DeskMoment is one block of a session.
type DeskMoment struct {
	Label      string
	Start, End time.Time
	Confirmed  int
	// Seats is the block's own, 0 where it has none.
	Seats  int
	Shifts []string
	LedBy  []string
}

// DeskOwed is a reminder that a session owes.
type DeskOwed struct {
	Rule     DeskRule
	FollowUp bool
	// Block names it where there are several.
	Block      string
	DueAt      time.Time
	SendAt     time.Time
	State      string
	Reason     string
	Recipients int
}

// DeskStep is a button that does something to what the page shows. Key has its
// words.
type DeskStep struct{ Key, Path string }

// DeskCancelPage is "/desk/sessions/{id}/cancel".
type DeskCancelPage struct {
	DeskForm
	Title      string
	Start, End time.Time
	Confirmed  int
	Fields     []DeskField
	BackPath   string
}

func (DeskCancelPage) page() string { return "desk_cancel" }

// DeskPublishPage says what has come in the way of drafts that somebody wants to
// publish, and asks why it is done all the same.
type DeskPublishPage struct {
	DeskForm
	Title    string
	Rows     []DeskPublishRow
	Overrule DeskField
	BackPath string
}

func (DeskPublishPage) page() string { return "desk_publish" }

// DeskPublishRow is a draft that something is in the way of.
type DeskPublishRow struct {
	Start, End         time.Time
	Blocking, Warnings []string
	EditPath           string
}

// DeskDeletePage is "/desk/sessions/{id}/delete".
type DeskDeletePage struct {
	DeskForm
	Title      string
	Start, End time.Time
	BackPath   string
}

func (DeskDeletePage) page() string { return "desk_delete" }

// DeskCopyPage is "/desk/sessions/{id}/copy".
type DeskCopyPage struct {
	DeskForm
	Title      string
	Start, End time.Time
	Fields     []DeskField
	BackPath   string
	// LeftOut are the names of what is archived and so does not come into the
	// copy. OfferingPath is where to restore the offering, without which there is
	// none; "" where that is in use.
	LeftOut      []string
	OfferingPath string
}

func (DeskCopyPage) page() string { return "desk_copy" }

// DeskHidden is a field that travels along unseen.
type DeskHidden struct{ Name, Value string }

// DeskToldPage asks before a change that mails people: who gets which letter.
type DeskToldPage struct {
	DeskForm
	// What is the change: a key under "desk.told.what.".
	What   string
	Title  string
	Hidden []DeskHidden
	Counts []DeskToldCount
	Total  int
	// People are the first, Rest the others.
	People, Rest []DeskTold
	// More is how many there are beyond those.
	More    int
	Samples []DeskLetterSample
	// Warnings are those of the planner.
	Warnings []string
	// NotSilent counts the letters that go even when people are told otherwise.
	NotSilent int
	// Later: the mail waits for ten minutes, and nobody is told otherwise; AtOnce
	// is how many leave at once all the same.
	Later  bool
	AtOnce int
}

func (DeskToldPage) page() string { return "desk_told" }

// DeskToldCount is how many get a kind of letter in a language.
type DeskToldCount struct {
	Kind, Language string
	Count          int
}

// DeskTold is who gets a letter.
type DeskTold struct{ Name, Email, Kind, Language string }

// DeskLetterSample is one letter as it would go.
type DeskLetterSample struct {
	Kind, Language, To string
	Subject, Text      string
}

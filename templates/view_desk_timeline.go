package templates

import "time"

// DeskTimeline is the story of a registration in letters, for the part
// "desktimeline" of any page.
type DeskTimeline struct {
	KeepLang bool
	Items    []DeskTimelineItem
}

// DeskTimelineItem is one letter: one that went, one that did not, or one that
// comes.
type DeskTimelineItem struct {
	At   time.Time
	Kind string
	// Rule says which reminder it is; the zero DeskRule for other letters.
	Rule DeskRule
	// State is a message's state as in the contract, or "planned".
	State string
	// Reason is a code, Error what the mail server said.
	Reason, Error string
	Attempts      int
	// Path leads to the message; empty where there is none, or the visitor may
	// not open it.
	Path string
}

// Coming tells whether it may still leave.
func (i DeskTimelineItem) Coming() bool {
	switch i.State {
	case "planned", "queued", "retrying", "in_doubt":
		return true
	}
	return false
}

// DeskRule is when a reminder is due: so many of a unit before or after the
// start, or the end.
type DeskRule struct {
	Count int
	// Unit is "days", "hours", "minutes" or "now", which needs no Count; "" says
	// that there is no rule.
	Unit string
	// From is "before_start", "after_start", "before_end" or "after_end"; with
	// "now" it is "start" or "end".
	From string
}

package events

import (
	"strings"
	"time"
)

// ReminderKind is what a rule sends.
type ReminderKind string

// Rules send a reminder unless they say follow_up.
const (
	RuleReminder ReminderKind = "reminder"
	RuleFollowUp ReminderKind = "follow_up"
)

// ReminderRule says when a reminder or follow-up is owed, relative to the
// start or the end of a block.
type ReminderRule struct {
	Offset Offset       `json:"offset"`
	Anchor string       `json:"anchor,omitempty"`
	Kind   ReminderKind `json:"kind,omitempty"`
}

// AnchorEnd counts from the end; every other anchor is the start.
const AnchorEnd = "end"

// ID names the rule within its session: equal rules are one rule.
func (r ReminderRule) ID() string {
	id := r.Offset.String()
	if r.Anchor == AnchorEnd {
		id += "/end"
	}
	if r.Kind == RuleFollowUp {
		id += "/follow_up"
	}
	return id
}

// ParseRule reads a rule's ID back; ok is false for what is none.
func ParseRule(id string) (rule ReminderRule, ok bool) {
	rule.Kind = RuleReminder
	if before, is := strings.CutSuffix(id, "/follow_up"); is {
		id, rule.Kind = before, RuleFollowUp
	}
	if before, is := strings.CutSuffix(id, "/end"); is {
		id, rule.Anchor = before, AnchorEnd
	}
	var err error
	rule.Offset, err = ParseOffset("rule", id)
	return rule, err == nil
}

// Due is the nominal instant for a block on the clocks of zone.
func (r ReminderRule) Due(b *Block, zone *time.Location) time.Time {
	if r.Anchor == AnchorEnd {
		return r.Offset.From(b.EndsAt, zone)
	}
	return r.Offset.From(b.StartsAt, zone)
}

// ReminderState is where a session's reminder stands.
type ReminderState string

// The states of a reminder. Sent means fanned out to the registrations that
// were confirmed then.
const (
	ReminderPlanned   ReminderState = "planned"
	ReminderSent      ReminderState = "sent"
	ReminderSkipped   ReminderState = "skipped"
	ReminderCancelled ReminderState = "cancelled"
)

// Reminder is what a session owes to everybody confirmed for a block when a
// rule falls due: one row per block and rule.
type Reminder struct {
	SessionID string
	BlockID   string
	Rule      string
	Kind      ReminderKind
	// DueAt is the nominal instant, SendAt the one after quiet hours.
	DueAt, SendAt time.Time
	State         ReminderState
	Reason        string
	Recipients    int
}

// Passed tells whether the reminder's time was over at an instant: somebody
// who comes then is not owed it any more.
func (r *Reminder) Passed(now time.Time) bool {
	return !now.Before(r.DueAt) || !now.Before(r.SendAt)
}

package events

import (
	"context"
	"time"
)

// MessageFilter chooses messages, ordered by id, which is the order in which
// they were owed.
type MessageFilter struct {
	SessionID, RegistrationID string
	// AssignmentID chooses the letters about an assignment.
	AssignmentID string
	// Person is an address, compared without regard to case, or the end of a
	// registration's id.
	Person string
	Kind   MessageKind
	State  MessageState
	// From and To choose what was owed from the one instant on and before the
	// other.
	From, To time.Time
	// Latest turns the order round.
	Latest bool
	// After is the id of the last message of the page before.
	After string
	Limit int
}

// MailHold tells that no mail leaves; the zero value that it does.
type MailHold struct {
	Since time.Time
	// Reason is HoldByHand or HoldRestored.
	Reason string
}

// On tells whether mail is on hold.
func (h MailHold) On() bool { return !h.Since.IsZero() }

// Why no mail leaves.
const (
	// HoldByHand: a coordinator paused it.
	HoldByHand = "by-hand"
	// HoldRestored: the database is a restored copy, which owes what the real one
	// may have sent since.
	HoldRestored = "restored"
)

// DueCount is how many messages of one kind, about one session, fall due within
// an hour.
type DueCount struct {
	// Hour counts from the first instant that was asked for; -1 is before it.
	Hour      int
	SessionID string
	Kind      MessageKind
	State     MessageState
	Count     int
}

// MessageTx holds the outbox.
type MessageTx interface {
	Message(ctx context.Context, id string) (Message, error)
	// LockMessage reads a message and keeps every other transaction from changing
	// it until this one ends.
	LockMessage(ctx context.Context, id string) (Message, error)
	Messages(ctx context.Context, f MessageFilter) ([]Message, error)
	// InsertMessages adds messages; one whose identity exists is left out. It
	// tells how many were added.
	InsertMessages(ctx context.Context, ms ...Message) (int, error)
	// PutMessage replaces the changing parts of a message.
	PutMessage(ctx context.Context, m Message) error
	// Supersede cancels the unsent messages (queued, retrying, in doubt, held)
	// about one thing, of the given kinds, with a reason; those being sent are
	// left to finish.
	Supersede(ctx context.Context, about About, aboutID string, kinds []MessageKind, reason string) error

	// DueMessages lists unsent messages due at now, by priority and time, at
	// most one per thing they are about, none while another letter about the
	// same thing is being sent or an earlier calendar letter is unsent. They
	// stay locked for this transaction; rows locked by another are passed over.
	DueMessages(ctx context.Context, now time.Time, limit int) ([]Message, error)
	// Lease marks messages as being sent until a real-time instant and raises
	// each one's Fence, Attempts and DueAt as given.
	Lease(ctx context.Context, ms []Message, until time.Time) error
	// Leased tells whether a message is being sent under this fence.
	Leased(ctx context.Context, id string, fence int64) (bool, error)
	// TakeBack returns messages whose lease ended before a real-time instant
	// (zero: all) to the queue as retrying, due at once, with the reason
	// interrupted, and tells how many.
	TakeBack(ctx context.Context, before time.Time) (int, error)
	// NextMessage is the earliest DueAt of the unsent; zero where none is.
	NextMessage(ctx context.Context) (time.Time, error)
	// CountMessages counts by state those that are unsent or need a person.
	CountMessages(ctx context.Context) (map[MessageState]int, error)
	// CountByState counts what a filter chooses, its order and page apart, by
	// state; a count stops at most.
	CountByState(ctx context.Context, f MessageFilter, most int) (map[MessageState]int, error)
	// CountDue counts the unsent messages due before to, by hour from an
	// instant.
	CountDue(ctx context.Context, from, to time.Time) ([]DueCount, error)
	MailHold(ctx context.Context) (MailHold, error)
	SetMailHold(ctx context.Context, h MailHold) error
}

// MailTextTx holds mail texts that were written at the desk.
type MailTextTx interface {
	// MailTexts lists the newest version of each text in a language ("": in all),
	// by key and language.
	MailTexts(ctx context.Context, language string) ([]MailText, error)
	// MailTextVersions lists those of one text, the newest first.
	MailTextVersions(ctx context.Context, key, language string, limit int) ([]MailText, error)
	MailText(ctx context.Context, key, language string, version int64) (MailText, error)
	// PutMailText adds a version, the newest from then on. One that is there is
	// ErrRaced.
	PutMailText(ctx context.Context, t MailText) error

	MailTrial(ctx context.Context, id string) (MailTrial, error)
	PutMailTrial(ctx context.Context, t MailTrial) error
	DeleteMailTrials(ctx context.Context, before time.Time) (int, error)
}

// AssignmentTx holds what facilitators and employers are told about sessions.
type AssignmentTx interface {
	Assignment(ctx context.Context, id string) (Assignment, error)
	// Assignments lists those of a session, by id.
	Assignments(ctx context.Context, sessionID string) ([]Assignment, error)
	// PutAssignment inserts or replaces one. Of one that is there it leaves
	// Told and Organizer, which the two methods after it alone write: sender and
	// planner never overwrite each other.
	PutAssignment(ctx context.Context, a Assignment) error
	PutAssignmentTold(ctx context.Context, id string, told Told) error
	SetAssignmentOrganizer(ctx context.Context, id, organizer string) error

	Rearrangement(ctx context.Context, id string) (Rearrangement, error)
	PutRearrangement(ctx context.Context, r Rearrangement) error
	// DeleteRearrangements forgets those made before an instant.
	DeleteRearrangements(ctx context.Context, before time.Time) (int, error)
}

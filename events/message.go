package events

import "time"

// MessageKind is what a letter is about; mail texts have the same keys.
type MessageKind string

// The kinds of message.
const (
	Confirmation   MessageKind = "confirmation"
	Update         MessageKind = "update"
	Cancellation   MessageKind = "cancellation"
	Withdrawal     MessageKind = "withdrawal"
	WaitlistEntry  MessageKind = "waitlist"
	ReminderLetter MessageKind = "reminder"
	FollowUp       MessageKind = "follow_up"
	// FreeLetter is what a coordinator wrote (Mailing).
	FreeLetter        MessageKind = "free"
	LinkLetter        MessageKind = "link"
	AlreadyRegistered MessageKind = "already_registered"
	NewsletterConfirm MessageKind = "newsletter_confirm"
)

// Calendar tells whether the kind tells a registrant when and where: of
// several unsent ones only the newest goes (promise 4).
func (k MessageKind) Calendar() bool {
	return k == Confirmation || k == Update || k == Cancellation || k == Withdrawal
}

// priority orders the queue: confirmations before reminders before bulk.
func (k MessageKind) priority() int {
	switch k {
	case ReminderLetter:
		return 1
	case FollowUp, FreeLetter:
		return 2
	}
	return 0
}

// MessageState is where a message stands in the queue.
type MessageState string

// The states of a message, in the words of a mail queue.
const (
	Queued    MessageState = "queued"
	Sending   MessageState = "sending"
	Delivered MessageState = "delivered"
	Retrying  MessageState = "retrying"
	InDoubt   MessageState = "in_doubt"
	Held      MessageState = "held"
	Failed    MessageState = "failed"
	Expired   MessageState = "expired"
	Skipped   MessageState = "skipped"
	Cancelled MessageState = "cancelled"
)

// About is the sort of thing a message is about.
type About string

// What messages are about so far.
const (
	AboutRegistration About = "registration"
	AboutAddress      About = "address"
)

// Message is one mail owed to one recipient. (About, AboutID, Kind, Rule,
// Sequence) is its identity: unique, no part of it NULL (promise 5).
type Message struct {
	ID      string
	About   About
	AboutID string
	Kind    MessageKind
	// Rule is a reminder's rule, or for a letter asked for again the request's
	// id; "" otherwise.
	Rule string
	// Sequence is the registration's own at the time the message was owed.
	Sequence int

	State          MessageState
	Reason         string
	SessionID      string
	BlockID        string
	RegistrationID string
	Priority       int
	// DueAt is when it was owed or is tried next; NotAfter when it has lost its
	// use.
	DueAt, NotAfter time.Time
	Attempts        int
	// Doubts counts the answers lost after DATA.
	Doubts      int
	DeliveredAt time.Time
	// MessageID is the Message-ID header (RFC 5322 §3.6.4), fixed by the identity.
	MessageID string
	// LastError holds codes and library words without addresses.
	LastError string
	// Fence rises with every lease; who holds an older one has lost the message.
	Fence int64
	// Recipient is filled when read: the address as it stands.
	Recipient string
}

// The reasons a message or reminder carries, for the desk to put into words.
const (
	ReasonSuperseded       = "superseded"
	ReasonWithdrawn        = "withdrawn"
	ReasonNotConfirmed     = "not-confirmed"
	ReasonSessionCancelled = "session-cancelled"
	ReasonRemindersStopped = "reminders-stopped"
	ReasonNoAddress        = "no-address"
	ReasonPastAtEntry      = "due-before-registration"
	ReasonPastAtMove       = "due-before-move"
	ReasonPastAtRule       = "due-before-rule"
	ReasonPastAtPublish    = "due-before-publication"
	ReasonRuleRemoved      = "rule-removed"
	ReasonLaterStage       = "later-stage-due"
	ReasonTooLate          = "too-late"
	ReasonInDoubt          = "in-doubt"
	ReasonInterrupted      = "interrupted"
	ReasonByHand           = "by-hand"
	ReasonErased           = "erased"
	ReasonNotSent          = "not-sent"
	ReasonUndone           = "undone"
)

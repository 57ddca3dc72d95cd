package events

import (
	"strings"
	"time"
)

// RegistrationState is where somebody's registration stands.
type RegistrationState string

// The states of a registration.
const (
	Confirmed  RegistrationState = "confirmed"
	Waitlisted RegistrationState = "waitlisted"
	Withdrawn  RegistrationState = "withdrawn"
	Attended   RegistrationState = "attended"
	NoShow     RegistrationState = "no_show"
)

// Active tells whether the registration holds or awaits a seat.
func (s RegistrationState) Active() bool { return s == Confirmed || s == Waitlisted }

// Participation is the answer given in the calendar (RFC 5545 §3.2.12).
type Participation string

// The answers.
const (
	NeedsAction Participation = "needs-action"
	Accepted    Participation = "accepted"
	Declined    Participation = "declined"
	Tentative   Participation = "tentative"
)

// Registration is one person's place at one block of one session.
type Registration struct {
	ID        string
	SessionID string
	BlockID   string
	// Group is shared by the registrations that one form made for a series;
	// the first one's page lists the others.
	Group    string
	Name     string
	Email    string
	Language string
	// Employer is free text or the id of an employer.
	Employer string
	// Needs is what somebody asks for to take part well; no health data.
	Needs string
	// Discreet is the person's own wish; the offering's holds as well.
	Discreet bool
	// Mode is "", "pseudonym" or "anonymous"; the last two come by import only.
	Mode          string
	State         RegistrationState
	Participation Participation
	// UID names the calendar object for its whole life (RFC 5545 §3.8.4.7). It
	// is unguessable, begins with the registration's id, and is in no public
	// file: who knows it may answer for the person.
	UID string
	// Sequence counts the calendar letters that changed something (RFC 5545
	// §3.8.7.4), from 0.
	Sequence int
	// Organizer is the address answers go to, kept for life.
	Organizer string
	// QueueNo orders the waitlist of a session; it rises.
	QueueNo int64
	// LinkVersion is part of every link; raising it revokes them.
	LinkVersion                            int
	RegisteredAt, ConfirmedAt, WithdrawnAt time.Time
	RemindersOff                           bool
	ConsentNewsletter, ConsentSurvey       bool
	// EraseRequested asks to forget the person once the CANCEL is out, or at
	// the session's end.
	EraseRequested bool
	ErasedAt       time.Time
	Told           Told
}

// Reference is what a person is asked for on the telephone: the end of the id,
// which is all chance, in two groups of four.
func (r *Registration) Reference() string {
	id := strings.ToUpper(r.ID)
	if len(id) < 8 {
		return id
	}
	last := id[len(id)-8:]
	return last[:4] + "-" + last[4:]
}

// Told is what a registrant was last told by a calendar letter.
type Told struct {
	// Requested tells that a REQUEST was delivered, MayHave that one may have
	// been: its answer was lost. Either way a withdrawal owes a CANCEL.
	Requested, MayHave bool
	Sequence           int
	StartsAt, EndsAt   time.Time
	// Place is the line that stood in the letter.
	Place string
	// MessageID is that of the first calendar letter, which later ones answer.
	MessageID string
}

// UndoWindow is how long a withdrawal can be taken back.
const UndoWindow = 10 * time.Minute

// limits of the fields of a form, in characters (contract: pages and files).
const (
	maxName  = 120
	maxEmail = 254
	maxNeeds = 200
)

// Subscription is somebody's wish for the newsletter: asked for by a tick,
// confirmed by a link, forgotten after seven days without.
type Subscription struct {
	ID          string
	Email       string
	Language    string
	LinkVersion int
	AskedAt     time.Time
	ConfirmedAt time.Time
}

// SubscriptionDays is how many days an unconfirmed subscription is kept.
const SubscriptionDays = 7

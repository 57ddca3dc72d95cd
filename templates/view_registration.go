package templates

import "time"

// RegistrationState is a registration's state as in the contract, and
// "cancelled" for one whose session was called off.
type RegistrationState string

// The states a registration's page can show.
const (
	RegistrationConfirmed  RegistrationState = "confirmed"
	RegistrationWaitlisted RegistrationState = "waitlisted"
	RegistrationWithdrawn  RegistrationState = "withdrawn"
	RegistrationAttended   RegistrationState = "attended"
	RegistrationNoShow     RegistrationState = "no_show"
	RegistrationCancelled  RegistrationState = "cancelled"
	// RegistrationPast is confirmed, the session is over and nobody has
	// ticked the list yet.
	RegistrationPast RegistrationState = "past"
)

// Notice is what the visitor has just done, where the page would not show it
// by itself; the door reads it from the query (?done=…), so that GET stays
// safe and no cookie is needed.
type Notice string

// The notices.
const (
	NoticeNone       Notice = ""
	NoticeEdited     Notice = "edited"
	NoticeUndone     Notice = "undone"
	NoticeUndoFailed Notice = "undo_failed" // the seat was taken or ten minutes were over
)

// RegistrationPage is "/r/{token}", also the confirmation after the form.
// With Layout.Discreet, Title, SessionPath and everything else that tells the
// theme stay unshown; the door leaves Place.Name empty if it tells.
type RegistrationPage struct {
	Layout
	Notice Notice
	// Reference is short, to read out over the phone.
	Reference string
	// Name may be empty. Email is masked by the door ("k…@zwolle.example"): a
	// forwarded link shows whose registration it is, and no more.
	Name  string
	Email string
	State RegistrationState
	// Position is the honest place on the waitlist, from 1.
	Position int
	// UndoUntil: a withdrawal can be taken back until then.
	UndoUntil time.Time

	Title       string
	SessionPath string
	Moment      Moment
	Place       Place
	LedBy       []string
	// CheckIn is what to show at the door; nil where there is nothing to come to.
	CheckIn *CheckInCode
	// CancelReason belongs to RegistrationCancelled.
	CancelReason string
	// Was is what the person was told before, when the session moved since.
	Was *WasMoment
	// Join is the online session's link, or when it will be here.
	Join JoinLink
	// Mails are the letters about this registration, newest last.
	Mails []MailStatus
	// Reminders are those still to come, in order of time.
	Reminders        []time.Time
	RemindersStopped bool
	// Series are the other sessions of the series, each with the path of its
	// own registration where the door knows it.
	Series []Moment

	ICSPath string
	// GoogleURL and OutlookURL open a filled-in event at those services.
	GoogleURL  string
	OutlookURL string

	Edit         *EditForm
	WithdrawPath string
	UndoPath     string
	ErasePath    string
	// StopPath is "/u/{token}".
	StopPath string
}

func (RegistrationPage) page() string { return "registration" }

// Active reports whether the person is still expected.
func (p RegistrationPage) Active() bool {
	return p.State == RegistrationConfirmed || p.State == RegistrationWaitlisted
}

// WasMoment is an earlier time and place.
type WasMoment struct {
	Start time.Time
	End   time.Time
	Where string
}

// JoinLink is how to take part online.
type JoinLink struct {
	// URL is empty until it may be shown.
	URL string
	// From says when it will be shown.
	From time.Time
}

// MailState is a letter's fate in words a visitor can use.
type MailState string

// The fates of a letter: the door maps the message states onto them.
const (
	MailQueued    MailState = "queued"    // ready, not sent yet
	MailRetrying  MailState = "retrying"  // tried, will be tried again
	MailDelivered MailState = "delivered" // taken by the recipient's server
	MailFailed    MailState = "failed"    // refused for good
)

// MailStatus is one letter about a registration.
type MailStatus struct {
	// Kind is the message kind as in the contract: confirmation, waitlist,
	// update, cancellation, withdrawal.
	Kind  string
	State MailState
	// At is when it was delivered or refused.
	At time.Time
}

// EditForm changes a registration: fields name, language, needs.
type EditForm struct {
	Action                string
	Name, Language, Needs string
	Errors                []FieldError
}

// Error is the message for one field, or empty.
func (f EditForm) Error(field string) string { return fieldErrors(f.Errors).of(field) }

// ErasedPage answers "/r/{token}/erase" and every later visit to that link.
type ErasedPage struct {
	Layout
	// Pending: the withdrawal letter must go out first; then all is erased.
	Pending bool
}

func (ErasedPage) page() string { return "erased" }

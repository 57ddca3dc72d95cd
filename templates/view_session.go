package templates

import "time"

// SessionPage is "/sessions/{slug}", for a GET and for the answers 409 and 422
// to its form.
type SessionPage struct {
	Layout
	Title   string
	Summary string
	Kind    Kind
	Sector  string
	// Language is the session's own: nl or en.
	Language string
	// Moments are the blocks, at least one, in order.
	Moments []Moment
	Place   Place
	LedBy   []string
	Seats   Seats
	// ClosesAt is when registration closes; zero = at the start.
	ClosesAt time.Time
	// CancelReason belongs to SeatsCancelled; may be empty.
	CancelReason string
	// Series lists every meeting when this session is one of a series.
	Series []Moment
	// Alternatives are other dates of the same offering that can be joined:
	// shown when this one cannot.
	Alternatives []OfferItem
	// ICSPath is the public calendar file.
	ICSPath string
	// Form is nil when the session cannot be joined. On a 409 it stays, with
	// the input kept, so that nothing typed is lost.
	Form *RegisterForm
}

func (SessionPage) page() string { return "session" }

// First is the session's first moment.
func (p SessionPage) First() Moment {
	if len(p.Moments) == 0 {
		return Moment{}
	}
	return p.Moments[0]
}

// Last is the session's last moment.
func (p SessionPage) Last() Moment {
	if len(p.Moments) == 0 {
		return Moment{}
	}
	return p.Moments[len(p.Moments)-1]
}

// RegisterForm is the form on the session's page, empty or as it came in.
type RegisterForm struct {
	// Action is the path of the POST.
	Action string
	// Key is the hidden field "form". It stands in the page exactly once, so
	// a door may render with a marker and put the fresh key in its place.
	Key string

	Name, Email, Language, Employer, Needs, Block string
	Discreet, ConsentNewsletter, ConsentSurvey    bool
	// AlwaysDiscreet: the offering itself is discreet, so there is no choice.
	AlwaysDiscreet bool
	// Problem is an error code of the contract about the whole form
	// (session-full, session-closed, rate-limited); empty = none.
	Problem string
	Errors  []FieldError
}

// Error is the message for one field, or empty.
func (f RegisterForm) Error(field string) string { return fieldErrors(f.Errors).of(field) }

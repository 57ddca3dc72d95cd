package templates

import "time"

// View is the data of one page: the contract between the doors, which fill
// it, and the page, which only shows it. Every View is declared in this
// package, so that New can refuse a page nobody declared.
//
// Rules that hold for all views: times are in the zone they must be read in;
// paths begin with "/" and carry no lang parameter (the page adds it where
// Layout.KeepLang says so); an empty path, a zero time or a nil pointer means
// "not offered" and hides what belongs to it; texts are plain text, already in
// the page's language, and are escaped here.
type View interface {
	page() string
	layout() Layout
}

// Layout is what every page shows around its content.
type Layout struct {
	// Programme is the programme's name in the page's language. Leave it
	// empty on a discreet page.
	Programme string
	// Path is this page's own path and query without lang: the language
	// switch keeps it. For an answer to a POST it is a path that can be GET.
	Path string
	// KeepLang is true when the visitor chose the language by ?lang=, so that
	// links and forms go on in it.
	KeepLang bool
	// Discreet hides theme and programme: neutral title, neutral colours,
	// the texts whose key ends in "-discreet".
	Discreet bool
	// NoIndex keeps search engines away: pages behind a token, answers to forms.
	NoIndex bool
	// ContactEmail and ContactPhone are the line for help.
	ContactEmail string
	ContactPhone string
	// Desk is what stands around a page of the desk; nil on a public one.
	Desk *DeskFrame
}

func (l Layout) layout() Layout { return l }

// Kind is an offering's kind as in the contract: workshop, presentation,
// interview, popup, online.
type Kind string

// Availability says in one word how a session can be joined.
type Availability string

// The availabilities: derived from state, clock and seats by the door.
const (
	SeatsOpen      Availability = "open"      // a seat at once
	SeatsWaitlist  Availability = "waitlist"  // full or queued for; the waitlist takes newcomers
	SeatsFull      Availability = "full"      // full, no waitlist
	SeatsClosed    Availability = "closed"    // registration closed, session still to come or running
	SeatsCancelled Availability = "cancelled" // called off
	SeatsEnded     Availability = "ended"     // over by the clock
	SeatsHeld      Availability = "held"      // over and marked as held
)

// Seats is shown in words: "nog 3 plekken", "vol, wachtlijst mogelijk".
type Seats struct {
	State Availability
	// Left counts the free seats; read with SeatsOpen only, unless Unlimited.
	Left      int
	Unlimited bool
	// Waiting counts who is on the waitlist now; a newcomer comes at Waiting+1.
	Waiting int
}

// Joinable reports whether a form makes sense.
func (s Seats) Joinable() bool { return s.State == SeatsOpen || s.State == SeatsWaitlist }

// ToCome reports whether the session will still take place.
func (s Seats) ToCome() bool {
	return s.Joinable() || s.State == SeatsFull || s.State == SeatsClosed
}

// Next is the place on the waitlist that a newcomer gets.
func (s Seats) Next() int { return s.Waiting + 1 }

// Few reports that seats are getting scarce: worth a warmer colour, never the
// only sign.
func (s Seats) Few() bool { return s.State == SeatsOpen && !s.Unlimited && s.Left <= 3 }

// Place is where a session is held; the zero Place is "not known yet".
type Place struct {
	Online bool
	// Zone is the IANA name of the times of an online session.
	Zone string
	// Name, Street (with number), Postcode, City and Route as far as known.
	Name, Street, Postcode, City, Route string
	Wheelchair, HearingLoop             Answer
}

// Answer is yes, no or not known; what is not known is not shown.
type Answer string

// The answers.
const (
	AnswerUnknown Answer = ""
	AnswerYes     Answer = "yes"
	AnswerNo      Answer = "no"
)

// Known reports whether there is anything to say about the place.
func (p Place) Known() bool { return p.Online || p.Name != "" || p.City != "" }

// Moment is one block or one meeting of a series.
type Moment struct {
	// ID is the block's id, the value of the form field "block".
	ID    string
	Label string
	Start time.Time
	End   time.Time
	// Path leads to the session's page; empty where this page is it.
	Path    string
	Current bool
	Seats   Seats
}

// FieldError is one wrong field. Field is the form field's name as in the
// contract; Message is what Engine.FieldMessage gave for it. Label is the key of
// the field's words below "desk.field.", for a summary of many fields; "" where
// the message says by itself what is meant.
type FieldError struct {
	Field   string
	Message string
	Label   string
}

// fieldErrors gives a form with its errors the lookups its page needs.
type fieldErrors []FieldError

func (errs fieldErrors) of(field string) string {
	for _, e := range errs {
		if e.Field == field {
			return e.Message
		}
	}
	return ""
}

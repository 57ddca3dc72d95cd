package events

import "slices"

// Kind is what a session is about to be.
type Kind string

// The kinds of offering.
const (
	KindWorkshop     Kind = "workshop"
	KindPresentation Kind = "presentation"
	KindInterview    Kind = "interview"
	KindPopup        Kind = "popup"
	KindOnline       Kind = "online"
)

// kinds lists them in the order they are shown.
var kinds = []Kind{KindWorkshop, KindPresentation, KindInterview, KindPopup, KindOnline}

// Kinds lists the kinds of offering in the order they are shown.
func Kinds() []Kind { return slices.Clone(kinds) }

// Waitlist is what happens to who comes when all seats are taken.
type Waitlist string

// The ways of waiting. WaitlistOffer (a seat is offered and held) is not built
// yet and refused with CodeNotYet.
const (
	WaitlistOff   Waitlist = "off"
	WaitlistAuto  Waitlist = "auto"
	WaitlistOffer Waitlist = "offer"
)

// Visibility is who can find a session.
type Visibility string

// Public sessions stand on the page; invited and site ones are nowhere public.
const (
	VisibilityPublic  Visibility = "public"
	VisibilityInvited Visibility = "invited"
	VisibilitySite    Visibility = "site"
)

// Offering is what the programme has to give; sessions are its dates and take
// from it what they do not say themselves.
type Offering struct {
	ID      string
	Slug    string
	Kind    Kind
	Title   Text
	Summary Text
	// Duration is the usual length; only positive.
	Duration Offset
	// Capacity is the number of seats, nil for no limit.
	Capacity   *int
	Waitlist   Waitlist
	Visibility Visibility
	// Discreet keeps the theme out of letters, calendars and pages.
	Discreet bool
	// QuietHours tells whether reminders keep the programme's quiet hours.
	QuietHours bool
	// Reminders are the rules; nil takes the programme's, empty means none.
	Reminders []ReminderRule
}

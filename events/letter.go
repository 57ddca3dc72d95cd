package events

import (
	"context"
	"time"
)

// Method is the iTIP method of a letter's calendar part (RFC 5546 §1.4).
type Method string

// The methods; NoCalendar is a letter without a calendar part.
const (
	NoCalendar    Method = ""
	MethodRequest Method = "REQUEST"
	MethodCancel  Method = "CANCEL"
)

// Letter is a claimed message with everything needed to write it, read at the
// moment of the claim.
type Letter struct {
	Message Message
	// Text is the kind of text to use: an update to somebody who never got the
	// confirmation goes out in the confirmation's words.
	Text     MessageKind
	Method   Method
	Discreet bool
	Language string
	// OwnTexts are the house's own mail texts in Language, by key: they stand in
	// the place of the embedded ones.
	OwnTexts map[string]string
	// Free are the words of a FreeLetter.
	Free FreeWords
	// Trial is a letter that nobody is owed: it shows what a text makes of it, to
	// who wrote the text. It has no calendar part, and its subject says so.
	// Nameless greets nobody.
	Trial, Nameless bool
	// Name may be empty.
	Name string
	// To is the bare address.
	To string
	// Now is business time at the claim: Date and DTSTAMP.
	Now time.Time
	// DueAt is when the message was due; Message.DueAt is already the next try.
	DueAt time.Time

	Programme Programme
	// Registration, Session, Block and Place are zero for a letter about an
	// address. In one about an assignment, Registration is nobody's and holds
	// what its calendar entry needs: UID, Sequence, Organizer and Told.
	Registration Registration
	Session      Session
	Block        Block
	Place        Place
	Sector       Sector
	// Facilitators are their names.
	Facilitators []string
	// Position is the place on the waitlist, from 1; 0 when not on it.
	Position int
	// Kit, Contact and Site are what a letter about an assignment says besides:
	// what to bring, whom to call on the day, and whose place it is.
	Kit, Contact, Site string
	// EraseOn is when the person's data goes by itself.
	EraseOn time.Time
	Links   LetterLinks

	// StillMine tells, right before MAIL FROM, whether the lease still holds
	// (promise 13).
	StillMine func(ctx context.Context) (bool, error)
}

// FreeWords are what a coordinator wrote in the letter's language: Markdown
// with the fields of mail texts.
type FreeWords struct{ Subject, Body string }

// LetterLinks are absolute URLs of our own pages, in whichever language their
// visitor speaks; "" where the letter has no such link.
type LetterLinks struct {
	Manage, Stop, Offer, Action string
}

// OutcomeStatus is how an attempt to send ended.
type OutcomeStatus int

// The ways an attempt ends.
const (
	// OutcomeDelivered: the server took the letter.
	OutcomeDelivered OutcomeStatus = iota
	// OutcomeTemporary: the server said not now (4yz) to this letter.
	OutcomeTemporary
	// OutcomePermanent: the server said never (5yz) to this letter or recipient.
	OutcomePermanent
	// OutcomeInDoubt: the answer was lost after the whole letter was handed over.
	OutcomeInDoubt
	// OutcomeUnreachable: there was no working connection; nothing was handed
	// over and the letter is not to blame.
	OutcomeUnreachable
	// OutcomeLost: the lease had passed to another; nothing was handed over.
	OutcomeLost
	// OutcomeUnwritable: the letter could not be written; a person must look.
	OutcomeUnwritable
)

// Outcome is what a Sender reports of one attempt.
type Outcome struct {
	Status OutcomeStatus
	// Code is the SMTP reply (RFC 5321 §4.2), 0 where there was none; Enhanced
	// the status of RFC 3463, "" where there was none.
	Code     int
	Enhanced string
	// Detail says what happened, without any address.
	Detail string
}

package ical

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"

	goical "github.com/emersion/go-ical"

	"kantine/events"
)

// The values of STATUS (RFC 5545 §3.8.1.11).
const (
	statusConfirmed = "CONFIRMED"
	statusTentative = "TENTATIVE"
	statusCancelled = "CANCELLED"
)

// Invite writes the calendar part of a letter: a REQUEST or CANCEL to its one
// recipient (RFC 5546 §3.2.2, §3.2.5). from is the present sender; where the
// registration's organizer is another address, from stands as SENT-BY. All
// addresses are ASCII. Errors hold no personal data.
func (w *Writer) Invite(l *events.Letter, from mail.Address) ([]byte, error) {
	seat := Seat{
		Registration: l.Registration, Session: l.Session, Block: l.Block, Place: l.Place,
		Facilitators: l.Facilitators, Discreet: l.Discreet, Language: l.Language, Manage: l.Links.Manage,
		Leads: l.Message.About == events.AboutAssignment,
	}
	e := w.entryOf(&seat)
	e.stamp = l.Now
	switch l.Method {
	case events.MethodRequest:
		e.status = statusConfirmed
	case events.MethodCancel:
		e.status = statusCancelled
		if reason := l.Session.Reason.In(l.Language); !l.Discreet && l.Session.State == events.SessionCancelled {
			e.detail = cleanText(reason, e.detail)
		}
	default:
		return nil, errors.New("invite: the letter has no calendar part")
	}
	var err error
	if e.organizer, err = organizer(l.Registration.Organizer, from); err != nil {
		return nil, fmt.Errorf("invite: organizer: %w", err)
	}
	if e.attendee, err = attendee(l, w.in(l.Language).Participant); err != nil {
		return nil, fmt.Errorf("invite: attendee: %w", err)
	}
	o := w.object(string(l.Method))
	if err := o.add(e); err != nil {
		return nil, fmt.Errorf("invite: %w", err)
	}
	raw, err := o.bytes()
	if err != nil {
		return nil, fmt.Errorf("invite: %w", err)
	}
	return raw, nil
}

// organizer names the address that answers go to. It stays the registration's
// own for life: calendars refuse updates from another one.
func organizer(own string, from mail.Address) (*goical.Prop, error) {
	if own == "" {
		own = from.Address
	}
	prop := goical.NewProp(goical.PropOrganizer)
	var err error
	if prop.Value, err = mailto(own); err != nil {
		return nil, err
	}
	name := cleanParameter(from.Name)
	if name == "" {
		name = cleanParameter(own)
	}
	prop.Params.Set(goical.ParamCommonName, name)
	if from.Address != "" && !strings.EqualFold(own, from.Address) {
		by, err := mailto(from.Address)
		if err != nil {
			return nil, err
		}
		prop.Params.Set(goical.ParamSentBy, by)
	}
	return prop, nil
}

// attendee is the recipient with the answer given so far; a new invitation
// asks for one.
func attendee(l *events.Letter, unnamed string) (*goical.Prop, error) {
	prop := goical.NewProp(goical.PropAttendee)
	var err error
	if prop.Value, err = mailto(l.To); err != nil {
		return nil, err
	}
	name := cleanParameter(l.Name)
	if name == "" {
		name = cleanParameter(unnamed)
	}
	answer := events.NeedsAction
	switch given := l.Registration.Participation; {
	case l.Registration.Sequence == 0:
	case given == events.Accepted, given == events.Declined, given == events.Tentative:
		answer = given
	}
	prop.Params.Set(goical.ParamCommonName, name)
	prop.Params.Set(goical.ParamCalendarUserType, "INDIVIDUAL")
	prop.Params.Set(goical.ParamRole, "REQ-PARTICIPANT")
	prop.Params.Set(goical.ParamParticipationStatus, strings.ToUpper(string(answer)))
	prop.Params.Set(goical.ParamRSVP, "TRUE")
	return prop, nil
}

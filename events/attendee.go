package events

import (
	"context"
	"slices"
	"time"
)

// Attendee is a registration as the desk lists it.
type Attendee struct {
	Registration Registration
	Session      Session
	// Company is the employer's name, or what was typed.
	Company string
	// Position is the place on the waitlist, from 1; 0 when not on it.
	Position int
	// Letter is the newest one that was not skipped; its ID is "" where there is
	// none.
	Letter Message
}

// AttendeeQuery asks for a page of a session's registrations.
type AttendeeQuery struct {
	SessionID string
	// LedBy keeps to the sessions of the facilitator with that address; "" is all.
	LedBy string
	// State is "" for everybody.
	State RegistrationState
	// After is the id of the last one of the page before; Limit 0 is all.
	After string
	Limit int
	// Letters asks for the newest letter of each.
	Letters bool
}

// Attendees is who registered for a session.
type Attendees struct {
	Listing
	Programme Programme
	Counts    map[RegistrationState]int
	People    []Attendee
	// Next is the After of the page that follows, "" for none.
	Next    string
	WalkIns map[string]int
	// CheckIn tells whether people can be marked as there or not.
	CheckIn bool
}

// Attendees lists who registered for a session, in the order they did.
// CodeNotFound where there is no such session, or LedBy does not lead it.
func (s *Service) Attendees(ctx context.Context, q AttendeeQuery) (Attendees, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Attendees, error) {
		var a Attendees
		session, err := ledSession(ctx, tx, tx.Session, q.SessionID, q.LedBy)
		if err != nil {
			return a, err
		}
		a.Session, a.CheckIn = session, checkInOpen(&session, s.clock.Now())
		if a.Programme, err = tx.Programme(ctx); err != nil {
			return a, err
		}
		if a.Place, err = placeOf(ctx, tx, &session); err != nil {
			return a, err
		}
		if a.Counts, err = tx.CountRegistrations(ctx, session.ID); err != nil {
			return a, err
		}
		if a.WalkIns, err = tx.WalkIns(ctx, session.ID); err != nil {
			return a, err
		}
		return a, attendees(ctx, tx, &a, q)
	})
}

func attendees(ctx context.Context, tx Tx, a *Attendees, q AttendeeQuery) error {
	f := RegistrationFilter{SessionID: q.SessionID, After: q.After}
	if q.State != "" {
		f.States = []RegistrationState{q.State}
	}
	if q.Limit > 0 {
		f.Limit = q.Limit + 1
	}
	registrations, err := tx.Registrations(ctx, f)
	if err != nil {
		return err
	}
	if q.Limit > 0 && len(registrations) > q.Limit {
		registrations = registrations[:q.Limit]
		a.Next = registrations[q.Limit-1].ID
	}
	companies := companies{}
	a.People = make([]Attendee, len(registrations))
	for i, r := range registrations {
		one := &a.People[i]
		one.Registration, one.Session = r, a.Session
		if one.Company, err = companies.name(ctx, tx, r.Employer); err != nil {
			return err
		}
		if one.Position, err = position(ctx, tx, &r); err != nil {
			return err
		}
		if !q.Letters {
			continue
		}
		if one.Letter, err = newestLetter(ctx, tx, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// newestLetter is the last one owed to a registration that was not skipped.
func newestLetter(ctx context.Context, tx Tx, registrationID string) (Message, error) {
	messages, err := tx.Messages(ctx, MessageFilter{RegistrationID: registrationID})
	var newest Message
	for _, m := range messages {
		if m.State != Skipped {
			newest = m
		}
	}
	return newest, err
}

// ledSession reads a session with read, for who leads it: CodeNotFound where
// ledBy does not.
func ledSession(ctx context.Context, tx Tx, read func(context.Context, string) (Session, error), id, ledBy string) (Session, error) {
	session, err := read(ctx, id)
	if err != nil {
		return session, err
	}
	mine, err := led(ctx, tx, &session, ledBy)
	if err == nil && !mine {
		err = Refuse(CodeNotFound)
	}
	return session, err
}

// Gatherings are the sessions that people are received at about now: those of
// the last week and of the next four, the first to come first. ledBy as in Today.
func (s *Service) Gatherings(ctx context.Context, ledBy string) ([]Listing, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Listing, error) {
		now := s.clock.Now()
		sessions, err := tx.Sessions(ctx, SessionFilter{From: now.AddDate(0, 0, -7), To: now.AddDate(0, 0, 28), Limit: todaySessions})
		if err != nil {
			return nil, err
		}
		var ahead, past []Listing
		for i := range sessions {
			l := Listing{Session: sessions[i]}
			mine, err := led(ctx, tx, &l.Session, ledBy)
			if err != nil {
				return nil, err
			}
			if !mine || l.Session.State == SessionDraft {
				continue
			}
			if l.Place, err = placeOf(ctx, tx, &l.Session); err != nil {
				return nil, err
			}
			if now.Before(l.Session.EndsAt()) {
				ahead = append(ahead, l)
			} else {
				past = append([]Listing{l}, past...)
			}
		}
		return append(ahead, past...), nil
	})
}

// Person is all that the desk knows of a registration.
type Person struct {
	RegistrationView
	Company string
	// Note is what coordinators wrote down.
	Note     string
	Timeline []TimelineItem
	// CheckIn tells whether the person can be marked as there or not; Ahead
	// whether the place can still be given up or changed for another.
	CheckIn, Ahead bool
}

// Person reads one registration for the desk.
func (s *Service) Person(ctx context.Context, registrationID string) (Person, error) {
	person, err := view(ctx, s, func(ctx context.Context, tx Tx) (Person, error) {
		var p Person
		r, err := tx.Registration(ctx, registrationID)
		if err != nil {
			return p, err
		}
		session, err := tx.Session(ctx, r.SessionID)
		if err != nil {
			return p, err
		}
		if p.RegistrationView, err = s.registrationView(ctx, tx, r, session); err != nil {
			return p, err
		}
		if p.Company, err = (companies{}).name(ctx, tx, r.Employer); err != nil {
			return p, err
		}
		now := s.clock.Now()
		p.CheckIn, p.Ahead = checkInOpen(&session, now), stillAhead(&session, &r, now) == nil
		p.Note, err = tx.Note(ctx, r.ID)
		return p, err
	})
	if err != nil {
		return person, err
	}
	person.Timeline, err = s.Timeline(ctx, registrationID)
	return person, err
}

// checkInBefore is how long before its start a session begins to receive people.
const checkInBefore = 3 * time.Hour

// checkInOpen tells whether people of a session can be marked as there or not.
// Before it nobody may be: who is marked hears no more of a change.
func checkInOpen(session *Session, now time.Time) bool {
	return (session.State == SessionPublished || session.State == SessionHeld) && !now.Before(session.StartsAt().Add(-checkInBefore))
}

// ExportAttendees lists everybody of a session who was not erased, and writes
// down that the list left the program.
func (s *Service) ExportAttendees(ctx context.Context, sessionID string) (Attendees, error) {
	all, err := s.Attendees(ctx, AttendeeQuery{SessionID: sessionID})
	if err != nil {
		return all, err
	}
	all.People = slices.DeleteFunc(all.People, func(a Attendee) bool { return !a.Registration.ErasedAt.IsZero() })
	return all, s.update(ctx, func(ctx context.Context, tx Tx) error {
		return s.audit(ctx, tx, AuditExported, "session", sessionID, "")
	})
}

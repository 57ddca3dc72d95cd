package events

import (
	"context"
	"slices"
	"time"
)

// MoveCommand changes somebody's place at one session for a seat at another.
type MoveCommand struct {
	RegistrationID string
	// SessionID is the other session; Block is required where it has several.
	SessionID, Block string
}

// MoveRegistration gives somebody a seat at another session and takes the place
// at the old one back, both or neither: the old one's appointment leaves the
// calendar, the new one is confirmed. It answers with the new registration.
// Refusals: CodeNotFound, CodeSessionClosed where either is over or called off,
// CodeSessionFull where the other has no seat, CodeAlreadyRegistered.
func (s *Service) MoveRegistration(ctx context.Context, c MoveCommand) (Registration, error) {
	var moved Registration
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		r, err := tx.Registration(ctx, c.RegistrationID)
		if err != nil {
			return err
		}
		if r.SessionID == c.SessionID {
			return Refuse(CodeAlreadyRegistered)
		}
		old, next, err := lockBoth(ctx, tx, r.SessionID, c.SessionID)
		if err != nil {
			return err
		}
		if r, err = tx.Registration(ctx, c.RegistrationID); err != nil {
			return err
		}
		now := s.clock.Now()
		if err := stillAhead(&old, &r, now); err != nil {
			return err
		}
		if moved, err = s.takeOver(ctx, tx, &r, &next, c.Block, now); err != nil {
			return err
		}
		if err := s.withdraw(ctx, tx, &old, &r, now); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditMoved, "registration", moved.ID, "")
	})
	return moved, err
}

// lockBoth locks two sessions in the order of their ids, so that two moves
// never wait for each other.
func lockBoth(ctx context.Context, tx Tx, firstID, secondID string) (first, second Session, err error) {
	ids := []string{firstID, secondID}
	slices.Sort(ids)
	for _, id := range ids {
		session, err := tx.LockSession(ctx, id)
		if err != nil {
			return first, second, err
		}
		if id == firstID {
			first = session
		} else {
			second = session
		}
	}
	return first, second, nil
}

// takeOver gives a person a seat at another session, with what they asked for.
func (s *Service) takeOver(ctx context.Context, tx Tx, r *Registration, session *Session, blockID string, now time.Time) (Registration, error) {
	block, ok := session.Block(blockID)
	switch {
	case !ok && blockID == "":
		return Registration{}, Invalid("block", "required")
	case !ok:
		return Registration{}, Invalid("block", "unknown_choice", "Value", blockID)
	case session.State != SessionPublished || !now.Before(block.StartsAt):
		return Registration{}, Refuse(CodeSessionClosed)
	}
	id := NewID(now)
	made, err := s.registerFor(ctx, tx, &RegisterCommand{
		SessionID: session.ID, Block: block.ID, SeatOnly: true, Name: r.Name, Email: r.Email, Language: r.Language, Employer: r.Employer,
		Needs: r.Needs, Discreet: r.Discreet, ConsentNewsletter: r.ConsentNewsletter, ConsentSurvey: r.ConsentSurvey,
	}, session, id, id, now)
	if err != nil {
		return Registration{}, err
	}
	if made.Already {
		return Registration{}, Refuse(CodeAlreadyRegistered)
	}
	moved := made.Registration
	if moved.Mode, moved.RemindersOff = r.Mode, r.RemindersOff; moved.Mode != "" || moved.RemindersOff {
		if err := tx.PutRegistration(ctx, moved); err != nil {
			return moved, err
		}
	}
	note, err := tx.Note(ctx, r.ID)
	if err != nil || note == "" {
		return moved, err
	}
	return moved, tx.PutNote(ctx, moved.ID, note)
}

// MoveChoices lists the sessions to come that somebody could change to, those
// of the same offering first.
func (s *Service) MoveChoices(ctx context.Context, registrationID string) ([]Listing, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Listing, error) {
		r, err := tx.Registration(ctx, registrationID)
		if err != nil {
			return nil, err
		}
		own, err := tx.Session(ctx, r.SessionID)
		if err != nil {
			return nil, err
		}
		sessions, err := tx.Sessions(ctx, SessionFilter{
			From: s.clock.Now(), State: SessionPublished, Kind: own.Offering.Kind, Limit: moveChoices,
		})
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(sessions, func(a, b Session) int {
			return offered(&a, &own) - offered(&b, &own)
		})
		choices := make([]Listing, 0, len(sessions))
		for i := range sessions {
			l := Listing{Session: sessions[i]}
			if l.Session.ID == own.ID {
				continue
			}
			if l.Place, err = placeOf(ctx, tx, &l.Session); err != nil {
				return nil, err
			}
			choices = append(choices, l)
		}
		return choices, nil
	})
}

// moveChoices is how many sessions are looked at.
const moveChoices = 100

// offered orders sessions of the same offering before others.
func offered(session, own *Session) int {
	if session.Offering.ID == own.Offering.ID {
		return 0
	}
	return 1
}

package events

import (
	"context"
	"slices"
	"time"
)

// Withdraw frees a registration's place; the waitlist moves up in the same
// transaction. One already withdrawn stays as it is. Refusals: CodeNotFound,
// CodeSessionClosed once the session is over or cancelled.
func (s *Service) Withdraw(ctx context.Context, registrationID string) (Registration, error) {
	return s.change(ctx, registrationID, func(ctx context.Context, tx Tx, session *Session, r *Registration, now time.Time) error {
		if r.State == Withdrawn {
			return nil
		}
		if err := stillAhead(session, r, now); err != nil {
			return err
		}
		if err := s.audit(ctx, tx, AuditWithdrawn, "registration", r.ID, ""); err != nil {
			return err
		}
		return s.withdraw(ctx, tx, session, r, now)
	})
}

// stillAhead refuses a change to a place that is over.
func stillAhead(session *Session, r *Registration, now time.Time) error {
	block, ok := session.Block(r.BlockID)
	if !ok || !r.State.Active() || session.State != SessionPublished || !now.Before(block.EndsAt) {
		return Refuse(CodeSessionClosed)
	}
	return nil
}

// change runs fn on a registration with its session locked.
func (s *Service) change(ctx context.Context, registrationID string,
	fn func(ctx context.Context, tx Tx, session *Session, r *Registration, now time.Time) error,
) (Registration, error) {
	var r Registration
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		if r, err = tx.Registration(ctx, registrationID); err != nil {
			return err
		}
		session, err := tx.LockSession(ctx, r.SessionID)
		if err != nil {
			return err
		}
		// Read again under the lock: another may have changed it meanwhile.
		if r, err = tx.Registration(ctx, registrationID); err != nil {
			return err
		}
		return fn(ctx, tx, &session, &r, s.clock.Now())
	})
	return r, err
}

func (s *Service) withdraw(ctx context.Context, tx Tx, session *Session, r *Registration, now time.Time) error {
	block, _ := session.Block(r.BlockID)
	confirmed, waitlisted := -1, 0
	if r.State == Waitlisted {
		confirmed, waitlisted = 0, -1
	}
	r.State, r.WithdrawnAt = Withdrawn, now
	r.Sequence++
	if err := s.oweNewest(ctx, tx, r, Withdrawal, "", timeKinds, now, block.EndsAt); err != nil {
		return err
	}
	if err := s.count(ctx, tx, session, block, confirmed, waitlisted); err != nil {
		return err
	}
	return s.promote(ctx, tx, session, now)
}

// Undo takes a withdrawal back within UndoWindow, also when registration has
// closed: the seat if there still is one, or the old place on the waitlist.
// Refusals: CodeSessionClosed when the time is over, CodeSessionFull when the seat is gone, CodeAlreadyRegistered
// when the address registered anew meanwhile.
func (s *Service) Undo(ctx context.Context, registrationID string) (Registration, error) {
	return s.change(ctx, registrationID, func(ctx context.Context, tx Tx, session *Session, r *Registration, now time.Time) error {
		if r.State.Active() {
			return nil
		}
		block, ok := session.Block(r.BlockID)
		if !ok || !undoable(session, block, r, now) {
			return Refuse(CodeSessionClosed)
		}
		if _, err := tx.ActiveRegistration(ctx, session.ID, r.Email); r.Email != "" && err == nil {
			return Refuse(CodeAlreadyRegistered)
		} else if r.Email != "" && CodeOf(err) != CodeNotFound {
			return err
		}
		return s.undo(ctx, tx, session, block, r, now)
	})
}

// undoable tells whether a withdrawal can still be taken back.
func undoable(session *Session, block *Block, r *Registration, now time.Time) bool {
	return r.State == Withdrawn && !r.EraseRequested && now.Sub(r.WithdrawnAt) <= UndoWindow &&
		session.State == SessionPublished && now.Before(block.EndsAt)
}

func (s *Service) undo(ctx context.Context, tx Tx, session *Session, block *Block, r *Registration, now time.Time) error {
	kind, confirmed, waitlisted := Confirmation, 1, 0
	if r.ConfirmedAt.IsZero() {
		kind, confirmed, waitlisted = WaitlistEntry, 0, 1
	}
	if confirmed == 1 && (session.Free(block) == 0 || block.Waitlisted > 0) {
		return Refuse(CodeSessionFull)
	}
	missed, err := s.missedWhileAway(ctx, tx, r, now)
	if err != nil {
		return err
	}
	r.State, r.WithdrawnAt = Confirmed, time.Time{}
	if waitlisted == 1 {
		r.State = Waitlisted
	}
	r.Participation = NeedsAction
	r.Sequence++
	if err := s.oweNewest(ctx, tx, r, kind, "", timeKinds, now, block.EndsAt); err != nil {
		return err
	}
	if err := s.count(ctx, tx, session, block, confirmed, waitlisted); err != nil {
		return err
	}
	if r.State == Confirmed {
		return s.skipPassed(ctx, tx, r, missed, now)
	}
	if err := s.promote(ctx, tx, session, now); err != nil {
		return err
	}
	*r, err = tx.Registration(ctx, r.ID) // it may have its seat now
	return err
}

// missedWhileAway lists the reminders that were fanned out between a
// withdrawal and its undoing.
func (s *Service) missedWhileAway(ctx context.Context, tx Tx, r *Registration, now time.Time) ([]Reminder, error) {
	reminders, err := tx.Reminders(ctx, r.SessionID)
	if err != nil {
		return nil, err
	}
	var missed []Reminder
	for _, rem := range reminders {
		if rem.State == ReminderSent && rem.Passed(now) && !rem.Passed(r.WithdrawnAt) {
			rem.Reason = ReasonNotConfirmed
			missed = append(missed, rem)
		}
	}
	return missed, nil
}

// EditCommand is what a person may change of their own registration.
type EditCommand struct {
	Name, Language, Needs string
}

// Edit changes name, language and needs.
func (s *Service) Edit(ctx context.Context, registrationID string, c EditCommand) (Registration, error) {
	return s.change(ctx, registrationID, func(ctx context.Context, tx Tx, session *Session, r *Registration, _ time.Time) error {
		if !r.ErasedAt.IsZero() || r.EraseRequested {
			return Refuse(CodeGone)
		}
		var p problems
		c.Name = checkName(&p, c.Name, !r.Discreet && !session.Offering.Discreet)
		c.Needs = checkLine(&p, "needs", c.Needs, maxNeeds)
		if !KnownLanguage(c.Language) {
			p.add("language", "unknown_choice", "Value", c.Language)
		}
		if err := p.err(); err != nil {
			return err
		}
		r.Name, r.Language, r.Needs = c.Name, c.Language, c.Needs
		if err := s.audit(ctx, tx, AuditRegistrationEdited, "registration", r.ID, ""); err != nil {
			return err
		}
		if err := tx.PutRegistration(ctx, *r); err != nil {
			return err
		}
		return index(ctx, tx, companies{}, r)
	})
}

// StopReminders ends reminders and follow-ups for a registration, never its seat.
func (s *Service) StopReminders(ctx context.Context, registrationID string) (Registration, error) {
	return s.change(ctx, registrationID, func(ctx context.Context, tx Tx, _ *Session, r *Registration, _ time.Time) error {
		if r.RemindersOff {
			return nil
		}
		r.RemindersOff = true
		if err := tx.Supersede(ctx, AboutRegistration, r.ID, []MessageKind{ReminderLetter, FollowUp, FreeLetter}, ReasonRemindersStopped); err != nil {
			return err
		}
		return tx.PutRegistration(ctx, *r)
	})
}

// Erase forgets a person. A place still ahead is given up first, and the data
// goes when the letter that takes the appointment out of the calendar is out,
// or at the session's end; otherwise at once.
func (s *Service) Erase(ctx context.Context, registrationID string) (Registration, error) {
	return s.change(ctx, registrationID, func(ctx context.Context, tx Tx, session *Session, r *Registration, now time.Time) error {
		if !r.ErasedAt.IsZero() {
			return nil
		}
		r.EraseRequested = true
		if stillAhead(session, r, now) == nil {
			if err := s.audit(ctx, tx, AuditErased, "registration", r.ID, ""); err != nil {
				return err
			}
			return s.withdraw(ctx, tx, session, r, now)
		}
		waiting, err := s.lettersWaiting(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if err := s.audit(ctx, tx, AuditErased, "registration", r.ID, ""); err != nil {
			return err
		}
		if !waiting {
			return forget(ctx, tx, r, now)
		}
		return tx.PutRegistration(ctx, *r)
	})
}

// lettersWaiting tells whether a calendar letter about a registration is
// unsent, or held for a person to decide on.
func (s *Service) lettersWaiting(ctx context.Context, tx Tx, registrationID string) (bool, error) {
	messages, err := tx.Messages(ctx, MessageFilter{RegistrationID: registrationID})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(messages, func(m Message) bool { return m.Kind.Calendar() && (m.State.unsent() || m.State == Held) }), nil
}

// unsent tells whether a message may still go out by itself.
func (s MessageState) unsent() bool {
	return s == Queued || s == Sending || s == Retrying || s == InDoubt
}

// forget takes everything that tells of a person out of a registration, and
// from where else it was kept.
func forget(ctx context.Context, tx Tx, r *Registration, now time.Time) error {
	erase(r, now)
	if err := tx.PutRegistration(ctx, *r); err != nil {
		return err
	}
	if err := tx.PutNote(ctx, r.ID, ""); err != nil {
		return err
	}
	return tx.PutSearchWords(ctx, r.ID, nil)
}

// erase leaves of a registration only what counts and what the calendar needs.
func erase(r *Registration, now time.Time) {
	r.Name, r.Email, r.Employer, r.Needs = "", "", "", ""
	r.ConsentNewsletter, r.ConsentSurvey = false, false
	r.ErasedAt = now
	r.LinkVersion++
}

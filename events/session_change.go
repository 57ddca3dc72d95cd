package events

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// ChangeSession edits a session. A published session's new time or place owes
// every registrant a letter, in the same transaction; more seats move the
// waitlist up. Refusals: CodeVersionConflict with the present Session,
// CodeCapacityBelowConfirmed, CodeSessionClosed for one that is cancelled or
// held, and those of CreateSession.
func (s *Service) ChangeSession(ctx context.Context, id string, in SessionInput) (Session, error) {
	var session Session
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		if err := s.planTurn(ctx, tx); err != nil {
			return err
		}
		old, err := tx.LockSession(ctx, id)
		if err != nil {
			return err
		}
		if in.Version == 0 {
			return Invalid("version", "required")
		}
		if in.Version != old.Version {
			return &Error{Code: CodeVersionConflict, Current: old}
		}
		if old.State == SessionCancelled || old.State == SessionHeld {
			return Refuse(CodeSessionClosed)
		}
		now := s.clock.Now()
		if err := s.changeSession(ctx, tx, &old, in, now); err != nil {
			return err
		}
		if session, err = tx.Session(ctx, id); err != nil {
			return err
		}
		overruled, err := s.checkPlan(ctx, tx, &old, &session, &in, now)
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditSessionChanged, "session", id, overruled)
	})
	return session, err
}

func (s *Service) changeSession(ctx context.Context, tx Tx, old *Session, in SessionInput, now time.Time) error {
	next := *old
	next.Blocks = slices.Clone(old.Blocks)
	if in.Offering != "" && in.Offering != old.Offering.ID {
		return Invalid("offering", "fixed")
	}
	if err := in.apply(&next, now); err != nil {
		return err
	}
	if err := checkReferences(ctx, tx, old, &next); err != nil {
		return err
	}
	if err := checkSeats(&next); err != nil {
		return err
	}
	if len(movedBlocks(old, &next)) == 0 && !replacedPlace(old, &next) && in.Reason.Empty() {
		next.Reason = old.Reason // the letter that tells it may still be unsent
	}
	return s.revise(ctx, tx, old, &next, now)
}

// revise writes a session that has changed, and owes what the change means to
// people and reminders.
func (s *Service) revise(ctx context.Context, tx Tx, old, next *Session, now time.Time) error {
	moved, replaced := movedBlocks(old, next), replacedPlace(old, next)
	next.Version++
	if (len(moved) > 0 || replaced) && next.State == SessionPublished {
		next.Sequence++
	}
	if err := s.dropBlocks(ctx, tx, old, next); err != nil {
		return err
	}
	if err := tx.PutSession(ctx, *next); err != nil {
		return err
	}
	if next.State != SessionPublished {
		return nil
	}
	programme, err := tx.Programme(ctx)
	if err != nil {
		return err
	}
	reason := ReasonPastAtRule
	if len(moved) > 0 {
		reason = ReasonPastAtMove
	}
	skipped, err := s.replan(ctx, tx, &programme, next, reason, now)
	if err != nil {
		return err
	}
	if err := s.tellMoved(ctx, tx, next, moved, replaced, skipped, now); err != nil {
		return err
	}
	if err := s.tellAssigned(ctx, tx, old, next, now); err != nil {
		return err
	}
	return s.promote(ctx, tx, next, now)
}

// checkSeats refuses fewer seats than are taken.
func checkSeats(s *Session) error {
	if seats := s.Seats(); seats != nil && s.Confirmed > *seats {
		return &Error{Code: CodeCapacityBelowConfirmed, Problems: []Problem{{Field: "capacity", Key: "below_confirmed", Args: []any{"Confirmed", s.Confirmed}}}}
	}
	for i, b := range s.Blocks {
		if b.Capacity != nil && b.Confirmed > *b.Capacity {
			return &Error{Code: CodeCapacityBelowConfirmed, Problems: []Problem{{
				Field: blockField(i, "capacity"), Key: "below_confirmed", Args: []any{"Confirmed", b.Confirmed},
			}}}
		}
	}
	return nil
}

// movedBlocks lists the blocks whose times differ.
func movedBlocks(old, next *Session) map[string]bool {
	moved := map[string]bool{}
	for i := range next.Blocks {
		b := &next.Blocks[i]
		if was, ok := old.Block(b.ID); ok && (!was.StartsAt.Equal(b.StartsAt) || !was.EndsAt.Equal(b.EndsAt)) {
			moved[b.ID] = true
		}
	}
	return moved
}

// dropBlocks refuses to take away a block that somebody registered for, and
// takes the reminders of the others with them.
func (s *Service) dropBlocks(ctx context.Context, tx Tx, old, next *Session) error {
	for _, b := range old.Blocks {
		if _, kept := next.Block(b.ID); kept {
			continue
		}
		there, err := tx.Registrations(ctx, RegistrationFilter{SessionID: old.ID, BlockID: b.ID, Limit: 1})
		if err != nil {
			return err
		}
		if len(there) > 0 {
			return Invalid("blocks", "block_in_use", "Value", b.ID)
		}
		reminders, err := tx.Reminders(ctx, old.ID)
		if err != nil {
			return err
		}
		for _, r := range reminders {
			if r.BlockID == b.ID {
				if err := tx.DeleteReminder(ctx, old.ID, b.ID, r.Rule); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// tellMoved owes everybody whose time or place changed their letter: an
// update to who has a seat, the waitlist's letter anew to who waits.
func (s *Service) tellMoved(ctx context.Context, tx Tx, session *Session, moved map[string]bool, replaced bool, skipped []Reminder, now time.Time) error {
	if len(moved) == 0 && !replaced {
		return nil
	}
	registrations, err := tx.Registrations(ctx, RegistrationFilter{SessionID: session.ID, States: []RegistrationState{Confirmed, Waitlisted}})
	if err != nil {
		return err
	}
	for i := range registrations {
		r := &registrations[i]
		if !moved[r.BlockID] && !replaced {
			continue
		}
		kind, untrue := WaitlistEntry, placeKinds
		if r.State == Confirmed {
			kind = Update
		}
		if moved[r.BlockID] {
			untrue = timeKinds
		}
		rule := ""
		if r.State == Confirmed {
			r.Sequence++
			r.Participation = NeedsAction
		} else {
			// Their calendar knows nothing yet; the session's own count keeps
			// one letter of the waitlist from passing for another.
			rule = strconv.Itoa(session.Sequence)
		}
		block, _ := session.Block(r.BlockID)
		if err := s.oweNewest(ctx, tx, r, kind, rule, untrue, now, block.EndsAt); err != nil {
			return err
		}
		if err := s.skipPassed(ctx, tx, r, skipped, now); err != nil {
			return err
		}
	}
	return nil
}

// skipPassed writes down for one registration which reminders a move left
// behind.
func (s *Service) skipPassed(ctx context.Context, tx Tx, r *Registration, skipped []Reminder, now time.Time) error {
	var fates []Message
	for i := range skipped {
		if skipped[i].BlockID == r.BlockID && r.State == Confirmed {
			fates = append(fates, s.reminderFate(r, &skipped[i], Skipped, skipped[i].Reason, now))
		}
	}
	_, err := tx.InsertMessages(ctx, fates...)
	return err
}

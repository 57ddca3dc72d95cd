package events

import (
	"context"
	"fmt"
	"time"
)

func blockField(i int, field string) string { return fmt.Sprintf("blocks[%d].%s", i, field) }

// Publishing is how drafts are published: where Checked is set, not against the
// planner's word without an Overrule.
type Publishing struct {
	Checked  bool
	Overrule Overrule
}

// PublishSession opens a draft for registration and plans its reminders. One
// already published stays as it is; any other is CodeSessionClosed. What blocks
// it, which may have come since it was drafted, is CodeValidation of "overrule"
// where that is to be checked; a copy whose place was left out needs another one
// first, CodeValidation of "location".
func (s *Service) PublishSession(ctx context.Context, id string, how Publishing) (Session, error) {
	return s.sessionStep(ctx, id, func(ctx context.Context, tx Tx, session *Session, now time.Time) error {
		switch session.State {
		case SessionPublished:
			return nil
		case SessionDraft:
		default:
			return Refuse(CodeSessionClosed)
		}
		return s.publish(ctx, tx, session, how, now)
	})
}

// publish opens a locked draft.
func (s *Service) publish(ctx context.Context, tx Tx, session *Session, how Publishing, now time.Time) error {
	if session.Nowhere() {
		return Invalid("location", "required")
	}
	overruled, err := s.checkPlan(ctx, tx, nil, session, &SessionInput{Checked: how.Checked, Overrule: how.Overrule}, now)
	if err != nil {
		return err
	}
	session.State = SessionPublished
	if err := tx.PutSession(ctx, *session); err != nil {
		return err
	}
	if err := s.audit(ctx, tx, AuditSessionPublished, "session", session.ID, overruled); err != nil {
		return err
	}
	programme, err := tx.Programme(ctx)
	if err != nil {
		return err
	}
	if _, err = s.replan(ctx, tx, &programme, session, ReasonPastAtPublish, now); err != nil {
		return err
	}
	return s.tellAssigned(ctx, tx, nil, session, now)
}

// CancelSession calls a session off: every registrant is owed a cancellation
// in the same transaction, and no reminder after it. One already cancelled
// stays as it is; one that was held is CodeSessionClosed.
func (s *Service) CancelSession(ctx context.Context, id string, reason Text) (Session, error) {
	var p problems
	reason = checkText(&p, "reason", reason, maxReason)
	if err := p.err(); err != nil {
		return Session{}, err
	}
	return s.sessionStep(ctx, id, func(ctx context.Context, tx Tx, session *Session, now time.Time) error {
		if session.State == SessionCancelled {
			return nil
		}
		if session.State == SessionHeld {
			return Refuse(CodeSessionClosed)
		}
		if err := s.audit(ctx, tx, AuditSessionCancelled, "session", id, ""); err != nil {
			return err
		}
		return s.cancel(ctx, tx, session, reason, now)
	})
}

// cancel calls a locked session off.
func (s *Service) cancel(ctx context.Context, tx Tx, session *Session, reason Text, now time.Time) error {
	was := *session
	session.State, session.Reason = SessionCancelled, reason
	session.Sequence++
	if err := tx.PutSession(ctx, *session); err != nil {
		return err
	}
	if err := s.cancelReminders(ctx, tx, session.ID); err != nil {
		return err
	}
	if was.State != SessionPublished {
		return nil
	}
	if err := s.tellCancelled(ctx, tx, session, now); err != nil {
		return err
	}
	return s.tellAssigned(ctx, tx, &was, session, now)
}

func (s *Service) tellCancelled(ctx context.Context, tx Tx, session *Session, now time.Time) error {
	registrations, err := tx.Registrations(ctx, RegistrationFilter{SessionID: session.ID, States: []RegistrationState{Confirmed, Waitlisted}})
	if err != nil {
		return err
	}
	for i := range registrations {
		r := &registrations[i]
		r.Sequence++
		block, _ := session.Block(r.BlockID)
		if err := s.oweNewest(ctx, tx, r, Cancellation, "", timeKinds, now, block.EndsAt); err != nil {
			return err
		}
	}
	return nil
}

// sessionStep runs fn on a locked session and reads it again.
func (s *Service) sessionStep(ctx context.Context, id string, fn func(ctx context.Context, tx Tx, session *Session, now time.Time) error) (Session, error) {
	var session Session
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		locked, err := tx.LockSession(ctx, id)
		if err != nil {
			return err
		}
		if err := fn(ctx, tx, &locked, s.clock.Now()); err != nil {
			return err
		}
		session, err = tx.Session(ctx, id)
		return err
	})
	return session, err
}

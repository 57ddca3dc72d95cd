package events

import "context"

// AssignmentView is an assignment with what the page of its stop link tells.
type AssignmentView struct {
	Assignment Assignment
	Session    Session
	Programme  Programme
}

// Assigned reads the assignment that a stop link is for. Refusals: CodeNotFound
// for a link that is none, CodeGone for one that expired.
func (s *Service) Assigned(ctx context.Context, token string) (AssignmentView, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (AssignmentView, error) {
		var v AssignmentView
		id, ok := s.key.Opens(PurposeStop, token)
		if !ok {
			return v, Refuse(CodeNotFound)
		}
		var err error
		if v.Assignment, err = tx.Assignment(ctx, id); err != nil {
			return v, err
		}
		if v.Session, err = tx.Session(ctx, v.Assignment.SessionID); err != nil {
			return v, err
		}
		if s.clock.Now().After(v.Session.EndsAt().Add(linkLife)) {
			return AssignmentView{}, Refuse(CodeGone)
		}
		v.Programme, err = tx.Programme(ctx)
		return v, err
	})
}

// Quieten ends the letters about an assignment that tell of neither a new time
// or place nor an end.
func (s *Service) Quieten(ctx context.Context, token string) error {
	v, err := s.Assigned(ctx, token)
	if err != nil || v.Assignment.Quiet {
		return err
	}
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		if _, err := tx.LockSession(ctx, v.Session.ID); err != nil {
			return err
		}
		a, err := tx.Assignment(ctx, v.Assignment.ID)
		if err != nil {
			return err
		}
		a.Quiet = true
		return tx.PutAssignment(ctx, a)
	})
}

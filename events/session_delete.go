package events

import "context"

// DeleteSession takes a draft away for which nobody is registered. Any other is
// CodeSessionClosed: it is called off instead, so that people hear of it.
func (s *Service) DeleteSession(ctx context.Context, id string) error {
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		session, err := tx.LockSession(ctx, id)
		if err != nil {
			return err
		}
		if may, err := deletable(ctx, tx, &session); err != nil || !may {
			if err == nil {
				err = Refuse(CodeSessionClosed)
			}
			return err
		}
		if err := tx.DeleteSession(ctx, id); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditSessionDeleted, "session", id, "")
	})
}

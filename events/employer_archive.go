package events

import (
	"context"
	"slices"
)

// ArchiveEmployer hides an employer from the lists and choices; RestoreEmployer
// shows it again. One that a coming session is for, or at a site of which it is,
// is refused: CodeValidation of the field "archive".
func (s *Service) ArchiveEmployer(ctx context.Context, id string) error {
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		if err := s.planTurn(ctx, tx); err != nil {
			return err
		}
		return s.changeLocked(ctx, tx, id, AuditEmployerArchived, s.archiveEmployer)
	})
}

func (s *Service) archiveEmployer(ctx context.Context, tx Tx, e *Employer) error {
	if err := refuseInUse(ctx, tx, s.clock.Now(), func(session *Session) bool {
		return session.EmployerID == e.ID || slices.ContainsFunc(e.Sites, func(site Site) bool { return site.ID == session.Location.Ref })
	}); err != nil {
		return err
	}
	programme, err := tx.Programme(ctx)
	if err == nil && e.ArchivedOn == nil {
		today := s.today(&programme)
		e.ArchivedOn = &today
	}
	return err
}

// RestoreEmployer brings an archived employer back.
func (s *Service) RestoreEmployer(ctx context.Context, id string) error {
	return s.changeEmployer(ctx, id, AuditEmployerRestored, func(_ context.Context, _ Tx, e *Employer) error {
		e.ArchivedOn = nil
		return nil
	})
}

package events

import "context"

// ArchiveEmployer hides an employer from the lists; RestoreEmployer shows it
// again.
func (s *Service) ArchiveEmployer(ctx context.Context, id string) error {
	return s.changeEmployer(ctx, id, AuditEmployerArchived, func(ctx context.Context, tx Tx, e *Employer) error {
		programme, err := tx.Programme(ctx)
		if err == nil && e.ArchivedOn == nil {
			today := s.today(&programme)
			e.ArchivedOn = &today
		}
		return err
	})
}

// RestoreEmployer brings an archived employer back.
func (s *Service) RestoreEmployer(ctx context.Context, id string) error {
	return s.changeEmployer(ctx, id, AuditEmployerRestored, func(_ context.Context, _ Tx, e *Employer) error {
		e.ArchivedOn = nil
		return nil
	})
}

package events

import "context"

// What is written down about all mail.
const (
	AuditMailPaused  AuditWhat = "mail_paused"
	AuditMailResumed AuditWhat = "mail_resumed"
)

// PauseMail keeps every letter from leaving until ResumeMail; what is owed
// meanwhile waits, and what loses its use while it waits expires. A letter that
// a worker has in hand stays too, unless it is being handed over at this
// moment. reason is HoldByHand or HoldRestored. Pausing again changes nothing.
func (s *Service) PauseMail(ctx context.Context, reason string) error {
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		if hold, err := tx.MailHold(ctx); err != nil || hold.On() {
			return err
		}
		if err := tx.SetMailHold(ctx, MailHold{Since: s.clock.Now(), Reason: reason}); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditMailPaused, "mail", "", reason)
	})
}

// ResumeMail lets mail leave again.
func (s *Service) ResumeMail(ctx context.Context) error {
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		if hold, err := tx.MailHold(ctx); err != nil || !hold.On() {
			return err
		}
		if err := tx.SetMailHold(ctx, MailHold{}); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditMailResumed, "mail", "", "")
	})
}

// MailHold tells whether mail is on hold, and why.
func (s *Service) MailHold(ctx context.Context) (MailHold, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (MailHold, error) { return tx.MailHold(ctx) })
}

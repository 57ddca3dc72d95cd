package events

import "context"

// AuditMailTried is a test of the mail server; whom its mail went to is not
// written down.
const AuditMailTried AuditWhat = "mail_tried"

// TryMail checks the address that the mail of a test goes to, and writes down
// that there was one. The refusal is CodeValidation of "email".
func (s *Service) TryMail(ctx context.Context, email string) (address string, err error) {
	address, key := EmailAddress(email)
	if key != "" {
		return "", Invalid("email", key, "Max", maxEmail)
	}
	err = s.update(ctx, func(ctx context.Context, tx Tx) error {
		return s.audit(ctx, tx, AuditMailTried, "settings", "smtp", "")
	})
	return address, err
}

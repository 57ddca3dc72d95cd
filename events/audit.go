package events

import "context"

// actorKey is the context's key of who does something.
type actorKey struct{}

// WithActor says who does what is done under the context: a user's id, or that
// of a token. What is done without one is a registrant's own doing, or the
// program's, and is not written down.
func WithActor(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, actorKey{}, id)
}

// audit writes down that whoever acts has done something to a thing; detail is
// a code, never anything that was typed.
func (s *Service) audit(ctx context.Context, tx Tx, what AuditWhat, about, aboutID, detail string) error {
	who, _ := ctx.Value(actorKey{}).(string)
	if who == "" {
		return nil
	}
	return tx.Audit(ctx, AuditEntry{At: s.clock.Now(), Who: who, What: what, About: about, AboutID: aboutID, Detail: detail})
}

// What is written down about the planning.
const (
	AuditSessionCreated   AuditWhat = "session_created"
	AuditSessionChanged   AuditWhat = "session_changed"
	AuditSessionPublished AuditWhat = "session_published"
	AuditSessionCancelled AuditWhat = "session_cancelled"
	AuditSessionDeleted   AuditWhat = "session_deleted"
	AuditOfferingCreated  AuditWhat = "offering_created"
	AuditEmployerCreated  AuditWhat = "employer_created"
	AuditSiteCreated      AuditWhat = "site_created"
	AuditFacilitatorAdded AuditWhat = "facilitator_created"
	AuditRegistered       AuditWhat = "registered"
	AuditWithdrawn        AuditWhat = "withdrawn"
	AuditMessageRetried   AuditWhat = "message_retried"
	AuditMessageHeld      AuditWhat = "message_held"
	AuditMessageDropped   AuditWhat = "message_dropped"
)

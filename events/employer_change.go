package events

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// What is written down about employers.
const (
	AuditEmployerChanged  AuditWhat = "employer_changed"
	AuditEmployerFunnel   AuditWhat = "employer_funnel"
	AuditContactChanged   AuditWhat = "contact_changed"
	AuditContactRemoved   AuditWhat = "contact_removed"
	AuditSiteChanged      AuditWhat = "site_changed"
	AuditEmployerArchived AuditWhat = "employer_archived"
	AuditEmployerRestored AuditWhat = "employer_restored"
)

// mark tells one state of a thing from another: whoever edits brings the mark
// of what was read, so that nothing newer is overwritten.
func mark(v any) string {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // only plain values come here
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:10])
}

// changeEmployer lets fn change an employer under its lock.
func (s *Service) changeEmployer(ctx context.Context, id string, what AuditWhat, fn func(ctx context.Context, tx Tx, e *Employer) error) error {
	return s.update(ctx, func(ctx context.Context, tx Tx) error { return s.changeLocked(ctx, tx, id, what, fn) })
}

// changeLocked is changeEmployer in a transaction that has begun.
func (s *Service) changeLocked(ctx context.Context, tx Tx, id string, what AuditWhat,
	fn func(ctx context.Context, tx Tx, e *Employer) error,
) error {
	e, err := tx.LockEmployer(ctx, id)
	if err != nil {
		return err
	}
	if err := fn(ctx, tx, &e); err != nil {
		return err
	}
	if err := tx.PutEmployer(ctx, e); err != nil {
		return err
	}
	return s.audit(ctx, tx, what, "employer", id, "")
}

// changedMeanwhile refuses an edit of what somebody else has changed since it
// was read; current is how it stands.
func changedMeanwhile(current any) error {
	return &Error{Code: CodeVersionConflict, Current: current}
}

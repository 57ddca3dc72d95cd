package events

import (
	"context"
	"slices"
)

// ChangeOffering changes an offering and, in the same transaction, what its
// sessions take from it: reminders that are still to come, and seats, by which
// the waitlist may move up. read is the Mark of the Offering that was read.
// Refusals: CodeValidation, CodeNotYet, CodeVersionConflict with the present
// Offering, CodeCapacityBelowConfirmed.
func (s *Service) ChangeOffering(ctx context.Context, id, read string, in OfferingInput) (Offering, RuleEffect, error) {
	next, err := in.offering()
	if err != nil {
		return Offering{}, RuleEffect{}, err
	}
	var effect RuleEffect
	err = s.update(ctx, func(ctx context.Context, tx Tx) error {
		effect = RuleEffect{}
		if err := turn(ctx, tx, string(ThingOffering)+" "+id, s.clock.Now()); err != nil {
			return err
		}
		now, err := tx.Offering(ctx, id)
		if err != nil {
			return err
		}
		if err := unread(now, read); err != nil {
			return err
		}
		ids, err := s.plannedSessions(ctx, tx, id, func(*Session) bool { return true })
		if err != nil {
			return err
		}
		next.ID, next.Slug = now.ID, now.Slug
		if err := tx.PutOffering(ctx, next); err != nil {
			return asField(err, "capacity")
		}
		if now.QuietHours != next.QuietHours || !sameRules(now.Reminders, next.Reminders) {
			if effect, err = s.replanAll(ctx, tx, ids); err != nil {
				return err
			}
		}
		if err := s.promoteAll(ctx, tx, ids); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditThingChanged, string(ThingOffering), id, string(ThingOffering))
	})
	return next, effect, err
}

// sameRules tells whether the same is in force; nil, which inherits, is not the
// same as none.
func sameRules(a, b []ReminderRule) bool { return (a == nil) == (b == nil) && slices.Equal(a, b) }

// promoteAll moves the waitlists of sessions up into seats that came free.
func (s *Service) promoteAll(ctx context.Context, tx Tx, ids []string) error {
	for _, id := range ids {
		session, err := tx.LockSession(ctx, id)
		if err != nil {
			return err
		}
		if err := s.promote(ctx, tx, &session, s.clock.Now()); err != nil {
			return err
		}
	}
	return nil
}

// asField names the field of a refusal that a constraint of the database made.
func asField(err error, field string) error {
	if CodeOf(err) == CodeCapacityBelowConfirmed {
		return &Error{Code: CodeCapacityBelowConfirmed, Problems: []Problem{{Field: field, Key: "below_taken"}}}
	}
	return err
}

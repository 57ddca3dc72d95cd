package events

import (
	"context"
	"time"
)

// promote gives free seats to those who wait, in their order. It runs in the
// transaction that freed them, with the session locked, so no newcomer can
// pass the waitlist.
func (s *Service) promote(ctx context.Context, tx Tx, session *Session, now time.Time) error {
	if session.State != SessionPublished || session.Waitlisted == 0 {
		return nil
	}
	waiting, err := tx.Waiting(ctx, session.ID)
	if err != nil {
		return err
	}
	for i := range waiting {
		r := &waiting[i]
		block, ok := session.Block(r.BlockID)
		if !ok || session.Free(block) == 0 || !now.Before(block.StartsAt) {
			continue
		}
		if err := s.promoteOne(ctx, tx, session, block, r, now); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) promoteOne(ctx context.Context, tx Tx, session *Session, block *Block, r *Registration, now time.Time) error {
	r.State, r.ConfirmedAt = Confirmed, now
	if r.Told.Requested || r.Told.MayHave {
		r.Sequence++ // the calendar has seen this UID before
	}
	if err := s.oweNewest(ctx, tx, r, Confirmation, "", timeKinds, now, block.EndsAt); err != nil {
		return err
	}
	if err := s.count(ctx, tx, session, block, 1, -1); err != nil {
		return err
	}
	skipped, err := s.passedReminders(ctx, tx, r, ReasonPastAtEntry, now)
	if err != nil || len(skipped) == 0 {
		return err
	}
	_, err = tx.InsertMessages(ctx, skipped...)
	return err
}

// count changes the counters in the database and in hand.
func (s *Service) count(ctx context.Context, tx Tx, session *Session, block *Block, confirmed, waitlisted int) error {
	if err := tx.CountSeats(ctx, session.ID, block.ID, confirmed, waitlisted); err != nil {
		return err
	}
	session.Confirmed += confirmed
	session.Waitlisted += waitlisted
	block.Confirmed += confirmed
	block.Waitlisted += waitlisted
	return nil
}

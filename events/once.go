package events

import (
	"context"
	"time"
)

// Steps such as publishing leave a thing as it is when they come again, and so
// need no key in their own transaction. A caller who gives one all the same is
// answered through these two: what came before, and what is now done.

// Made tells the id that a key was remembered with, "" for a new key. The same
// key with another body is CodeIdempotencyMismatch.
func (s *Service) Made(ctx context.Context, o Once) (string, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (string, error) { return tx.Once(ctx, o) })
}

// Remember keeps a key with the id of what its request was about; one that is
// kept already stays as it was.
func (s *Service) Remember(ctx context.Context, o Once, id string) error {
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		_, err := once(ctx, tx, &o, s.clock.Now(),
			func(id string) (string, error) { return id, nil },
			func() (string, string, error) { return id, id, nil })
		return err
	})
}

// planTurn is turn for what judges a plan and then writes into it: a session is
// planned with what is there and with who is free. It comes before any session is
// locked. A rehearsal keeps nobody waiting.
func (s *Service) planTurn(ctx context.Context, tx Tx) error {
	if s.rehearsal != nil {
		return nil
	}
	return turn(ctx, tx, "plan", s.clock.Now())
}

// turn makes transactions that judge and then write the same things follow each
// other where the database runs them side by side: who comes second goes on once
// the first has committed, and judges what that one wrote.
func turn(ctx context.Context, tx Tx, what string, now time.Time) error {
	o := Once{Scope: "turn", Key: what}
	before, err := tx.PutOnce(ctx, o, what, now)
	if err != nil || before == "" {
		return err
	}
	if err = tx.SetOnce(ctx, o, what); CodeOf(err) == CodeNotFound {
		return ErrRaced // forgotten since, as keys are
	}
	return err
}

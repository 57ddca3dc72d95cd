package store

import (
	"context"
	"time"

	"kantine/events"
)

// Rearrangement implements events.AssignmentTx.
func (t *tx) Rearrangement(ctx context.Context, id string) (events.Rearrangement, error) {
	r, err := one(ctx, t, scanDocument[events.Rearrangement], `SELECT body FROM rearrangements WHERE id = ?`, id)
	return r, named("rearrangement", err)
}

// PutRearrangement implements events.AssignmentTx.
func (t *tx) PutRearrangement(ctx context.Context, r events.Rearrangement) error {
	body, err := encoded(r)
	if err != nil {
		return named("put rearrangement", err)
	}
	_, err = t.exec(ctx, `INSERT INTO rearrangements (id, made_at, undone_at, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET undone_at = excluded.undone_at, body = excluded.body`,
		r.ID, micros(r.MadeAt), micros(r.UndoneAt), body)
	return named("put rearrangement", err)
}

// DeleteRearrangements implements events.AssignmentTx.
func (t *tx) DeleteRearrangements(ctx context.Context, before time.Time) (int, error) {
	n, err := t.exec(ctx, `DELETE FROM rearrangements WHERE made_at < ?`, micros(before))
	return n, named("delete rearrangements", err)
}

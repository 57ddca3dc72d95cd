package store

import (
	"bytes"
	"context"
	"time"

	"kantine/events"
)

// Once implements events.OnceTx.
func (t *tx) Once(ctx context.Context, o events.Once) (madeID string, err error) {
	type made struct {
		id   string
		hash []byte
	}
	known, err := one(ctx, t, func(row scanner, m *made) error { return row.Scan(&m.id, &m.hash) },
		`SELECT made_id, body_hash FROM once WHERE scope = ? AND once_key = ?`, o.Scope, o.Key)
	switch {
	case events.CodeOf(err) == events.CodeNotFound:
		return "", nil
	case err != nil:
		return "", named("once", err)
	case !bytes.Equal(known.hash, o.BodyHash[:]):
		return "", events.Refuse(events.CodeIdempotencyMismatch)
	}
	return known.id, nil
}

// PutOnce implements events.OnceTx.
func (t *tx) PutOnce(ctx context.Context, o events.Once, madeID string, now time.Time) (before string, err error) {
	n, err := t.exec(ctx, `INSERT INTO once (scope, once_key, body_hash, made_id, made_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (scope, once_key) DO NOTHING`, o.Scope, o.Key, o.BodyHash[:], madeID, micros(now))
	if err != nil || n > 0 {
		return "", named("put once", err)
	}
	if before, err = t.Once(ctx, o); err == nil && before == "" {
		err = events.ErrRaced // what was in the way has been deleted since
	}
	return before, err
}

// SetOnce implements events.OnceTx.
func (t *tx) SetOnce(ctx context.Context, o events.Once, madeID string) error {
	return named("set once", t.execOne(ctx, `UPDATE once SET made_id = ? WHERE scope = ? AND once_key = ?`,
		madeID, o.Scope, o.Key))
}

// DeleteOnce implements events.OnceTx.
func (t *tx) DeleteOnce(ctx context.Context, before time.Time) (int, error) {
	n, err := t.exec(ctx, `DELETE FROM once WHERE made_at < ?`, micros(before))
	return n, named("delete once", err)
}

package store

import (
	"context"

	"kantine/events"
)

// DeleteSession implements events.SessionTx. What its counters brought into the
// versions of cached pages stays in them (version.go).
func (t *tx) DeleteSession(ctx context.Context, id string) error {
	return named("delete session", t.deleteSession(ctx, id))
}

func (t *tx) deleteSession(ctx context.Context, id string) error {
	if err := t.lockSession(ctx, id); err != nil {
		return err
	}
	changes, err := list(ctx, t, scanOnly[int64], `SELECT change FROM session_counts WHERE session_id = ?`, id)
	if err != nil {
		return err
	}
	if len(changes) == 0 {
		return events.ErrNotFound
	}
	if err := t.execOne(ctx, `UPDATE installation SET change = change + ?`, changes[0]); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM reminders WHERE session_id = ?`,
		`DELETE FROM blocks WHERE session_id = ?`,
		`DELETE FROM session_counts WHERE session_id = ?`,
	} {
		if _, err := t.exec(ctx, statement, id); err != nil {
			return err
		}
	}
	return t.execOne(ctx, `DELETE FROM sessions WHERE id = ?`, id)
}

package store

import (
	"context"
	"crypto/rand"
	"time"

	"kantine/events"
)

const reminderColumns = `session_id, block_id, rule, kind, due_at, send_at, state, reason, recipients`

func scanReminder(row scanner, r *events.Reminder) error {
	return row.Scan(&r.SessionID, &r.BlockID, &r.Rule, &r.Kind, instant{&r.DueAt}, instant{&r.SendAt},
		&r.State, &r.Reason, whole{&r.Recipients})
}

// Reminders implements events.ReminderTx, in the order they fall due.
func (t *tx) Reminders(ctx context.Context, sessionID string) ([]events.Reminder, error) {
	all, err := list(ctx, t, scanReminder, `SELECT `+reminderColumns+` FROM reminders
		WHERE session_id = ? ORDER BY due_at, block_id, rule`, sessionID)
	return all, named("reminders", err)
}

// PutReminder implements events.ReminderTx.
func (t *tx) PutReminder(ctx context.Context, r events.Reminder) error {
	_, err := t.exec(ctx, `INSERT INTO reminders (`+reminderColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (session_id, block_id, rule) DO UPDATE SET kind = excluded.kind, due_at = excluded.due_at,
			send_at = excluded.send_at, state = excluded.state, reason = excluded.reason,
			recipients = excluded.recipients`,
		r.SessionID, r.BlockID, r.Rule, string(r.Kind), micros(r.DueAt), micros(r.SendAt),
		string(r.State), r.Reason, r.Recipients)
	if err == nil {
		err = t.restamp(ctx, r.SessionID)
	}
	return named("put reminder", err)
}

// restamp makes every memo read a session again, for its PassFrom.
func (t *tx) restamp(ctx context.Context, sessionID string) error {
	return t.execOne(ctx, `UPDATE sessions SET stamp = ? WHERE id = ?`, rand.Text(), sessionID)
}

// DeleteReminder implements events.ReminderTx.
func (t *tx) DeleteReminder(ctx context.Context, sessionID, blockID, rule string) error {
	err := t.execOne(ctx, `DELETE FROM reminders WHERE session_id = ? AND block_id = ? AND rule = ?`, sessionID, blockID, rule)
	if err == nil {
		err = t.restamp(ctx, sessionID)
	}
	return named("delete reminder", err)
}

// DueReminders implements events.ReminderTx.
func (t *tx) DueReminders(ctx context.Context, now time.Time, limit int) ([]events.Reminder, error) {
	all, err := list(ctx, t, scanReminder, `SELECT `+reminderColumns+` FROM reminders
		WHERE state = 'planned' AND send_at <= ? ORDER BY send_at, session_id, block_id, rule LIMIT ?`,
		micros(now), limit)
	return all, named("due reminders", err)
}

// PlannedReminders implements events.ReminderTx.
func (t *tx) PlannedReminders(ctx context.Context, from, to time.Time, limit int) ([]events.Reminder, error) {
	all, err := list(ctx, t, scanReminder, `SELECT `+reminderColumns+` FROM reminders
		WHERE state = 'planned' AND send_at >= ? AND send_at < ? ORDER BY send_at, session_id, block_id, rule LIMIT ?`,
		micros(from), micros(to), limit)
	return all, named("planned reminders", err)
}

// NextReminder implements events.ReminderTx.
func (t *tx) NextReminder(ctx context.Context) (time.Time, error) {
	at, err := one(ctx, t, scanInstant,
		`SELECT COALESCE((SELECT MIN(send_at) FROM reminders WHERE state = 'planned'), 0)`)
	return at, named("next reminder", err)
}

package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kantine/events"
)

var errFence = errors.New("a lease must raise the fence of an unsent message")

// priorities are how many there are: confirmations, reminders, bulk.
const priorities = 3

// itsTurn tells of a letter m that it may go, at an instant. Of several about
// one thing the one with the smallest id goes, none while another is being sent,
// and none past an earlier calendar letter, due or not.
const itsTurn = `NOT EXISTS (
		SELECT 1 FROM messages x WHERE x.about = m.about AND x.about_id = m.about_id AND (x.state = 'sending'
			OR (x.id < m.id AND x.state IN ('queued', 'retrying', 'in_doubt') AND (x.due_at <= ?
				OR x.kind IN ('confirmation', 'update', 'cancellation', 'withdrawal')))))`

// dueMessages walks the index of one priority.
const dueMessages = `SELECT ` + messageColumns + messageFrom + `
	WHERE m.priority = ? AND ` + unsent + ` AND m.due_at <= ? AND ` + itsTurn + `
	ORDER BY m.due_at, m.id LIMIT ?`

// DueMessages implements events.MessageTx.
func (t *tx) DueMessages(ctx context.Context, now time.Time, limit int) ([]events.Message, error) {
	var due []events.Message
	for priority := 0; priority < priorities && len(due) < limit; priority++ {
		more, err := list(ctx, t, scanMessage, dueMessages+t.dialect.claimRow,
			priority, micros(now), micros(now), limit-len(due))
		if err != nil {
			return nil, named("due messages", err)
		}
		due = append(due, more...)
	}
	return t.alone(ctx, due, now)
}

// alone leaves of the letters that are due those about things that no other
// claimer has a letter about in its hands. Another may have seen another letter
// about the same thing as the one to go, be it that its clock is a little ahead
// or that a letter came free since; that it took it shows only when it commits.
// So each thing is locked, and then looked at anew.
func (t *tx) alone(ctx context.Context, due []events.Message, now time.Time) ([]events.Message, error) {
	if t.dialect.claimThing == "" || len(due) == 0 {
		return due, nil
	}
	args := make([]any, 0, len(due)+1)
	for i := range due {
		args = append(args, due[i].ID)
	}
	chosen := `m.id IN (` + marks(len(due)) + `)`
	// Materialized, so that nothing else is locked on the way to these.
	mine, err := list(ctx, t, scanOnly[string], `WITH chosen AS MATERIALIZED (
			SELECT m.id, m.about, m.about_id FROM messages m WHERE `+chosen+`)
		SELECT m.id FROM chosen m WHERE `+t.dialect.claimThing, args...)
	if err != nil {
		return nil, named("lock due messages", err)
	}
	turn, err := list(ctx, t, scanOnly[string], `SELECT m.id FROM messages m WHERE `+chosen+` AND `+itsTurn, append(args, micros(now))...)
	if err != nil {
		return nil, named("due messages again", err)
	}
	return slices.DeleteFunc(due, func(m events.Message) bool {
		return !slices.Contains(mine, m.ID) || !slices.Contains(turn, m.ID)
	}), nil
}

// Lease implements events.MessageTx: Fence, Attempts and DueAt of each message
// are those to be stored, the fence higher than before.
func (t *tx) Lease(ctx context.Context, ms []events.Message, until time.Time) error {
	for _, m := range ms {
		n, err := t.exec(ctx, `UPDATE messages AS m SET state = 'sending', lease_until = ?, fence = ?, attempts = ?,
				due_before = due_at, due_at = ?
			WHERE id = ? AND fence < ? AND `+unsent,
			micros(until), m.Fence, m.Attempts, micros(m.DueAt), m.ID, m.Fence)
		if err == nil && n == 0 {
			err = fmt.Errorf("message %s: %w", m.ID, errFence)
		}
		if err != nil {
			return named("lease", err)
		}
	}
	return nil
}

// Leased implements events.MessageTx.
func (t *tx) Leased(ctx context.Context, id string, fence int64) (bool, error) {
	n, err := one(ctx, t, scanOnly[int],
		`SELECT count(*) FROM messages WHERE id = ? AND fence = ? AND state = 'sending'`, id, fence)
	return n == 1, named("leased", err)
}

// TakeBack implements events.MessageTx. A message is due again when it was
// before the lease.
func (t *tx) TakeBack(ctx context.Context, before time.Time) (int, error) {
	text := `UPDATE messages SET state = 'retrying', reason = ?, due_at = due_before WHERE state = 'sending'`
	args := []any{events.ReasonInterrupted}
	if !before.IsZero() {
		text += ` AND lease_until < ?`
		args = append(args, micros(before))
	}
	n, err := t.exec(ctx, text, args...)
	return n, named("take back", err)
}

// NextMessage implements events.MessageTx.
func (t *tx) NextMessage(ctx context.Context) (time.Time, error) {
	var next time.Time
	for priority := range priorities {
		at, err := one(ctx, t, scanInstant,
			`SELECT COALESCE((SELECT MIN(due_at) FROM messages m WHERE priority = ? AND `+unsent+`), 0)`, priority)
		if err != nil {
			return time.Time{}, named("next message", err)
		}
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, nil
}

package store

import (
	"context"

	"kantine/events"
)

const blockColumns = `b.id, b.label, b.starts_at, b.ends_at, b.capacity, b.shifts, b.confirmed, b.waitlisted`

// blockFields are where the blockColumns go.
func blockFields(b *events.Block) []any {
	return []any{
		&b.ID, &b.Label,
		instant{&b.StartsAt},
		instant{&b.EndsAt},
		limit{&b.Capacity},
		document{&b.Shifts},
		whole{&b.Confirmed},
		whole{&b.Waitlisted},
	}
}

// putBlocks writes the blocks of a session in their order, but for their
// counters, and deletes those that are gone.
func (t *tx) putBlocks(ctx context.Context, s events.Session) error {
	stay := []any{s.ID}
	for _, b := range s.Blocks {
		stay = append(stay, b.ID)
	}
	if _, err := t.exec(ctx, `DELETE FROM blocks WHERE session_id = ? AND id NOT IN (`+marks(len(s.Blocks))+`)`,
		stay...); err != nil {
		return err
	}
	zone := s.TimeZone()
	for i, b := range s.Blocks {
		shifts, err := encodedList(b.Shifts)
		if err != nil {
			return err
		}
		if _, err := t.exec(ctx, `INSERT INTO blocks (session_id, id, ordinal, label, starts_at, ends_at,
				starts_wall, ends_wall, capacity, shifts, confirmed, waitlisted)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)
			ON CONFLICT (session_id, id) DO UPDATE SET ordinal = excluded.ordinal, label = excluded.label,
				starts_at = excluded.starts_at, ends_at = excluded.ends_at,
				starts_wall = excluded.starts_wall, ends_wall = excluded.ends_wall,
				capacity = excluded.capacity, shifts = excluded.shifts`,
			s.ID, b.ID, i, b.Label, micros(b.StartsAt), micros(b.EndsAt),
			events.WallTime(b.StartsAt, zone), events.WallTime(b.EndsAt, zone),
			nullInt(b.Capacity), shifts); err != nil {
			return t.belowConfirmed(err)
		}
	}
	return nil
}

// CountSeats implements events.SessionTx.
func (t *tx) CountSeats(ctx context.Context, sessionID, blockID string, confirmed, waitlisted int) error {
	err := t.execOne(ctx, `UPDATE session_counts SET confirmed = confirmed + ?, waitlisted = waitlisted + ?,
		change = change + 1 WHERE session_id = ?`, confirmed, waitlisted, sessionID)
	if err == nil {
		err = t.execOne(ctx, `UPDATE blocks SET confirmed = confirmed + ?, waitlisted = waitlisted + ?
			WHERE session_id = ? AND id = ?`, confirmed, waitlisted, sessionID, blockID)
	}
	// Only a seat more can meet the capacity; below zero is a fault of ours.
	if confirmed > 0 && t.dialect.fault(err) == faultCheck {
		return events.Refuse(events.CodeSessionFull)
	}
	return named("count seats", err)
}

// NextQueueNo implements events.SessionTx.
func (t *tx) NextQueueNo(ctx context.Context, sessionID string) (int64, error) {
	// Not by RETURNING: what is asked with a query counts as read alone
	// (connection.wrote).
	err := t.execOne(ctx,
		`UPDATE session_counts SET last_queue_no = last_queue_no + 1 WHERE session_id = ?`, sessionID)
	if err != nil {
		return 0, named("next queue number", err)
	}
	n, err := one(ctx, t, scanOnly[int64],
		`SELECT last_queue_no FROM session_counts WHERE session_id = ?`, sessionID)
	return n, named("next queue number", err)
}

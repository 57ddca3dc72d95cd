package store

import (
	"context"

	"kantine/events"
)

// CountRegistrations implements events.AttendanceTx.
func (t *tx) CountRegistrations(ctx context.Context, sessionID string) (map[events.RegistrationState]int, error) {
	type counted struct {
		state events.RegistrationState
		n     int
	}
	all, err := list(ctx, t, func(row scanner, c *counted) error { return row.Scan(&c.state, &c.n) },
		`SELECT state, count(*) FROM registrations WHERE session_id = ? GROUP BY state`, sessionID)
	counts := make(map[events.RegistrationState]int, len(all))
	for _, c := range all {
		counts[c.state] = c.n
	}
	return counts, named("count registrations", err)
}

// Note implements events.AttendanceTx.
func (t *tx) Note(ctx context.Context, registrationID string) (string, error) {
	note, err := one(ctx, t, scanOnly[string], `SELECT body FROM registration_notes WHERE registration_id = ?`, registrationID)
	if events.CodeOf(err) == events.CodeNotFound {
		return "", nil
	}
	return note, named("note", err)
}

// PutNote implements events.AttendanceTx.
func (t *tx) PutNote(ctx context.Context, registrationID, note string) error {
	text, args := `INSERT INTO registration_notes (registration_id, body) VALUES (?, ?)
		ON CONFLICT (registration_id) DO UPDATE SET body = excluded.body`, []any{registrationID, note}
	if note == "" {
		text, args = `DELETE FROM registration_notes WHERE registration_id = ?`, args[:1]
	}
	_, err := t.exec(ctx, text, args...)
	return named("put note", err)
}

// WalkIns implements events.AttendanceTx.
func (t *tx) WalkIns(ctx context.Context, sessionID string) (map[string]int, error) {
	type counted struct {
		block string
		n     int
	}
	all, err := list(ctx, t, func(row scanner, c *counted) error { return row.Scan(&c.block, &c.n) },
		`SELECT block_id, people FROM walk_ins WHERE session_id = ?`, sessionID)
	counts := make(map[string]int, len(all))
	for _, c := range all {
		counts[c.block] = c.n
	}
	return counts, named("walk-ins", err)
}

// PutWalkIns implements events.AttendanceTx.
func (t *tx) PutWalkIns(ctx context.Context, sessionID, blockID string, people int) error {
	_, err := t.exec(ctx, `INSERT INTO walk_ins (session_id, block_id, people) VALUES (?, ?, ?)
		ON CONFLICT (session_id, block_id) DO UPDATE SET people = excluded.people`, sessionID, blockID, people)
	return named("put walk-ins", err)
}

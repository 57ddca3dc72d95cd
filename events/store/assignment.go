package store

import (
	"context"

	"kantine/events"
)

const assignmentColumns = `id, session_id, block_id, facilitator_id, employer_id, uid, sequence, organizer, quiet, told`

func scanAssignment(row scanner, a *events.Assignment) error {
	return row.Scan(&a.ID, &a.SessionID, &a.BlockID, reference{&a.FacilitatorID}, reference{&a.EmployerID}, &a.UID,
		whole{&a.Sequence}, &a.Organizer, &a.Quiet, document{&a.Told})
}

// Assignment implements events.AssignmentTx.
func (t *tx) Assignment(ctx context.Context, id string) (events.Assignment, error) {
	a, err := one(ctx, t, scanAssignment, `SELECT `+assignmentColumns+` FROM assignments WHERE id = ?`, id)
	return a, named("assignment", err)
}

// Assignments implements events.AssignmentTx.
func (t *tx) Assignments(ctx context.Context, sessionID string) ([]events.Assignment, error) {
	all, err := list(ctx, t, scanAssignment,
		`SELECT `+assignmentColumns+` FROM assignments WHERE session_id = ? ORDER BY id`, sessionID)
	return all, named("assignments", err)
}

// PutAssignment implements events.AssignmentTx.
func (t *tx) PutAssignment(ctx context.Context, a events.Assignment) error {
	told, err := encoded(a.Told)
	if err != nil {
		return named("put assignment", err)
	}
	_, err = t.exec(ctx, `INSERT INTO assignments (`+assignmentColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, quiet = excluded.quiet`,
		a.ID, a.SessionID, a.BlockID, nullID(a.FacilitatorID), nullID(a.EmployerID), a.UID, a.Sequence, a.Organizer,
		a.Quiet, told)
	return t.raced("put assignment", err)
}

// PutAssignmentTold implements events.AssignmentTx.
func (t *tx) PutAssignmentTold(ctx context.Context, id string, told events.Told) error {
	text, err := encoded(told)
	if err != nil {
		return named("put assignment told", err)
	}
	return named("put assignment told", t.execOne(ctx, `UPDATE assignments SET told = ? WHERE id = ?`, text, id))
}

// SetAssignmentOrganizer implements events.AssignmentTx.
func (t *tx) SetAssignmentOrganizer(ctx context.Context, id, organizer string) error {
	return named("set assignment organizer", t.execOne(ctx,
		`UPDATE assignments SET organizer = ? WHERE id = ? AND organizer = ''`, organizer, id))
}

package store

import (
	"context"

	"kantine/events"
)

// Archived implements events.ArchiveTx.
func (t *tx) Archived(ctx context.Context) ([]events.Archived, error) {
	all, err := list(ctx, t, func(row scanner, a *events.Archived) error {
		return row.Scan(&a.Kind, &a.ID, instant{&a.At})
	}, `SELECT kind, id, at FROM archived ORDER BY kind, id`)
	return all, named("archived", err)
}

// PutArchived implements events.ArchiveTx.
func (t *tx) PutArchived(ctx context.Context, a events.Archived) error {
	_, err := t.exec(ctx, `INSERT INTO archived (kind, id, at) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO NOTHING`,
		string(a.Kind), a.ID, micros(a.At))
	return named("put archived", err)
}

// DeleteArchived implements events.ArchiveTx.
func (t *tx) DeleteArchived(ctx context.Context, kind events.Thing, id string) error {
	_, err := t.exec(ctx, `DELETE FROM archived WHERE kind = ? AND id = ?`, string(kind), id)
	return named("delete archived", err)
}

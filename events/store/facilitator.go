package store

import (
	"cmp"
	"context"
	"slices"

	"kantine/events"
)

// Facilitator implements events.PeopleTx.
func (t *tx) Facilitator(ctx context.Context, id string) (events.Facilitator, error) {
	f, err := one(ctx, t, scanDocument[events.Facilitator], `SELECT body FROM facilitators WHERE id = ?`, id)
	if err != nil {
		return f, named("facilitator", err)
	}
	rows, err := list(ctx, t, scanAbsence,
		`SELECT facilitator_id, id, first_day, last_day FROM absences WHERE facilitator_id = ?`, id)
	for _, row := range rows {
		f.Absences = withAbsence(f.Absences, row.absence)
	}
	return f, named("facilitator", err)
}

// Facilitators implements events.PeopleTx.
func (t *tx) Facilitators(ctx context.Context) ([]events.Facilitator, error) {
	all, err := list(ctx, t, scanDocument[events.Facilitator], `SELECT body FROM facilitators ORDER BY id`)
	if err != nil {
		return nil, named("facilitators", err)
	}
	rows, err := list(ctx, t, scanAbsence, `SELECT facilitator_id, id, first_day, last_day FROM absences`)
	if err != nil {
		return nil, named("facilitators", err)
	}
	at := make(map[string]*events.Facilitator, len(all))
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	for _, row := range rows {
		f := at[row.facilitator]
		f.Absences = withAbsence(f.Absences, row.absence)
	}
	return all, nil
}

type absenceRow struct {
	facilitator string
	absence     events.Absence
}

func scanAbsence(row scanner, a *absenceRow) error {
	return row.Scan(&a.facilitator, &a.absence.ID, &a.absence.From, &a.absence.To)
}

// withAbsence puts one among others, by day; the same days from a file are the
// same absence.
func withAbsence(all []events.Absence, a events.Absence) []events.Absence {
	all = slices.DeleteFunc(all, func(b events.Absence) bool { return b.From == a.From && b.To == a.To })
	all = append(all, a)
	slices.SortStableFunc(all, func(a, b events.Absence) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return all
}

// PutFacilitator implements events.PeopleTx.
func (t *tx) PutFacilitator(ctx context.Context, f events.Facilitator) error {
	f.Absences = slices.DeleteFunc(slices.Clone(f.Absences), func(a events.Absence) bool { return a.ID != "" })
	return named("put facilitator", t.putShown(ctx, f, `INSERT INTO facilitators (id, email, body) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET email = excluded.email, body = excluded.body`, f.ID, f.Email))
}

// PutAbsence implements events.PeopleTx.
func (t *tx) PutAbsence(ctx context.Context, facilitatorID string, a events.Absence) error {
	_, err := t.exec(ctx, `INSERT INTO absences (id, facilitator_id, first_day, last_day) VALUES (?, ?, ?, ?)`,
		a.ID, facilitatorID, string(a.From), string(a.To))
	return t.raced("put absence", err)
}

// DeleteAbsence implements events.PeopleTx.
func (t *tx) DeleteAbsence(ctx context.Context, id string) error {
	_, err := t.exec(ctx, `DELETE FROM absences WHERE id = ?`, id)
	return named("delete absence", err)
}

// DeleteAbsences implements events.PeopleTx.
func (t *tx) DeleteAbsences(ctx context.Context, before events.Date) (int, error) {
	n, err := t.exec(ctx, `DELETE FROM absences WHERE last_day < ?`, string(before))
	return n, named("delete absences", err)
}

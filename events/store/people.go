package store

import (
	"context"

	"kantine/events"
)

// Employer implements events.PeopleTx.
func (t *tx) Employer(ctx context.Context, id string) (events.Employer, error) {
	e, err := one(ctx, t, scanDocument[events.Employer], `SELECT body FROM employers WHERE id = ?`, id)
	if err != nil {
		return e, named("employer", err)
	}
	e.Sites, err = list(ctx, t, scanSite,
		`SELECT employer_id, body FROM sites WHERE employer_id = ? ORDER BY id`, id)
	return e, named("employer", err)
}

// Employers implements events.PeopleTx.
func (t *tx) Employers(ctx context.Context) ([]events.Employer, error) {
	all, err := list(ctx, t, scanDocument[events.Employer], `SELECT body FROM employers ORDER BY id`)
	if err != nil {
		return nil, named("employers", err)
	}
	sites, err := list(ctx, t, scanSite, `SELECT employer_id, body FROM sites ORDER BY employer_id, id`)
	if err != nil {
		return nil, named("employers", err)
	}
	at := make(map[string]int, len(all))
	for i := range all {
		at[all[i].ID] = i
	}
	for _, s := range sites {
		e := &all[at[s.EmployerID]]
		e.Sites = append(e.Sites, s)
	}
	return all, nil
}

// PutEmployer implements events.PeopleTx.
func (t *tx) PutEmployer(ctx context.Context, e events.Employer) error {
	e.Sites = nil
	contact, _ := e.Contact()
	return named("put employer", t.putShown(ctx, e, `INSERT INTO employers (id, sector_id, email, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET sector_id = excluded.sector_id, email = excluded.email, body = excluded.body`,
		e.ID, nullID(e.Sector), contact.Email))
}

func scanSite(row scanner, s *events.Site) error {
	var employer string
	if err := row.Scan(&employer, document{s}); err != nil {
		return err
	}
	s.EmployerID = employer
	return nil
}

// Site implements events.PeopleTx.
func (t *tx) Site(ctx context.Context, id string) (events.Site, error) {
	s, err := one(ctx, t, scanSite, `SELECT employer_id, body FROM sites WHERE id = ?`, id)
	return s, named("site", err)
}

// PutSite implements events.PeopleTx.
func (t *tx) PutSite(ctx context.Context, s events.Site) error {
	return named("put site", t.putShown(ctx, s, `INSERT INTO sites (id, employer_id, body) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET employer_id = excluded.employer_id, body = excluded.body`,
		s.ID, s.EmployerID))
}

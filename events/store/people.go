package store

import (
	"context"
	"time"

	"kantine/events"
)

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
	return named("put site", t.putShown(ctx, s, `INSERT INTO sites (id, employer_id, city_key, body) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET employer_id = excluded.employer_id, city_key = excluded.city_key, body = excluded.body`,
		s.ID, s.EmployerID, folded(s.City)))
}

// EmployerVisits implements events.PeopleTx.
func (t *tx) EmployerVisits(ctx context.Context, now time.Time) ([]events.EmployerVisits, error) {
	all, err := list(ctx, t, func(row scanner, v *events.EmployerVisits) error {
		return row.Scan(&v.EmployerID, whole{&v.Held}, instant{&v.Next})
	}, `SELECT employer_id, count(CASE WHEN state = 'held' THEN 1 END),
			COALESCE(min(CASE WHEN state = 'published' AND ends_at > ? THEN starts_at END), 0)
		FROM sessions WHERE employer_id IS NOT NULL GROUP BY employer_id ORDER BY employer_id`, micros(now))
	return all, named("employer visits", err)
}

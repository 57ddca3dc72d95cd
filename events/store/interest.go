package store

import (
	"context"
	"time"

	"kantine/events"
)

// Interest implements events.PeopleTx.
func (t *tx) Interest(ctx context.Context, id string) (events.Interest, error) {
	i, err := one(ctx, t, func(row scanner, i *events.Interest) error {
		return row.Scan(&i.ID, &i.Email, &i.Name, &i.Language, instant{&i.AskedAt})
	}, `SELECT id, email, name, language, asked_at FROM interests WHERE id = ?`, id)
	return i, named("interest", err)
}

// PutInterest implements events.PeopleTx. The address is unique, so that of two
// who ask at the same moment one is the second.
func (t *tx) PutInterest(ctx context.Context, i events.Interest, after time.Time) (string, error) {
	changed, err := t.exec(ctx, `INSERT INTO interests (id, email, email_key, name, language, asked_at)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (email_key) DO UPDATE SET email = excluded.email, name = excluded.name,
			language = excluded.language, asked_at = excluded.asked_at
		WHERE interests.asked_at <= ?`,
		i.ID, i.Email, folded(i.Email), i.Name, i.Language, micros(i.AskedAt), micros(after))
	if err != nil || changed == 0 {
		return "", named("put interest", err)
	}
	id, err := one(ctx, t, scanOnly[string], `SELECT id FROM interests WHERE email_key = ?`, folded(i.Email))
	return id, named("put interest", err)
}

// DeleteInterest implements events.PeopleTx.
func (t *tx) DeleteInterest(ctx context.Context, id string) error {
	_, err := t.exec(ctx, `DELETE FROM interests WHERE id = ?`, id)
	return named("delete interest", err)
}

// DeleteInterests implements events.PeopleTx.
func (t *tx) DeleteInterests(ctx context.Context, askedBefore time.Time) (int, error) {
	if _, err := t.exec(ctx, `DELETE FROM messages WHERE about = 'interest' AND about_id IN
		(SELECT id FROM interests WHERE asked_at < ?)`, micros(askedBefore)); err != nil {
		return 0, named("delete interests", err)
	}
	n, err := t.exec(ctx, `DELETE FROM interests WHERE asked_at < ?`, micros(askedBefore))
	return n, named("delete interests", err)
}

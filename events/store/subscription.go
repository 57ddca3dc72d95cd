package store

import (
	"context"
	"time"

	"kantine/events"
)

const subscriptionColumns = `id, email, language, link_version, asked_at, confirmed_at`

func scanSubscription(row scanner, s *events.Subscription) error {
	return row.Scan(&s.ID, &s.Email, &s.Language, whole{&s.LinkVersion}, instant{&s.AskedAt}, instant{&s.ConfirmedAt})
}

// Subscription implements events.RegistrationTx.
func (t *tx) Subscription(ctx context.Context, id string) (events.Subscription, error) {
	s, err := one(ctx, t, scanSubscription, `SELECT `+subscriptionColumns+` FROM subscriptions WHERE id = ?`, id)
	return s, named("subscription", err)
}

// SubscriptionByEmail implements events.RegistrationTx.
func (t *tx) SubscriptionByEmail(ctx context.Context, email string) (events.Subscription, error) {
	s, err := one(ctx, t, scanSubscription,
		`SELECT `+subscriptionColumns+` FROM subscriptions WHERE email_key = ?`, folded(email))
	return s, named("subscription by address", err)
}

// PutSubscription implements events.RegistrationTx.
func (t *tx) PutSubscription(ctx context.Context, s events.Subscription) error {
	_, err := t.exec(ctx, `INSERT INTO subscriptions (id, email, email_key, language, link_version, asked_at, confirmed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key,
			language = excluded.language, link_version = excluded.link_version,
			asked_at = excluded.asked_at, confirmed_at = excluded.confirmed_at`,
		s.ID, s.Email, folded(s.Email), s.Language, s.LinkVersion, micros(s.AskedAt), micros(s.ConfirmedAt))
	return t.raced("put subscription", err)
}

// DeleteUnconfirmed implements events.RegistrationTx.
func (t *tx) DeleteUnconfirmed(ctx context.Context, askedBefore time.Time) (int, error) {
	if _, err := t.exec(ctx, `DELETE FROM messages WHERE about = 'address' AND about_id IN
		(SELECT id FROM subscriptions WHERE confirmed_at = 0 AND asked_at < ?)`, micros(askedBefore)); err != nil {
		return 0, named("delete unconfirmed", err)
	}
	n, err := t.exec(ctx, `DELETE FROM subscriptions WHERE confirmed_at = 0 AND asked_at < ?`, micros(askedBefore))
	return n, named("delete unconfirmed", err)
}

package store

import (
	"context"

	"kantine/events"
)

// User implements events.AccountTx.
func (t *tx) User(ctx context.Context, email string) (events.User, error) {
	u, err := one(ctx, t, func(row scanner, u *events.User) error {
		return row.Scan(&u.ID, &u.Email, &u.Role, &u.Password, instant{&u.CreatedAt})
	}, `SELECT id, email, role, password, created_at FROM users WHERE email_key = ?`, folded(email))
	return u, named("user", err)
}

// PutUser implements events.AccountTx.
func (t *tx) PutUser(ctx context.Context, u events.User) error {
	_, err := t.exec(ctx, `INSERT INTO users (id, email, email_key, role, password, created_at)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key,
			role = excluded.role, password = excluded.password, created_at = excluded.created_at`,
		u.ID, u.Email, folded(u.Email), string(u.Role), u.Password, micros(u.CreatedAt))
	return t.raced("put user", err)
}

// APIToken implements events.AccountTx.
func (t *tx) APIToken(ctx context.Context, hash [32]byte) (events.APIToken, error) {
	token, err := one(ctx, t, func(row scanner, a *events.APIToken) error {
		return row.Scan(&a.ID, &a.Name, &a.Role, instant{&a.CreatedAt}, instant{&a.RevokedAt})
	}, `SELECT id, name, role, created_at, revoked_at FROM api_tokens WHERE hash = ?`, hash[:])
	token.Hash = hash
	if err != nil {
		return events.APIToken{}, named("api token", err)
	}
	return token, nil
}

// PutAPIToken implements events.AccountTx.
func (t *tx) PutAPIToken(ctx context.Context, a events.APIToken) error {
	_, err := t.exec(ctx, `INSERT INTO api_tokens (id, name, role, hash, created_at, revoked_at)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, hash = excluded.hash,
			created_at = excluded.created_at, revoked_at = excluded.revoked_at`,
		a.ID, a.Name, string(a.Role), a.Hash[:], micros(a.CreatedAt), micros(a.RevokedAt))
	return named("put api token", err)
}

// KeyFingerprint implements events.AccountTx.
func (t *tx) KeyFingerprint(ctx context.Context) (string, error) {
	fingerprint, err := one(ctx, t, scanOnly[string], `SELECT key_fingerprint FROM installation`)
	return fingerprint, named("key fingerprint", err)
}

// SetKeyFingerprint implements events.AccountTx.
func (t *tx) SetKeyFingerprint(ctx context.Context, fingerprint string) error {
	return named("set key fingerprint",
		t.execOne(ctx, `UPDATE installation SET key_fingerprint = ?`, fingerprint))
}

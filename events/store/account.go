package store

import (
	"context"

	"kantine/events"
)

const userColumns = `id, email, role, password, one_time, created_at, last_login_at, disabled_at`

func scanUser(row scanner, u *events.User) error {
	return row.Scan(&u.ID, &u.Email, &u.Role, &u.Password, &u.OneTime,
		instant{&u.CreatedAt}, instant{&u.LastLoginAt}, instant{&u.DisabledAt})
}

// User implements events.AccountTx.
func (t *tx) User(ctx context.Context, email string) (events.User, error) {
	u, err := one(ctx, t, scanUser, `SELECT `+userColumns+` FROM users WHERE email_key = ?`, folded(email))
	return u, named("user", err)
}

// UserByID implements events.AccountTx.
func (t *tx) UserByID(ctx context.Context, id string) (events.User, error) {
	u, err := one(ctx, t, scanUser, `SELECT `+userColumns+` FROM users WHERE id = ?`, id)
	return u, named("user by id", err)
}

// LockUser implements events.AccountTx. What it guards is read by the statements
// after it.
func (t *tx) LockUser(ctx context.Context, id string) (events.User, error) {
	if t.dialect.lockRow != "" {
		if _, err := t.exec(ctx, `SELECT 1 FROM users WHERE id = ?`+t.dialect.lockRow, id); err != nil {
			return events.User{}, named("lock user", err)
		}
	}
	return t.UserByID(ctx, id)
}

// Users implements events.AccountTx.
func (t *tx) Users(ctx context.Context) ([]events.User, error) {
	all, err := list(ctx, t, scanUser, `SELECT `+userColumns+` FROM users ORDER BY email_key`)
	return all, named("users", err)
}

// PutUser implements events.AccountTx. The step of the one-time codes is
// UseStep's alone.
func (t *tx) PutUser(ctx context.Context, u events.User) error {
	_, err := t.exec(ctx, `INSERT INTO users (id, email, email_key, role, password, one_time, created_at,
			last_login_at, disabled_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key,
			role = excluded.role, password = excluded.password, one_time = excluded.one_time,
			created_at = excluded.created_at, last_login_at = excluded.last_login_at,
			disabled_at = excluded.disabled_at`,
		u.ID, u.Email, folded(u.Email), string(u.Role), u.Password, u.OneTime,
		micros(u.CreatedAt), micros(u.LastLoginAt), micros(u.DisabledAt))
	return t.raced("put user", err)
}

// UseStep implements events.AccountTx.
func (t *tx) UseStep(ctx context.Context, userID string, step int64) (bool, error) {
	n, err := t.exec(ctx, `UPDATE users SET one_time_step = ? WHERE id = ? AND one_time_step < ?`, step, userID, step)
	return n == 1, named("use step", err)
}

// PutRecoveryCodes implements events.AccountTx.
func (t *tx) PutRecoveryCodes(ctx context.Context, userID string, hashes [][32]byte) error {
	if _, err := t.exec(ctx, `DELETE FROM recovery_codes WHERE user_id = ?`, userID); err != nil {
		return named("put recovery codes", err)
	}
	for _, hash := range hashes {
		if _, err := t.exec(ctx, `INSERT INTO recovery_codes (user_id, hash) VALUES (?, ?)`, userID, hash[:]); err != nil {
			return t.raced("put recovery codes", err)
		}
	}
	return nil
}

// UseRecoveryCode implements events.AccountTx.
func (t *tx) UseRecoveryCode(ctx context.Context, userID string, hash [32]byte) (bool, error) {
	n, err := t.exec(ctx, `DELETE FROM recovery_codes WHERE user_id = ? AND hash = ?`, userID, hash[:])
	return n == 1, named("use recovery code", err)
}

// CountRecoveryCodes implements events.AccountTx.
func (t *tx) CountRecoveryCodes(ctx context.Context, userID string) (int, error) {
	n, err := one(ctx, t, scanOnly[int], `SELECT count(*) FROM recovery_codes WHERE user_id = ?`, userID)
	return n, named("count recovery codes", err)
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

// APITokens implements events.AccountTx.
func (t *tx) APITokens(ctx context.Context) ([]events.APIToken, error) {
	all, err := list(ctx, t, func(row scanner, a *events.APIToken) error {
		var hash []byte
		if err := row.Scan(&a.ID, &a.Name, &a.Role, &hash, instant{&a.CreatedAt}, instant{&a.RevokedAt}); err != nil {
			return err
		}
		copy(a.Hash[:], hash)
		return nil
	}, `SELECT id, name, role, hash, created_at, revoked_at FROM api_tokens ORDER BY id`)
	return all, named("api tokens", err)
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

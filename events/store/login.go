package store

import (
	"context"
	"time"

	"kantine/events"
)

const loginColumns = `id, user_id, hash, whole, agent, pending, made_at, seen_at`

func scanLogin(row scanner, l *events.Login) error {
	var hash []byte
	err := row.Scan(&l.ID, &l.UserID, &hash, &l.Full, &l.Agent, &l.Pending, instant{&l.MadeAt}, instant{&l.SeenAt})
	copy(l.Hash[:], hash)
	return err
}

// Login implements events.AccountTx.
func (t *tx) Login(ctx context.Context, hash [32]byte) (events.Login, error) {
	l, err := one(ctx, t, scanLogin, `SELECT `+loginColumns+` FROM logins WHERE hash = ?`, hash[:])
	return l, named("login", err)
}

// Logins implements events.AccountTx.
func (t *tx) Logins(ctx context.Context, userID string) ([]events.Login, error) {
	all, err := list(ctx, t, scanLogin,
		`SELECT `+loginColumns+` FROM logins WHERE user_id = ? ORDER BY seen_at DESC, id DESC`, userID)
	return all, named("logins", err)
}

// PutLogin implements events.AccountTx.
func (t *tx) PutLogin(ctx context.Context, l events.Login) error {
	_, err := t.exec(ctx, `INSERT INTO logins (`+loginColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, whole = excluded.whole, agent = excluded.agent,
			pending = excluded.pending, made_at = excluded.made_at, seen_at = excluded.seen_at`,
		l.ID, l.UserID, l.Hash[:], l.Full, l.Agent, l.Pending, micros(l.MadeAt), micros(l.SeenAt))
	return named("put login", err)
}

// DeleteLogin implements events.AccountTx.
func (t *tx) DeleteLogin(ctx context.Context, userID, id string) error {
	return named("delete login", t.execOne(ctx, `DELETE FROM logins WHERE user_id = ? AND id = ?`, userID, id))
}

// DeleteLogins implements events.AccountTx.
func (t *tx) DeleteLogins(ctx context.Context, userID, except string) (int, error) {
	n, err := t.exec(ctx, `DELETE FROM logins WHERE user_id = ? AND id <> ?`, userID, except)
	return n, named("delete logins", err)
}

// DeleteOldLogins implements events.AccountTx.
func (t *tx) DeleteOldLogins(ctx context.Context, seenBefore, madeBefore time.Time) (int, error) {
	n, err := t.exec(ctx, `DELETE FROM logins WHERE seen_at < ? OR made_at < ?`, micros(seenBefore), micros(madeBefore))
	return n, named("delete old logins", err)
}

// AccountLink implements events.AccountTx.
func (t *tx) AccountLink(ctx context.Context, id string) (events.AccountLink, error) {
	l, err := one(ctx, t, func(row scanner, l *events.AccountLink) error {
		return row.Scan(&l.ID, &l.UserID, &l.Kind, &l.Language, instant{&l.ExpiresAt})
	}, `SELECT id, user_id, kind, language, expires_at FROM account_links WHERE id = ?`, id)
	return l, named("account link", err)
}

// PutAccountLink implements events.AccountTx.
func (t *tx) PutAccountLink(ctx context.Context, l events.AccountLink) error {
	_, err := t.exec(ctx, `INSERT INTO account_links (id, user_id, kind, language, expires_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at`,
		l.ID, l.UserID, string(l.Kind), l.Language, micros(l.ExpiresAt))
	return named("put account link", err)
}

// DeleteAccountLinks implements events.AccountTx.
func (t *tx) DeleteAccountLinks(ctx context.Context, userID string) error {
	_, err := t.exec(ctx, `DELETE FROM account_links WHERE user_id = ?`, userID)
	return named("delete account links", err)
}

// DeleteOldAccountLinks implements events.AccountTx.
func (t *tx) DeleteOldAccountLinks(ctx context.Context, expiredBefore time.Time) (int, error) {
	n, err := t.exec(ctx, `DELETE FROM account_links WHERE expires_at < ?`, micros(expiredBefore))
	return n, named("delete old account links", err)
}

// Audit implements events.AccountTx.
func (t *tx) Audit(ctx context.Context, e events.AuditEntry) error {
	_, err := t.exec(ctx, `INSERT INTO audit (at, who, what, about, about_id, detail) VALUES (?, ?, ?, ?, ?, ?)`,
		micros(e.At), e.Who, string(e.What), e.About, e.AboutID, e.Detail)
	return named("audit", err)
}

// AuditEntries implements events.AccountTx.
func (t *tx) AuditEntries(ctx context.Context, before int64, limit int) ([]events.AuditEntry, error) {
	q := &filter{limit: limit}
	q.when(before != 0, "no < ?", before)
	all, err := list(ctx, t, func(row scanner, e *events.AuditEntry) error {
		return row.Scan(&e.No, instant{&e.At}, &e.Who, &e.What, &e.About, &e.AboutID, &e.Detail)
	}, q.text(`SELECT no, at, who, what, about, about_id, detail FROM audit`, "no DESC"), q.args...)
	return all, named("audit entries", err)
}

// DeleteAudit implements events.AccountTx.
func (t *tx) DeleteAudit(ctx context.Context, before time.Time) (int, error) {
	n, err := t.exec(ctx, `DELETE FROM audit WHERE at < ?`, micros(before))
	return n, named("delete audit", err)
}

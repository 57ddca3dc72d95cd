package store

import (
	"context"
	"time"

	"kantine/events"
)

const mailingColumns = `id, session_id, subject_nl, subject_en, body_nl, body_en, made_at, due_at, undone`

func scanMailing(row scanner, m *events.Mailing) error {
	return row.Scan(&m.ID, &m.SessionID, &m.Subject.NL, &m.Subject.EN, &m.Body.NL, &m.Body.EN,
		instant{&m.MadeAt}, instant{&m.DueAt}, &m.Undone)
}

// Mailing implements events.MailingTx.
func (t *tx) Mailing(ctx context.Context, id string) (events.Mailing, error) {
	m, err := one(ctx, t, scanMailing, `SELECT `+mailingColumns+` FROM mailings WHERE id = ?`, id)
	return m, named("mailing", err)
}

// Mailings implements events.MailingTx.
func (t *tx) Mailings(ctx context.Context, sessionID string) ([]events.Mailing, error) {
	all, err := list(ctx, t, scanMailing, `SELECT `+mailingColumns+` FROM mailings WHERE session_id = ? ORDER BY id DESC`, sessionID)
	return all, named("mailings", err)
}

// PutMailing implements events.MailingTx.
func (t *tx) PutMailing(ctx context.Context, m events.Mailing) error {
	_, err := t.exec(ctx, `INSERT INTO mailings (`+mailingColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET undone = excluded.undone`,
		m.ID, m.SessionID, m.Subject.NL, m.Subject.EN, m.Body.NL, m.Body.EN, micros(m.MadeAt), micros(m.DueAt), m.Undone)
	return named("put mailing", err)
}

// EmptyMailings implements events.MailingTx.
func (t *tx) EmptyMailings(ctx context.Context, before time.Time) (int, error) {
	n, err := t.exec(ctx, `UPDATE mailings SET subject_nl = '', subject_en = '', body_nl = '', body_en = ''
		WHERE made_at < ? AND (body_nl <> '' OR body_en <> '')`, micros(before))
	return n, named("empty mailings", err)
}

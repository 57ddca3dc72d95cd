package store

import (
	"context"
	"time"

	"kantine/events"
)

const mailTextColumns = `text_key, language, version, source, made_at, made_by`

func scanMailText(row scanner, m *events.MailText) error {
	return row.Scan(&m.Key, &m.Language, &m.Version, &m.Source, instant{&m.At}, &m.By)
}

// MailTexts implements events.MailTextTx.
func (t *tx) MailTexts(ctx context.Context, language string) ([]events.MailText, error) {
	q := new(filter)
	q.when(true, "newest")
	q.when(language != "", "language = ?", language)
	all, err := list(ctx, t, scanMailText, q.text(`SELECT `+mailTextColumns+` FROM mail_texts`, "text_key, language"), q.args...)
	return all, named("mail texts", err)
}

// MailTextVersions implements events.MailTextTx.
func (t *tx) MailTextVersions(ctx context.Context, key, language string, limit int) ([]events.MailText, error) {
	all, err := list(ctx, t, scanMailText, `SELECT `+mailTextColumns+` FROM mail_texts
		WHERE text_key = ? AND language = ? ORDER BY version DESC LIMIT ?`, key, language, limit)
	return all, named("mail text versions", err)
}

// MailText implements events.MailTextTx.
func (t *tx) MailText(ctx context.Context, key, language string, version int64) (events.MailText, error) {
	m, err := one(ctx, t, scanMailText, `SELECT `+mailTextColumns+` FROM mail_texts
		WHERE text_key = ? AND language = ? AND version = ?`, key, language, version)
	return m, named("mail text", err)
}

// PutMailText implements events.MailTextTx.
func (t *tx) PutMailText(ctx context.Context, m events.MailText) error {
	_, err := t.exec(ctx, `UPDATE mail_texts SET newest = FALSE WHERE text_key = ? AND language = ? AND newest`,
		m.Key, m.Language)
	if err != nil {
		return named("put mail text", err)
	}
	_, err = t.exec(ctx, `INSERT INTO mail_texts (`+mailTextColumns+`, newest) VALUES (?, ?, ?, ?, ?, ?, TRUE)`,
		m.Key, m.Language, m.Version, m.Source, micros(m.At), m.By)
	return t.raced("put mail text", err)
}

// MailTrial implements events.MailTextTx.
func (t *tx) MailTrial(ctx context.Context, id string) (events.MailTrial, error) {
	trial, err := one(ctx, t, func(row scanner, m *events.MailTrial) error {
		return row.Scan(&m.ID, &m.UserID, &m.Key, &m.Language, &m.Kind, &m.Discreet, &m.Nameless, &m.Source,
			&m.RegistrationID, instant{&m.At})
	}, `SELECT id, user_id, text_key, language, kind, discreet, nameless, source, registration_id, made_at
		FROM mail_trials WHERE id = ?`, id)
	return trial, named("mail trial", err)
}

// PutMailTrial implements events.MailTextTx.
func (t *tx) PutMailTrial(ctx context.Context, m events.MailTrial) error {
	_, err := t.exec(ctx, `INSERT INTO mail_trials (id, user_id, text_key, language, kind, discreet, nameless, source,
			registration_id, made_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, m.ID, m.UserID, m.Key, m.Language, string(m.Kind), m.Discreet, m.Nameless,
		m.Source, m.RegistrationID, micros(m.At))
	return named("put mail trial", err)
}

// DeleteMailTrials implements events.MailTextTx.
func (t *tx) DeleteMailTrials(ctx context.Context, before time.Time) (int, error) {
	n, err := t.exec(ctx, `DELETE FROM mail_trials WHERE made_at < ?`, micros(before))
	return n, named("delete mail trials", err)
}

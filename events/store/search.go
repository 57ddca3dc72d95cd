package store

import (
	"context"
	"strings"

	"kantine/events"
)

// StaleSearch implements events.SearchTx.
func (t *tx) StaleSearch(ctx context.Context, limit int) ([]events.SearchMark, error) {
	all, err := list(ctx, t, func(row scanner, m *events.SearchMark) error { return row.Scan(&m.SessionID, &m.Change) },
		`SELECT c.session_id, c.change FROM session_counts c
		LEFT JOIN search_sessions s ON s.session_id = c.session_id
		WHERE s.change IS NULL OR s.change <> c.change ORDER BY c.session_id LIMIT ?`, limit)
	return all, named("stale search", err)
}

// Unsearched implements events.SearchTx.
func (t *tx) Unsearched(ctx context.Context, sessionID string, limit int) ([]events.Registration, error) {
	all, err := list(ctx, t, scanRegistration, `SELECT `+registrationColumns+` FROM registrations r
		WHERE r.session_id = ? AND r.erased_at = 0
			AND NOT EXISTS (SELECT 1 FROM search_words w WHERE w.registration_id = r.id)
		ORDER BY r.id LIMIT ?`+t.dialect.lockRow, sessionID, limit)
	return all, named("unsearched", err)
}

// MarkSearched implements events.SearchTx.
func (t *tx) MarkSearched(ctx context.Context, m events.SearchMark) error {
	_, err := t.exec(ctx, `INSERT INTO search_sessions (session_id, change) VALUES (?, ?)
		ON CONFLICT (session_id) DO UPDATE SET change = excluded.change`, m.SessionID, m.Change)
	return named("mark searched", err)
}

// PutSearchWords implements events.SearchTx.
func (t *tx) PutSearchWords(ctx context.Context, registrationID string, words []string) error {
	if _, err := t.exec(ctx, `DELETE FROM search_words WHERE registration_id = ?`, registrationID); err != nil {
		return named("put search words", err)
	}
	if len(words) == 0 {
		return nil
	}
	args := make([]any, 0, 2*len(words))
	for _, w := range words {
		args = append(args, w, registrationID)
	}
	_, err := t.exec(ctx, `INSERT INTO search_words (word, registration_id) VALUES `+
		strings.TrimSuffix(strings.Repeat("(?, ?), ", len(words)), ", ")+` ON CONFLICT (word, registration_id) DO NOTHING`, args...)
	return named("put search words", err)
}

// lastRune sorts behind everything that a word can go on with.
const lastRune = "\U0010FFFF"

// searched is how many entries of the index one search goes through at most.
const searched = 20_000

// SearchRegistrations implements events.SearchTx.
func (t *tx) SearchRegistrations(ctx context.Context, beginnings []string, limit int) ([]events.Registration, error) {
	if len(beginnings) == 0 {
		return nil, nil
	}
	// The longest has the fewest to go on with.
	first := 0
	for i, b := range beginnings {
		if len(b) > len(beginnings[first]) {
			first = i
		}
	}
	text := `SELECT registration_id FROM (SELECT w.registration_id, w.word FROM search_words w
		WHERE w.word >= ? AND w.word < ? ORDER BY w.word, w.registration_id LIMIT ?) found`
	args := []any{beginnings[first], beginnings[first] + lastRune, searched}
	join := " WHERE "
	for i, b := range beginnings {
		if i == first {
			continue
		}
		text += join + `EXISTS (SELECT 1 FROM search_words x WHERE x.registration_id = found.registration_id AND x.word >= ? AND x.word < ?)`
		args = append(args, b, b+lastRune)
		join = " AND "
	}
	ids, err := list(ctx, t, scanOnly[string], text+` GROUP BY registration_id ORDER BY MIN(found.word), registration_id LIMIT ?`, append(args, limit)...)
	if err != nil {
		return nil, named("search registrations", err)
	}
	all := make([]events.Registration, 0, len(ids))
	for _, id := range ids {
		r, err := t.Registration(ctx, id)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// SessionTitles implements events.SearchTx.
func (t *tx) SessionTitles(ctx context.Context) ([]events.SessionTitle, error) {
	all, err := list(ctx, t, func(row scanner, s *events.SessionTitle) error {
		return row.Scan(&s.ID, &s.Title.NL, &s.Title.EN, &s.Offering.NL, &s.Offering.EN, instant{&s.StartsAt}, &s.State)
	}, `SELECT s.id, s.title_nl, s.title_en, o.title_nl, o.title_en, s.starts_at, s.state
		FROM sessions s JOIN offerings o ON o.id = s.offering_id ORDER BY s.starts_at DESC, s.id`)
	return all, named("session titles", err)
}

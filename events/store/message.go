package store

import (
	"context"
	"fmt"
	"strings"

	"kantine/events"
)

// unsent tells of a message m that it waits for its turn. The words are those of
// the partial index.
const unsent = `(m.state = 'queued' OR m.state = 'retrying' OR m.state = 'in_doubt')`

// troubled tells that it did not go as it should, in the words of its index.
const troubled = `(m.state = 'retrying' OR m.state = 'in_doubt' OR m.state = 'held' OR m.state = 'failed')`

const messageColumns = `m.id, m.about, m.about_id, m.kind, m.rule, m.sequence, m.state, m.reason, m.session_id,
	m.block_id, m.registration_id, m.priority, m.due_at, m.not_after, m.attempts, m.doubts, m.delivered_at,
	m.message_id, m.last_error, m.fence, COALESCE(r.email, u.email, a.email, i.email, ` + assignedAddress + `, '')`

// assignedAddress is looked up for the few letters that are about no person
// with a row of their own here.
const assignedAddress = `CASE WHEN m.about = 'assignment' THEN (SELECT COALESCE(f.email, e.email) FROM assignments g
		LEFT JOIN facilitators f ON f.id = g.facilitator_id LEFT JOIN employers e ON e.id = g.employer_id
		WHERE g.id = m.about_id) END`

// messageFrom finds the address as it stands.
const messageFrom = ` FROM messages m
	LEFT JOIN registrations r ON r.id = m.registration_id
	LEFT JOIN subscriptions u ON m.about = 'address' AND u.id = m.about_id
	LEFT JOIN users a ON m.about = 'user' AND a.id = m.about_id
	LEFT JOIN interests i ON m.about = 'interest' AND i.id = m.about_id`

func scanMessage(row scanner, m *events.Message) error {
	return row.Scan(&m.ID, &m.About, &m.AboutID, &m.Kind, &m.Rule, whole{&m.Sequence}, &m.State, &m.Reason,
		reference{&m.SessionID}, reference{&m.BlockID}, reference{&m.RegistrationID}, whole{&m.Priority},
		instant{&m.DueAt}, instant{&m.NotAfter}, whole{&m.Attempts}, whole{&m.Doubts}, instant{&m.DeliveredAt},
		&m.MessageID, &m.LastError, &m.Fence, &m.Recipient)
}

// Message implements events.MessageTx.
func (t *tx) Message(ctx context.Context, id string) (events.Message, error) {
	m, err := one(ctx, t, scanMessage, `SELECT `+messageColumns+messageFrom+` WHERE m.id = ?`, id)
	return m, named("message", err)
}

// LockMessage implements events.MessageTx. What it guards is read by the
// statement after it.
func (t *tx) LockMessage(ctx context.Context, id string) (events.Message, error) {
	if t.dialect.lockRow != "" {
		if _, err := t.exec(ctx, `SELECT 1 FROM messages WHERE id = ?`+t.dialect.lockRow, id); err != nil {
			return events.Message{}, named("lock message", err)
		}
	}
	return t.Message(ctx, id)
}

// ofSession finds the letters of a session by way of its registrations and
// assignments, which saves every letter an index.
const ofSession = `(m.about = 'registration' AND m.about_id IN (SELECT id FROM registrations WHERE session_id = ?)
	OR m.about = 'assignment' AND m.about_id IN (SELECT id FROM assignments WHERE session_id = ?))`

// messageChunk is how many rows one statement inserts; what remains goes one by
// one, so that there are two texts to prepare.
const messageChunk = 32

const (
	messageInto = `INSERT INTO messages (id, about, about_id, kind, rule, sequence, state, reason, session_id,
		block_id, registration_id, priority, due_at, not_after, attempts, doubts, delivered_at, message_id,
		last_error, fence, lease_until, due_before) VALUES `
	messageRow      = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`
	ifIdentityIsNew = ` ON CONFLICT (about, about_id, kind, rule, sequence) DO NOTHING`
	insertMessage   = messageInto + messageRow + ifIdentityIsNew
)

var insertMessageChunk = messageInto + strings.Repeat(messageRow+", ", messageChunk-1) + messageRow + ifIdentityIsNew

// InsertMessages implements events.MessageTx.
func (t *tx) InsertMessages(ctx context.Context, ms ...events.Message) (int, error) {
	added := 0
	for len(ms) > 0 {
		text, n := insertMessage, 1
		if len(ms) >= messageChunk {
			text, n = insertMessageChunk, messageChunk
		}
		args := make([]any, 0, n*messageColumnCount)
		for i := range ms[:n] {
			args = appendMessage(args, &ms[i])
		}
		inserted, err := t.exec(ctx, text, args...)
		if err != nil {
			return added, named("insert messages", err)
		}
		added += inserted
		ms = ms[n:]
	}
	return added, nil
}

// messageColumnCount is how many columns appendMessage fills.
const messageColumnCount = 20

func appendMessage(args []any, m *events.Message) []any {
	return append(args,
		m.ID, string(m.About), m.AboutID, string(m.Kind), m.Rule, m.Sequence, string(m.State), m.Reason,
		nullID(m.SessionID), nullID(m.BlockID), nullID(m.RegistrationID), m.Priority, micros(m.DueAt),
		micros(m.NotAfter), m.Attempts, m.Doubts, micros(m.DeliveredAt), m.MessageID, m.LastError, m.Fence)
}

// PutMessage implements events.MessageTx. Under an older fence it changes
// nothing and answers ErrNotFound: somebody else has the message now.
func (t *tx) PutMessage(ctx context.Context, m events.Message) error {
	return named("put message", t.execOne(ctx, `UPDATE messages SET state = ?, reason = ?, due_at = ?, not_after = ?,
			attempts = ?, doubts = ?, delivered_at = ?, message_id = ?, last_error = ?
		WHERE id = ? AND fence = ?`,
		string(m.State), m.Reason, micros(m.DueAt), micros(m.NotAfter), m.Attempts, m.Doubts,
		micros(m.DeliveredAt), m.MessageID, m.LastError, m.ID, m.Fence))
}

// Supersede implements events.MessageTx.
func (t *tx) Supersede(ctx context.Context, about events.About, aboutID string, kinds []events.MessageKind,
	reason string,
) error {
	if len(kinds) == 0 {
		return nil
	}
	args := []any{reason, string(about), aboutID}
	for _, k := range kinds {
		args = append(args, string(k))
	}
	_, err := t.exec(ctx, `UPDATE messages SET state = 'cancelled', reason = ? WHERE about = ? AND about_id = ?
		AND kind IN (`+marks(len(kinds))+`) AND state IN ('queued', 'retrying', 'in_doubt', 'held')`, args...)
	return named("supersede", err)
}

// countLimit is where CountMessages stops counting a state: it is asked for
// every few seconds, and nobody acts differently on more.
const countLimit = 100_000

// CountMessages implements events.MessageTx. A count stops at 100 000.
func (t *tx) CountMessages(ctx context.Context) (map[events.MessageState]int, error) {
	counts := make(map[events.MessageState]int)
	for _, c := range [...]struct {
		state events.MessageState
		// words choose the partial index.
		words string
	}{
		{events.Queued, unsent},
		{events.Sending, `m.state = 'sending'`},
		{events.Retrying, troubled},
		{events.InDoubt, troubled},
		{events.Held, troubled},
		{events.Failed, troubled},
	} {
		n, err := one(ctx, t, scanOnly[int], fmt.Sprintf(`SELECT count(*) FROM (SELECT 1 FROM messages m
			WHERE %s AND m.state = '%s' LIMIT %d) counted`, c.words, c.state, countLimit))
		if err != nil {
			return nil, named("count messages", err)
		}
		if n > 0 {
			counts[c.state] = n
		}
	}
	return counts, nil
}

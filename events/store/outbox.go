package store

import (
	"context"
	"strings"
	"time"

	"kantine/events"
)

// personal finds the letters of a person by their identity: those about the
// registrations of an address, or with an id that ends so, and about the
// address itself.
const personal = `((m.about = 'registration' AND m.about_id IN (
		SELECT id FROM registrations WHERE email_key = ? AND state IN ('confirmed', 'waitlisted') AND email_key <> ''
		UNION ALL
		SELECT id FROM registrations WHERE email_key = ? AND state <> 'confirmed' AND state <> 'waitlisted' AND email_key <> ''))
	OR (m.about = 'address' AND m.about_id IN (SELECT id FROM subscriptions WHERE email_key = ?))
	OR (m.about = 'interest' AND m.about_id IN (SELECT id FROM interests WHERE email_key = ?))
	OR (m.about = 'assignment' AND m.about_id IN (SELECT id FROM assignments
		WHERE facilitator_id IN (SELECT id FROM facilitators WHERE lower(email) = ?)
			OR employer_id IN (SELECT id FROM employers WHERE lower(email) = ?)))
	OR (m.about = 'user' AND m.about_id IN (SELECT id FROM users WHERE email_key = ?)))`

const referred = `(m.about = 'registration' AND m.about_id IN (SELECT id FROM registrations WHERE id LIKE ?))`

// chosen gathers the conditions of a MessageFilter, its page apart.
func chosen(f *events.MessageFilter) *filter {
	q := new(filter)
	q.when(f.SessionID != "", ofSession, f.SessionID, f.SessionID)
	// A registration's letters are found by their identity: a CHECK keeps
	// registration_id and about_id the same.
	q.when(f.RegistrationID != "", "m.about = 'registration' AND m.about_id = ?", f.RegistrationID)
	q.when(f.AssignmentID != "", "m.about = 'assignment' AND m.about_id = ?", f.AssignmentID)
	if strings.Contains(f.Person, "@") {
		key := folded(f.Person)
		q.when(true, personal, key, key, key, key, key, key, key)
	} else if f.Person != "" {
		q.when(true, referred, "%"+strings.NewReplacer("%", "", "_", "").Replace(folded(f.Person)))
	}
	q.when(f.Kind != "", "m.kind = ?", string(f.Kind))
	q.when(!f.From.IsZero(), "m.id >= ?", events.FirstID(f.From))
	q.when(!f.To.IsZero(), "m.id < ?", events.FirstID(f.To))
	return q
}

// inState adds a state in the words of the partial indexes.
func (f *filter) inState(state events.MessageState) {
	switch state {
	case "":
		return
	case events.Queued:
		f.when(true, unsent)
	case events.Sending:
		f.when(true, "m.state = 'sending'")
		return
	case events.Retrying, events.InDoubt, events.Held, events.Failed:
		f.when(true, troubled)
	case events.Expired, events.Skipped, events.Cancelled:
		f.when(true, unused)
	}
	f.when(true, "m.state = ?", string(state))
}

// unused tells that a message was not sent and will not be, in the words of its
// index.
const unused = `(m.state = 'expired' OR m.state = 'skipped' OR m.state = 'cancelled')`

// Messages implements events.MessageTx.
func (t *tx) Messages(ctx context.Context, f events.MessageFilter) ([]events.Message, error) {
	q := chosen(&f)
	q.inState(f.State)
	order := "m.id"
	if f.Latest {
		order = "m.id DESC"
		q.when(f.After != "", "m.id < ?", f.After)
	} else {
		q.when(f.After != "", "m.id > ?", f.After)
	}
	q.limit = f.Limit
	text := q.text("SELECT "+messageColumns+messageFrom, order)
	all, err := list(ctx, t, scanMessage, text, q.args...)
	return all, named("messages", err)
}

// messageStates are all of them.
var messageStates = [...]events.MessageState{
	events.Queued, events.Sending, events.Delivered, events.Retrying, events.InDoubt,
	events.Held, events.Failed, events.Expired, events.Skipped, events.Cancelled,
}

// CountByState implements events.MessageTx. What is about one thing is few
// and counted at once; of all that there is each state has an index of its own,
// or so many that a count soon stops.
func (t *tx) CountByState(ctx context.Context, f events.MessageFilter, most int) (map[events.MessageState]int, error) {
	counts := make(map[events.MessageState]int)
	if f.SessionID != "" || f.RegistrationID != "" || f.AssignmentID != "" || f.Person != "" {
		q := chosen(&f)
		type count struct {
			state events.MessageState
			n     int
		}
		all, err := list(ctx, t, func(row scanner, c *count) error { return row.Scan(&c.state, whole{&c.n}) },
			`SELECT state, count(*) FROM (`+q.text(`SELECT m.state FROM messages m`, "")+`) chosen GROUP BY state`, q.args...)
		for _, c := range all {
			counts[c.state] = min(c.n, most)
		}
		return counts, named("count by state", err)
	}
	for _, state := range messageStates {
		q := chosen(&f)
		q.inState(state)
		q.limit = most
		n, err := one(ctx, t, scanOnly[int], `SELECT count(*) FROM (`+q.text(`SELECT 1 FROM messages m`, "")+`) counted`, q.args...)
		if err != nil {
			return nil, named("count by state", err)
		}
		if n > 0 {
			counts[state] = n
		}
	}
	return counts, nil
}

// CountDue implements events.MessageTx.
func (t *tx) CountDue(ctx context.Context, from, to time.Time) ([]events.DueCount, error) {
	all, err := list(ctx, t, func(row scanner, c *events.DueCount) error {
		return row.Scan(whole{&c.Hour}, reference{&c.SessionID}, &c.Kind, &c.State, whole{&c.Count})
	}, `SELECT hour, session_id, kind, state, count(*) FROM (
			SELECT CASE WHEN m.due_at < ? THEN -1 ELSE (m.due_at - ?) / 3600000000 END AS hour, m.session_id, m.kind, m.state
			FROM messages m WHERE `+unsent+` AND m.due_at < ?) due
		GROUP BY hour, session_id, kind, state ORDER BY hour, session_id, kind, state`,
		micros(from), micros(from), micros(to))
	return all, named("count due", err)
}

// MailHold implements events.MessageTx.
func (t *tx) MailHold(ctx context.Context) (events.MailHold, error) {
	h, err := one(ctx, t, func(row scanner, h *events.MailHold) error {
		return row.Scan(instant{&h.Since}, &h.Reason)
	}, `SELECT mail_held_at, mail_held_reason FROM installation`)
	return h, named("mail hold", err)
}

// SetMailHold implements events.MessageTx.
func (t *tx) SetMailHold(ctx context.Context, h events.MailHold) error {
	return named("set mail hold", t.execOne(ctx, `UPDATE installation SET mail_held_at = ?, mail_held_reason = ?`,
		micros(h.Since), h.Reason))
}

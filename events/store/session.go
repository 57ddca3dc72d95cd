package store

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"kantine/events"
)

const sessionColumns = offeringColumns + `,
	s.id, s.slug, s.title_nl, s.title_en, s.sector_id, s.employer_id, s.language, s.series_id, s.series_index,
	s.series_count, s.zone, s.capacity, s.no_limit, s.waitlist, s.closes_at, s.location, s.join_url, s.facilitators,
	s.reminders, s.state, s.reason_nl, s.reason_en, s.extra, s.sequence, s.version,
	c.change, c.confirmed, c.waitlisted, c.last_queue_no`

const sessionFrom = ` FROM sessions s
	JOIN offerings o ON o.id = s.offering_id
	JOIN session_counts c ON c.session_id = s.id`

// sessionFields are where the sessionColumns go; sessionSeries finishes the job.
func sessionFields(s *events.Session, series *events.Series) []any {
	return append(offeringFields(&s.Offering),
		&s.ID, &s.Slug, &s.Title.NL, &s.Title.EN, reference{&s.SectorID}, reference{&s.EmployerID}, &s.Language,
		&series.ID, whole{&series.Index}, whole{&series.Count}, &s.Zone, limit{&s.Capacity}, &s.NoLimit, &s.Waitlist,
		instant{&s.ClosesAt}, document{&s.Location}, &s.JoinURL, document{&s.Facilitators},
		document{&s.Reminders}, &s.State, &s.Reason.NL, &s.Reason.EN, document{&s.Extra},
		whole{&s.Sequence}, whole{&s.Version}, &s.Change, whole{&s.Confirmed}, whole{&s.Waitlisted},
		&s.LastQueueNo)
}

func sessionSeries(s *events.Session, series *events.Series) {
	if series.ID != "" {
		s.Series = series
	}
}

func scanSession(row scanner, s *events.Session) error {
	var series events.Series
	err := row.Scan(sessionFields(s, &series)...)
	sessionSeries(s, &series)
	return err
}

// Session implements events.SessionTx.
func (t *tx) Session(ctx context.Context, id string) (events.Session, error) {
	s, err := t.session(ctx, byID, id)
	s.PassFrom = time.Time{} // who has not locked it must not go by it
	return s, named("session", err)
}

// The ways to find one session.
const (
	byID   = `s.id = ?`
	bySlug = `s.slug = ?`
)

// SessionBySlug implements events.SessionTx.
func (t *tx) SessionBySlug(ctx context.Context, slug string) (events.Session, error) {
	s, err := t.session(ctx, bySlug, slug)
	s.PassFrom = time.Time{}
	return s, named("session by slug", err)
}

// LockSession implements events.SessionTx.
func (t *tx) LockSession(ctx context.Context, id string) (events.Session, error) {
	if err := t.lockSession(ctx, id); err != nil {
		return events.Session{}, named("lock session", err)
	}
	s, err := t.session(ctx, byID, id)
	return s, named("lock session", err)
}

// LockSessionBySlug implements events.SessionTx.
func (t *tx) LockSessionBySlug(ctx context.Context, slug string) (events.Session, error) {
	if t.dialect.lockRow == "" {
		s, err := t.session(ctx, bySlug, slug)
		return s, named("lock session by slug", err)
	}
	id, err := one(ctx, t, scanOnly[string], `SELECT session_id FROM session_counts
		WHERE session_id = (SELECT id FROM sessions WHERE slug = ?)`+t.dialect.lockRow, slug)
	if err != nil {
		return events.Session{}, named("lock session by slug", err)
	}
	s, err := t.session(ctx, byID, id)
	if err == nil && s.Slug != slug {
		err = events.ErrRaced // it got another while it was waited for
	}
	return s, named("lock session by slug", err)
}

// lockSession locks the row of the counters, on which no foreign key rests, so
// that nobody waits who only refers to the session. What it guards is read by
// the statements after it: in the same statement PostgreSQL would read the
// other tables as they were before the wait.
func (t *tx) lockSession(ctx context.Context, id string) error {
	if t.dialect.lockRow == "" {
		return nil
	}
	_, err := one(ctx, t, scanOnly[int],
		`SELECT 1 FROM session_counts WHERE session_id = ?`+t.dialect.lockRow, id)
	return err
}

// counted is what changes with every registration, one row per block.
type counted struct {
	stamps                     stamps
	session, block             string
	change, lastQueueNo        int64
	confirmed, waitlisted      int
	blockTaken, blockWaitlists int
}

func scanCounted(row scanner, c *counted) error {
	return row.Scan(&c.stamps.session, &c.stamps.offering, &c.session, &c.change, &c.lastQueueNo,
		whole{&c.confirmed}, whole{&c.waitlisted}, &c.block, whole{&c.blockTaken}, whole{&c.blockWaitlists})
}

// session reads one session: its counters and stamps, and the rest where the
// memo does not hold what bears those stamps.
func (t *tx) session(ctx context.Context, where, key string) (events.Session, error) {
	rows, err := list(ctx, t, scanCounted, `SELECT s.stamp, o.stamp, s.id, c.change, c.last_queue_no,
			c.confirmed, c.waitlisted, b.id, b.confirmed, b.waitlisted`+sessionFrom+`
		JOIN blocks b ON b.session_id = s.id WHERE `+where, key)
	if err != nil {
		return events.Session{}, err
	}
	if len(rows) == 0 {
		return events.Session{}, events.ErrNotFound
	}
	s, ok := t.memo.get(rows[0].session, rows[0].stamps)
	if !ok {
		return t.wholeSession(ctx, rows[0].session)
	}
	s.Change, s.LastQueueNo = rows[0].change, rows[0].lastQueueNo
	s.Confirmed, s.Waitlisted = rows[0].confirmed, rows[0].waitlisted
	for _, r := range rows {
		if block, ok := s.Block(r.block); ok {
			block.Confirmed, block.Waitlisted = r.blockTaken, r.blockWaitlists
		}
	}
	return s, nil
}

// passFrom is the earliest instant at which a reminder passes; where there is
// none it is later than any session. PutReminder stamps the session anew, and
// blocks that go take theirs with them as the session is put.
const passFrom = `COALESCE((SELECT MIN(CASE WHEN m.due_at < m.send_at THEN m.due_at ELSE m.send_at END)
	FROM reminders m WHERE m.session_id = s.id), 9000000000000000000)`

// wholeSession reads a session with its blocks and stamps in one statement, so
// that they belong together, and keeps it.
func (t *tx) wholeSession(ctx context.Context, id string) (events.Session, error) {
	type row struct {
		session events.Session
		block   events.Block
		stamps  stamps
	}
	rows, err := list(ctx, t, func(r scanner, v *row) error {
		var series events.Series
		err := r.Scan(append(append(sessionFields(&v.session, &series), blockFields(&v.block)...),
			&v.stamps.session, &v.stamps.offering, instant{&v.session.PassFrom})...)
		sessionSeries(&v.session, &series)
		return err
	}, `SELECT `+sessionColumns+`, `+blockColumns+`, s.stamp, o.stamp, `+passFrom+sessionFrom+`
		JOIN blocks b ON b.session_id = s.id WHERE s.id = ? ORDER BY b.ordinal`, id)
	if err != nil {
		return events.Session{}, err
	}
	if len(rows) == 0 {
		return events.Session{}, events.ErrNotFound
	}
	s := rows[0].session
	for _, r := range rows {
		s.Blocks = append(s.Blocks, r.block)
	}
	t.memo.keep(rows[0].stamps, s)
	return s, nil
}

// PutSession implements events.SessionTx. Fewer seats than are confirmed, in
// the session or a block, is CodeCapacityBelowConfirmed; a slug that is taken is ErrRaced. A
// block that registrations refer to cannot go.
func (t *tx) PutSession(ctx context.Context, s events.Session) error {
	return t.raced("put session", t.putSession(ctx, s))
}

// belowConfirmed answers for the constraints on the counters.
func (t *tx) belowConfirmed(err error) error {
	if t.dialect.fault(err) == faultCheck {
		return events.Refuse(events.CodeCapacityBelowConfirmed)
	}
	return err
}

func (t *tx) putSession(ctx context.Context, s events.Session) error {
	if len(s.Blocks) == 0 {
		return errors.New("a session without a block")
	}
	if err := t.lockSession(ctx, s.ID); err != nil && events.CodeOf(err) != events.CodeNotFound {
		return err
	}
	if err := t.leaveSeries(ctx, s); err != nil {
		return err
	}
	if err := t.putSessionRow(ctx, s); err != nil {
		return err
	}
	// The offering is locked until its capacity has been taken over: a change of
	// it would otherwise pass this session by.
	if t.dialect.lockRow != "" {
		if _, err := one(ctx, t, scanOnly[string],
			`SELECT id FROM offerings WHERE id = ? FOR SHARE`, s.Offering.ID); err != nil {
			return err
		}
	}
	if _, err := t.exec(ctx, `INSERT INTO session_counts (session_id, seats, confirmed, waitlisted, last_queue_no, change)
		SELECT s.id, CASE WHEN s.no_limit OR s.capacity IS NOT NULL THEN s.capacity ELSE o.capacity END, 0, 0, 0, 1
		FROM sessions s JOIN offerings o ON o.id = s.offering_id WHERE s.id = ?
		ON CONFLICT (session_id) DO UPDATE SET seats = excluded.seats, change = session_counts.change + 1`,
		s.ID); err != nil {
		return t.belowConfirmed(err)
	}
	return t.putBlocks(ctx, s)
}

// leaveSeries raises the programme's change when a session leaves a series, by
// as much as the versions of those who part would otherwise fall.
func (t *tx) leaveSeries(ctx context.Context, s events.Session) error {
	id := ""
	if s.Series != nil {
		id = s.Series.ID
	}
	left, err := list(ctx, t, scanOnly[string],
		`SELECT series_id FROM sessions WHERE id = ? AND series_id <> '' AND series_id <> ?`, s.ID, id)
	if err != nil || len(left) == 0 {
		return err
	}
	_, err = t.exec(ctx, `UPDATE installation SET change = change + (SELECT SUM(n.change)
		FROM sessions t JOIN session_counts n ON n.session_id = t.id WHERE t.series_id = ?)`, left[0])
	return err
}

func (t *tx) putSessionRow(ctx context.Context, s events.Session) error {
	var series events.Series
	if s.Series != nil {
		series = *s.Series
	}
	location, err := encoded(s.Location)
	if err != nil {
		return err
	}
	extra, err := encoded(s.Extra)
	if err != nil {
		return err
	}
	facilitators, err := encodedList(s.Facilitators)
	if err != nil {
		return err
	}
	reminders, err := encodedList(s.Reminders)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, putSession,
		s.ID, s.Slug, s.Offering.ID, s.Title.NL, s.Title.EN, nullID(s.SectorID), nullID(s.EmployerID), s.Language,
		series.ID, series.Index, series.Count, s.Zone, micros(s.StartsAt()), micros(s.EndsAt()), nullInt(s.Capacity),
		s.NoLimit, string(s.Waitlist), micros(s.ClosesAt), location, s.JoinURL, facilitators, reminders,
		string(s.State), s.Reason.NL, s.Reason.EN, extra, s.Sequence, s.Version, rand.Text())
	return err
}

const putSession = `INSERT INTO sessions (id, slug, offering_id, title_nl, title_en, sector_id, employer_id, language,
		series_id, series_index, series_count, zone, starts_at, ends_at, capacity,
		no_limit, waitlist, closes_at, location, join_url, facilitators, reminders,
		state, reason_nl, reason_en, extra, sequence, version, stamp)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, offering_id = excluded.offering_id,
		title_nl = excluded.title_nl, title_en = excluded.title_en, sector_id = excluded.sector_id,
		employer_id = excluded.employer_id, language = excluded.language, series_id = excluded.series_id,
		series_index = excluded.series_index, series_count = excluded.series_count, zone = excluded.zone,
		starts_at = excluded.starts_at, ends_at = excluded.ends_at, capacity = excluded.capacity,
		no_limit = excluded.no_limit, waitlist = excluded.waitlist, closes_at = excluded.closes_at,
		location = excluded.location, join_url = excluded.join_url, facilitators = excluded.facilitators,
		reminders = excluded.reminders, state = excluded.state, reason_nl = excluded.reason_nl,
		reason_en = excluded.reason_en, extra = excluded.extra, sequence = excluded.sequence,
		version = excluded.version, stamp = excluded.stamp`

// Package probe holds the bare measures set beside the product by cmd/bench: the
// disk, a group writer, the least HTTP around it. It imports no package of Kantine
// and copies its rows, so that a slow product cannot hide behind a slow probe.
package probe

import (
	"context"
	"database/sql"
	"errors"

	_ "modernc.org/sqlite" // the product's engine, through the same database/sql
)

const schema = `
CREATE TABLE session (id INTEGER PRIMARY KEY, state TEXT NOT NULL, capacity INTEGER, confirmed INTEGER NOT NULL, change INTEGER NOT NULL);
CREATE TABLE registration (id INTEGER PRIMARY KEY, session INTEGER NOT NULL REFERENCES session, uid TEXT NOT NULL,
 name TEXT NOT NULL, email TEXT NOT NULL, language TEXT NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL);
CREATE UNIQUE INDEX seat ON registration (session, email) WHERE state <> 'withdrawn';
CREATE TABLE message (id INTEGER PRIMARY KEY, about TEXT NOT NULL, about_id INTEGER NOT NULL, kind TEXT NOT NULL, rule TEXT NOT NULL,
 sequence INTEGER NOT NULL, state TEXT NOT NULL, due_at INTEGER NOT NULL, not_after INTEGER NOT NULL, attempts INTEGER NOT NULL);
CREATE UNIQUE INDEX identity ON message (about, about_id, kind, rule, sequence);
CREATE INDEX due ON message (due_at) WHERE state = 'queued';
CREATE TABLE idempotency (key TEXT PRIMARY KEY, hash TEXT NOT NULL, object INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i < 99)
INSERT INTO session SELECT i, 'published', 1000000000, 0, 0 FROM n;`

// Sessions is how many there are to register for, numbered from 0.
const Sessions = 100

// statements are a registration's five: eight rows in tables and indexes, read or written.
var statements = [...]string{
	`SELECT capacity - confirmed FROM session WHERE id = ? AND state = 'published'`,
	`INSERT INTO registration VALUES (?, ?, ?, ?, ?, 'nl', 'confirmed', 1800000000000000)`,
	`UPDATE session SET confirmed = confirmed + 1, change = change + 1 WHERE id = ?`,
	`INSERT INTO message VALUES (?, 'registration', ?, 'confirmation', '', 0, 'queued', 1800000000000000, 1800000000000000, 0)`,
	`INSERT INTO idempotency VALUES (?, ?, ?, 1800000000000000)`,
}

// ErrFull says that no seat was left.
var ErrFull = errors.New("probe: full")

type seat struct {
	session                int
	name, email, uid, form string
	done                   chan error
}

// Writer owns the one write connection; a group shares a commit.
type Writer struct {
	db                                        *sql.DB
	queue                                     chan seat
	group                                     int
	stmts                                     [len(statements)]*sql.Stmt
	begin, commit, savepoint, release, goBack *sql.Stmt
	last                                      int64
}

// Open makes the file; group 1 is one commit each, 256 the product's group.
func Open(ctx context.Context, path string, group int) (*Writer, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(5000)"+
		"&_pragma=foreign_keys(1)&_pragma=cache_size(-65536)&_pragma=journal_size_limit(67108864)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	w := &Writer{db: db, queue: make(chan seat, 256), group: group}
	_, err = db.ExecContext(ctx, schema)
	prepare := func(text string) *sql.Stmt {
		s, e := db.PrepareContext(ctx, text)
		err = errors.Join(err, e)
		return s
	}
	for i, text := range statements {
		w.stmts[i] = prepare(text)
	}
	w.begin, w.commit = prepare("BEGIN IMMEDIATE"), prepare("COMMIT")
	w.savepoint, w.release, w.goBack = prepare("SAVEPOINT one"), prepare("RELEASE one"), prepare("ROLLBACK TO one")
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	go w.loop(ctx)
	return w, nil
}

// Register returns when the seat is durable.
func (w *Writer) Register(session int, name, email, uid, form string) error {
	s := seat{session, name, email, uid, form, make(chan error, 1)}
	w.queue <- s
	return <-s.done
}

// Close is called once nobody registers any more.
func (w *Writer) Close() error {
	close(w.queue)
	return w.db.Close()
}

func (w *Writer) loop(ctx context.Context) {
	batch, answers := make([]seat, 0, w.group), make([]error, w.group)
	for s := range w.queue {
		batch = append(batch[:0], s)
		for len(batch) < w.group && len(w.queue) > 0 {
			batch = append(batch, <-w.queue)
		}
		_, err := w.begin.ExecContext(ctx)
		for i, s := range batch {
			answers[i] = w.one(ctx, s)
		}
		_, commitErr := w.commit.ExecContext(ctx)
		err = errors.Join(err, commitErr)
		for i, s := range batch {
			s.done <- errors.Join(err, answers[i])
		}
	}
}

func (w *Writer) one(ctx context.Context, s seat) error {
	run := func(stmt *sql.Stmt, args ...any) (err error) { _, err = stmt.ExecContext(ctx, args...); return err }
	if w.group > 1 {
		if err := run(w.savepoint); err != nil {
			return err
		}
	}
	left, id := 0, w.last+1
	err := w.stmts[0].QueryRowContext(ctx, s.session).Scan(&left)
	if err == nil && left < 1 {
		err = ErrFull
	}
	args := [...][]any{1: {id, s.session, s.uid, s.name, s.email}, 2: {s.session}, 3: {id, id}, 4: {s.form, s.form, id}}
	for i := 1; i < len(args) && err == nil; i++ {
		err = run(w.stmts[i], args[i]...)
	}
	if err == nil {
		w.last = id
	} else if w.group > 1 {
		err = errors.Join(err, run(w.goBack))
	}
	if w.group > 1 {
		err = errors.Join(err, run(w.release))
	}
	return err
}

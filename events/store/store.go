package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"kantine/events"
)

// ErrNewer says that the database was migrated by a newer program. Nothing has
// been touched.
var ErrNewer = errors.New("the database is newer than this program: run the newer program, or restore an older backup")

// ErrClosed is the answer to whoever comes after Close.
var ErrClosed = errors.New("the store is closed")

// queueLimit is how many updates may wait; beyond it the answer is
// CodeOverloaded.
const queueLimit = 4096

// Store implements events.Store.
type Store struct {
	engine   engine
	dialect  *dialect
	log      *slog.Logger
	site     coalesced
	sessions coalescedBySlug
}

var _ events.Store = (*Store)(nil)

// work is what a caller does in a transaction.
type work = func(ctx context.Context, tx events.Tx) error

// engine is how transactions run, the part of the two databases that no SQL
// text can hide.
type engine interface {
	update(ctx context.Context, fn work) error
	view(ctx context.Context, fn work) error
	// read runs one statement outside any transaction.
	read(ctx context.Context, fn func(context.Context, *tx) error) error
	close() error
}

// Open opens the database at dsn: a postgres:// URL, or the path of a SQLite
// file, which is made where it is missing. It does not migrate. A database
// newer than the program is ErrNewer. log may be nil.
func Open(ctx context.Context, dsn string, log *slog.Logger) (*Store, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	d, err := dialectOf(dsn)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := d.refuseNewer(ctx); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	engine, err := d.open(ctx, log)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &Store{engine: engine, dialect: d, log: log}, nil
}

// Close lets what has been handed to Update finish, then closes the database.
func (s *Store) Close() error { return s.engine.close() }

// Update implements events.Store.
//
// fn runs on the transaction's own context. A caller whose ctx ends gets its
// error at once, though the work may still commit. fn must not call Update or
// View of the store, and it may run again (after a deadlock, or when another
// update of its group failed half-way), so it must set, and not add to, what it
// shares with its caller. A panic in fn comes back as an error to its own
// caller only.
func (s *Store) Update(ctx context.Context, fn func(ctx context.Context, tx events.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.engine.update(ctx, fn)
}

// View implements events.Store.
func (s *Store) View(ctx context.Context, fn func(ctx context.Context, tx events.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.engine.view(ctx, fn)
}

// guarded runs fn and turns a panic into an error, so that one caller's fault
// is not everybody's.
func guarded(ctx context.Context, fn work, t *tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a transaction: %s\n%s", panicWords(p), debug.Stack())
		}
	}()
	return fn(ctx, t)
}

// panicWords tells of a panic what can hold no personal data.
func panicWords(p any) string {
	if fault, ok := p.(interface{ RuntimeError() }); ok {
		return fmt.Sprint(fault)
	}
	return fmt.Sprintf("a %T", p)
}

func overloaded() error {
	return &events.Error{Code: events.CodeOverloaded, RetryAfter: time.Second}
}

// isPostgres tells a URL of a PostgreSQL server from a path.
func isPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

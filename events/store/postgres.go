package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"kantine/events"
)

const (
	// postgresConns is how many connections one process keeps.
	postgresConns = 24
	// postgresAttempts is how often a transaction is run when the server asks
	// to try again.
	postgresAttempts = 5
	// postgresPatience ends a transaction that hangs, whoever waits for it.
	postgresPatience = 30 * time.Second
)

// postgresEngine runs each update as a transaction of its own, beside others.
type postgresEngine struct {
	dialect *dialect
	memo    *memo
	log     *slog.Logger
	db      *sql.DB
	waiting atomic.Int64
}

func newPostgres(ctx context.Context, d *dialect, log *slog.Logger) (*postgresEngine, error) {
	db, err := d.connect()
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(postgresConns)
	db.SetMaxIdleConns(postgresConns)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &postgresEngine{dialect: d, memo: newMemo(), log: log, db: db}, nil
}

func (e *postgresEngine) tx(run runner) *tx { return &tx{run: run, dialect: e.dialect, memo: e.memo} }

func (e *postgresEngine) update(ctx context.Context, fn work) error {
	if e.waiting.Add(1) > queueLimit {
		e.waiting.Add(-1)
		return overloaded()
	}
	defer e.waiting.Add(-1)
	return e.retry(ctx, func() error { return e.updateOnce(ctx, fn) })
}

// retry runs what may succeed the next time, and answers the last time.
func (e *postgresEngine) retry(ctx context.Context, attempt func() error) error {
	for n := 1; ; n++ {
		err := attempt()
		if e.dialect.fault(err) == faultBusy {
			return overloaded()
		}
		if err == nil || n == postgresAttempts || !e.again(err) {
			return err
		}
		e.log.DebugContext(ctx, "a transaction runs again", "attempt", n, "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		// Real time: two that met in a deadlock should not meet again.
		case <-time.After(time.Duration(n) * time.Duration(rand.Int64N(int64(10*time.Millisecond)))):
		}
	}
}

func (e *postgresEngine) updateOnce(ctx context.Context, fn work) error {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("store: connect: %w", err)
	}
	// The transaction is not its caller's: a commit that is cut off would leave
	// him not knowing.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), postgresPatience)
	defer cancel()
	// Whatever the server's default is: who waited for a lock is to see what the
	// other did.
	err = e.run(ctx, conn, &sql.TxOptions{Isolation: sql.LevelReadCommitted}, fn)
	// A connection that cannot be given back is dropped by the pool.
	_ = conn.Close()
	return err
}

// view runs fn on the state at its first statement.
func (e *postgresEngine) view(ctx context.Context, fn work) error {
	return e.retry(ctx, func() error {
		return e.run(ctx, e.db, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
	})
}

func (e *postgresEngine) read(ctx context.Context, fn func(context.Context, *tx) error) error {
	return e.retry(ctx, func() error { return fn(ctx, e.tx(pooled{e.db})) })
}

// pooled makes the pool, or a transaction of it, a runner.
type pooled struct {
	on interface {
		ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
		QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	}
}

// ExecContext implements runner.
func (p pooled) ExecContext(ctx context.Context, text string, args ...any) (driver.Result, error) {
	result, err := p.on.ExecContext(ctx, text, args...)
	return result, toldOf(err)
}

// QueryContext implements runner.
func (p pooled) QueryContext(ctx context.Context, text string, args ...any) (rows, error) {
	found, err := p.on.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, toldOf(err) // and not a rows that holds nil
	}
	return toldRows{found}, nil
}

// uncertain is a commit whose answer was lost: it must not be tried again.
type uncertain struct{ error }

// Unwrap gives the loss itself.
func (u uncertain) Unwrap() error { return u.error }

// beginner is the pool or one of its connections.
type beginner interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

func (e *postgresEngine) run(ctx context.Context, on beginner, opts *sql.TxOptions, fn work) error {
	transaction, err := on.BeginTx(ctx, opts)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	t := e.tx(pooled{transaction})
	t.viewing = opts != nil && opts.ReadOnly
	if err := guarded(ctx, fn, t); err != nil {
		// What failed is the news; a rollback that fails closes the connection,
		// and the server rolls back.
		_ = transaction.Rollback()
		return err
	}
	if err := transaction.Commit(); err != nil {
		return uncertain{fmt.Errorf("store: commit: %w", toldOf(err))}
	}
	return nil
}

// again tells whether running the transaction anew can help: the server asked
// for it, or the connection was lost before the commit.
func (e *postgresEngine) again(err error) bool {
	if events.CodeOf(err) != "" {
		return false
	}
	if e.dialect.fault(err) == faultAgain {
		return true
	}
	var answered *pgconn.PgError
	if errors.As(err, &answered) {
		return answered.Code == "57P01" // admin_shutdown
	}
	var lost uncertain
	return !errors.As(err, &lost) && connectionLost(err)
}

// connectionLost tells an error of the network from one of the server.
func connectionLost(err error) bool {
	var network net.Error
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		pgconn.SafeToRetry(err) || (errors.As(err, &network) && !network.Timeout())
}

func (e *postgresEngine) close() error { return e.db.Close() }

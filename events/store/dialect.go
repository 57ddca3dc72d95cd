package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"
	"modernc.org/sqlite"
)

// dialect holds all that differs between the engines but for how they run
// transactions (sqlite.go, postgres.go).
type dialect struct {
	bun schema.Dialect
	// types fill the templates of the migrations.
	types columnTypes
	// lockRow and claimRow end a SELECT that locks what it reads; on SQLite the
	// one writer holds everything already.
	lockRow, claimRow string
	// claimThing tells of a message m whether what it is about was free, and
	// locks it until the transaction ends; "" on SQLite for the same reason.
	claimThing string
	// tableExists tells whether the table of its one argument exists.
	tableExists string
	// migrationLock and its undoing keep two programs from migrating at once;
	// "" where BEGIN IMMEDIATE does.
	migrationLock, migrationUnlock string
	numbered                       bool
	rebound                        sync.Map // text with ? → text with $1
	fault                          func(error) fault

	// connect opens the database for migrations, look without touching it (nil
	// where there is none yet), open for work.
	connect, look func() (*sql.DB, error)
	open          func(context.Context, *slog.Logger) (engine, error)
}

// columnTypes are the types that the engines name differently. Text compares
// by bytes on both.
type columnTypes struct {
	Text, Binary string
	// Clustered keeps the rows in the primary key itself where that can be asked.
	Clustered string
	// Counter is an integer that the database gives, one more each time.
	Counter string
	// JSON stands after a text column that is to be looked into.
	JSON string
}

// fault is a failure that the store knows how to answer.
type fault int

const (
	faultOther fault = iota
	faultUnique
	faultPrimary
	faultCheck
	faultForeign
	// faultBusy is a database that another process holds.
	faultBusy
	// faultAgain is a transaction that may succeed when it is run again.
	faultAgain
	// faultFatal leaves the transaction in an unknown state.
	faultFatal
)

func dialectOf(dsn string) (*dialect, error) {
	if isPostgres(dsn) {
		return postgresDialect(dsn)
	}
	return sqliteDialect(dsn), nil
}

// bind gives the engine's form of a statement written with ?.
func (d *dialect) bind(text string) string {
	if !d.numbered {
		return text
	}
	if known, ok := d.rebound.Load(text); ok {
		return known.(string)
	}
	var b strings.Builder
	for n, rest := 1, text; ; n++ {
		before, after, found := strings.Cut(rest, "?")
		b.WriteString(before)
		if !found {
			break
		}
		b.WriteString("$" + strconv.Itoa(n))
		rest = after
	}
	d.rebound.Store(text, b.String())
	return b.String()
}

const sqliteTimeout = 5 * time.Second

func sqliteDialect(path string) *dialect {
	d := &dialect{
		bun:   sqlitedialect.New(),
		types: columnTypes{Text: "TEXT", Binary: "BLOB", Clustered: " WITHOUT ROWID", Counter: "INTEGER"},
		// The table's name is an argument on both engines.
		tableExists: `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?`,
		fault:       sqliteFault,
	}
	// A checkpoint writes each page once however often it changed since the last:
	// four times as seldom as by default spares a tenth of a registration, for a
	// log of 16 MB.
	writing := sqliteURL(path, "-65536", "_txlock=immediate", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)",
		"_pragma=wal_autocheckpoint(4000)", "_pragma=journal_size_limit(67108864)", "_pragma=temp_store(MEMORY)")
	reading := sqliteURL(path, "-16384", "_pragma=query_only(1)")
	d.connect = func() (*sql.DB, error) { return openSQLite(writing) }
	d.look = func() (*sql.DB, error) {
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			return nil, nil
		}
		if _, err := os.Stat(path + "-wal"); err != nil {
			// Nobody has it open, and reading it in the usual way would leave
			// companions behind.
			return openSQLite(sqliteURL(path, "-2000", "mode=ro", "immutable=1"))
		}
		return openSQLite(sqliteURL(path, "-2000", "mode=ro"))
	}
	d.open = func(ctx context.Context, log *slog.Logger) (engine, error) {
		return newSQLite(ctx, d, log, writing, reading)
	}
	return d
}

// sqliteURL names a file with what its connections are to be.
func sqliteURL(path, cache string, options ...string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" +
		strings.Join(append(options, "_pragma=busy_timeout("+strconv.FormatInt(sqliteTimeout.Milliseconds(), 10)+")",
			"_pragma=foreign_keys(1)", "_pragma=cache_size("+cache+")"), "&")
}

// openSQLite gives a database of one connection, which is not made yet.
func openSQLite(dsn string) (*sql.DB, error) {
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	return db, nil
}

// sqliteFault sorts errors by SQLite's extended result codes
// (sqlite.org/rescode.html).
func sqliteFault(err error) fault {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return faultOther
	}
	switch e.Code() {
	case 2067: // SQLITE_CONSTRAINT_UNIQUE
		return faultUnique
	case 1555: // SQLITE_CONSTRAINT_PRIMARYKEY
		return faultPrimary
	case 275: // SQLITE_CONSTRAINT_CHECK
		return faultCheck
	case 787: // SQLITE_CONSTRAINT_FOREIGNKEY
		return faultForeign
	}
	switch e.Code() & 0xff {
	case 5: // SQLITE_BUSY
		return faultBusy
	case 1, 17, 18, 19, 20, 21, 25: // errors of the statement: the transaction stands
		return faultOther
	}
	return faultFatal
}

func postgresDialect(dsn string) (*dialect, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("the postgres:// address cannot be read: it may hold a password, so it is not repeated here")
	}
	config.RuntimeParams["timezone"] = "UTC"
	connect := func() (*sql.DB, error) {
		return stdlib.OpenDB(*config, stdlib.OptionAfterConnect(durable)), nil
	}
	d := &dialect{
		bun:   pgdialect.New(),
		types: columnTypes{Text: `TEXT COLLATE "C"`, Binary: "BYTEA", Counter: "BIGINT GENERATED ALWAYS AS IDENTITY", JSON: "::jsonb"},
		tableExists: `SELECT count(*) FROM pg_catalog.pg_tables
			WHERE schemaname = current_schema() AND tablename = ?`,
		lockRow:         " FOR UPDATE",
		claimRow:        " FOR UPDATE OF m SKIP LOCKED",
		claimThing:      `pg_try_advisory_xact_lock(hashtextextended(m.about || ' ' || m.about_id, 7309454051126010))`,
		migrationLock:   `SELECT pg_advisory_lock(7309454051126009)`,
		migrationUnlock: `SELECT pg_advisory_unlock(7309454051126009)`,
		numbered:        true,
		fault:           postgresFault,
	}
	d.connect, d.look = connect, connect
	d.open = func(ctx context.Context, log *slog.Logger) (engine, error) { return newPostgres(ctx, d, log) }
	return d, nil
}

// durable makes COMMIT wait for the disk whatever the server's default is.
func durable(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, "SET synchronous_commit = on")
	return err
}

// postgresFault sorts errors by SQLSTATE (PostgreSQL 15, appendix A).
func postgresFault(err error) fault {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return faultOther
	}
	switch e.Code {
	case "23505": // unique_violation, of a key or of another index
		if strings.HasSuffix(e.ConstraintName, "_pkey") {
			return faultPrimary
		}
		return faultUnique
	case "23514": // check_violation
		return faultCheck
	case "23503": // foreign_key_violation
		return faultForeign
	case "40001", "40P01": // serialization_failure, deadlock_detected
		return faultAgain
	case "53300", "55P03", "57P03": // too_many_connections, lock_not_available, cannot_connect_now
		return faultBusy
	}
	return faultOther
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5/pgconn"
)

// told is an error of the server or of its driver in words that hold nothing of
// what is stored or asked, since errors are logged (promise 18). What unwraps it
// gets the error itself, whose own words are not to be repeated.
type told struct {
	words string
	error
}

// Error implements error.
func (t *told) Error() string { return t.words }

// Unwrap gives what it tells of.
func (t *told) Unwrap() error { return t.error }

// toldOf gives an error its words. The server repeats a value where it cannot read
// or keep one ("invalid input syntax for type bigint", and whatever a trigger
// raises), the driver where it cannot encode one, and database/sql where it
// cannot scan one: of these only the kind is told.
func toldOf(err error) error {
	var (
		refused *pgconn.PgError
		connect *pgconn.ConnectError
		network net.Error
	)
	switch {
	case err == nil, errors.Is(err, sql.ErrNoRows), errors.Is(err, sql.ErrTxDone), errors.Is(err, sql.ErrConnDone),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case !errors.As(err, &refused):
		if connectionLost(err) || errors.As(err, &connect) || errors.As(err, &network) {
			return err
		}
		return &told{fmt.Sprintf("PostgreSQL's driver failed (%T)", err), err}
	case aboutServer(refused.Code):
		return &told{refused.Error(), err}
	}
	words := "PostgreSQL refused it (SQLSTATE " + refused.Code + ")"
	for _, part := range [][2]string{{"constraint", refused.ConstraintName}, {"table", refused.TableName}, {"column", refused.ColumnName}} {
		if part[1] != "" {
			words += ", " + part[0] + " " + part[1]
		}
	}
	return &told{words, err}
}

// aboutServer tells whether an error is one of a class that speaks of the
// server and not of what it was given (PostgreSQL 15, appendix A): connections,
// transactions that have to be run again, resources, operators, the disk.
func aboutServer(state string) bool {
	switch state[:min(2, len(state))] {
	case "08", "25", "28", "3D", "40", "42", "53", "55", "57", "58":
		return true
	}
	return false
}

// toldRows are rows whose errors are told.
type toldRows struct{ *sql.Rows }

// Scan implements rows.
func (r toldRows) Scan(dest ...any) error { return toldOf(r.Rows.Scan(dest...)) }

// Err implements rows.
func (r toldRows) Err() error { return toldOf(r.Rows.Err()) }

// Close implements rows.
func (r toldRows) Close() error { return toldOf(r.Rows.Close()) }

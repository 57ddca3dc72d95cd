package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"kantine/events/store/storetest"
)

// TestWordsOfPostgreSQLHoldNoValues asks a real server and its driver for what
// they refuse with the value in their words.
func TestWordsOfPostgreSQLHoldNoValues(t *testing.T) {
	d, err := dialectOf(storetest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	db, err := d.connect()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	on := &tx{run: pooled{db}, dialect: d}
	const secret = "6973000001"
	for name, c := range map[string]struct {
		text string
		args []any
		want string
	}{
		"a value that the server cannot read":   {`SELECT (?::text)::bigint`, []any{secret + "x"}, "SQLSTATE 22P02"},
		"a value that the driver cannot encode": {`SELECT ?::text`, []any{6973000001}, "driver"},
		"a value that nobody can scan":          {`SELECT ?::text`, []any{secret + "x"}, "driver"},
		"a statement that is none":              {`SELECT nothing WHERE ?::text = ''`, []any{secret}, `column "nothing" does not exist`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := one(t.Context(), on, scanOnly[int64], c.text, c.args...)
			if err == nil || strings.Contains(err.Error(), secret) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q in it", err, c.want)
			}
			_, err = on.exec(t.Context(), c.text, c.args...)
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Error(err)
			}
		})
	}
}

func TestToldOf(t *testing.T) {
	refused := &pgconn.PgError{
		Severity: "ERROR", Code: "23505", Message: "secret", Detail: "secret", ConstraintName: "users_email", TableName: "users", ColumnName: "email",
	}
	full := &pgconn.PgError{Severity: "ERROR", Code: "53100", Message: "no space left on device", Detail: "secret"}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"nothing":      {nil, "<nil>"},
		"refused":      {fmt.Errorf("secret: %w", refused), "PostgreSQL refused it (SQLSTATE 23505), constraint users_email, table users, column email"},
		"a full disk":  {full, "ERROR: no space left on device (SQLSTATE 53100)"},
		"no rows":      {sql.ErrNoRows, sql.ErrNoRows.Error()},
		"given up":     {context.Canceled, context.Canceled.Error()},
		"cut off":      {io.ErrUnexpectedEOF, io.ErrUnexpectedEOF.Error()},
		"network":      {&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}, "dial tcp: connection refused"},
		"a driver's":   {errors.New("secret"), "PostgreSQL's driver failed (*errors.errorString)"},
		"without code": {&pgconn.PgError{Message: "secret"}, "PostgreSQL refused it (SQLSTATE )"},
	} {
		t.Run(name, func(t *testing.T) {
			got := toldOf(c.err)
			if fmt.Sprint(got) != c.want || !errors.Is(got, c.err) {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

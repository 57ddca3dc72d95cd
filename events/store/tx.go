package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"kantine/events"
)

// runner runs statements inside one transaction.
type runner interface {
	ExecContext(ctx context.Context, text string, args ...any) (driver.Result, error)
	QueryContext(ctx context.Context, text string, args ...any) (rows, error)
}

// tx implements events.Tx; its methods are in the files of their subjects.
type tx struct {
	run     runner
	dialect *dialect
	memo    *memo
	// viewing tells that nothing is written: all that is seen is committed.
	viewing bool
}

var _ events.Tx = (*tx)(nil)

// exec runs a statement and tells how many rows it touched.
func (t *tx) exec(ctx context.Context, text string, args ...any) (int, error) {
	result, err := t.run.ExecContext(ctx, t.dialect.bind(text), args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// execOne runs a statement that must touch a row: ErrNotFound where it did not.
func (t *tx) execOne(ctx context.Context, text string, args ...any) error {
	n, err := t.exec(ctx, text, args...)
	if err == nil && n == 0 {
		return events.ErrNotFound
	}
	return err
}

// scanner is a row to be read.
type scanner interface{ Scan(dest ...any) error }

// list reads all rows of a query.
func list[T any](ctx context.Context, t *tx, scan func(scanner, *T) error, text string, args ...any) (_ []T, err error) {
	rows, err := t.run.QueryContext(ctx, t.dialect.bind(text), args...)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	var all []T
	for rows.Next() {
		var v T
		if err := scan(rows, &v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

// one reads the first row of a query: ErrNotFound where there is none.
func one[T any](ctx context.Context, t *tx, scan func(scanner, *T) error, text string, args ...any) (v T, err error) {
	rows, err := t.run.QueryContext(ctx, t.dialect.bind(text), args...)
	if err != nil {
		return v, err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return v, err
		}
		return v, events.ErrNotFound
	}
	return v, scan(rows, &v)
}

// scanOnly scans a row of one column.
func scanOnly[T any](row scanner, v *T) error { return row.Scan(v) }

// named gives an error the name of the method it came from; refusals pass.
func named(method string, err error) error {
	if err == nil || events.CodeOf(err) != "" {
		return err
	}
	return fmt.Errorf("store: %s: %w", method, err)
}

// raced is named for a write whose key another transaction may have made since
// this one looked for it.
func (t *tx) raced(method string, err error) error {
	if f := t.dialect.fault(err); f == faultUnique || f == faultPrimary {
		err = events.ErrRaced
	}
	return named(method, err)
}

// micros is an instant as it is stored: 0 for none.
func micros(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixMicro()
}

// instant scans what micros wrote.
type instant struct{ at *time.Time }

// Scan implements sql.Scanner.
func (i instant) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("an instant is stored as %T", src)
	}
	*i.at = time.Time{}
	if n != 0 {
		*i.at = time.UnixMicro(n).UTC()
	}
	return nil
}

// scanInstant scans a row of one instant.
func scanInstant(row scanner, at *time.Time) error { return row.Scan(instant{at}) }

// whole scans an integer without the detour through text that database/sql
// takes for an int.
type whole struct{ n *int }

// Scan implements sql.Scanner.
func (w whole) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a number is stored as %T", src)
	}
	*w.n = int(n)
	return nil
}

// limit scans a number that may be NULL.
type limit struct{ n **int }

// Scan implements sql.Scanner.
func (l limit) Scan(src any) error {
	*l.n = nil
	if src == nil {
		return nil
	}
	n := new(int)
	*l.n = n
	return whole{n}.Scan(src)
}

// nullInt is a limit as it is stored.
func nullInt(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}

// reference scans an id that is NULL where there is none.
type reference struct{ id *string }

// Scan implements sql.Scanner.
func (r reference) Scan(src any) error {
	*r.id = ""
	if src == nil {
		return nil
	}
	id, ok := src.(string)
	if !ok {
		return fmt.Errorf("an id is stored as %T", src)
	}
	*r.id = id
	return nil
}

// nullID is a reference as it is stored.
func nullID(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// document scans JSON; NULL and "" leave the value as it is.
type document struct{ dest any }

// Scan implements sql.Scanner.
func (d document) Scan(src any) error {
	switch body := src.(type) {
	case nil:
		return nil
	case string:
		if body == "" {
			return nil
		}
		return json.Unmarshal([]byte(body), d.dest)
	}
	return fmt.Errorf("a document is stored as %T", src)
}

// encoded is a value as a document.
func encoded(v any) (string, error) {
	body, err := json.Marshal(v)
	return string(body), err
}

// encodedList is a list as a document: nil is NULL and an empty list is "[]".
func encodedList[T any](list []T) (any, error) {
	if list == nil {
		return nil, nil
	}
	return encoded(list)
}

// folded is an address as it is compared: without regard to case.
func folded(email string) string { return strings.ToLower(email) }

// marks gives n placeholders for an IN list.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

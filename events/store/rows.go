package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"reflect"
)

// rows are those of *sql.Rows, and of sqliteRows.
type rows interface {
	scanner
	Next() bool
	Err() error
	Close() error
}

// sqliteRows reads rows as SQLite's driver gives them: integers, texts, blobs
// and NULL.
type sqliteRows struct {
	connection *connection
	found      driver.Rows
	row        []driver.Value
	err        error
}

// Next implements rows.
func (r *sqliteRows) Next() bool {
	if r.err == nil {
		if r.err = r.found.Next(r.row); r.err == nil {
			return true
		}
		if !errors.Is(r.err, io.EOF) {
			r.err = r.connection.note(r.err)
		}
	}
	return false
}

// Err implements rows.
func (r *sqliteRows) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

// Close implements rows.
func (r *sqliteRows) Close() error { return r.found.Close() }

// Scan implements scanner.
func (r *sqliteRows) Scan(dest ...any) error {
	if len(dest) != len(r.row) {
		return fmt.Errorf("%d columns for %d places", len(r.row), len(dest))
	}
	for i := range dest {
		if err := place(dest[i], r.row[i]); err != nil {
			return fmt.Errorf("column %d: %w", i, err)
		}
	}
	return nil
}

// place puts a value where it belongs. It takes a number for no text, nor NULL
// for anything but by a sql.Scanner.
func place(dest any, value driver.Value) error {
	switch d := dest.(type) {
	case sql.Scanner:
		return d.Scan(value)
	case *string:
		if v, ok := value.(string); ok {
			*d = v
			return nil
		}
	case *int64:
		if v, ok := value.(int64); ok {
			*d = v
			return nil
		}
	case *int:
		if v, ok := value.(int64); ok {
			*d = int(v)
			return nil
		}
	case *bool:
		if v, ok := value.(int64); ok {
			*d = v != 0
			return nil
		}
	case *[]byte:
		if v, ok := value.([]byte); ok {
			*d = v
			return nil
		}
	default:
		if v, ok := value.(string); ok {
			if to := reflect.ValueOf(dest).Elem(); to.Kind() == reflect.String {
				to.SetString(v)
				return nil
			}
		}
	}
	return fmt.Errorf("a %T into %T", value, dest)
}

package store

import (
	"context"
	"database/sql/driver"
	"errors"

	"modernc.org/sqlite"
)

// connection is one SQLite connection with its statements, each prepared once.
// One goroutine uses it at a time, so it needs nothing of what database/sql
// puts in between: a pool, locks, and two conversions of every value.
type connection struct {
	conn  driver.Conn
	stmts map[string]statement
	args  []driver.NamedValue // reused
	fault func(error) fault
	// broken is the error after which SQLite may have rolled the transaction
	// back by itself: what follows would run outside it and be committed
	// statement by statement, so it is refused until the transaction ends.
	broken error
	// wrote tells that something may have been changed.
	wrote bool
}

// statement is what the driver's statements are.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

func newConnection(ctx context.Context, dsn string, fault func(error) fault) (*connection, error) {
	connector, err := sqlite.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	conn, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &connection{conn: conn, stmts: make(map[string]statement), fault: fault}, nil
}

func (c *connection) prepared(text string) (statement, error) {
	if c.broken != nil {
		return nil, c.broken
	}
	if stmt, ok := c.stmts[text]; ok {
		return stmt, nil
	}
	made, err := c.conn.Prepare(text)
	if err != nil {
		return nil, c.note(err)
	}
	stmt, ok := made.(statement)
	if !ok {
		return nil, errors.Join(errors.New("the driver's statements lack a context"), made.Close())
	}
	c.stmts[text] = stmt
	return stmt, nil
}

// note keeps an error that leaves the transaction in an unknown state.
func (c *connection) note(err error) error {
	if err != nil {
		if f := c.fault(err); f == faultFatal || f == faultBusy {
			c.broken = err
		}
	}
	return err
}

// bound are the arguments as the driver takes them.
func (c *connection) bound(args []any) ([]driver.NamedValue, error) {
	c.args = c.args[:0]
	for i, arg := range args {
		var err error
		switch v := arg.(type) {
		case nil, string, int64, bool, []byte:
		case int:
			arg = int64(v)
		default:
			if arg, err = driver.DefaultParameterConverter.ConvertValue(v); err != nil {
				return nil, err
			}
		}
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return c.args, nil
}

// ExecContext implements runner.
func (c *connection) ExecContext(ctx context.Context, text string, args ...any) (driver.Result, error) {
	stmt, err := c.prepared(text)
	if err != nil {
		return nil, err
	}
	values, err := c.bound(args)
	if err != nil {
		return nil, err
	}
	c.wrote = true
	result, err := stmt.ExecContext(ctx, values)
	return result, c.note(err)
}

// QueryContext implements runner.
func (c *connection) QueryContext(ctx context.Context, text string, args ...any) (rows, error) {
	stmt, err := c.prepared(text)
	if err != nil {
		return nil, err
	}
	values, err := c.bound(args)
	if err != nil {
		return nil, err
	}
	found, err := stmt.QueryContext(ctx, values)
	if err != nil {
		return nil, c.note(err)
	}
	return &sqliteRows{connection: c, found: found, row: make([]driver.Value, len(found.Columns()))}, nil
}

func (c *connection) exec(ctx context.Context, text string) error {
	_, err := c.ExecContext(ctx, text)
	return err
}

// abandon ends the transaction, whether SQLite has already done so or not.
func (c *connection) abandon(ctx context.Context) {
	c.broken = nil
	// It fails where no transaction is left to end, which is as well.
	_ = c.exec(ctx, "ROLLBACK")
	c.broken = nil
}

func (c *connection) close() error {
	var err error
	for _, stmt := range c.stmts {
		err = errors.Join(err, stmt.Close())
	}
	return errors.Join(err, c.conn.Close())
}

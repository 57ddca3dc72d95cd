package store

import (
	"context"
	"database/sql"
	"errors"
)

// connection is one SQLite connection with its statements, each prepared once.
// One goroutine uses it at a time.
type connection struct {
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	fault func(error) fault
	// broken is the error after which SQLite may have rolled the transaction
	// back by itself: what follows would run outside it and be committed
	// statement by statement, so it is refused until the transaction ends.
	broken error
	// wrote tells that something may have been changed.
	wrote bool
}

func newConnection(ctx context.Context, dsn string, fault func(error) fault) (*connection, error) {
	db, err := openSQLite(dsn)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &connection{db: db, conn: conn, stmts: make(map[string]*sql.Stmt), fault: fault}, nil
}

func (c *connection) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	if c.broken != nil {
		return nil, c.broken
	}
	if stmt, ok := c.stmts[text]; ok {
		return stmt, nil
	}
	stmt, err := c.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, c.note(err)
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

// ExecContext implements runner.
func (c *connection) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	stmt, err := c.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	c.wrote = true
	result, err := stmt.ExecContext(ctx, args...)
	return result, c.note(err)
}

// QueryContext implements runner.
func (c *connection) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := c.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	return rows, c.note(err)
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
	return errors.Join(err, c.conn.Close(), c.db.Close())
}

package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationTable is bun's list of what has been applied.
const migrationTable = "bun_migrations"

// errApplied stops a migration that another program applied meanwhile.
var errApplied = errors.New("already applied")

// Migrate brings the database up to date: forward only, each migration in one
// transaction together with the note that it was applied. Programs that
// migrate at the same time wait for each other. ErrNewer where the database is
// newer than the program.
func (s *Store) Migrate(ctx context.Context) error {
	_, before, err := s.Status(ctx)
	if err != nil {
		return err
	}
	if err := s.dialect.migrate(ctx, migrations); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	if len(before) > 0 {
		s.log.InfoContext(ctx, "the database is up to date", "applied", before)
	}
	return nil
}

// Status lists the migrations by name, in their order.
func (s *Store) Status(ctx context.Context) (applied, pending []string, err error) {
	applied, pending, err = s.dialect.status(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read the migrations: %w", err)
	}
	return applied, pending, nil
}

func known(files fs.FS) (*migrate.Migrations, error) {
	known := migrate.NewMigrations()
	return known, known.Discover(files)
}

func (d *dialect) migrate(ctx context.Context, files fs.FS) (err error) {
	known, err := known(files)
	if err != nil {
		return err
	}
	if err := d.refuseNewer(ctx); err != nil {
		return err
	}
	db, err := d.connect()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	unlock, err := d.lockMigrations(ctx, db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()

	// WithUpsert gives the names a unique index, and lets bun note once more
	// what noteApplied has noted in the migration's own transaction.
	migrator := migrate.NewMigrator(bun.NewDB(db, d.bun), known,
		migrate.WithTemplateData(d.types), migrate.WithMarkAppliedOnSuccess(true), migrate.WithUpsert(true),
		migrate.BeforeMigration(stopIfApplied), migrate.AfterMigration(noteApplied))
	if err := migrator.Init(ctx); err != nil {
		return err
	}
	for {
		if _, err = migrator.Migrate(ctx); !errors.Is(err, errApplied) {
			return err
		}
	}
}

// lockMigrations makes other programs wait before they migrate, on a
// connection of its own: its end is the lock's end, however it comes.
func (d *dialect) lockMigrations(ctx context.Context, db *sql.DB) (unlock func() error, err error) {
	if d.migrationLock == "" {
		return func() error { return nil }, nil
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := conn.ExecContext(ctx, d.migrationLock); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), d.migrationUnlock)
		return errors.Join(err, conn.Close())
	}, nil
}

// stopIfApplied looks again inside the transaction, which on SQLite is where
// another program's migration is seen first.
func stopIfApplied(ctx context.Context, db bun.IConn, m *migrate.Migration) error {
	rows, err := db.QueryContext(ctx, "SELECT 1 FROM "+migrationTable+" WHERE name = '"+m.Name+"'")
	if err != nil {
		return err
	}
	found := rows.Next()
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	if found {
		return errApplied
	}
	return nil
}

// noteApplied notes the migration in its own transaction, so that a crash
// leaves both or neither. The name is of digits (bun's rule).
func noteApplied(ctx context.Context, db bun.IConn, m *migrate.Migration) error {
	_, err := db.ExecContext(ctx, fmt.Sprintf("INSERT INTO %s (name, group_id) VALUES ('%s', %d)",
		migrationTable, m.Name, m.GroupID))
	return err
}

// refuseNewer looks for migrations that this program does not know, without
// touching the database.
func (d *dialect) refuseNewer(ctx context.Context) error {
	known, err := known(migrations)
	if err != nil {
		return err
	}
	applied, err := d.applied(ctx)
	if err != nil {
		return err
	}
	for _, name := range applied {
		if !slices.ContainsFunc(known.Sorted(), func(m migrate.Migration) bool { return m.Name == name }) {
			return fmt.Errorf("%w (migration %s)", ErrNewer, name)
		}
	}
	return nil
}

func (d *dialect) status(ctx context.Context) (applied, pending []string, err error) {
	known, err := known(migrations)
	if err != nil {
		return nil, nil, err
	}
	done, err := d.applied(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range known.Sorted() {
		if slices.Contains(done, m.Name) {
			applied = append(applied, m.String())
		} else {
			pending = append(pending, m.String())
		}
	}
	return applied, pending, nil
}

// applied lists the names of what has been applied; none where there is no
// database yet.
func (d *dialect) applied(ctx context.Context) (_ []string, err error) {
	db, err := d.look()
	if err != nil || db == nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	t := &tx{run: pooled{db}, dialect: d}
	tables, err := one(ctx, t, scanOnly[int], d.tableExists, migrationTable)
	if err != nil || tables == 0 {
		return nil, err
	}
	return list(ctx, t, scanOnly[string], "SELECT name FROM "+migrationTable+" ORDER BY name")
}

package store

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"kantine/events/store/storetest"
)

func eachDialect(t *testing.T, run func(t *testing.T, dsn string, d *dialect)) {
	for name, dsn := range map[string]func() string{
		// A path that a URL would read otherwise.
		"sqlite":   func() string { return filepath.Join(t.TempDir(), "a b?c=1#d%20é.db") },
		"postgres": func() string { return storetest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			dsn := dsn()
			d, err := dialectOf(dsn)
			if err != nil {
				t.Fatal(err)
			}
			run(t, dsn, d)
		})
	}
}

// changed is the program's migrations and one more.
func changed(t *testing.T, name, text string) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{name + ".tx.up.sql": {Data: []byte(text)}}
	for _, m := range ours(t) {
		body, err := migrations.ReadFile("migrations/" + m + ".tx.up.sql")
		if err != nil {
			t.Fatal(err)
		}
		all[m+".tx.up.sql"] = &fstest.MapFile{Data: body}
	}
	return all
}

// ours are the program's migrations by name, in their order.
func ours(t *testing.T) (names []string) {
	t.Helper()
	known, err := known(migrations)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range known.Sorted() {
		names = append(names, m.String())
	}
	return names
}

// numbers are the numbers of migrations.
func numbers(names ...string) (numbers []string) {
	for _, name := range names {
		numbers = append(numbers, name[:4])
	}
	return numbers
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestMigrateAndStatus(t *testing.T) {
	eachDialect(t, func(t *testing.T, dsn string, d *dialect) {
		ctx := t.Context()
		s, err := Open(ctx, dsn, quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		all := ours(t)
		for _, want := range []struct{ applied, pending []string }{{nil, all}, {all, nil}, {all, nil}} {
			applied, pending, err := s.Status(ctx)
			if err != nil || !slices.Equal(applied, want.applied) || !slices.Equal(pending, want.pending) {
				t.Fatalf("applied %v, pending %v, %v", applied, pending, err)
			}
			if err := s.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if path, err := os.Stat(dsn); !isPostgres(dsn) && (err != nil || path.Size() == 0) {
			t.Errorf("not at its path: %v", err)
		}
	})
}

func TestMigrateAtTheSameTime(t *testing.T) {
	eachDialect(t, func(t *testing.T, dsn string, _ *dialect) {
		var programs, opened sync.WaitGroup
		opened.Add(6)
		for range 6 {
			programs.Go(func() {
				s, err := Open(context.Background(), dsn, quiet())
				opened.Done()
				if err != nil {
					t.Error(err)
					return
				}
				opened.Wait()
				if err := errors.Join(s.Migrate(context.Background()), s.Close()); err != nil {
					t.Error(err)
				}
			})
		}
		programs.Wait()
	})
}

func TestNewerIsRefusedUntouched(t *testing.T) {
	eachDialect(t, func(t *testing.T, dsn string, d *dialect) {
		ctx := t.Context()
		if err := d.migrate(ctx, migrationFiles(t)); err != nil {
			t.Fatal(err)
		}
		older, err := Open(ctx, dsn, quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer older.Close()
		// A newer program comes by while the older one runs.
		if err := d.migrate(ctx, changed(t, "9000_later", "CREATE TABLE later (id INTEGER)")); err != nil {
			t.Fatal(err)
		}
		if err := older.Migrate(ctx); !errors.Is(err, ErrNewer) {
			t.Errorf("migrate: %v", err)
		}
		if _, _, err := older.Status(ctx); err != nil {
			t.Errorf("status: %v", err)
		}
		if err := older.Close(); err != nil {
			t.Fatal(err)
		}
		before := contents(t, dsn)
		if _, err := Open(ctx, dsn, quiet()); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "9000") {
			t.Errorf("open: %v", err)
		}
		if before != contents(t, dsn) {
			t.Error("the newer database was touched")
		}
	})
}

func migrationFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	files := changed(t, "9000", "")
	delete(files, "9000.tx.up.sql")
	return files
}

// contents is what a SQLite file and its companions hold.
func contents(t *testing.T, dsn string) string {
	t.Helper()
	if isPostgres(dsn) {
		return ""
	}
	var all strings.Builder
	entries, err := os.ReadDir(filepath.Dir(dsn))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		body, err := os.ReadFile(filepath.Join(filepath.Dir(dsn), e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(e.Name() + "\n" + string(body))
	}
	return all.String()
}

func TestFailedMigrationLeavesNothing(t *testing.T) {
	eachDialect(t, func(t *testing.T, dsn string, d *dialect) {
		ctx := t.Context()
		broken := changed(t, "9000_broken", "CREATE TABLE half (id INTEGER);\n--bun:split\nCREATE TABLE installation (id INTEGER)")
		if err := d.migrate(ctx, broken); err == nil {
			t.Fatal("it passed")
		}
		if applied, err := d.applied(ctx); err != nil || !slices.Equal(applied, numbers(ours(t)...)) {
			t.Errorf("applied %v, %v", applied, err)
		}
		mended := changed(t, "9000_mended", "CREATE TABLE half (id INTEGER)")
		if err := d.migrate(ctx, mended); err != nil {
			t.Error(err)
		}
		if applied, err := d.applied(ctx); err != nil || !slices.Equal(applied, numbers(append(ours(t), "9000_mended")...)) {
			t.Errorf("applied %v, %v", applied, err)
		}
	})
}

// What is in the database before the columns of employers come is found by
// them afterwards.
func TestEmployersGetTheirColumns(t *testing.T) {
	eachDialect(t, func(t *testing.T, dsn string, d *dialect) {
		before := changed(t, "0009_none", "")
		maps.DeleteFunc(before, func(name string, _ *fstest.MapFile) bool { return name >= "0009" })
		if err := d.migrate(t.Context(), before); err != nil {
			t.Fatal(err)
		}
		db, err := d.connect()
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for _, text := range []string{`INSERT INTO employers (id, body) VALUES
			('e-1', '{"id":"e-1","name":"DEMO","kvk":"00000001","stage":"active","next_action_on":"2027-02-02"}'),
			('e-2', '{"id":"e-2","next_action_on":null}')`, `INSERT INTO sites (id, employer_id, body) VALUES ('s-1', 'e-1', '{"id":"s-1","city":"EMMEN"}')`} {
			if _, err := db.ExecContext(t.Context(), text); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.migrate(t.Context(), migrations); err != nil {
			t.Fatal(err)
		}
		var got string
		err = db.QueryRowContext(t.Context(), `SELECT e.name_key || e.kvk || e.stage || e.next_on || s.city_key || o.name_key || o.stage || o.next_on
			FROM employers e JOIN sites s ON s.employer_id = e.id JOIN employers o ON o.id = 'e-2' WHERE e.id = 'e-1'`).Scan(&got)
		if err != nil || got != "demo00000001active2027-02-02emmenlead" {
			t.Errorf("%q, %v", got, err)
		}
	})
}

package store

import (
	"database/sql"
	"strings"
	"testing"
)

// TestAddressesAreTakenFromWhatIsThere runs the statements of 0013 that fill its
// columns on what an older program wrote.
func TestAddressesAreTakenFromWhatIsThere(t *testing.T) {
	eachDialect(t, func(t *testing.T, dsn string, d *dialect) {
		s, err := Open(t.Context(), dsn, quiet())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		db, err := d.connect()
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		run := func(text string) {
			t.Helper()
			if _, err := db.ExecContext(t.Context(), text); err != nil {
				t.Fatalf("%s: %v", text, err)
			}
		}
		run(`INSERT INTO facilitators (id, body) VALUES ('f1', '{"id":"f1","email":"f1@zorgenwerk.example"}'), ('f2', '{"id":"f2"}')`)
		run(`INSERT INTO employers (id, body) VALUES ('e1', '{"contacts":[{"name":"A","email":"a@demo.example"}]}'),
			('e2', '{"contacts":[{"name":"A","email":""},{"name":"B","email":"b@demo.example"}]}'), ('e3', '{"contacts":null}'), ('e4', '{}')`)
		for _, statement := range backfills(t, d) {
			run(statement)
		}
		for id, want := range map[string]string{
			"facilitators f1": "f1@zorgenwerk.example", "facilitators f2": "",
			"employers e1": "a@demo.example", "employers e2": "b@demo.example", "employers e3": "", "employers e4": "",
		} {
			if got := addressIn(t, db, id); got != want {
				t.Errorf("%s: %q, want %q", id, got, want)
			}
		}
	})
}

// backfills are the UPDATEs of the migration in the engine's words.
func backfills(t *testing.T, d *dialect) (statements []string) {
	t.Helper()
	raw, err := migrations.ReadFile("migrations/0013_assignments.tx.up.sql")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "UPDATE ") {
			statements = append(statements, strings.ReplaceAll(line, "{{.JSON}}", d.types.JSON))
		}
	}
	if len(statements) != 2 {
		t.Fatalf("%d statements", len(statements))
	}
	return statements
}

func addressIn(t *testing.T, db *sql.DB, what string) (address string) {
	t.Helper()
	table, id, _ := strings.Cut(what, " ")
	row := db.QueryRowContext(t.Context(), `SELECT email FROM `+table+` WHERE id = '`+id+`'`)
	if err := row.Scan(&address); err != nil {
		t.Fatal(err)
	}
	return address
}

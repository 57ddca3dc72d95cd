package main

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kantine/mailer/mailtest"
)

// demoFiles is the programme that the program carries with it.
const demoFiles = "../../events/exchange/demo"

// demoNow is the instant at which the demo programme is up to date.
const demoNow = "2026-11-22T12:00:00+01:00"

func TestImportMailsNobodyAndPlansWhatIsToCome(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db []string) {
		k := begin(t, db, mailtest.New(t, mailtest.Options{}), demoNow)
		mustCommand(t, with(k.db, "import", demoFiles, "--test-clock", k.clock.path)...)
		k.settle()
		if n := len(k.post.Messages()); n != 0 {
			t.Errorf("%d mails left", n)
		}
		for _, m := range k.messages() {
			if m.State != "skipped" {
				t.Errorf("the import owes a %s (%s)", m.Kind, m.State)
			}
		}
		planned := 0
		for _, r := range k.reminders("ses-11") {
			switch {
			case r.State == "planned" && r.SendAt.After(at(t, demoNow)):
				planned++
			case r.State != "skipped":
				t.Errorf("reminder %+v", r)
			}
		}
		if planned == 0 {
			t.Error("no reminder of ses-11 is planned")
		}
		people := ask[page[registrationJSON]](k, "GET", "/sessions/ses-11/registrations?limit=500", nil, 200).Items
		if !slices.ContainsFunc(people, func(r registrationJSON) bool { return r.ID == "reg-001" && r.State == "confirmed" }) {
			t.Errorf("reg-001 of registrations.csv is not there: %+v", people)
		}
	})
}

func TestImportAgainChangesNothing(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db []string) {
		clock := writeFile(t, "clock", demoNow+" 0\n")
		args := with(db, "import", demoFiles, "--test-clock", clock)
		mustCommand(t, args...)
		before := dump(t, db[1])
		mustCommand(t, args...)
		after := dump(t, db[1])
		if len(before) < 100 {
			t.Fatalf("the dump holds %d rows", len(before))
		}
		for i := range max(len(before), len(after)) {
			if i >= len(before) || i >= len(after) || before[i] != after[i] {
				t.Fatalf("%d rows before, %d after; the first difference:\n%s\n%s", len(before), len(after),
					before[min(i, len(before)-1)], after[min(i, len(after)-1)])
			}
		}
	})
}

// dump gives every row of every table in one line, but for what only tells
// whether a cached page is still good.
func dump(t *testing.T, dsn string) (lines []string) {
	t.Helper()
	driver, tables := "sqlite", "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
	if strings.HasPrefix(dsn, "postgres://") {
		driver, tables = "pgx", "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, name := range rowsOf(t, db, tables) {
		table := name["name"]
		table = cmp.Or(table, name["tablename"])
		for _, row := range rowsOf(t, db, "SELECT * FROM "+fmt.Sprint(table)) {
			delete(row, "change")
			delete(row, "stamp")
			text, err := json.Marshal(row)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, fmt.Sprint(table, " ", string(text)))
		}
	}
	slices.Sort(lines)
	return lines
}

func rowsOf(t *testing.T, db *sql.DB, query string) (all []map[string]any) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		row := map[string]any{}
		for i, c := range columns {
			row[c] = values[i]
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAnImportWithAnErrorChangesNothing(t *testing.T) {
	t.Parallel()
	db := sqlite(t)
	mustCommand(t, with(db, "migrate")...)
	before := dump(t, db[1])
	good, err := os.ReadFile(filepath.Join(demoFiles, "programme.json"))
	if err != nil {
		t.Fatal(err)
	}
	people, err := os.ReadFile(filepath.Join(demoFiles, "registrations.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file, old, new string
		says           []string
	}{
		"unknown key":       {"programme.json", `"visibility": "site"`, `"visibilty": "site"`, []string{"programme.json", "visibilty"}},
		"unknown choice":    {"programme.json", `"visibility": "site"`, `"visibility": "secret"`, []string{"programme.json", "visibility"}},
		"no such time":      {"programme.json", `"2027-02-02T14:30:00+01:00"`, `"2027-02-31T14:30:00+01:00"`, []string{"programme.json", "sessions", "starts_at"}},
		"another schema":    {"programme.json", `"kantine/1"`, `"kantine/2"`, []string{"programme.json", "schema"}},
		"no JSON":           {"programme.json", `"schema"`, `schema`, []string{"programme.json"}},
		"unknown session":   {"registrations.csv", "reg-001,ses-11,", "reg-001,ses-99,", []string{"registrations.csv", "reg-001", "session"}},
		"no address":        {"registrations.csv", "deelnemer01@post.example", "deelnemer01", []string{"registrations.csv", "reg-001", "email"}},
		"unknown column":    {"registrations.csv", "id,session,", "id,sesion,", []string{"registrations.csv", "line 1", "column 2"}},
		"twice the same id": {"registrations.csv", "reg-002,", "reg-001,", []string{"registrations.csv", "reg-001"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range map[string]string{"programme.json": string(good), "registrations.csv": string(people)} {
				if file == c.file {
					if !strings.Contains(text, c.old) {
						t.Fatalf("%s holds no %s", file, c.old)
					}
					text = strings.Replace(text, c.old, c.new, 1)
				}
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			status, out, errs := command(t, with(db, "import", dir)...)
			if status != 1 || out != "" || strings.Count(errs, "\n") != 1 {
				t.Errorf("exit %d: %q %q", status, out, errs)
			}
			for _, word := range c.says {
				if !strings.Contains(errs, word) {
					t.Errorf("%q does not say %q", errs, word)
				}
			}
			if !slices.Equal(dump(t, db[1]), before) {
				t.Error("something was imported")
			}
		})
	}
	status, _, errs := command(t, with(db, "import", filepath.Join(t.TempDir(), "missing.json"))...)
	if status == 0 || !strings.Contains(errs, "missing.json") {
		t.Errorf("a file that is not there: exit %d, %q", status, errs)
	}
}

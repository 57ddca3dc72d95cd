package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// with gives a command and the arguments that name its database.
func with(db []string, args ...string) []string { return append(args, db...) }

func TestMigrateSaysWhatItDid(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db []string) {
		if out := mustCommand(t, with(db, "migrate", "--status")...); !strings.HasPrefix(out, "pending 0001") {
			t.Errorf("before: %q", out)
		}
		mustCommand(t, with(db, "migrate")...)
		if out := mustCommand(t, with(db, "migrate", "--status")...); !strings.HasPrefix(out, "applied 0001") || strings.Contains(out, "pending") {
			t.Errorf("after: %q", out)
		}
		mustCommand(t, with(db, "migrate")...)
	})
}

func TestADatabaseNewerThanTheProgramIsRefused(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db []string) {
		mustCommand(t, with(db, "migrate")...)
		execute(t, db[1], "INSERT INTO bun_migrations (name, group_id) VALUES ('9999', 9)")
		for _, args := range [][]string{
			{"serve", "--listen", "127.0.0.1:0"}, {"migrate"}, {"token", "add", "x", "--role", "admin"},
		} {
			status, _, errs := command(t, with(db, args...)...)
			if status != 3 || !strings.Contains(errs, "newer") || strings.Count(errs, "\n") != 1 {
				t.Errorf("%v: exit %d, %q", args, status, errs)
			}
		}
	})
}

// execute runs a statement on a database beside the program.
func execute(t *testing.T, dsn, statement string) {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(dsn, "postgres://") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestOneProgramServesAFile(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, nil, "")
	port := strings.TrimPrefix(k.url, "http://")
	holder := fmt.Sprintf("process %d;", os.Getpid())
	for name, args := range map[string][]string{
		"serve":                  {"serve", "--listen", "127.0.0.1:0"},
		"serve on the same port": {"serve", "--listen", port},
		"migrate":                {"migrate"},
	} {
		began := time.Now()
		status, _, errs := command(t, with(k.db, args...)...)
		if status != 3 || !strings.Contains(errs, holder) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit %d, want 3 and %q: %q", name, status, holder, errs)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%s: refused after %v", name, took)
		}
	}
	k.stop()
	mustCommand(t, with(k.db, "migrate")...)
}

// TestCommandsThatMeet starts what a first start may run at once; none fails.
func TestCommandsThatMeet(t *testing.T) {
	t.Parallel()
	db := sqlite(t)
	done := make(chan string, 4)
	for i := range cap(done) {
		go func() {
			var out, errs bytes.Buffer
			args := with(db, "token", "add", fmt.Sprint("test ", i), "--role", "viewer")
			if status := run(t.Context(), args, outside{in: strings.NewReader(""), out: &out, errs: &errs, lookup: nowhere}); status != 0 {
				done <- fmt.Sprintf("exit %d: %s", status, errs.String())
			} else {
				done <- ""
			}
		}()
	}
	for range cap(done) {
		if fault := <-done; fault != "" {
			t.Error(fault)
		}
	}
}

func TestCommandsWorkBesideServe(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, db []string) {
		k := begin(t, db, nil, "")
		k.token = mustCommand(t, with(k.db, "token", "add", "beside", "--role", "viewer")...)
		if a := k.send("GET", "/api/v1/sessions", nil); a.status != 200 {
			t.Errorf("the new token: %d %s", a.status, a.body)
		}
		if a := k.send("GET", "/api/v1/messages", nil); a.status != 403 {
			t.Errorf("a viewer who asks for persons: %d", a.status)
		}
		if out := mustCommand(t, with(k.db, "import", demoFiles)...); !strings.HasPrefix(out, "imported ") {
			t.Errorf("import says %q", out)
		}
		// Within a second: there is nothing to wait for, the database is asked each time.
		if s := k.read("ses-11"); s.State != "published" {
			t.Errorf("the imported session is %+v", s)
		}
		if a := k.send("GET", "/", nil); a.status != 200 || !strings.Contains(string(a.body), "/sessions/") {
			t.Errorf("the offer does not show it: %d", a.status)
		}
	})
}

func TestTheKeyFile(t *testing.T) {
	t.Parallel()
	db := sqlite(t)
	path := db[1] + ".key"
	serve := with(db, "serve", "--listen", "127.0.0.1:0")
	mustCommand(t, with(db, "migrate")...)
	info, err := os.Stat(path)
	if err != nil || info.Size() != 32 || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key file is %v, %v", info, err)
	}
	key, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func() error
		status int
		says   string
	}{
		"missing":   {func() error { return os.Remove(path) }, 3, "missing"},
		"another":   {func() error { return os.WriteFile(path, bytes.Repeat([]byte{7}, 32), 0o600) }, 3, "another key"},
		"too short": {func() error { return os.WriteFile(path, key[:31], 0o600) }, 2, "31 bytes"},
		"too long":  {func() error { return os.WriteFile(path, append(slices.Clone(key), '\n'), 0o600) }, 2, "33 bytes"},
		"no file":   {func() error { return os.Mkdir(path, 0o700) }, 2, path},
	} {
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, key, 0o600); err != nil {
			t.Fatal(err)
		}
		if name == "no file" {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.change(); err != nil {
			t.Fatal(err)
		}
		status, _, errs := command(t, serve...)
		if status != c.status || !strings.Contains(errs, c.says) || !strings.Contains(errs, "--key-file") || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit %d, want %d and %q: %q", name, status, c.status, c.says, errs)
		}
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestUsersAndTokens(t *testing.T) {
	t.Parallel()
	db := sqlite(t)
	const password = "een lang wachtwoord"
	for _, c := range []struct {
		args     []string
		in       string
		status   int
		out, err string
	}{
		{[]string{"user", "add", "kim@voorbeeld.example", "--role", "coordinator"}, password + "\n", 0, "added kim@voorbeeld.example as coordinator\n", ""},
		{[]string{"user", "add", "kim@voorbeeld.example", "--role", "admin"}, password, 0, "changed kim@voorbeeld.example as admin\n", ""},
		{[]string{"user", "add", "kim", "--role", "admin"}, password, 2, "", "email"},
		{[]string{"user", "add", "kim@voorbeeld.example", "--role", "boss"}, password, 2, "", "role"},
		{[]string{"user", "add", "kim@voorbeeld.example"}, password, 2, "", "role"},
		{[]string{"user", "add", "kim@voorbeeld.example", "--role", "admin"}, "kort\n", 2, "", "password"},
		{[]string{"user", "add", "kim@voorbeeld.example", "--role", "admin"}, "", 2, "", "password"},
		{[]string{"user", "add", "--role", "admin"}, password, 2, "", "mail address"},
		{[]string{"token", "add", "script", "--role", "boss"}, "", 2, "", "role"},
		{[]string{"token", "add", "", "--role", "admin"}, "", 2, "", "name"},
		{[]string{"token", "add", "--role", "admin"}, "", 2, "", "name"},
	} {
		status, out, errs := commandIn(t, nil, c.in, with(db, c.args...)...)
		said := errs
		if c.args[0] == "user" && len(errs) > 0 {
			said = errs[strings.LastIndex(errs[:len(errs)-1], "\n")+1:] // after the log's lines
		}
		if status != c.status || out != c.out || !strings.Contains(said, c.err) || strings.Contains(out+errs, "wachtwoord") {
			t.Errorf("%v: exit %d, want %d: %q %q", c.args, status, c.status, out, errs)
		}
	}
	status, out, errs := command(t, with(db, "token", "add", "script", "--role", "viewer")...)
	if status != 0 || errs != "" || strings.Count(out, "\n") != 1 || strings.ContainsAny(strings.TrimSpace(out), " \t") || len(out) < 22 {
		t.Errorf("a token is not alone on standard output: exit %d, %q %q", status, out, errs)
	}
}

package storetest_test

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"kantine/events/store/storetest"
)

func open(tb testing.TB, dsn string) *sql.DB {
	tb.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { db.Close() })
	return db
}

func exec1(tb testing.TB, db *sql.DB, statement string) {
	tb.Helper()
	if _, err := db.ExecContext(tb.Context(), statement); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}

func query1(tb testing.TB, db *sql.DB, query string) (value string) {
	tb.Helper()
	if err := db.QueryRowContext(tb.Context(), query).Scan(&value); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return value
}

func TestEachTestHasAnEmptyDatabaseOfItsOwn(t *testing.T) {
	const tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
	first, second := open(t, storetest.Postgres(t)), open(t, storetest.Postgres(t))
	exec1(t, first, "CREATE TABLE seat (n int)")
	if got := query1(t, second, tables); got != "0" {
		t.Errorf("a second database has %s tables, want 0", got)
	}
	if got := query1(t, first, tables); got != "1" {
		t.Errorf("the first database has %s tables, want 1", got)
	}
}

func TestTheDatabaseGoesWithItsTest(t *testing.T) {
	var name string
	t.Run("inner", func(t *testing.T) {
		name = query1(t, open(t, storetest.Postgres(t)), "SELECT current_database()")
	})
	left := query1(t, open(t, storetest.Postgres(t)), "SELECT count(*) FROM pg_database WHERE datname = '"+name+"'")
	if left != "0" {
		t.Errorf("database %s outlived its test", name)
	}
}

func TestTheServerIsAsDurableAsInProduction(t *testing.T) {
	db := open(t, storetest.Postgres(t))
	for setting, want := range map[string]string{
		"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "server_encoding": "UTF8",
	} {
		if got := query1(t, db, "SHOW "+setting); got != want {
			t.Errorf("%s is %s, want %s", setting, got, want)
		}
	}
}

func TestOnlyWhoHasThePasswordGetsIn(t *testing.T) {
	dsn := storetest.Postgres(t)
	_, host, _ := strings.Cut(dsn, "@")
	if err := open(t, "postgres://kantine:wrong@"+host).PingContext(t.Context()); err == nil {
		t.Error("a wrong password was accepted")
	}
}

func TestACommitSurvivesStopAndKill(t *testing.T) {
	server := storetest.PostgresServer(t)
	db := open(t, server.Database(t))
	exec1(t, db, "CREATE TABLE seat (n int)")
	for n, end := range []func() error{server.Stop, server.Kill} {
		exec1(t, db, fmt.Sprintf("INSERT INTO seat VALUES (%d)", n))
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if err := db.PingContext(t.Context()); err == nil {
			t.Fatal("the server still answers")
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
	}
	if got := query1(t, db, "SELECT count(*) FROM seat"); got != "2" {
		t.Errorf("%s rows are left of 2", got)
	}
}

// TestNothingIsLeftBehindByAKilledBinary runs this test binary again, kills it
// while its server runs, and waits for the server's directory to go.
func TestNothingIsLeftBehindByAKilledBinary(t *testing.T) {
	if os.Getenv("STORETEST_VICTIM") != "" {
		storetest.Postgres(t)
		fmt.Println("up")
		done := make(chan os.Signal, 1)
		signal.Notify(done, syscall.SIGTERM)
		<-done
		return
	}
	tmp, err := os.MkdirTemp("", "victim-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(tmp) })
	if err := os.Chmod(tmp, 0o711); err != nil { // PostgreSQL's account must get through
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), "STORETEST_VICTIM=1", "TMPDIR="+tmp)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "up\n" {
		t.Fatalf("the victim said %q, %v", line, err)
	}
	dirs, err := filepath.Glob(tmp + "/kantine-pg-*")
	if err != nil || len(dirs) != 1 {
		t.Fatalf("directories %v, %v; want one", dirs, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed: its status is known
	awaitGone(t, dirs[0])
}

// awaitGone waits for dir to be removed: inotify tells, nothing is polled.
func awaitGone(t *testing.T, dir string) {
	t.Helper()
	fd, err := syscall.InotifyInit1(syscall.IN_CLOEXEC | syscall.IN_NONBLOCK)
	if err != nil {
		t.Fatal(err)
	}
	events := os.NewFile(uintptr(fd), "inotify")
	defer events.Close()
	if _, err := syscall.InotifyAddWatch(fd, filepath.Dir(dir), syscall.IN_DELETE); err != nil {
		t.Fatal(err)
	}
	if err := events.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	for {
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			return
		}
		if _, err := events.Read(buf); err != nil {
			t.Fatalf("%s is still there: %v", dir, err)
		}
	}
}

// Package storetest is what the tests of both engines stand on: a real
// PostgreSQL server for the length of a test binary, and the suite that every
// engine of events/store must pass.
//
// Floor: test support beside events/store. It knows the standard library, the
// driver of PostgreSQL and the business (events); it must not know the engines
// themselves, nor be imported by anything that is neither a test nor a torture
// run.
package storetest

import (
	"crypto/rand"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// shared is the one server that all tests of a binary use. Its directory and
// its processes go when the binary ends, however it ends (see guard).
var shared = sync.OnceValues(newServer)

// Postgres gives the test an empty database of its own on a real PostgreSQL
// server, which starts with the first call in a test binary, and returns its
// postgres:// URL. The database is dropped when the test ends.
//
// Nothing is relaxed for speed: fsync, synchronous_commit and
// full_page_writes are on, as in production.
func Postgres(tb testing.TB) (dsn string) {
	tb.Helper()
	s, err := shared()
	if err != nil {
		tb.Fatal(err)
	}
	return s.Database(tb)
}

// PostgresServer gives the test a server of its own, already started, which it
// may stop, kill and start at will. It is gone when the test ends.
func PostgresServer(tb testing.TB) *Server {
	tb.Helper()
	s, err := newServer()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Errorf("stopping the test server: %v", err)
		}
	})
	return s
}

// StartPostgres is PostgresServer for a program that is no test, which calls
// Close when it is done.
func StartPostgres() (*Server, error) { return newServer() }

// Database creates an empty database on the server and returns its
// postgres:// URL. It is dropped when the test ends, if the server still runs.
func (s *Server) Database(tb testing.TB) (dsn string) {
	tb.Helper()
	dsn, name, err := s.CreateDatabase()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if !s.running() {
			return
		}
		if err := s.admin("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			tb.Error(err)
		}
	})
	return dsn
}

// CreateDatabase creates an empty database on the server and returns its
// postgres:// URL and its name. It lives as long as the server's directory.
func (s *Server) CreateDatabase() (dsn, name string, err error) {
	name = "t_" + strings.ToLower(rand.Text())
	if err := s.admin("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		return "", "", err
	}
	return fmt.Sprintf("postgres://%s:%s@127.0.0.1:%d/%s?sslmode=disable", user, s.password, s.port, name), name, nil
}

// admin runs one statement in the maintenance database. Debian's psql does it,
// so that this package needs no driver.
func (s *Server) admin(statement string) error {
	cmd := exec.Command(s.bin+"/psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
		"--host=127.0.0.1", fmt.Sprintf("--port=%d", s.port), "--username="+user, "--dbname=postgres",
		"--command="+statement)
	cmd.Env = []string{"PGPASSWORD=" + s.password, "LC_ALL=C"}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s%s", statement, err, out, s.logTail())
	}
	return nil
}

package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// user is the superuser of each test cluster.
const user = "kantine"

// startLimit bounds how long a server may take to begin: recovery after Kill
// included, on a busy machine.
const startLimit = 60 * time.Second

// Server is one PostgreSQL cluster in a directory of its own, listening on one
// loopback port for its whole life. Its methods may be called from any
// goroutine.
type Server struct {
	bin      string // where initdb, postgres and psql are
	dir      string // holds data/, the log and the ready socket
	port     int
	password string
	account  *syscall.Credential // nil when the test itself is no root
	lifeline *os.File            // closing it ends the guard and with it everything

	mu      sync.Mutex
	process *exec.Cmd // nil while stopped
}

// newServer makes a cluster and starts it.
func newServer() (*Server, error) {
	s, err := prepare()
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL for the tests: %w", err)
	}
	// Between choosing a free port and listening on it somebody else may take
	// it; another one is tried then.
	for range 3 {
		if s.port, err = freePort(); err != nil {
			break
		}
		if err = s.Start(); err == nil || !strings.Contains(err.Error(), "Address already in use") {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("PostgreSQL for the tests: %w", err), s.Close())
	}
	return s, nil
}

// prepare makes the cluster's directory and the guard that will remove it.
func prepare() (*Server, error) {
	bin, err := findBin()
	if err != nil {
		return nil, err
	}
	account, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "kantine-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir, account: account}
	if s.lifeline, err = guard(dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := own(dir, account); err != nil {
		return nil, errors.Join(err, s.lifeline.Close())
	}
	if s.password, err = cluster(bin, dir, account); err != nil {
		return nil, errors.Join(err, s.lifeline.Close())
	}
	return s, nil
}

// guard starts a small shell that outlives the test binary: when the lifeline
// closes, be it by Close or because the binary ended, panicked or was killed,
// it stops what runs in dir and removes dir. A parent-death signal would not
// do: Linux sends it when the starting thread ends, and it leaves the files.
func guard(dir string) (lifeline *os.File, err error) {
	const script = `trap '' INT TERM HUP
read -r _
kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")"
for i in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$1" && exit; sleep 0.2; done`
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	cmd := exec.Command("/bin/sh", "-c", script, "guard", dir)
	cmd.Stdin = r
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, cmd.Process.Release()
}

// Start starts the server on its port and returns once it takes connections.
// It does nothing when the server runs.
func (s *Server) Start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		return nil
	}
	ready, err := s.listenReady()
	if err != nil {
		return err
	}
	defer ready.Close()
	log, err := os.Create(s.path("log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(s.bin+"/postgres", "-D", s.path("data"), "-p", fmt.Sprint(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
		"-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "max_wal_size=256MB")
	cmd.Env = []string{"NOTIFY_SOCKET=" + s.path("ready"), "LC_ALL=C"}
	cmd.Dir = s.dir
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.account}
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := awaitReady(ready, cmd); err != nil {
		return fmt.Errorf("%w%s", err, s.logTail())
	}
	s.process = cmd
	return nil
}

// listenReady opens the socket on which postgres reports that it is ready, the
// way it reports to systemd (sd_notify), so that nothing has to be polled.
func (s *Server) listenReady() (*net.UnixConn, error) {
	path := s.path("ready")
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return nil, err
	}
	if err := own(path, s.account); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

// awaitReady returns once postgres says READY=1, and with an error, the process
// reaped, when it ends before that or startLimit passes. Network deadlines run
// on the real clock.
func awaitReady(ready *net.UnixConn, cmd *exec.Cmd) error {
	buf := make([]byte, 512)
	for end := time.Now().Add(startLimit); time.Now().Before(end); {
		if err := ready.SetReadDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
			return err
		}
		n, err := ready.Read(buf)
		if err == nil && bytes.Contains(buf[:n], []byte("READY=1")) {
			return nil
		}
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return err
		}
		if ended(cmd.Process.Pid) {
			return fmt.Errorf("postgres ended before it was ready: %w", cmd.Wait())
		}
	}
	err := cmd.Process.Kill()
	return errors.Join(fmt.Errorf("postgres was not ready within %v", startLimit), err, cmd.Wait())
}

// ended tells whether a child has ended, leaving it to be waited for.
func ended(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	_, state, _ := bytes.Cut(stat, []byte(") ")) // proc(5): pid (comm) state
	return bytes.HasPrefix(state, []byte("Z"))
}

// Stop shuts the server down in order (pg_ctl's "fast"): clients are cut off,
// a checkpoint is written.
func (s *Server) Stop() error { return s.signal(syscall.SIGINT) }

// Kill ends the server as a crash would (pg_ctl's "immediate"): no checkpoint,
// no farewell; the next Start recovers from the log.
func (s *Server) Kill() error { return s.signal(syscall.SIGQUIT) }

// signal sends sig to the server and returns once it has ended.
func (s *Server) signal(sig os.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return nil
	}
	if err := s.process.Process.Signal(sig); err != nil {
		return err
	}
	err := s.process.Wait()
	s.process = nil
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		return nil // an immediate shutdown is no clean exit, and need not be
	}
	return err
}

func (s *Server) running() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.process != nil
}

// Close ends the server and has its directory removed.
func (s *Server) Close() error {
	return errors.Join(s.Kill(), s.lifeline.Close())
}

func (s *Server) path(name string) string { return filepath.Join(s.dir, name) }

// logTail is the end of the server's log, for an error message.
func (s *Server) logTail() string {
	log, err := os.ReadFile(s.path("log"))
	if err != nil {
		return ""
	}
	return "\nits log ends with:\n" + string(log[max(0, len(log)-2000):])
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

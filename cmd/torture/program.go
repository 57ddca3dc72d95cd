package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience is how long anything that should be quick may take on a busy machine.
const patience = 30 * time.Second

// build makes the program and the judge, as a user would.
func build(ctx context.Context, dir string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-o", dir+"/", "kantine/cmd/kantine", "kantine/cmd/torture/judge")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as it is shipped
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	return nil
}

// installation is the program with its settings, started many times.
type installation struct {
	dir      string // holds the programs, the key, the clock and the logs
	db, smtp string
	clock    clock
	starts   int
}

func (i *installation) command(args ...string) *exec.Cmd {
	args = append(args, "--db", i.db, "--key-file", filepath.Join(i.dir, "key"), "--test-clock", i.clock.path,
		"--listen", "127.0.0.1:0", "--form-limit", "off", "--from", "Planning <planning@kantine.example>", "--smtp", "smtp://"+i.smtp)
	return exec.Command(filepath.Join(i.dir, "kantine"), args...)
}

// token makes a coordinator's API token.
func (i *installation) token() (string, error) {
	if err := i.clock.set(); err != nil {
		return "", err
	}
	cmd := i.command("token", "add", "torture", "--role", "coordinator")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("token add: %w\n%s", err, &errs)
	}
	return strings.TrimSpace(string(out)), nil
}

// program is one running kantine serve.
type program struct {
	cmd  *exec.Cmd
	url  string
	gone chan struct{} // closed when the process is dead and reaped
	end  error         // of Wait, once gone
}

// start returns once the program says where it listens.
func (i *installation) start() (*program, error) {
	if err := i.clock.set(); err != nil {
		return nil, err
	}
	i.starts++
	log, err := os.Create(filepath.Join(i.dir, fmt.Sprintf("serve-%03d.log", i.starts)))
	if err != nil {
		return nil, err
	}
	said := &listener{log: log, url: make(chan string, 1)}
	p := &program{cmd: i.command("serve"), gone: make(chan struct{})}
	p.cmd.Stderr = said
	if err := p.cmd.Start(); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	go func() {
		p.end = p.cmd.Wait()
		_ = log.Close() // nothing depends on the log
		close(p.gone)
	}()
	select {
	case p.url = <-said.url:
		return p, nil
	case <-p.gone:
		return nil, fmt.Errorf("serve ended at once: %w, see %s", p.end, log.Name())
	case <-time.After(patience):
		return nil, errors.Join(fmt.Errorf("serve does not listen after %v, see %s", patience, log.Name()), p.kill())
	}
}

// listener keeps what the program says and finds its address in it.
type listener struct {
	log  *os.File
	url  chan string
	mu   sync.Mutex
	text string // so far; "" once the address is known
	done bool
}

func (l *listener) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.done {
		l.text += string(text)
		if _, after, found := strings.Cut(l.text, "listening on "); found {
			if url, _, whole := strings.Cut(after, "\n"); whole {
				l.done, l.text = true, ""
				l.url <- url
			}
		}
	}
	return l.log.Write(text)
}

// kill is kill -9; it returns once the process is dead. One that had ended
// before of its own accord is an error.
func (p *program) kill() error {
	err := p.cmd.Process.Kill()
	<-p.gone
	var exit *exec.ExitError
	if err == nil && errors.As(p.end, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		return nil
	}
	return fmt.Errorf("serve did not die of kill -9 but before: %w", errors.Join(err, p.end))
}

// stop asks the program to end, and expects that it does so in order.
func (p *program) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-p.gone:
		if p.end != nil {
			return fmt.Errorf("serve, asked to stop: %w", p.end)
		}
		return nil
	case <-time.After(patience):
		return errors.Join(fmt.Errorf("serve does not stop within %v of SIGTERM", patience), p.kill())
	}
}

// second starts another serve on the same file beside p, which must be refused.
func (i *installation) second(p *program) error {
	cmd, errs := i.command("serve"), &bytes.Buffer{}
	cmd.Stderr = errs
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() }) // Wait tells
	defer timer.Stop()
	_ = cmd.Wait() // the status is what counts
	took, status, pid := time.Since(began), cmd.ProcessState.ExitCode(), fmt.Sprint(p.cmd.Process.Pid)
	if status != 3 || took > 2*time.Second || !strings.Contains(errs.String(), pid) {
		return fmt.Errorf("a second serve ended after %v with status %d (wanted: 3 within 2 s, naming process %s) and said: %s", took, status, pid, errs)
	}
	return nil
}

// clock is the program's business time. It runs fast, so that the retries of
// 1, 5 and 15 minutes come within the run, and never goes back at a restart.
type clock struct {
	path  string
	from  time.Time // business time when the run began
	began time.Time // real time, when the run began
}

const clockRate = 600

func (c *clock) set() error {
	now := c.from.Add(clockRate * time.Since(c.began))
	return os.WriteFile(c.path, fmt.Appendf(nil, "%s %d\n", now.Format(time.RFC3339), clockRate), 0o600)
}

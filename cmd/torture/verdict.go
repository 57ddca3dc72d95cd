package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// drainLimit is how long the queue may take to empty. SQLite's lock proves that
// no other holder lives, so what a dead program was sending must not wait for
// its lease of five minutes to lapse; on PostgreSQL it does.
func (t *torture) drainLimit() time.Duration {
	if t.engine == "sqlite" {
		return 4 * time.Minute
	}
	return 15 * time.Minute
}

// peace runs the program undisturbed until nothing waits any more.
func (t *torture) peace(ctx context.Context) error {
	t.office.misbehave(0, false)
	p, err := t.program.start()
	if err != nil {
		return err
	}
	began := time.Now()
	left, err := drain(ctx, p, t.drainLimit())
	fmt.Fprintf(t.out, "queue empty %v after the last start (%d letters then)\n", time.Since(began).Round(time.Second), left)
	return errors.Join(err, p.stop())
}

// drain polls /readyz, and tells how many letters waited at first.
func drain(ctx context.Context, p *program, limit time.Duration) (first int, err error) {
	late := time.After(limit)
	look := time.NewTicker(200 * time.Millisecond)
	defer look.Stop()
	for first = -1; ; {
		ready, err := readiness(ctx, p.url)
		if err != nil {
			return first, err
		}
		if first < 0 {
			first = ready.Mail.Queued
		}
		if ready.Mail.Queued == 0 {
			if ready.Status != "ok" {
				return first, fmt.Errorf("the queue is empty, but /readyz says %+v", ready)
			}
			return first, nil
		}
		select {
		case <-look.C:
		case <-p.gone:
			return first, errors.New("the program ended by itself")
		case <-ctx.Done():
			return first, ctx.Err()
		case <-late:
			return first, fmt.Errorf("the queue is not empty after %v: %+v", limit, ready)
		}
	}
}

// ready is the part of /readyz that matters here.
type ready struct {
	Status string
	Mail   struct {
		Status    string
		Queued    int
		Held      int
		LastError string `json:"last_error"`
	}
}

func readiness(ctx context.Context, url string) (ready, error) {
	var r ready
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/readyz", nil)
	if err != nil {
		return r, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return r, err
	}
	defer response.Body.Close()
	return r, json.NewDecoder(response.Body).Decode(&r)
}

// sum prints what happened, lets the judge speak, and returns an error where
// something is wrong.
func (t *torture) sum(ctx context.Context) error {
	faults := t.office.server.Stats()
	fmt.Fprintf(t.out, "%s, seed %d: %d times kill -9, %d of them with at least %d registrations in flight that were never answered; "+
		"of these %d with a letter in sending, %d with connections dropped after DATA (%d dropped in all). "+
		"%d answers to registrations, %d wishes repeated after a kill\n",
		t.engine, t.seed, t.tally.kills, t.tally.counted, t.tally.least, t.tally.withLetter, t.tally.withDrops, faults.Dropped,
		t.crowd.promised.Load(), t.crowd.repeated.Load())
	small := t.crowd.sessions[roomy]
	cmd := exec.CommandContext(ctx, t.path("judge"), "-ledger", t.path("ledger"), "-mail", t.path("mail"),
		"-capacity", fmt.Sprint(smallSeats), "-session", small.ID)
	verdict, err := cmd.CombinedOutput()
	t.tell(verdict)
	if err != nil {
		t.wrong("the judge: %v", err)
	}
	t.readLogs()
	for n, what := range t.violated {
		if n == shown {
			fmt.Fprintln(t.out, "WRONG", len(t.violated)-n, "more like these")
			break
		}
		fmt.Fprintln(t.out, "WRONG", what)
	}
	if n := len(t.violated); n > 0 {
		return fmt.Errorf("%d things went wrong", n)
	}
	return nil
}

// shown is how many things that went wrong are printed; more teach nothing.
const shown = 20

// tell prints the judge's words but for the lists of what is allowed.
func (t *torture) tell(verdict []byte) {
	for text := range bytes.Lines(verdict) {
		for _, start := range []string{"unacknowledged: ", "not in the ledger: "} {
			if bytes.HasPrefix(text, []byte(start)) {
				text = nil
			}
		}
		_, _ = t.out.Write(text) // a summary that cannot be printed is its own notice
	}
}

// readLogs counts the errors that the program itself saw.
func (t *torture) readLogs() {
	logs, err := filepath.Glob(t.path("serve-*.log"))
	if err != nil || len(logs) == 0 {
		t.wrong("no logs: %v", err)
	}
	for _, name := range logs {
		text, err := os.ReadFile(name)
		if err != nil {
			t.wrong("%v", err)
		}
		for one := range bytes.Lines(text) {
			if bytes.Contains(one, []byte("level=ERROR")) || bytes.HasPrefix(one, []byte("panic")) || bytes.Contains(one, []byte("goroutine ")) {
				t.wrong("%s: %.300s", filepath.Base(name), bytes.TrimSpace(one))
			}
		}
	}
}

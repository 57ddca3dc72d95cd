package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// product is the real program in its own process, with some public sessions.
type product struct {
	command *exec.Cmd
	addr    string
	token   string
	slugs   []string
}

// build makes the program as it is shipped.
func build(ctx context.Context, dir string) (binary string, err error) {
	binary = filepath.Join(dir, "kantine")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "kantine/cmd/kantine")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("build the program: %w", err)
	}
	return binary, nil
}

// startProduct serves a new database in dir and fills it.
func startProduct(ctx context.Context, dir, binary string, sessions int) (*product, error) {
	db := filepath.Join(dir, "kantine.db")
	secret, err := exec.CommandContext(ctx, binary, "token", "add", "bench", "--role", "admin", "--db", db).Output()
	if err != nil {
		return nil, fmt.Errorf("make a token: %w", err)
	}
	p, err := serveProgram(ctx, binary, "serve", "--db", db, "--listen", "127.0.0.1:0", "--form-limit", "off")
	if err != nil {
		return nil, err
	}
	p.token = strings.TrimSpace(string(secret))
	return p, p.fill(ctx, sessions)
}

// serveProgram starts the program and waits until it serves.
func serveProgram(ctx context.Context, binary string, args ...string) (*product, error) {
	p := &product{command: exec.CommandContext(ctx, binary, args...)}
	said, err := p.command.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(said)
	for p.addr == "" && lines.Scan() {
		if _, addr, ok := strings.Cut(lines.Text(), "listening on http://"); ok {
			p.addr = addr
		}
	}
	go func() { _, _ = io.Copy(os.Stderr, said) }()
	if p.addr == "" {
		return nil, fmt.Errorf("the program did not start: %w", p.command.Wait())
	}
	return p, nil
}

// stop ends the program as an administrator would.
func (p *product) stop() {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	_ = p.command.Wait() // a program that is gone is what was wanted
}

// fill makes the sessions, all public, without a limit, and far ahead.
func (p *product) fill(ctx context.Context, sessions int) error {
	var offering struct{ ID string }
	err := p.call(ctx, "/offerings", map[string]any{
		"kind": "workshop", "duration": "PT2H", "waitlist": "off",
		"title":   map[string]string{"nl": "Werkplaats", "en": "Workshop"},
		"summary": map[string]string{"nl": "Een middag voor wie dat wil.", "en": "An afternoon for whoever wants one."},
	}, &offering)
	if err != nil {
		return err
	}
	start := time.Now().AddDate(1, 0, 0).Truncate(time.Hour)
	for n := range sessions {
		var session struct{ ID, Slug string }
		err := p.call(ctx, "/sessions", map[string]any{
			"offering": offering.ID, "starts_at": start.Add(time.Duration(n) * time.Hour).Format(time.RFC3339),
			"location": map[string]string{"name": "Zaal De Proef", "address": "Oefenweg 10", "postcode": "8099 ZY", "city": "Zwolle"},
		}, &session)
		if err != nil {
			return err
		}
		if err := p.call(ctx, "/sessions/"+session.ID+"/publish", nil, nil); err != nil {
			return err
		}
		p.slugs = append(p.slugs, session.Slug)
	}
	return nil
}

func (p *product) call(ctx context.Context, path string, body, answer any) error {
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+p.addr+"/api/v1"+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+p.token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 300 {
		return fmt.Errorf("POST %s: %s %s: %w", path, response.Status, content, err)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(content, answer)
}

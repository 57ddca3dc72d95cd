package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kantine/events/store/storetest"
	"kantine/mailer/mailtest"
)

// patience is how long a condition may take on a busy machine with the race
// detector on. It is no waiting time: what comes true is seen at once.
const patience = 60 * time.Second

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	late := time.NewTimer(patience)
	defer late.Stop()
	for !holds() {
		select {
		case <-ticker.C:
		case <-late.C:
			t.Fatalf("within %v it never came true: %s", patience, what)
		}
	}
}

// output is a standard output or error that is written and read at once.
type output struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{} // told, without waiting
}

func newOutput() *output { return &output{changed: make(chan struct{}, 1)} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	select {
	case o.changed <- struct{}{}:
	default:
	}
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// nowhere is an empty environment.
func nowhere(string) (string, bool) { return "", false }

// environment is one that holds what is given.
func environment(variables map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		text, ok := variables[name]
		return text, ok
	}
}

// command runs one command to its end.
func command(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	return commandIn(t, nil, "", args...)
}

// commandIn is command with an environment and a standard input.
func commandIn(t *testing.T, variables map[string]string, in string, args ...string) (status int, out, errs string) {
	t.Helper()
	// A command that should refuse and serves instead is stopped after a while.
	ctx, cancel := context.WithTimeout(t.Context(), patience/4)
	defer cancel()
	var o, e bytes.Buffer
	status = run(ctx, args, outside{in: strings.NewReader(in), out: &o, errs: &e, lookup: environment(variables), level: slog.LevelDebug})
	return status, o.String(), e.String()
}

// mustCommand runs one command that has to succeed, and gives what it prints.
func mustCommand(t *testing.T, args ...string) string {
	t.Helper()
	status, out, errs := command(t, args...)
	if status != 0 {
		t.Fatalf("%v: exit %d: %s", args, status, errs)
	}
	return strings.TrimSpace(out)
}

// engines run a test on each kind of database, every time an empty one. The
// arguments name it to a command.
func engines(t *testing.T, test func(t *testing.T, db []string)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, sqlite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, []string{"--db", storetest.Postgres(t), "--key-file", filepath.Join(t.TempDir(), "key")})
	})
}

// sqlite names a SQLite file that does not exist yet.
func sqlite(t *testing.T) []string {
	return []string{"--db", filepath.Join(t.TempDir(), "kantine.db")}
}

// running is the real program, serving on a free port of the loopback.
type running struct {
	t     *testing.T
	url   string
	token string
	db    []string // the arguments that name its database
	post  *mailtest.Server
	clock *clockFile
	// out and errs are its standard output and error, at every level of its log.
	out, errs *output
	stop      func() (status int)
}

// from is the sender of all tests, with a From that needs no base URL.
const from = "Planning <planning@kantine.example>"

// begin starts the program; nil db is a SQLite file of its own. It stops with
// the test. With post it sends its mail there, with an instant it runs on a
// test clock that stands still.
func begin(t *testing.T, db []string, post *mailtest.Server, instant string, more ...string) *running {
	t.Helper()
	if db == nil {
		db = sqlite(t)
	}
	k := &running{t: t, db: db, post: post}
	k.token = mustCommand(t, append([]string{"token", "add", "test", "--role", "admin"}, db...)...)
	args := append([]string{"serve", "--listen", "127.0.0.1:0", "--form-limit", "off"}, db...)
	if post != nil {
		args = append(args, "--smtp", "smtp://"+post.Addr(), "--from", from)
	}
	if instant != "" {
		k.clock = newClockFile(t, instant)
		args = append(args, "--test-clock", k.clock.path)
	}
	k.serve(append(args, more...))
	return k
}

// serve runs a command that serves, and waits until it does.
func (k *running) serve(args []string) {
	k.t.Helper()
	k.out, k.errs = newOutput(), newOutput()
	// Not t.Context: it ends before the clean-up that stops the program in order.
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	// At every level, so that whatever the program may say is said in tests.
	everything := outside{in: strings.NewReader(""), out: k.out, errs: k.errs, lookup: nowhere, level: slog.LevelDebug}
	go func() { ended <- run(ctx, args, everything) }()
	k.stop = sync.OnceValue(func() int {
		hangUp()
		cancel()
		return <-ended
	})
	k.t.Cleanup(func() {
		if status := k.stop(); status != 0 {
			k.t.Errorf("the program ended with %d: %s", status, k.errs)
		}
	})
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		if _, rest, ok := strings.Cut(k.errs.String(), "listening on "); ok && strings.Contains(rest, "\n") {
			k.url = rest[:strings.IndexByte(rest, '\n')]
			return
		}
		select {
		case <-k.errs.changed:
		case status := <-ended:
			ended <- status
			k.t.Fatalf("%v ended with %d: %s", args, status, k.errs)
		case <-late.C:
			k.t.Fatalf("%v does not serve: %s", args, k.errs)
		}
	}
}

// hangUp closes the client's connections that lie idle. The server would wait
// five seconds for those that never carried a request (net/http, Shutdown).
func hangUp() { http.DefaultClient.CloseIdleConnections() }

// answer is what an HTTP request got.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send makes one request with the API token; a body that is no string or nil
// goes as JSON. Headers come in pairs.
func (k *running) send(method, path string, body any, headers ...string) answer {
	k.t.Helper()
	a, err := k.trySend(method, path, body, headers...)
	if err != nil {
		k.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// trySend is send for a goroutine that may not end the test.
func (k *running) trySend(method, path string, body any, headers ...string) (answer, error) {
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		content = strings.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			return answer{}, err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(k.t.Context(), method, k.url+path, content)
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Authorization", "Bearer "+k.token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	a := answer{status: response.StatusCode, header: response.Header}
	a.body, err = io.ReadAll(response.Body)
	return a, err
}

// ask makes one request to the JSON API that has to end with a status, and
// reads the answer.
func ask[T any](k *running, method, path string, body any, want int) T {
	k.t.Helper()
	a := k.send(method, "/api/v1"+path, body)
	if a.status != want {
		k.t.Fatalf("%s %s: %d, want %d: %s", method, path, a.status, want, a.body)
	}
	var v T
	if err := json.Unmarshal(a.body, &v); err != nil {
		k.t.Fatalf("%s %s: %v: %s", method, path, err, a.body)
	}
	return v
}

// form sends a public form as a browser without JavaScript would, and gives
// where it leads (303).
func (k *running) form(path string, fields url.Values) (location string) {
	k.t.Helper()
	a := k.send("POST", path, fields.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Authorization", "")
	if a.status != http.StatusSeeOther {
		k.t.Fatalf("POST %s: %d, want 303: %s", path, a.status, a.body)
	}
	return a.header.Get("Location")
}

// writeFile makes a file for a test and gives its path.
func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

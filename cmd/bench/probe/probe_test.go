package probe_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kantine/cmd/bench/probe"
	"kantine/cmd/bench/probe/load"
)

func open(tb testing.TB, group int) *probe.Writer {
	tb.Helper()
	w, err := probe.Open(context.Background(), filepath.Join(tb.TempDir(), "probe.db"), group)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := w.Close(); err != nil {
			tb.Error(err)
		}
	})
	return w
}

func serve(tb testing.TB, h http.Handler) (addr string) {
	tb.Helper()
	s := httptest.NewServer(h)
	tb.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

func TestWriterRefusesTheSameSeatAndGoesOn(t *testing.T) {
	for name, group := range map[string]int{"one each": 1, "grouped": 256} {
		t.Run(name, func(t *testing.T) {
			w := open(t, group)
			if err := w.Register(1, "Kim", "kim@voorbeeld.example", "u1", "k1"); err != nil {
				t.Fatal(err)
			}
			if err := w.Register(1, "Kim", "kim@voorbeeld.example", "u2", "k2"); err == nil {
				t.Error("one address took two seats")
			}
			if err := w.Register(probe.Sessions, "Kim", "kim@voorbeeld.example", "u3", "k3"); err == nil {
				t.Error("a seat in no session")
			}
			if err := w.Register(2, "Kim", "kim@voorbeeld.example", "u2", "k2"); err != nil {
				t.Errorf("a refused one left something behind: %v", err)
			}
		})
	}
}

func TestEveryoneInAGroupGetsAnAnswer(t *testing.T) {
	w := open(t, 256)
	r := load.Run(64, 200*time.Millisecond, func(_, n int) (int, error) {
		email := strings.Repeat("x", n%7) + "@voorbeeld.example" // seven addresses, so most are refused
		err := w.Register(3, "Kim", email, "u", "k"+email)
		if err == nil {
			return 303, nil
		}
		return 409, nil
	})
	if r.Status[303] != 7 || r.Status[409] == 0 {
		t.Errorf("%v", r)
	}
}

func TestPostAndHello(t *testing.T) {
	posts, err := load.HTTP(serve(t, probe.Post(open(t, 256))), 8, 100*time.Millisecond, post)
	if err != nil || posts.Errors > 0 || len(posts.Status) != 1 || posts.Status[303] == 0 {
		t.Errorf("%v, %v", posts, err)
	}
	addr := serve(t, probe.Hello())
	for status, request := range map[int]string{200: hello, 304: known} {
		r, err := load.HTTP(addr, 2, 50*time.Millisecond, text(request))
		if err != nil || r.Errors > 0 || len(r.Status) != 1 || r.Status[status] == 0 {
			t.Errorf("%d: %v, %v", status, r, err)
		}
	}
}

const (
	hello = "GET / HTTP/1.1\r\nHost: probe.example\r\n\r\n"
	known = "GET / HTTP/1.1\r\nHost: probe.example\r\nIf-None-Match: \"hello\"\r\n\r\n"
)

func text(request string) func([]byte, int) []byte {
	return func(buf []byte, _ int) []byte { return append(buf, request...) }
}

func post(buf []byte, n int) []byte { return load.Form(buf, "/sessions/7/register", n) }

// BenchmarkProbes prints what cmd/bench compares with, medians of five rounds.
func BenchmarkProbes(b *testing.B) {
	const d = time.Second
	disk, err := probe.OpenDisk(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer disk.Close()
	direct := func(group, clients int) func() (load.Result, error) {
		w := open(b, group)
		base := 0
		return func() (load.Result, error) {
			base += 1 << 32
			return load.Run(clients, d, func(_, n int) (int, error) {
				email, key := load.Visitor(base + n)
				return 0, w.Register(7, "Kim Voorbeeld", email, key, key)
			}), nil
		}
	}
	overHTTP := func(h http.Handler, clients int, request func([]byte, int) []byte) func() (load.Result, error) {
		addr, base := serve(b, h), 0
		return func() (load.Result, error) {
			base += 1 << 32
			return load.HTTP(addr, clients, d, func(buf []byte, n int) []byte { return request(buf, base+n) })
		}
	}
	names := []string{
		"append 4 KiB + fdatasync", "one commit each, lone", "one commit each, 64", "group, lone", "group, 64",
		"POST over group, 64", "hello, 64", "hello 304, 64",
	}
	for b.Loop() {
		medians, err := load.Medians(5,
			func() (load.Result, error) {
				return load.Run(1, d, func(int, int) (int, error) { return 0, disk.Append() }), nil
			},
			direct(1, 1), direct(1, 64), direct(256, 1), direct(256, 64),
			overHTTP(probe.Post(open(b, 256)), 64, post),
			overHTTP(probe.Hello(), 64, text(hello)), overHTTP(probe.Hello(), 64, text(known)),
		)
		if err != nil {
			b.Fatal(err)
		}
		for i, r := range medians {
			b.Logf("%-26s %v  %.2f × fdatasync", names[i], r, r.Rate/medians[0].Rate)
		}
	}
}

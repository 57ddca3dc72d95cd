package load

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestReadAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		wire   string
		status int
		fails  bool
	}{
		"length":       {"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", 200, false},
		"no body":      {"HTTP/1.1 303 See Other\r\nLocation: /r/1\r\nContent-Length: 0\r\n\r\n", 303, false},
		"not modified": {"HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n", 304, false},
		"chunked":      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1a\r\n" + strings.Repeat("x", 26) + "\r\n0\r\n\r\n", 200, false},
		"no length":    {"HTTP/1.1 200 OK\r\n\r\nhello", 200, true},
		"cut short":    {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", 200, true},
		"not HTTP":     {"220 mail.example ESMTP\r\n", 0, true},
		"nothing":      {"", 0, true},
		"odd length":   {"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nhello", 200, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := bufio.NewReader(strings.NewReader(c.wire))
			status, err := readAnswer(r)
			if (err != nil) != c.fails || !c.fails && status != c.status {
				t.Fatalf("%d, %v", status, err)
			}
			if rest, _ := io.ReadAll(r); !c.fails && len(rest) > 0 {
				t.Errorf("%q is left for the next answer", rest)
			}
		})
	}
}

func TestFormIsReadAsSent(t *testing.T) {
	seen := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case seen <- r.URL.Path + " " + r.FormValue("name") + " " + r.FormValue("email") + " " + r.FormValue("form"):
		default:
		}
		w.WriteHeader(http.StatusSeeOther)
	}))
	defer server.Close()
	r, err := HTTP(strings.TrimPrefix(server.URL, "http://"), 1, time.Millisecond, func(buf []byte, n int) []byte {
		return Form(buf, "/sessions/s/register", n)
	})
	if err != nil || r.Errors > 0 || r.Status[303] == 0 {
		t.Fatalf("%v, %v", r, err)
	}
	if got := <-seen; got != "/sessions/s/register Kim Voorbeeld kim0@voorbeeld.example "+strings.Repeat("0", 32) {
		t.Error(got)
	}
}

func TestErrorsAreCountedAndEndTheClient(t *testing.T) {
	r := Run(3, time.Hour, func(client, _ int) (int, error) { return 0, errors.New("gone") })
	if r.Errors != 3 || r.Rate != 0 {
		t.Errorf("%v", r)
	}
}

func TestMediansAreTakenSideBySide(t *testing.T) {
	var order strings.Builder
	rates := []float64{5, 1, 9}
	measure := func(name string, n *int) func() (Result, error) {
		return func() (Result, error) {
			order.WriteString(name)
			*n++
			return Result{Rate: rates[*n-1], P50: time.Duration(*n), Status: map[int]int{200: 2}, Errors: 1}, nil
		}
	}
	got, err := Medians(3, measure("a", new(int)), measure("b", new(int)))
	if err != nil || order.String() != "ababab" {
		t.Fatalf("%s, %v", order.String(), err)
	}
	if r := got[1]; r.Rate != 5 || r.P50 != 2 || r.Status[200] != 6 || r.Errors != 3 {
		t.Errorf("%v", r)
	}
}

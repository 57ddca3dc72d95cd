package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestBrowserSeesFrames(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src data:; frame-src 'self'")
		fmt.Fprint(w, `<!doctype html><html lang="nl"><title>Een lijst</title><link rel="icon" href="data:,">
<h1>Een lijst</h1><iframe src="/frame" sandbox title="binnen"></iframe></html>`)
	})
	mux.HandleFunc("GET /frame", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
		fmt.Fprint(w, `<!doctype html><html lang="nl"><title>Binnen</title><style>p{color:red}</style><p>Binnen</p></html>`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	b := startChrome(t).tab(t, phone)
	status, cost := b.visit(server.URL)
	if status != 200 || len(cost.requests) != 2 || len(cost.failed) != 0 {
		t.Errorf("status %d, cost %+v; want the page and its frame", status, cost)
	}
	if len(cost.console) != 1 {
		t.Errorf("console %q, want the style that the frame's policy forbids", cost.console)
	}
}

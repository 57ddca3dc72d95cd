package reply

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/templates"
	"kantine/templates/locale"
)

// codes are all there are, with the status of the contract.
var codes = map[events.Code]int{
	events.CodeValidation: 422, events.CodeWallTimeGap: 422, events.CodeWallTimeAmbiguous: 422,
	events.CodeNotFound: 404, events.CodeUnauthorized: 401, events.CodeForbidden: 403,
	events.CodeVersionConflict: 409, events.CodeAlreadyRegistered: 409, events.CodeSessionFull: 409,
	events.CodeSessionClosed: 409, events.CodeCapacityBelowConfirmed: 409, events.CodeSlotTaken: 409,
	events.CodeIdempotencyMismatch: 422, events.CodeRateLimited: 429, events.CodeOverloaded: 503,
	events.CodeNotYet: 501, events.CodeGone: 410,
	BadRequest: 400, TooLarge: 413, MethodNotAllowed: 405, UnsupportedMedia: 415, Internal: 500,
}

func replier(t *testing.T, log io.Writer) *Replier {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := templates.New(catalog)
	if err != nil {
		t.Fatal(err)
	}
	return New(Config{
		BaseURL: "https://kantine.example", Pages: pages, Catalog: catalog, Log: slog.New(slog.NewTextHandler(log, nil)),
		Layout: func(*http.Request) templates.Layout { return templates.Layout{Programme: "Proef", Path: "/"} },
	})
}

func TestEveryCodeHasStatusAndWords(t *testing.T) {
	source, err := os.ReadFile("../../error.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`Code\s+= "([a-z-]+)"`).FindAllSubmatch(source, -1)
	if len(declared) < 17 {
		t.Fatalf("only %d codes found in events/error.go", len(declared))
	}
	for _, code := range declared {
		if _, ok := codes[events.Code(code[1])]; !ok {
			t.Errorf("%s has no line in this table", code[1])
		}
	}
	p := replier(t, io.Discard)
	for code, want := range codes {
		if got := Status(code); got != want {
			t.Errorf("Status(%s) = %d, want %d", code, got, want)
		}
		for _, lang := range locale.Languages {
			for _, key := range []string{
				"errors." + string(code), "error.title." + strconv.Itoa(want),
				"error.text." + strconv.Itoa(want), "error.todo." + strconv.Itoa(want),
			} {
				if !p.Catalog.Has(lang, key) {
					t.Errorf("%s lacks %s", lang, key)
				}
			}
		}
	}
}

// A field problem whose key nobody put in words would show as «key».
func TestEveryFieldProblemHasWords(t *testing.T) {
	p := replier(t, io.Discard)
	files, err := filepath.Glob("../../*.go")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{"control_characters": true, "too_long": true, "email": true, "time_gap": true, "time_ambiguous": true}
	used := regexp.MustCompile(`(?:Invalid|\.add)\([^,\n]+, "([a-z_]+)"|Key: "([a-z_]+)"`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range used.FindAllSubmatch(source, -1) {
			keys[string(m[1])+string(m[2])] = true
		}
	}
	if len(keys) < 15 {
		t.Fatalf("only %d keys found", len(keys))
	}
	for key := range keys {
		for _, lang := range locale.Languages {
			words := p.FieldMessage(lang, events.Problem{Field: "x", Key: key, Args: []any{
				"Min", 1, "Max", 120, "Confirmed", 3, "Count", 2, "Line", 4, "Name", "x", "Value", "x",
			}})
			if strings.Contains(words, "«") {
				t.Errorf("%s: no words for %s", lang, key)
			}
		}
	}
}

func TestProblem(t *testing.T) {
	p := replier(t, io.Discard)
	refusal := fmt.Errorf("register: %w", &events.Error{
		Code:     events.CodeValidation,
		Problems: []events.Problem{{Field: "name", Key: "too_long", Args: []any{"Max", 120}}, {Field: "email", Key: "email"}},
	})
	w := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "/x?lang=en", nil)
	p.JSON("x", func(http.ResponseWriter, *http.Request) error { return refusal }).ServeHTTP(w, r)
	var got Problem
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if w.Code != 422 || w.Header().Get("Content-Type") != "application/problem+json" ||
		got.Type != "https://kantine.example/problems/validation" || got.Status != 422 || len(got.Errors) != 2 ||
		got.Errors[0] != (FieldProblem{"name", "Make your name shorter: 120 characters at most"}) ||
		got.Title != "Something is not right" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	busy := p.Problem(r.Context(), "x", "nl", &events.Error{Code: events.CodeOverloaded, RetryAfter: 1500 * time.Millisecond})
	w = httptest.NewRecorder()
	busy.Write(w)
	if w.Code != 503 || w.Header().Get("Retry-After") != "2" {
		t.Errorf("%d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	gap := p.Problem(r.Context(), "x", "nl", &events.Error{Code: events.CodeWallTimeGap, Offsets: []string{"+01:00", "+02:00"}})
	if len(gap.Offsets) != 2 || p.Problem(r.Context(), "x", "nl", gap) != gap {
		t.Errorf("%+v", gap)
	}
	stale := &Problem{Status: 409, Current: func() {}}
	w = httptest.NewRecorder()
	stale.Write(w)
	if w.Code != 409 || !json.Valid(w.Body.Bytes()) {
		t.Errorf("what cannot be written as JSON spoils the answer: %d %s", w.Code, w.Body)
	}
}

// Words of libraries hold addresses; neither log nor answer repeats them.
func TestFaultsAreLoggedByIDOnly(t *testing.T) {
	const secret = "kim@voorbeeld.example"
	for name, h := range map[string]Handler{
		"error": func(http.ResponseWriter, *http.Request) error {
			return fmt.Errorf("insert %s: %w", secret, errors.New("disk full for "+secret))
		},
		"panic": func(http.ResponseWriter, *http.Request) error { panic("no room for " + secret) },
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			p := replier(t, &log)
			for _, door := range []http.Handler{p.HTML("register", h), p.JSON("register", h)} {
				log.Reset()
				w := httptest.NewRecorder()
				door.ServeHTTP(w, httptest.NewRequest("POST", "/r/geheim", nil))
				if w.Code != 500 {
					t.Errorf("status %d", w.Code)
				}
				id := regexp.MustCompile(`id=([0-9a-f]{12}) route=register`).FindStringSubmatch(log.String())
				if id == nil || !strings.Contains(w.Body.String(), id[1]) {
					t.Errorf("no id shared by log %q and answer", log.String())
				}
				for _, text := range []string{log.String(), w.Body.String()} {
					if strings.Contains(text, secret) || strings.Contains(text, "geheim") {
						t.Errorf("gives away what it must not: %s", text)
					}
				}
			}
		})
	}
}

func TestErrorPage(t *testing.T) {
	p := replier(t, io.Discard)
	h := p.HTML("x", func(http.ResponseWriter, *http.Request) error {
		return &events.Error{Code: events.CodeRateLimited, RetryAfter: 20 * time.Minute}
	})
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/x", nil)
	r.Header.Set("Accept-Language", "en-GB")
	h.ServeHTTP(w, r)
	if w.Code != 429 || w.Header().Get("Retry-After") != "1200" || w.Header().Get("Cache-Control") != "no-store" ||
		!strings.Contains(w.Body.String(), "Try again in 20 minutes") || !strings.Contains(w.Body.String(), `lang="en"`) {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("HEAD", "/x", nil))
	if w.Code != 429 || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "" {
		t.Errorf("HEAD: %d with %d bytes", w.Code, w.Body.Len())
	}
}

func TestNobodyLeftToAnswer(t *testing.T) {
	var log bytes.Buffer
	p := replier(t, &log)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w := httptest.NewRecorder()
	p.HTML("x", func(_ http.ResponseWriter, r *http.Request) error { return r.Context().Err() }).
		ServeHTTP(w, httptest.NewRequestWithContext(ctx, "GET", "/x", nil))
	if log.Len() != 0 || w.Body.Len() != 0 {
		t.Errorf("a visitor who left was logged as a fault: %s", log.String())
	}
}

// What PostgreSQL cannot hold does not get as far as a handler.
func TestAddressesThatNoDatabaseHolds(t *testing.T) {
	for address, want := range map[string]int{
		"/sessions/%C3%A9": 200, "/sessions/%00": 404, "/sessions/%FF": 404,
	} {
		var log bytes.Buffer
		p := replier(t, &log)
		answer := func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(200); return nil }
		for _, door := range []http.Handler{p.HTML("x", answer), p.JSON("x", answer)} {
			w := httptest.NewRecorder()
			door.ServeHTTP(w, httptest.NewRequest("GET", address, nil))
			if w.Code != want || log.Len() > 0 {
				t.Errorf("%s: %d, want %d: %s", address, w.Code, want, log.String())
			}
		}
	}
}

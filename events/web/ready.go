package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Readiness is the answer of /readyz. A status is "ok", "degraded" or "down".
type Readiness struct {
	Status string `json:"status"`
	// Now is business time.
	Now time.Time `json:"now"`
	// TestClock is the line that business time follows; null on a real clock.
	TestClock *string         `json:"test_clock"`
	Database  DatabaseStatus  `json:"database"`
	Scheduler SchedulerStatus `json:"scheduler"`
	Mail      MailStatus      `json:"mail"`
}

// DatabaseStatus tells whether the database answers.
type DatabaseStatus struct {
	Status string `json:"status"`
}

// SchedulerStatus tells when the dispatcher last looked at the table (null
// before the first time) and how late the oldest due row is.
type SchedulerStatus struct {
	Status               string     `json:"status"`
	LastTick             *time.Time `json:"last_tick"`
	OldestOverdueSeconds float64    `json:"oldest_overdue_seconds"`
}

// MailStatus tells what waits and why.
type MailStatus struct {
	Status string `json:"status"`
	Queued int    `json:"queued"`
	// Held counts the messages that wait for a person.
	Held      int    `json:"held"`
	LastError string `json:"last_error"`
	// OnHold says why no mail leaves ("by-hand" or "restored"); "" when it does.
	OnHold string `json:"on_hold"`
}

// The statuses of a part.
const (
	StatusOK       = "ok"
	StatusDegraded = "degraded"
	StatusDown     = "down"
)

func alive(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

// ready answers 503 only when the database or the dispatcher is down: an
// unreachable mail server keeps nobody from registering.
func ready(state func(ctx context.Context) Readiness) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		readiness := state(r.Context())
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		if readiness.Status == StatusDown {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_ = json.NewEncoder(w).Encode(readiness)
	})
}

package scheduler

import (
	"sync"
	"time"

	"kantine/events"
)

// retryServer is how long, in real time, a mail server that is out of reach is
// left alone between two connections.
const retryServer = 10 * time.Second

// breaker keeps the workers from hammering a mail server that is down: one
// connection per retryServer until one succeeds. A server nobody has reached
// yet is tried by one.
type breaker struct {
	mu        sync.Mutex
	reached   bool
	down      bool
	until     time.Time
	probing   bool
	lastError string
}

// enter asks leave to connect; each leave given is ended by leave.
func (b *breaker) enter() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.reached && !b.down {
		return true
	}
	if b.probing || time.Now().Before(b.until) {
		return false
	}
	b.probing = true
	return true
}

// leave tells how the connection went.
func (b *breaker) leave(o events.Outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.probing = false
	b.down = o.Status == events.OutcomeUnreachable
	b.reached = b.reached || !b.down && o.Status != events.OutcomeLost && o.Status != events.OutcomeUnwritable
	b.lastError = ""
	if b.down {
		b.until, b.lastError = time.Now().Add(retryServer), o.Detail
	}
}

// room is how many of n letters may be claimed: one to try a server that was
// down, none before it is time to.
func (b *breaker) room(n int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.reached && !b.down:
		return n
	case b.probing || time.Now().Before(b.until):
		return 0
	}
	return min(n, 1)
}

func (b *breaker) state() (down bool, lastError string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.down, b.lastError
}

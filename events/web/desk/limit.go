package desk

import (
	"crypto/sha256"
	"net/http"
	"sync"
	"time"

	"kantine/events"
)

// brakes slow down guessing without locking anybody out: who fails too often
// waits, on that account from that net, and on every account from that net. An
// owner elsewhere, or logged in already, notices nothing.
type brakes struct {
	// pair is an account from a net, net everything from it.
	pair, net *brake
	// codes is the second step of an account from everywhere: whoever gets so far
	// has its password, and six digits are few. Recovery codes go on working.
	codes *brake
	// asking is mail to one address, askingNet from one net.
	asking, askingNet *brake
	// trying is tests of the mail server by one person.
	trying *brake
	// door is a user's wrong codes of who comes in.
	door *brake
}

func newBrakes() brakes {
	return brakes{
		pair:      newBrake(5, 30*time.Second, 15*time.Minute),
		net:       newBrake(60, time.Minute, 15*time.Minute),
		codes:     newBrake(50, time.Minute, time.Hour),
		asking:    newBrake(3, 10*time.Minute, 6*time.Hour),
		askingNet: newBrake(20, time.Minute, time.Hour),
		trying:    newBrake(1, 10*time.Second, 10*time.Second),
		door:      newBrake(20, 30*time.Second, 15*time.Minute),
	}
}

// maxBraked bounds what a brake keeps in memory.
const maxBraked = 20_000

// brake counts what went wrong for a key. Every attempt counts as wrong until
// it turns out right, so that many at once gain nothing. Times are real.
type brake struct {
	// free is how many may go wrong without a wait; then it is first, twice that,
	// and so on up to most.
	free        int
	first, most time.Duration

	mu   sync.Mutex
	keys map[[32]byte]slowed
}

type slowed struct {
	count int
	// until is when the next attempt may come.
	until, last time.Time
}

func newBrake(free int, first, most time.Duration) *brake {
	return &brake{free: free, first: first, most: most, keys: map[[32]byte]slowed{}}
}

// try counts an attempt, unless the key has to wait: then it tells how long.
func (b *brake) try(key string, now time.Time) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	hashed := sha256.Sum256([]byte(key))
	s := b.keys[hashed]
	if now.Before(s.until) {
		return s.until.Sub(now)
	}
	if b.over(s, now) {
		s = slowed{}
	}
	s.count++
	s.last = now
	if beyond := s.count - b.free; beyond >= 0 {
		s.until = now.Add(min(b.most, b.first<<min(beyond, 16)))
	}
	b.makeRoom(now)
	b.keys[hashed] = s
	return 0
}

// over tells whether a key's failures are too long ago to count.
func (b *brake) over(s slowed, now time.Time) bool { return now.Sub(s.last) >= 2*b.most }

// right takes one attempt back, since it was no failure.
func (b *brake) right(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	hashed := sha256.Sum256([]byte(key))
	if s, ok := b.keys[hashed]; ok {
		if s.count--; s.count < b.free {
			s.until = time.Time{}
		}
		b.keys[hashed] = s
	}
}

// forget takes all of a key's failures back.
func (b *brake) forget(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.keys, sha256.Sum256([]byte(key)))
}

func (b *brake) makeRoom(now time.Time) {
	if len(b.keys) < maxBraked {
		return
	}
	for key, s := range b.keys {
		if b.over(s, now) {
			delete(b.keys, key)
		}
	}
	for key := range b.keys {
		if len(b.keys) < maxBraked {
			return
		}
		delete(b.keys, key)
	}
}

// attempt is one guess, at an account's password or second step.
type attempt struct {
	d                 *Desk
	pair, net, second string
}

// begin counts a guess at an account; secondStep for a one-time code. The
// refusal is CodeRateLimited.
func (d *Desk) begin(r *http.Request, account string, secondStep bool) (*attempt, error) {
	net := d.proxies.Client(r).String()
	a := &attempt{d: d, pair: account + "\x00" + net, net: net}
	now := d.realNow()
	wait := d.brakes.net.try(a.net, now)
	if wait == 0 {
		if wait = d.brakes.pair.try(a.pair, now); wait > 0 {
			d.brakes.net.right(a.net) // it was not tried
		}
	}
	if wait == 0 && secondStep {
		a.second = account
		if wait = d.brakes.codes.try(a.second, now); wait > 0 {
			d.brakes.net.right(a.net)
		}
	}
	if wait > 0 {
		return nil, &events.Error{Code: events.CodeRateLimited, RetryAfter: wait}
	}
	return a, nil
}

// right says that the guess was right.
func (a *attempt) right() {
	a.d.brakes.pair.forget(a.pair)
	a.d.brakes.net.right(a.net)
	if a.second != "" {
		a.d.brakes.codes.right(a.second)
	}
}

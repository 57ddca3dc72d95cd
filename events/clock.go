package events

import "time"

// Clock tells business time: due times, retries, quiet hours, expiry of links,
// Date and DTSTAMP follow it. Leases and network time-outs run on real time
// and do not ask it.
type Clock interface {
	// Now is the present instant, in UTC, to the microsecond.
	Now() time.Time
	// Until is how much real time passes until business time reaches t: 0 when
	// it has, a very long time on a clock that stands still.
	Until(t time.Time) time.Duration
}

// Wake tells the dispatcher that something has fallen due, or will fall due
// earlier than it expected. It never blocks.
type Wake func()

// SystemClock is the Clock of a real run.
type SystemClock struct{}

// Now implements Clock.
func (SystemClock) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Until implements Clock.
func (c SystemClock) Until(t time.Time) time.Duration { return max(0, t.Sub(c.Now())) }

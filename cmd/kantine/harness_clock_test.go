package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// clockFile is the file that a test clock follows, written as a whole each time.
type clockFile struct {
	t        *testing.T
	path     string
	instant  string
	rewrites int
}

func newClockFile(t *testing.T, instant string) *clockFile {
	c := &clockFile{t: t, path: filepath.Join(t.TempDir(), "clock")}
	c.set(instant)
	return c
}

// set makes the clock stand still at an instant, and gives the line. Each line
// differs from the one before, so that writing the same instant again wakes the
// dispatcher too.
func (c *clockFile) set(instant string) string {
	c.t.Helper()
	c.instant = instant
	c.rewrites++
	line := instant + strings.Repeat(" ", 1+c.rewrites%2) + "0"
	c.write(line)
	return line
}

func (c *clockFile) write(line string) {
	c.t.Helper()
	if err := os.WriteFile(c.path+".new", []byte(line+"\n"), 0o600); err != nil {
		c.t.Fatal(err)
	}
	if err := os.Rename(c.path+".new", c.path); err != nil {
		c.t.Fatal(err)
	}
}

// at parses an instant of a test.
func at(t *testing.T, instant string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, instant)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// ready reads /readyz.
func (k *running) ready() (status int, r readyJSON) {
	k.t.Helper()
	a := k.send("GET", "/readyz", nil)
	if err := json.Unmarshal(a.body, &r); err != nil {
		k.t.Fatalf("/readyz: %v: %s", err, a.body)
	}
	return a.status, r
}

// goTo sets the clock and comes back when all that falls due by then is done.
func (k *running) goTo(instant string) {
	k.t.Helper()
	k.clock.instant = instant
	k.settle()
}

// settle comes back when the dispatcher has looked at the whole table at the
// clock's present instant, and every letter that is due has its answer. What
// has not been sent then will not be sent at this instant: a test of nothing
// happening needs no waiting.
func (k *running) settle() {
	k.t.Helper()
	line := k.clock.set(k.clock.instant)
	eventually(k.t, "/readyz shows "+line, func() bool {
		_, r := k.ready()
		return r.TestClock != nil && *r.TestClock == line
	})
	// The look that ends next may have begun before; the one after it did not.
	k.tick()
	k.tick()
	now := at(k.t, k.clock.instant)
	eventually(k.t, "no letter is due or on its way", func() bool {
		for _, m := range k.messages() {
			switch m.State {
			case "sending":
				return false
			case "queued", "retrying", "in_doubt":
				if !m.DueAt.After(now) {
					return false
				}
			}
		}
		return true
	})
}

// tick wakes the dispatcher, by way of the clock, and waits until it has looked
// at the table.
func (k *running) tick() {
	k.t.Helper()
	before := k.lastTick()
	k.clock.set(k.clock.instant)
	eventually(k.t, "the dispatcher looks at the table", func() bool { return k.lastTick().After(before) })
}

// lastTick is when the dispatcher last looked at the table, in real time.
func (k *running) lastTick() time.Time {
	k.t.Helper()
	_, r := k.ready()
	if r.Scheduler.LastTick == nil {
		return time.Time{}
	}
	return *r.Scheduler.LastTick
}

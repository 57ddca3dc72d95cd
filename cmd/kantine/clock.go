package main

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"kantine/events"
)

// fileClock is business time as a file tells it: "INSTANT [RATE]", running at
// RATE times real time since the line was read.
type fileClock struct {
	path string
	log  *slog.Logger

	mu   sync.RWMutex
	line string
	from time.Time // business time when the line was read
	rate float64
	read time.Time // real time, monotonic
}

var _ events.Clock = (*fileClock)(nil)

// newFileClock reads the file once; a line it cannot read is an error.
func newFileClock(path string, log *slog.Logger) (*fileClock, error) {
	c := &fileClock{path: path, log: log}
	_, err := c.reread()
	return c, err
}

// Now implements events.Clock.
func (c *fileClock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	elapsed := time.Duration(float64(time.Since(c.read)) * c.rate)
	return c.from.Add(elapsed).UTC().Truncate(time.Microsecond)
}

// Until implements events.Clock.
func (c *fileClock) Until(t time.Time) time.Duration {
	left := t.Sub(c.Now())
	c.mu.RLock()
	defer c.mu.RUnlock()
	switch {
	case left <= 0:
		return 0
	case c.rate <= 0:
		return math.MaxInt64
	}
	return time.Duration(min(float64(left)/c.rate, math.MaxInt64/2))
}

// watch reads the file anew when it has changed, within 100 ms, and calls
// changed, until ctx ends. A line it cannot read leaves the clock as it was.
func (c *fileClock) watch(ctx context.Context, changed func()) {
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	complained := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		moved, err := c.reread()
		switch {
		case err != nil && err.Error() != complained:
			complained = err.Error()
			c.log.Error("test clock", "error", err)
		case moved:
			complained = ""
			changed()
		}
	}
}

func (c *fileClock) reread() (changed bool, err error) {
	content, err := os.ReadFile(c.path)
	if err != nil {
		return false, fmt.Errorf("--test-clock: %w", err)
	}
	line := strings.TrimSpace(string(content))
	c.mu.RLock()
	same := line == c.line
	c.mu.RUnlock()
	if same {
		return false, nil
	}
	instant, factor, _ := strings.Cut(line, " ")
	from, err := time.Parse(time.RFC3339Nano, instant)
	if err != nil {
		return false, fmt.Errorf("--test-clock %s: %q is no line such as 2027-02-01T09:00:00+01:00 60", c.path, line)
	}
	rate := 1.0
	if factor = strings.TrimSpace(factor); factor != "" {
		if rate, err = strconv.ParseFloat(factor, 64); err != nil || rate < 0 || math.IsInf(rate, 0) || math.IsNaN(rate) {
			return false, fmt.Errorf("--test-clock %s: the rate %q is no number from 0", c.path, factor)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.line, c.from, c.rate, c.read = line, from.UTC(), rate, time.Now()
	return true, nil
}

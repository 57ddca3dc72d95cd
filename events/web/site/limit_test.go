package site

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestParseFormLimit(t *testing.T) {
	for text, want := range map[string]FormLimit{
		"20/h":        {Rate{20, time.Hour}, Rate{5, time.Hour}},
		"100/m, 2/d":  {Rate{100, time.Minute}, Rate{2, 24 * time.Hour}},
		"20/h,5/h":    DefaultFormLimit,
		"off":         {},
		"1000000/s":   {Rate{1_000_000, time.Second}, Rate{5, time.Hour}},
		"":            {},
		"20":          {},
		"0/h":         {},
		"-1/h":        {},
		"20/h,":       {},
		"20/week":     {},
		"uit":         {},
		"20/h,5/h,1/": {},
	} {
		got, err := ParseFormLimit(text)
		if got != want || (err == nil) != (want != FormLimit{} || text == "off") {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestLimiter(t *testing.T) {
	l := newLimiter(Rate{2, time.Hour}, 10)
	now := time.Unix(1_000_000, 0)
	take := func(key, request string) func() {
		back, wait := l.take(key, request, now)
		if (back == nil) != (wait > 0) {
			t.Fatalf("refused %v, wait %v", back == nil, wait)
		}
		return back
	}
	take("a", "")
	now = now.Add(10 * time.Minute)
	back := take("a", "x")
	if take("a", "x") == nil {
		t.Error("the same request counts twice")
	}
	if _, wait := l.take("a", "", now); wait != 50*time.Minute {
		t.Errorf("wait %v", wait)
	}
	back()
	if take("a", "") == nil {
		t.Error("what was refused still counts")
	}
	now = now.Add(50 * time.Minute)
	if take("a", "") == nil || take("a", "") != nil {
		t.Error("the window does not slide")
	}
}

func TestLimiterIsBounded(t *testing.T) {
	l := newLimiter(Rate{1, time.Hour}, 100)
	now := time.Unix(1_000_000, 0)
	for n := range 1000 {
		l.take(strconv.Itoa(n), "", now)
		if len(l.keys) > 100 {
			t.Fatalf("%d keys, 100 allowed", len(l.keys))
		}
	}
	// Those whose window is over make room before any that still counts.
	old := newLimiter(Rate{1, time.Hour}, 100)
	for n := range 99 {
		old.take(strconv.Itoa(n), "", now)
	}
	old.take("kept", "", now.Add(30*time.Minute))
	old.take("new", "", now.Add(time.Hour))
	if len(old.keys) != 2 || old.keys["kept"] == nil {
		t.Errorf("%d keys left", len(old.keys))
	}
}

func TestLimiterUnderPressure(t *testing.T) {
	l := newLimiter(Rate{50, time.Hour}, 10)
	now := time.Unix(1_000_000, 0)
	var accepted atomic.Int64
	var wait sync.WaitGroup
	for n := range 200 {
		wait.Go(func() {
			back, _ := l.take("a", "", now)
			switch {
			case back == nil:
			case n%4 == 0:
				back()
			default:
				accepted.Add(1)
			}
		})
	}
	wait.Wait()
	if left := len(l.keys["a"]); int64(left) != accepted.Load() || left > 50 {
		t.Errorf("%d counted, %d accepted", left, accepted.Load())
	}
}

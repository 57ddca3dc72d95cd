package main

import (
	"bytes"
	"testing"
	"time"

	"kantine/cmd/bench/year"
)

// TestEveryPageOfTheDeskIsMeasured runs the benchmark on a small year. It fails
// for a route that the benchmark finds no path to: pathsTo gives ids by what
// stands before them.
func TestEveryPageOfTheDeskIsMeasured(t *testing.T) {
	var out bytes.Buffer
	b, err := runDesk(t.Context(), deskOptions{engine: "sqlite", looks: 1, size: year.Size{Sessions: 120, Registrations: 2_000}}, &out)
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range b.unopened {
		t.Error(page)
	}
	if t.Failed() {
		t.Log(out.String())
	}
}

func TestQuantile(t *testing.T) {
	var times []time.Duration
	for n := range 40 {
		times = append(times, time.Duration(40-n)*time.Millisecond)
	}
	for percent, want := range map[int]time.Duration{50: 20 * time.Millisecond, 95: 38 * time.Millisecond, 100: 40 * time.Millisecond} {
		if got := quantile(times, percent); got != want {
			t.Errorf("%d%%: %v, want %v", percent, got, want)
		}
	}
}

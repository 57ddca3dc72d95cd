//go:build !race

package main

import (
	"strings"
	"testing"
)

// unraced fails for a test that make test would run with the race detector.
func unraced(t *testing.T) {
	t.Helper()
	if name, _, _ := strings.Cut(t.Name(), "/"); !strings.HasPrefix(name, "TestBrowser") {
		t.Fatalf("%s has a browser: begin its name with TestBrowser", name)
	}
}

//go:build race

package main

import "testing"

// unraced fails: make test leaves the race detector out of the tests that have a
// browser, which wait for each page and take half as long without it.
func unraced(t *testing.T) {
	t.Helper()
	t.Fatal("a test with a browser runs without -race, and has a name that begins with TestBrowser")
}

package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestTwoRounds is the short run of the real program; make torture is the long one.
func TestTwoRounds(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"-rounds", "2", "-keep", t.TempDir()}, &out, &errs); code != 0 {
		t.Fatalf("exit %d\n%s%s", code, &out, &errs)
	}
	for _, said := range []string{"2 of them with at least", "\nqueue empty ", "\nkept: rounds "} {
		if !strings.Contains(out.String(), said) {
			t.Errorf("%q is missing in\n%s", said, &out)
		}
	}
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{{"-engine", "mysql"}, {"-clients", "31"}, {"more"}, {"-rounds", "many"}} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), args, &out, &errs); code != 2 || errs.Len() == 0 {
			t.Errorf("%v: exit %d, said %q", args, code, &errs)
		}
	}
}

package templates

import (
	"strings"
	"testing"
)

// TestRows: a mail that was pasted can be read while its words are taken over.
func TestRows(t *testing.T) {
	for value, want := range map[string]int{
		"": 3, "Een regel": 3, "a\nb\nc": 4, strings.Repeat("é", 130): 4, strings.Repeat("regel\n", 9): 10, strings.Repeat("regel\n", 99): 14,
	} {
		if got := (DeskField{Value: value}).Rows(); got != want {
			t.Errorf("%.20q: %d rows, want %d", value, got, want)
		}
	}
}

func TestColon(t *testing.T) {
	for label, want := range map[string]string{"Begin": "Begin:", "Toch verplaatsen?": "Toch verplaatsen?", "Doe mee!": "Doe mee!", "": ""} {
		if got := colon(label); got != want {
			t.Errorf("%q became %q", label, got)
		}
	}
}

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

package locale

import (
	"slices"
	"strings"
	"testing"
)

func TestSortName(t *testing.T) {
	for _, tt := range []struct{ name, want string }{
		{"'t Voorbeeld", "voorbeeld, , 't"},
		{"’t Voorbeeld", "voorbeeld, , 't"},
		{"van der Test", "test, , van der"},
		{"Kim van der Test", "test, kim, van der"},
		{"De Demo-Proef", "demo-proef, , de"},
		{"Ünal Voorbeeld", "voorbeeld, unal"},
		{"Zoë Testman", "testman, zoe"},
		{"IJsbrand Demo", "demo, ijsbrand"},
		{"Demo IJsbrand", "ijsbrand, demo"},
		{"Demo \u0132sbrand", "ijsbrand, demo"},
		{"Sam O'Proef", "o'proef, sam"},
		{"Anna Voorbeeld-de Proef", "voorbeeld-de proef, anna"},
		{"Søren Łuk", "luk, soren"},
		{"  Kim   Testman ", "testman, kim"},
		{"Testman", "testman"},
		{"van", "van"},
		{"van der", "der, , van"},
		{"", ""},
	} {
		if got := SortName(tt.name); got != tt.want {
			t.Errorf("SortName(%q) = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestNamesInDutchOrder(t *testing.T) {
	names := []string{"Zoë Testman", "van der Test", "Ünal Voorbeeld", "Demo IJzer", "'t Voorbeeld", "IJsbrand Demo", "Kim Inkt", "De Demo-Proef"}
	want := []string{"IJsbrand Demo", "De Demo-Proef", "Demo IJzer", "Kim Inkt", "van der Test", "Zoë Testman", "'t Voorbeeld", "Ünal Voorbeeld"}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(SortName(a), SortName(b)) })
	if !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}

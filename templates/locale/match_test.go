package locale

import (
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	for _, tt := range []struct{ header, want string }{
		{"", "nl"},
		{"nl", "nl"},
		{"nl-BE,nl;q=0.9,en;q=0.8", "nl"},
		{"en", "en"},
		{"en-GB,en;q=0.9,nl;q=0.1", "en"},
		{"fr-FR,en;q=0.5", "en"},
		{"en;q=0.2, nl;q=0.9", "nl"},
		{"en;q=0", "nl"},
		{"fr", "nl"},
		{"zh-Hant-TW", "nl"},
		{"*", "nl"},
		{"en;q=x", "nl"},
		{"\x00\xff;;;,,,", "nl"},
		{"en," + strings.Repeat("fr,", 200), "en"},
		{strings.Repeat("a", 1<<20), "nl"},
		{strings.Repeat("en-", 1<<18), "nl"},
		{strings.Repeat(",", 1<<20) + "en", "nl"},
	} {
		if got := Match(tt.header); got != tt.want {
			t.Errorf("Match(%.60q) = %s, want %s", tt.header, got, tt.want)
		}
	}
}

func TestKnown(t *testing.T) {
	for lang, want := range map[string]bool{"nl": true, "en": true, "": false, "NL": false, "nl-NL": false, "fr": false} {
		if Known(lang) != want {
			t.Errorf("Known(%q) = %v", lang, !want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("nl-BE,nl;q=0.9,en;q=0.8")
	f.Add("x-private;q=1,*-*")
	f.Fuzz(func(t *testing.T, header string) {
		if got := Match(header); !Known(got) {
			t.Errorf("Match(%q) = %q", header, got)
		}
	})
}

func BenchmarkMatchLongest(b *testing.B) {
	header := strings.Repeat("en-GB-oed;q=0.1,", 200)
	for b.Loop() {
		Match(header)
	}
}

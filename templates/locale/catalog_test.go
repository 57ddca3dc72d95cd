package locale

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func loaded(t testing.TB) *Catalog {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryLanguageHasEveryKeyWithTheSameArguments(t *testing.T) {
	c := loaded(t)
	for _, complaint := range differences(c) {
		t.Error(complaint)
	}
}

func differences(c *Catalog) []string {
	var found []string
	for _, lang := range Languages {
		for _, other := range Languages {
			for _, key := range c.Keys(lang) {
				if !c.Has(other, key) {
					found = append(found, other+" lacks "+key)
					continue
				}
				here, there := c.languages[lang].messages[key], c.languages[other].messages[key]
				if !slices.Equal(here.names, there.names) {
					found = append(found, key+" has other arguments in "+other+" than in "+lang)
				}
				if strings.TrimSuffix(here.file, lang+".toml") != strings.TrimSuffix(there.file, other+".toml") {
					found = append(found, key+" stands in another area in "+other)
				}
			}
		}
	}
	return found
}

func TestDifferencesAreFound(t *testing.T) {
	c, err := load(withDates(t, map[string]string{
		"a.nl.toml": "only = 'x'\nargs = '{{.One}}'",
		"a.en.toml": "args = '{{.Two}}'",
	}))
	if err != nil {
		t.Fatal(err)
	}
	got := differences(c)
	if !slices.Contains(got, "en lacks only") || !slices.Contains(got, "args has other arguments in en than in nl") {
		t.Errorf("found only %q", got)
	}
}

// withDates adds the real dates to a made-up catalogue, since none loads
// without them.
func withDates(t *testing.T, files map[string]string) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	for _, lang := range Languages {
		name := "dates." + lang + ".toml"
		raw, err := catalogFiles.ReadFile("catalog/" + name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: raw}
	}
	for name, text := range files {
		all[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

func TestText(t *testing.T) {
	c, err := load(withDates(t, map[string]string{
		"a.nl.toml": `
plain = "Welkom"
greet = "Dag {{.Name}}, plek {{ .Seat }}"
[seats]
one = "nog één plek in {{.Room}}"
other = "nog {{.Count}} plekken in {{.Room}}"`,
		"a.en.toml": `
plain = "Welcome"
[seats]
one = "one place left in {{.Room}}"
other = "{{.Count}} places left in {{.Room}}"`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		lang, key string
		args      []any
		want      string
	}{
		{"nl", "plain", nil, "Welkom"},
		{"en", "plain", []any{"Extra", 1}, "Welcome"},
		{"fr", "plain", nil, "Welkom"},
		{"nl", "greet", []any{"Name", "{{.Seat}} <b>", "Seat", 4}, "Dag {{.Seat}} <b>, plek 4"},
		{"nl", "greet", []any{"Name", "Kim"}, "«greet»"},
		{"nl", "greet", []any{"Name", "Kim", "Seat"}, "«greet»"},
		{"en", "greet", []any{"Name", "Kim", "Seat", 4}, "«greet»"},
		{"nl", "nothing", nil, "«nothing»"},
		{"nl", "seats", []any{"Count", 1, "Room", "zaal"}, "nog één plek in zaal"},
		{"nl", "seats", []any{"Count", 0, "Room", "zaal"}, "nog 0 plekken in zaal"},
		{"en", "seats", []any{"Room", "hall", "Count", int64(12)}, "12 places left in hall"},
		{"en", "seats", []any{"Room", "hall"}, "«seats»"},
		{"en", "seats", []any{"Count", 2}, "«seats»"},
		{"en", "seats", []any{"Count", 2.5, "Room", "hall"}, "«seats»"},
	} {
		if got := c.T(tt.lang, tt.key, tt.args...); got != tt.want {
			t.Errorf("T(%s, %s, %v) = %q, want %q", tt.lang, tt.key, tt.args, got, tt.want)
		}
	}
	if !c.Has("nl", "greet") || c.Has("en", "greet") || c.Has("fr", "plain") || c.Keys("fr") != nil {
		t.Error("Has or Keys looks beyond its own language")
	}
}

func TestBrokenCatalogueIsRefused(t *testing.T) {
	for _, tt := range []struct{ name, file, text, want string }{
		{"language", "a.fr.toml", "x = 'y'", "known language"},
		{"name", "a.toml", "x = 'y'", "area.language.toml"},
		{"two languages", "a.nl.en.toml", "x = 'y'", "area.language.toml"},
		{"syntax", "a.nl.toml", "x = ", "a.nl.toml"},
		{"twice", "a.nl.toml", "[dates]\nclock = 'x'", "stands in"},
		{"empty", "a.nl.toml", "x = ''", "has no text"},
		{"reserved word as key", "a.nl.toml", "[form]\ndescription = 'x'", "reserved word"},
		{"no singular", "a.nl.toml", "x = '{{.Count}} dagen'", "one and other"},
		{"no plural", "a.nl.toml", "[x]\none = 'een dag'", "has no text"},
		{"foreign plural", "a.nl.toml", "[x]\none = 'a'\nfew = 'b'\nother = 'c'", "no language here"},
		{"program", "a.nl.toml", "x = '{{if .A}}b{{end}}'", "not of the form"},
		{"open", "a.nl.toml", "x = 'dag {{.Name'", "not of the form"},
		{"mark", "a.nl.toml", "x = '«dag»'", "kept for missing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load(withDates(t, map[string]string{tt.file: tt.text}))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
	if _, err := load(fstest.MapFS{}); err == nil {
		t.Error("a catalogue without dates was taken")
	}
}

func BenchmarkPlainText(b *testing.B) {
	c := loaded(b)
	for b.Loop() {
		c.T("nl", "dates.summer")
	}
}

func BenchmarkSentence(b *testing.B) {
	c := loaded(b)
	for b.Loop() {
		c.T("nl", "dates.when.today", "Time", "14.30 uur")
	}
}

func BenchmarkPlural(b *testing.B) {
	c := loaded(b)
	for b.Loop() {
		c.T("nl", "dates.when.days", "Count", 3)
	}
}

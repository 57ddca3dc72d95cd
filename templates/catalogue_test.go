package templates

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kantine/templates/locale"
)

// contractCodes are the error codes that an answer can carry.
var contractCodes = []string{
	"validation", "wall-time-gap", "wall-time-ambiguous", "not-found", "unauthorized", "forbidden",
	"version-conflict", "already-registered", "session-full", "session-closed", "capacity-below-confirmed",
	"slot-taken", "idempotency-mismatch", "rate-limited", "overloaded", "not-yet",
}

// fieldRules are the rules a field can break.
var fieldRules = []string{
	"required", "too_long", "email", "url_in_name", "control_characters", "unknown_choice", "date", "time_gap",
	"time_ambiguous", "postcode", "kvk", "branch_number", "duration", "past", "positive", "conflict",
}

// statuses are those that ErrorPage has words for.
var statuses = []string{"400", "403", "404", "405", "409", "410", "413", "422", "429", "500", "501", "503"}

var (
	exactKey  = regexp.MustCompile(`\bt "([^"]+)"`)
	goKey     = regexp.MustCompile(`\bv\.t(?:Of)?\("([^"]+)"`)
	keyPrefix = regexp.MustCompile(`\btOf \(?(?:print )?"([^"]+\.)"`)
)

// usedKeys reads from the pages which keys they name and which beginnings they
// put data behind.
func usedKeys(t *testing.T) (exact, prefixes []string) {
	t.Helper()
	names, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(pageFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range exactKey.FindAllStringSubmatch(string(raw), -1) {
			exact = append(exact, m[1])
		}
		for _, m := range keyPrefix.FindAllStringSubmatch(string(raw), -1) {
			prefixes = append(prefixes, m[1])
		}
	}
	for _, name := range []string{"voice.go", "pieces.go"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range goKey.FindAllStringSubmatch(string(raw), -1) {
			if strings.HasSuffix(m[1], ".") {
				prefixes = append(prefixes, m[1])
			} else {
				exact = append(exact, m[1])
			}
		}
	}
	return exact, append(prefixes, "errors.field.")
}

// foreign keys are not for pages: dates in words, words in letters, and the
// columns of files.
func foreign(key string) bool {
	return strings.HasPrefix(key, "desk.export.") || strings.HasPrefix(key, "dates.") || strings.HasPrefix(key, "mail.") || strings.HasPrefix(key, "plan.")
}

func TestWordsArePresentAndUsed(t *testing.T) {
	e := newEngine(t)
	exact, prefixes := usedKeys(t)
	for _, code := range contractCodes {
		exact = append(exact, "errors."+code)
	}
	for _, rule := range fieldRules {
		exact = append(exact, "errors.field."+rule)
	}
	for _, status := range statuses {
		exact = append(exact, "error.title."+status, "error.text."+status, "error.todo."+status)
	}
	for _, lang := range locale.Languages {
		for _, key := range exact {
			if !e.catalog.Has(lang, key) {
				t.Errorf("%s: a page needs %s", lang, key)
			}
		}
		for _, key := range e.catalog.Keys(lang) {
			base := strings.TrimSuffix(key, discreetText)
			if base != key && !e.catalog.Has(lang, base) {
				t.Errorf("%s: %s stands alone", lang, key)
			}
			last := base[:strings.LastIndex(base, ".")+1]
			used := slices.Contains(exact, base) || slices.Contains(prefixes, last) ||
				strings.HasPrefix(base, "errors.field.") || strings.HasPrefix(base, "filter.")
			if !used && !foreign(key) {
				t.Errorf("%s: no page uses %s", lang, key)
			}
		}
	}
}

func TestFieldMessagePrefersTheFieldsOwnWords(t *testing.T) {
	e := newEngine(t)
	for _, c := range []struct{ field, key, want string }{
		{"email", "errors.field.required", "Vul een mailadres in"},
		{"starts_at", "errors.field.required", "Vul dit veld in"},
	} {
		if got := e.FieldMessage("nl", c.field, c.key); got != c.want {
			t.Errorf("%s: %q, want %q", c.field, got, c.want)
		}
	}
	if got := e.FieldMessage("en", "name", "errors.field.too_long", "Max", 120); !strings.Contains(got, "120") {
		t.Errorf("the limit is not named: %q", got)
	}
}

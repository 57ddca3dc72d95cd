package templates

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// multilineFields are those whose values may hold several lines; in the others
// a line break is a space.
var multilineFields = []string{"proposals", "blocks", "reason", "route", "preparation"}

func cleanFields(fields map[string]string) map[string]string {
	values := make(map[string]string, len(fields))
	for name, value := range fields {
		values[name] = cleanValue(value, slices.Contains(multilineFields, name))
	}
	return values
}

// cleanValue makes a value fit to stand in a letter: valid UTF-8, no control
// characters, nothing that turns the direction of the text around it, no blank
// lines. Entry refuses most of this; what is older than a rule comes here too.
func cleanValue(value string, multiline bool) string {
	if isPlain(value) {
		return value
	}
	var lines []string
	breaks := func(r rune) bool { return r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029' }
	for _, line := range strings.FieldsFunc(strings.ToValidUTF8(value, "\uFFFD"), breaks) {
		line = strings.TrimSpace(strings.Map(printable, line))
		if line != "" {
			lines = append(lines, line)
		}
	}
	if multiline {
		return strings.Join(lines, "\n")
	}
	return strings.Join(lines, " ")
}

// isPlain spares the usual value, printable ASCII without outer spaces, the work.
func isPlain(value string) bool {
	for i := range len(value) {
		if value[i] < ' ' || value[i] > '~' {
			return false
		}
	}
	return value == strings.TrimSpace(value)
}

func printable(r rune) rune {
	switch {
	case r == '\t', r == '\v', r == '\f':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
		return -1
	}
	return r
}

// isWebURL tells whether a value may be clicked.
func isWebURL(value string) bool {
	if strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || unicode.IsSpace(r) }) {
		return false
	}
	u, err := url.Parse(value)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

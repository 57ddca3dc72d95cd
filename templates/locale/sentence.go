package locale

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// countArg is the argument that selects the plural form.
const countArg = "Count"

var errMissing = errors.New("an argument is missing")

// sentence is a text cut at its arguments. Texts are no programs: {{.Name}} is
// all they may hold, which is why text/template is not used for them.
type sentence struct {
	// literals has one more entry than names; they alternate.
	literals []string
	names    []string
}

func parseSentence(src string) (*sentence, error) {
	if strings.ContainsAny(src, "«»") {
		return nil, errors.New("« and » are kept for missing texts")
	}
	s := &sentence{}
	for {
		before, rest, found := strings.Cut(src, "{{")
		s.literals = append(s.literals, before)
		if !found {
			return s, nil
		}
		inside, after, closed := strings.Cut(rest, "}}")
		name, dotted := strings.CutPrefix(strings.TrimSpace(inside), ".")
		if !closed || !dotted || !isName(name) {
			return nil, fmt.Errorf("%q is not of the form {{.Name}}", src)
		}
		s.names = append(s.names, name)
		src = after
	}
}

func isName(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return s != ""
}

// Execute fills in the arguments; data is of type pairs.
func (s *sentence) Execute(data any) (string, error) {
	args, ok := data.(pairs)
	if !ok {
		return "", fmt.Errorf("arguments are a %T", data)
	}
	var b strings.Builder
	for i, name := range s.names {
		b.WriteString(s.literals[i])
		value, ok := args.value(name)
		if !ok {
			return "", errMissing
		}
		writeValue(&b, value)
	}
	b.WriteString(s.literals[len(s.names)])
	return b.String(), nil
}

func writeValue(b *strings.Builder, value any) {
	switch v := value.(type) {
	case string:
		b.WriteString(v)
	case int:
		b.WriteString(strconv.Itoa(v))
	default:
		fmt.Fprint(b, v)
	}
}

// pairs are arguments as T gets them: name, value, name, value.
type pairs []any

func (p pairs) value(name string) (any, bool) {
	for i := 0; i+1 < len(p); i += 2 {
		if p[i] == name {
			return p[i+1], true
		}
	}
	return nil, false
}

// sentenceParser hands sentences to go-i18n, which chooses the plural form.
type sentenceParser struct{}

func (sentenceParser) Parse(src, _, _ string) (template.ParsedTemplate, error) {
	return parseSentence(src)
}

func (sentenceParser) Cacheable() bool { return true }

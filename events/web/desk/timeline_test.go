package desk

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"kantine/events"
	"kantine/templates"
	"kantine/templates/locale"
)

// constants reads the string constants of package events whose name begins
// with prefix, or that have a type of that name.
func constants(t *testing.T, prefix, typed string) []string {
	t.Helper()
	files, err := filepath.Glob("../../*.go")
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			kind, _ := spec.Type.(*ast.Ident)
			for i, name := range spec.Names {
				named := prefix != "" && spec.Type == nil && strings.HasPrefix(name.Name, prefix)
				if !named && (kind == nil || kind.Name != typed) || i >= len(spec.Values) {
					continue
				}
				if literal, ok := spec.Values[i].(*ast.BasicLit); ok && literal.Kind == token.STRING {
					value, err := strconv.Unquote(literal.Value)
					if err != nil {
						t.Fatal(err)
					}
					values = append(values, value)
				}
			}
			return true
		})
	}
	return values
}

// Every reason, state and kind of letter that the code can write down has its
// words: a new one fails here until it has.
func TestWhatBecameOfALetterHasWords(t *testing.T) {
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for prefix, values := range map[string][]string{
		"desk.reason.":        constants(t, "Reason", ""),
		"desk.message.state.": constants(t, "", "MessageState"),
		"letter.":             constants(t, "", "MessageKind"),
	} {
		if len(values) < 10 {
			t.Errorf("%s: only %d constants are found: %q", prefix, len(values), values)
		}
		for _, value := range values {
			for _, lang := range locale.Languages {
				if !catalog.Has(lang, prefix+value) {
					t.Errorf("%s: no words for %s%s", lang, prefix, value)
				}
			}
		}
	}
}

func TestRuleInWords(t *testing.T) {
	for id, want := range map[string]templates.DeskRule{
		"-P7D":              {Count: 7, Unit: "days", From: "before_start"},
		"-PT2H":             {Count: 2, Unit: "hours", From: "before_start"},
		"-PT90M":            {Count: 90, Unit: "minutes", From: "before_start"},
		"-P1DT2H":           {Count: 1560, Unit: "minutes", From: "before_start"},
		"P1D/end/follow_up": {Count: 1, Unit: "days", From: "after_end"},
		"-PT10M/end":        {Count: 10, Unit: "minutes", From: "before_end"},
		"PT1H":              {Count: 1, Unit: "hours", From: "after_start"},
		"PT0M/end":          {Unit: "now", From: "end"},
		"":                  {},
		"01j4m":             {},
	} {
		if got := ruleOf(id); got != want {
			t.Errorf("%s: %+v, want %+v", id, got, want)
		}
	}
}

func TestTimelineLinksOnlyWhatExists(t *testing.T) {
	v := &visit{zone: time.UTC, keep: true}
	story := v.timeline([]events.TimelineItem{
		{At: time.Date(2027, 2, 3, 13, 30, 0, 0, time.UTC), Kind: events.ReminderLetter, Rule: "-P7D", State: events.TimelinePlanned},
		{Kind: events.Confirmation, State: events.Delivered, MessageID: "1", Attempts: 1},
	})
	if !story.KeepLang || story.Items[0].Rule.Count != 7 || story.Items[0].State != "planned" || story.Items[0].Path != "" || story.Items[1].Path != "" {
		t.Errorf("%+v", story) // who is not logged in may open no message
	}
}

func TestEveryKindCanBeLookedFor(t *testing.T) {
	texts := []events.MessageKind{events.TextAssignmentUpdate, events.TextAssignmentOff, events.TextSiteOff} // of messages of another kind
	for _, kind := range constants(t, "", "MessageKind") {
		if slices.Contains(texts, events.MessageKind(kind)) {
			continue
		}
		if !slices.Contains(outboxKinds, events.MessageKind(kind)) {
			t.Errorf("the outbox offers no %s", kind)
		}
	}
	for _, state := range constants(t, "", "MessageState") {
		if known := slices.Contains(outboxStates, events.MessageState(state)); known == (state == string(events.TimelinePlanned)) {
			t.Errorf("the outbox offers %s: %v", state, known)
		}
	}
}

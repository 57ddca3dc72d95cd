package api

import (
	"slices"
	"strings"
	"testing"

	"kantine/events"
	"kantine/templates"
)

// TestDocsListEveryCall fails for a call of the table that the page leaves out,
// or tells otherwise.
func TestDocsListEveryCall(t *testing.T) {
	a, err := New(Config{BaseURL: "https://kantine.example", Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	page := a.document.page()
	told := map[string]templates.APICall{}
	n := 0
	for _, g := range page.Groups {
		for _, c := range g.Calls {
			told[c.Method+" "+c.Path] = c
			n++
		}
	}
	if n != len(calls()) || len(told) != n {
		t.Errorf("%d calls told, %d of them different; there are %d", n, len(told), len(calls()))
	}
	schemas := map[string]bool{}
	for _, s := range page.Schemas {
		schemas[s.Name] = true
	}
	for _, c := range calls() {
		name := c.method + " " + prefix + c.path
		got, ok := told[name]
		if !ok {
			t.Errorf("%s is missing", name)
			continue
		}
		if !slices.Contains(got.Roles, "admin") || slices.Contains(got.Roles, "viewer") != c.who.allows(events.RoleViewer) {
			t.Errorf("%s is for %q", name, got.Roles)
		}
		if c.body != nil && !strings.Contains(got.Curl, " -d '{") {
			t.Errorf("%s has no example of its body", name)
		}
		if (c.body != nil) != (len(got.Body) > 0) || got.BodyOptional != (c.bare && c.body != nil) {
			t.Errorf("%s takes %v", name, got.Body)
		}
		for _, field := range c.required {
			if !slices.ContainsFunc(got.Body, func(f templates.APIField) bool { return f.Name == field && f.Required }) || !strings.Contains(got.Curl, `"`+field+`"`) {
				t.Errorf("%s: %s is not told as required, or not in the example %s", name, field, got.Curl)
			}
		}
		var codes []string
		for _, answer := range got.Answers {
			codes = append(codes, answer.Problems...)
			if name := answer.Type.Schema; name != "" && !schemas[name] {
				t.Errorf("%s answers with %s, which is nowhere", got.Path, name)
			}
		}
		for _, list := range refusals(&c) {
			for _, code := range list {
				if !slices.Contains(codes, string(code)) {
					t.Errorf("%s: no %s", name, code)
				}
			}
		}
	}
}

func TestExamplesAreWhatTheShellTakes(t *testing.T) {
	a, err := New(Config{BaseURL: "https://kantine.example"})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range a.document.page().Groups {
		for _, c := range g.Calls {
			if !strings.HasPrefix(c.Curl, "curl ") || !strings.Contains(c.Curl, "https://kantine.example/api/v1/") ||
				!strings.Contains(c.Curl, `"Authorization: Bearer $TOKEN"`) || strings.Contains(c.Curl, "{id}") ||
				strings.Count(c.Curl, "'")%2 != 0 || strings.Contains(c.Curl, "null") {
				t.Errorf("%s:\n%s", c.ID, c.Curl)
			}
		}
	}
}

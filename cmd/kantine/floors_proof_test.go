package main

import (
	"strings"
	"testing"
)

// TestARuleThatIsBrokenIsSeen breaks each rule of the house once, and looks
// whether that is told, and nothing else is.
func TestARuleThatIsBrokenIsSeen(t *testing.T) {
	long := "// Package x is documented.\npackage x\n"
	for _, c := range []struct{ name, path, text, want string }{
		{"the core imports the disk", "events/a.go", "package x\nimport _ \"kantine/events/store\"", "may not import kantine/events/store: a wrong step"},
		{"the core uses a library", "events/a.go", "package x\nimport _ \"github.com/google/uuid\"", "may not use the library github.com/google/uuid"},
		{"a child imports its parent", "events/web/site/a.go", "package x\nimport _ \"kantine/events/web\"", "wrong step"},
		{"a door imports a door", "events/web/site/a.go", "package x\nimport _ \"kantine/events/web/api\"", "wrong step"},
		{"queue and sender meet", "scheduler/a.go", "package x\nimport _ \"kantine/mailer\"", "wrong step"},
		{"neighbours meet", "mailer/a.go", "package x\nimport _ \"kantine/events/store\"", "wrong step"},
		{"the judge reads Kantine's code", "cmd/torture/judge/a.go", "package x\nimport _ \"kantine/events\"", "wrong step"},
		{"the probe reads Kantine's code", "cmd/bench/probe/a.go", "package x\nimport _ \"kantine/events/store\"", "wrong step"},
		{"test support in the program", "mailer/a.go", "package x\nimport _ \"kantine/mailer/mailtest\"", "wrong step"},
		{"a library by a name that only begins alike", "scheduler/a.go", "package x\nimport _ \"github.com/go-co-op/gocron/v22\"", "may not use the library"},
		{"SQL in a handler", "events/web/site/a.go", "package x\nimport _ \"database/sql\"", "may not import database/sql"},
		{"a template that is a program", "mailer/a.go", "package x\nimport _ \"text/template\"", "may not import text/template"},
		{"a package without a floor", "events/surveys/a.go", "package x", "no line in the table of rooms"},
		{"the time", "events/a.go", "package x\nimport \"time\"\nfunc f() { _ = time.Now() }", "time.Now: ask the Clock"},
		{"the time, renamed", "events/a.go", "package x\nimport clock \"time\"\nfunc f() { _ = clock.Since }", "time.Since: ask the Clock"},
		{"a sleep", "scheduler/a.go", "package x\nimport \"time\"\nfunc f() { time.Sleep(1) }", "time.Sleep: wait for something"},
		{"the environment", "mailer/a.go", "package x\nimport \"os\"\nfunc f() { _ = os.Getenv(\"A\") }", "only cmd reads the environment"},
		{"the global logger", "mailer/a.go", "package x\nimport \"log/slog\"\nfunc f() { slog.Info(\"a\") }", "use the logger that was passed in"},
		{"init", "events/a.go", "package x\nfunc init() {}", "func init"},
		{"a global that changes", "events/a.go", "package x\nvar n int\nfunc f() { n++ }", "the global n changes"},
		{"a global map that changes", "events/a.go", "package x\nvar m = map[string]int{}\nfunc f() { m[\"a\"] = 1 }", "the global m changes"},
		{"a long file", "events/a.go", long + strings.Repeat("\n", 400), "402 lines, more than 400"},
		{"a long function", "events/a.go", "package x\nfunc f() {" + strings.Repeat("\n", 60) + "}", "function f has 61 lines"},
		{"a vague file", "events/util.go", "package x", "a file name that says nothing"},
		{"no package comment", "events/a.go", "package x", "no package comment"},
		{"a sleeping test", "events/a_test.go", "package x\nimport \"time\"\nfunc f() { time.Sleep(1) }", "time.Sleep in a test"},
		{"a skipped test", "events/a_test.go", "package x\nimport \"testing\"\nfunc f(t *testing.T) { t.Skip() }", "a skipped test"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.HasPrefix(c.text, "//") && c.want != "no package comment" {
				c.text = "// Package x is documented.\n" + c.text
			}
			h, err := build(map[string]string{c.path: c.text})
			if err != nil {
				t.Fatal(err)
			}
			if got := h.faults(); len(got) != 1 || !strings.Contains(got[0], c.want) {
				t.Errorf("faults %q, want one with %q", got, c.want)
			}
		})
	}
}

// TestWhatIsAllowedIsLeftAlone keeps the rules from forbidding too much.
func TestWhatIsAllowedIsLeftAlone(t *testing.T) {
	h, err := build(map[string]string{
		"events/clock.go":          "// Package events is documented.\npackage events\nimport \"time\"\nvar names = []string{}\nfunc now() time.Time { names := names; names = nil; _ = names; return time.Now() }",
		"events/web/web.go":        "// Package web is documented.\npackage web\nimport (\n_ \"kantine/events/web/site\"\n_ \"github.com/gorilla/mux\"\n_ \"net/http\"\n)",
		"events/web/site/page.go":  "// Package site is documented.\npackage site\nimport (\n_ \"kantine/events/web/reply\"\n_ \"kantine/templates/locale\"\n)",
		"templates/mail.go":        "// Package templates is documented.\npackage templates\nimport _ \"github.com/yuin/goldmark/ast\"",
		"cmd/kantine/main.go":      "// Kantine is documented.\npackage main\nimport (\n_ \"kantine/scheduler\"\n_ \"github.com/spf13/cobra\"\n\"os\"\n)\nvar home = os.Getenv(\"HOME\")",
		"scheduler/clock_test.go":  "package scheduler\nimport (\n\"testing\"\n\"testing/synctest\"\n\"time\"\n)\nfunc TestA(t *testing.T) { synctest.Test(t, func(*testing.T) { time.Sleep(1) }) }",
		"mailer/mailtest/smtpd.go": "// Package mailtest is documented.\npackage mailtest\nimport (\n\"testing\"\n\"time\"\n)\nfunc f(t *testing.T) { _ = time.Now() }",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range h.faults() {
		t.Error(fault)
	}
}

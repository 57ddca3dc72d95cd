package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/chromedp/chromedp"
)

// violation is one rule of axe-core that a page breaks, and where.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML, FailureSummary string }
}

func (v violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, node := range v.Nodes {
		fmt.Fprintf(&b, "\n    %s\n      %s", node.HTML, strings.ReplaceAll(node.FailureSummary, "\n", "\n      "))
	}
	return b.String()
}

// violations runs axe-core over the page in the tab, which needs JavaScript
// on: every rule that is on by default, and WCAG 2.2's target size besides.
func (b *tab) violations() (found []violation) {
	b.t.Helper()
	script, err := os.ReadFile("testdata/axe/axe.min.js")
	b.must("reading axe-core", err)
	b.do("loading axe-core", chromedp.Evaluate[chromedp.Void](string(script)))
	answer := get(b, "running axe-core", chromedp.Evaluate[string](
		`axe.run(document, {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}}).then(r => JSON.stringify(r.violations))`,
		chromedp.EvalAwaitPromise))
	b.must("reading axe-core's answer", json.Unmarshal([]byte(answer), &found))
	return found
}

// axe opens url in the tab and fails the test for each violation on it.
func (b *tab) axe(url string) {
	b.t.Helper()
	b.visit(url)
	for _, v := range b.violations() {
		b.t.Errorf("%s: %v", url, v)
	}
}

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
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

// The rules that axe-core holds a document to.
const (
	// pageRules are all that are on by default, and WCAG 2.2's target size.
	pageRules = `{resultTypes: ["violations"], rules: {"target-size": {enabled: true}}}`
	// letterRules are those of WCAG: a mail is read inside another page, whose
	// headings and landmarks it must not double.
	letterRules = `{resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}`
)

// violations runs axe-core over the page in the tab, which needs JavaScript on.
func (b *tab) violations(rules string) (found []violation) {
	b.t.Helper()
	script, err := os.ReadFile("testdata/axe/axe.min.js")
	b.must("reading axe-core", err)
	b.do("loading axe-core", chromedp.Evaluate[chromedp.Void](string(script)))
	answer := get(b, "running axe-core", chromedp.Evaluate[string](
		`axe.run(document, `+rules+`).then(r => JSON.stringify(r.violations))`,
		chromedp.EvalAwaitPromise))
	b.must("reading axe-core's answer", json.Unmarshal([]byte(answer), &found))
	return found
}

// axe opens url in the tab and fails the test for each violation on it.
func (b *tab) axe(url string) {
	b.t.Helper()
	b.visit(url)
	for _, v := range b.violations(pageRules) {
		b.t.Errorf("%s: %v", url, v)
	}
}

// show puts a document into the tab as it is, without the headers that came
// with it.
func (b *tab) show(document string) {
	b.t.Helper()
	b.do("emptying the tab", chromedp.Navigate("about:blank"))
	b.put(document)
}

// put puts a document in the place of the one in the tab, whose address and
// headers stay.
func (b *tab) put(document string) {
	b.t.Helper()
	tree := get(b, "finding the frame", func(ctx context.Context, _ *chromedp.Target) (cdppage.GetFrameTreeResult, error) {
		return chromedp.Call(ctx, cdppage.GetFrameTree, cdp.Empty{})
	})
	b.must("showing a document", call(b.ctx, cdppage.SetDocumentContent,
		cdppage.SetDocumentContentParams{FrameID: tree.FrameTree.Frame.ID, HTML: "<!doctype html>" + document}))
}

// paint has pages shown in a colour scheme, light or dark.
func (b *tab) paint(scheme string) {
	b.t.Helper()
	b.must("choosing the colours", call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme},
			// A page that glides is elsewhere by the time a click comes down.
			{Name: "prefers-reduced-motion", Value: "reduce"},
		},
	}))
}

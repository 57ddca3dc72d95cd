package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// typed presses keys as a keyboard does: the key goes down raw, so that where it
// does something its character goes nowhere. Without that, Enter on a link to a
// field would follow the link and then send the field's form.
func typed(keys string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		for _, r := range keys {
			for _, event := range kb.Encode(r) {
				if event.Type == kb.KeyDown {
					event.Type = kb.KeyRawDown
				}
				if err := call(ctx, input.DispatchKeyEvent, *event); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// key presses keys wherever the focus is.
func (b *tab) key(keys string) {
	b.t.Helper()
	b.do("pressing a key", typed(keys))
}

// ring tells how the focus shows: the width of the outline, in CSS pixels,
// around what has it, whether all of it is in the window, and whether something
// else lies over it. In a frame, which shows the focus by itself, what is in
// there cannot be asked. There tells whether it is what a CSS selector names, out
// whether the focus has left the page.
const ring = `(selector => {
	const e = document.activeElement, box = e.getBoundingClientRect();
	const outline = s => s.outlineStyle === "none" ? 0 : parseFloat(s.outlineWidth);
	const middle = (from, to, most) => (Math.max(0, from) + Math.min(most, to)) / 2;
	const x = [box.left + 2, middle(box.left, box.right, innerWidth), box.right - 2], y = [box.top + 2, middle(box.top, box.bottom, innerHeight), box.bottom - 2];
	return {
		width: Math.max(outline(getComputedStyle(e)), outline(getComputedStyle(e, "::after"))),
		seen: box.width > 0 && box.top >= -1 && box.top < innerHeight && box.left >= -1 && box.right <= innerWidth + 1,
		covered: x.every(x => y.every(y => { const top = document.elementFromPoint(x, y); return top && !top.contains(e) && !e.contains(top); })),
		frame: e.tagName === "IFRAME", there: selector !== "" && e.matches(selector), out: e === document.body, what: e.outerHTML.slice(0, 120),
	};
})`

// stop is where Tab comes to.
type stop struct {
	Width                            float64
	Seen, Covered, Frame, There, Out bool
	What                             string
}

// shown tells whether who looks sees where the focus is (WCAG 2.2, 2.4.7 and
// 2.4.11).
func (s stop) shown() bool { return s.Out || (s.Width >= 2 || s.Frame) && s.Seen && !s.Covered }

// next presses Tab, and tells where the focus is then.
func (b *tab) next(selector string) stop {
	b.t.Helper()
	b.key(kb.Tab)
	return get(b, "looking at the focus", chromedp.Evaluate[stop](fmt.Sprintf("%s(%q)", ring, selector)))
}

// tabOn presses Tab, after which the focus must be seen.
func (b *tab) tabOn(selector string) stop {
	b.t.Helper()
	at := b.next(selector)
	if !at.shown() {
		b.t.Errorf("%s: the focus is not to be seen: %+v", b.address(), at)
	}
	return at
}

// tabTo presses Tab until the focus is on what the CSS selector names.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 200 {
		if b.tabOn(selector).There {
			return
		}
	}
	b.t.Fatalf("%s: Tab never comes to %s", b.address(), selector)
}

// tabsThrough presses Tab until the focus leaves the page, and tells of every
// stop on the way; trapped where it does not leave (WCAG 2.2, 2.1.2).
func (b *tab) tabsThrough() (stops []stop, trapped bool) {
	b.t.Helper()
	most := 10 + 4*b.count("a[href], button, input, select, textarea, summary, iframe, [tabindex]") // a date has four stops
	for range most {
		at := b.next("")
		if at.Out {
			return stops, false
		}
		stops = append(stops, at)
	}
	return stops, true
}

// focusPage is a page of which something with the focus is seen, two are not,
// and in which the focus is caught when a script says so.
const focusPage = `<!doctype html><html lang="nl"><title>Langs de velden</title><link rel="icon" href="data:,">
<style>:focus{outline:3px solid #00f}#bare:focus{outline:none}#bar{position:fixed;inset:auto 0 0;height:90px;background:#fff}#under{position:fixed;bottom:20px}</style>
<h1>Langs de velden</h1><p><a id="first" href="#first">Eerst</a> <button id="bare">Kaal</button> <button id="under">Eronder</button></p><div id="bar"></div>
<script>if (location.search) addEventListener("keydown", e => { if (e.key === "Tab" && document.activeElement.id === "under") { e.preventDefault() } })</script></html>`

func TestBrowserSeesTheFocus(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, focusPage) }))
	t.Cleanup(server.Close)
	b := startChrome(t).tab(t, desktop)
	b.visit(server.URL)
	stops, trapped := b.tabsThrough()
	var shown []bool
	for _, at := range stops {
		shown = append(shown, at.shown())
	}
	if trapped || !slices.Equal(shown, []bool{true, false, false}) {
		t.Errorf("the stops %+v, trapped %v; want three, the last two not seen", stops, trapped)
	}
	b.visit(server.URL + "/?trap")
	if stops, trapped = b.tabsThrough(); !trapped {
		t.Errorf("the trap is not seen: %+v", stops)
	}
}

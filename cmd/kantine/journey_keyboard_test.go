package main

import (
	"context"
	"fmt"
	"strings"
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

// keyOn presses a key that leads to another page.
func (p *passer) keyOn(key string, status int) {
	p.t.Helper()
	got, cost := p.follow("pressing a key", typed(key))
	p.arrived(got, status, cost)
}

// ring tells how the focus shows: the width of the outline, in CSS pixels,
// around what has it, whether all of it is in the window, and whether something
// else lies over it. There tells whether it is what a CSS selector names, out
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
		there: selector !== "" && e.matches(selector), out: e === document.body, what: e.outerHTML.slice(0, 120),
	};
})`

// stop is where Tab comes to.
type stop struct {
	Width                     float64
	Seen, Covered, There, Out bool
	What                      string
}

// tabOn presses Tab. Every stop must show that it has the focus (WCAG 2.2, 2.4.7
// and 2.4.11).
func (b *tab) tabOn(selector string) stop {
	b.t.Helper()
	b.key(kb.Tab)
	at := get(b, "looking at the focus", chromedp.Evaluate[stop](fmt.Sprintf("%s(%q)", ring, selector)))
	if !at.Out && (at.Width < 2 || !at.Seen || at.Covered) {
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

// TestKeyboardAlone registers with Tab, Space, Enter and the arrows, and takes
// it back.
func TestKeyboardAlone(t *testing.T) {
	s, c := openStage(t, "--form-limit", "off"), startChrome(t)
	for _, language := range []string{"nl", "en"} {
		for _, device := range []visitor{phone, desktop} {
			device.language = language
			p := s.passer(t, c, device)
			t.Run(p.name, func(t *testing.T) { p.with(t).typesOnly() })
		}
	}
}

func (p *passer) typesOnly() {
	p.goTo("/", 200)
	p.tabTo(".skip")
	p.key(kb.Enter)
	if focused := p.focused(); focused != "main" {
		p.t.Errorf("the first link skips to %q, want the content", focused)
	}
	p.tabTo(`a[href^="` + p.s.path(metalWorkshop) + `"]`)
	p.keyOn(kb.Enter, 200)

	p.tabTo(`a[href="#register"]`)
	p.key(kb.Enter)
	p.tabTo("#f-name")
	p.key("Toos Toets")
	p.tabTo("form button")
	p.keyOn(kb.Enter, 422)
	if focused := p.focused(); focused != "problems" {
		p.t.Errorf("after an error the focus is on %q, want the summary", focused)
	}
	p.tabTo("#problems a")
	p.key(kb.Enter)
	if focused := p.focused(); focused != "f-email" {
		p.t.Errorf("the link of the error leads to %q, want the field", focused)
	}
	p.key(p.email("toos"))
	p.tabTo("[name=language]")
	p.key(kb.ArrowRight)
	p.key(kb.ArrowLeft)
	p.tabTo("#f-consent_survey")
	p.key(" ")
	if !p.checked("#f-consent_survey") {
		p.t.Error("Space does not tick a box")
	}
	p.tabTo("form button")
	p.keyOn(kb.Enter, 200)
	p.shows("typed", p.say("registration.title.confirmed"))
	p.reads("dl.details", "Toos Toets")

	p.tabTo(`details:has(form[action*="/withdraw"]) summary`)
	p.key(kb.Enter)
	p.tabTo(`form[action*="/withdraw"] button`)
	p.keyOn(kb.Enter, 200)
	p.shows("typed-withdrawn", p.say("registration.title.withdrawn"))
	p.tabTo(`form[action*="/undo"] button`)
	p.keyOn(" ", 200)
	p.shows("typed-undone", p.say("registration.title.confirmed"))
	if !strings.HasPrefix(p.here(), "/r/") {
		p.t.Errorf("at %s in the end", p.here())
	}
}

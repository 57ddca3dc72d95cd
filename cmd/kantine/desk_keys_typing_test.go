package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// marked presses Ctrl+A: typing goes over what stands in a field.
func marked() chromedp.Action[chromedp.Void] {
	const ctrl = 2 // input.DispatchKeyEventParams.Modifiers
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		for _, event := range kb.Encode('a') {
			event.Modifiers, event.Text, event.UnmodifiedText = ctrl, "", ""
			if event.Type == kb.KeyChar {
				continue
			}
			if event.Type == kb.KeyDown {
				event.Type = input.DispatchKeyEventTypeRawKeyDown
			}
			if err := call(ctx, input.DispatchKeyEvent, *event); err != nil {
				return err
			}
		}
		return nil
	})
}

// writes comes to a field and types over what is in it.
func (h *hands) writes(selector, text string) {
	h.t.Helper()
	h.tabTo(selector)
	h.do("marking", marked())
	h.key(text)
	if got := h.value(selector); got != text {
		h.t.Errorf("%s: %s holds %q after typing %q", h.address(), selector, got, text)
	}
}

// choice is the value of what has the focus; "" for a radio button that is off.
const choice = `(e => e.type === "radio" && !e.checked ? "" : e.value)(document.activeElement)`

// picks comes to a list or to radio buttons and goes down by the arrow key to a
// value.
func (h *hands) picks(selector, value string) {
	h.t.Helper()
	h.tabTo(selector)
	if get(h.tab, "looking at the list", chromedp.Evaluate[bool](`document.activeElement.tagName === "SELECT"`)) {
		h.key(kb.Home)
	} else {
		h.key(" ")
	}
	for range 100 {
		if get(h.tab, "reading the choice", chromedp.Evaluate[string](choice)) == value {
			return
		}
		h.key(kb.ArrowDown)
	}
	h.t.Fatalf("%s: the arrow never comes to %s in %s", h.address(), value, selector)
}

// ticks comes to a box and presses Space.
func (h *hands) ticks(selector string, want bool) {
	h.t.Helper()
	h.tabTo(selector)
	h.key(" ")
	if h.checked(selector) != want {
		h.t.Errorf("%s: Space leaves %s %v", h.address(), selector, !want)
	}
}

// unfolds opens what is folded away.
func (h *hands) unfolds(selector string) {
	h.t.Helper()
	h.tabTo(selector)
	h.key(kb.Enter)
	if !get(h.tab, "looking at the fold", chromedp.Evaluate[bool](`document.activeElement.parentElement.open`)) {
		h.t.Errorf("%s: Enter leaves %s folded", h.address(), selector)
	}
}

// givesFile comes to where a file goes; Space opens the chooser, which is the
// machine's own.
func (h *hands) givesFile(selector, path string) {
	h.t.Helper()
	asked := make(chan cdppage.EventFileChooserOpened, 1)
	h.must("listening for the chooser", chromedp.Listen(h.ctx, func(event any) {
		if e, ok := event.(*cdppage.EventFileChooserOpened); ok {
			asked <- *e
		}
	}), call(h.ctx, cdppage.SetInterceptFileChooserDialog, cdppage.SetInterceptFileChooserDialogParams{Enabled: true}))
	h.tabTo(selector)
	h.key(" ")
	select {
	case e := <-asked:
		h.must("choosing the file", call(h.ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, BackendNodeID: e.BackendNodeID}))
	case <-h.t.Context().Done():
		h.t.Fatal("Space opens no chooser")
	}
}

// mousePage is one that asks for a mouse: one thing can be dragged that is no
// link, one clicked that is no button, and of two faults one leads nowhere.
const mousePage = `<!doctype html><html lang="nl"><title>Muis</title><link rel="icon" href="data:,"><h1>Muis</h1>
<div id="problems" role="alert"><a href="#f-gone">Weg</a> <a href="#f-rule%5B0%5D">Hier</a></div>
<p draggable="true">Sleep</p><p draggable="true"><a href="#main">Open</a></p><span onclick="alert(1)">Klik</span>
<form method="post" action="/desk/outbox/pause"><input id="f-rule[0]" name="rule"><button tabindex="-1" name="do" value="always">Altijd</button><button name="do" value="pause">Stop</button></form></html>`

func TestBrowserHandsSeeWhatNeedsAMouse(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, mousePage) }))
	t.Cleanup(server.Close)
	b := startChrome(t).tab(t, desktop)
	b.visit(server.URL)
	page := get(b, "looking round", chromedp.Evaluate[around](lookRound))
	if len(page.Mouse) != 2 || len(page.Dead) != 1 || !page.Alert {
		t.Errorf("by mouse only %q, faults that lead nowhere %q, to be read first %v; want two, one, true", page.Mouse, page.Dead, page.Alert)
	}
	if want := []control{{"post", "/desk/outbox/pause", "do", "pause"}}; !slices.Equal(page.Controls, want) {
		t.Errorf("the page offers %+v, want %+v", page.Controls, want)
	}
	b.key(kb.Tab + kb.Tab + kb.Tab + kb.Tab)
	under := get(b, "looking at the control", chromedp.Evaluate[control]("("+controlOf+")(document.activeElement)"))
	if want := (control{"post", "/desk/outbox/pause", "do", "always"}); under != want {
		t.Errorf("Enter in the field does %+v, want what the first button does: %+v", under, want)
	}
}

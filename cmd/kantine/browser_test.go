package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// screenshots is where snap leaves its pictures: go test ./cmd/kantine -screenshots DIR.
var screenshots = flag.String("screenshots", "", "directory for the pictures that browser tests take")

// pageLimit bounds one step in the browser, on a busy machine with the race
// detector on. It is no waiting time: a step that is done returns at once.
const pageLimit = 60 * time.Second

// chrome is Debian's Chromium, headless, for the length of one test.
type chrome struct {
	ctx context.Context
}

// startChrome starts a browser that reaches the loopback and nothing else.
func startChrome(t *testing.T) *chrome {
	t.Helper()
	unraced(t)
	path := "/usr/bin/chromium"
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("no Chromium: run make install (%v)", err)
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-proxy-server", true),
		// A sandboxed frame would be in a process of its own, whose network a tab
		// cannot follow. The first two are those that chromedp turns off.
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,IsolateSandboxedIframes"),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses root otherwise
	}
	// Not t.Context: it ends before the clean-up that ends the browser.
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, _ := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		// Asked to, it closes by itself and takes its files in /tmp with it.
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("closing Chromium: %v", err)
		}
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting Chromium: %v", err)
	}
	return &chrome{ctx: ctx}
}

// visitor is who looks at a page, and with what.
type visitor struct {
	width, height int64  // CSS pixels; zero is 1280 × 800
	language      string // Accept-Language; empty is nl
	dark          bool   // prefers-color-scheme: dark
	noScript      bool   // JavaScript off
	cache         bool   // keeps what it may; without, every load is a first one
}

var (
	phone   = visitor{width: 390, height: 844}
	desktop = visitor{width: 1280, height: 800}
)

// tab is one page in a browser context of its own: no cookie, no cache and no
// history are shared with another tab.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu      sync.Mutex
	loading load
	open    map[network.RequestID]underway
	quiet   chan struct{} // told, without waiting, whenever nothing is under way
}

// underway is a request without an answer yet: its URL, and the page that asks.
type underway struct{ url, page string }

// tab opens an empty tab for v.
func (c *chrome) tab(t *testing.T, v visitor) *tab {
	t.Helper()
	ctx, closeTab := chromedp.NewContext(c.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeTab)
	b := &tab{t: t, ctx: ctx, open: map[network.RequestID]underway{}, quiet: make(chan struct{}, 1)}
	b.must("opening a tab", chromedp.Do(ctx))
	b.must("listening to the network", chromedp.Listen(ctx, b.note))
	if v.width == 0 {
		v.width, v.height = desktop.width, desktop.height
	}
	if v.language == "" {
		v.language = "nl"
	}
	version, err := chromedp.CallBrowser(ctx, browser.GetVersion, cdp.Empty{})
	b.must("asking the version", err)
	scheme := "light"
	if v.dark {
		scheme = "dark"
	}
	b.must("setting up the tab",
		chromedp.Do(ctx, chromedp.EmulateViewport(v.width, v.height)),
		call(ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: !v.cache}),
		call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: v.noScript}),
		call(ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{
			UserAgent: version.UserAgent, AcceptLanguage: v.language,
		}),
	)
	b.paint(scheme)
	return b
}

// call sends a command whose answer says nothing.
func call[P any](ctx context.Context, command cdp.Command[P, cdp.Empty], params P) error {
	_, err := chromedp.Call(ctx, command, params)
	return err
}

// must fails the test at the first error.
func (b *tab) must(doing string, errs ...error) {
	b.t.Helper()
	for _, err := range errs {
		if err != nil {
			b.t.Fatalf("%s: %v", doing, err)
		}
	}
}

// load is what one visit cost.
type load struct {
	bytes    int64    // on the wire, response headers included
	requests []string // URLs, redirects included, in order
	failed   []string // URL and why
	scripts  int      // requests for scripts
	console  []string // warnings and errors, those of the content policy too
	answers  []int64  // statuses on the wire, also where a kept page is shown
}

// thirdParty lists the requests that went elsewhere than to the host of page.
func (l load) thirdParty(page string) (urls []string) {
	own, err := url.Parse(page)
	if err != nil {
		return []string{page}
	}
	for _, request := range l.requests {
		if u, err := url.Parse(request); err != nil || u.Host != own.Host {
			urls = append(urls, request)
		}
	}
	return urls
}

// note follows the network. It runs inside the tab's own loop.
func (b *tab) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "http") {
			return // data: and the like ask nobody
		}
		// The browser may drop its icon without a word when the tab moves on.
		if e.Type != network.ResourceTypeOther {
			b.open[e.RequestID] = underway{e.Request.URL, string(e.LoaderID)}
		}
		b.loading.requests = append(b.loading.requests, e.Request.URL)
		if e.Type == network.ResourceTypeScript {
			b.loading.scripts++
		}
	case *network.EventLoadingFinished:
		b.loading.bytes += int64(e.EncodedDataLength)
		b.done(e.RequestID)
	case *network.EventLoadingFailed:
		// What a page asked for by itself is given up where the page is left.
		if !e.Canceled || e.Type != network.ResourceTypeFetch {
			b.loading.failed = append(b.loading.failed, fmt.Sprint(e.RequestID, ": ", e.ErrorText))
		}
		b.done(e.RequestID)
	case *cdppage.EventFrameNavigated:
		// What an earlier page asked for may end without a word.
		if e.Frame.ParentID == "" {
			maps.DeleteFunc(b.open, func(_ network.RequestID, u underway) bool { return u.page != string(e.Frame.LoaderID) })
		}
	case *network.EventResponseReceivedExtraInfo:
		b.loading.answers = append(b.loading.answers, e.StatusCode)
	case *network.EventResponseReceived:
		// That a form cannot be shown as it stands is said in words, and no fault.
		unseen := e.Type == network.ResourceTypeFetch && e.Response.Status == http.StatusUnprocessableEntity
		if e.Type != network.ResourceTypeDocument && e.Response.Status >= 400 && !unseen {
			b.loading.failed = append(b.loading.failed, fmt.Sprint(e.Response.URL, ": ", e.Response.Status))
		}
	default:
		b.listen(event)
	}
}

// listen notes what the page or the browser complains about.
func (b *tab) listen(event any) {
	switch e := event.(type) {
	case *log.EventEntryAdded:
		// The status of a page or a file is looked at where it is asked for.
		if (e.Entry.Level == "error" || e.Entry.Level == "warning") && e.Entry.Source != "network" {
			b.loading.console = append(b.loading.console, fmt.Sprint(e.Entry.Source, ": ", e.Entry.Text))
		}
	case *runtime.EventConsoleAPICalled:
		b.loading.console = append(b.loading.console, fmt.Sprint("console.", e.Type))
	case *runtime.EventExceptionThrown:
		b.loading.console = append(b.loading.console, e.ExceptionDetails.Text)
	}
}

func (b *tab) done(id network.RequestID) {
	delete(b.open, id)
	if len(b.open) == 0 {
		select {
		case b.quiet <- struct{}{}:
		default:
		}
	}
}

// visit goes to a URL and returns the status of the page and what it cost,
// once the page and everything it asked for has come.
func (b *tab) visit(address string) (status int64, cost load) {
	b.t.Helper()
	return b.follow("going to "+address, chromedp.Navigate(address))
}

// click clicks on what the CSS selector names, a link or a button, and returns
// what visit returns for the page that follows.
func (b *tab) click(selector string) (status int64, cost load) {
	b.t.Helper()
	return b.follow("clicking "+selector, chromedp.Click(chromedp.CSS(selector)))
}

func (b *tab) follow(doing string, step chromedp.Action[chromedp.Void]) (status int64, cost load) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, pageLimit)
	defer cancel()
	b.mu.Lock()
	b.loading = load{}
	b.mu.Unlock()
	response, err := chromedp.RunResponse(ctx, step)
	b.must(doing, err)
	for {
		b.mu.Lock()
		if len(b.open) == 0 {
			defer b.mu.Unlock()
			return response.Status, b.loading
		}
		b.mu.Unlock()
		select {
		case <-b.quiet:
		case <-ctx.Done():
			b.mu.Lock()
			defer b.mu.Unlock()
			b.t.Fatalf("%s: the page never came to rest, %q are under way: %v", doing, slices.Collect(maps.Values(b.open)), ctx.Err())
		}
	}
}

// fill types into the field that the CSS selector names, over what stands there.
func (b *tab) fill(selector, value string) {
	b.t.Helper()
	b.do("filling "+selector,
		chromedp.WaitVisible(chromedp.CSS(selector)),
		chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector(%q).select()`, selector)),
		chromedp.KeyEvent(kb.Delete+value))
}

// choose sets the <select> that the CSS selector names.
func (b *tab) choose(selector, value string) {
	b.t.Helper()
	b.do("choosing in "+selector, chromedp.SetValue(chromedp.CSS(selector), value))
}

// tick clicks a box or a radio button, which leads nowhere.
func (b *tab) tick(selector string) {
	b.t.Helper()
	b.do("ticking "+selector, chromedp.Click(chromedp.CSS(selector)))
}

func (b *tab) do(doing string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, pageLimit)
	defer cancel()
	b.must(doing, chromedp.Do(ctx, steps...))
}

// get runs one action that gives a value.
func get[T any](b *tab, doing string, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, pageLimit)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	b.must(doing, err)
	return value
}

// text is the visible text of what the CSS selector names.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return get(b, "reading "+selector, chromedp.Text(chromedp.CSS(selector)))
}

// address is the URL in the tab's address bar.
func (b *tab) address() string {
	b.t.Helper()
	return get(b, "reading the address", chromedp.Location())
}

// focused is the id of the element that has the focus, else its tag.
func (b *tab) focused() string {
	b.t.Helper()
	return get(b, "finding the focus", chromedp.Evaluate[string](
		`document.activeElement.id || document.activeElement.tagName.toLowerCase()`))
}

// focusComesTo waits for the focus, which autofocus gets a moment after a page.
func (b *tab) focusComesTo(id string) {
	b.t.Helper()
	eventually(b.t, "the focus comes to "+id, func() bool { return b.focused() == id })
}

// attribute is one of the first element that the CSS selector names.
func (b *tab) attribute(selector, name string) string {
	b.t.Helper()
	return get(b, "reading "+selector, chromedp.Evaluate[string](
		fmt.Sprintf(`document.querySelector(%q).getAttribute(%q) || ""`, selector, name)))
}

// value is what a field holds.
func (b *tab) value(selector string) string {
	b.t.Helper()
	return get(b, "reading "+selector, chromedp.Value(chromedp.CSS(selector)))
}

// checked reports whether a box is ticked.
func (b *tab) checked(selector string) bool {
	b.t.Helper()
	return get(b, "reading "+selector, chromedp.Evaluate[bool](fmt.Sprintf(`document.querySelector(%q).checked`, selector)))
}

// count is how many elements the CSS selector names.
func (b *tab) count(selector string) int {
	b.t.Helper()
	return get(b, "counting "+selector, chromedp.Evaluate[int](fmt.Sprintf(`document.querySelectorAll(%q).length`, selector)))
}

// html is the whole document as it stands.
func (b *tab) html() string {
	b.t.Helper()
	return get(b, "reading the page", chromedp.Evaluate[string](`document.documentElement.outerHTML`))
}

// overflow is by how many CSS pixels the page is wider than its window: 0 on a
// page that needs no sideways scrolling (WCAG 2.2, 1.4.10).
func (b *tab) overflow() int {
	b.t.Helper()
	return get(b, "measuring the page", chromedp.Evaluate[int](
		`Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)`))
}

// snap writes a picture of the whole page to NAME.png when -screenshots names
// a directory.
func (b *tab) snap(name string) {
	b.t.Helper()
	if *screenshots == "" {
		return
	}
	picture := get(b, "taking a picture", chromedp.FullScreenshot(100))
	b.must("writing a picture", os.MkdirAll(*screenshots, 0o755),
		os.WriteFile(filepath.Join(*screenshots, name+".png"), picture, 0o644))
}

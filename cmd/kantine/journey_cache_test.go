package main

import (
	"regexp"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

var formKey = regexp.MustCompile(`name="form" value="([0-9a-f]{32})"`)

// TestBrowserPagesArriveWhole holds the pages that are sent gzipped from halves kept
// ready to being, in the browser, what they are without gzip: at the first
// load, and when the browser shows the one it kept.
func TestBrowserPagesArriveWhole(t *testing.T) {
	t.Parallel()
	s, c := openStage(t, "--form-limit", "off"), startChrome(t)
	v := phone
	v.cache = true
	p := s.passer(t, c, v)
	for _, path := range []string{"/", s.path(metalWorkshop)} {
		plain := s.send("GET", path, nil, "Accept-Language", "nl", "Accept-Encoding", "identity")
		if coding := plain.header.Get("Content-Encoding"); coding != "" {
			t.Fatalf("%s came as %s though nobody asked", path, coding)
		}
		_, first := p.visit(s.url + path)
		if !slices.Contains(first.answers, 200) {
			t.Errorf("%s: the first load was answered %d", path, first.answers)
		}
		begun := p.key32()
		p.whole(path, string(plain.body))
		_, again := p.visit(s.url + path)
		if !slices.Contains(again.answers, 304) || again.bytes >= first.bytes/4 {
			t.Errorf("%s: the second load was answered %d and took %d bytes after %d", path, again.answers, again.bytes, first.bytes)
		}
		p.whole(path, string(plain.body))
		if kept := p.key32(); kept != begun {
			t.Errorf("%s: the kept page has key %q after %q", path, kept, begun)
		}
	}

	// The key of a page that a browser kept counts for one person only.
	p.fillIn("Kees Kopie", p.email("kees"))
	first := p.here()
	p.goTo(s.path(metalWorkshop), 200)
	p.fillIn("Kaat Kopie", p.email("kaat"))
	if second := p.here(); second == first {
		t.Error("a second person with the key of a kept page got the first one's registration")
	}
}

// key32 is the key in the form of the page, or nothing.
func (p *passer) key32() string {
	p.t.Helper()
	if found := formKey.FindStringSubmatch(p.html()); found != nil {
		return found[1]
	}
	return ""
}

// whole compares what the browser unpacked with the page as it is, key aside:
// the document it shows, and the bytes of one more load.
func (p *passer) whole(path, plain string) {
	p.t.Helper()
	if p.count("footer.page-footer li") == 0 || p.count("form") > 0 && p.key32() == "" {
		p.t.Errorf("%s did not arrive whole:\n%s", path, p.html())
	}
	coding := get(p.tab, "loading the page again", chromedp.Evaluate[string](
		`fetch(location.href, {cache: "no-store"}).then(async r => { window.again = await r.text(); return r.headers.get("Content-Encoding") })`,
		chromedp.EvalAwaitPromise))
	again := get(p.tab, "reading the page", chromedp.Evaluate[string](`window.again`))
	if coding != "gzip" || formKey.ReplaceAllString(again, "") != formKey.ReplaceAllString(plain, "") {
		p.t.Errorf("%s came as %q and is another page than without gzip:\n%s", path, coding, again)
	}
}

package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"kantine/mailer/mailtest"
)

// online cuts the tab's network, or mends it.
func (b *tab) online(yes bool) {
	b.t.Helper()
	all := &network.Conditions{Offline: !yes, DownloadThroughput: -1, UploadThroughput: -1}
	_, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{all}})
	b.must("setting the network", err, call(b.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{
		Offline: !yes, DownloadThroughput: -1, UploadThroughput: -1,
	}))
}

// TestBrowserTheTallyWithoutANetwork counts at the door of a hall without reception:
// what is pressed shows at once and says that it waits, goes when there is a
// connection, and counts once, also where only the answer was lost.
func TestBrowserTheTallyWithoutANetwork(t *testing.T) {
	t.Parallel()
	k := begin(t, nil, mailtest.New(t, mailtest.Options{}), "")
	session := k.session(k.offer(nil).ID, time.Now().Add(time.Hour).UTC().Format(time.RFC3339), nil)
	k.addUser("deur@zorgenwerk.example", "coordinator")
	p := &people{canaries: new(canaries), k: k, router: demoRouter(t)}
	p.givesPassword("deur@zorgenwerk.example")
	p.enrols()
	path := "/desk/sessions/" + session.ID + "/check-in"

	b := startChrome(t).tab(t, phone)
	secure := true // which the loopback counts as
	name, value, _ := strings.Cut(p.cookie, "=")
	_, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{
		Name: name, Value: value, URL: strings.Replace(k.url, "http:", "https:", 1), Path: "/", Secure: &secure, HTTPOnly: &secure,
	})
	b.must("logging in", err)
	b.visit(k.url + path)
	counted := func() string { return b.attribute(".tally", "data-counted") }
	shows := func(number string, waits bool) {
		t.Helper()
		for _, where := range []string{".tally output", "[data-walked]", "[data-together]"} {
			if got := b.text(where); got != number {
				t.Errorf("%s shows %s, want %s", where, got, number)
			}
		}
		eventually(t, "it says whether something waits", func() bool { return (b.text(".tally [data-waiting]") != "") == waits })
	}
	total := regexp.MustCompile(`<output[^>]*>([0-9]+)<`)
	known := func() string { // to everybody else
		found := total.FindSubmatch(p.do("GET", path, "", "").body)
		if found == nil {
			t.Fatal("no number on the page")
		}
		return string(found[1])
	}
	const more, less = `.tally button[value="1"]`, `.tally button[value="-1"]`
	b.tick(more)
	eventually(t, "the first is counted", func() bool { return counted() == "1" })
	shows("1", false)

	b.online(false)
	b.tick(less) // first, so that three is reached by the last that waits
	for range 3 {
		b.tick(more)
	}
	shows("3", true)
	if got := known(); got != "1" || counted() != "1" {
		t.Errorf("without a network %s are known, and %s are said to be counted", got, counted())
	}
	b.online(true)
	eventually(t, "what waited has come", func() bool { return counted() == "3" && known() == "3" })
	shows("3", false)

	// The count arrives, each time it is sent, and no answer does.
	b.do("losing the answers", chromedp.Evaluate[chromedp.Void](`{
		window.reached = fetch;
		window.fetch = (...asked) => reached(...asked).then(() => { throw new TypeError("lost"); });
	}`))
	b.tick(more)
	shows("4", true)
	eventually(t, "it has come all the same", func() bool { return known() == "4" })
	b.do("coming back", chromedp.Evaluate[chromedp.Void](`window.fetch = reached; dispatchEvent(new Event("online"))`))
	eventually(t, "it is known to have come", func() bool { return counted() == "4" })
	shows("4", false)
	if got := known(); got != "4" {
		t.Errorf("one who walked in counts as %s", got)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.loading.console) > 0 {
		t.Errorf("the console says %q", b.loading.console)
	}
}

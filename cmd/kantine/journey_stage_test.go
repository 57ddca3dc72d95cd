package main

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"kantine/templates/locale"
)

// The demo's sessions that the journeys go by; their slugs end in a date that
// moves with the demo.
const (
	metalWorkshop = "ses-06"
	onlineFull    = "ses-11"
	networkSeries = "ses-14"
)

// stage is the demo as a newcomer starts it, and the words it speaks.
type stage struct {
	*running
	words *locale.Catalog
	// said is what the demo printed for the newcomer.
	said string
}

// openStage starts the demo; it stops with the test.
func openStage(t *testing.T, more ...string) *stage {
	t.Helper()
	words, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{running: &running{t: t}, words: words}
	out, errs := newOutput(), newOutput()
	// Not t.Context: it ends before the clean-up that stops the program in order.
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	args := append([]string{"demo", "--listen", "127.0.0.1:0"}, more...)
	go func() {
		ended <- run(ctx, args, outside{in: strings.NewReader(""), out: out, errs: errs, lookup: nowhere})
	}()
	s.stop = sync.OnceValue(func() int { cancel(); return <-ended })
	t.Cleanup(func() {
		if status := s.stop(); status != 0 {
			t.Errorf("the demo ended with %d: %s", status, errs)
		}
	})
	late := time.NewTimer(patience)
	defer late.Stop()
	for s.url == "" {
		select {
		case <-errs.changed:
			if found := listening.FindStringSubmatch(errs.String()); found != nil {
				s.url = found[1]
			}
		case status := <-ended:
			ended <- status
			t.Fatalf("the demo ended with %d: %s", status, errs)
		case <-late.C:
			t.Fatalf("the demo does not serve: %s", errs)
		}
	}
	s.said = out.String()
	s.token = regexp.MustCompile(`token\s+(\S+)`).FindStringSubmatch(s.said)[1]
	return s
}

var listening = regexp.MustCompile(`listening on (\S+)\n`)

// say is a text of the pages, without the catalogue's marks.
func (s *stage) say(language, key string, args ...any) string {
	s.t.Helper()
	if !s.words.Has(language, key) {
		s.t.Fatalf("the catalogue has no %s in %s", key, language)
	}
	return s.words.T(language, key, args...)
}

// path is the page of a session.
func (s *stage) path(session string) string {
	s.t.Helper()
	return "/sessions/" + s.read(session).Slug
}

// letterTo waits for a letter and gives its page in the mailbox.
func (s *stage) letterTo(email, kind string) string {
	s.t.Helper()
	eventually(s.t, kind+" is delivered", func() bool {
		for _, m := range s.messages("kind", kind, "state", "delivered") {
			if m.Recipient == email {
				return true
			}
		}
		return false
	})
	entry := regexp.MustCompile(`<a href="(/dev/mailbox/\d+)[^>]*>[^<]*</a>\s*<p><span class="tag">` +
		regexp.QuoteMeta(s.say("nl", "letter."+kind)) + `</span>[^<]*` + regexp.QuoteMeta(email) + ` `)
	list := s.send("GET", "/dev/mailbox?lang=nl", nil)
	found := entry.FindSubmatch(list.body)
	if found == nil {
		s.t.Fatalf("%s to %s is not in the mailbox:\n%s", kind, email, list.body)
	}
	return string(found[1])
}

// linkIn finds a link of a letter by the beginning of its path, such as "/r/".
func (s *stage) linkIn(text, path string) string {
	s.t.Helper()
	found := regexp.MustCompile(regexp.QuoteMeta(s.url+path) + `[^\s)>\]"]+`).FindString(text)
	if found == "" {
		s.t.Fatalf("no link to %s… in:\n%s", path, text)
	}
	return found
}

// passer is somebody who goes through the pages with one device in one language.
type passer struct {
	*tab
	s        *stage
	language string
	name     string // of the pictures
	seen     int
	erasing  string // path of the registration that asked to be erased
}

func (s *stage) passer(t *testing.T, c *chrome, v visitor) *passer {
	t.Helper()
	if v.language == "" {
		v.language = "nl"
	}
	return &passer{tab: c.tab(t, v), s: s, language: v.language, name: fmt.Sprintf("%s-%d", v.language, v.width)}
}

// say is a text in the visitor's own language.
func (p *passer) say(key string, args ...any) string { return p.s.say(p.language, key, args...) }

// goTo visits a path of the demo or one of its links.
func (p *passer) goTo(path string, status int) {
	p.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = p.s.url + path
	}
	got, cost := p.visit(path)
	p.arrived(got, status, cost)
}

// press clicks a link or a button that leads to another page.
func (p *passer) press(selector string, status int) {
	p.t.Helper()
	got, cost := p.click(selector)
	p.arrived(got, status, cost)
}

// arrived holds every page to what all pages promise.
func (p *passer) arrived(got int64, want int, cost load) {
	p.t.Helper()
	where := p.address()
	if got != int64(want) {
		p.t.Fatalf("%s answered %d, want %d", where, got, want)
	}
	if elsewhere := cost.thirdParty(p.s.url); len(elsewhere)+len(cost.failed)+len(cost.console) > 0 {
		p.t.Errorf("%s: requests elsewhere %q, failed %q, console %q; want none", where, elsewhere, cost.failed, cost.console)
	}
	if cost.bytes >= pageBudget {
		p.t.Errorf("%s took %d bytes, want less than %d", where, cost.bytes, pageBudget)
	}
	if wide, cookies := p.overflow(), p.cookies(); wide > 0 || len(cookies) > 0 {
		p.t.Errorf("%s: too wide by %d px, cookies %q", where, wide, cookies)
	}
	if lang := p.attribute("html", "lang"); lang != p.language {
		p.t.Errorf("%s is in %q, want %s", where, lang, p.language)
	}
}

// pageBudget is what the first load of a page may take on the wire, in bytes.
const pageBudget = 60_000

// shows holds the page's heading to a text and takes its picture.
func (p *passer) shows(picture, heading string) {
	p.t.Helper()
	if got := p.text("h1"); got != heading {
		p.t.Errorf("%s has heading %q, want %q", p.address(), got, heading)
	}
	p.picture(picture)
}

func (p *passer) picture(name string) {
	p.t.Helper()
	p.seen++
	p.snap(fmt.Sprintf("%s-%02d-%s", p.name, p.seen, name))
}

// reads holds what a selector shows to containing a text.
func (p *passer) reads(selector, text string) {
	p.t.Helper()
	if got := p.text(selector); !strings.Contains(got, text) {
		p.t.Errorf("%s: %s reads %q, want it to contain %q", p.address(), selector, got, text)
	}
}

// here is the path in the address bar.
func (p *passer) here() string {
	p.t.Helper()
	u, err := url.Parse(p.address())
	p.must("reading the address", err)
	return u.Path
}

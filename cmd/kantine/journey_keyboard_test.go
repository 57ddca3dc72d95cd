package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// keyOn presses a key that leads to another page.
func (p *passer) keyOn(key string, status int) {
	p.t.Helper()
	got, cost := p.follow("pressing a key", typed(key))
	p.arrived(got, status, cost)
}

// TestBrowserKeyboardAlone registers with Tab, Space, Enter and the arrows, and takes
// it back.
func TestBrowserKeyboardAlone(t *testing.T) {
	t.Parallel()
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
	p.focusComesTo("main")
	p.tabTo(`a[href^="` + p.s.path(metalWorkshop) + `"]`)
	p.keyOn(kb.Enter, 200)

	p.tabTo(`a[href="#register"]`)
	p.key(kb.Enter)
	p.tabTo("#f-name")
	p.key("Toos Toets")
	p.tabTo("form button")
	p.keyOn(kb.Enter, 422)
	p.focusComesTo("problems")
	p.tabTo("#problems a")
	p.key(kb.Enter)
	p.focusComesTo("f-email")
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

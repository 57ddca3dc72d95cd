package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// scene is a page in one of its states.
type scene struct {
	name   string
	path   string
	status int
	// act leads on from there, to a state that no address shows.
	act func(p *passer)
	// letter is the HTML of a mail, which is no page of the site.
	letter bool
}

// scenes sets up the demo so that every page can be seen in every state, and
// tells where.
func (s *stage) scenes(t *testing.T) []scene {
	t.Helper()
	s.t, s.running.t = t, t
	var all []scene
	all = append(all, s.openScenes()...)
	all = append(all, s.shutScenes()...)
	all = append(all, s.personalScenes()...)
	all = append(all, s.discreetScenes()...)
	all = append(all, s.mailboxScenes()...)
	for _, later := range []string{"/book", "/book/workshop", "/i", "/i/x", "/e", "/e/x", "/q", "/q/x"} {
		all = append(all, scene{name: "later" + strings.ReplaceAll(later, "/", "-"), path: later, status: 501})
	}
	return append(all,
		scene{name: "privacy", path: "/privacy", status: 200},
		scene{name: "accessibility", path: "/toegankelijkheid", status: 200},
		scene{name: "api-docs", path: "/api/docs", status: 200},
		scene{name: "missing", path: "/nergens", status: 404},
		scene{name: "missing-session", path: "/sessions/nergens", status: 404},
		scene{name: "wrong-method", path: "/r/x/withdraw", status: 405},
	)
}

// in is a moment some time from now, as the API takes it.
func in(d time.Duration) string { return time.Now().Add(d).Truncate(time.Minute).Format(time.RFC3339) }

// day is long enough for a session made by a test to be still ahead.
const day = 24 * time.Hour

// submit sends the form of the page as it stands.
func submit(status int) func(p *passer) {
	return func(p *passer) { p.press("main form button[type=submit]", status) }
}

// openScenes are what anybody sees who looks for a session and registers.
func (s *stage) openScenes() []scene {
	s.t.Helper()
	blocks := s.session(s.offer(object{"waitlist": "off"}).ID, "", object{
		"title": object{"nl": "Spreekuur in twee delen", "en": "Walk-in hour in two parts"},
		"blocks": []object{
			{"label": "Vroege ploeg", "starts_at": in(9 * day), "ends_at": in(9*day + time.Hour), "capacity": 1},
			{"label": "Late ploeg", "starts_at": in(9*day + 5*time.Hour), "ends_at": in(9*day + 6*time.Hour), "capacity": 8},
		},
	})
	s.register(blocks.ID, "bram", "nl", object{"block": blocks.Blocks[0].ID})
	metal, workshop := s.path(metalWorkshop), "/?kind=workshop"
	return []scene{
		{name: "offer", path: "/", status: 200},
		{name: "offer-filtered", path: workshop, status: 200},
		{name: "offer-empty", path: workshop + "&place=Nergens", status: 200},
		{name: "session", path: metal, status: 200},
		{name: "session-wrong", path: metal, status: 200, act: submit(422)},
		{name: "session-waitlist", path: s.path(onlineFull), status: 200},
		{name: "session-series", path: s.path(networkSeries), status: 200},
		{name: "session-blocks", path: "/sessions/" + blocks.Slug, status: 200},
		{name: "session-blocks-wrong", path: "/sessions/" + blocks.Slug, status: 200, act: submit(422)},
		{name: "check-mail", path: metal + "/check-mail", status: 200},
		{name: "lost", path: "/lost", status: 200},
		{name: "lost-wrong", path: "/lost", status: 200, act: submit(422)},
		{name: "lost-sent", path: "/lost?sent=1", status: 200},
		{name: "interest", path: "/doe-mee", status: 200},
		{name: "interest-wrong", path: "/doe-mee", status: 200, act: submit(422)},
		{name: "interest-sent", path: "/doe-mee?sent=1", status: 200},
	}
}

// shutScenes are sessions that take nobody any more, and those who come late.
func (s *stage) shutScenes() []scene {
	s.t.Helper()
	offering := s.offer(object{"waitlist": "off", "capacity": 1}).ID
	s.session(offering, in(30*day), nil) // the other date that full pages name
	full := s.session(offering, in(10*day), nil)
	s.register(full.ID, "vera", "nl", nil)
	closed := s.session(offering, in(11*day), object{"closes_at": in(-time.Hour)})
	cancelled := s.session(offering, in(12*day), nil)
	ask[sessionJSON](s.running, "POST", "/sessions/"+cancelled.ID+"/cancel",
		object{"reason": object{"nl": "De begeleider is ziek.", "en": "The facilitator is ill."}}, 200)
	ended := s.session(offering, in(-2*day), nil)

	// Whoever fills in the form while the last place goes keeps what was typed.
	race := func(p *passer) {
		last := s.session(offering, in(13*day), nil)
		p.goTo("/sessions/"+last.Slug, 200)
		p.fill("#f-name", "Theo Telaat")
		p.fill("#f-email", p.email("theo"))
		s.register(last.ID, "eerst", "nl", nil)
		p.press("main form button[type=submit]", 409)
	}
	return []scene{
		{name: "session-full", path: "/sessions/" + full.Slug, status: 200, act: func(p *passer) {
			if n := p.count("#other ~ ul .card"); n != 1 {
				p.t.Errorf("a full session names %d other dates, want the one that has a place", n)
			}
		}},
		{name: "session-closed", path: "/sessions/" + closed.Slug, status: 200},
		{name: "session-cancelled", path: "/sessions/" + cancelled.Slug, status: 200},
		{name: "session-ended", path: "/sessions/" + ended.Slug, status: 200},
		{name: "session-held", path: s.path("ses-02"), status: 200},
		{name: "session-just-full", path: "/", status: 200, act: race},
	}
}

// manage is the path of somebody's own page.
func (s *stage) manage(r registrationJSON) string { return strings.TrimPrefix(r.ManageURL, s.url) }

// stop is the path that stops the reminders of a registration, as its letter has it.
func (s *stage) stopPath(email string) string {
	s.t.Helper()
	letter := string(s.send("GET", s.letterTo(email, "confirmation")+"/text", nil).body)
	return strings.TrimPrefix(s.linkIn(letter, "/u/"), s.url)
}

// personalScenes are what only whoever holds a link sees.
func (s *stage) personalScenes() []scene {
	s.t.Helper()
	offering := s.offer(nil).ID
	session := s.session(offering, in(14*day), nil)
	person := func(name string) registrationJSON {
		return s.register(session.ID, name, "nl", object{"needs": "Een ringleiding"})
	}
	confirmed, withdrawn, stopped := person("noor"), person("wim"), person("stef")
	s.withdraw(withdrawn.ID)
	stop := s.stopPath("noor@post.example")
	s.post(s.stopPath("stef@post.example"), "")

	moving := s.session(offering, in(15*day), nil)
	moved := s.register(moving.ID, "mo", "nl", nil)
	s.letterTo("mo@post.example", "confirmation")
	s.change(moving.ID, object{"starts_at": in(15*day + time.Hour)})
	cancelling := s.session(offering, in(16*day), nil)
	cancelled := s.register(cancelling.ID, "cor", "nl", nil)
	ask[sessionJSON](s.running, "POST", "/sessions/"+cancelling.ID+"/cancel", object{"reason": object{"nl": "De zaal staat onder water.", "en": "The room is flooded."}}, 200)
	soon := s.session(offering, in(10*time.Minute), object{"location": nil, "join_url": "https://video.example/kamer"})
	joining := s.register(soon.ID, "jo", "nl", nil)
	waiting := s.register(onlineFull, "wouter", "nl", nil)
	erase := func(p *passer) {
		erasing := s.manage(s.register(session.ID, "els-"+p.language, "nl", nil))
		s.post(erasing+"/erase", "")
		p.goTo(erasing+"?done=erased", 200)
	}
	return []scene{
		{name: "my-registration", path: s.manage(confirmed), status: 200},
		{name: "my-drawers", path: s.manage(confirmed), status: 200, act: openDrawers},
		{name: "my-edit-wrong", path: s.manage(confirmed), status: 200, act: func(p *passer) {
			p.open("edit")
			p.fill("#f-name", "www.kwaad.example")
			p.press(`form[action*="/edit"] button`, 422)
		}},
		{name: "my-edited", path: s.manage(confirmed) + "?done=edited", status: 200},
		{name: "my-stopped", path: s.manage(stopped), status: 200},
		{name: "my-withdrawn", path: s.manage(withdrawn), status: 200},
		{name: "my-waitlist", path: s.manage(waiting), status: 200},
		{name: "my-moved", path: s.manage(moved), status: 200},
		{name: "my-cancelled", path: s.manage(cancelled), status: 200},
		{name: "my-join", path: s.manage(joining), status: 200},
		{name: "my-erasing", path: "/", status: 200, act: erase},
		{name: "my-unknown", path: "/r/niemand", status: 404},
		{name: "stop", path: stop, status: 200},
		{name: "stopped", path: s.stopPath("stef@post.example"), status: 200},
		{name: "stop-unknown", path: "/u/niemand", status: 404},
	}
}

// openDrawers opens all that a page has folded up.
func openDrawers(p *passer) {
	for i := range p.count("main details") {
		p.tick(fmt.Sprintf("main .manage details:nth-of-type(%d) summary", i+1))
	}
}

// discreetScenes are those that must tell nothing, and the newsletter.
func (s *stage) discreetScenes() []scene {
	s.t.Helper()
	quiet := s.session(s.offer(object{"discreet": true, "kind": "presentation", "waitlist": "auto", "capacity": 1}).ID, in(17*day),
		object{"title": object{"nl": "Even praten", "en": "A quiet talk"}})
	session := s.session(s.offer(nil).ID, in(18*day), nil)
	hidden := s.register(session.ID, "dana", "nl", object{"discreet": true})
	gone := s.register(session.ID, "gijs", "nl", object{"discreet": true})
	s.withdraw(gone.ID)
	first, second := s.register(quiet.ID, "een", "nl", nil), s.register(quiet.ID, "twee", "nl", nil)
	stop := s.stopPath("dana@post.example")

	subscribe := func(name string) (asked string) {
		s.post("/sessions/"+session.Slug+"/register", "name="+name+"&email="+name+"@post.example&consent_newsletter=1")
		letter := string(s.send("GET", s.letterTo(name+"@post.example", "newsletter_confirm")+"/text", nil).body)
		return strings.TrimPrefix(s.linkIn(letter, "/n/"), s.url)
	}
	asked, done := subscribe("nina"), subscribe("nico")
	s.post(done, "")
	return []scene{
		{name: "discreet-session", path: "/sessions/" + quiet.Slug, status: 200},
		{name: "discreet-session-wrong", path: "/sessions/" + quiet.Slug, status: 200, act: submit(422)},
		{name: "discreet-check-mail", path: "/sessions/" + quiet.Slug + "/check-mail", status: 200},
		{name: "discreet-my", path: s.manage(hidden), status: 200},
		{name: "discreet-my-drawers", path: s.manage(hidden), status: 200, act: openDrawers},
		{name: "discreet-my-withdrawn", path: s.manage(gone), status: 200},
		{name: "discreet-my-first", path: s.manage(first), status: 200},
		{name: "discreet-my-waitlist", path: s.manage(second), status: 200},
		{name: "discreet-stop", path: stop, status: 200},
		{name: "newsletter", path: asked, status: 200},
		{name: "newsletter-done", path: done, status: 200},
	}
}

// mailboxScenes are the demo's own pages.
func (s *stage) mailboxScenes() []scene {
	s.t.Helper()
	letter := s.letterTo("noor@post.example", "confirmation")
	return []scene{
		{name: "mailbox", path: "/dev/mailbox", status: 200},
		{name: "mailbox-letter", path: letter, status: 200},
		{name: "mailbox-text", path: letter + "/text", status: 200},
		{name: "mailbox-html", path: letter + "/html", status: 200},
		{name: "mailbox-calendar", path: letter + "/calendar", status: 200},
		{name: "mailbox-raw", path: letter + "/raw", status: 200},
		{name: "mailbox-frame", path: letter + "/frame", status: 200, letter: true},
		{name: "mailbox-missing", path: "/dev/mailbox/0", status: 404},
	}
}

// post sends a form of the site.
func (s *stage) post(path, form string) {
	s.t.Helper()
	a := s.send("POST", path, form, "Content-Type", "application/x-www-form-urlencoded")
	if a.status >= 400 {
		s.t.Fatalf("POST %s: %d: %s", path, a.status, a.body)
	}
}

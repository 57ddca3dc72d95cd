package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestBrowserJourney goes through the demo as people would, on a phone and a desktop,
// in both languages, with JavaScript off.
func TestBrowserJourney(t *testing.T) {
	t.Parallel()
	s, c := openStage(t, "--form-limit", "off"), startChrome(t)
	var passers []*passer
	for _, language := range []string{"nl", "en"} {
		for _, device := range []visitor{phone, desktop} {
			device.language, device.noScript = language, true
			p := s.passer(t, c, device)
			passers = append(passers, p)
			t.Run(p.name, func(t *testing.T) {
				t.Run("register", func(t *testing.T) { p.with(t).registers() })
				t.Run("manage", func(t *testing.T) { p.with(t).manages() })
				t.Run("erase", func(t *testing.T) { p.with(t).isForgotten() })
				t.Run("waitlist", func(t *testing.T) { p.with(t).waits() })
				t.Run("discreet", func(t *testing.T) { p.with(t).isDiscreet() })
				t.Run("series", func(t *testing.T) { p.with(t).takesTheSeries() })
				t.Run("lost link", func(t *testing.T) { p.with(t).lostTheLink() })
				t.Run("newsletter", func(t *testing.T) { p.with(t).wantsTheNewsletter() })
			})
		}
	}
	for _, p := range passers {
		t.Run(p.name+" erased", p.erasedInTheEnd)
	}
}

// erasedInTheEnd waits for the housekeeping, which comes by once a minute, to
// forget who asked for it while the letter about it was still to leave.
func (p *passer) erasedInTheEnd(t *testing.T) {
	p.with(t)
	if p.erasing == "" {
		t.Fatal("nobody asked to be erased")
	}
	late := time.NewTimer(2 * patience)
	defer late.Stop()
	for p.s.send("GET", p.erasing, nil).status != http.StatusGone {
		select {
		case <-late.C:
			t.Fatal("the registration is never erased")
		case <-time.Tick(time.Second):
		}
	}
}

// with is the same person, reporting to another test.
func (p *passer) with(t *testing.T) *passer {
	p.t, p.s.t, p.s.running.t = t, t, t
	return p
}

// address of a person in one of the runs, for one of the purposes.
func (p *passer) email(purpose string) string { return purpose + "-" + p.name + "@werkgever.example" }

// fillIn fills the form of a session and sends it.
func (p *passer) fillIn(name, email string, ticks ...string) {
	p.t.Helper()
	p.fill("#f-name", name)
	p.fill("#f-email", email)
	for _, box := range ticks {
		p.tick("#f-" + box)
	}
	p.press("form button[type=submit]", 200)
}

func (p *passer) registers() {
	p.goTo("/", 200)
	p.shows("offer", p.say("offer.title"))
	p.press(`a[href^="`+p.s.path(metalWorkshop)+`"]`, 200)
	title := p.text("h1")
	p.picture("session")

	p.press("form button[type=submit]", 422)
	p.reads("#problems h2", p.say("form.problem"))
	p.picture("session-empty")
	p.focusComesTo("problems")
	p.tick("#problems li:last-child a")
	p.focusComesTo("f-email")
	p.fill("#f-employer", "Proefstra Metaal")
	p.fill("#f-needs", "Graag een ringleiding")
	p.tick("#f-consent_survey")
	p.fill("#f-name", "Noor van der Test")
	p.fill("#f-email", "noor@")
	p.press("form button[type=submit]", 422)
	for field, want := range map[string]string{
		"name": "Noor van der Test", "email": "noor@", "employer": "Proefstra Metaal", "needs": "Graag een ringleiding",
	} {
		if got := p.value("#f-" + field); got != want {
			p.t.Errorf("after an error %s holds %q, want %q", field, got, want)
		}
	}
	if !p.checked("#f-consent_survey") || p.checked("#f-discreet") {
		p.t.Error("after an error the boxes are not as they were ticked")
	}
	p.picture("session-wrong")

	p.fillIn("Noor van der Test", p.email("noor"))
	p.shows("registered", p.say("registration.title.confirmed"))
	p.reads("dl.details", title)
	p.reads("dl.details", "Noor van der Test")
	p.readsTheLetter(title)
}

// readsTheLetter looks at every part of the confirmation in the mailbox.
func (p *passer) readsTheLetter(title string) {
	p.t.Helper()
	letter := p.s.letterTo(p.email("noor"), "confirmation")
	p.goTo("/dev/mailbox", 200)
	p.shows("mailbox", p.say("mailbox.title"))
	p.press(`a[href="`+letter+`"]`, 200)
	text := p.text("pre.letter")
	p.picture("letter-text")
	if !strings.Contains(text, "Noor van der Test") || !strings.Contains(text, title) {
		p.t.Errorf("the letter names neither its reader nor %q:\n%s", title, text)
	}
	manage := p.s.linkIn(text, "/r/")
	p.press(`a[href="`+letter+`/html"]`, 200)
	p.picture("letter-html")
	p.press(`a[href="`+letter+`/calendar"]`, 200)
	p.reads("pre.letter", "METHOD:REQUEST")
	p.picture("letter-calendar")
	p.press(`a[href="`+letter+`/raw"]`, 200)
	p.reads("pre.letter", "Message-ID:")
	p.picture("letter-raw")
	p.visit(p.s.url + letter + "/frame")
	if html := p.html(); !strings.Contains(html, manage) || !strings.Contains(html, "Noor van der Test") {
		p.t.Errorf("the HTML of the letter lacks the link or the name:\n%s", html)
	}
	p.goTo(manage, 200)
	p.shows("my-registration", p.say("registration.title.confirmed"))
	p.reads("#next ~ ul", p.say("letter.confirmation"))
}

func (p *passer) manages() {
	if !strings.HasPrefix(p.here(), "/r/") {
		p.t.Fatal("not on the page of the registration")
	}
	own := p.here()
	p.open("edit")
	p.picture("edit-open")
	p.fill("#f-name", "http://werf.example")
	p.press(`form[action*="/edit"] button`, 422)
	p.focusComesTo("problems")
	p.picture("edit-wrong")
	p.fill("#f-name", "Noor Test-Jansen")
	p.press(`form[action*="/edit"] button`, 200)
	p.reads(".state", p.say("registration.notice.edited"))
	p.reads("dl.details", "Noor Test-Jansen")
	p.picture("edited")

	p.press(`a[href^="/u/"]`, 200)
	p.shows("stop", p.say("stop.title"))
	p.press("main form button", 200)
	p.shows("stopped", p.say("stop.done.title"))
	p.goTo(own, 200)
	p.reads("#next ~ ul", p.say("registration.reminders.stopped"))

	letter := string(p.s.send("GET", p.s.letterTo(p.email("noor"), "confirmation")+"/text", nil).body)
	p.goTo(p.s.linkIn(letter, "/u/"), 200)
	p.shows("stopped-by-mail", p.say("stop.done.title"))
	p.goTo(own, 200)

	p.open("withdraw")
	p.picture("withdraw-open")
	p.press(`form[action*="/withdraw"] button`, 200)
	p.shows("withdrawn", p.say("registration.title.withdrawn"))
	p.s.letterTo(p.email("noor"), "withdrawal")
	p.press(`form[action*="/undo"] button`, 200)
	p.shows("undone", p.say("registration.title.confirmed"))
	p.reads(".state", p.say("registration.notice.undone"))

	p.open("erase")
	p.picture("erase-open")
	p.press(`form[action*="/erase"] button`, 200)
	p.picture("erasing")
	// The housekeeping may come by between the answer and the look at it.
	if got := p.text("h1"); got != p.say("erased.pending.title") && got != p.say("erased.title") {
		p.t.Errorf("who asks to be erased reads %q", got)
	}
	p.erasing = own
}

// isForgotten withdraws, and erases once the letter about that is out: then
// nothing is left to wait for.
func (p *passer) isForgotten() {
	p.goTo(p.s.path(metalWorkshop), 200)
	p.fillIn("Femke Vergeet", p.email("femke"))
	own := p.here()
	p.open("withdraw")
	p.press(`form[action*="/withdraw"] button`, 200)
	p.s.letterTo(p.email("femke"), "withdrawal")
	p.open("erase")
	p.picture("withdrawn-erase-open")
	p.press(`form[action*="/erase"] button`, 200)
	p.shows("erased", p.say("erased.title"))
	p.goTo(own, 410)
	p.shows("gone", p.say("error.title.410"))
}

// open opens one of the drawers on the page of a registration.
func (p *passer) open(action string) {
	p.t.Helper()
	p.tick(`details:has(form[action*="/` + action + `"]) summary`)
}

func (p *passer) waits() {
	p.goTo(p.s.path(onlineFull), 200)
	p.picture("waitlist-form")
	position := regexp.MustCompile(`\d+`).FindString(p.text("#register ~ p"))
	p.fillIn("Karim Wachter", p.email("karim"))
	p.shows("waitlisted", p.say("registration.title.waitlisted"))
	if !regexp.MustCompile(`\b` + position + `\b`).MatchString(p.text("p.lead")) {
		p.t.Errorf("the form promised place %q, the page says %q", position, p.text("p.lead"))
	}
	p.goTo(p.s.letterTo(p.email("karim"), "waitlist"), 200)
	p.picture("letter-waitlist")
}

func (p *passer) isDiscreet() {
	p.goTo(p.s.path(metalWorkshop), 200)
	p.fillIn("Sam Stil", p.email("sam"), "discreet")
	p.picture("registered-discreet")
	p.tellsNothing("the page", p.html())
	letter := p.s.letterTo(p.email("sam"), "confirmation")
	p.goTo(letter, 200)
	p.picture("letter-discreet")
	for _, part := range []string{"/raw", "/text", "/calendar", "/frame"} {
		body := string(p.s.send("GET", letter+part, nil).body)
		if _, shown, found := strings.Cut(body, `<pre class="letter"`); found {
			body, _, _ = strings.Cut(shown, "</pre>")
		}
		p.tellsNothing(part, body)
	}
}

// telling are the words that a discreet page or letter must not hold.
var telling = regexp.MustCompile(`(?i)mantelzorg|zorg &amp; werk|zorg & werk|care & work|care &amp; work|informal care|carer|workshop`)

func (p *passer) tellsNothing(what, text string) {
	p.t.Helper()
	if found := telling.FindString(text); found != "" {
		p.t.Errorf("%s of a discreet registration says %q:\n%s", what, found, text)
	}
}

func (p *passer) takesTheSeries() {
	p.goTo(p.s.path(networkSeries), 200)
	p.picture("series")
	if n := p.count("#series ~ ol li"); n != 4 {
		p.t.Errorf("the page of a series lists %d dates, want 4", n)
	}
	p.fillIn("Lotte Reeks", p.email("lotte"))
	p.shows("series-registered", p.say("registration.title.confirmed"))
	if n := p.count("#series ~ ol li"); n != 4 {
		p.t.Errorf("the registration of a series lists %d dates, want 4", n)
	}
	eventually(p.t, "four confirmations", func() bool {
		confirmed := 0
		for _, m := range p.s.messages("kind", "confirmation", "state", "delivered") {
			if m.Recipient == p.email("lotte") {
				confirmed++
			}
		}
		return confirmed == 4
	})
	p.press("#series ~ ol li:nth-child(3) a", 200)
	p.shows("series-third", p.say("registration.title.confirmed"))
}

func (p *passer) lostTheLink() {
	p.goTo("/lost", 200)
	p.shows("lost", p.say("lost.title"))
	p.press("main form button", 422)
	p.picture("lost-wrong")
	p.fill("#f-email", p.email("lotte"))
	p.press("main form button", 200)
	p.shows("lost-sent", p.say("checkmail.title"))
	p.goTo(p.s.letterTo(p.email("lotte"), "link"), 200)
	p.picture("letter-link")
	p.goTo(p.s.linkIn(p.text("pre.letter"), "/r/"), 200)

	p.goTo(p.s.path(networkSeries), 200)
	p.fillIn("Lotte Reeks", p.email("lotte"))
	p.shows("check-mail", p.say("checkmail.title"))
	p.goTo(p.s.letterTo(p.email("lotte"), "already_registered"), 200)
	p.picture("letter-already")
}

func (p *passer) wantsTheNewsletter() {
	p.goTo(p.s.path(metalWorkshop), 200)
	p.fillIn("Nina Nieuws", p.email("nina"), "consent_newsletter")
	p.goTo(p.s.letterTo(p.email("nina"), "newsletter_confirm"), 200)
	p.picture("letter-newsletter")
	p.goTo(p.s.linkIn(p.text("pre.letter"), "/n/"), 200)
	p.shows("newsletter", p.say("newsletter.title"))
	p.press("main form button", 200)
	p.shows("newsletter-done", p.say("newsletter.done.title"))
}

// A letter follows the colours of whoever reads it: on a page that is dark its
// words are light, and nothing but the frame stands behind them.
func TestBrowserLetterIsReadInTheDark(t *testing.T) {
	t.Parallel()
	s, c := openStage(t), startChrome(t)
	s.register(metalWorkshop, "noor", "nl", nil)
	letter := s.letterTo("noor@post.example", "confirmation") + "/html"
	ground := func(dark bool) string {
		p := s.passer(t, c, visitor{width: phone.width, height: phone.height, dark: dark})
		p.goTo(letter, 200)
		p.snap(fmt.Sprintf("letter-dark-%v", dark))
		return get(p.tab, "reading the colour", chromedp.Evaluate[string](`getComputedStyle(document.querySelector("iframe")).backgroundColor`))
	}
	if light, dark := ground(false), ground(true); light != "rgb(255, 255, 255)" || dark == light {
		t.Errorf("behind the letter is %s, in the dark %s", light, dark)
	}
}

package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"kantine/mailer/mailtest"
)

// takes presses a button that only changes the form, after which the cursor is in
// the field where the work goes on: with JavaScript in the same page, without it
// in a new one.
func (s *staff) takes(step, field string) {
	s.t.Helper()
	selector := fmt.Sprintf("button[value=%q]", step)
	if s.noScript {
		s.press(selector, 200)
	} else {
		s.do("marking the page", chromedp.Evaluate[chromedp.Void](`document.body.dataset.same = "1"`))
		s.tick(selector)
	}
	eventually(s.t, step+" leads to "+field, func() bool { return s.focused() == field })
	if !s.noScript && s.attribute("body", "data-same") != "1" {
		s.t.Errorf("%s loads the page anew", step)
	}
}

// framed is the text of the heading in a frame that shows a page, and how far
// it is scrolled.
func (s *staff) framed() (heading string, scrolled int) {
	s.t.Helper()
	const page = `(document.querySelector("iframe[data-part]").contentDocument || document)`
	return get(s.tab, "reading the frame", chromedp.Evaluate[string](`(`+page+`.querySelector("body[inert] h1") || {}).textContent || ""`)),
		get(s.tab, "reading the frame", chromedp.Evaluate[int](`Math.round((`+page+`.documentElement || {}).scrollTop || 0)`))
}

// TestBrowserDeskLive writes a session and a mail text with what comes of them beside
// the form.
func TestBrowserDeskLive(t *testing.T) {
	t.Parallel()
	k, c := begin(t, nil, mailtest.New(t, mailtest.Options{}), ""), startChrome(t)
	k.facilitator("leidt", "nl")
	// The page of an online session has a script, which its picture may not run.
	online := object{"location": nil, "join_url": "https://video.example/kamer"}
	path := "/desk/sessions/" + k.session(k.offer(object{"kind": "online"}).ID, nextMonth(), online).ID + "/edit"
	for name, v := range map[string]visitor{"wide": {width: 1280, height: 800}, "noscript": {noScript: true}} {
		t.Run(name, func(t *testing.T) {
			k.t = t
			s := &staff{tab: c.tab(t, v), k: k, email: "live-" + name + "@zorgenwerk.example", password: firstPassword, noScript: v.noScript, pages: "live-" + name}
			k.addUser(s.email, "coordinator")
			s.visit(k.url + path)
			s.givesPassword(200)
			s.enrols()
			s.press("main .button", 200)
			if v.noScript {
				s.seesNoPreview(path)
				return
			}
			s.seesThePage(path)
			s.outrunsAnAnswer()
			s.seesTheLetter(path)
			s.worksInPlace(path)
			s.isQuiet()
			s.mendsWhatIsRefused(path)
			s.writesWithAView()
			s.isQuiet()
			s.visit(k.url + path)
			s.isLoggedOut()
		})
	}
}

// isQuiet fails for what the console has said since the page was opened.
func (b *tab) isQuiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if said := b.loading.console; len(said) > 0 {
		b.t.Errorf("console %q", said)
	}
}

// seesNoPreview looks at the form alone, of which every control works.
func (s *staff) seesNoPreview(path string) {
	s.visit(s.k.url + path)
	if n := s.count(`details.live:not([hidden]), [data-live] input[name="live"]:not([hidden] *)`); n > 0 {
		s.t.Error("there is a preview that cannot work")
	}
	s.at(path, "edit")
	s.takes("add_block", "f-block.1.date")
	s.takes("drop_block.1", "f-block.0.date")
}

// wordsOnThePage are those that say why the page cannot be shown.
const wordsOnThePage = `[data-pane="page"] [data-part="words"]`

// seesThePage types a title and sees it in the page beside the form, which moves
// nothing else; what cannot be shown is said in words.
func (s *staff) seesThePage(path string) {
	s.visit(s.k.url + path)
	eventually(s.t, "the page is shown", func() bool { heading, _ := s.framed(); return heading != "" })
	before := get(s.tab, "counting the history", chromedp.Evaluate[int](`document.body.dataset.same = "1", document.querySelector("iframe[data-part]").contentWindow.scrollTo(0, 150), history.length`))
	s.fill(`#f-title\.nl`, "Koken voor de buurt")
	eventually(s.t, "the title is shown", func() bool { heading, _ := s.framed(); return heading == "Koken voor de buurt" })
	after := get(s.tab, "counting the history", chromedp.Evaluate[int](`history.length`))
	if _, scrolled := s.framed(); s.focused() != "f-title.nl" || s.attribute("body", "data-same") != "1" || scrolled != 150 || after != before {
		s.t.Errorf("typing a title: the focus is on %q, the page is at %d in its frame, the history went from %d to %d", s.focused(), scrolled, before, after)
	}
	s.at(path, "page")
	s.fill(`#f-block\.0\.start`, "half tien")
	eventually(s.t, "the refusal is said", func() bool { return s.count(wordsOnThePage+":not([hidden]) li") == 1 })
	heading, _ := s.framed()
	if said := s.text(wordsOnThePage); heading != "Koken voor de buurt" || !strings.Contains(said, "Een voorbeeld kan nog niet") || s.focused() != "f-block.0.start" {
		s.t.Errorf("a form that is refused: %q, in the frame %q, the focus on %q", said, heading, s.focused())
	}
	s.at(path, "page-refused")
	s.fill(`#f-block\.0\.start`, "9.30")
	eventually(s.t, "the refusal goes", func() bool { return s.count(wordsOnThePage+"[hidden]") == 1 })
}

// outrunsAnAnswer types on while an answer is on its way: it must not come over a
// later one.
func (s *staff) outrunsAnAnswer() {
	s.do("holding an answer", chromedp.Evaluate[chromedp.Void](`{
		const ask = window.fetch;
		window.fetch = (to, how) => !how.body.get("title.nl").startsWith("Eerst") ? ask(to, how) : new Promise((answer, fail) => {
			how.signal.addEventListener("abort", () => fail(new DOMException("", "AbortError")));
			window.letGo = () => ask(to, {...how, signal: undefined}).then(answer);
		});
	}`))
	s.fill(`#f-title\.nl`, "Eerst dit")
	eventually(s.t, "it is asked for", func() bool { return get(s.tab, "looking", chromedp.Evaluate[bool](`"letGo" in window`)) })
	s.fill(`#f-title\.nl`, "Dan dit")
	eventually(s.t, "the later one is shown", func() bool { heading, _ := s.framed(); return heading == "Dan dit" })
	s.do("letting go", chromedp.Evaluate[chromedp.Void](`letGo().then(() => new Promise(done => setTimeout(done)))`, chromedp.EvalAwaitPromise))
	if heading, _ := s.framed(); heading != "Dan dit" {
		s.t.Errorf("an answer that came late shows %q", heading)
	}
}

// seesTheLetter goes over to the letter.
func (s *staff) seesTheLetter(path string) {
	s.tick(`input[name="live"][value="letter"]`)
	eventually(s.t, "the letter is shown", func() bool { return strings.Contains(s.text(`[data-pane="letter"]`), "Dan dit") })
	s.fill(`#f-title\.nl`, "Bakken voor de buurt")
	eventually(s.t, "the letter follows", func() bool { return strings.Contains(s.text(`[data-pane="letter"]`), "Bakken voor de buurt") })
	s.at(path, "letter")
	s.do("making the window small", chromedp.EmulateViewport(phone.width, phone.height))
	s.at(path, "letter-phone")
	s.do("making it large again", chromedp.EmulateViewport(desktop.width, desktop.height))
	s.tick(`input[name="live"][value="page"]`)
	eventually(s.t, "the page is back", func() bool { heading, _ := s.framed(); return heading == "Bakken voor de buurt" })
}

// worksInPlace takes the steps of the editor, which lose nothing that was typed.
func (s *staff) worksInPlace(path string) {
	s.takes("add_block", "f-block.1.date")
	eventually(s.t, "a block without a time is said", func() bool { return s.count(wordsOnThePage+":not([hidden]) li") > 0 })
	if open := get(s.tab, "pressing a button", chromedp.Evaluate[bool](`(b => { b.click(); return !b.form.inert; })(document.querySelector('button[value="refresh.place"]'))`)); open {
		s.t.Error("what is typed while the form is on its way would be lost")
	}
	eventually(s.t, "the places come", func() bool { return s.focused() == "f-place" })
	s.takes("refresh.facilitators", "f-facilitators")
	s.takes("drop_block.1", "f-block.0.date")
	eventually(s.t, "and that it is gone", func() bool { return s.count(wordsOnThePage+"[hidden]") == 1 })
	s.takes("add_rule", "f-rule.0.count")
	if title := s.value(`#f-title\.nl`); title != "Bakken voor de buurt" {
		s.t.Errorf("after the steps the title is %q", title)
	}
	if kept := get(s.tab, "looking for what is kept", chromedp.Evaluate[string](`JSON.stringify([localStorage.length, sessionStorage.length, history.state])`)); kept != "[0,0,null]" {
		s.t.Errorf("the browser keeps %s", kept)
	}
	s.at(path, "steps")
	s.fill(`#f-title\.nl`, "Na de stappen")
	eventually(s.t, "the preview still follows", func() bool { heading, _ := s.framed(); return heading == "Na de stappen" })
}

// summary is what a refused form says on top, as far as it is to be seen, and
// what is said politely in its place.
func (s *staff) summary() (faults, mended string) {
	s.t.Helper()
	const shown = `[...document.querySelectorAll("#problems a")].filter(a => a.checkVisibility()).map(a => a.hash + " " + a.textContent).join("; ")`
	return get(s.tab, "reading the summary", chromedp.Evaluate[string](shown)),
		get(s.tab, "reading what is said", chromedp.Evaluate[string](`document.querySelector("[data-mended]").textContent`))
}

// blames waits until the summary leads to these fields and no others, and looks
// whether each of them alone is shown as wrong, and that nothing has moved.
func (s *staff) blames(focus string, fields ...string) {
	s.t.Helper()
	eventually(s.t, fmt.Sprintf("the summary leads to %q", fields), func() bool {
		faults, mended := s.summary()
		return strings.Count(faults, "#f-") == len(fields) && (mended == "") == (len(fields) > 0)
	})
	const wrong = `[...document.querySelectorAll(".invalid [aria-invalid=true]")].map(e => e.id + " " + e.getAttribute("aria-describedby").split(" ").map(id => (document.getElementById(id) || {}).textContent).join("")).join("; ")`
	faults, _ := s.summary()
	beside, title := get(s.tab, "reading the fields", chromedp.Evaluate[string](wrong)), get(s.tab, "reading the title", chromedp.Evaluate[string](`document.title`))
	for _, field := range fields {
		if !strings.Contains(faults, "#f-"+field+" ") || !strings.Contains(beside, "f-"+field+" Fout: ") {
			s.t.Errorf("%s is not said to be wrong: %q, beside the fields %q", field, faults, beside)
		}
	}
	if strings.Count(beside, "Fout: ") != len(fields) || strings.HasPrefix(title, "Fout: ") != (len(fields) > 0) {
		s.t.Errorf("%q are said to be wrong; beside the fields %q, the title %q", fields, beside, title)
	}
	if s.focused() != focus || s.attribute("body", "data-same") != "1" {
		s.t.Errorf("the focus is on %q, want %q", s.focused(), focus)
	}
}

// mendsWhatIsRefused saves a form with two faults, and mends one after the
// other: what is said of them goes by itself, and comes back with the fault.
func (s *staff) mendsWhatIsRefused(path string) {
	s.visit(s.k.url + path)
	s.fill(`#f-block\.0\.start`, "half tien")
	s.fill("#f-capacity", "veel")
	s.press("main form .save .button", 422)
	s.do("marking the page", chromedp.Evaluate[chromedp.Void](`document.body.dataset.same = "1"`))
	s.fill(`#f-block\.0\.start`, "9.30")
	s.blames("f-block.0.start", "capacity")
	if faults, _ := s.summary(); !strings.Contains(faults, "Aantal plekken: ") {
		s.t.Errorf("the summary does not name the field that is left: %q", faults)
	}
	s.at(path, "half-mended")
	s.fill("#f-capacity", "12")
	s.blames("f-capacity")
	if role := get(s.tab, "reading the roles", chromedp.Evaluate[string](`document.querySelector("[data-mended]").role + document.querySelectorAll("[role=alert]").length`)); role != "status0" {
		s.t.Errorf("what is mended is said by %s", role)
	}
	s.at(path, "mended")
	s.fill("#f-capacity", "weer veel")
	s.blames("f-capacity", "capacity")
	s.fill("#f-capacity", "")
	s.blames("f-capacity")

	// What only a save finds stays, whatever the preview shows.
	s.fill(`#f-block\.0\.date`, time.Now().AddDate(0, 1, 1).Format("2-1-2006"))
	s.tick("#f-facilitators")
	s.fill(`#f-block\.0\.start`, "3.00")
	s.fill(`#f-block\.0\.end`, "4.00")
	s.press("main form .save .button", 422)
	faults, _ := s.summary()
	s.fill(`#f-title\.nl`, "Midden in de nacht")
	eventually(s.t, "the title is shown", func() bool { heading, _ := s.framed(); return heading == "Midden in de nacht" })
	if now, mended := s.summary(); now != faults || !strings.Contains(now, "#f-overrule ") || mended != "" {
		s.t.Errorf("after a preview the summary says %q and %q, before it %q", now, mended, faults)
	}
}

// writesWithAView changes a mail text and sees the mail, which moves nothing
// else.
func (s *staff) writesWithAView() {
	const path, mail = "/desk/texts/confirmation/nl", `document.querySelector('[data-part="html"]').contentDocument.body.`
	s.visit(s.k.url + path)
	s.do("marking the page", chromedp.Evaluate[chromedp.Void](`document.body.dataset.same = "1"`))
	shows := func(words string) func() bool {
		return func() bool {
			return strings.Contains(s.text(`[data-part="text"]`), words) && get(s.tab, "reading the mail", chromedp.Evaluate[bool](mail+fmt.Sprintf("innerText.includes(%q)", words)))
		}
	}
	s.fill("#f-source", "Onderwerp: Tot dan\n\nWoorden van haar zelf.\n{{date}}, {{time}}, {{where}}\n{{join_link}}\n\n{{manage_link}}")
	eventually(s.t, "the mail is shown", shows("Woorden van haar zelf."))
	if subject := s.text(`[data-part="subject"]`); subject != "Tot dan" || s.focused() != "f-source" {
		s.t.Errorf("the subject is %q, the focus on %q", subject, s.focused())
	}
	s.at(path, "text")
	s.key(" {{nooit}}")
	eventually(s.t, "the refusal is said", func() bool { return strings.Contains(s.text(`[data-part="words"]`), "het veld nooit bestaat niet") })
	if !shows("Woorden van haar zelf.")() {
		s.t.Error("what was shown before is gone")
	}
	s.fill("#f-source", "Onderwerp: Tot straks\n\nAndere woorden.\n{{date}}, {{time}}, {{where}}\n{{join_link}}\n\n{{manage_link}}")
	eventually(s.t, "the mail is shown again", shows("Andere woorden."))
	if s.count(`[data-part="words"][hidden]`) != 1 || s.attribute("body", "data-same") != "1" {
		s.t.Error("the refusal stays, or the page was loaded anew")
	}
	s.fill("#f-source", "Onderwerp: {{nooit}}\n\n{{date}}, {{time}}, {{where}}\n{{join_link}}\n\n{{ooit}}")
	s.press(`button[value="save"]`, 422)
	s.do("marking the page", chromedp.Evaluate[chromedp.Void](`document.body.dataset.same = "1"`))
	before, _ := s.summary()
	s.fill("#f-source", "Onderwerp: {{nooit}}\n\n{{date}}, {{time}}, {{where}}\n{{join_link}}\n\n{{manage_link}}")
	eventually(s.t, "one fault is left", func() bool { faults, _ := s.summary(); return strings.Count(faults, "#f-source ") == 1 })
	s.blames("f-source", "source")
	if strings.Count(before, "#f-source ") < 2 {
		s.t.Errorf("before it was mended: %q", before)
	}
	s.fill("#f-source", "Onderwerp: Tot ziens\n\n{{date}}, {{time}}, {{where}}\n{{join_link}}\n\n{{manage_link}}")
	s.blames("f-source")
}

// isLoggedOut types and presses on after the login has ended: the page that asks
// to log in comes as a page, and nowhere else.
func (s *staff) isLoggedOut() {
	s.must("losing the login", call(s.ctx, network.ClearBrowserCookies, cdp.Empty{}))
	s.fill(`#f-title\.nl`, "Te laat")
	eventually(s.t, "it says that there is no preview", func() bool { return strings.Contains(s.text(wordsOnThePage), "even niet") })
	if heading, _ := s.framed(); strings.Contains(heading, "Inloggen") {
		s.t.Errorf("the frame shows %q", heading)
	}
	s.press(`button[value="add_block"]`, 200)
	s.at("/desk/login", "login")
}

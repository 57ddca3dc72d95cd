package main

import (
	"fmt"

	"github.com/chromedp/chromedp/kb"

	"kantine/mailer/mailtest"
)

// watchMail looks after letters, changes their words, and tests the server.
func (h *hands) watchMail() {
	h.isIn("mail", "admin")
	h.k.post.SetFaults(mailtest.Fault{Stage: mailtest.Rcpt, Reply: "550 5.1.1 unknown"})
	session := h.k.session(h.k.offer(nil).ID, "2026-12-10T14:30", nil)
	h.k.register(session.ID, "mislukt", "nl", nil)
	h.k.settle()
	h.opens("/desk")
	h.follows(`.desk-nav a[href="/desk/outbox"]`)
	h.pausesMail("pause")
	h.k.post.SetFaults()
	h.k.register(session.ID, "later", "nl", nil)
	h.writes("#f-person", "mislukt@post.example")
	h.picks("#f-kind", "confirmation")
	h.sends("main .filter-row .button", kb.Enter, "GET /desk/outbox", 200)
	h.handles("retry")
	h.opens("/desk/outbox?person=later@post.example")
	h.handles("hold")
	h.handles("drop")
	h.pausesMail("resume")
	h.follows(`main a[href="/desk/outbox/tomorrow"]`)
	h.sends("main .filter-row .button", " ", "GET /desk/outbox/tomorrow", 200)
	h.writesWords()
	h.testsByKeys()
}

// handles does something with the letter that is found, or on whose page this
// is.
func (h *hands) handles(do string) {
	h.t.Helper()
	if h.here() == "/desk/outbox" {
		h.follows("tbody th a")
	}
	h.follows(fmt.Sprintf(`main a[href$="/%s"]`, do))
	h.sends("main form .button", kb.Enter, "POST /desk/outbox/{id}/"+do, 303)
}

// pausesMail stops all mail, or lets it go again.
func (h *hands) pausesMail(do string) {
	h.t.Helper()
	h.follows(`.desk-nav a[href="/desk/outbox"]`)
	h.follows(`main a[href="/desk/outbox/pause"]`)
	h.sends(fmt.Sprintf(`button[name="do"][value=%q]`, do), " ", "POST /desk/outbox/pause", 303)
}

// writesWords changes the words of a letter, puts a field in, looks at it, tests
// it, saves it, and takes the words of before back.
func (h *hands) writesWords() {
	h.t.Helper()
	const route = "POST /desk/texts/{kind}/{lang}"
	h.opens("/desk/texts")
	h.follows(`main a[href="/desk/texts/confirmation/nl"]`)
	h.writes("#f-source", "{{nooit}}")
	h.sends(`button[value="save"]`, kb.Enter, route, 422)
	h.faultLeadsTo("f-source")
	h.key("Onderwerp: Tot dan\n\n{{date}} {{time}} {{where}}\n{{join_link}}\n\n")
	h.tabTo(".chips li:nth-child(5) button")
	h.key(" ")
	if at, text := h.focused(), h.value("#f-source"); at != "f-source" || text[len(text)-9:] != "{{title}}" {
		h.t.Errorf("after putting a field in, the focus is on %q and the text %q", at, text)
	}
	h.tabTo("#f-registration")
	h.key(kb.ArrowDown)
	h.sends(`button[value="preview"]`, " ", route, 200)
	h.sends(`button[value="test"]`, kb.Enter, route, 303)
	h.sends(`button[value="save"]`, " ", route, 303)
	h.sends(`form[action$="/reset"] button`, kb.Enter, route+"/reset", 303)
}

// testsByKeys goes the way of a mail to its end.
func (h *hands) testsByKeys() {
	h.t.Helper()
	const route = "POST /desk/settings/mail"
	h.follows(`.desk-nav a[href="/desk/settings"]`)
	h.writes("#f-email", "niets")
	h.strikes(kb.Enter, route, 422)
	h.faultLeadsTo("f-email")
	h.key("toos@post.example")
	h.sends("main form .button", " ", route, 200)
}

package main

import (
	"fmt"

	"github.com/chromedp/chromedp/kb"
)

// lookAfterPeople puts somebody on a session and on its waitlist, moves and
// changes them, writes to them, and lets them go.
func (h *hands) lookAfterPeople() {
	h.isIn("people", "coordinator")
	offering := h.k.offer(object{"capacity": 1}).ID
	session := h.k.session(offering, "2026-12-10T14:30", nil)
	other := h.k.session(offering, "2026-12-11T14:30", nil)
	own := "/desk/sessions/" + session.ID
	h.opens("/desk")
	h.follows(`.desk-nav a[href="/desk/attendees"]`)
	h.follows(fmt.Sprintf(`tbody a[href="%s/attendees"]`, own))
	h.follows(fmt.Sprintf(`main a[href="%s/attendees/add"]`, own))
	const add = "POST /desk/sessions/{id}/attendees/add"
	h.sends("main form .button", kb.Enter, add, 422)
	h.faultLeadsTo("f-name")
	h.key("Toos Toets")
	h.writes("#f-email", "toos@post.example")
	h.picks(`input[name="language"]`, "en")
	h.ticks(`input[name="discreet"]`, true)
	h.strikes(kb.Enter, add, 303)
	toos := h.here()
	h.opens(own + "/attendees/add")
	h.writes("#f-name", "Toos Toets")
	h.writes("#f-email", "toos@post.example")
	h.strikes(kb.Enter, add, 409)
	h.writes("#f-name", "Wil Wachter")
	h.writes("#f-email", "wil@post.example")
	h.sends("main form .button", " ", add, 303)
	h.changesAPerson(toos, other)
	h.writesToAll(own)
	h.findsPeople()
	h.sendsAway()
}

// changesAPerson does what the page of a person can.
func (h *hands) changesAPerson(person string, to sessionJSON) {
	h.t.Helper()
	h.opens(person)
	h.writes("#f-note", "BSN 111222333")
	h.sends(`form[action$="/note"] .button`, kb.Enter, "POST /desk/registrations/{id}/note", 422)
	h.ticks(`input[name="no_bsn"]`, true)
	h.sends(`form[action$="/note"] .button`, " ", "POST /desk/registrations/{id}/note", 303)
	h.unfolds(`details:has(form[action$="/edit"]) summary`)
	h.writes("#f-name", "http://toos.example")
	h.strikes(kb.Enter, "POST /desk/registrations/{id}/edit", 422)
	h.faultLeadsTo("f-name")
	h.key("Toos van Toets")
	h.picks(`form[action$="/edit"] input[name="language"]`, "nl")
	h.writes("#f-needs", "Ringleiding")
	h.sends(`form[action$="/edit"] .button`, " ", "POST /desk/registrations/{id}/edit", 303)
	h.follows(fmt.Sprintf(`main a[href="%s/move"]`, person))
	h.sends("main form .button", kb.Enter, "POST /desk/registrations/{id}/move", 422)
	h.faultLeadsTo("f-to")
	h.picks(`input[name="to"]`, to.ID+"/"+to.Blocks[0].ID)
	h.sends("main form .button", kb.Enter, "POST /desk/registrations/{id}/move", 303)
	if now := h.k.read(to.ID); now.Confirmed != 1 {
		h.t.Errorf("after moving somebody there: %+v", now)
	}
}

// writesToAll mails who comes, changes it once more, and takes it back.
func (h *hands) writesToAll(session string) {
	h.t.Helper()
	const mail = "POST /desk/sessions/{id}/mail"
	h.opens(session + "/attendees")
	h.follows(fmt.Sprintf(`main a[href="%s/mail"]`, session))
	h.sends("main form .button", kb.Enter, mail, 422)
	h.ticks(`input[name="state"][value="waitlisted"]`, true)
	h.unfolds(`details:has(input[name="person"]) summary`)
	h.tabTo(`input[name="person"]`)
	h.key("  ") // on, and off again
	h.writes("#f-subject_nl", "Let op")
	h.writes("#f-body_nl", "Neem de lift.")
	h.unfolds(`details:has(#f-subject_en) summary`)
	h.writes("#f-subject_en", "Mind you")
	h.writes("#f-body_en", "Take the lift.")
	h.sends("main form:last-of-type .button", " ", mail, 200)
	h.sends(`button[value="edit"]`, " ", mail, 200)
	h.sends("main form .button", kb.Enter, mail, 200)
	h.sends(`button[value="send"]`, kb.Enter, mail, 303)
	h.sends(`form[action$="/mail/undo"] button`, " ", "POST /desk/sessions/{id}/mail/undo", 303)
}

// findsPeople searches from the head of the page, and from the pages about
// people.
func (h *hands) findsPeople() {
	h.t.Helper()
	h.writes("#desk-q", "Toos")
	h.strikes(kb.Enter, "GET /desk/search", 200)
	h.writes("#f-q", "Dozenveld")
	h.sends("main form .button", " ", "GET /desk/search", 200)
	h.follows(`main a[href="/desk/employers/org-01"]`)
	h.follows(`.desk-nav a[href="/desk/attendees"]`)
	h.writes("#f-q", "Toos")
	h.strikes(kb.Enter, "GET /desk/search", 200)
	h.follows(`main .mails li:has(.tag-confirmed) a`)
}

// sendsAway withdraws and erases the person on whose page this is.
func (h *hands) sendsAway() {
	h.t.Helper()
	for _, do := range []string{"withdraw", "erase"} {
		h.unfolds(fmt.Sprintf(`details:has(form[action$="/%s"]) summary`, do))
		h.sends(fmt.Sprintf(`form[action$="/%s"] button`, do), kb.Enter, "POST /desk/registrations/{id}/"+do, 303)
	}
}

// receivePeople is at the door: by list, by code, by QR, and for who walks in.
func (h *hands) receivePeople() {
	h.isIn("door", "coordinator")
	session := h.k.session(h.k.offer(nil).ID, "2026-11-22T12:05", nil)
	kim, lou := h.k.register(session.ID, "kim", "nl", nil), h.k.register(session.ID, "lou", "nl", nil)
	own, code := "/desk/sessions/"+session.ID, "/desk/check-in/"+h.codeOf(lou.ManageURL)
	const mark, enter = "POST /desk/registrations/{id}/attendance", "POST /desk/sessions/{id}/check-in"
	h.opens(own + "/check-in")
	h.writes("#f-code", "AAAAAA")
	h.strikes(kb.Enter, enter, 422)
	h.faultLeadsTo("f-code")
	h.key(h.codeOf(kim.ManageURL))
	h.sends(".door-code .button", " ", enter, 303)
	h.writes("#f-q", "lou")
	h.strikes(kb.Enter, "GET /desk/sessions/{id}/check-in", 200)
	h.sends(`.door button[value="attended"]`, " ", mark, 303)
	h.sends(`.door button[value="confirmed"]`, kb.Enter, mark, 303)
	h.sends(`.door button[value="no_show"]`, kb.Enter, mark, 303)
	h.counts(`.tally button[value="1"]`, " ", "1")
	h.counts(`.tally button[value="1"]`, kb.Enter, "2")
	h.counts(`.tally button[value="-1"]`, " ", "1")

	h.k.goTo("2026-11-22T12:06:00+01:00")
	h.opens(own + "/attendees")
	h.sends(`tbody button[value="confirmed"]`, " ", mark, 303)
	h.sends(`tbody button[value="attended"]`, kb.Enter, mark, 303)
	h.sends(`form[action$="/held"] .button`, kb.Enter, "POST /desk/sessions/{id}/held", 303)
	h.follows(`tbody th a`)
	h.sends(`main button[value="confirmed"]`, " ", mark, 303)
	h.opens(code)
	h.sends(`main button[value="attended"]`, " ", mark, 303)
	if state := ask[registrationJSON](h.k, "GET", "/registrations/"+lou.ID, nil, 200).State; state != "attended" {
		h.t.Errorf("lou is %s", state)
	}
}

// counts presses a key on a button that stays on its page, and waits for the
// count.
func (h *hands) counts(selector, key, want string) {
	h.t.Helper()
	const route = "POST /desk/sessions/{id}/walk-ins"
	h.tabTo(selector)
	deed, before := h.under(route), h.answers(route)
	h.key(key)
	h.did(deed, route, 200, before)
	eventually(h.t, "the page counts "+want, func() bool { return h.attribute(".tally", "data-counted") == want })
	if at := h.focused(); at != "button" {
		h.t.Errorf("after counting, the focus is on %q", at)
	}
}

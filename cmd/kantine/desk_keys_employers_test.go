package main

import (
	"path/filepath"

	"github.com/chromedp/chromedp/kb"
)

// knowEmployers makes employers in each way there is, and keeps one.
func (h *hands) knowEmployers() {
	h.isIn("employers", "coordinator")
	const made = "POST /desk/employers/new"
	h.opens("/desk")
	h.follows(`.desk-nav a[href="/desk/employers"]`)
	h.writes("#f-q", "karton")
	h.picks("#f-sector", "sec-karton")
	h.sends("main .filter-row button", kb.Enter, "GET /desk/employers", 200)
	h.follows(".filter-row .links a")
	h.follows(`main a[href="/desk/employers/new"]`)
	h.sends("main form .button", kb.Enter, made, 422)
	h.faultLeadsTo("f-name")
	h.key("Toets B.V.")
	h.picks("#f-sector", "sec-metaal")
	h.writes("#f-contact_name", "Toos Toets")
	h.writes("#f-email", "toos@toets.example")
	h.strikes(kb.Enter, made, 303)
	h.keepsAnEmployer()
	h.readsAMail(made)
	h.bringsInAList()
	h.asksToJoin()
}

// keepsAnEmployer changes all there is to the employer on whose page this is.
func (h *hands) keepsAnEmployer() {
	h.t.Helper()
	const contact, site = "POST /desk/employers/{id}/contact", "POST /desk/employers/{id}/site"
	h.picks("#f-stage", "interested")
	h.writes("#f-next_action", "Bellen")
	h.strikes(kb.Enter, "POST /desk/employers/{id}/funnel", 303)
	h.follows(`main a[href$="/edit"]`)
	h.writes("#f-kvk", "1")
	h.strikes(kb.Enter, "POST /desk/employers/{id}/edit", 422)
	h.faultLeadsTo("f-kvk")
	h.key("00000901")
	h.sends("main form .button", " ", "POST /desk/employers/{id}/edit", 303)
	h.follows(`main a[href$="/contact"]`)
	h.writes("#f-contact_name", "Wil Wachter")
	h.writes("#f-email", "wil")
	h.strikes(kb.Enter, contact, 422)
	h.faultLeadsTo("f-email")
	h.key("wil@toets.example")
	h.strikes(kb.Enter, contact, 303)
	h.follows(`tbody tr:last-child a[href*="?contact="]`)
	h.sends(`button[value="remove"]`, " ", contact, 303)
	h.follows(`main a[href$="/site"]`)
	h.sends("main form .button", kb.Enter, site, 422)
	h.faultLeadsTo("f-street")
	h.key("Kade")
	for field, text := range map[string]string{"house_number": "1", "postcode": "7801 ZZ", "city": "Emmen"} {
		h.writes("#f-"+field, text)
	}
	h.picks("#f-roster", "day")
	h.tabTo(`input[name="operating_days"][value="sa"]`)
	h.key(" ")
	h.writes("#f-shift0_label", "Dag")
	h.writes("#f-shift0_time", "7.00-15.30")
	h.strikes(kb.Enter, site, 303)
	h.follows(`main a[href*="/site?site="]`)
	h.sends("main form .button", " ", site, 303)
	h.sends(`form[action$="/archive"] button`, kb.Enter, "POST /desk/employers/{id}/archive", 303)
	h.sends(`form[action$="/restore"] button`, " ", "POST /desk/employers/{id}/restore", 303)
}

// readsAMail makes a lead of one.
func (h *hands) readsAMail(made string) {
	h.t.Helper()
	const paste = "POST /desk/employers/paste"
	h.follows(`.desk-nav a[href="/desk/employers"]`)
	h.follows(`main a[href="/desk/employers/paste"]`)
	h.sends("main form .button", kb.Enter, paste, 422)
	h.faultLeadsTo("f-mail")
	h.key("Van: Kim Test <kim@dozen.example>")
	h.sends("main form .button", kb.Enter, paste, 200)
	h.writes("#f-name", "Dozen Toets")
	h.sends("main form .button", " ", made, 303)
}

// bringsInAList chooses a file of forty, and brings in what is new of it.
func (h *hands) bringsInAList() {
	h.t.Helper()
	list, err := filepath.Abs("../../events/exchange/testdata/employers-40.csv")
	h.must("finding the list", err)
	h.follows(`.desk-nav a[href="/desk/employers"]`)
	h.follows(`main a[href="/desk/employers/import"]`)
	h.sends("main form .button", kb.Enter, "POST /desk/employers/import", 422)
	h.faultLeadsTo("f-file")
	h.givesFile("#f-file", list)
	h.sends("main form .button", kb.Enter, "POST /desk/employers/import", 200)
	h.ticks(`input[name="follow_up"]`, true)
	h.sends("main form .button", " ", "POST /desk/employers/import/confirm", 303)
}

// asksToJoin fills in the form that employers find on the site.
func (h *hands) asksToJoin() {
	h.t.Helper()
	h.opens("/doe-mee")
	h.sends("main form .button", kb.Enter, "POST /doe-mee", 422)
	h.faultLeadsTo("f-company")
	h.key("Metaal Toets")
	h.writes("#f-name", "Bo Testman")
	h.writes("#f-email", "bo@metaal.example")
	h.ticks("#f-interests", true)
	h.writes("#f-message", "Graag in mei.")
	h.sends("main form .button", " ", "POST /doe-mee", 303)
}

package main

import (
	"fmt"

	"github.com/chromedp/chromedp/kb"
)

// settleAbsences writes down who is away, and settles that of somebody who
// leads a session.
func (h *hands) settleAbsences() {
	h.isIn("absences", "coordinator")
	const away, settled = "POST /desk/absence", "POST /desk/absences/{id}"
	h.opens("/desk")
	h.follows(`main a[href="/desk/absence"]`)
	h.picks("#f-facilitator", "fac-5")
	h.writes("#f-from", "gisteren")
	h.strikes(kb.Enter, away, 422)
	h.faultLeadsTo("f-from")
	h.key("15-3-2027")
	h.writes("#f-to", "19-3-2027")
	h.strikes(kb.Enter, away, 303)
	h.tabTo(`input[type="radio"]`)
	h.key(kb.ArrowDown + kb.ArrowUp)
	again := func() { h.sends("main form .button", kb.Enter, settled, 200) }
	again()
	h.sends(`button[name="step"][value="back"]`, " ", settled, 200)
	again()
	h.sends(`button[value="send"]`, kb.Enter, settled, 303)
	h.sends("main form .button", " ", "POST /desk/rearrangements/{id}/undo", 303)

	h.opens("/desk/facilitators/fac-2")
	h.follows(`main a[href$="/absence"]`)
	h.writes("#f-from", "1-6-2027")
	h.writes("#f-to", "31-5-2027")
	h.strikes(kb.Enter, "POST /desk/facilitators/{id}/absence", 422)
	h.writes("#f-to", "2-6-2027")
	h.sends("main form .button", " ", "POST /desk/facilitators/{id}/absence", 303)
	h.opens("/desk/facilitators/fac-2/absence")
	h.sends(`form[action$="/remove"] button`, kb.Enter, "POST /desk/facilitators/{id}/absence/remove", 303)
}

// lookAround goes about the calendar, in both languages, and to what else is
// there to look at.
func (h *hands) lookAround() {
	h.isIn("around", "admin")
	h.opens("/desk")
	h.key(kb.Tab + kb.Enter)
	if at := h.focused(); at != "main" {
		h.t.Errorf("the first link leads to %q", at)
	}
	h.follows(`.desk-nav a[href="/desk/calendar"]`)
	for _, link := range []string{`a[rel="next"]`, `a[rel="prev"]`, `a[href*="view=week"]`, `a[href*="by=facilitator"]`, `a[rel="next"]`, `a[href*="by=site"]`, `a[href*="view=agenda"]`, `a[rel="next"]`} {
		h.follows(".cal-nav " + link)
	}
	h.follows("main .button")
	h.opens("/desk/calendar?view=agenda&date=2027-01-25")
	h.follows(fmt.Sprintf(`.cal-day a[href="/desk/sessions/%s/move"]`, onlineFull))
	h.opens("/desk/calendar?view=month&date=2027-01-25")
	h.picks(".cal-choose select", "fac-1")
	h.sends(".cal-choose .button", kb.Enter, "GET /desk/calendar", 200)
	h.follows(`.languages a`)
	if lang := h.attribute("html", "lang"); lang != "en" {
		h.t.Errorf("in %q after choosing English", lang)
	}
	h.follows(`.languages a`)
	h.follows(`.desk-nav a[href^="/desk/settings"]`) // the choice stays in the address
	h.follows(`main a[href^="/desk/audit"]`)
	h.goesOut()
}

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// planSessions makes sessions: one with blocks and reminders of its own, and a
// series of three, which are published, copied and thrown away.
func (h *hands) planSessions() {
	h.isIn("planning", "coordinator")
	const route = "POST /desk/sessions/new"
	h.opens("/desk")
	h.follows(`.desk-nav a[href="/desk/calendar"]`)
	h.follows(`.cal-new`)
	h.follows(`main .choices a[href*="off-workshop"]`)
	h.sends("main form .save .button", kb.Enter, route, 422)
	h.faultLeadsTo("f-block.0.start")
	h.key("9.30")
	h.reworks(route)
	h.writes(`[name="block.0.date"]`, "7-9-2027")
	h.writes(`[name="block.0.start"]`, "9.30")
	h.picks("#f-place", "ven-assen")
	h.picks("#f-language", "nl")
	h.showsInATab(`button[formaction$="/preview"]`, "POST /desk/sessions/{id}/preview")
	h.showsInATab(`button[formaction$="/letter"]`, "POST /desk/sessions/{id}/letter")
	h.unfolds(`details:has([name="repeat"]) summary`)
	h.picks("#f-repeat", "weekly")
	h.writes("#f-count", "3")
	h.sends("main form .save .button", " ", route, 200)
	h.sends(`button[value="series"]`, kb.Enter, route, 303)
	h.publishes("publish-series", false)
	h.copies()
	h.publishes("publish", false)
	h.copies()
	h.follows(`main a[href$="/delete"]`)
	h.sends("main form .button", kb.Enter, "POST /desk/sessions/{id}/delete", 303)
	for session, how := range map[string]string{"ses-19": "send", "ses-15": "silent"} {
		h.opens("/desk/sessions/" + session)
		again := func() { h.publishes("publish", true) }
		again()
		h.told("POST /desk/sessions/{id}/publish", how, again)
	}
}

// reworks adds and takes away blocks and reminders, and has the form look again
// at what fits.
func (h *hands) reworks(route string) {
	h.t.Helper()
	h.steps("add_block", kb.Enter, route, "block.1.date")
	h.writes(`[name="block.1.label"]`, "Tweede")
	h.steps("drop_block.1", " ", route, "block.0.date")
	h.steps("add_rule", " ", route, "rule.0.count")
	h.steps("drop_rule.0", kb.Enter, route, "own_reminders")
	h.steps("refresh.place", kb.Enter, route, "place")
	h.steps("refresh.facilitators", " ", route, "facilitators")
}

// steps presses a key on a button that only changes the form, and waits until
// the focus is where the work goes on.
func (h *hands) steps(step, key, route, field string) {
	h.t.Helper()
	h.tabTo(fmt.Sprintf("button[value=%q]", step))
	deed, before := h.under(route), h.answers(route)
	h.key(key)
	h.did(deed, route, 200, before)
	name := chromedp.Evaluate[string](`document.readyState === "complete" ? document.activeElement.name || "" : ""`)
	eventually(h.t, step+" leads to "+field, func() bool {
		at, err := chromedp.Run(h.ctx, name) // the page may be on its way out
		return err == nil && at == field
	})
	h.fitsIn()
}

// showsInATab presses Enter on a button whose answer opens beside the form.
func (h *hands) showsInATab(selector, route string) {
	h.t.Helper()
	h.tabTo(selector)
	deed, before := h.under(route), h.answers(route)
	h.key(kb.Enter)
	h.did(deed, route, 200, before)
	// What stands beside the form asks the same route.
	_, end, _ := strings.Cut(route, "{id}")
	eventually(h.t, "a tab opens with "+end, func() bool {
		tabs, err := chromedp.CallBrowser(h.ctx, target.GetTargets, target.GetTargetsParams{})
		return err == nil && slices.ContainsFunc(tabs.TargetInfos, func(tab *target.Info) bool {
			return strings.HasPrefix(tab.URL, h.k.url) && strings.HasSuffix(tab.URL, end)
		})
	})
}

// told goes back from who is told, and comes there again, to decide how.
func (h *hands) told(route, how string, again func()) {
	h.t.Helper()
	back := 200
	if strings.Contains(route, "/publish") {
		back = 303
	}
	h.sends(`button[name="step"][value="back"]`, kb.Enter, route, back)
	again()
	h.sends(fmt.Sprintf(`button[name="step"][value=%q]`, how), " ", route, 303)
}

// publishes presses the button of a session's page; told tells that it mails
// somebody, and so asks first.
func (h *hands) publishes(step string, told bool) {
	h.t.Helper()
	route, status := "POST /desk/sessions/{id}/"+step, 303
	if told {
		status = 200
	}
	h.sends(fmt.Sprintf(`form[action$="/%s"] button`, step), kb.Enter, route, status)
}

// copies makes a copy of the session on whose page this is.
func (h *hands) copies() {
	h.t.Helper()
	const route = "POST /desk/sessions/{id}/copy"
	h.follows(`main a[href$="/copy"]`)
	h.sends("main form .button", kb.Enter, route, 422)
	h.faultLeadsTo("f-date")
	h.key("12-10-2027")
	h.strikes(kb.Enter, route, 303)
}

// changeASession edits, moves and calls off sessions that people come to, and
// meets somebody else at it.
func (h *hands) changeASession() {
	h.isIn("sessions", "coordinator")
	const route, path = "POST /desk/sessions/{id}/edit", "/desk/sessions/" + onlineFull
	h.opens("/desk/sessions")
	h.unfolds("details.filter-box summary")
	h.writes("#f-q", "x")
	h.picks("#f-kind", "workshop")
	h.sends(".filter-form .button", kb.Enter, "GET /desk/sessions", 200)
	h.follows(".filter-form .links a")
	h.follows(fmt.Sprintf(`tbody a[href=%q]`, path))
	h.follows(`main a[href$="/edit"]`)
	h.reworks(route)
	h.unfolds("details.live summary")
	h.picks(`input[name="live"]`, "letter")
	eventually(h.t, "the letter is shown", func() bool { return h.count(`[data-part="letters"] pre`) > 0 })
	for _, how := range []string{"silent", "send"} {
		h.opens(path + "/edit")
		h.writes(`[name="block.0.start"]`, map[string]string{"silent": "14.00", "send": "14.30"}[how])
		h.writes(`[name="block.0.end"]`, "17.00")
		h.strikes(kb.Enter, route, 200) // what Enter in a field does is to save
		again := func() { h.sends(`[name="title.nl"]`, kb.Enter, route, 200) }
		h.told(route, how, again)
	}
	h.meetsAnotherByKeys(route, path)
	h.movesAndCallsOff(path)
}

// meetsAnotherByKeys is second, twice, and chooses what to keep.
func (h *hands) meetsAnotherByKeys(route, path string) {
	h.t.Helper()
	for _, how := range []string{"mine", "merge"} {
		h.opens(path + "/edit")
		h.k.change(onlineFull, object{"title": object{"nl": "Van een ander " + how, "en": "Somebody else's"}})
		h.writes(`[name="title.nl"]`, "Van mij "+how)
		h.strikes(kb.Enter, route, 409)
		if how == "merge" {
			h.picks(`input[name="keep.title_nl"]`, "yours")
		}
		h.sends(fmt.Sprintf(`button[value=%q]`, how), " ", route, 200)
		h.sends(`[name="title.nl"]`, kb.Enter, route, 303)
	}
}

// movesAndCallsOff is what dropping in the calendar does, by its form, and the
// end of it all.
func (h *hands) movesAndCallsOff(path string) {
	h.t.Helper()
	const move, cancel = "POST /desk/sessions/{id}/move", "POST /desk/sessions/{id}/cancel"
	for _, how := range []string{"silent", "send"} {
		h.opens("/desk/calendar?view=month&date=2027-01-28")
		h.follows(fmt.Sprintf(`[data-move] a[href=%q]`, path)) // that it can be dragged is for who has a mouse
		h.follows(`main a[href$="/move"]`)
		h.writes("#f-date", "overmorgen")
		h.strikes(kb.Enter, move, 422)
		h.faultLeadsTo("f-date")
		h.key(map[string]string{"silent": "27-1-2027", "send": "28-1-2027"}[how])
		again := func() { h.sends("main form .button", kb.Enter, move, 200) }
		again()
		h.told(move, how, again)
	}
	h.follows(`main a[href$="/move"]`)
	h.writes("#f-date", "29-1-2027")
	h.strikes(kb.Enter, move, 422) // who leads it does not work on that day
	h.faultLeadsTo("f-overrule")
	h.key(kb.ArrowDown)
	h.strikes(kb.Enter, move, 200)
	h.told(move, "silent", func() { h.sends("#f-start", kb.Enter, move, 200) })
	h.follows(`main a[href$="/what-if"]`)
	h.picks("#f-venue", "ven-assen")
	h.sends("main form .button", kb.Enter, "GET /desk/sessions/{id}/what-if", 200)
	for session, how := range map[string]string{onlineFull: "silent", metalWorkshop: "send"} {
		h.opens("/desk/sessions/" + session)
		h.follows(`main a[href$="/cancel"]`)
		h.tabTo(`[name="reason.nl"]`)
		h.key("Te weinig")
		again := func() { h.sends("main form .button", kb.Enter, cancel, 200) }
		again()
		h.told(cancel, how, again)
	}
}

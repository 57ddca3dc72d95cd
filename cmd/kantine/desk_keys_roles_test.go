package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/chromedp/kb"
)

// alike are pages that are the same for everybody.
var alike = []string{"/desk/account", "/desk/account/phone", "/desk/login", "/desk/forgotten"}

// hasSeenAll asks for every page of the desk with an id for each variable by
// what the route begins with. What comes must be one that the hands came by.
func (h *hands) hasSeenAll(ids map[string]string) {
	h.t.Helper()
	opened := 0
	for _, route := range routesOf(h.t, h.deeds.router) {
		path := route
		for of, id := range ids {
			if strings.HasPrefix(route, of) {
				path = filledPath(route, id)
			}
		}
		if !strings.HasPrefix(path, "/desk") || strings.Contains(path, "{") || slices.Contains(alike, route) {
			continue
		}
		a := h.k.send("GET", path, nil, "Cookie", h.cookie)
		if a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			continue
		}
		opened++
		h.deeds.mu.Lock()
		seen := h.deeds.seen[[2]string{h.role, route}]
		h.deeds.mu.Unlock()
		if !seen {
			h.t.Errorf("a %s may open %s, and does not by keys", h.role, route)
		}
	}
	if opened == 0 {
		h.t.Errorf("a %s may open nothing", h.role)
	}
}

// seeFigures is somebody who may look at the figures.
func (h *hands) seeFigures() {
	h.isIn("figures", "viewer")
	h.role = "viewer"
	h.opens("/desk")
	h.hasSeenAll(map[string]string{"/desk/sessions/{id}": metalWorkshop, "/desk/employers/{id}": "org-01"})
	h.goesOut()
	h.role = ""
}

// leadASession is somebody who leads one: they find it in each list, and
// receive who comes.
func (h *hands) leadASession() {
	h.isIn("leads", "facilitator")
	h.role = "facilitator"
	leader := ask[struct{ ID string }](h.k, "POST", "/facilitators", object{
		"name": "Lies Leidt", "email": h.email, "home_city": "Emmen", "skills": []string{"workshop"}, "languages": []string{"nl"},
		"availability": []object{{"days": []string{"su"}, "from": "07:00", "to": "22:00"}},
	}, 201).ID
	session := h.k.session(h.k.offer(nil).ID, "2026-11-22T12:05", object{"facilitators": []string{leader}})
	kim, lou := h.k.register(session.ID, "kim", "nl", nil), h.k.register(session.ID, "lou", "nl", nil)
	own, code := "/desk/sessions/"+session.ID, "/desk/check-in/"+h.codeOf(lou.ManageURL)
	const mark, enter = "POST /desk/registrations/{id}/attendance", "POST /desk/sessions/{id}/check-in"
	h.opens("/desk")
	h.follows(fmt.Sprintf(`main a[href="%s"]`, own))
	h.follows(`main a[href$="/check-in"]`)
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
	h.counts(`.tally button[value="-1"]`, kb.Enter, "0")
	h.opens(code)
	h.sends(`main button[value="attended"]`, kb.Enter, mark, 303)

	h.follows(`.desk-nav a[href="/desk/sessions"]`)
	h.unfolds(".filter-box summary")
	h.sends(".filter-form .button", kb.Enter, "GET /desk/sessions", 200)
	h.follows(fmt.Sprintf(`tbody a[href="%s"]`, own))
	h.follows(`.desk-nav a[href="/desk/calendar"]`)
	h.follows(`.cal-nav a[href*="view=agenda"]`)
	h.sends(".cal-choose .button", " ", "GET /desk/calendar", 200)
	h.follows(`.desk-nav a[href="/desk/attendees"]`)
	h.follows(fmt.Sprintf(`tbody a[href="%s/attendees"]`, own))
	h.follows(`main a[href$="/sign-in"]`)
	h.hasSeenAll(map[string]string{"/desk/sessions/{id}": session.ID, "/desk/registrations/{id}": lou.ID, "/desk/check-in/{code}": strings.TrimPrefix(code, "/desk/check-in/")})
	h.goesOut()
	h.role = ""
}

package main

import (
	"fmt"

	"github.com/chromedp/chromedp/kb"
)

// fillShelves makes one of each thing there is, changes it, puts it away and
// takes it back.
func (h *hands) fillShelves() {
	h.isIn("shelves", "coordinator")
	for _, shelf := range []struct {
		path string
		fill func()
	}{
		{"/desk/offerings", func() {
			h.writes(`[name="title.nl"]`, "Toetsen")
			h.writes(`[name="title.en"]`, "Keys")
			h.picks("#f-kind", "presentation")
			h.writes("#f-duration", "45")
			h.picks(`[name="visibility"]`, "invited")
			h.picks(`[name="rules"]`, "own")
		}},
		{"/desk/venues", func() {
			h.writes("#f-name", "Zaal Toets")
			h.writes("#f-city", "Assen")
			h.picks(`[name="wheelchair"]`, "yes")
			h.writes("#f-route", "Bij de brug")
		}},
		{"/desk/facilitators", func() {
			h.writes("#f-name", "Toos Toets")
			h.writes("#f-email", "toos@zorgenwerk.example")
			h.writes("#f-home_city", "Emmen")
			h.ticks(`[name="skills"][value="workshop"]`, true)
			h.ticks(`[name="evening_night"]`, true)
		}},
		{"/desk/kits", func() {
			h.writes("#f-name", "Kist Toets")
			h.writes("#f-base_city", "Zwolle")
		}},
		{"/desk/sectors", func() {
			h.writes(`[name="name.nl"]`, "Toetsen")
			h.writes(`[name="name.en"]`, "Keys")
		}},
	} {
		h.opens("/desk")
		h.keepsAThing(shelf.path, shelf.fill)
	}
	h.rulesTheProgramme()
}

// keepsAThing goes from its list through everything that its form can do.
func (h *hands) keepsAThing(list string, fill func()) {
	h.t.Helper()
	h.follows(`.desk-nav a[href="/desk/offerings"]`)
	if list != "/desk/offerings" {
		h.follows(fmt.Sprintf(`.desk-tabs a[href=%q]`, list))
	}
	h.follows(fmt.Sprintf(`main a[href="%s/new"]`, list))
	h.sends("main form .button", kb.Enter, "POST "+list+"/new", 422)
	h.tabTo("#problems a")
	h.key(kb.Enter)
	fill()
	h.sends("main form .button", " ", "POST "+list+"/new", 303)
	made := h.here()
	h.sends("main form input", kb.Enter, "POST "+list+"/{id}", 303)
	h.sends(fmt.Sprintf(`form[action="%s/archive"] button`, made), kb.Enter, "POST "+list+"/{id}/archive", 303)
	h.follows(fmt.Sprintf(`section[aria-labelledby="archived"] a[href=%q]`, made))
	h.sends(fmt.Sprintf(`form[action="%s/restore"] button`, made), " ", "POST "+list+"/{id}/restore", 303)
}

// rulesTheProgramme changes the reminders of all, and sees what that does
// before it is done.
func (h *hands) rulesTheProgramme() {
	h.t.Helper()
	const route = "POST /desk/programme"
	h.follows(`.desk-tabs a[href="/desk/programme"]`)
	h.writes(`[name="reminders[0].offset"]`, "x")
	h.strikes(kb.Enter, route, 422)
	h.faultLeadsTo("f-reminders[0].offset")
	h.key("6")
	h.sends("main form p:last-child .button", " ", route, 200)
	h.sends("#effect .button", kb.Enter, route, 303)
}

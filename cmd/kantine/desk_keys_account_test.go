package main

import (
	"strings"

	"github.com/chromedp/chromedp/kb"
)

const secondPassword = "nietje batterij"

// comeAndGo logs in and out in every way there is.
func (h *hands) comeAndGo() {
	h.email = "in@desk.example"
	h.k.addUser(h.email, "coordinator")
	h.opens("/desk")
	h.writes("#f-email", h.email)
	h.writes("#f-password", "geen wachtwoord")
	h.strikes(kb.Enter, "POST /desk/login", 422)
	h.gives(firstPassword, "main form .button")
	secret := groups.FindString(h.text(".secret"))
	h.writes("#f-code", "000000")
	h.strikes(kb.Enter, "POST /desk/enrol", 422)
	h.secret = strings.ReplaceAll(secret, " ", "")
	h.writes("#f-code", h.oneTime(0))
	h.sends("main form .button", " ", "POST /desk/enrol", 200)
	h.recovery = strings.Fields(h.text(".codes"))
	h.follows("main .button")
	h.goesOut()
	h.gives(firstPassword, "#f-password")
	h.writes("#f-code", "12 34 56")
	h.strikes(kb.Enter, "POST /desk/code", 422)
	h.writes("#f-code", h.oneTime(1))
	h.sends("main form .button", " ", "POST /desk/code", 303)
	h.goesOut()
	h.gives(firstPassword, "#f-password")
	h.recovers(0)
	h.goesOut()

	h.follows("main form a")
	h.writes("#f-email", "niets")
	h.strikes(kb.Enter, "POST /desk/forgotten", 422)
	h.writes("#f-email", h.email)
	h.sends("main form .button", " ", "POST /desk/forgotten", 303)
	h.opens(strings.TrimPrefix(h.resets(), h.k.url))
	h.writes("#f-password", "kort")
	h.strikes(kb.Enter, "POST /desk/reset/{token}", 422)
	h.writes("#f-password", secondPassword)
	h.sends("main form .button", " ", "POST /desk/reset/{token}", 303)
	h.gives(secondPassword, "main form .button")
	h.recovers(1)
	if at := h.here(); at != "/desk" {
		h.t.Errorf("in the end at %s", at)
	}
}

// gives goes through the first step, and presses Enter on what the CSS selector
// names.
func (h *hands) gives(password, selector string) {
	h.t.Helper()
	h.writes("#f-email", h.email)
	h.writes("#f-password", password)
	if selector != "#f-password" {
		h.tabTo(selector)
	}
	h.strikes(kb.Enter, "POST /desk/login", 303)
}

// recovers takes a recovery code in the place of one of the telephone.
func (h *hands) recovers(n int) {
	h.t.Helper()
	h.follows("main form a")
	h.writes("#f-code", "geen-van-deze")
	h.strikes(kb.Enter, "POST /desk/recovery", 422)
	h.writes("#f-code", h.recovery[n])
	h.sends("main form .button", " ", "POST /desk/recovery", 303)
}

func (h *hands) goesOut() {
	h.t.Helper()
	h.sends(".desk-who button", kb.Enter, "POST /desk/logout", 303)
	if names := h.cookies(); len(names) != 0 {
		h.t.Errorf("cookies %q after logging out", names)
	}
}

// resets waits for the mail with the link to choose a new password.
func (h *hands) resets() (link string) {
	h.t.Helper()
	eventually(h.t, "the link comes by mail", func() bool {
		for _, m := range h.k.post.Messages() {
			if m.To[0] == h.email {
				link = resetLink.FindString(readLetter(h.t, m.Raw).text)
			}
		}
		return link != ""
	})
	return link
}

// keepAnAccount changes what is somebody's own.
func (h *hands) keepAnAccount() {
	h.isIn("account", "viewer")
	h.opens("/desk")
	h.follows(".desk-who a")
	h.writes("#f-current", "geen wachtwoord")
	h.writes("#f-password", secondPassword)
	h.strikes(kb.Enter, "POST /desk/account/password", 422)
	h.faultLeadsTo("f-current")
	h.key(firstPassword)
	h.writes("#f-password", secondPassword)
	h.sends(`form[action="/desk/account/password"] button`, " ", "POST /desk/account/password", 303)
	h.writes("#c-current", firstPassword)
	h.strikes(kb.Enter, "POST /desk/account/codes", 422)
	h.faultLeadsTo("f-current")
	h.key(secondPassword)
	h.sends(`form[action="/desk/account/codes"] button`, kb.Enter, "POST /desk/account/codes", 200)
	h.follows("main .button")

	h.follows(`a[href="/desk/account/phone"]`)
	h.secret = strings.ReplaceAll(groups.FindString(h.text(".secret")), " ", "")
	h.writes("#f-code", "000000")
	h.writes("#f-current", secondPassword)
	h.strikes(kb.Enter, "POST /desk/account/phone", 422)
	h.writes("#f-code", h.oneTime(1)) // isIn took that of this step
	h.writes("#f-current", secondPassword)
	h.sends("main form .button", kb.Enter, "POST /desk/account/phone", 200)
	h.recovery = strings.Fields(h.text(".codes"))
	h.follows("main .button")
	h.sends(`form[action$="/end"] button`, " ", "POST /desk/account/logins/{id}/end", 303)
	h.gives(secondPassword, "main form .button")
	h.recovers(0)
	h.follows(".desk-who a")
	h.sends(`form[action="/desk/account/logins/everywhere"] button`, kb.Enter, "POST /desk/account/logins/everywhere", 303)
	if names := h.cookies(); len(names) != 0 {
		h.t.Errorf("cookies %q after leaving everywhere", names)
	}
}

// faultLeadsTo follows the first fault to its field.
func (h *hands) faultLeadsTo(id string) {
	h.t.Helper()
	h.tabTo("#problems a")
	h.key(kb.Enter)
	if at := h.focused(); at != id {
		h.t.Errorf("%s: the fault leads to %q, want %q", h.address(), at, id)
	}
	h.do("marking", marked())
}

// manageUsers does all that an administrator does with users.
func (h *hands) manageUsers() {
	h.isIn("users", "admin")
	const other = "ander@zorgenwerk.example"
	h.k.addUser(other, "viewer")
	p := &people{canaries: new(canaries), k: h.k, router: h.deeds.router}
	p.givesPassword(other)
	p.enrols()
	h.opens("/desk/settings")
	h.follows(`main a[href="/desk/users"]`)
	h.sends(`#f-email`, kb.Enter, "POST /desk/users", 422)
	h.faultLeadsTo("f-email")
	h.key("mail@desk.example")
	h.picks(`input[name="role"]`, "viewer")
	h.sends(`button[value="mail"]`, " ", "POST /desk/users", 303)
	h.writes("#f-email", "link@desk.example")
	h.sends(`button[value="link"]`, " ", "POST /desk/users", 200)
	h.sends(`form[action$="/invite"] button`, kb.Enter, "POST /desk/users/{id}/invite", 200)
	link := strings.TrimSpace(h.text(".state .secret"))

	row := `tr:has(label[for^="role-"]) `
	h.picks(row+"select", "facilitator")
	h.sends(row+`form[action$="/role"] button`, kb.Enter, "POST /desk/users/{id}/role", 303)
	h.sends(`form[action$="/second"] button`, kb.Enter, "POST /desk/users/{id}/second", 303)
	h.sends(`form[action$="/disable"] button`, " ", "POST /desk/users/{id}/disable", 303)
	h.sends(`form[action$="/enable"] button`, " ", "POST /desk/users/{id}/enable", 303)
	h.goesOut()
	h.opens(strings.TrimPrefix(link, h.k.url))
	h.writes("#f-password", "kort")
	h.strikes(kb.Enter, "POST /desk/invite/{token}", 422)
	h.writes("#f-password", secondPassword)
	h.sends("main form .button", " ", "POST /desk/invite/{token}", 303)
}

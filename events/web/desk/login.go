package desk

import (
	"net/http"
	"strings"

	"kantine/events"
	"kantine/events/account"
	"kantine/events/web/reply"
	"kantine/templates"
)

// login is "/desk/login".
func (d *Desk) login(w http.ResponseWriter, r *http.Request, v *visit) error {
	query := r.URL.Query()
	next := safeNext(query.Get("next"))
	if v.who.Login.Full {
		return d.see(w, v, afterwards(next))
	}
	page := templates.DeskLoginPage{}
	page.Next = next
	switch notice := query.Get("notice"); notice {
	case "out", "everywhere", "expired", "password":
		page.Notice = notice
	}
	return d.showLogin(w, r, v, http.StatusOK, page)
}

func (d *Desk) showLogin(w http.ResponseWriter, r *http.Request, v *visit, status int, page templates.DeskLoginPage) error {
	page.Layout = d.layout(v, withNext("/desk/login", page.Next))
	page.Action, page.ForgottenPath = "/desk/login", "/desk/forgotten"
	return d.page(w, r, status, page)
}

// logIn is its POST. Every answer to a wrong pair is the same.
func (d *Desk) logIn(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	email, password := strings.TrimSpace(fields.Get("email")), fields.Get("password")
	page := templates.DeskLoginPage{Email: email}
	page.Next = safeNext(fields.Get("next"))
	attempt, err := d.begin(r, strings.ToLower(email), false)
	if err != nil {
		return err
	}
	var entered account.Entered
	err = d.hash(r.Context(), func() (err error) {
		entered, err = d.accounts.LogIn(r.Context(), email, password, agent(r.UserAgent()))
		return err
	})
	if events.CodeOf(err) == events.CodeUnauthorized {
		page.Errors = d.wrong(v, events.Invalid("email", "wrong_login"))
		return d.showLogin(w, r, v, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	attempt.right()
	if err := d.drop(r, v); err != nil {
		return err
	}
	enter(w, entered)
	v.who = entered.Visitor
	return d.see(w, v, d.secondStep(v, page.Next))
}

// drop ends the login that the browser came with, where it came with one: it
// gets another.
func (d *Desk) drop(r *http.Request, v *visit) error {
	if v.who.Login.ID == "" {
		return nil
	}
	return d.accounts.LogOut(r.Context(), v.who)
}

// logOut is "/desk/logout".
func (d *Desk) logOut(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := d.drop(r, v); err != nil {
		return err
	}
	leave(w)
	return d.see(w, v, "/desk/login?notice=out")
}

// agent tells browser and system in words that hold no more than that.
func agent(header string) string {
	name := func(known ...string) string {
		for i := 0; i+1 < len(known); i += 2 {
			if strings.Contains(header, known[i]) {
				return known[i+1]
			}
		}
		return ""
	}
	// The order matters: browsers name those they resemble as well.
	browser := name("Edg", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "FxiOS", "Firefox", "Chrome/", "Chrome", "CriOS", "Chrome", "Safari/", "Safari")
	system := name("iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Mac OS X", "macOS", "CrOS", "ChromeOS", "Linux", "Linux")
	return strings.Trim(browser+" · "+system, " ·")
}

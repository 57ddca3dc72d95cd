package desk

import (
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// account is "/desk/account": the visitor's own.
func (d *Desk) account(w http.ResponseWriter, r *http.Request, v *visit) error {
	page := templates.DeskAccountPage{}
	switch notice := r.URL.Query().Get("notice"); notice {
	case "password", "ended":
		page.Notice = notice
	}
	return d.showAccount(w, r, v, http.StatusOK, page)
}

func (d *Desk) showAccount(w http.ResponseWriter, r *http.Request, v *visit, status int, page templates.DeskAccountPage) error {
	logins, err := d.accounts.Logins(r.Context(), v.who)
	if err != nil {
		return err
	}
	if page.RecoveryLeft, err = d.accounts.RecoveryLeft(r.Context(), v.who); err != nil {
		return err
	}
	page.Layout = d.layout(v, "/desk/account")
	page.Email, page.Role = v.who.User.Email, string(v.role())
	page.PasswordPath, page.CodesPath, page.PhonePath = "/desk/account/password", "/desk/account/codes", "/desk/account/phone"
	page.EverywherePath = "/desk/account/logins/everywhere"
	for _, l := range logins {
		page.Logins = append(page.Logins, templates.DeskLogin{
			Agent: l.Agent, Since: l.MadeAt.In(v.zone), Seen: l.SeenAt.In(v.zone), Current: l.ID == v.who.Login.ID,
			EndPath: "/desk/account/logins/" + l.ID + "/end",
		})
	}
	return d.page(w, r, status, page)
}

// proven runs what asks for the present password. A wrong one counts as a
// guess: whoever sits at an open screen has as few as anybody.
func (d *Desk) proven(r *http.Request, v *visit, fn func() error) error {
	attempt, err := d.begin(r, v.who.User.ID, false)
	if err != nil {
		return err
	}
	if err := d.hash(r.Context(), fn); err != nil {
		return err
	}
	attempt.right()
	return nil
}

// changePassword is "/desk/account/password".
func (d *Desk) changePassword(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	err = d.proven(r, v, func() error {
		return d.accounts.ChangePassword(r.Context(), v.who, fields.Get("current"), fields.Get("password"))
	})
	if wrong := d.wrong(v, err); wrong != nil {
		page := templates.DeskAccountPage{Wrong: "password"}
		page.Errors = wrong
		return d.showAccount(w, r, v, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return d.see(w, v, "/desk/account?notice=password")
}

// renewCodes is "/desk/account/codes".
func (d *Desk) renewCodes(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	var codes []string
	err = d.proven(r, v, func() (err error) {
		codes, err = d.accounts.RenewRecovery(r.Context(), v.who, fields.Get("current"))
		return err
	})
	if wrong := d.wrong(v, err); wrong != nil {
		page := templates.DeskAccountPage{Wrong: "codes"}
		page.Errors = wrong
		return d.showAccount(w, r, v, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return d.showCodes(w, r, v, codes, "/desk/account")
}

// endLogin is "/desk/account/logins/{id}/end"; one's own login ends as well.
func (d *Desk) endLogin(w http.ResponseWriter, r *http.Request, v *visit) error {
	id := mux.Vars(r)["id"]
	// One that has ended by itself meanwhile is what was wanted.
	if err := d.accounts.EndLogin(r.Context(), v.who, id); err != nil && events.CodeOf(err) != events.CodeNotFound {
		return err
	}
	if id == v.who.Login.ID {
		leave(w)
		return d.see(w, v, "/desk/login?notice=out")
	}
	return d.see(w, v, "/desk/account?notice=ended")
}

// endLogins is "/desk/account/logins/everywhere".
func (d *Desk) endLogins(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := d.accounts.EndLogins(r.Context(), v.who); err != nil {
		return err
	}
	leave(w)
	return d.see(w, v, "/desk/login?notice=everywhere")
}

package desk

import (
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/account"
	"kantine/events/web/reply"
	"kantine/templates"
)

// users is "/desk/users".
func (d *Desk) users(w http.ResponseWriter, r *http.Request, v *visit) error {
	page := templates.DeskUsersPage{}
	switch notice := r.URL.Query().Get("notice"); notice {
	case "invited", "changed":
		page.Notice = notice
	}
	return d.showUsers(w, r, v, http.StatusOK, page)
}

func (d *Desk) showUsers(w http.ResponseWriter, r *http.Request, v *visit, status int, page templates.DeskUsersPage) error {
	users, err := d.accounts.Users(r.Context())
	if err != nil {
		return err
	}
	page.Layout = d.layout(v, "/desk/users")
	page.Action = "/desk/users"
	for _, role := range []events.Role{events.RoleAdmin, events.RoleCoordinator, events.RoleFacilitator, events.RoleViewer} {
		page.Roles = append(page.Roles, string(role))
	}
	if page.Role == "" {
		page.Role = string(events.RoleCoordinator)
	}
	for _, u := range users {
		page.Users = append(page.Users, userRow(v, u))
	}
	return d.page(w, r, status, page)
}

func userRow(v *visit, u events.User) templates.DeskUser {
	row := templates.DeskUser{
		ID: u.ID, Email: u.Email, Role: string(u.Role), LastLogin: u.LastLoginAt, State: "active", Self: u.ID == v.who.User.ID,
	}
	if !u.LastLoginAt.IsZero() {
		row.LastLogin = u.LastLoginAt.In(v.zone)
	}
	path := "/desk/users/" + u.ID
	switch {
	case !u.DisabledAt.IsZero():
		row.State = "disabled"
	case u.Password == "":
		row.State, row.InvitePath = "invited", path+"/invite"
	case u.OneTime == "":
		row.State = "unenrolled"
	}
	switch {
	case row.Self:
	case row.State == "disabled":
		row.EnablePath = path + "/enable"
	default:
		row.RolePath, row.DisablePath = path+"/role", path+"/disable"
		if u.OneTime != "" {
			row.SecondPath = path + "/second"
		}
	}
	return row
}

// invite is the POST of users.
func (d *Desk) invite(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	in := account.Invitation{
		Email: fields.Get("email"), Role: events.Role(fields.Get("role")), Language: v.lang, Mailed: fields.Get("how") != "link",
	}
	token, err := d.accounts.Invite(r.Context(), v.who, in)
	if wrong := d.wrong(v, err); wrong != nil {
		page := templates.DeskUsersPage{Email: in.Email, Role: string(in.Role)}
		page.Errors = wrong
		return d.showUsers(w, r, v, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return d.invited(w, r, v, token, in.Mailed)
}

// invited says that the invitation is out, or shows its link, this once.
func (d *Desk) invited(w http.ResponseWriter, r *http.Request, v *visit, token string, mailed bool) error {
	if mailed {
		return d.see(w, v, "/desk/users?notice=invited")
	}
	link := d.baseURL + "/" + string(events.PurposeInvite) + "/" + token
	return d.showUsers(w, r, v, http.StatusOK, templates.DeskUsersPage{Notice: "link", Link: link})
}

// inviteAgain is "/desk/users/{id}/invite": the link of before ends. Whether it
// was mailed nobody knows here, so it is shown.
func (d *Desk) inviteAgain(w http.ResponseWriter, r *http.Request, v *visit) error {
	token, err := d.accounts.InviteAgain(r.Context(), v.who, mux.Vars(r)["id"], v.lang, false)
	if err != nil {
		return err
	}
	return d.invited(w, r, v, token, false)
}

// setRole is "/desk/users/{id}/role".
func (d *Desk) setRole(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	return d.changed(w, v, d.accounts.SetRole(r.Context(), v.who, mux.Vars(r)["id"], events.Role(fields.Get("role"))))
}

// disable is "/desk/users/{id}/disable".
func (d *Desk) disable(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.changed(w, v, d.accounts.SetDisabled(r.Context(), v.who, mux.Vars(r)["id"], true))
}

// enable is "/desk/users/{id}/enable".
func (d *Desk) enable(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.changed(w, v, d.accounts.SetDisabled(r.Context(), v.who, mux.Vars(r)["id"], false))
}

// removeSecond is "/desk/users/{id}/second".
func (d *Desk) removeSecond(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.changed(w, v, d.accounts.RemoveSecond(r.Context(), v.who, mux.Vars(r)["id"]))
}

func (d *Desk) changed(w http.ResponseWriter, v *visit, err error) error {
	if err != nil {
		return err
	}
	return d.see(w, v, "/desk/users?notice=changed")
}

package desk

import (
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// forgotten is "/desk/forgotten": a link by mail to choose a new password.
func (d *Desk) forgotten(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.showForgotten(w, r, v, http.StatusOK, templates.DeskForgottenPage{Sent: r.URL.Query().Get("sent") != ""})
}

func (d *Desk) showForgotten(w http.ResponseWriter, r *http.Request, v *visit, status int, page templates.DeskForgottenPage) error {
	page.Layout = d.layout(v, "/desk/forgotten")
	page.Action, page.LoginPath = "/desk/forgotten", "/desk/login"
	return d.page(w, r, status, page)
}

// askReset is its POST. The answer is the same for every address, also for one
// that asks too often.
func (d *Desk) askReset(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	email, now := strings.TrimSpace(fields.Get("email")), d.realNow()
	if wait := d.brakes.askingNet.try(d.proxies.Client(r).String(), now); wait > 0 {
		return &events.Error{Code: events.CodeRateLimited, RetryAfter: wait}
	}
	if d.brakes.asking.try(strings.ToLower(email), now) == 0 {
		err = d.accounts.ForgotPassword(r.Context(), email, v.lang)
	}
	if wrong := d.wrong(v, err); wrong != nil {
		page := templates.DeskForgottenPage{Email: email}
		page.Errors = wrong
		return d.showForgotten(w, r, v, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return d.see(w, v, "/desk/forgotten?sent=1")
}

// linked is "/desk/reset/{token}" or "/desk/invite/{token}": it asks for a
// password.
func (d *Desk) linked(purpose events.Purpose) handler {
	return func(w http.ResponseWriter, r *http.Request, v *visit) error {
		w.Header().Set("Referrer-Policy", "no-referrer")
		return d.showChoose(w, r, v, http.StatusOK, purpose, nil)
	}
}

func (d *Desk) showChoose(w http.ResponseWriter, r *http.Request, v *visit, status int, purpose events.Purpose,
	wrong []templates.FieldError,
) error {
	user, err := d.accounts.Linked(r.Context(), purpose, mux.Vars(r)["token"])
	if events.CodeOf(err) == events.CodeGone {
		return d.showForgotten(w, r, v, http.StatusGone, templates.DeskForgottenPage{Gone: true})
	}
	if err != nil {
		return err
	}
	page := templates.DeskPasswordPage{Email: user.Email, Invited: purpose == events.PurposeInvite}
	page.Action, page.Errors = r.URL.Path, wrong
	page.Layout = d.layout(v, r.URL.Path)
	return d.page(w, r, status, page)
}

// choose is the POST of linked.
func (d *Desk) choose(purpose events.Purpose) handler {
	return func(w http.ResponseWriter, r *http.Request, v *visit) error {
		w.Header().Set("Referrer-Policy", "no-referrer")
		fields, err := reply.Form(w, r)
		if err != nil {
			return err
		}
		err = d.hash(r.Context(), func() error {
			return d.accounts.ChoosePassword(r.Context(), purpose, mux.Vars(r)["token"], fields.Get("password"))
		})
		if wrong := d.wrong(v, err); wrong != nil {
			return d.showChoose(w, r, v, http.StatusUnprocessableEntity, purpose, wrong)
		}
		if events.CodeOf(err) == events.CodeGone {
			return d.showForgotten(w, r, v, http.StatusGone, templates.DeskForgottenPage{Gone: true})
		}
		if err != nil {
			return err
		}
		// Whoever was logged in here is not any more, if it was them.
		return d.see(w, v, "/desk/login?notice=password")
	}
}

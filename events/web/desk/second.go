package desk

import (
	"context"
	"net/http"

	"github.com/skip2/go-qrcode"

	"kantine/events"
	"kantine/events/account"
	"kantine/events/web/reply"
	"kantine/templates"
)

// code is "/desk/code": the second step.
func (d *Desk) code(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.showCode(w, r, v, http.StatusOK, r.URL.Query().Get("next"), false, nil)
}

// recovery is "/desk/recovery": the second step without the telephone.
func (d *Desk) recovery(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.showCode(w, r, v, http.StatusOK, r.URL.Query().Get("next"), true, nil)
}

func (d *Desk) showCode(w http.ResponseWriter, r *http.Request, v *visit, status int, next string, recovery bool,
	wrong []templates.FieldError,
) error {
	if v.who.User.OneTime == "" {
		return d.see(w, v, withNext("/desk/enrol", safeNext(next)))
	}
	page := templates.DeskCodePage{Recovery: recovery}
	page.Next, page.Errors = safeNext(next), wrong
	page.Action, page.OtherPath = "/desk/code", withNext("/desk/recovery", page.Next)
	if recovery {
		page.Action, page.OtherPath = "/desk/recovery", withNext("/desk/code", page.Next)
	}
	if d.demo && !recovery {
		var err error
		if page.DemoCode, err = d.accounts.DemoCode(r.Context(), v.who); err != nil {
			return err
		}
	}
	page.Layout = d.layout(v, withNext(page.Action, page.Next))
	return d.page(w, r, status, page)
}

// enterCode is the POST of code.
func (d *Desk) enterCode(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.enterSecond(w, r, v, false, d.accounts.EnterCode)
}

// enterRecovery is the POST of recovery.
func (d *Desk) enterRecovery(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.enterSecond(w, r, v, true, d.accounts.EnterRecovery)
}

func (d *Desk) enterSecond(w http.ResponseWriter, r *http.Request, v *visit, recovery bool,
	check func(context.Context, account.Visitor, string) (account.Entered, error),
) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	attempt, err := d.begin(r, v.who.User.ID, !recovery)
	if err != nil {
		return err
	}
	entered, err := check(r.Context(), v.who, fields.Get("code"))
	switch {
	case events.CodeOf(err) == events.CodeValidation && recovery:
		err = events.Invalid("code", "wrong_code.recovery")
		fallthrough
	case events.CodeOf(err) == events.CodeValidation:
		return d.showCode(w, r, v, http.StatusUnprocessableEntity, fields.Get("next"), recovery, d.wrong(v, err))
	case err != nil:
		return err
	}
	attempt.right()
	enter(w, entered)
	return d.see(w, v, afterwards(fields.Get("next")))
}

// enrolment is "/desk/enrol": the second step is set up at the first login.
func (d *Desk) enrolment(w http.ResponseWriter, r *http.Request, v *visit) error {
	if v.who.User.OneTime != "" {
		return d.see(w, v, d.secondStep(v, safeNext(r.URL.Query().Get("next"))))
	}
	return d.showEnrol(w, r, v, http.StatusOK, "/desk/enrol", r.URL.Query().Get("next"), nil)
}

// phone is "/desk/account/phone": the same on another telephone.
func (d *Desk) phone(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.showEnrol(w, r, v, http.StatusOK, "/desk/account/phone", "", nil)
}

func (d *Desk) showEnrol(w http.ResponseWriter, r *http.Request, v *visit, status int, action, next string,
	wrong []templates.FieldError,
) error {
	enrolment, err := d.accounts.Enrolment(r.Context(), v.who)
	if err != nil {
		return err
	}
	code, err := qrcode.New(enrolment.URI, qrcode.Medium)
	if err != nil {
		return err
	}
	code.DisableBorder = true
	page := templates.DeskEnrolPage{
		QR: code.Bitmap(), URI: enrolment.URI, Secret: enrolment.Secret, Email: v.who.User.Email, NeedPassword: v.who.Login.Full,
	}
	page.Action, page.Next, page.Errors = action, safeNext(next), wrong
	if d.demo {
		if page.DemoCode, err = d.accounts.DemoCode(r.Context(), v.who); err != nil {
			return err
		}
	}
	page.Layout = d.layout(v, withNext(action, page.Next))
	return d.page(w, r, status, page)
}

// enrol is the POST of enrolment.
func (d *Desk) enrol(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.confirmEnrol(w, r, v, "/desk/enrol")
}

// changePhone is the POST of phone.
func (d *Desk) changePhone(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.confirmEnrol(w, r, v, "/desk/account/phone")
}

func (d *Desk) confirmEnrol(w http.ResponseWriter, r *http.Request, v *visit, action string) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	attempt, err := d.begin(r, v.who.User.ID, false)
	if err != nil {
		return err
	}
	var entered account.Entered
	var codes []string
	err = d.hash(r.Context(), func() (err error) {
		entered, codes, err = d.accounts.Enrol(r.Context(), v.who, fields.Get("code"), fields.Get("current"))
		return err
	})
	if wrong := d.wrong(v, err); wrong != nil {
		return d.showEnrol(w, r, v, http.StatusUnprocessableEntity, action, fields.Get("next"), wrong)
	}
	if err != nil {
		return err
	}
	attempt.right()
	enter(w, entered)
	v.who = entered.Visitor
	next := afterwards(fields.Get("next"))
	if action != "/desk/enrol" {
		next = "/desk/account"
	}
	return d.showCodes(w, r, v, codes, next)
}

// showCodes answers a POST with a page of its own: the codes can be shown this
// once only.
func (d *Desk) showCodes(w http.ResponseWriter, r *http.Request, v *visit, codes []string, next string) error {
	return d.page(w, r, http.StatusOK, templates.DeskCodesPage{Layout: d.layout(v, "/desk/account"), Codes: codes, Next: next})
}

package desk

import (
	"context"
	"net/http"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/web/reply"
	"kantine/templates"
)

// Setting is one that the program runs with, without any secret.
type Setting struct{ Name, Value string }

// MailStep is one stage of a test of the mail server, in the words of
// mailer.Step.
type MailStep struct{ Stage, State, Cause, Detail string }

func (d *Desk) settingRoutes(router *mux.Router) {
	d.add(router, "/desk/settings", d.settings, nil)
	d.add(router, "/desk/settings/mail", nil, d.testMail)
}

// settings is "/desk/settings": what the program runs with, where the admin's
// pages are, and the test of the mail server.
func (d *Desk) settings(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.showSettings(w, r, v, http.StatusOK, templates.DeskSettingsPage{To: v.who.User.Email})
}

func (d *Desk) showSettings(w http.ResponseWriter, r *http.Request, v *visit, status int, page templates.DeskSettingsPage) error {
	page.Layout, page.Action = d.layout(v, "/desk/settings"), "/desk/settings/mail"
	page.NoServer, page.Demo = d.tryMail == nil, d.demo
	for _, key := range []string{"users", "audit"} {
		if v.may("GET /desk/" + key) {
			page.Links = append(page.Links, templates.DeskLink{Key: key, Path: "/desk/" + key})
		}
	}
	page.Links = append(page.Links, templates.DeskLink{Key: "api", Path: "/api/docs"})
	for _, s := range d.settingList {
		page.Settings = append(page.Settings, templates.DeskSetting(s))
	}
	page.Settings = append(page.Settings,
		templates.DeskSetting{Name: "zone", Value: v.programme.TimeZone},
		templates.DeskSetting{Name: "quiet-hours", Value: v.programme.Rules.QuietHours})
	return d.page(w, r, status, page)
}

// testMail is "/desk/settings/mail". It answers with what came of it: there is
// nothing to come back to.
func (d *Desk) testMail(w http.ResponseWriter, r *http.Request, v *visit) error {
	fields, err := reply.Form(w, r)
	if err != nil {
		return err
	}
	if d.tryMail == nil {
		return events.Refuse(events.CodeNotFound)
	}
	page := templates.DeskSettingsPage{To: fields.Get("email")}
	page.Errors, err = d.tried(r.Context(), v, &page)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if page.Errors != nil {
		status = http.StatusUnprocessableEntity
	}
	return d.showSettings(w, r, v, status, page)
}

// tried makes the test, unless the same person made one just now.
func (d *Desk) tried(ctx context.Context, v *visit, page *templates.DeskSettingsPage) ([]templates.FieldError, error) {
	address, err := d.service.TryMail(ctx, page.To)
	if wrong := d.wrong(v, err); wrong != nil || err != nil {
		if wrong != nil {
			err = nil
		}
		return wrong, err
	}
	if wait := d.brakes.trying.try(v.who.User.ID, d.realNow()); wait > 0 {
		return nil, &events.Error{Code: events.CodeRateLimited, RetryAfter: wait}
	}
	for _, step := range d.tryMail(ctx, address, v.lang) {
		page.Steps = append(page.Steps, templates.DeskMailStep(step))
	}
	return nil, nil
}

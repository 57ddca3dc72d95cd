package desk

import (
	"cmp"
	"net/http"
	"strconv"

	"kantine/events"
	"kantine/events/account"
	"kantine/templates"
)

// auditPage is how many entries a page of the audit log has.
const auditPage = 50

// audit is "/desk/audit": who did what, the latest first.
func (d *Desk) audit(w http.ResponseWriter, r *http.Request, v *visit) error {
	before, err := strconv.ParseInt(cmp.Or(r.URL.Query().Get("before"), "0"), 10, 64)
	if err != nil {
		return events.Refuse(events.CodeNotFound)
	}
	log, err := d.accounts.AuditLog(r.Context(), before, auditPage)
	if err != nil {
		return err
	}
	page := templates.DeskAuditPage{Layout: d.layout(v, "/desk/audit")}
	for _, e := range log.Entries {
		page.Items = append(page.Items, auditItem(v, &log, e))
	}
	if log.Next != 0 {
		page.NextPath = "/desk/audit?before=" + strconv.FormatInt(log.Next, 10)
	}
	return d.page(w, r, http.StatusOK, page)
}

// auditPages are where the things are that the audit log names.
var auditPages = map[string]string{
	"session": "/desk/sessions/{id}", "registration": "/desk/registrations/{id}", "message": "/desk/outbox/{id}",
	"employer": "/desk/employers/{id}", "facilitator": "/desk/facilitators/{id}", "offering": "/desk/offerings/{id}",
}

func auditItem(v *visit, log *account.AuditPage, e events.AuditEntry) templates.DeskAuditItem {
	item := templates.DeskAuditItem{
		At: e.At.In(v.zone), Who: log.Emails[e.Who], Token: log.Tokens[e.Who], What: string(e.What), About: e.AboutID, Detail: e.Detail,
	}
	if email, ok := log.Emails[e.AboutID]; ok {
		item.About = email
	} else if title, ok := log.Sessions[e.AboutID]; ok {
		item.About = title.In(v.lang)
	}
	if page := auditPages[e.About]; v.may("GET " + page) {
		item.AboutPath = fill(page, e.AboutID)
	}
	return item
}

package desk

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

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
	"employer": "/desk/employers/{id}", "site": "/desk/employers/{id}", "facilitator": "/desk/facilitators/{id}",
	"offering": "/desk/offerings/{id}", "venue": "/desk/venues/{id}", "kit": "/desk/kits/{id}", "sector": "/desk/sectors/{id}",
	"programme": "/desk/programme", "employers": "/desk/employers", "mail": "/desk/outbox", "settings": "/desk/settings",
}

func auditItem(v *visit, log *account.AuditPage, e events.AuditEntry) templates.DeskAuditItem {
	item := templates.DeskAuditItem{
		At: e.At.In(v.zone), Who: log.Emails[e.Who], Token: log.Tokens[e.Who], What: string(e.What), Thing: e.About, Detail: e.Detail,
	}
	page, id := auditPages[e.About], e.AboutID
	name, known := log.Names[account.AuditThing{About: e.About, ID: e.AboutID}]
	switch email := log.Emails[e.AboutID]; {
	case e.About == "user":
		item.About = email
	case e.About == "registration":
		// The same as on the telephone, and no name.
		item.Reference = (&events.Registration{ID: e.AboutID}).Reference()
	case e.About == "mail_text":
		name := textName(e.AboutID)
		item.Text = &name
		if v.may("GET /desk/texts/{kind}/{lang}") {
			item.AboutPath = textPath(e.AboutID, e.Detail)
		}
	case known && name.Letter != "":
		letter := textName(string(name.Letter))
		item.Text, id = &letter, name.PageID
	case known:
		item.About, id = name.Title.In(v.lang), name.PageID
	default:
		item.Gone = strings.Contains(page, "{id}")
	}
	switch {
	case item.Gone || !v.may("GET "+page):
	case strings.Contains(page, "{id}"):
		item.AboutPath = fill(page, id)
	default:
		item.AboutPath = page
	}
	return item
}

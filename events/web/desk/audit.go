package desk

import (
	"cmp"
	"net/http"
	"strconv"

	"kantine/events"
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
		item := templates.DeskAuditItem{
			At: e.At.In(v.zone), Who: log.Emails[e.Who], What: string(e.What), About: e.AboutID, Detail: e.Detail,
		}
		if email, ok := log.Emails[e.AboutID]; ok {
			item.About = email
		}
		page.Items = append(page.Items, item)
	}
	if log.Next != 0 {
		page.NextPath = "/desk/audit?before=" + strconv.FormatInt(log.Next, 10)
	}
	return d.page(w, r, http.StatusOK, page)
}

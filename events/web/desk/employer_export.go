package desk

import (
	"net/http"
	"strconv"

	"kantine/events"
	"kantine/events/exchange"
)

// exportEmployers is "/desk/employers.csv" and ".xlsx": the status of the
// employers that the list shows, all of its pages.
func (d *Desk) exportEmployers(f format) handler {
	return func(w http.ResponseWriter, r *http.Request, v *visit) error {
		all, err := d.service.ExportEmployers(r.Context(), employerFilter(r.URL.Query(), v))
		if err != nil {
			return err
		}
		return download(w, r, "werkgevers-"+string(all.Today), f, d.employerSheet(v, &all))
	}
}

func (d *Desk) employerSheet(v *visit, all *events.EmployerStatuses) exchange.Sheet {
	word := func(key string) string { return d.reply.Catalog.T(v.lang, key) }
	sheet := exchange.Sheet{}
	for _, key := range []string{
		"company", "sector", "stage", "next_action", "next_action_on", "next_visit", "held", "employees", "kvk",
		"branch_number", "street", "postcode", "city", "province", "contact", "role", "email", "phone",
	} {
		sheet.Columns = append(sheet.Columns, word("desk.export."+key))
	}
	for i := range all.Employers {
		e, next, on, visit := &all.Employers[i], "", "", ""
		visits := all.Visits[e.ID]
		if e.NextAction != nil {
			next = *e.NextAction
		}
		if e.NextActionOn != nil {
			on = string(*e.NextActionOn)
		}
		if !visits.Next.IsZero() {
			visit = visits.Next.In(v.zone).Format("2006-01-02 15:04")
		}
		var site events.Site
		if len(e.Sites) > 0 {
			site = e.Sites[0]
		}
		contact, _ := e.Contact()
		sheet.Rows = append(sheet.Rows, []string{
			e.Name, sectorName(v, all.Sectors, e.Sector), word("desk.stage." + string(e.Stage)), next, on, visit,
			strconv.Itoa(visits.Held), strconv.Itoa(e.Employees), e.KVK, e.BranchNumber, site.Street + " " + site.HouseNumber,
			site.Postcode, site.City, site.Province, contact.Name, contact.Role, contact.Email, contact.Phone,
		})
	}
	return sheet
}

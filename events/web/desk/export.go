package desk

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/exchange"
	"kantine/templates"
)

// format is a kind of file that a sheet can be had as.
type format struct {
	ending, media string
	write         func(exchange.Sheet, io.Writer) error
}

func asCSV() format { return format{"csv", "text/csv; charset=utf-8", exchange.Sheet.WriteCSV} }

func asXLSX() format {
	return format{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exchange.Sheet.WriteXLSX}
}

// download answers with a sheet as a file.
func download(w http.ResponseWriter, r *http.Request, name string, f format, sheet exchange.Sheet) error {
	var file bytes.Buffer
	if err := f.write(sheet, &file); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", f.media)
	header.Set("Content-Disposition", `attachment; filename="`+name+"."+f.ending+`"`)
	header.Set("Content-Length", strconv.Itoa(file.Len()))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		// The visitor may have left; there is nobody to tell.
		_, _ = w.Write(file.Bytes())
	}
	return nil
}

// exportAttendees is "/desk/sessions/{id}/attendees.csv" and ".xlsx".
func (d *Desk) exportAttendees(f format) handler {
	return func(w http.ResponseWriter, r *http.Request, v *visit) error {
		all, err := d.service.ExportAttendees(r.Context(), mux.Vars(r)["id"])
		if err != nil {
			return err
		}
		return download(w, r, all.Session.Slug, f, d.attendeeSheet(v, &all))
	}
}

// attendeeSheet has no notes: those stay with the coordinators.
func (d *Desk) attendeeSheet(v *visit, all *events.Attendees) exchange.Sheet {
	word := func(key string) string { return d.reply.Catalog.T(v.lang, key) }
	sheet := exchange.Sheet{}
	for _, key := range []string{"name", "email", "company", "language", "moment", "state", "answer", "position", "needs", "reference"} {
		sheet.Columns = append(sheet.Columns, word("desk.export."+key))
	}
	for i := range all.People {
		row, p := v.attendeeRow(&all.People[i]), &all.People[i]
		position, answer := "", ""
		if row.Position > 0 {
			position = strconv.Itoa(row.Position)
		}
		if row.Participation != "" {
			answer = word("desk.attendee.answer." + row.Participation)
		}
		sheet.Rows = append(sheet.Rows, []string{
			row.Name, row.Email, row.Company, word("layout.language." + p.Registration.Language),
			strings.TrimSpace(row.Start.Format("2006-01-02 15:04") + " " + row.Block), word("desk.attendee.state." + row.State),
			answer, position, row.Needs, row.Reference,
		})
	}
	return sheet
}

// signIn is "/desk/sessions/{id}/sign-in": a sheet to print. At a discreet
// session it does not say what the session is about, nor where people work.
func (d *Desk) signIn(w http.ResponseWriter, r *http.Request, v *visit) error {
	id := mux.Vars(r)["id"]
	all, err := d.service.Attendees(r.Context(), events.AttendeeQuery{SessionID: id, LedBy: v.ledBy()})
	if err != nil {
		return err
	}
	page := templates.DeskSignInPage{
		Layout: d.layout(v, fill("/desk/sessions/{id}/sign-in", id)), BackPath: v.link("/desk/sessions/{id}/attendees", id),
		Neutral: all.Session.Offering.Discreet, Session: v.sessionRow(&all.Listing),
	}
	if page.Neutral {
		page.Programme = "" // browsers print a page's title
	}
	zone := all.Session.TimeZone()
	for _, b := range all.Session.Blocks {
		part := templates.DeskSignInBlock{Start: b.StartsAt.In(zone), End: b.EndsAt.In(zone)}
		if !page.Neutral {
			part.Label = b.Label
		}
		for i := range all.People {
			reg := &all.People[i].Registration
			if reg.BlockID != b.ID || reg.State == events.Withdrawn || reg.State == events.Waitlisted || !reg.ErasedAt.IsZero() {
				continue
			}
			row := templates.DeskSignInRow{Name: reg.Name, Reference: reg.Reference()}
			if !page.Neutral && !reg.Discreet {
				row.Company = all.People[i].Company
			}
			part.Rows = append(part.Rows, row)
		}
		templates.SortSignIn(part.Rows)
		page.Blocks = append(page.Blocks, part)
	}
	return d.page(w, r, http.StatusOK, page)
}

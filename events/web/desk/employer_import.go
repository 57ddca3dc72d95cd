package desk

import (
	"net/http"
	"strconv"

	"kantine/events"
	"kantine/events/exchange"
	"kantine/events/web/reply"
	"kantine/templates"
)

const (
	importPath = employersPath + "/import"
	// shownNew is how many of the new employers of a list are shown.
	shownNew = 200
)

// chooseList is "/desk/employers/import".
func (d *Desk) chooseList(w http.ResponseWriter, r *http.Request, v *visit) error {
	return d.showChoice(w, r, v, http.StatusOK, nil)
}

func (d *Desk) importPage(v *visit, action string) templates.DeskImportPage {
	return templates.DeskImportPage{DeskForm: templates.DeskForm{Layout: d.layout(v, importPath), Action: action}, BackPath: employersPath}
}

func (d *Desk) showChoice(w http.ResponseWriter, r *http.Request, v *visit, status int, refused error) error {
	page := d.importPage(v, importPath)
	page.Errors = d.wrong(v, refused)
	page.Columns, page.Others = exchange.EmployerColumns()
	return d.page(w, r, status, page)
}

// checkList is its POST: what an import of the file would do.
func (d *Desk) checkList(w http.ResponseWriter, r *http.Request, v *visit) error {
	upload, err := reply.ReadUpload(w, r, "file")
	if events.CodeOf(err) == reply.TooLarge {
		return d.showChoice(w, r, v, http.StatusRequestEntityTooLarge, events.Invalid("file", "file_size"))
	}
	if err != nil {
		return err
	}
	return d.showList(w, r, v, upload.File, http.StatusOK, upload.Fields.Get("follow_up") != "")
}

// showList shows what an import of a list would do.
func (d *Desk) showList(w http.ResponseWriter, r *http.Request, v *visit, file []byte, status int, followUp bool) error {
	text, rows, err := exchange.ReadEmployers(file)
	if _, ok := validation(err); ok {
		return d.showChoice(w, r, v, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	judged, err := d.service.JudgeEmployers(r.Context(), rows)
	if err != nil {
		return err
	}
	page := d.importPage(v, importPath+"/confirm")
	page.BackPath, page.Text, page.FormKey = importPath, text, newFormKey()
	page.Stale, page.FollowUp = status == http.StatusConflict, followUp
	for i := range judged {
		row := d.importRow(v, &judged[i])
		switch {
		case judged[i].Wrong():
			page.Wrongs = append(page.Wrongs, row)
		case judged[i].Double():
			page.Doubles = append(page.Doubles, row)
		default:
			if page.Expected++; page.Expected <= shownNew {
				page.New = append(page.New, row)
			}
		}
	}
	page.More = page.Expected - len(page.New)
	return d.page(w, r, status, page)
}

func (d *Desk) importRow(v *visit, r *events.EmployerRow) templates.DeskImportRow {
	row := templates.DeskImportRow{Line: r.Line, Name: r.Employer.Name, KVK: r.Employer.KVK, DoubleLine: r.DoubleLine}
	if r.DoubleID != "" {
		row.DoublePath, row.DoubleName = v.link(employerRoute, r.DoubleID), r.DoubleName
	}
	if len(r.Employer.Sites) > 0 {
		row.Postcode, row.City = r.Employer.Sites[0].Postcode, r.Employer.Sites[0].City
	}
	for _, p := range r.Problems {
		fault := templates.DeskImportFault{Column: p.Field, Message: d.reply.FieldMessage(v.lang, p)}
		for i := 0; i+1 < len(p.Args); i += 2 {
			if value, ok := p.Args[i+1].(string); ok && p.Args[i] == "Value" {
				fault.Value = value
			}
		}
		row.Faults = append(row.Faults, fault)
	}
	return row
}

// importList is "/desk/employers/import/confirm": it brings in what was shown.
func (d *Desk) importList(w http.ResponseWriter, r *http.Request, v *visit) error {
	upload, err := reply.ReadUpload(w, r, "")
	if err != nil {
		return err
	}
	fields := upload.Fields
	expected, err := strconv.Atoi(fields.Get("expected"))
	if err != nil {
		return d.showChoice(w, r, v, http.StatusUnprocessableEntity, events.Invalid("file", "required"))
	}
	file, followUp := fields.Get("text"), fields.Get("follow_up") != ""
	_, rows, err := exchange.ReadEmployers([]byte(file))
	if _, ok := validation(err); ok {
		return d.showChoice(w, r, v, http.StatusUnprocessableEntity, err)
	}
	if err != nil {
		return err
	}
	c := events.ImportCommand{Rows: rows, Expected: expected, Once: formOnce(v, "import", fields.Get("form"), fields.Encode())}
	if followUp {
		c.FollowUp = d.reply.Catalog.T(v.lang, "desk.choice.action_import")
	}
	imported, err := d.service.ImportEmployers(r.Context(), c)
	if events.CodeOf(err) == events.CodeVersionConflict {
		return d.showList(w, r, v, []byte(file), http.StatusConflict, followUp)
	}
	if err != nil {
		return err
	}
	return d.see(w, v, employersPath+"?imported="+strconv.Itoa(imported))
}

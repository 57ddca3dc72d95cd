package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kantine/events"
)

// columns of a list of employers, in the order of the demo's. A list must have
// the first ones and may have the others.
var (
	employerMust = []string{"name", "kvk", "street", "house_number", "postcode", "city", "roster"}
	employerMay  = []string{
		"sector", "branch_number", "employees", "contact_name", "contact_role", "email", "phone", "province", "stage", "domain", "note", "language",
	}
)

// EmployerColumns are the columns that a list of employers must have, and those
// that it may have beside them.
func EmployerColumns() (must, may []string) {
	return slices.Clone(employerMust), slices.Clone(employerMay)
}

// maxRows is how many lines a list may have.
const maxRows = 5000

// ReadEmployers reads a list of employers: CSV in UTF-8 with or without a byte
// order mark, comma or semicolon, its columns named in the first line. It gives
// the text back as it was read, and each line with what is wrong with it as far
// as the line itself tells. A list that cannot be read at all is
// CodeValidation about the field "file".
func ReadEmployers(file []byte) (text string, rows []events.EmployerRow, err error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	switch {
	case len(bytes.TrimSpace(file)) == 0:
		return "", nil, events.Invalid("file", "required")
	case !utf8.Valid(file):
		return "", nil, events.Invalid("file", "file_utf8")
	case bytes.ContainsRune(file, 0):
		return "", nil, events.Invalid("file", "file_csv", "Line", 1)
	}
	text = string(file)
	r := csv.NewReader(strings.NewReader(text))
	first, _, _ := strings.Cut(text, "\n")
	if strings.Count(first, ";") > strings.Count(first, ",") {
		r.Comma = ';'
	}
	r.FieldsPerRecord = -1
	columns, err := columnsOf(r)
	if err != nil {
		return "", nil, err
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var wrong *csv.ParseError
		if errors.As(err, &wrong) {
			return "", nil, events.Invalid("file", "file_csv", "Line", wrong.Line)
		}
		if err != nil {
			return "", nil, err
		}
		line, _ := r.FieldPos(0)
		if blank(record) {
			continue
		}
		if len(rows) == maxRows {
			return "", nil, events.Invalid("file", "file_rows", "Max", maxRows)
		}
		rows = append(rows, employerRow(line, columns, record))
	}
	if len(rows) == 0 {
		return "", nil, events.Invalid("file", "file_empty")
	}
	return text, rows, nil
}

func blank(record []string) bool {
	return !slices.ContainsFunc(record, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// columnsOf reads the names of the columns.
func columnsOf(r *csv.Reader) ([]string, error) {
	columns, err := r.Read()
	if err != nil {
		return nil, events.Invalid("file", "file_csv", "Line", 1)
	}
	for i, c := range columns {
		columns[i] = strings.ToLower(strings.TrimSpace(c))
		if !slices.Contains(employerMust, columns[i]) && !slices.Contains(employerMay, columns[i]) {
			return nil, events.Invalid("file", "file_column", "Column", c)
		}
		if slices.Contains(columns[:i], columns[i]) {
			return nil, events.Invalid("file", "file_twice", "Column", c)
		}
	}
	for _, must := range employerMust {
		if !slices.Contains(columns, must) {
			return nil, events.Invalid("file", "file_lacks", "Column", must)
		}
	}
	return columns, nil
}

// employerRow makes an employer of one line.
func employerRow(line int, columns, record []string) events.EmployerRow {
	row := events.EmployerRow{Line: line}
	get := func(column string) string {
		at := slices.Index(columns, column)
		if at < 0 || at >= len(record) {
			return ""
		}
		return strings.TrimSpace(record[at])
	}
	if len(record) != len(columns) {
		row.Problems = append(row.Problems, events.Problem{
			Field: "line", Key: "columns", Args: []any{"Has", len(record), "Want", len(columns)},
		})
	}
	e := events.Employer{
		Name: get("name"), Sector: get("sector"), KVK: get("kvk"), BranchNumber: get("branch_number"), Domain: get("domain"),
		Stage: events.Stage(strings.ToLower(get("stage"))), Note: get("note"),
	}
	if n := get("employees"); n != "" {
		var err error
		if e.Employees, err = strconv.Atoi(strings.ReplaceAll(n, ".", "")); err != nil {
			row.Problems = append(row.Problems, events.Problem{Field: "employees", Key: "whole_number", Args: []any{"Value", n}})
		}
	}
	if c := (events.Contact{Name: get("contact_name"), Role: get("contact_role"), Email: get("email"), Phone: get("phone")}); c != (events.Contact{}) {
		c.Language = strings.ToLower(get("language"))
		if c.Language == "" {
			c.Language = events.DefaultLanguage
		}
		e.Contacts = []events.Contact{c}
	}
	e.Sites = []events.Site{{
		Street: get("street"), HouseNumber: get("house_number"), Postcode: get("postcode"), City: get("city"), Province: get("province"),
		Roster: get("roster"),
	}}
	row.Employer = e
	return row
}

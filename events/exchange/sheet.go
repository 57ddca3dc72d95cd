package exchange

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Sheet is a table for a spreadsheet: the one writer of CSV and XLSX, so that
// no cell is ever a formula.
type Sheet struct {
	Columns []string
	Rows    [][]string
}

// cell takes from a value what a spreadsheet would calculate with: one that
// begins as a formula does gets an apostrophe in front (OWASP, CSV injection);
// the wide signs are those of East Asian keyboards.
// Line breaks become blanks, so that a row stays a line.
func cell(value string) string {
	value = strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, value)
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(value, " \u00a0\u3000"))
	if strings.ContainsRune("=+-@＝＋－＠", first) {
		return "'" + value
	}
	return value
}

// WriteCSV writes the sheet as the Dutch Excel opens it by itself: UTF-8 with a
// byte order mark, semicolons, CRLF (RFC 4180 but for the separator).
func (s Sheet) WriteCSV(w io.Writer) error {
	b := bufio.NewWriter(w)
	b.WriteString("\ufeff") // an error stays until Flush
	for _, row := range append([][]string{s.Columns}, s.Rows...) {
		for i, value := range row {
			if i > 0 {
				b.WriteByte(';')
			}
			b.WriteString(`"` + strings.ReplaceAll(cell(value), `"`, `""`) + `"`)
		}
		b.WriteString("\r\n")
	}
	return b.Flush()
}

// WriteXLSX writes the sheet as a workbook of texts.
func (s Sheet) WriteXLSX(w io.Writer) (err error) {
	const name = "Sheet1"
	book := excelize.NewFile()
	defer func() {
		if e := book.Close(); err == nil {
			err = e
		}
	}()
	rows, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, row := range append([][]string{s.Columns}, s.Rows...) {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		values := make([]any, len(row))
		for j, value := range row {
			values[j] = cell(value)
		}
		if err := rows.SetRow(at, values); err != nil {
			return err
		}
	}
	if err := rows.Flush(); err != nil {
		return err
	}
	return book.Write(w)
}

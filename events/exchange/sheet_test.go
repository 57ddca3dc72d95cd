package exchange

import (
	"bytes"
	"encoding/csv"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestSheetsReadBack writes what people type, the worst of it too, and reads it
// back from both kinds of file.
func TestSheetsReadBack(t *testing.T) {
	s := Sheet{Columns: []string{"Naam", "Bedrijf"}, Rows: [][]string{
		{"Zoë Demo; \"van\" 't Erf", "=1+1"},
		{"+31 6", "-2"},
		{"@SUM(A1)", "\t=cmd|' /C calc'!A0"},
		{"\r=2", "een\nregel"},
		{"", " \u00a0=3"},
		{"Jan-Willem", "a=b"},
		{"＝1+1", "＋1"},
		{"－1", "\u3000＠SUM(A1)"},
		{"a＝b", "\ufffd"},
	}}
	want := [][]string{
		{"Naam", "Bedrijf"},
		{"Zoë Demo; \"van\" 't Erf", "'=1+1"},
		{"'+31 6", "'-2"},
		{"'@SUM(A1)", "' =cmd|' /C calc'!A0"},
		{"' =2", "een regel"},
		{"", "' \u00a0=3"},
		{"Jan-Willem", "a=b"},
		{"'＝1+1", "'＋1"},
		{"'－1", "'\u3000＠SUM(A1)"},
		{"a＝b", "\ufffd"},
	}
	var b bytes.Buffer
	if err := s.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	if !marked || strings.Count(text, "\r\n") != len(want) {
		t.Errorf("no byte order mark, or rows of several lines: %q", text)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	got, err := r.ReadAll()
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("CSV: %q, %v", got, err)
	}

	b.Reset()
	if err := s.WriteXLSX(&b); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Sheet1")
	if err != nil || !reflect.DeepEqual(rows, want) {
		t.Errorf("XLSX: %q, %v", rows, err)
	}
	for _, at := range []string{"A3", "B2", "B4"} {
		if formula, err := book.GetCellFormula("Sheet1", at); formula != "" || err != nil {
			t.Errorf("%s is the formula %q, %v", at, formula, err)
		}
	}
}

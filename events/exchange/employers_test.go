package exchange

import (
	"os"
	"strings"
	"testing"

	"kantine/events"
)

func TestReadEmployers(t *testing.T) {
	const head = "name,kvk,street,house_number,postcode,city,roster"
	for name, c := range map[string]struct {
		file, want string // want is the key of the refusal
	}{
		"comma":             {head + "\nDemo,00000001,Kade,1,7801 ZZ,Emmen,day\n", ""},
		"semicolon":         {strings.ReplaceAll(head, ",", ";") + "\r\n\"Demo; Dozen\";00000001;Kade;1;7801 ZZ;Emmen;day", ""},
		"byte order mark":   {"\ufeff" + head + "\nDemo,00000001,Kade,1,7801 ZZ,Emmen,day", ""},
		"other order":       {"KVK, City ,roster,name,street,house_number,postcode\n00000001,Emmen,day,Demo,Kade,1,7801 ZZ", ""},
		"nothing":           {" \n", "required"},
		"no lines":          {head + "\n,,,,,,\n", "file_empty"},
		"another encoding":  {head + "\nCaf\xe9,00000001,Kade,1,7801 ZZ,Emmen,day", "file_utf8"},
		"zero":              {head + "\nDe\x00mo,00000001,Kade,1,7801 ZZ,Emmen,day", "file_csv"},
		"open quote":        {head + "\n\"Demo,00000001,Kade,1,7801 ZZ,Emmen,day", "file_csv"},
		"strange column":    {head + ",salary\n", "file_column"},
		"doubled column":    {head + ",city\n", "file_twice"},
		"missing column":    {"name,kvk\n", "file_lacks"},
		"a picture":         {"\x89PNG\r\n\x1a\n", "file_utf8"},
		"too many":          {head + strings.Repeat("\nDemo,00000001,Kade,1,7801 ZZ,Emmen,day", maxRows+1), "file_rows"},
		"as many as may be": {head + strings.Repeat("\nDemo,00000001,Kade,1,7801 ZZ,Emmen,day", maxRows), ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, rows, err := ReadEmployers([]byte(c.file))
			if c.want == "" {
				if err != nil || len(rows) == 0 || rows[0].Employer.KVK != "00000001" || rows[0].Employer.Sites[0].City != "Emmen" || rows[0].Wrong() {
					t.Errorf("%+v, %v", rows, err)
				}
				return
			}
			refusal, ok := err.(*events.Error)
			if !ok || refusal.Problems[0].Field != "file" || refusal.Problems[0].Key != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

func TestLinesOfEmployers(t *testing.T) {
	text, rows, err := ReadEmployers([]byte("name,kvk,street,house_number,postcode,city,roster,employees,contact_name,email,language,note\n" +
		"Demo,1,Kade,1,7801 ZZ,Emmen,day,1.200,Kim,kim@demo.example,EN,\"a\nb\"\n\n" +
		"Kort,1,Kade\nVeel,1,Kade,1,7801 ZZ,Emmen,day,veel,,,,,x\n"))
	if err != nil || len(rows) != 3 || !strings.HasPrefix(text, "name,") {
		t.Fatalf("%+v, %v", rows, err)
	}
	if e := rows[0].Employer; e.Employees != 1200 || e.Note != "a\nb" || e.Contacts[0] != (events.Contact{Name: "Kim", Email: "kim@demo.example", Language: "en"}) {
		t.Errorf("%+v", e)
	}
	for i, want := range [][]string{nil, {"line columns"}, {"line columns", "employees whole_number"}} {
		var got []string
		for _, p := range rows[i].Problems {
			got = append(got, p.Field+" "+p.Key)
		}
		if strings.Join(got, ", ") != strings.Join(want, ", ") {
			t.Errorf("row %d: %v, want %v", i, got, want)
		}
	}
	if rows[0].Line != 2 || rows[1].Line != 5 || rows[2].Line != 6 || rows[1].Employer.Contacts != nil {
		t.Errorf("lines %d, %d, %d", rows[0].Line, rows[1].Line, rows[2].Line)
	}
}

func TestTheFortyCanBeRead(t *testing.T) {
	file, err := os.ReadFile("testdata/employers-40.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, rows, err := ReadEmployers(file)
	if err != nil || len(rows) != 40 {
		t.Fatalf("%d lines, %v", len(rows), err)
	}
	for _, r := range rows {
		if r.Wrong() || r.Employer.Stage != events.StageLead || r.Employer.Employees == 0 {
			t.Errorf("%+v", r)
		}
	}
}

func FuzzReadEmployers(f *testing.F) {
	f.Add("name,kvk,street,house_number,postcode,city,roster\nDemo,1,Kade,1,7801 ZZ,Emmen,day")
	f.Add("name;kvk\n\"")
	f.Fuzz(func(t *testing.T, file string) {
		text, rows, err := ReadEmployers([]byte(file))
		if err != nil && events.CodeOf(err) != events.CodeValidation {
			t.Fatal(err)
		}
		if err == nil && (len(rows) == 0 || !strings.HasSuffix(file, text)) {
			t.Errorf("%d rows of %q", len(rows), text)
		}
	})
}

package plan

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kantine/events"
)

var (
	//go:embed holidays-nl.csv
	holidaysCSV []byte
	//go:embed school-holidays-nl.csv
	schoolCSV []byte
)

// holiday is one day of the table.
type holiday struct {
	day  events.Date
	name events.Text
	kind events.DayKind
}

// readTable reads a CSV whose first line names the columns.
func readTable(name string, data []byte, columns ...string) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = len(columns)
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(rows) < 2 || strings.Join(rows[0], ",") != strings.Join(columns, ",") {
		return nil, fmt.Errorf("%s: its columns are not %v, or it has no rows", name, columns)
	}
	return rows[1:], nil
}

func (p *Planner) readHolidays() error {
	rows, err := readTable("holidays-nl.csv", holidaysCSV, "date", "name_nl", "name_en", "blocking")
	if err != nil {
		return err
	}
	for _, row := range rows {
		day, err := events.ParseDate("date", row[0])
		if err != nil {
			return fmt.Errorf("holidays-nl.csv: %s: %w", row[0], err)
		}
		kind := events.DayKind(row[3])
		switch kind {
		case events.DayHard, events.DaySoft, events.DayAdvice, events.DayTheme:
		default:
			return fmt.Errorf("holidays-nl.csv: %s: blocking %q is unknown", row[0], row[3])
		}
		p.holidays = append(p.holidays, holiday{day, events.Text{NL: row[1], EN: row[2]}, kind})
	}
	p.firstYear, _ = strconv.Atoi(rows[0][0][:4])
	p.lastYear, _ = strconv.Atoi(rows[len(rows)-1][0][:4])
	return nil
}

func (p *Planner) readSchoolHolidays() error {
	const name = "school-holidays-nl.csv"
	rows, err := readTable(name, schoolCSV, "school_year", "name_nl", "region", "start", "end", "evidence")
	if err != nil {
		return err
	}
	for _, row := range rows {
		from, err := events.ParseDate("start", row[3])
		if err != nil {
			return fmt.Errorf("%s: %s: %w", name, row[3], err)
		}
		to, err := events.ParseDate("end", row[4])
		if err != nil {
			return fmt.Errorf("%s: %s: %w", name, row[4], err)
		}
		region := row[2]
		if region == "alle" {
			region = ""
		}
		p.school = append(p.school, events.SpecialDay{Kind: events.DaySchool, Name: schoolName(row[1]), From: from, To: to, Region: region})
	}
	return nil
}

// schoolName gives both languages to a name of which the table has one, and
// leaves out the remark some carry between brackets.
func schoolName(nl string) events.Text {
	nl, _, _ = strings.Cut(nl, " (")
	for _, known := range []events.Text{
		{NL: "Herfstvakantie", EN: "Autumn holiday"},
		{NL: "Kerstvakantie", EN: "Christmas holiday"},
		{NL: "Voorjaarsvakantie", EN: "Spring holiday"},
		{NL: "Meivakantie", EN: "May holiday"},
		{NL: "Zomervakantie", EN: "Summer holiday"},
	} {
		if known.NL == nl {
			return known
		}
	}
	return events.Text{NL: nl, EN: nl}
}

// regionSouth is the school region that keeps carnival.
const regionSouth = "zuid"

// carnivalOf is the Sunday to Tuesday before Ash Wednesday.
func carnivalOf(year int) events.SpecialDay {
	sunday := easter(year).AddDate(0, 0, -49)
	return events.SpecialDay{
		Kind: events.DayCarnival, Name: events.Text{NL: "Carnaval", EN: "Carnival"}, Region: regionSouth,
		From: dayOf(sunday), To: dayOf(sunday.AddDate(0, 0, 2)),
	}
}

// easter is Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	n := h + l - 7*((a+11*h+22*l)/451) + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// closedFrom is the stretch that begins in December of a year in which nothing
// is planned (R7).
func closedFrom(year int) events.SpecialDay {
	return events.SpecialDay{
		Kind: events.DayClosed, Name: events.Text{NL: "Gesloten rond de jaarwisseling", EN: "Closed around New Year"},
		From: events.Date(fmt.Sprintf("%04d-12-21", year)), To: events.Date(fmt.Sprintf("%04d-01-03", year+1)),
	}
}

// Days implements events.Planner.
func (p *Planner) Days(from, to events.Date, region string) []events.SpecialDay {
	var all []events.SpecialDay
	add := func(d events.SpecialDay) {
		if d.From <= to && d.To >= from && (region == "" || d.Region == "" || d.Region == region) {
			all = append(all, d)
		}
	}
	for _, h := range p.holidays {
		add(events.SpecialDay{Kind: h.kind, Name: h.name, From: h.day, To: h.day})
	}
	for _, d := range p.school {
		add(d)
	}
	first, err := time.Parse(time.DateOnly, string(from))
	last, lastErr := time.Parse(time.DateOnly, string(to))
	if err != nil || lastErr != nil {
		return nil
	}
	for year := first.Year() - 1; year <= last.Year(); year++ {
		add(carnivalOf(year))
		add(closedFrom(year))
	}
	return all
}

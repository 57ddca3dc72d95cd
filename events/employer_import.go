package events

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// EmployerRow is one line of a list of employers.
type EmployerRow struct {
	// Line is its place in the file, from 1.
	Line     int
	Employer Employer
	// Problems are in the words of the file's columns.
	Problems []Problem
	// DoubleID and DoubleName are the employer that is there already with the
	// same KVK number and postcode, DoubleLine the line of this file that is.
	DoubleID, DoubleName string
	DoubleLine           int
}

// Wrong tells whether the line cannot be taken.
func (r *EmployerRow) Wrong() bool { return len(r.Problems) > 0 }

// Double tells whether the employer is there already.
func (r *EmployerRow) Double() bool { return !r.Wrong() && (r.DoubleID != "" || r.DoubleLine > 0) }

// Good tells whether the line would be imported.
func (r *EmployerRow) Good() bool { return !r.Wrong() && !r.Double() }

// JudgeEmployers tells of each line of a list what an import would do with it.
func (s *Service) JudgeEmployers(ctx context.Context, rows []EmployerRow) ([]EmployerRow, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]EmployerRow, error) { return judgeEmployers(ctx, tx, rows) })
}

// judgeEmployers leaves rows as they are: the transaction may run again.
func judgeEmployers(ctx context.Context, tx Tx, rows []EmployerRow) ([]EmployerRow, error) {
	sectors, err := tx.Sectors(ctx)
	if err != nil {
		return nil, err
	}
	gone, err := archived(ctx, tx, ThingSector)
	if err != nil {
		return nil, err
	}
	judged := make([]EmployerRow, len(rows))
	lines := map[string]int{}
	for i := range rows {
		r := rows[i]
		r.Problems = slices.Clone(r.Problems)
		r.Employer.Sites = slices.Clone(r.Employer.Sites)
		r.Employer.Contacts = slices.Clone(r.Employer.Contacts)
		r.check(sectors, gone)
		if err := r.findDouble(ctx, tx, lines); err != nil {
			return nil, err
		}
		judged[i] = r
	}
	return judged, nil
}

// check looks for what is wrong with the line; gone are the archived sectors.
func (r *EmployerRow) check(sectors []Sector, gone map[string]bool) {
	e := &r.Employer
	if e.Sector != "" {
		at := slices.IndexFunc(sectors, func(s Sector) bool {
			return s.ID == e.Sector || s.Slug == e.Sector || strings.EqualFold(s.Name.NL, e.Sector) || strings.EqualFold(s.Name.EN, e.Sector)
		})
		switch {
		case at < 0:
			r.Problems = append(r.Problems, Problem{Field: "sector", Key: "unknown_choice", Args: []any{"Value", e.Sector}})
		case gone[sectors[at].ID]:
			r.Problems = append(r.Problems, Problem{Field: "sector", Key: "archived", Args: []any{"Value", e.Sector}})
		default:
			e.Sector = sectors[at].ID
		}
	}
	for i := range e.Sites {
		site := &e.Sites[i]
		form := site.Form()
		form.complete()
		site.set(form)
		site.Country = "NL"
	}
	p := problems(r.Problems)
	_ = p.take(checkEmployer(e)) // refuses fields only
	r.Problems = p
	for i := range r.Problems {
		r.Problems[i].column()
	}
}

// column names the field of an employer as the column of a list.
func (p *Problem) column() {
	column := p.Field[strings.LastIndexByte(p.Field, '.')+1:] // of "sites[0].postcode"
	switch {
	case strings.HasPrefix(p.Field, "contacts") && (column == "name" || column == "role"):
		column = "contact_" + column
	case column == "shifts":
		column, p.Key, p.Args = "roster", "roster", nil
	}
	p.Field = column
}

// findDouble looks for the line's KVK number and postcode among the employers
// and the lines before it, which lines keeps.
func (r *EmployerRow) findDouble(ctx context.Context, tx Tx, lines map[string]int) error {
	e := &r.Employer
	if r.Wrong() || e.KVK == "" || len(e.Sites) == 0 {
		return nil
	}
	key := e.KVK + " " + e.Sites[0].Postcode
	if line, ok := lines[key]; ok {
		r.DoubleLine = line
	} else {
		lines[key] = r.Line
	}
	known, err := tx.Employers(ctx, EmployerFilter{KVK: e.KVK})
	for i := range known {
		if slices.ContainsFunc(known[i].Sites, func(s Site) bool { return s.Postcode == e.Sites[0].Postcode }) {
			r.DoubleID, r.DoubleName = known[i].ID, known[i].Name
		}
	}
	return err
}

// AuditEmployersImported is written down once for each import; its detail is
// the number of employers.
const AuditEmployersImported AuditWhat = "employers_imported"

// ImportCommand brings in the good lines of a list.
type ImportCommand struct {
	Rows []EmployerRow
	// FollowUp are the words of a next action for each, due when a lead's is; ""
	// for none.
	FollowUp string
	// Expected is how many good lines the person was shown.
	Expected int
	Once     *Once
}

// ImportEmployers imports the good lines of a list, all or none, and tells how
// many there were. CodeVersionConflict where they are not as many as expected.
func (s *Service) ImportEmployers(ctx context.Context, c ImportCommand) (int, error) {
	imported := 0
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		if err := turn(ctx, tx, "employers", now); err != nil {
			return err
		}
		made, err := once(ctx, tx, c.Once, now,
			func(id string) (string, error) { return id, nil },
			func() (string, string, error) {
				n, err := s.importEmployers(ctx, tx, &c)
				return strconv.Itoa(n), strconv.Itoa(n), err
			})
		if err == nil {
			imported, err = strconv.Atoi(made)
		}
		return err
	})
	return imported, err
}

func (s *Service) importEmployers(ctx context.Context, tx Tx, c *ImportCommand) (int, error) {
	rows, err := judgeEmployers(ctx, tx, c.Rows)
	if err != nil {
		return 0, err
	}
	rows = slices.DeleteFunc(rows, func(r EmployerRow) bool { return !r.Good() })
	if len(rows) != c.Expected {
		return 0, Refuse(CodeVersionConflict)
	}
	programme, err := tx.Programme(ctx)
	if err != nil {
		return 0, err
	}
	now, due := s.clock.Now(), s.followUp(&programme)
	for i := range rows {
		e := rows[i].Employer
		e.Source = SourceImport
		if c.FollowUp != "" && e.Stage != StageDeclined {
			e.setFunnel(Funnel{e.Stage, c.FollowUp, string(due)})
		}
		if _, err := createEmployer(ctx, tx, e, now); err != nil {
			return 0, err
		}
	}
	return len(rows), s.audit(ctx, tx, AuditEmployersImported, "employers", "", strconv.Itoa(len(rows)))
}

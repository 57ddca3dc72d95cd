package store

import (
	"context"
	"strings"

	"kantine/events"
)

// Employer implements events.PeopleTx.
func (t *tx) Employer(ctx context.Context, id string) (events.Employer, error) {
	e, err := one(ctx, t, scanDocument[events.Employer], `SELECT body FROM employers WHERE id = ?`, id)
	if err != nil {
		return e, named("employer", err)
	}
	e.Sites, err = list(ctx, t, scanSite,
		`SELECT employer_id, body FROM sites WHERE employer_id = ? ORDER BY id`, id)
	return e, named("employer", err)
}

// LockEmployer implements events.PeopleTx.
func (t *tx) LockEmployer(ctx context.Context, id string) (events.Employer, error) {
	if t.dialect.lockRow != "" {
		if _, err := t.exec(ctx, `SELECT 1 FROM employers WHERE id = ?`+t.dialect.lockRow, id); err != nil {
			return events.Employer{}, named("lock employer", err)
		}
	}
	return t.Employer(ctx, id)
}

// PutEmployer implements events.PeopleTx.
func (t *tx) PutEmployer(ctx context.Context, e events.Employer) error {
	e.Sites = nil
	contact, _ := e.Contact()
	var next, archived events.Date
	if e.NextActionOn != nil {
		next = *e.NextActionOn
	}
	if e.ArchivedOn != nil {
		archived = *e.ArchivedOn
	}
	return named("put employer", t.putShown(ctx, e, `INSERT INTO employers
			(id, sector_id, email, name_key, stage, kvk, next_on, archived_on, personal, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET sector_id = excluded.sector_id, email = excluded.email, name_key = excluded.name_key,
			stage = excluded.stage, kvk = excluded.kvk, next_on = excluded.next_on, archived_on = excluded.archived_on,
			personal = excluded.personal, body = excluded.body`,
		e.ID, nullID(e.Sector), contact.Email, strings.ToLower(e.Name), string(e.Stage), e.KVK, string(next), string(archived), e.Personal()))
}

// Employers implements events.PeopleTx.
func (t *tx) Employers(ctx context.Context, f events.EmployerFilter) ([]events.Employer, error) {
	if f == (events.EmployerFilter{}) {
		all, err := t.everyEmployer(ctx)
		return all, named("employers", err)
	}
	q := new(filter)
	q.when(f.Stage != "", "e.stage = ?", string(f.Stage))
	q.when(f.Sector != "", "e.sector_id = ?", f.Sector)
	q.when(f.KVK != "", "e.kvk <> '' AND e.kvk = ?", f.KVK)
	if f.Text != "" {
		inside := "%" + likeText.Replace(strings.ToLower(f.Text)) + "%"
		q.when(true, `(e.name_key LIKE ? ESCAPE '!' OR e.kvk LIKE ? ESCAPE '!' OR EXISTS
			(SELECT 1 FROM sites p WHERE p.employer_id = e.id AND p.city_key LIKE ? ESCAPE '!'))`,
			inside, strings.TrimPrefix(inside, "%"), inside)
	}
	q.when(f.Due != "", "e.next_on <> '' AND e.next_on <= ?", string(f.Due))
	q.when(f.Archived.Set && f.Archived.Value, "e.archived_on <> ''")
	q.when(f.Archived.Set && !f.Archived.Value, "e.archived_on = ''")
	q.when(f.After != "", "(e.name_key, e.id) > (SELECT a.name_key, a.id FROM employers a WHERE a.id = ?)", f.After)
	q.limit = f.Limit
	all, err := list(ctx, t, scanDocument[events.Employer], q.text("SELECT e.body FROM employers e", "e.name_key, e.id"), q.args...)
	if err != nil {
		return nil, named("employers", err)
	}
	return all, named("employers", t.addSites(ctx, all))
}

// addEverySite is addSites for all employers that there are.
func (t *tx) addEverySite(ctx context.Context, all []events.Employer) error {
	at := make(map[string]*events.Employer, len(all))
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	sites, err := list(ctx, t, scanSite, `SELECT employer_id, body FROM sites ORDER BY employer_id, id`)
	for _, s := range sites {
		at[s.EmployerID].Sites = append(at[s.EmployerID].Sites, s)
	}
	return err
}

// siteChunk is how many employers' sites are read at once.
const siteChunk = 50

// addSites reads the sites of many employers, as addBlocks does blocks.
func (t *tx) addSites(ctx context.Context, all []events.Employer) error {
	for start := 0; start < len(all); start += siteChunk {
		chunk := all[start:min(start+siteChunk, len(all))]
		at := make(map[string]*events.Employer, len(chunk))
		ids := make([]any, siteChunk)
		for i := range ids {
			e := &chunk[min(i, len(chunk)-1)]
			ids[i], at[e.ID] = e.ID, e
		}
		sites, err := list(ctx, t, scanSite,
			`SELECT employer_id, body FROM sites WHERE employer_id IN (`+marks(siteChunk)+`) ORDER BY employer_id, id`, ids...)
		if err != nil {
			return err
		}
		for _, s := range sites {
			at[s.EmployerID].Sites = append(at[s.EmployerID].Sites, s)
		}
	}
	return nil
}

// CountEmployers implements events.PeopleTx.
func (t *tx) CountEmployers(ctx context.Context, due events.Date) (events.EmployerCounts, error) {
	type row struct {
		stage    string
		archived int64
		all, due int64
	}
	counts := events.EmployerCounts{ByStage: make(map[events.Stage]int)}
	rows, err := list(ctx, t, func(r scanner, v *row) error {
		return r.Scan(&v.stage, &v.archived, &v.all, &v.due)
	}, `SELECT stage, CASE WHEN archived_on = '' THEN 0 ELSE 1 END AS hidden, count(*),
			count(CASE WHEN next_on <> '' AND next_on <= ? THEN 1 END)
		FROM employers GROUP BY stage, hidden`, string(due))
	for _, r := range rows {
		if r.archived != 0 {
			counts.Archived += int(r.all)
			continue
		}
		counts.All += int(r.all)
		counts.Due += int(r.due)
		counts.ByStage[events.Stage(r.stage)] = int(r.all)
	}
	return counts, named("count employers", err)
}

// PersonalEmployers implements events.PeopleTx.
func (t *tx) PersonalEmployers(ctx context.Context, archivedBefore events.Date, everybody bool, limit int) ([]events.Employer, error) {
	q := &filter{limit: limit}
	q.when(true, "e.personal")
	q.when(!everybody, "e.archived_on <> '' AND e.archived_on < ?", string(archivedBefore))
	all, err := list(ctx, t, scanDocument[events.Employer], q.text("SELECT e.body FROM employers e", "e.id"), q.args...)
	return all, named("personal employers", err)
}

package store

import (
	"context"
	"strings"

	"kantine/events"
)

// Sessions implements events.SessionTx.
func (t *tx) Sessions(ctx context.Context, f events.SessionFilter) ([]events.Session, error) {
	q, order := sessionQuery(f), "s.starts_at, s.id"
	if f.Latest {
		order = "s.starts_at DESC, s.id DESC"
	}
	all, err := list(ctx, t, scanSession, q.text("SELECT "+sessionColumns+sessionFrom, order), q.args...)
	if err != nil {
		return nil, named("sessions", err)
	}
	return all, named("sessions", t.addBlocks(ctx, all))
}

func sessionQuery(f events.SessionFilter) *filter {
	q := new(filter)
	q.when(!f.From.IsZero(), "s.starts_at >= ?", micros(f.From))
	q.when(!f.To.IsZero(), "s.starts_at < ?", micros(f.To))
	q.when(f.State != "", "s.state = ?", string(f.State))
	q.when(f.Not != "", "s.state <> ?", string(f.Not))
	q.when(f.Kind != "", "o.kind = ?", string(f.Kind))
	q.when(f.Public, "s.state <> 'draft' AND o.visibility = 'public'")
	q.when(!f.Ending.IsZero(), "s.ends_at > ?", micros(f.Ending))
	q.when(f.Series != "", "s.series_id = ?", f.Series)
	q.when(f.Employer != "", "s.employer_id = ?", f.Employer)
	q.when(f.Offering != "", "s.offering_id = ?", f.Offering)
	q.when(!f.Ended.IsZero(), "s.ends_at <= ?", micros(f.Ended))
	q.when(f.Sector != "", "s.sector_id = ?", f.Sector)
	q.ledBy(f.LedBy)
	q.containing(f.Text)
	q.when(f.After != "" && f.Latest,
		"(s.starts_at, s.id) < (SELECT a.starts_at, a.id FROM sessions a WHERE a.id = ?)", f.After)
	q.when(f.After != "" && !f.Latest,
		"(s.starts_at, s.id) > (SELECT a.starts_at, a.id FROM sessions a WHERE a.id = ?)", f.After)
	q.limit = f.Limit
	return q
}

// ledBy chooses by the list of facilitators, which is a JSON array of ids.
func (f *filter) ledBy(ids []string) {
	if len(ids) == 0 {
		return
	}
	each, args := make([]string, len(ids)), make([]any, len(ids))
	for i, id := range ids {
		each[i], args[i] = `s.facilitators LIKE ? ESCAPE '!'`, `%"`+likeText.Replace(id)+`"%`
	}
	f.when(true, "("+strings.Join(each, " OR ")+")", args...)
}

// containing chooses by a part of a title or of the address.
func (f *filter) containing(text string) {
	part := "%" + likeText.Replace(strings.ToLower(text)) + "%"
	f.when(text != "", `lower(s.title_nl || ' ' || s.title_en || ' ' || o.title_nl || ' ' || o.title_en || ' ' || s.slug) LIKE ? ESCAPE '!'`, part)
}

// likeText takes the meaning from the signs of a LIKE pattern.
var likeText = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// blockChunk is how many sessions' blocks are read at once.
const blockChunk = 100

// addBlocks reads the blocks of many sessions. The last chunk is filled up with
// its last id, so that there are two texts to prepare and not a hundred.
func (t *tx) addBlocks(ctx context.Context, all []events.Session) error {
	type row struct {
		session string
		block   events.Block
	}
	scan := func(r scanner, v *row) error {
		return r.Scan(append(blockFields(&v.block), &v.session)...)
	}
	for start := 0; start < len(all); start += blockChunk {
		chunk := all[start:min(start+blockChunk, len(all))]
		at := make(map[string]*events.Session, len(chunk))
		ids := make([]any, blockChunk)
		for i := range ids {
			s := &chunk[min(i, len(chunk)-1)]
			ids[i], at[s.ID] = s.ID, s
		}
		rows, err := list(ctx, t, scan, `SELECT `+blockColumns+`, b.session_id FROM blocks b
			WHERE b.session_id IN (`+marks(blockChunk)+`) ORDER BY b.session_id, b.ordinal`, ids...)
		if err != nil {
			return err
		}
		for _, r := range rows {
			s := at[r.session]
			s.Blocks = append(s.Blocks, r.block)
		}
	}
	return nil
}

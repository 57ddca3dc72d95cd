package store

import (
	"context"
	"crypto/rand"
	"encoding/json"

	"kantine/events"
)

// Programme implements events.ProgrammeTx.
func (t *tx) Programme(ctx context.Context) (events.Programme, error) {
	p, err := one(ctx, t, func(row scanner, p *events.Programme) error {
		var change int64
		if err := row.Scan(document{p}, &change); err != nil {
			return err
		}
		p.Change = change
		return nil
	}, `SELECT p.body, i.change FROM programme p CROSS JOIN installation i`)
	return p, named("programme", err)
}

// PutProgramme implements events.ProgrammeTx. There is one programme, whatever
// its id.
func (t *tx) PutProgramme(ctx context.Context, p events.Programme) error {
	return named("put programme", t.putShown(ctx, p,
		`INSERT INTO programme (one, id, body) VALUES (1, ?, ?)
		ON CONFLICT (one) DO UPDATE SET id = excluded.id, body = excluded.body`, p.ID))
}

// putShown writes an object whose last column is its document, and raises the
// programme's change, since it stands on pages.
func (t *tx) putShown(ctx context.Context, object any, text string, columns ...any) error {
	body, err := encoded(object)
	if err != nil {
		return err
	}
	if _, err := t.exec(ctx, text, append(columns, body)...); err != nil {
		return err
	}
	return t.touch(ctx)
}

// scanDocument scans a row of one document.
func scanDocument[T any](row scanner, v *T) error { return row.Scan(document{v}) }

const offeringColumns = `o.id, o.slug, o.kind, o.title_nl, o.title_en, o.summary_nl, o.summary_en, o.duration,
	o.capacity, o.waitlist, o.visibility, o.discreet, o.quiet_hours, o.reminders`

// offeringFields are where the offeringColumns go.
func offeringFields(o *events.Offering) []any {
	return []any{
		&o.ID, &o.Slug, &o.Kind, &o.Title.NL, &o.Title.EN, &o.Summary.NL, &o.Summary.EN,
		offset{&o.Duration},
		limit{&o.Capacity},
		&o.Waitlist, &o.Visibility, &o.Discreet, &o.QuietHours,
		document{&o.Reminders},
	}
}

// offset scans a length in its ISO 8601 form.
type offset struct{ o *events.Offset }

// Scan implements sql.Scanner.
func (f offset) Scan(src any) (err error) {
	var text string
	if err := (reference{&text}).Scan(src); err != nil {
		return err
	}
	*f.o, err = events.ParseOffset("duration", text)
	return err
}

func scanOffering(row scanner, o *events.Offering) error { return row.Scan(offeringFields(o)...) }

// Offering implements events.ProgrammeTx.
func (t *tx) Offering(ctx context.Context, id string) (events.Offering, error) {
	o, err := one(ctx, t, scanOffering, `SELECT `+offeringColumns+` FROM offerings o WHERE o.id = ?`, id)
	return o, named("offering", err)
}

// OfferingBySlug implements events.ProgrammeTx.
func (t *tx) OfferingBySlug(ctx context.Context, slug string) (events.Offering, error) {
	o, err := one(ctx, t, scanOffering, `SELECT `+offeringColumns+` FROM offerings o WHERE o.slug = ?`, slug)
	return o, named("offering by slug", err)
}

// Offerings implements events.ProgrammeTx.
func (t *tx) Offerings(ctx context.Context) ([]events.Offering, error) {
	all, err := list(ctx, t, scanOffering, `SELECT `+offeringColumns+` FROM offerings o ORDER BY o.id`)
	return all, named("offerings", err)
}

// PutOffering implements events.ProgrammeTx. The sessions that inherit its
// capacity follow; fewer seats than one of them has given out is
// CodeCapacityBelowConfirmed; a slug that is taken is ErrRaced.
func (t *tx) PutOffering(ctx context.Context, o events.Offering) error {
	reminders, err := encodedList(o.Reminders)
	if err != nil {
		return named("put offering", err)
	}
	if _, err := t.exec(ctx, `INSERT INTO offerings (id, slug, kind, title_nl, title_en, summary_nl, summary_en,
			duration, capacity, waitlist, visibility, discreet, quiet_hours, reminders, stamp)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, kind = excluded.kind,
			title_nl = excluded.title_nl, title_en = excluded.title_en,
			summary_nl = excluded.summary_nl, summary_en = excluded.summary_en,
			duration = excluded.duration, capacity = excluded.capacity, waitlist = excluded.waitlist,
			visibility = excluded.visibility, discreet = excluded.discreet,
			quiet_hours = excluded.quiet_hours, reminders = excluded.reminders,
			stamp = excluded.stamp`,
		o.ID, o.Slug, string(o.Kind), o.Title.NL, o.Title.EN, o.Summary.NL, o.Summary.EN,
		o.Duration.String(), nullInt(o.Capacity), string(o.Waitlist), string(o.Visibility), o.Discreet,
		o.QuietHours, reminders, rand.Text()); err != nil {
		return t.raced("put offering", err)
	}
	_, err = t.exec(ctx, `UPDATE session_counts SET seats = ? WHERE session_id IN
		(SELECT id FROM sessions WHERE offering_id = ? AND capacity IS NULL AND NOT no_limit)`,
		nullInt(o.Capacity), o.ID)
	if err != nil {
		return named("put offering", t.belowConfirmed(err))
	}
	return named("put offering", t.touch(ctx))
}

// Sector implements events.ProgrammeTx.
func (t *tx) Sector(ctx context.Context, id string) (events.Sector, error) {
	s, err := one(ctx, t, scanDocument[events.Sector], `SELECT body FROM sectors WHERE id = ?`, id)
	return s, named("sector", err)
}

// Sectors implements events.ProgrammeTx.
func (t *tx) Sectors(ctx context.Context) ([]events.Sector, error) {
	all, err := list(ctx, t, scanDocument[events.Sector], `SELECT body FROM sectors ORDER BY id`)
	return all, named("sectors", err)
}

// PutSector implements events.ProgrammeTx.
func (t *tx) PutSector(ctx context.Context, s events.Sector) error {
	return named("put sector", t.putShown(ctx, s, `INSERT INTO sectors (id, slug, body) VALUES (?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, body = excluded.body`, s.ID, s.Slug))
}

// Venue implements events.ProgrammeTx.
func (t *tx) Venue(ctx context.Context, id string) (events.Venue, error) {
	v, err := one(ctx, t, scanDocument[events.Venue], `SELECT body FROM venues WHERE id = ?`, id)
	return v, named("venue", err)
}

// Venues implements events.ProgrammeTx.
func (t *tx) Venues(ctx context.Context) ([]events.Venue, error) {
	all, err := list(ctx, t, scanDocument[events.Venue], `SELECT body FROM venues ORDER BY id`)
	return all, named("venues", err)
}

// PutVenue implements events.ProgrammeTx.
func (t *tx) PutVenue(ctx context.Context, v events.Venue) error {
	return named("put venue", t.putShown(ctx, v, `INSERT INTO venues (id, body) VALUES (?, ?)
		ON CONFLICT (id) DO UPDATE SET body = excluded.body`, v.ID))
}

func scanRecord(row scanner, r *events.Record) error {
	var body string
	if err := row.Scan(&r.Kind, &r.ID, &body); err != nil {
		return err
	}
	r.Body = json.RawMessage(body)
	return nil
}

// Record implements events.ProgrammeTx.
func (t *tx) Record(ctx context.Context, kind, id string) (events.Record, error) {
	r, err := one(ctx, t, scanRecord, `SELECT kind, id, body FROM records WHERE kind = ? AND id = ?`, kind, id)
	return r, named("record", err)
}

// Records implements events.ProgrammeTx.
func (t *tx) Records(ctx context.Context, kind string) ([]events.Record, error) {
	all, err := list(ctx, t, scanRecord, `SELECT kind, id, body FROM records WHERE kind = ? ORDER BY id`, kind)
	return all, named("records", err)
}

// PutRecord implements events.ProgrammeTx.
func (t *tx) PutRecord(ctx context.Context, r events.Record) error {
	_, err := t.exec(ctx, `INSERT INTO records (kind, id, body) VALUES (?, ?, ?)
		ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body`, r.Kind, r.ID, string(r.Body))
	return named("put record", err)
}

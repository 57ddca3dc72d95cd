package events

import (
	"context"
	"strings"
)

// SaveVenue adds a venue (id "") or changes one; read is the Mark of the one
// that was read. Refusals: CodeValidation, CodeVersionConflict with the present
// Venue.
func (s *Service) SaveVenue(ctx context.Context, id, read string, v Venue) (Venue, error) {
	if err := checkVenue(&v); err != nil {
		return Venue{}, err
	}
	load := func(ctx context.Context, tx Tx, id string) (Venue, error) { return tx.Venue(ctx, id) }
	return putThing(ctx, s, ThingVenue, id, read, load, func(ctx context.Context, tx Tx, id string, _ Venue) (Venue, error) {
		v.ID = id
		return v, tx.PutVenue(ctx, v)
	})
}

func checkVenue(v *Venue) error {
	var p problems
	for _, f := range []struct {
		name  string
		value *string
	}{{"name", &v.Name}, {"street", &v.Street}, {"house_number", &v.HouseNumber}, {"postcode", &v.Postcode}, {"city", &v.City}} {
		*f.value = checkLine(&p, f.name, *f.value, maxName)
	}
	if v.Name == "" {
		p.add("name", "required")
	}
	if code, ok := Postcode(v.Postcode); ok {
		v.Postcode = code
	} else if v.Postcode != "" {
		p.add("postcode", "postcode", "Value", v.Postcode)
	}
	var key string
	if v.Route, key = cleanParagraph(v.Route, maxSummary); key != "" {
		p.add("route", key, "Max", maxSummary)
	}
	v.JoinURL = strings.TrimSpace(v.JoinURL)
	checkURL(&p, "join_url", strings.ReplaceAll(v.JoinURL, "{sessie}", "sessie"))
	if v.City == "" && v.JoinURL == "" {
		p.add("city", "required")
	}
	checkCapacity(&p, "capacity", v.Capacity)
	return p.err()
}

// Venue reads a venue.
func (s *Service) Venue(ctx context.Context, id string) (Venue, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Venue, error) { return tx.Venue(ctx, id) })
}

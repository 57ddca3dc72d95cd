package events

import (
	"context"
	"encoding/json"
	"fmt"
)

// maxContents is how many things a kit holds at most, in kinds.
const maxContents = 50

// SaveKit adds a kit (id "") or changes one, as SaveVenue does. What its record
// holds beyond a Kit stays.
func (s *Service) SaveKit(ctx context.Context, id, read string, k Kit) (Kit, error) {
	if err := checkKit(&k); err != nil {
		return Kit{}, err
	}
	return putThing(ctx, s, ThingKit, id, read, kit, func(ctx context.Context, tx Tx, id string, _ Kit) (Kit, error) {
		k.ID = id
		record, err := tx.Record(ctx, "kits", id)
		if CodeOf(err) == CodeNotFound {
			record, err = Record{Kind: "kits", ID: id, Body: json.RawMessage("{}")}, nil
		}
		if err != nil {
			return k, err
		}
		if record.Body, err = overlaid(record.Body, k); err != nil {
			return k, fmt.Errorf("kit: %w", err)
		}
		return k, tx.PutRecord(ctx, record)
	})
}

// overlaid is a JSON object with the keys of another value in it.
func overlaid(body json.RawMessage, over any) (json.RawMessage, error) {
	keys := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &keys); err != nil {
		return nil, err
	}
	added, err := json.Marshal(over)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(added, &keys); err != nil {
		return nil, err
	}
	return json.Marshal(keys)
}

func checkKit(k *Kit) error {
	var p problems
	if k.Name = checkLine(&p, "name", k.Name, maxName); k.Name == "" {
		p.add("name", "required")
	}
	if k.BaseCity = checkLine(&p, "base_city", k.BaseCity, maxName); k.BaseCity == "" {
		p.add("base_city", "required")
	}
	if len(k.Contents) > maxContents {
		p.add("contents", "too_many", "Max", maxContents)
		k.Contents = nil
	}
	for i := range k.Contents {
		k.Contents[i] = checkLine(&p, "contents", k.Contents[i], maxTitle)
	}
	checkFigure(&p, "turnaround_hours", k.TurnaroundHours, 24*28)
	return p.err()
}

// checkFigure takes a whole number from 0 to most.
func checkFigure(p *problems, field string, n, most int) {
	if n < 0 || n > most {
		p.add(field, "range", "Min", 0, "Max", most)
	}
}

// Kits lists the kits, archived ones too.
func (s *Service) Kits(ctx context.Context) ([]Kit, error) { return view(ctx, s, kits) }

// Kit reads a kit.
func (s *Service) Kit(ctx context.Context, id string) (Kit, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Kit, error) { return kit(ctx, tx, id) })
}

func kit(ctx context.Context, tx Tx, id string) (Kit, error) {
	record, err := tx.Record(ctx, "kits", id)
	if err != nil {
		return Kit{}, err
	}
	return ParseKit(record.Body)
}

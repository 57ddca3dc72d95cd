package desk

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"kantine/events"
	"kantine/templates"
)

func (d *Desk) venueShelf() shelf[events.Venue] {
	return shelf[events.Venue]{
		desk: d, kind: events.ThingVenue, path: "/desk/venues", all: d.service.Venues, get: d.service.Venue,
		id: func(t *events.Venue) string { return t.ID }, mark: func(t *events.Venue) string { return events.Mark(*t) },
		name: func(_ *visit, t *events.Venue) string { return t.Name },
		facts: func(_ *visit, t *events.Venue) []templates.DeskTrait {
			var facts []templates.DeskTrait
			if t.City != "" {
				facts = append(facts, templates.DeskTrait{Label: t.City})
			}
			if t.JoinURL != "" {
				facts = append(facts, templates.DeskTrait{Key: "online"})
			}
			if t.Capacity != nil {
				facts = append(facts, templates.DeskTrait{Key: "seats", Count: *t.Capacity})
			}
			return facts
		},
		values: func(t *events.Venue) url.Values {
			return url.Values{
				"name": {t.Name}, "street": {t.Street}, "house_number": {t.HouseNumber}, "postcode": {t.Postcode}, "city": {t.City},
				"capacity": {figureText(t.Capacity)}, "wheelchair": {yesNo(t.Wheelchair)}, "hearing_loop": {yesNo(t.HearingLoop)},
				"route": {t.Route}, "join_url": {t.JoinURL},
			}
		},
		fields: func(_ context.Context, _ *visit, values url.Values) ([]templates.DeskField, error) {
			answers := chooseFrom("answer_", "yes", "no")
			answers = append(answers, templates.DeskOption{Key: "answer_unknown"})
			return filled(values,
				templates.DeskField{Name: "name", Kind: "text"},
				templates.DeskField{Name: "street", Kind: "text", Optional: true},
				templates.DeskField{Name: "house_number", Kind: "text", Optional: true},
				templates.DeskField{Name: "postcode", Kind: "text", Optional: true},
				templates.DeskField{Name: "city", Kind: "text"},
				templates.DeskField{Name: "capacity", Kind: "number", Unit: "people", Optional: true},
				templates.DeskField{Name: "wheelchair", Kind: "radio", Options: answers},
				templates.DeskField{Name: "hearing_loop", Kind: "radio", Options: answers},
				templates.DeskField{Name: "route", Kind: "lines", Optional: true, Hint: true},
				templates.DeskField{Name: "join_url", Kind: "url", Optional: true, Hint: true},
			), nil
		},
		save: func(ctx context.Context, s *events.Service, id, read string, values url.Values) (events.Venue, events.RuleEffect, error) {
			saved, err := s.SaveVenue(ctx, id, read, events.Venue{
				Name: values.Get("name"), Street: values.Get("street"), HouseNumber: values.Get("house_number"), Postcode: values.Get("postcode"),
				City: values.Get("city"), Capacity: maybeFigure(values.Get("capacity")), Wheelchair: maybe(values.Get("wheelchair")),
				HearingLoop: maybe(values.Get("hearing_loop")), Route: values.Get("route"), JoinURL: values.Get("join_url"),
			})
			return saved, events.RuleEffect{}, err
		},
	}
}

// yesNo is how a form says what may not be known.
func yesNo(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "yes"
	}
	return "no"
}

func maybe(answer string) *bool {
	if answer != "yes" && answer != "no" {
		return nil
	}
	yes := answer == "yes"
	return &yes
}

func (d *Desk) kitShelf() shelf[events.Kit] {
	return shelf[events.Kit]{
		desk: d, kind: events.ThingKit, path: "/desk/kits", all: d.service.Kits, get: d.service.Kit,
		id: func(t *events.Kit) string { return t.ID }, mark: func(t *events.Kit) string { return events.Mark(*t) },
		name: func(_ *visit, t *events.Kit) string { return t.Name },
		facts: func(_ *visit, t *events.Kit) []templates.DeskTrait {
			return []templates.DeskTrait{{Label: t.BaseCity}, {Key: "contents", Count: len(t.Contents)}}
		},
		values: func(t *events.Kit) url.Values {
			return url.Values{
				"name": {t.Name}, "base_city": {t.BaseCity}, "contents": {strings.Join(t.Contents, "\n")},
				"turnaround_hours": {strconv.Itoa(t.TurnaroundHours)},
			}
		},
		fields: func(_ context.Context, _ *visit, values url.Values) ([]templates.DeskField, error) {
			return filled(values,
				templates.DeskField{Name: "name", Kind: "text"},
				templates.DeskField{Name: "base_city", Kind: "text"},
				templates.DeskField{Name: "contents", Kind: "lines", Optional: true, Hint: true},
				templates.DeskField{Name: "turnaround_hours", Kind: "number", Unit: "hours", Hint: true},
			), nil
		},
		save: func(ctx context.Context, s *events.Service, id, read string, values url.Values) (events.Kit, events.RuleEffect, error) {
			kit := events.Kit{Name: values.Get("name"), BaseCity: values.Get("base_city"), TurnaroundHours: figure(values.Get("turnaround_hours"))}
			for line := range strings.Lines(values.Get("contents")) {
				if line = strings.TrimSpace(line); line != "" {
					kit.Contents = append(kit.Contents, line)
				}
			}
			saved, err := s.SaveKit(ctx, id, read, kit)
			return saved, events.RuleEffect{}, err
		},
	}
}

func (d *Desk) sectorShelf() shelf[events.Sector] {
	return shelf[events.Sector]{
		desk: d, kind: events.ThingSector, path: "/desk/sectors", all: d.service.Sectors, get: d.service.Sector,
		id: func(t *events.Sector) string { return t.ID }, mark: func(t *events.Sector) string { return events.Mark(*t) },
		name: func(v *visit, t *events.Sector) string { return t.Name.In(v.lang) },
		facts: func(_ *visit, t *events.Sector) []templates.DeskTrait {
			if t.ToolkitURL == "" {
				return nil
			}
			return []templates.DeskTrait{{Label: t.ToolkitURL}}
		},
		values: func(t *events.Sector) url.Values {
			return url.Values{"name.nl": {t.Name.NL}, "name.en": {t.Name.EN}, "toolkit_url": {t.ToolkitURL}}
		},
		fields: func(_ context.Context, _ *visit, values url.Values) ([]templates.DeskField, error) {
			return filled(values,
				templates.DeskField{Name: "name.nl", Key: "name_nl", Kind: "text"},
				templates.DeskField{Name: "name.en", Key: "name_en", Kind: "text"},
				templates.DeskField{Name: "toolkit_url", Kind: "url", Optional: true, Hint: true},
			), nil
		},
		save: func(ctx context.Context, s *events.Service, id, read string, values url.Values) (events.Sector, events.RuleEffect, error) {
			saved, err := s.SaveSector(ctx, id, read, events.Sector{
				Name: events.Text{NL: values.Get("name.nl"), EN: values.Get("name.en")}, ToolkitURL: values.Get("toolkit_url"),
			})
			return saved, events.RuleEffect{}, err
		},
	}
}

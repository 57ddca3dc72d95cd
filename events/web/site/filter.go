package site

import (
	"net/url"
	"slices"
	"strings"

	"kantine/events"
	"kantine/templates"
)

// filter narrows the offer and its calendar feed; an empty field lets all pass.
type filter struct{ kind, sector, place, language string }

// placeOnline is the value of place for what has no room; others are towns.
const placeOnline = "online"

// filterGroups are the fields in the order they are shown, under the names
// they have in the query.
var filterGroups = [...]string{"kind", "sector", "place", "language"}

func (f *filter) field(group string) *string {
	switch group {
	case "kind":
		return &f.kind
	case "sector":
		return &f.sector
	case "place":
		return &f.place
	}
	return &f.language
}

func filterOf(u *url.URL) filter {
	var f filter
	if u.RawQuery == "" {
		return f // the common case
	}
	query := u.Query()
	for _, group := range filterGroups {
		if value := query.Get(group); len(value) <= 120 {
			*f.field(group) = strings.TrimSpace(value)
		}
	}
	return f
}

// path is base with the filter as its query.
func (f filter) path(base string) string {
	query := url.Values{}
	for _, group := range filterGroups {
		if value := *f.field(group); value != "" {
			query.Set(group, value)
		}
	}
	if len(query) == 0 {
		return base
	}
	return base + "?" + query.Encode()
}

// traits are the value that a session has in each field.
func traits(l *events.Listing) filter {
	f := filter{kind: string(l.Session.Offering.Kind), sector: l.Sector.Slug, place: l.Place.City, language: spoken(&l.Session)}
	if f.sector == "" {
		f.sector = l.Sector.ID
	}
	if l.Place.Online {
		f.place = placeOnline
	}
	return f
}

// spoken is the language of a session; one that names none speaks the default.
func spoken(s *events.Session) string {
	if s.Language == "" {
		return events.DefaultLanguage
	}
	return s.Language
}

func (f filter) passes(t filter) bool {
	return (f.kind == "" || f.kind == t.kind) && (f.sector == "" || f.sector == t.sector) &&
		(f.place == "" || strings.EqualFold(f.place, t.place)) && (f.language == "" || f.language == t.language)
}

func (f filter) pick(all []events.Listing) []events.Listing {
	if f == (filter{}) {
		return all
	}
	var picked []events.Listing
	for i := range all {
		if f.passes(traits(&all[i])) {
			picked = append(picked, all[i])
		}
	}
	return picked
}

// groups lists the choices that the sessions offer, each with the number it
// would leave. A field with nothing to choose is left out unless it is set.
func (f filter) groups(all []events.Listing, lang string) []templates.FilterGroup {
	var groups []templates.FilterGroup
	for _, group := range filterGroups {
		open := f
		*open.field(group) = ""
		choices := []templates.FilterChoice{{Path: open.path("/"), Current: f == open}}
		for i := range all {
			t := traits(&all[i])
			if !open.passes(t) {
				continue
			}
			choices[0].Count++
			if value := *t.field(group); value != "" {
				choices = open.count(choices, group, value, f, &all[i], lang)
			}
		}
		if f != open && !slices.ContainsFunc(choices, func(c templates.FilterChoice) bool { return c.Current }) {
			choices = append(choices, f.unmet(group, all, lang))
		}
		if len(choices) > 2 || f != open {
			groups = append(groups, templates.FilterGroup{Key: group, Choices: choices})
		}
	}
	return groups
}

// unmet is the choice that is made and that no session meets, under its name
// where another session has it.
func (f filter) unmet(group string, all []events.Listing, lang string) templates.FilterChoice {
	value := *f.field(group)
	for i := range all {
		t := traits(&all[i])
		if known := *t.field(group); strings.EqualFold(known, value) {
			choice := f.count(nil, group, known, f, &all[i], lang)[0]
			choice.Count = 0
			return choice
		}
	}
	return templates.FilterChoice{Value: value, Label: value, Path: f.path("/"), Current: true}
}

// count adds one to the choice of a value, or adds the choice.
func (f filter) count(choices []templates.FilterChoice, group, value string, now filter, l *events.Listing, lang string) []templates.FilterChoice {
	for i := range choices {
		if choices[i].Value == value {
			choices[i].Count++
			return choices
		}
	}
	*f.field(group) = value
	choice := templates.FilterChoice{Value: value, Path: f.path("/"), Count: 1, Current: strings.EqualFold(*now.field(group), value)}
	switch {
	case group == "sector":
		choice.Label = l.Sector.Name.In(lang)
	case group == "place" && value != placeOnline:
		choice.Label = value
	}
	return append(choices, choice)
}

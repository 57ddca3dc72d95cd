package desk

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"kantine/events"
	"kantine/templates"
)

// facilitatorSkills are those that the planner asks for.
func facilitatorSkills() []string {
	skills := make([]string, 0, 6)
	for _, kind := range events.Kinds() {
		skills = append(skills, string(kind))
	}
	return append(skills, "popup_night")
}

func (d *Desk) facilitatorShelf() shelf[events.Facilitator] {
	return shelf[events.Facilitator]{
		desk: d, kind: events.ThingFacilitator, path: "/desk/facilitators", all: d.service.Facilitators, get: d.service.Facilitator,
		id: func(t *events.Facilitator) string { return t.ID }, mark: func(t *events.Facilitator) string { return events.Mark(t.Card()) },
		name:   func(_ *visit, t *events.Facilitator) string { return t.Name },
		facts:  facilitatorFacts,
		values: facilitatorValues, fields: d.facilitatorFields, save: saveFacilitator,
		about: func(v *visit, t *events.Facilitator, page *templates.DeskThingPage) {
			if to := v.link("/desk/facilitators/{id}/absence", t.ID); to != "" && !page.Archived {
				page.Links = append(page.Links, templates.DeskLink{Key: "absence", Path: to})
			}
			page.Links = append(page.Links, templates.DeskLink{Key: "calendar", Path: "/desk/calendar?view=agenda&facilitator=" + url.QueryEscape(t.ID)})
			today := events.Date(v.now.In(v.zone).Format(time.DateOnly))
			for _, a := range t.Absences {
				from, err := time.Parse(time.DateOnly, string(a.From))
				to, endErr := time.Parse(time.DateOnly, string(a.To))
				if err == nil && endErr == nil && a.To >= today {
					page.Absences = append(page.Absences, templates.DeskStretch{From: from, To: to})
				}
			}
		},
	}
}

func facilitatorFacts(_ *visit, t *events.Facilitator) []templates.DeskTrait {
	facts := []templates.DeskTrait{{Label: t.HomeCity}}
	for _, skill := range t.Skills {
		facts = append(facts, templates.DeskTrait{Key: "kind_" + skill})
	}
	return facts
}

func facilitatorValues(t *events.Facilitator) url.Values {
	values := url.Values{
		"name": {t.Name}, "email": {t.Email}, "home_city": {t.HomeCity}, "skills": t.Skills, "languages": t.Languages,
		"evening_night": {ticked(t.EveningNight)}, "max_travel_minutes": {strconv.Itoa(t.MaxTravelMinutes)},
	}
	if t.ID == "" {
		values["languages"], values["max_travel_minutes"] = []string{"nl"}, []string{"90"}
		for _, day := range events.Weekdays()[:5] {
			values.Set("hours_"+day, "09:00-17:00")
		}
	}
	for _, day := range events.Weekdays() {
		if t.ID != "" {
			values.Set("hours_"+day, events.HoursOf(t.Availability, day))
		}
	}
	return values
}

// withOthers adds answers that were given before and stand in no list, under
// their own name.
func withOthers(options []templates.DeskOption, given []string) []templates.DeskOption {
	for _, value := range given {
		if !slices.ContainsFunc(options, func(o templates.DeskOption) bool { return o.Value == value }) {
			options = append(options, templates.DeskOption{Value: value, Label: value})
		}
	}
	return options
}

func (d *Desk) facilitatorFields(_ context.Context, _ *visit, values url.Values) ([]templates.DeskField, error) {
	fields := []templates.DeskField{
		{Name: "name", Kind: "text"},
		{Name: "email", Kind: "email", Hint: true},
		{Name: "home_city", Kind: "text"},
		{Name: "max_travel_minutes", Kind: "number", Unit: "minutes", Hint: true},
		{Name: "skills", Kind: "ticks", Options: withOthers(chooseFrom("kind_", facilitatorSkills()...), values["skills"])},
		{Name: "languages", Kind: "ticks", Options: withOthers(chooseFrom("language_", "nl", "en"), values["languages"])},
		{Name: "evening_night", Kind: "tick"},
		{Name: "availability", Key: "availability", Kind: "heading", Hint: true},
	}
	for _, day := range events.Weekdays() {
		fields = append(fields, templates.DeskField{Name: "hours_" + day, Kind: "text"})
	}
	return filled(values, fields...), nil
}

func saveFacilitator(ctx context.Context, s *events.Service, id, read string, values url.Values) (events.Facilitator, events.RuleEffect, error) {
	hours := map[string]string{}
	for _, day := range events.Weekdays() {
		hours[day] = values.Get("hours_" + day)
	}
	in := events.Facilitator{
		Name: values.Get("name"), Email: values.Get("email"), HomeCity: values.Get("home_city"), Skills: values["skills"],
		Languages: values["languages"], EveningNight: values.Get("evening_night") != "", MaxTravelMinutes: figure(values.Get("max_travel_minutes")),
	}
	var err error
	if in.Availability, err = events.TypedWeek(hours); err != nil {
		return in, events.RuleEffect{}, err
	}
	if id == "" {
		in, err = s.CreateFacilitator(ctx, in, nil)
	} else {
		in, err = s.ChangeFacilitator(ctx, id, read, in)
	}
	return in, events.RuleEffect{}, err
}

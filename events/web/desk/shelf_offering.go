package desk

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"kantine/events"
	"kantine/templates"
)

func (d *Desk) offeringShelf() shelf[events.Offering] {
	return shelf[events.Offering]{
		desk: d, kind: events.ThingOffering, path: "/desk/offerings", all: d.service.Offerings, get: d.service.Offering,
		id: func(o *events.Offering) string { return o.ID }, mark: func(o *events.Offering) string { return events.Mark(*o) },
		name:  func(v *visit, o *events.Offering) string { return o.Title.In(v.lang) },
		facts: offeringFacts, values: offeringValues, fields: d.offeringFields, save: saveOffering,
		about: func(v *visit, o *events.Offering, page *templates.DeskThingPage) {
			if v.may("GET /desk/sessions/new") && !page.Archived {
				page.Links = append(page.Links, templates.DeskLink{Key: "session", Path: "/desk/sessions/new?offering=" + url.QueryEscape(o.ID)})
			}
		},
	}
}

func offeringFacts(_ *visit, o *events.Offering) []templates.DeskTrait {
	facts := []templates.DeskTrait{{Key: "kind_" + string(o.Kind)}}
	if minutes, ok := plainMinutes(o.Duration); ok && minutes > 0 {
		facts = append(facts, templates.DeskTrait{Key: "minutes", Count: minutes})
	}
	if o.Capacity == nil {
		facts = append(facts, templates.DeskTrait{Key: "unlimited"})
	} else {
		facts = append(facts, templates.DeskTrait{Key: "seats", Count: *o.Capacity})
	}
	if o.Visibility != events.VisibilityPublic {
		facts = append(facts, templates.DeskTrait{Key: "visibility_" + string(o.Visibility)})
	}
	if o.Discreet {
		facts = append(facts, templates.DeskTrait{Key: "discreet"})
	}
	return facts
}

// plainMinutes is a length in minutes; false for one that counts days.
func plainMinutes(o events.Offset) (int, bool) {
	return int(o.Elapsed / time.Minute), o.Days == 0 && o.Elapsed%time.Minute == 0
}

func offeringValues(o *events.Offering) url.Values {
	if o.ID == "" {
		o = &events.Offering{
			Kind: events.KindWorkshop, Waitlist: events.WaitlistAuto, Visibility: events.VisibilityPublic, QuietHours: true,
			Duration: events.Offset{Elapsed: 2 * time.Hour},
		}
	}
	values := url.Values{
		"title.nl": {o.Title.NL}, "title.en": {o.Title.EN}, "summary.nl": {o.Summary.NL}, "summary.en": {o.Summary.EN},
		"kind": {string(o.Kind)}, "capacity": {figureText(o.Capacity)}, "waitlist": {string(o.Waitlist)},
		"visibility": {string(o.Visibility)}, "discreet": {ticked(o.Discreet)}, "quiet_hours": {ticked(o.QuietHours)},
		"rules": {"own"}, "duration": {o.Duration.String()},
	}
	if minutes, ok := plainMinutes(o.Duration); ok {
		values.Set("duration", strconv.Itoa(minutes))
	}
	if o.Reminders == nil {
		values.Set("rules", "programme")
	}
	setRules(values, o.Reminders)
	return values
}

// ticked is the value of a field of kind "tick".
func ticked(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// chooseFrom makes options whose words are under a key each.
func chooseFrom(prefix string, values ...string) []templates.DeskOption {
	options := make([]templates.DeskOption, len(values))
	for i, value := range values {
		options[i] = templates.DeskOption{Value: value, Key: prefix + value}
	}
	return options
}

func (d *Desk) offeringFields(_ context.Context, _ *visit, values url.Values) ([]templates.DeskField, error) {
	var kinds []string
	for _, kind := range events.Kinds() {
		kinds = append(kinds, string(kind))
	}
	fields := filled(values,
		templates.DeskField{Name: "title.nl", Key: "title_nl", Kind: "text"},
		templates.DeskField{Name: "title.en", Key: "title_en", Kind: "text"},
		templates.DeskField{Name: "summary.nl", Key: "summary_nl", Kind: "lines", Optional: true},
		templates.DeskField{Name: "summary.en", Key: "summary_en", Kind: "lines", Optional: true},
		templates.DeskField{Name: "kind", Kind: "select", Options: chooseFrom("kind_", kinds...)},
		templates.DeskField{Name: "duration", Kind: "number", Unit: "minutes"},
		templates.DeskField{Name: "capacity", Kind: "number", Unit: "people", Optional: true, Hint: true},
		templates.DeskField{Name: "waitlist", Kind: "radio", Options: chooseFrom("waitlist_", "auto", "off")},
		templates.DeskField{Name: "visibility", Kind: "radio", Options: chooseFrom("visibility_", "public", "invited", "site")},
		templates.DeskField{Name: "discreet", Kind: "tick", Hint: true},
		templates.DeskField{Name: "rules.heading", Key: "reminders", Kind: "heading", Hint: true},
		templates.DeskField{Name: "rules", Kind: "radio", Options: chooseFrom("rules_", "programme", "own")},
	)
	fields = append(fields, ruleFields(values)...)
	return append(fields, filled(values, templates.DeskField{Name: "quiet_hours", Kind: "tick", Hint: true})...), nil
}

// filled puts the values of a form into its fields.
func filled(values url.Values, fields ...templates.DeskField) []templates.DeskField {
	for i := range fields {
		fields[i].Value = values.Get(fields[i].Name)
		if fields[i].Kind == "ticks" {
			fields[i].Chosen = slices.Clone(values[fields[i].Name])
		}
	}
	return fields
}

var onlyDigits = regexp.MustCompile(`^\d+$`)

func saveOffering(ctx context.Context, s *events.Service, id, read string, values url.Values) (events.Offering, events.RuleEffect, error) {
	rules := typedRules(values)
	in := events.OfferingInput{
		Kind: events.Kind(values.Get("kind")), Title: events.Text{NL: values.Get("title.nl"), EN: values.Get("title.en")},
		Summary:  events.Text{NL: values.Get("summary.nl"), EN: values.Get("summary.en")},
		Duration: strings.TrimSpace(values.Get("duration")), Capacity: maybeFigure(values.Get("capacity")),
		Waitlist: events.Waitlist(values.Get("waitlist")), Visibility: events.Visibility(values.Get("visibility")),
		Discreet: values.Get("discreet") != "", QuietHours: events.Given(values.Get("quiet_hours") != ""),
	}
	if onlyDigits.MatchString(in.Duration) {
		in.Duration = "PT" + in.Duration + "M"
	}
	if values.Get("rules") == "own" {
		in.Reminders = rules
	}
	if id == "" {
		made, err := s.CreateOffering(ctx, in, nil)
		return made, events.RuleEffect{}, ruleRefusal(err)
	}
	changed, effect, err := s.ChangeOffering(ctx, id, read, in)
	return changed, effect, ruleRefusal(err)
}

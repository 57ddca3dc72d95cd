package desk

import (
	"slices"
	"strconv"

	"kantine/events"
	"kantine/templates"
)

// editFields fills the editor's fields from the form.
type editFields struct {
	d       *Desk
	v       *visit
	f       sessionForm
	choices *events.SessionChoices
	base    *events.Session
	page    *templates.DeskEditPage
	// clock asks which of two times is meant; nil where that is no question.
	clock *templates.DeskField
}

// field is one with its value and what is wrong with it.
func (e *editFields) field(name, key, kind string, options ...templates.DeskOption) templates.DeskField {
	return e.page.Fit(templates.DeskField{
		Name: name, Key: "session_" + key, Kind: kind, Value: e.f.Get(name), Chosen: e.f.Values[name], Options: options, Focus: name == e.page.Focus,
	})[0]
}

// named is a choice by its name, with a word where it is archived.
func (e *editFields) named(kind events.Thing, id, name string) templates.DeskOption {
	return templates.DeskOption{Value: id, Label: e.d.nameOf(e.v, name, e.choices.Archived(kind, id))}
}

func (e *editFields) word(key string) string { return e.d.reply.Catalog.T(e.v.lang, key) }

// none is the choice of nothing.
var none = templates.DeskOption{Key: "session_none"}

// fill makes the page of what the form holds.
func (e *editFields) fill() {
	e.basics()
	for i := range e.f.blocks() {
		e.page.Blocks = append(e.page.Blocks, e.block(i))
	}
	e.place()
	seats := e.field("capacity", "capacity", "number")
	seats.Hint = true
	closes := e.field("closes.date", "closes", "text")
	closes.Hint = true
	e.page.Seats = []templates.DeskField{
		seats,
		e.field("waitlist", "waitlist", "select", templates.DeskOption{Value: "auto", Key: "session_wait_auto"}, templates.DeskOption{Value: "off", Key: "session_wait_off"}),
	}
	e.page.Closes = append([]templates.DeskField{closes, e.field("closes.clock", "clock", "text")}, e.offset("closes.clock")...)
	e.rules()
	kits := []templates.DeskOption{none}
	for _, k := range e.choices.Kits {
		kits = append(kits, e.named(events.ThingKit, k.ID, k.Name))
	}
	note := e.field("note", "note", "lines")
	note.Hint = true
	e.page.More = []templates.DeskField{e.field("kit", "kit", "select", kits...), note}
	if !e.page.New && e.base.State == events.SessionPublished {
		nl, en := e.field("reason.nl", "reason_nl", "lines"), e.field("reason.en", "reason_en", "lines")
		nl.Hint, nl.Optional, en.Optional = true, true, true
		e.page.Reason = []templates.DeskField{nl, en}
	}
	if e.page.New {
		e.repeat()
	}
}

func (e *editFields) basics() {
	nl, en := e.field("title.nl", "title_nl", "text"), e.field("title.en", "title_en", "text")
	nl.Optional, nl.Hint, en.Optional = true, true, true
	sectors, employers := []templates.DeskOption{none}, []templates.DeskOption{none}
	for _, s := range e.choices.Sectors {
		sectors = append(sectors, e.named(events.ThingSector, s.ID, s.Name.In(e.v.lang)))
	}
	for _, em := range e.choices.Employers {
		if em.ID == e.base.EmployerID || !e.choices.Archived(events.ThingEmployer, em.ID) {
			employers = append(employers, e.named(events.ThingEmployer, em.ID, em.Name))
		}
	}
	e.page.Basics = []templates.DeskField{
		nl, en,
		e.field("sector", "sector", "select", sectors...), e.field("employer", "employer", "select", employers...),
		e.field("language", "language", "select",
			templates.DeskOption{Value: "nl", Label: e.word("language.nl")}, templates.DeskOption{Value: "en", Label: e.word("language.en")}),
	}
}

// offset asks which of two times is meant, where that is the question; an answer
// given before travels along.
func (e *editFields) offset(name string) []templates.DeskField {
	if e.clock != nil && e.clock.Name == name+"_offset" {
		return []templates.DeskField{*e.clock}
	}
	if given := e.f.Get(name + "_offset"); given != "" {
		e.page.Hidden = append(e.page.Hidden, templates.DeskHidden{Name: name + "_offset", Value: given})
	}
	return nil
}

func (e *editFields) block(i int) templates.DeskEditBlock {
	name := func(field string) string { return blockName(i, field) }
	b := templates.DeskEditBlock{Number: i + 1, Hidden: []templates.DeskHidden{{Name: name("id"), Value: e.f.Get(name("id"))}}}
	date, end := e.field(name("date"), "date", "text"), e.field(name("end"), "end", "text")
	date.Hint = i == 0
	end.Hint = i == 0 && e.page.New
	b.Fields = []templates.DeskField{date, e.field(name("start"), "start", "text"), end}
	b.Fields = append(b.Fields, e.offset(name("start"))...)
	b.Fields = append(b.Fields, e.offset(name("end"))...)
	if e.f.Get(name("until")) != "" {
		b.Fields = append(b.Fields, e.field(name("until"), "until", "text"))
	}
	several := e.f.blocks() > 1
	if several || e.f.Get(name("label")) != "" {
		b.Fields = append(b.Fields, e.field(name("label"), "label", "text"))
	}
	if several || e.f.Get(name("capacity")) != "" {
		b.Fields = append(b.Fields, e.field(name("capacity"), "block_capacity", "number"))
	}
	if e.f.Get("employer") != "" || e.f.Get(name("shifts")) != "" {
		b.Fields = append(b.Fields, e.field(name("shifts"), "shifts", "text"))
	}
	if several {
		crew := e.field(name("crew"), "crew", "ticks")
		crew.Hint = i == 0
		for _, f := range e.choices.Facilitators {
			if slices.Contains(e.f.Values["facilitators"], f.ID) || slices.Contains(crew.Chosen, f.ID) {
				crew.Options = append(crew.Options, e.named(events.ThingFacilitator, f.ID, f.Name))
			}
		}
		if len(crew.Options) > 0 {
			b.Fields = append(b.Fields, crew)
		}
		b.Drop = "drop_block." + strconv.Itoa(i)
	} else {
		for _, id := range e.f.Values[name("crew")] {
			b.Hidden = append(b.Hidden, templates.DeskHidden{Name: name("crew"), Value: id})
		}
	}
	return b
}

// place offers the venues, the sites of the employer that is chosen, and an
// address of the session's own.
func (e *editFields) place() {
	places := []templates.DeskOption{none}
	for _, p := range e.choices.Venues {
		places = append(places, e.named(events.ThingVenue, p.ID, oneLine(p.Name, p.City)))
	}
	chosen := e.f.Get("place")
	for _, em := range e.choices.Employers {
		for _, site := range em.Sites {
			if em.ID == e.f.Get("employer") || site.ID == chosen {
				places = append(places, e.named(events.ThingVenue, site.ID, oneLine(em.Name, site.Street+" "+site.HouseNumber, site.City)))
			}
		}
	}
	places = append(places, templates.DeskOption{Value: ownPlace, Key: "session_place_own"})
	where := e.field("place", "place", "select", places...)
	where.Hint = true
	e.page.Place = []templates.DeskField{where}
	for _, part := range []string{"name", "address", "postcode", "city"} {
		if f := e.field("place."+part, "place_"+part, "text"); chosen == ownPlace || f.Wrong != "" {
			e.page.Place = append(e.page.Place, f)
		} else if f.Value != "" {
			e.page.Hidden = append(e.page.Hidden, templates.DeskHidden{Name: f.Name, Value: f.Value})
		}
	}
	join := e.field("join_url", "join_url", "url")
	join.Optional = true
	e.page.Place = append(e.page.Place, join)
}

func oneLine(parts ...string) string {
	line := ""
	for _, p := range parts {
		if line != "" && p != "" {
			line += ", "
		}
		line += p
	}
	return line
}

func (e *editFields) rules() {
	e.page.OwnRules = e.f.Get("own_reminders") != ""
	for _, r := range e.choices.ReminderRules(&e.base.Offering) {
		e.page.Inherited = append(e.page.Inherited, ruleOf(r.ID()))
	}
	option := func(words string, values ...string) (all []templates.DeskOption) {
		for _, value := range values {
			all = append(all, templates.DeskOption{Value: value, Key: words + value})
		}
		return all
	}
	for i := range e.f.rules() {
		name := func(field string) string { return ruleName(i, field) }
		row := templates.DeskEditRule{Number: i + 1, Drop: "drop_rule." + strconv.Itoa(i)}
		if raw := e.f.Get(name("raw")); raw != "" {
			rule, _ := events.ParseRule(raw)
			row.Fixed, row.FollowUp = ruleOf(raw), rule.Kind == events.RuleFollowUp
			row.Hidden = []templates.DeskHidden{{Name: name("raw"), Value: raw}}
		} else {
			row.Fields = []templates.DeskField{
				e.field(name("count"), "rule_count", "number"),
				e.field(name("unit"), "rule_unit", "select", option("session_unit_", "days", "hours", "minutes")...),
				e.field(name("when"), "rule_when", "select", option("session_when_", "before_start", "after_start", "before_end", "after_end")...),
				e.field(name("kind"), "rule_kind", "select", option("session_rule_", string(events.RuleReminder), string(events.RuleFollowUp))...),
			}
		}
		e.page.Rules = append(e.page.Rules, row)
	}
}

func (e *editFields) repeat() {
	every, count := e.field("every", "every", "number"), e.field("count", "count", "number")
	every.Hint = true
	e.page.Repeat = []templates.DeskField{
		e.field("repeat", "repeat", "select",
			templates.DeskOption{Key: "session_once"}, templates.DeskOption{Value: "weekly", Key: "session_weekly"}, templates.DeskOption{Value: "monthly", Key: "session_monthly"}),
		every, count,
	}
}

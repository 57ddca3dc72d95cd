package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kantine/events"
	"kantine/templates"
)

// once makes a double click one session: the same form sent twice is one, and
// sent again with other words another.
func (f sessionForm) once(v *visit) *events.Once {
	body := sha256.Sum256([]byte(f.encoded()))
	if f.Get("once") == "" {
		return nil
	}
	return &events.Once{Scope: "desk:" + v.who.User.ID, Key: f.Get("once") + "." + hex.EncodeToString(body[:8]), BodyHash: body}
}

// sessionGroups are the fields that are chosen together when two people changed
// one session: a name, or what names begin with.
var sessionGroups = []struct {
	key   string
	names []string
}{
	{"title_nl", []string{"title.nl"}},
	{"title_en", []string{"title.en"}},
	{"sector", []string{"sector"}},
	{"employer", []string{"employer"}},
	{"language", []string{"language"}},
	{"blocks", []string{"block."}},
	{"capacity", []string{"capacity"}},
	{"waitlist", []string{"waitlist"}},
	{"closes", []string{"closes."}},
	{"place", []string{"place", "place."}},
	{"join_url", []string{"join_url"}},
	{"facilitators", []string{"facilitators"}},
	{"kit", []string{"kit"}},
	{"note", []string{"note"}},
	{"reminders", []string{"own_reminders", "rule."}},
}

func inGroup(name string, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool {
		return name == n || strings.HasSuffix(n, ".") && strings.HasPrefix(name, n)
	})
}

// group is the part of the form that a group names, what is empty left out.
func (f sessionForm) group(names []string) string {
	part := url.Values{}
	for name, values := range f.Values {
		if !inGroup(name, names) {
			continue
		}
		for _, value := range values {
			if value = strings.TrimSpace(strings.ReplaceAll(value, "\r\n", "\n")); value != "" {
				part.Add(name, value)
			}
		}
		slices.Sort(part[name])
	}
	return part.Encode()
}

// take replaces a group by another form's.
func (f sessionForm) take(names []string, from sessionForm) {
	for name := range f.Values {
		if inGroup(name, names) {
			f.Del(name)
		}
	}
	for name, values := range from.Values {
		if inGroup(name, names) {
			f.Values[name] = values
		}
	}
}

// difference is the page for who was second: what they began with, what
// somebody else has made of it, and what they typed. Nothing is saved.
func (d *Desk) difference(w http.ResponseWriter, r *http.Request, v *visit, mine sessionForm, current *events.Session) error {
	choices, err := d.service.SessionChoices(r.Context(), current)
	if err != nil {
		return err
	}
	began, err := url.ParseQuery(mine.Get("from"))
	if err != nil {
		began = url.Values{}
	}
	was, now := sessionForm{began}, formOf(current)
	path := fill("/desk/sessions/{id}/edit", current.ID)
	mine.Del("step")
	page := templates.DeskDifferencePage{
		DeskForm: templates.DeskForm{Layout: d.layout(v, path), Action: path}, Title: current.Heading().In(v.lang),
		BackPath: fill("/desk/sessions/{id}", current.ID),
	}
	for _, h := range hidden(mine.Values) {
		if h.Name != "seen" && !strings.HasPrefix(h.Name, "keep.") {
			page.Hidden = append(page.Hidden, h)
		}
	}
	page.Hidden = append(page.Hidden, templates.DeskHidden{Name: "seen", Value: strconv.Itoa(current.Version)})
	say := func(f sessionForm, key string) []string { return d.groupWords(v, &choices, f, key) }
	for _, g := range sessionGroups {
		theirs, yours := now.group(g.names), mine.group(g.names)
		if theirs == yours {
			continue
		}
		row := templates.DeskDifference{Key: g.key, Was: say(was, g.key), Now: say(now, g.key), Yours: say(mine, g.key), Keep: "now"}
		if was.group(g.names) == theirs {
			row.Keep = "yours" // nobody else touched it
		}
		page.Rows = append(page.Rows, row)
	}
	return d.page(w, r, http.StatusConflict, page)
}

// merge brings both versions together as was chosen, and shows the editor: it is
// saved from there. Where a third change has come in between it asks again.
func (d *Desk) merge(w http.ResponseWriter, r *http.Request, v *visit, form sessionForm, current *events.Session) error {
	if form.Get("seen") != strconv.Itoa(current.Version) {
		return d.difference(w, r, v, form, current)
	}
	now := formOf(current)
	for _, g := range sessionGroups {
		if form.Get("step") != "mine" && form.Get("keep."+g.key) != "yours" {
			form.take(g.names, now)
		}
		form.Del("keep." + g.key)
	}
	form.Set("version", now.Get("version"))
	form.Set("from", now.encoded())
	form.Del("seen")
	form.Del("step")
	return d.showEditor(w, r, v, editor{form: form, base: current, status: http.StatusOK, notice: "merged"})
}

// groupWords shows a group in words, a line for each part.
func (d *Desk) groupWords(v *visit, c *events.SessionChoices, f sessionForm, key string) (lines []string) {
	t := func(key string, args ...any) string { return d.reply.Catalog.T(v.lang, key, args...) }
	value := f.Get(key)
	switch key {
	case "title_nl":
		value = f.Get("title.nl")
	case "title_en":
		value = f.Get("title.en")
	case "language":
		value = t("language." + value)
	case "waitlist":
		value = t("desk.session.waitlist." + value)
	case "closes":
		value = strings.TrimSpace(f.Get("closes.date") + " " + f.Get("closes.clock"))
	case "blocks":
		for i := range f.blocks() {
			lines = append(lines, f.blockWords(i))
		}
		return lines
	case "reminders":
		for i := range f.rules() {
			var ignored []events.Problem
			rule := f.rule(i, &ignored)
			lines = append(lines, d.ruleWords(v, rule))
		}
		if f.Get("own_reminders") == "" {
			lines = []string{t("desk.session.reminders.inherited")}
		}
		return lines
	case "sector", "employer", "kit", "place", "facilitators":
		return d.namesIn(v, c, f, key)
	}
	if value == "" {
		return nil
	}
	return []string{value}
}

// blockWords is a block as it was typed.
func (f sessionForm) blockWords(i int) string {
	get := func(field string) string { return f.Get(blockName(i, field)) }
	words := get("date") + ", " + get("start") + "–" + get("end")
	for _, field := range []string{"until", "label", "capacity", "shifts"} {
		if get(field) != "" {
			words += ", " + get(field)
		}
	}
	return words
}

func (d *Desk) ruleWords(v *visit, in events.RuleInput) string {
	id := in.Offset
	if in.Anchor == events.AnchorEnd {
		id += "/end"
	}
	r := ruleOf(id)
	if r.Unit == "now" {
		return d.reply.Catalog.T(v.lang, "desk.rule.now."+r.From)
	}
	return d.reply.Catalog.T(v.lang, "desk.rule."+r.Unit+"."+r.From, "Count", r.Count)
}

// namesIn gives the names of what a group refers to.
func (d *Desk) namesIn(v *visit, c *events.SessionChoices, f sessionForm, key string) (names []string) {
	name := func(kind events.Thing, id, name string) string { return d.nameOf(v, name, c.Archived(kind, id)) }
	known := map[string]string{ownPlace: oneLine(f.Get("place.name"), f.Get("place.address"), f.Get("place.postcode"), f.Get("place.city"))}
	for _, s := range c.Sectors {
		known[s.ID] = name(events.ThingSector, s.ID, s.Name.In(v.lang))
	}
	for _, e := range c.Employers {
		known[e.ID] = name(events.ThingEmployer, e.ID, e.Name)
		for _, site := range e.Sites {
			known[site.ID] = name(events.ThingVenue, site.ID, oneLine(e.Name, site.City))
		}
	}
	for _, k := range c.Kits {
		known[k.ID] = name(events.ThingKit, k.ID, k.Name)
	}
	for _, p := range c.Venues {
		known[p.ID] = name(events.ThingVenue, p.ID, oneLine(p.Name, p.City))
	}
	for _, person := range c.Facilitators {
		known[person.ID] = name(events.ThingFacilitator, person.ID, person.Name)
	}
	for _, id := range f.Values[key] {
		if name := known[id]; name != "" {
			names = append(names, name)
		}
	}
	return names
}

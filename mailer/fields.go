package mailer

import (
	"slices"
	"strconv"
	"strings"

	"kantine/events"
	"kantine/events/ical"
	"kantine/templates"
	"kantine/templates/locale"
)

// fields fills the fixed fields of the mail texts from a letter, dates and
// times in the session's zone. Those that nothing fills yet stay empty, and
// with them the lines they stand in.
func (m *Mailer) fields(l *events.Letter) map[string]string {
	lang := l.Language
	f := map[string]string{
		"name":            l.Name,
		"sender":          l.Programme.Organiser.Name,
		"sender_discreet": m.discreetFrom.Name,
		"programme":       l.Programme.Name.In(lang),
		"manage_link":     speaking(l.Links.Manage, lang),
		"stop_link":       speaking(l.Links.Stop, lang),
		"offer_link":      speaking(l.Links.Offer, lang),
		"action_link":     speaking(l.Links.Action, lang),
		"contact":         l.Programme.Organiser.Phone,
	}
	if f["sender"] == "" {
		f["sender"] = m.from.Name
	}
	if l.Text == events.InterestReply {
		f["employer"], f["coordinator"] = m.catalog.T(lang, "mail.your_company"), f["sender"]
	}
	if l.Contact != "" {
		f["contact"] = l.Contact
	}
	f["kit"], f["site"] = l.Kit, l.Site
	if !l.Block.StartsAt.IsZero() {
		m.sessionFields(l, f)
	}
	if l.Trial {
		m.makeUp(l, f)
	}
	return f
}

// speaking is a link of ours that opens the page in the language of the letter:
// without, it is that of the browser (or Dutch), which may be another.
func speaking(link, lang string) string {
	if link == "" || lang == events.DefaultLanguage {
		return link
	}
	return link + "?lang=" + lang
}

// happening are the fields that depend on what happens to a registration:
// whichever one a text is shown with, they are made up where it has none.
var happening = []string{"old_where", "reason", "position", "hold_until"}

// makeUp fills what a letter that shows a text cannot know. About a real
// registration that is little, so that its empty lines fall away as they will:
// but what no registration has, since nothing fills it yet, is made up too.
func (m *Mailer) makeUp(l *events.Letter, f map[string]string) {
	real := l.Registration.ID != ""
	for _, name := range templates.Fields() {
		key := "mail.sample." + name
		_, filled := f[name]
		if f[name] != "" || !m.catalog.Has(l.Language, key) {
			continue
		}
		if !real || !filled || slices.Contains(happening, name) {
			f[name] = m.catalog.T(l.Language, key)
		}
	}
	if l.Nameless {
		f["name"] = ""
	}
}

func (m *Mailer) sessionFields(l *events.Letter, f map[string]string) {
	lang, zone, told := l.Language, m.location(l.Session.Zone), l.Registration.Told
	start, end := l.Block.StartsAt.In(zone), l.Block.EndsAt.In(zone)
	f["title"] = l.Session.Heading().In(lang)
	f["date"], f["date_short"] = m.catalog.Date(lang, start), m.catalog.DateShort(lang, start)
	f["time"] = m.catalog.TimeRange(lang, start, end)
	f["when"] = m.catalog.When(lang, l.Now, start)
	f["where"] = l.Place.Line(m.catalog.T(lang, "mail.online"))
	f["route"] = l.Place.Route
	f["join_link"] = ical.JoinURL(&l.Session, l.Place)
	f["led_by"] = strings.Join(l.Facilitators, ", ")
	f["reason"] = l.Session.Reason.In(lang)
	f["toolkit_link"], f["sector"] = l.Sector.ToolkitURL, l.Sector.Name.In(lang)
	if !told.StartsAt.IsZero() {
		was := told.StartsAt.In(zone)
		f["old_date"], f["old_time"] = m.catalog.Date(lang, was), m.catalog.TimeRange(lang, was, told.EndsAt.In(zone))
		f["old_where"] = told.Place
	}
	if l.Position > 0 {
		f["position"] = strconv.Itoa(l.Position)
	}
	if !l.EraseOn.IsZero() {
		f["erase_on"] = m.catalog.Date(lang, l.EraseOn.In(zone))
	}
}

// CalendarWords are the words of calendar files, by language.
func CalendarWords(catalog *locale.Catalog) map[string]ical.Words {
	words := make(map[string]ical.Words, len(locale.Languages))
	for _, lang := range locale.Languages {
		t := func(key string) string { return catalog.T(lang, key) }
		words[lang] = ical.Words{
			Appointment: t("mail.appointment"), Participant: t("mail.participant"), Online: t("mail.online"),
			Join: t("registration.join"), LedBy: t("session.led"), Manage: t("registration.manage"),
		}
	}
	return words
}

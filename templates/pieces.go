package templates

import (
	"html"
	"html/template"
	"strconv"
	"strings"
	"time"
)

// The pieces that stand many times on one page are written here rather than
// in pages/: each call from a page costs about a microsecond, whatever it
// writes, and a list of sessions made of single words would cost four times as
// much. All data goes through escape.

func escape(s string) string { return html.EscapeString(s) }

// to is the href of a link. Anything but a path of ours or an address of the
// three schemes a page needs leads nowhere.
func (v voice) to(keepLang bool, target string) template.HTMLAttr {
	href := v.href(keepLang, target)
	known := strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "//")
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		known = known || strings.HasPrefix(href, scheme)
	}
	if !known {
		href = "#"
	}
	return template.HTMLAttr(`href="` + escape(href) + `"`)
}

// leaf is a day as on a tear-off calendar: weekday, day, month.
func (v voice) leaf(t time.Time) template.HTML {
	word := func(key string, n int) string { return escape(v.catalog.T(v.lang, key+strconv.Itoa(n))) }
	return template.HTML(`<div class="leaf" aria-hidden="true"><span>` + word("dates.weekday_short.", int(t.Weekday())) +
		"</span><b>" + strconv.Itoa(t.Day()) + "</b><span>" + word("dates.month_short.", int(t.Month())) + "</span></div>")
}

// when is a moment in full: "dinsdag 2 februari 2027, 14.30–15.45 uur". The
// times stay on one line; what follows in brackets may wrap. zone.js adds the
// visitor's own time to one that is online.
func (v voice) when(online bool, start, end time.Time) template.HTML {
	times, more, found := strings.Cut(v.catalog.TimeRange(v.lang, start, end), " (")
	if found {
		more = " (" + more
	}
	own := ""
	if online {
		own = `" data-zone="` + escape(v.t("place.zone.yours", "When", "{when}")) + `" data-end="` + end.Format(time.RFC3339)
	}
	return template.HTML(`<time datetime="` + start.Format(time.RFC3339) + own + `">` + escape(v.catalog.Date(v.lang, start)) +
		`, <span class="together">` + escape(times) + "</span>" + escape(more) + "</time>")
}

// seats is how full, in words; the class only colours it.
func (v voice) seats(s Seats) template.HTML {
	class, words := "seats seats-"+string(s.State), v.tOf("seats.", s.State)
	if s.Few() {
		class += " seats-few"
	}
	if s.State == SeatsOpen && s.Unlimited {
		words = v.t("seats.unlimited")
	} else if s.State == SeatsOpen {
		words = v.t("seats.left", "Count", s.Left)
	}
	return template.HTML(`<span class="` + escape(class) + `">` + escape(words) + "</span>")
}

// facts are the short words of an item in a list.
func (v voice) facts(item OfferItem) template.HTML {
	var b strings.Builder
	fact := func(icon, words string) {
		b.WriteString("<li>" + icon + escape(words) + "</li>")
	}
	b.WriteString(`<ul class="facts">`)
	if item.Online {
		fact(icon("video"), v.t("place.online"))
	} else if item.City != "" {
		fact(icon("map-pin"), item.City)
	}
	if !item.Online || item.Kind != "online" {
		fact("", v.tOf("kind.", item.Kind))
	}
	if item.Sector != "" {
		fact("", item.Sector)
	}
	if item.Language != v.lang {
		fact(icon("languages"), v.tOf("language.in.", item.Language))
	}
	b.WriteString("</ul>")
	return template.HTML(b.String())
}

// item is one session in a list.
func (v voice) item(keepLang bool, item OfferItem) template.HTML {
	more := ""
	if item.Meetings > 0 {
		more = v.t("offer.series", "Count", item.Meetings)
	} else if item.Moments > 1 {
		more = v.t("offer.moments", "Count", item.Moments)
	}
	if more != "" {
		more = "<br>" + escape(more)
	}
	return template.HTML(`<li class="card">` + string(v.leaf(item.Start)) + `<div class="card-body">` +
		"\n<h3><a " + string(v.to(keepLang, item.Path)) + ">" + escape(item.Title) + "</a></h3>" +
		"\n<p>" + string(v.when(false, item.Start, item.End)) + more + "</p>" +
		"\n" + string(v.facts(item)) +
		"\n<p>" + string(v.seats(item.Seats)) + "</p>\n</div></li>\n")
}

// choices are the links of one filter.
func (v voice) choices(keepLang bool, group FilterGroup) template.HTML {
	var b strings.Builder
	for _, c := range group.Choices {
		label, current := c.Label, ""
		if label == "" && c.Value == "" {
			label = v.t("filter.all")
		} else if label == "" {
			label = v.tOf("filter."+group.Key+".", c.Value)
		}
		if c.Current {
			current = ` aria-current="true"`
		}
		b.WriteString("<li><a " + string(v.to(keepLang, c.Path)) + current + ">" + escape(label) +
			` <span class="count">` + strconv.Itoa(c.Count) + "</span></a></li>\n")
	}
	return template.HTML(b.String())
}

// icon is one outline of the sprite that every page carries.
func icon(name string) string {
	return `<svg class="icon" aria-hidden="true"><use href="#i-` + name + `"/></svg>`
}

// languages switches to this page in the other languages.
func (v voice) languages(path string, all []string) template.HTML {
	var b strings.Builder
	for _, lang := range all {
		name := escape(v.tOf("layout.language.", lang))
		if lang == v.lang {
			b.WriteString(`<li><span aria-current="true">` + name + "</span></li>")
			continue
		}
		b.WriteString(`<li><a href="` + escape(switchLang(path, lang)) + `" lang="` + lang + `" hreflang="` + lang + `">` + name + "</a></li>")
	}
	return template.HTML(b.String())
}

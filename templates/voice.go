package templates

import (
	"fmt"
	"html"
	"html/template"
	"net/url"
	"regexp"
	"strings"
	"time"

	"kantine/templates/locale"
)

// voice is how one variant of a page speaks.
type voice struct {
	catalog  *locale.Catalog
	lang     string
	discreet bool
}

// discreetText marks the text of a key that a discreet page uses instead.
const discreetText = "-discreet"

func (v voice) key(key string) string {
	if v.discreet && v.catalog.Has(v.lang, key+discreetText) {
		return key + discreetText
	}
	return key
}

// t is a text by key, with arguments.
func (v voice) t(key string, args ...any) string { return v.catalog.T(v.lang, v.key(key), args...) }

// tOf is a text whose key ends in data, such as a kind or a state. An unknown
// ending is shown as it is: data must not break a page.
func (v voice) tOf(prefix string, value any, args ...any) string {
	key := v.key(fmt.Sprint(prefix, value))
	if !v.catalog.Has(v.lang, key) {
		return fmt.Sprint(value)
	}
	return v.catalog.T(v.lang, key, args...)
}

// colon ends a label that something follows; one that asks or calls has its own
// sign already.
func colon(label string) string {
	if label == "" || strings.ContainsRune("?!:", rune(label[len(label)-1])) {
		return label
	}
	return label + ":"
}

func (v voice) funcs() template.FuncMap {
	return template.FuncMap{
		"lang":      func() string { return v.lang },
		"t":         v.t,
		"tOf":       v.tOf,
		"colon":     colon,
		"date":      func(t time.Time) string { return v.catalog.Date(v.lang, t) },
		"dateTime":  func(t time.Time) string { return v.catalog.DateTime(v.lang, t) },
		"dateShort": func(t time.Time) string { return v.catalog.DateTimeShort(v.lang, t) },
		"dayMonth":  func(t time.Time) string { return v.catalog.DayMonth(v.lang, t) },
		"clock":     func(t time.Time) string { return v.catalog.Time(v.lang, t) },
		"when":      v.when,
		"seats":     v.seats,
		"item":      v.item,
		"choices":   v.choices,
		"to":        v.to,
		"month":     v.month,
		"rfc3339":   func(t time.Time) string { return t.Format(time.RFC3339) },
		"join":      v.join,
		"href":      v.href,
		"switch":    func(path string) template.HTML { return v.languages(path, locale.Languages[:]) },
		"links":     links,
		"tel":       tel,
		"wrong":     func(field, message string) FieldError { return FieldError{Field: field, Message: message} },
		"qr":        qr,
		"table":     func(keepLang bool, list []DeskSession) deskTable { return deskTable{keepLang, list} },
		"things": func(keepLang bool, shelf string, list []DeskThing) deskThings {
			return deskThings{keepLang, shelf, list}
		},
		"answer":    answerOf,
		"languages": func() []string { return locale.Languages[:] },
	}
}

// month is the heading of a month: "februari 2027".
func (v voice) month(t time.Time) string {
	return fmt.Sprintf("%s %d", v.catalog.T(v.lang, fmt.Sprintf("dates.month.%d", t.Month())), t.Year())
}

// join makes "A, B en C".
func (v voice) join(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return v.t("page.and", "Names", strings.Join(names[:last], ", "), "Last", names[last])
}

// href is a path as this visitor's links have it: with the language when it
// was chosen by hand, since no cookie remembers it.
func (v voice) href(keepLang bool, path string) string {
	if !keepLang || !strings.HasPrefix(path, "/") {
		return path
	}
	return switchLang(path, v.lang)
}

// switchLang is the same path in another language.
func switchLang(path, lang string) string {
	u, err := url.Parse(path)
	if err != nil || u.Host != "" || !strings.HasPrefix(u.Path, "/") {
		return "/?lang=" + lang
	}
	q := u.Query()
	q.Set("lang", lang)
	u.RawQuery = q.Encode()
	return u.String()
}

// textPart is a stretch of plain text, or a link where URL is set.
type textPart struct {
	Text string
	URL  string
}

var bareURL = regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)]`)

// links finds the web addresses in plain text.
func links(text string) []textPart {
	var parts []textPart
	at := 0
	for _, m := range bareURL.FindAllStringIndex(text, -1) {
		parts = append(parts, textPart{Text: text[at:m[0]]}, textPart{Text: text[m[0]:m[1]], URL: text[m[0]:m[1]]})
		at = m[1]
	}
	return append(parts, textPart{Text: text[at:]})
}

// tel is a phone number as a link dials it (RFC 3966 §3): no spaces.
func tel(number string) string { return strings.ReplaceAll(number, " ", "") }

var (
	fixedText   = regexp.MustCompile(`\{\{t "([^"]+)"\}\}`)
	fixedIcon   = regexp.MustCompile(`\{\{icon "([^"]+)"\}\}`)
	fixedAsset  = regexp.MustCompile(`\{\{asset "([^"]+)"\}\}`)
	indentation = regexp.MustCompile(`\n\s+`)
)

// prepare puts what is the same in every answer into the source before it is
// parsed: texts without arguments, icons, addresses of static files. html/template
// is what a page costs, and this leaves it only what differs. The texts are
// escaped for HTML, which is right in text and in quoted attributes: pages
// have no other places, since scripts and styles are files.
func (e *Engine) prepare(source string, v voice) (string, error) {
	var missing []string
	replace := func(pattern *regexp.Regexp, with func(name string) (string, bool)) {
		source = pattern.ReplaceAllStringFunc(source, func(match string) string {
			name := pattern.FindStringSubmatch(match)[1]
			text, ok := with(name)
			if !ok {
				missing = append(missing, match)
			}
			return text
		})
	}
	source = indentation.ReplaceAllString(source, "\n")
	replace(fixedText, func(key string) (string, bool) {
		return html.EscapeString(v.t(key)), v.catalog.Has(v.lang, key)
	})
	replace(fixedIcon, func(name string) (string, bool) {
		return icon(name), e.static.hasIcon(name)
	})
	replace(fixedAsset, func(name string) (string, bool) { return e.static.url(name) })
	source = strings.ReplaceAll(source, "{{sprite}}", e.static.sprite)
	if missing != nil {
		return "", fmt.Errorf("unknown in %s: %s", v.lang, strings.Join(missing, " "))
	}
	return source, nil
}

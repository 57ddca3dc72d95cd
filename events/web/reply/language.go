package reply

import (
	"net/http"
	"strings"

	"kantine/templates/locale"
)

// Language is the one to answer a request in: that of ?lang=, else the best of
// Accept-Language, else the default.
func Language(r *http.Request) string {
	if lang := chosen(r); lang != "" {
		return lang
	}
	accept := r.Header.Get("Accept-Language")
	if lang := first(accept); lang != "" {
		return lang
	}
	return locale.Match(accept)
}

// first is the language that a header puts first, where we speak it and it has
// no weight of its own: nothing after it can count for more (RFC 9110
// §12.5.4). It spares nearly every visitor the reading of the whole header.
func first(accept string) string {
	tag, _, _ := strings.Cut(accept, ",")
	lang, _, _ := strings.Cut(tag, "-")
	if strings.Contains(tag, ";") || !locale.Known(lang) {
		return ""
	}
	return lang
}

// LanguageChosen tells whether the visitor chose the language by ?lang=, so
// that links have to keep it.
func LanguageChosen(r *http.Request) bool { return chosen(r) != "" }

func chosen(r *http.Request) string {
	if !strings.Contains(r.URL.RawQuery, "lang=") {
		return "" // the common case, without parsing the query
	}
	if lang := r.URL.Query().Get("lang"); locale.Known(lang) {
		return lang
	}
	return ""
}

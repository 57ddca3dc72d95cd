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
	return locale.Match(r.Header.Get("Accept-Language"))
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

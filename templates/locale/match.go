package locale

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Languages are those Kantine speaks, the default one first.
var Languages = [...]string{"nl", "en"}

// maxAcceptLanguage bounds the work done for a stranger's header, in bytes;
// browsers send fewer than a hundred.
const maxAcceptLanguage = 256

var matcher = newMatcher()

func newMatcher() language.Matcher {
	tags := make([]language.Tag, len(Languages))
	for i, lang := range Languages {
		tags[i] = language.Make(lang)
	}
	return language.NewMatcher(tags)
}

// Known tells whether lang is one of Languages, exactly as written there.
func Known(lang string) bool { return slices.Contains(Languages[:], lang) }

// Match chooses the language for an Accept-Language header (RFC 9110 §12.5.4).
// Whatever it cannot read or serve gives the default language.
func Match(acceptLanguage string) string {
	if len(acceptLanguage) > maxAcceptLanguage {
		cut := strings.LastIndexByte(acceptLanguage[:maxAcceptLanguage], ',')
		if cut < 0 {
			return Languages[0]
		}
		acceptLanguage = acceptLanguage[:cut]
	}
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return Languages[0]
	}
	// without a match the index is that of the first, the default
	_, index, _ := matcher.Match(tags...)
	return Languages[index]
}

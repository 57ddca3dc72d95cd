package events

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// languages are the languages the product speaks, the default first.
var languages = [...]string{"nl", "en"}

// DefaultLanguage is spoken to whoever asks for none.
const DefaultLanguage = "nl"

// KnownLanguage tells whether lang is one the product speaks.
func KnownLanguage(lang string) bool {
	for _, l := range languages {
		if l == lang {
			return true
		}
	}
	return false
}

// Text is a text in the languages of the product.
type Text struct {
	NL string `json:"nl"`
	EN string `json:"en"`
}

// In gives the text in lang, or the other language's where it is missing.
func (t Text) In(lang string) string {
	if (lang == "en" && t.EN != "") || t.NL == "" {
		return t.EN
	}
	return t.NL
}

// Empty tells whether there is no text in any language.
func (t Text) Empty() bool { return t.NL == "" && t.EN == "" }

// foreignControl tells whether r must not stand in any typed line: control
// characters, bidirectional overrides, zero-width characters and line or
// paragraph separators. They forge headers and hide text (promise 10).
func foreignControl(r rune) bool {
	switch {
	case unicode.IsControl(r):
		return true
	case r == '\u200b' || r == '\u2060' || r == '\ufeff' || r == '\u00ad' || r == '\u180e':
		return true
	case r >= '\u200c' && r <= '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	case r == '\u2028' || r == '\u2029':
		return true
	case r >= '\ue000' && r <= '\uf8ff', r == utf8.RuneError:
		return true
	}
	return unicode.Is(unicode.Cs, r)
}

// cleanLine trims a typed line and tells whether it may be kept: at most limit
// runes (0: any), valid UTF-8, no forbidden character. The key is that of the
// refusal.
func cleanLine(s string, limit int) (line, key string) {
	s = strings.TrimSpace(s)
	if !utf8.ValidString(s) {
		return s, "control_characters"
	}
	for _, r := range s {
		if foreignControl(r) {
			return s, "control_characters"
		}
	}
	if limit > 0 && utf8.RuneCountInString(s) > limit {
		return s, "too_long"
	}
	return s, ""
}

// cleanParagraph is cleanLine for a text that may hold line breaks.
func cleanParagraph(s string, limit int) (text, key string) {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	if _, key = cleanLine(strings.NewReplacer("\n", " ", "\t", " ").Replace(s), limit); key != "" {
		return s, key
	}
	return s, ""
}

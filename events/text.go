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

// foreignControl tells whether r must not stand in any typed line: control and
// format characters (bidirectional, zero-width, tags), line and paragraph
// separators, and what is no character at all. They forge headers and hide
// text (promise 10).
func foreignControl(r rune) bool {
	return r == utf8.RuneError || unicode.In(r, unicode.C, unicode.Zl, unicode.Zp)
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

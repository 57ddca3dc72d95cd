package ical

import (
	"bytes"
	"errors"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxParameter bounds a parameter's length in runes: go-ical's decoder takes
// time quadratic in it.
const maxParameter = 200

// foldAt is the longest physical line in octets, its CRLF aside (RFC 5545 §3.1).
const foldAt = 75

// cleanLine makes s fit for one line: valid UTF-8, no control, format or
// separator character, single spaces.
func cleanLine(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r), r == '\u2028', r == '\u2029':
			space = b.Len() > 0
			continue
		case r == utf8.RuneError, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// isPlain spares the common value the copying.
func isPlain(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' ' || s == ""
}

// cleanText is cleanLine for a text that may hold line breaks; empty lines go.
func cleanText(lines ...string) string {
	var kept []string
	for _, text := range lines {
		for line := range strings.SplitSeq(text, "\n") {
			if line = cleanLine(line); line != "" {
				kept = append(kept, line)
			}
		}
	}
	return strings.Join(kept, "\n")
}

// parameterMarks are what a parameter value cannot hold (RFC 5545 §3.2), what
// RFC 6868 would turn into a line break, and what opens an encoded word.
var parameterMarks = strings.NewReplacer(`"`, "'", "^", " ", "=?", "= ?")

// cleanParameter makes s fit for a parameter such as CN.
func cleanParameter(s string) string {
	s = cleanLine(parameterMarks.Replace(cleanLine(s)))
	if utf8.RuneCountInString(s) > maxParameter {
		s = cleanLine(string([]rune(s)[:maxParameter]))
	}
	return s
}

// errAddress names no address: errors reach logs.
var errAddress = errors.New("an address that no mailto: URI can carry")

// mailto gives the URI of a bare ASCII address; the few characters that a mail
// address may hold and a URI may not are percent-encoded (RFC 6068 §2).
func mailto(address string) (string, error) {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at == len(address)-1 {
		return "", errAddress
	}
	var b strings.Builder
	b.WriteString("mailto:")
	for i := range len(address) {
		switch c := address[i]; {
		case c <= ' ' || c > '~' || strings.IndexByte(`"(),:;<>[\]`, c) >= 0:
			return "", errAddress
		case strings.IndexByte("%#?^`{|}", c) >= 0:
			const hex = "0123456789ABCDEF"
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}

// webAddress gives an absolute http(s) URL in ASCII, "" for anything else.
func webAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	if s = u.String(); !isPlain(s) || strings.ContainsAny(s, " \"<>") {
		return ""
	}
	return s
}

// fold breaks lines of more than 75 octets between runes (RFC 5545 §3.1); raw
// has CRLF line ends.
func fold(raw []byte) []byte {
	out := make([]byte, 0, len(raw)+len(raw)/foldAt*3+foldAt)
	for len(raw) > 0 {
		line := raw
		if end := bytes.Index(raw, []byte("\r\n")); end >= 0 {
			line = raw[:end]
			raw = raw[end+2:]
		} else {
			raw = nil
		}
		for room := foldAt; len(line) > room; room = foldAt - 1 {
			cut := room
			for cut > 1 && !utf8.RuneStart(line[cut]) {
				cut--
			}
			out = append(out, line[:cut]...)
			out = append(out, "\r\n "...)
			line = line[cut:]
		}
		out = append(out, line...)
		out = append(out, "\r\n"...)
	}
	return out
}

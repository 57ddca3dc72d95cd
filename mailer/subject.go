package mailer

import (
	"fmt"
	"strings"
)

// Limits of a line of a header that holds encoded words, and of one such word,
// in octets (RFC 2047 §2).
const (
	maxHeaderLine  = 76
	maxEncodedWord = 75
)

const (
	wordBegins = "=?UTF-8?q?"
	wordEnds   = "?="
)

// encodedSubject writes a subject as the value of its header, folded, with
// something of it on the first line: a value that begins with a fold is read
// with a blank in front by more than one program. What fits in one line of
// ASCII stays as it is; the rest is encoded (RFC 2047 §4.2), no character
// split between two words. It is the only header given to go-mail as it stands:
// those come in the order of a map.
func encodedSubject(subject string) string {
	const name = len("Subject: ")
	if name+len(subject) <= maxHeaderLine && plainASCII(subject) {
		return subject
	}
	var out, word strings.Builder
	room := maxHeaderLine - name - len(wordBegins) - len(wordEnds)
	end := func() {
		if out.Len() > 0 {
			out.WriteString("\r\n ")
		}
		out.WriteString(wordBegins + word.String() + wordEnds)
		word.Reset()
		room = maxEncodedWord - len(wordBegins) - len(wordEnds)
	}
	for _, r := range subject {
		letter := qEncoded(r)
		if word.Len()+len(letter) > room {
			end()
		}
		word.WriteString(letter)
	}
	end()
	return out.String()
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// qEncoded writes one character in the "Q" encoding.
func qEncoded(r rune) string {
	switch {
	case r == ' ':
		return "_"
	case r > ' ' && r <= '~' && r != '=' && r != '?' && r != '_':
		return string(r)
	}
	var b strings.Builder
	for _, octet := range []byte(string(r)) {
		fmt.Fprintf(&b, "=%02X", octet)
	}
	return b.String()
}

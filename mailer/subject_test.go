package mailer

import (
	"mime"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSubjectBeginsOnItsOwnLine(t *testing.T) {
	for subject, want := range map[string]string{
		"Uw plek is bevestigd":  "Uw plek is bevestigd",
		"Zoë":                   "=?UTF-8?q?Zo=C3=AB?=",
		"a=b? c_d é":            "=?UTF-8?q?a=3Db=3F_c=5Fd_=C3=A9?=",
		strings.Repeat("x", 67): strings.Repeat("x", 67),
		strings.Repeat("x", 68): "=?UTF-8?q?" + strings.Repeat("x", 55) + "?=\r\n =?UTF-8?q?" + strings.Repeat("x", 13) + "?=",
	} {
		if got := encodedSubject(subject); got != want {
			t.Errorf("%q: %q, want %q", subject, got, want)
		}
	}
}

func TestSubjectComesBackWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		subject := strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return -1
			}
			return r
		}, rapid.StringN(1, 200, 400).Draw(t, "subject"))
		if subject == "" || strings.Contains(subject, "=?") {
			return
		}
		encoded := encodedSubject(subject)
		for i, line := range strings.Split(encoded, "\r\n") {
			if i == 0 {
				line = "Subject: " + line
			}
			if len(line) > maxHeaderLine {
				t.Fatalf("a line of %d octets: %q", len(line), line)
			}
		}
		back, err := new(mime.WordDecoder).DecodeHeader(strings.ReplaceAll(encoded, "\r\n", ""))
		if err != nil || back != strings.ToValidUTF8(subject, "\uFFFD") {
			t.Fatalf("%q came back as %q, %v", subject, back, err)
		}
	})
}

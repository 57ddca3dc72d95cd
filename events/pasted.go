package events

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Pasted is what a pasted mail tells of its sender, for a person to check.
type Pasted struct{ Name, Email, Subject, Text string }

var (
	// startsWithHeader tells that a text begins like the source of a mail.
	startsWithHeader = regexp.MustCompile(`(?i)^(?:from|return-path|received|date|subject|to|message-id|mime-version|delivered-to|dkim-signature|x-[a-z-]+):`)
	// shownHeader is a line that mail programs put above a mail they show.
	shownHeader = regexp.MustCompile(`(?i)^\s*(van|from|onderwerp|subject|aan|to|datum|date|verzonden|sent|cc):\s*(.*)$`)
	someAddress = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
)

// ReadPasted takes a pasted mail apart: its source, what a mail program shows
// of it, or the bare text. It guesses nothing: what is not there stays empty.
func ReadPasted(source string) Pasted {
	source = strings.TrimSpace(strings.ReplaceAll(source, "\r\n", "\n"))
	p, ok := Pasted{}, false
	if startsWithHeader.MatchString(source) {
		p, ok = readSource(source)
	}
	if !ok {
		p = readShown(source)
	}
	p.Name, p.Email, p.Subject = onlyText(p.Name, maxName), onlyText(p.Email, maxEmail), onlyText(p.Subject, maxName)
	p.Text = strings.TrimSpace(onlyText(p.Text, maxNote-maxName-1))
	return p
}

// readSource reads a mail with its headers as they travel (RFC 5322).
func readSource(source string) (Pasted, bool) {
	m, err := mail.ReadMessage(strings.NewReader(source))
	if err != nil || m.Header.Get("From") == "" {
		return Pasted{}, false
	}
	words := new(mime.WordDecoder)
	p := Pasted{}
	if p.Subject, err = words.DecodeHeader(m.Header.Get("Subject")); err != nil {
		p.Subject = m.Header.Get("Subject")
	}
	p.sender(m.Header.Get("From"))
	p.Text = bodyText(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body, 0)
	return p, true
}

// maxNesting is how deep a mail's parts may lie in each other.
const maxNesting = 4

// bodyText is the first plain text of a body. What it cannot read it gives as
// it came: a person looks at it.
func bodyText(kind, encoding string, body io.Reader, depth int) string {
	media, params, err := mime.ParseMediaType(kind)
	if err == nil && strings.HasPrefix(media, "multipart/") && depth < maxNesting {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err != nil {
				return ""
			}
			inner := part.Header.Get("Content-Type")
			if inner == "" || strings.HasPrefix(inner, "text/plain") || strings.HasPrefix(inner, "multipart/") {
				if text := bodyText(inner, part.Header.Get("Content-Transfer-Encoding"), part, depth+1); text != "" {
					return text
				}
			}
		}
	}
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	var text bytes.Buffer
	_, _ = io.Copy(&text, body) // as far as it can be read
	return strings.ReplaceAll(text.String(), "\r\n", "\n")
}

// readShown reads what was copied from a mail program's window.
func readShown(source string) Pasted {
	var p Pasted
	lines := strings.Split(source, "\n")
	at := 0
	for at < len(lines) {
		m := shownHeader.FindStringSubmatch(lines[at])
		if m == nil {
			break
		}
		switch strings.ToLower(m[1]) {
		case "van", "from":
			p.sender(m[2])
		case "onderwerp", "subject":
			p.Subject = m[2]
		}
		at++
	}
	p.Text = strings.Join(lines[at:], "\n")
	if p.Email == "" {
		p.Email = someAddress.FindString(p.Text)
	}
	return p
}

// sender reads "Kim Test <kim@bedrijf.example>" in whatever form.
func (p *Pasted) sender(from string) {
	from = strings.NewReplacer("[mailto:", "<", "]", ">").Replace(from)
	if a, err := mail.ParseAddress(from); err == nil {
		p.Name, p.Email = a.Name, a.Address
		return
	}
	p.Email = someAddress.FindString(from)
	name, _, _ := strings.Cut(from, "<")
	if p.Email != "" {
		name, _, _ = strings.Cut(name, p.Email)
	}
	p.Name = strings.Trim(name, " \"'")
}

// onlyText leaves out what no field takes, and what is too long.
func onlyText(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case foreignControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if utf8.RuneCountInString(s) > limit {
		s = string([]rune(s)[:limit])
	}
	return s
}

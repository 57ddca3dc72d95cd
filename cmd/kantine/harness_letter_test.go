package main

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"kantine/mailer/mailtest"
)

// letter is a mail as the server took it, read with the standard library alone.
type letter struct {
	raw    []byte
	header mail.Header
	// subject, text and html are decoded; shape is such as
	// "multipart/mixed(text/plain application/ics)".
	subject, text, html, shape string
	// calendar is the text/calendar part and method its parameter, file the
	// attached invite.ics.
	calendar, method, file string
}

// readLetter takes a mail apart.
func readLetter(t *testing.T, raw []byte) *letter {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v:\n%s", err, raw)
	}
	l := &letter{raw: raw, header: m.Header}
	if l.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	if l.shape, err = l.part(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body); err != nil {
		t.Fatalf("%v:\n%s", err, raw)
	}
	return l
}

// part reads one part and those within it, and tells their shape.
func (l *letter) part(contentType, encoding string, body io.Reader) (string, error) {
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(media, "multipart/") {
		var within []string
		for reader := multipart.NewReader(body, params["boundary"]); ; {
			p, err := reader.NextRawPart()
			if err == io.EOF {
				return media + "(" + strings.Join(within, " ") + ")", nil
			}
			if err != nil {
				return "", err
			}
			shape, err := l.part(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p)
			if err != nil {
				return "", err
			}
			within = append(within, shape)
		}
	}
	switch strings.ToLower(encoding) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	content, err := io.ReadAll(body)
	switch media {
	case "text/plain":
		l.text = string(content)
	case "text/html":
		l.html = string(content)
	case "text/calendar":
		l.calendar, l.method = string(content), params["method"]
	case "application/ics":
		l.file = string(content)
	}
	return media, err
}

// property is one line of a calendar object.
type property struct{ name, params, value string }

// properties reads the lines between BEGIN and END of a component, unfolded
// (RFC 5545 §3.1), those of components within it left out.
func properties(calendar, component string) (found []property) {
	depth, inside := 0, -1
	for line := range strings.SplitSeq(strings.ReplaceAll(calendar, "\r\n ", ""), "\r\n") {
		head, value, _ := strings.Cut(line, ":")
		name, params, _ := strings.Cut(head, ";")
		switch name {
		case "BEGIN":
			if depth++; value == component && inside < 0 {
				inside = depth
			}
		case "END":
			if depth == inside {
				inside = -1
			}
			depth--
		default:
			if depth == inside && name != "" {
				found = append(found, property{name, params, value})
			}
		}
	}
	return found
}

// event gives one property of the letter's VEVENT, with "" where there is none.
func (l *letter) event(name string) property {
	for _, p := range properties(l.calendar, "VEVENT") {
		if p.name == name {
			return p
		}
	}
	return property{}
}

// count tells how often a property stands in the VEVENT.
func (l *letter) count(name string) (n int) {
	for _, p := range properties(l.calendar, "VEVENT") {
		if p.name == name {
			n++
		}
	}
	return n
}

// letterOf finds the mail of a message by its Message-ID, which comes once.
func (k *running) letterOf(m messageJSON) *letter {
	k.t.Helper()
	var found []mailtest.Message
	for _, kept := range k.post.Messages() {
		if bare(kept.MessageID) == bare(m.MessageID) {
			found = append(found, kept)
		}
	}
	if len(found) != 1 {
		k.t.Fatalf("%s %s (%s): %d mails came with its Message-ID, want 1", m.Kind, m.ID, m.State, len(found))
	}
	if !slices.Equal(found[0].To, []string{m.Recipient}) {
		k.t.Fatalf("%s %s went to %v, not to its recipient", m.Kind, m.ID, found[0].To)
	}
	return readLetter(k.t, found[0].Raw)
}

func bare(messageID string) string { return strings.Trim(messageID, "<>") }

// letter is the mail of a registration's only message of a kind.
func (k *running) letter(registration, kind string) *letter {
	k.t.Helper()
	return k.letterOf(k.message("registration", registration, "kind", kind))
}

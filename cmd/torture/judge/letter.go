package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// letter is one message that reached the SMTP server.
type letter struct {
	number      int
	to          string // header and envelope agree, lower case
	messageID   string
	subject     string
	connectedAt time.Time
	at          time.Time
	replied     bool
	calendar    *calendar // nil without a text/calendar part
}

// calendar is what the judge wants of an invitation (RFC 5546).
type calendar struct{ method, uid, sequence, attendee string }

// readLetters returns what is wrong with single letters beside those it could read;
// the error is for a directory that tells nothing.
func readLetters(dir string) (letters []letter, problems []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	numbers := map[int]bool{} // from either file, so that one without the other is found out
	for _, e := range entries {
		base, ext, _ := strings.Cut(e.Name(), ".")
		if n, err := strconv.Atoi(base); err == nil && (ext == "eml" || ext == "json") {
			numbers[n] = true
		}
	}
	for _, n := range slices.Sorted(maps.Keys(numbers)) {
		l, err := readLetter(filepath.Join(dir, strconv.Itoa(n)))
		if err != nil {
			problems = append(problems, fmt.Sprintf("letter %d: %v", n, err))
			continue
		}
		l.number = n
		letters = append(letters, l)
	}
	slices.SortFunc(letters, func(a, b letter) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return a.number - b.number
	})
	return letters, problems, nil
}

func readLetter(base string) (letter, error) {
	raw, err := os.ReadFile(base + ".eml")
	if err != nil {
		return letter{}, err
	}
	text, err := os.ReadFile(base + ".json")
	if err != nil {
		return letter{}, err
	}
	l, err := parseLetter(raw)
	if err != nil {
		return letter{}, err
	}
	err = l.seal(text)
	return l, err
}

// seal adds the envelope. Servers that note only "time", in seconds, are understood.
func (l *letter) seal(text []byte) error {
	var e struct {
		To          []string  `json:"rcpt_to"`
		At          time.Time `json:"at"`
		ConnectedAt time.Time `json:"connected_at"`
		Time        float64   `json:"time"`
		Replied     *bool     `json:"replied"`
	}
	if err := json.Unmarshal(text, &e); err != nil {
		return fmt.Errorf("envelope: %w", err)
	}
	if len(e.To) != 1 || strings.ToLower(e.To[0]) != l.to {
		return fmt.Errorf("header says %s, the envelope %v", l.to, e.To)
	}
	if l.at = e.At; l.at.IsZero() {
		l.at = time.UnixMicro(int64(e.Time * 1e6))
	}
	if l.connectedAt = e.ConnectedAt; l.connectedAt.IsZero() {
		l.connectedAt = l.at
	}
	l.replied = e.Replied == nil || *e.Replied
	return nil
}

func parseLetter(raw []byte) (letter, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return letter{}, err
	}
	to, err := m.Header.AddressList("To")
	if err != nil || len(to) != 1 {
		return letter{}, fmt.Errorf("one recipient wanted in To: %v", err)
	}
	l := letter{to: strings.ToLower(to[0].Address), messageID: m.Header.Get("Message-ID")}
	if l.messageID == "" {
		return letter{}, errors.New("no Message-ID")
	}
	if l.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return letter{}, err
	}
	if err := l.walk(textproto.MIMEHeader(m.Header), m.Body, 0); err != nil {
		return letter{}, err
	}
	if c := l.calendar; c != nil && c.attendee != l.to {
		return letter{}, fmt.Errorf("sent to %s, invites %q", l.to, c.attendee)
	}
	return l, nil
}

// walk looks through the parts for text/calendar.
func (l *letter) walk(header textproto.MIMEHeader, body io.Reader, depth int) error {
	if header.Get("Content-Type") == "" {
		return nil // plain text (RFC 2045 §5.2)
	}
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("content type: %w", err)
	}
	switch {
	case depth > 5:
		return errors.New("parts too deep")
	case strings.HasPrefix(kind, "multipart/"):
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return fmt.Errorf("parts: %w", err)
			}
			if err := l.walk(part.Header, part, depth+1); err != nil {
				return err
			}
		}
	case kind != "text/calendar":
		return nil
	case l.calendar != nil:
		return errors.New("two text/calendar parts")
	}
	data, err := io.ReadAll(decoded(header.Get("Content-Transfer-Encoding"), body))
	if err != nil {
		return fmt.Errorf("calendar: %w", err)
	}
	c := readCalendar(data)
	if c.uid == "" || !strings.EqualFold(c.method, params["method"]) {
		return fmt.Errorf("calendar: UID %q, METHOD %q, content type says %q", c.uid, c.method, params["method"])
	}
	l.calendar = &c
	return nil
}

func decoded(encoding string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body) // which passes over line ends
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// readCalendar unfolds (RFC 5545 §3.1) and takes each property's first value.
func readCalendar(data []byte) calendar {
	text := strings.NewReplacer("\r\n ", "", "\r\n\t", "").Replace(string(data))
	var c calendar
	for line := range strings.SplitSeq(text, "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		first := func(field *string, value string) {
			if *field == "" {
				*field = value
			}
		}
		switch strings.ToUpper(name) {
		case "METHOD":
			first(&c.method, value)
		case "UID":
			first(&c.uid, value)
		case "SEQUENCE":
			first(&c.sequence, value)
		case "ATTENDEE":
			// A quoted CN may hold a colon; the address is what follows the last mailto.
			lower := strings.ToLower(line)
			first(&c.attendee, lower[strings.LastIndex(lower, ":")+1:])
		}
	}
	return c
}

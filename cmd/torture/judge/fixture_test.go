package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// at is so many seconds into the run.
func at(second float64) time.Time { return start.Add(time.Duration(second * float64(time.Second))) }

type line map[string]any

func register(second float64, email string, more line) line {
	l := line{"op": "register", "round": 1, "at": at(second), "email": email, "status": 201, "state": "confirmed"}
	for k, v := range more {
		l[k] = v
	}
	return l
}

func crash(second float64) line { return line{"op": "crash", "round": 1, "at": at(second)} }

// sent is a made-up letter in the SMTP server's directory.
type sent struct {
	to, id, method, uid, sequence string
	subject, attendee, envelope   string
	connected, at                 float64 // seconds into the run
	dropped                       bool
	raw                           string // instead of all the rest of the bytes
}

func invite(to, id, uid string, second float64) sent {
	return sent{to: to, id: id, method: "REQUEST", uid: uid, connected: second, at: second}
}

func plainLetter(to, id string, second float64) sent {
	return sent{to: to, id: id, connected: second, at: second}
}

func (s sent) bytes() string {
	if s.raw != "" {
		return s.raw
	}
	head := "From: Planning <planning@kantine.example>\r\nTo: \"Kim, Voorbeeld\" <" + s.to + ">\r\nSubject: =?UTF-8?q?Tot_zi=C3=ABns" +
		s.subject + "?=\r\nMessage-ID: <" + s.id + "@kantine.example>\r\nMIME-Version: 1.0\r\n"
	if s.method == "" {
		return head + "Content-Type: text/plain; charset=UTF-8\r\n\r\nBeste Kim,\r\n"
	}
	attendee, sequence := s.attendee, s.sequence
	if attendee == "" {
		attendee = s.to
	}
	if sequence == "" {
		sequence = "0"
	}
	ics := "BEGIN:VCALENDAR\r\nMETHOD:" + s.method + "\r\nBEGIN:VEVENT\r\nUID:" + s.uid[:2] + "\r\n " + s.uid[2:] +
		"\r\nSEQUENCE:" + sequence + "\r\nATTENDEE;CN=\"Kim: zelf\";RSVP=TRUE:mai\r\n lto:" + attendee +
		"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	return head + "Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\nContent-Type: multipart/alternative; boundary=inner\r\n\r\n" +
		"--inner\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nBeste Kim,\r\n--inner\r\nContent-Type: text/calendar; method=" + s.method +
		"; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + wrap(base64.StdEncoding.EncodeToString([]byte(ics))) +
		"\r\n--inner--\r\n--outer\r\nContent-Type: application/ics\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--outer--\r\n"
}

func wrap(s string) string {
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	return b.String() + s
}

func lay(t *testing.T, ledger []line, letters []sent) (file, dir string) {
	t.Helper()
	dir = t.TempDir()
	var text bytes.Buffer
	for _, l := range ledger {
		if err := json.NewEncoder(&text).Encode(l); err != nil {
			t.Fatal(err)
		}
	}
	file = filepath.Join(dir, "ledger")
	write(t, file, text.Bytes())
	for i, s := range letters {
		base := filepath.Join(dir, fmt.Sprint(i+1))
		to := s.envelope
		if to == "" {
			to = s.to
		}
		envelope, err := json.Marshal(line{"rcpt_to": []string{to}, "at": at(s.at), "connected_at": at(s.connected), "replied": !s.dropped})
		if err != nil {
			t.Fatal(err)
		}
		write(t, base+".eml", []byte(s.bytes()))
		write(t, base+".json", envelope)
	}
	return file, dir
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

const kim, sam = "kim@voorbeeld.example", "sam@testman.example"

package mailer

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"kantine/events"
)

// maxLine is the longest line a mail may have, its CRLF aside (RFC 5322 §2.1.1).
const maxLine = 998

// once are the headers of which a reader would take either, were there two.
var once = []string{"From", "To", "Date", "Message-Id", "Subject", "Mime-Version", "Content-Type"}

// check reads a mail as a client would and compares it with what was meant.
func check(raw []byte, l *events.Letter, from mail.Address, p parts) error {
	if err := checkLines(raw); err != nil {
		return err
	}
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return errors.New("unreadable header")
	}
	for _, name := range once {
		if n := len(msg.Header[name]); n != 1 {
			return fmt.Errorf("%s occurs %d times", name, n)
		}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
	if err != nil || subject != p.Subject {
		return errors.New("another subject")
	}
	if !isAddress(msg.Header, "From", from.Address) || !isAddress(msg.Header, "To", l.To) {
		return errors.New("another From or To")
	}
	if id := msg.Header.Get("Message-Id"); len(id) < 5 || id != "<"+strings.Trim(l.Message.MessageID, "<>")+">" {
		return errors.New("another Message-ID")
	}
	return checkBodies(msg, p)
}

// checkLines wants CRLF alone, seven bits and no overlong line.
func checkLines(raw []byte) error {
	for len(raw) > 0 {
		end := bytes.IndexByte(raw, '\n')
		if end < 1 || raw[end-1] != '\r' {
			return errors.New("a line without CRLF")
		}
		line := raw[:end-1]
		if len(line) > maxLine {
			return errors.New("a line of more than 998 octets")
		}
		for _, c := range line {
			if c >= 0x7f || c < ' ' && c != '\t' {
				return errors.New("a character that no line may hold")
			}
		}
		raw = raw[end+1:]
	}
	return nil
}

func isAddress(h mail.Header, name, want string) bool {
	list, err := h.AddressList(name)
	return err == nil && len(list) == 1 && list[0].Address == want
}

// body is a leaf of a mail as it is meant; how lines end does not matter in a
// text, and every octet counts in a file.
type body struct {
	kind, text string
	file       bool
}

// checkBodies wants exactly the parts meant, in their order.
func checkBodies(msg *mail.Message, p parts) error {
	want := []body{{kind: "text/plain", text: p.Text}, {kind: "text/html", text: p.HTML}}
	if p.calendar != nil {
		ics := string(p.calendar)
		want = append(want,
			body{"text/calendar; method=" + string(p.method), ics, true},
			body{"application/ics", ics, true})
	}
	err := walk(msg.Header.Get("Content-Type"), msg.Header.Get("Content-Transfer-Encoding"), msg.Body,
		func(kind string, r io.Reader) error {
			if len(want) == 0 || want[0].kind != kind {
				return fmt.Errorf("%s where another part is meant", kind)
			}
			same, err := want[0].reads(r)
			if err != nil || !same {
				return fmt.Errorf("%s reads otherwise", kind)
			}
			want = want[1:]
			return nil
		})
	if err == nil && len(want) > 0 {
		err = fmt.Errorf("no %s", want[0].kind)
	}
	return err
}

// walk shows the leaves of a part, decoded, one after the other. The kind is
// the media type, with its method where it has one.
func walk(contentType, encoding string, r io.Reader, leaf func(kind string, r io.Reader) error) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return errors.New("unreadable Content-Type")
	}
	if !strings.HasPrefix(kind, "multipart/") {
		switch encoding {
		case "base64":
			r = base64.NewDecoder(base64.StdEncoding, r)
		case "quoted-printable":
			r = quotedprintable.NewReader(r)
		}
		if method := params["method"]; method != "" {
			kind += "; method=" + method
		}
		return leaf(kind, r)
	}
	reader := multipart.NewReader(r, params["boundary"])
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.New("unreadable multipart")
		}
		if err := walk(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part, leaf); err != nil {
			return err
		}
	}
}

// reads tells whether r holds the body. It compares as it reads: a letter is
// checked on every attempt, and copies would cost more than the comparison.
func (b body) reads(r io.Reader) (bool, error) {
	want := b.text
	var buf [1024]byte
	for {
		n, err := r.Read(buf[:])
		for _, c := range buf[:n] {
			if !b.file {
				if c == '\r' {
					continue
				}
				want = strings.TrimLeft(want, "\r")
			}
			if want == "" && c == '\n' && !b.file {
				continue // line ends that close the part
			}
			if want == "" || want[0] != c {
				return false, nil
			}
			want = want[1:]
		}
		if errors.Is(err, io.EOF) {
			return strings.Trim(want, "\r\n") == "" && (want == "" || !b.file), nil
		}
		if err != nil {
			return false, err
		}
	}
}

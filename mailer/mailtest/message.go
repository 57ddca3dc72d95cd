package mailtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Message is one accepted message. As JSON, without Raw, it is N.json.
type Message struct {
	Number int      `json:"number"`
	From   string   `json:"mail_from"` // the envelope's, "" for the null sender
	To     []string `json:"rcpt_to"`   // the envelope's
	Params string   `json:"mail_args"` // of MAIL, such as SIZE and BODY
	Helo   string   `json:"helo"`
	TLS    bool     `json:"tls"`
	User   string   `json:"auth"` // who logged in
	// Connection numbers the server's connections from 1.
	Connection  int       `json:"connection"`
	ConnectedAt time.Time `json:"connected_at"`
	At          time.Time `json:"at"`   // the final dot
	Size        int       `json:"size"` // of Raw, in octets
	MessageID   string    `json:"message_id"`
	// Replied is false when the connection was dropped instead of the 250.
	Replied bool `json:"replied"`
	// Raw is what came between DATA and the final dot, CRLF and bare LF as they
	// were, dots unstuffed (RFC 5321 §4.5.2).
	Raw []byte `json:"-"`
}

// Messages returns what was kept so far, in the order in which it was kept.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Wait blocks until at least n messages were kept since the start.
func (s *Server) Wait(ctx context.Context, n int) ([]Message, error) {
	stop := context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.changed.Broadcast()
	})
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.messages) < n {
		if err := ctx.Err(); err != nil {
			return slices.Clone(s.messages), fmt.Errorf("mailtest: %d of %d messages: %w", len(s.messages), n, err)
		}
		if s.closed {
			return slices.Clone(s.messages), fmt.Errorf("mailtest: %d of %d messages: %w", len(s.messages), n, errClosed)
		}
		s.changed.Wait()
	}
	return slices.Clone(s.messages), nil
}

var errClosed = errors.New("the server is closed")

// keep makes a message last, on disk first, and only then lets Wait see it.
func (s *Server) keep(m Message) (int, error) {
	s.mu.Lock()
	s.number++
	m.Number = s.number
	s.mu.Unlock()
	m.Size = len(m.Raw)
	m.MessageID = messageID(m.Raw)
	if s.opts.Dir != "" {
		if err := write(s.opts.Dir, m); err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.err == nil {
				s.err = fmt.Errorf("mailtest: %w", err)
			}
			return 0, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, m)
	s.stats.PerConnection[m.Connection-1]++
	s.changed.Broadcast()
	return m.Number, nil
}

// messageID is "" when there is none or the header cannot be read.
func messageID(raw []byte) string {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	return m.Header.Get("Message-ID")
}

// write puts N.eml down before N.json: whoever finds the envelope finds the bytes.
func write(dir string, m Message) error {
	envelope, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	base := filepath.Join(dir, strconv.Itoa(m.Number))
	if err := writeFile(base+".eml", m.Raw); err != nil {
		return err
	}
	if err := writeFile(base+".json", envelope); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync() // the names, too, outlive a power cut
}

func writeFile(name string, data []byte) error {
	f, err := os.Create(name + ".tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(name+".tmp", name)
}

// lastNumber makes the directory when need be and finds where counting stopped.
func lastNumber(dir string) (int, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	last := 0
	for _, e := range entries {
		base, _, _ := strings.Cut(e.Name(), ".")
		if n, err := strconv.Atoi(base); err == nil {
			last = max(last, n)
		}
	}
	return last, nil
}

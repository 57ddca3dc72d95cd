package mailtest

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/smtp"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const letter = "From: <planning@kantine.example>\r\nTo: <kim@voorbeeld.example>\r\n" +
	"Message-ID: <one@kantine.example>\r\n\r\n.dot first\r\n..two\r\nlast\r\n"

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func send(s *Server, to, body string) error {
	return smtp.SendMail(s.Addr(), nil, "bounce@kantine.example", []string{to}, []byte(body))
}

// talk opens a raw conversation, past the greeting.
func talk(t *testing.T, s *Server) *textproto.Conn {
	t.Helper()
	c, err := textproto.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if _, _, err := c.ReadResponse(220); err != nil {
		t.Fatal(err)
	}
	return c
}

func say(t *testing.T, c *textproto.Conn, line string, code int) string {
	t.Helper()
	if err := c.PrintfLine("%s", line); err != nil {
		t.Fatal(err)
	}
	_, text, err := c.ReadResponse(code)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return text
}

func TestKeepsBytesAndEnvelope(t *testing.T) {
	dir := t.TempDir()
	s := New(t, Options{Dir: dir})
	if err := send(s, "kim@voorbeeld.example", letter); err != nil {
		t.Fatal(err)
	}
	got, err := s.Wait(within(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	m := got[0]
	if string(m.Raw) != letter {
		t.Errorf("raw = %q", m.Raw)
	}
	if m.From != "bounce@kantine.example" || !slices.Equal(m.To, []string{"kim@voorbeeld.example"}) ||
		m.MessageID != "<one@kantine.example>" || m.Connection != 1 || !m.Replied || m.Number != 1 {
		t.Errorf("envelope = %+v", m)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "1.eml"))
	if err != nil || string(raw) != letter {
		t.Errorf("1.eml = %q, %v", raw, err)
	}
	var onDisk Message
	text, err := os.ReadFile(filepath.Join(dir, "1.json"))
	if err == nil {
		err = json.Unmarshal(text, &onDisk)
	}
	if err != nil || onDisk.From != m.From || !onDisk.At.Equal(m.At) || onDisk.Size != len(letter) {
		t.Errorf("1.json = %+v, %v", onDisk, err)
	}
}

func TestRawBytesAsTheyCame(t *testing.T) {
	long := strings.Repeat("x", 64<<10-1) // its CR fills the reader's buffer, its LF comes after
	for name, c := range map[string]struct{ wire, want string }{
		"empty":              {".\r\n", ""},
		"bare LF kept":       {"a\nb\r\n.\r\n", "a\nb\r\n"},
		"dot after bare LF":  {"a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n"},
		"stuffed":            {"..\r\n..a\r\n.\r\n", ".\r\n.a\r\n"},
		"bare LF after CRLF": {"a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n"},
		"parted CRLF":        {long + "\r\n.\r\n", long + "\r\n"},
		"8 bit":              {"caf\xc3\xa9\r\n.\r\n", "caf\xc3\xa9\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(t, Options{})
			conn := talk(t, s)
			say(t, conn, "EHLO client.example", 250)
			say(t, conn, "MAIL FROM:<>", 250)
			say(t, conn, "RCPT TO:<kim@voorbeeld.example>", 250)
			say(t, conn, "DATA", 354)
			_, _ = conn.W.WriteString(c.wire)
			if err := conn.W.Flush(); err != nil {
				t.Fatal(err)
			}
			if _, _, err := conn.ReadResponse(250); err != nil {
				t.Fatal(err)
			}
			if got := s.Messages()[0].Raw; string(got) != c.want {
				t.Errorf("raw = %.80q, want %.80q", got, c.want)
			}
		})
	}
}

func TestPipelining(t *testing.T) {
	s := New(t, Options{})
	conn := talk(t, s)
	if ext := say(t, conn, "EHLO client.example", 250); !strings.Contains(ext, "PIPELINING") ||
		!strings.Contains(ext, "8BITMIME") || !strings.Contains(ext, "SMTPUTF8") || !strings.Contains(ext, "SIZE ") {
		t.Errorf("EHLO = %q", ext)
	}
	_, _ = conn.W.WriteString("MAIL FROM:<a@kantine.example> BODY=8BITMIME\r\nRCPT TO:<b@voorbeeld.example>\r\nDATA\r\n")
	_ = conn.W.Flush()
	for _, code := range []int{250, 250, 354} {
		if _, _, err := conn.ReadResponse(code); err != nil {
			t.Fatal(err)
		}
	}
	say(t, conn, "x\r\n.", 250)
	if m := s.Messages()[0]; m.Params != "BODY=8BITMIME" {
		t.Errorf("params = %q", m.Params)
	}
	say(t, conn, "QUIT", 221)
}

func TestOrderOfCommandsAndSize(t *testing.T) {
	s := New(t, Options{MaxSize: 100})
	conn := talk(t, s)
	say(t, conn, "MAIL FROM:<a@kantine.example>", 503)
	say(t, conn, "EHLO client.example", 250)
	say(t, conn, "RCPT TO:<b@voorbeeld.example>", 503)
	say(t, conn, "MAIL FROM:a@kantine.example", 501)
	say(t, conn, "MAIL FROM:<a@kantine.example> SIZE=101", 552)
	say(t, conn, "MAIL FROM:<a@kantine.example> SIZE=100", 250)
	say(t, conn, "MAIL FROM:<a@kantine.example>", 503)
	say(t, conn, "DATA", 503)
	say(t, conn, "RCPT TO:<>", 501)
	say(t, conn, "RCPT TO:<b@voorbeeld.example>", 250)
	say(t, conn, "DATA", 354)
	say(t, conn, strings.Repeat("y", 101)+"\r\n.", 552)
	say(t, conn, "RCPT TO:<b@voorbeeld.example>", 503)
	say(t, conn, "STARTTLS", 503)
	say(t, conn, "AUTH PLAIN AGEAYg==", 503)
	say(t, conn, "RSET", 250)
	say(t, conn, "NOOP", 250)
	say(t, conn, "TURN", 500)
	if n := len(s.Messages()); n != 0 {
		t.Errorf("%d messages kept", n)
	}
}

func TestTLSAndAuth(t *testing.T) {
	for name, c := range map[string]struct {
		security Security
		auth     smtp.Auth
		wantErr  bool
	}{
		"STARTTLS, PLAIN":     {StartTLS, smtp.PlainAuth("", "kim", "geheim", "127.0.0.1"), false},
		"implicit TLS, LOGIN": {Implicit, loginAuth{"kim", "geheim"}, false},
		"wrong password":      {StartTLS, loginAuth{"kim", "mis"}, true},
		"no password":         {StartTLS, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := New(t, Options{Security: c.security, Username: "kim", Password: "geheim"})
			config := &tls.Config{RootCAs: s.Pool(), ServerName: "127.0.0.1"}
			conn, err := net.Dial("tcp", s.Addr())
			if err != nil {
				t.Fatal(err)
			}
			if c.security == Implicit {
				conn = tls.Client(conn, config)
			}
			client, err := smtp.NewClient(conn, "127.0.0.1")
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			if c.security == StartTLS {
				if err := client.StartTLS(config); err != nil {
					t.Fatal(err)
				}
			}
			err = deliver(client, c.auth)
			if (err != nil) != c.wantErr {
				t.Fatalf("err = %v", err)
			}
			if kept := s.Messages(); !c.wantErr && (!kept[0].TLS || kept[0].User != "kim") {
				t.Errorf("kept %+v", kept[0])
			} else if c.wantErr && len(kept) != 0 {
				t.Error("kept a letter of a stranger")
			}
		})
	}
}

func deliver(client *smtp.Client, auth smtp.Auth) error {
	if auth != nil {
		if err := client.Auth(auth); err != nil {
			return err
		}
	}
	if err := errors.Join(client.Mail("a@kantine.example"), client.Rcpt("b@voorbeeld.example")); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	_, err = w.Write([]byte(letter))
	return errors.Join(err, w.Close())
}

type loginAuth struct{ user, password string }

func (a loginAuth) Start(*smtp.ServerInfo) (string, []byte, error) { return "LOGIN", nil, nil }

func (a loginAuth) Next(challenge []byte, more bool) ([]byte, error) {
	switch {
	case !more:
		return nil, nil
	case bytes.Equal(challenge, []byte("Username:")):
		return []byte(a.user), nil
	}
	return []byte(a.password), nil
}

func TestRefuseAndReopen(t *testing.T) {
	s := New(t, Options{})
	addr := s.Addr()
	s.Refuse()
	s.Refuse() // twice is no harm
	if err := send(s, "kim@voorbeeld.example", letter); err == nil {
		t.Fatal("a closed port took a letter")
	}
	for range 2 {
		if err := s.Reopen(); err != nil {
			t.Fatal(err)
		}
	}
	if s.Addr() != addr {
		t.Errorf("moved from %s to %s", addr, s.Addr())
	}
	if err := send(s, "kim@voorbeeld.example", letter); err != nil {
		t.Fatal(err)
	}
}

func TestDisconnectAndStats(t *testing.T) {
	s := New(t, Options{})
	first, second := talk(t, s), talk(t, s)
	say(t, first, "NOOP", 250)
	if st := s.Stats(); st.Connections != 2 || st.Open != 2 || st.MaxOpen != 2 {
		t.Errorf("stats = %+v", st)
	}
	s.Disconnect()
	if _, err := second.ReadLine(); err == nil {
		t.Error("the connection lives on")
	}
	for range 2 {
		if err := send(s, "kim@voorbeeld.example", letter); err != nil {
			t.Fatal(err)
		}
	}
	if st := s.Stats(); st.Connections != 4 || !slices.Equal(st.PerConnection, []int{0, 0, 1, 1}) {
		t.Errorf("stats = %+v", st)
	}
}

func TestWaitEnds(t *testing.T) {
	s := New(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Wait(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
	done := make(chan error)
	go func() {
		_, err := s.Wait(context.Background(), 1)
		done <- err
	}()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, errClosed) {
		t.Errorf("err = %v", err)
	}
	if err := s.Reopen(); err == nil {
		t.Error("a closed server reopened")
	}
}

func TestNumbersGoOn(t *testing.T) {
	dir := t.TempDir()
	for want := 1; want <= 2; want++ {
		s, err := Start(t.Context(), Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		if err := send(s, "kim@voorbeeld.example", letter); err != nil {
			t.Fatal(err)
		}
		if got := s.Messages()[0].Number; got != want {
			t.Errorf("number = %d, want %d", got, want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNothingPromisedThatIsNotKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	s, err := Start(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := send(s, "kim@voorbeeld.example", letter); err == nil || !strings.HasPrefix(err.Error(), "451") {
		t.Errorf("answer = %v", err)
	}
	if len(s.Messages()) != 0 {
		t.Error("Messages shows what was not kept")
	}
	if err := s.Close(); err == nil {
		t.Error("Close hides that a message was not kept")
	}
}

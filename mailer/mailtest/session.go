package mailtest

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net"
	"strconv"
	"strings"
	"time"
)

const (
	maxCommand  = 4096            // octets in a command line, above RFC 5321 §4.5.3.1.4 for AUTH
	idleTimeout = 5 * time.Minute // RFC 5321 §4.5.3.2.7
)

// session is one connection's conversation.
type session struct {
	server *Server
	conn   net.Conn
	r      *bufio.Reader
	w      *bufio.Writer
	number int
	at     time.Time // when the connection was taken

	helo, user string
	tls        bool
	open       bool // between MAIL and the end of its data
	from       string
	params     string
	to         []string
}

// errHangUp ends a conversation that went as it should.
var errHangUp = errors.New("hang up")

func newSession(s *Server, conn net.Conn, number int, at time.Time) *session {
	c := &session{server: s, number: number, at: at}
	if s.opts.Security == Implicit {
		conn = tls.Server(conn, s.tls)
		c.tls = true
	}
	c.use(conn)
	return c
}

func (c *session) use(conn net.Conn) {
	c.conn, c.r, c.w = conn, bufio.NewReaderSize(conn, 64<<10), bufio.NewWriter(conn)
}

func (c *session) run() {
	if fault, ok := c.server.strike(Connect); !ok || fault.Cut != NoCut {
		return
	} else if fault.Reply != "" {
		_ = c.say(fault.Reply) // the connection goes either way
		_ = c.w.Flush()
		return
	}
	err := c.say("220 mailtest.example ESMTP")
	for err == nil {
		var line string
		if line, err = c.line(); err == nil {
			verb, arg, _ := strings.Cut(line, " ")
			err = c.obey(strings.ToUpper(verb), strings.TrimSpace(arg))
		}
	}
	if errors.Is(err, errHangUp) {
		_ = c.w.Flush() // the client may be gone already
	}
	if c.tls {
		_ = c.conn.Close() // says goodbye in TLS; the socket below is closed by leave
	}
}

func (c *session) obey(verb, arg string) error {
	switch verb {
	case "EHLO", "HELO":
		return c.hello(verb, arg)
	case "STARTTLS":
		return c.startTLS()
	case "AUTH":
		return c.auth(arg)
	case "MAIL":
		return c.mail(arg)
	case "RCPT":
		return c.rcpt(arg)
	case "DATA":
		return c.data()
	case "RSET":
		c.reset()
		return c.say("250 2.0.0 ok")
	case "NOOP":
		return c.say("250 2.0.0 ok")
	case "QUIT":
		if err := c.say("221 2.0.0 bye"); err != nil {
			return err
		}
		return errHangUp
	}
	return c.say("500 5.5.2 unknown command")
}

// say buffers an answer: pipelined commands get theirs in one go (RFC 2920), the
// last of them when the reader is about to wait.
func (c *session) say(answer string) error {
	_, err := c.w.WriteString(answer + "\r\n")
	return err
}

// ready sends what was said and sets the deadline before the reader waits.
func (c *session) ready() error {
	if c.r.Buffered() > 0 {
		return nil
	}
	if err := c.conn.SetDeadline(time.Now().Add(idleTimeout)); err != nil {
		return err
	}
	return c.w.Flush()
}

func (c *session) line() (string, error) {
	if err := c.ready(); err != nil {
		return "", err
	}
	b, err := c.r.ReadSlice('\n')
	if err != nil {
		return "", err
	}
	if len(b) > maxCommand {
		_ = c.say("500 5.5.6 line too long")
		return "", errHangUp
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}

func (c *session) reset() {
	c.open, c.from, c.params, c.to = false, "", "", nil
}

func (c *session) hello(verb, arg string) error {
	c.reset()
	c.helo = arg
	if verb == "HELO" {
		return c.say("250 mailtest.example")
	}
	o := c.server.opts
	lines := []string{
		"mailtest.example", "PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES",
		"SIZE " + strconv.Itoa(o.MaxSize),
	}
	if o.Security == StartTLS && !c.tls {
		lines = append(lines, "STARTTLS")
	}
	if o.Username != "" {
		lines = append(lines, "AUTH PLAIN LOGIN")
	}
	last := len(lines) - 1
	return c.say("250-" + strings.Join(lines[:last], "\r\n250-") + "\r\n250 " + lines[last])
}

func (c *session) startTLS() error {
	if c.server.opts.Security != StartTLS || c.tls {
		return c.say("503 5.5.1 not now")
	}
	if c.r.Buffered() > 0 {
		return errHangUp // text slipped in before the handshake (RFC 3207 §6)
	}
	if err := c.say("220 2.0.0 go ahead"); err != nil {
		return err
	}
	if err := c.ready(); err != nil {
		return err
	}
	conn := tls.Server(c.conn, c.server.tls)
	if err := conn.HandshakeContext(c.server.ctx); err != nil {
		return err
	}
	c.reset()
	c.use(conn)
	c.tls, c.helo, c.user = true, "", ""
	return nil
}

func (c *session) auth(arg string) error {
	o := c.server.opts
	mechanism, initial, _ := strings.Cut(arg, " ")
	var user, password string
	var err error
	switch {
	case o.Username == "" || c.user != "":
		return c.say("503 5.5.1 not now")
	case strings.EqualFold(mechanism, "PLAIN"):
		var answer string
		if answer, err = c.ask("", initial); err == nil {
			parts := strings.Split(answer, "\x00")
			if len(parts) == 3 {
				user, password = parts[1], parts[2]
			}
		}
	case strings.EqualFold(mechanism, "LOGIN"):
		if user, err = c.ask("Username:", initial); err == nil {
			password, err = c.ask("Password:", "")
		}
	default:
		return c.say("504 5.5.4 unknown mechanism")
	}
	if err != nil {
		return err
	}
	if user != o.Username || password != o.Password {
		return c.say("535 5.7.8 bad credentials")
	}
	c.user = user
	return c.say("235 2.7.0 ok")
}

// ask is one step of AUTH; what is no base64 comes back as no answer at all.
func (c *session) ask(challenge, initial string) (string, error) {
	if initial == "" {
		if err := c.say("334 " + base64.StdEncoding.EncodeToString([]byte(challenge))); err != nil {
			return "", err
		}
		var err error
		if initial, err = c.line(); err != nil {
			return "", err
		}
	}
	b, err := base64.StdEncoding.DecodeString(initial)
	if err != nil {
		return "", nil
	}
	return string(b), nil
}

// path takes "FROM:<a@b> PARAMS" apart.
func path(arg, prefix string) (address, params string, ok bool) {
	if len(arg) < len(prefix) || !strings.EqualFold(arg[:len(prefix)], prefix) {
		return "", "", false
	}
	rest, found := strings.CutPrefix(strings.TrimSpace(arg[len(prefix):]), "<")
	address, params, closed := strings.Cut(rest, ">")
	return address, strings.TrimSpace(params), found && closed
}

func (c *session) mail(arg string) error {
	from, params, ok := path(arg, "FROM:")
	switch {
	case c.server.opts.Username != "" && c.user == "":
		return c.say("530 5.7.0 authentication required")
	case c.helo == "" || c.open:
		return c.say("503 5.5.1 bad sequence")
	case !ok:
		return c.say("501 5.5.4 syntax")
	case sizeParam(params) > c.server.opts.MaxSize:
		return c.say("552 5.3.4 too big")
	}
	fault, alive := c.server.strike(Mail)
	if done, err := c.fail(fault, alive); done {
		return err
	}
	c.open, c.from, c.params = true, from, params
	return c.say("250 2.1.0 ok")
}

func sizeParam(params string) int {
	for field := range strings.FieldsSeq(params) {
		if name, value, _ := strings.Cut(field, "="); strings.EqualFold(name, "SIZE") {
			n, _ := strconv.Atoi(value) // what is no number announces nothing
			return n
		}
	}
	return 0
}

func (c *session) rcpt(arg string) error {
	to, _, ok := path(arg, "TO:")
	if !c.open {
		return c.say("503 5.5.1 need MAIL")
	}
	if !ok || to == "" {
		return c.say("501 5.5.4 syntax")
	}
	fault, alive := c.server.strike(Rcpt, to)
	if done, err := c.fail(fault, alive); done {
		return err
	}
	c.to = append(c.to, to)
	return c.say("250 2.1.5 ok")
}

// fail carries a fault's verdict out; done is false when there is none.
func (c *session) fail(fault Fault, alive bool) (done bool, err error) {
	switch {
	case !alive || fault.Cut != NoCut:
		return true, net.ErrClosed
	case fault.Reply == "":
		return false, nil
	}
	if err := c.say(fault.Reply); err != nil {
		return true, err
	}
	if strings.HasPrefix(fault.Reply, "421") {
		return true, errHangUp
	}
	return true, nil
}

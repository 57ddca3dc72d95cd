package mailer

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"html"
	"net"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"kantine/events"
	"kantine/templates"
)

// tryLimit is how long all stages of a test may take together.
const tryLimit = 20 * time.Second

// The stages of a test, in their order.
const (
	StageDNS      = "dns"
	StageTCP      = "tcp"
	StageTLS      = "tls"
	StageAuth     = "auth"
	StageAccepted = "accepted"
)

// Stages lists them.
func Stages() []string {
	return []string{StageDNS, StageTCP, StageTLS, StageAuth, StageAccepted}
}

// StepState is how a stage went.
type StepState string

// The states; what comes after a failure is not tried.
const (
	StepOK       StepState = "ok"
	StepFailed   StepState = "failed"
	StepNeedless StepState = "needless"
	StepNotTried StepState = "not-tried"
)

// Step is one stage of a test and what came of it.
type Step struct {
	Stage string
	State StepState
	// Cause is a word for what is wrong, "" where nothing is: the catalogue has
	// its words, and what to do about it, under "mail.try.cause." and
	// "mail.try.cure.".
	Cause string
	// Detail is what server or machine said, without any address.
	Detail string
}

// Trial asks for a test of the way to the mail server.
type Trial struct {
	// To is the bare address that gets the test mail.
	To, Language string
	Now          time.Time
}

// Try goes the way of a letter one stage at a time, on a connection of its own,
// and hands over a short mail. There is a step for every stage.
func (m *Mailer) Try(ctx context.Context, t Trial) []Step {
	ctx, cancel := context.WithTimeout(ctx, tryLimit)
	defer cancel()
	a := &attempt{m: m, server: m.pool.cfg.Server}
	defer a.close()
	var steps []Step
	failed := false
	for _, stage := range Stages() {
		step := Step{Stage: stage, State: StepNotTried}
		if !failed {
			step = a.step(ctx, stage, t)
			local, _, _ := strings.Cut(t.To, "@")
			step.Detail = withoutAddresses(step.Detail, local, a.server.User, a.server.Password)
			failed = step.State == StepFailed
		}
		steps = append(steps, step)
	}
	return steps
}

// attempt is a test under way.
type attempt struct {
	m         *Mailer
	server    Server
	addresses []string
	raw       net.Conn
	client    *smtp.Client
}

func (a *attempt) close() {
	if a.raw != nil {
		_ = a.raw.Close() // the test is over either way
	}
}

func (a *attempt) step(ctx context.Context, stage string, t Trial) Step {
	var state StepState
	var cause string
	var err error
	switch stage {
	case StageDNS:
		state, cause, err = a.resolve(ctx)
	case StageTCP:
		state, cause, err = a.connect(ctx)
	case StageTLS:
		state, cause, err = a.secure(ctx)
	case StageAuth:
		state, cause, err = a.logIn()
	case StageAccepted:
		state, cause, err = a.handOver(t)
	}
	step := Step{Stage: stage, State: state, Cause: cause}
	if err != nil {
		step.Detail = err.Error()
	}
	return step
}

// resolve finds the addresses of the server's name.
func (a *attempt) resolve(ctx context.Context) (StepState, string, error) {
	if net.ParseIP(a.server.Host) != nil {
		a.addresses = []string{a.server.Host}
		return StepNeedless, "", nil
	}
	addresses, err := net.DefaultResolver.LookupHost(ctx, a.server.Host)
	if err != nil {
		return StepFailed, dnsCause(err), err
	}
	a.addresses = addresses
	return StepOK, "", nil
}

// connect opens a connection to one of them. Where TLS comes at once the
// greeting comes after it.
func (a *attempt) connect(ctx context.Context) (StepState, string, error) {
	var err error
	for _, address := range a.addresses {
		// The last failure stands for all: they are the same server.
		a.raw, err = new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(address, strconv.Itoa(a.server.Port)))
		if err == nil {
			break
		}
	}
	if err != nil {
		return StepFailed, dialCause(err), err
	}
	raw := a.raw
	context.AfterFunc(ctx, func() { _ = raw.Close() })
	if a.server.Security == ImplicitTLS {
		return StepOK, "", nil
	}
	return a.greet(a.raw)
}

func (a *attempt) greet(conn net.Conn) (StepState, string, error) {
	var err error
	if a.client, err = smtp.NewClient(conn, a.server.Host); err != nil {
		return StepFailed, greetingCause(err), err
	}
	a.client.SkipSMTPUTF8(true)
	if err = a.client.Hello(a.m.pool.cfg.HelloName); err != nil {
		return StepFailed, greetingCause(err), err
	}
	return StepOK, "", nil
}

// secure protects the connection as letters do.
func (a *attempt) secure(ctx context.Context) (StepState, string, error) {
	if a.server.Security == ImplicitTLS {
		secured := tls.Client(a.raw, a.m.pool.tlsConfig())
		if err := secured.HandshakeContext(ctx); err != nil {
			return StepFailed, tlsCause(err), err
		}
		return a.greet(secured)
	}
	if offered, _ := a.client.Extension("STARTTLS"); !offered {
		if a.server.Security == Loopback {
			return StepNeedless, "", nil
		}
		return StepFailed, "no_starttls", nil
	}
	if err := a.client.StartTLS(a.m.pool.tlsConfig()); err != nil {
		return StepFailed, tlsCause(err), err
	}
	return StepOK, "", nil
}

// logIn gives user and password, where there are any.
func (a *attempt) logIn() (StepState, string, error) {
	s := a.server
	if s.User == "" {
		return StepNeedless, "", nil
	}
	_, offered := a.client.Extension("AUTH")
	var way smtp.Auth
	switch ways := strings.Fields(strings.ToUpper(offered)); {
	case slices.Contains(ways, "PLAIN"):
		way = smtp.PlainAuth("", s.User, s.Password, s.Host, false)
	case slices.Contains(ways, "LOGIN"):
		way = smtp.LoginAuth(s.User, s.Password, s.Host, false)
	case slices.Contains(ways, "SCRAM-SHA-256"):
		way = smtp.ScramSHA256Auth(s.User, s.Password)
	default:
		return StepFailed, "no_auth", nil
	}
	if err := a.client.Auth(way); err != nil {
		return StepFailed, authCause(err), err
	}
	return StepOK, "", nil
}

// handOver gives the server a short mail for the address.
func (a *attempt) handOver(t Trial) (StepState, string, error) {
	raw, from, to, err := a.m.tryMail(t)
	if errors.Is(err, errRecipient) {
		return StepFailed, "recipient_form", err
	}
	if err != nil {
		return StepFailed, "refused", err
	}
	if err := a.client.Mail("<" + from + ">"); err != nil {
		return StepFailed, refusalCause(stageMail, err), err
	}
	if err := a.client.Rcpt("<" + to + ">"); err != nil {
		return StepFailed, refusalCause(stageRcpt, err), err
	}
	w, err := a.client.Data()
	if err != nil {
		return StepFailed, refusalCause(stageData, err), err
	}
	if _, err = w.Write(raw); err == nil {
		err = w.Close()
	}
	if err != nil {
		return StepFailed, refusalCause(stageEnd, err), err
	}
	_ = a.client.Quit() // it has the mail
	return StepOK, "", nil
}

// tryMail writes the mail of a test. It is about nobody, and its Message-ID is
// of chance alone.
func (m *Mailer) tryMail(t Trial) (raw []byte, from, to string, err error) {
	to, ok := asciiAddress(t.To)
	if !ok {
		return nil, "", "", errRecipient
	}
	words := m.catalog.T(t.Language, "mail.try.text")
	subject := trialMark + m.catalog.T(t.Language, "mail.try.subject")
	l := events.Letter{To: to, Now: t.Now, Trial: true}
	l.Message.MessageID = fmt.Sprintf("<%s@%s>", strings.ToLower(rand.Text()), domainOf(m.from.Address))
	msg, err := build(&l, m.from, parts{Mail: templates.Mail{
		Subject: subject, Text: words + "\n",
		HTML: `<!DOCTYPE html><html lang="` + html.EscapeString(t.Language) + `"><head><title>` + html.EscapeString(subject) +
			`</title></head><body><p>` + html.EscapeString(words) + "</p></body></html>\n",
	}})
	if err != nil {
		return nil, "", "", err
	}
	var out bytes.Buffer
	_, err = msg.WriteTo(&out)
	return out.Bytes(), m.from.Address, to, err
}

// code is that of an SMTP reply, 0 where the error is none.
func code(err error) int {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}

package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"kantine/events"
)

const (
	// maxLetters and maxIdle bound a connection's life: servers hang up on
	// those that stay for ever.
	maxLetters = 100
	maxIdle    = 30 * time.Second
	// dialLimit is for connecting, TLS and AUTH together.
	dialLimit = 30 * time.Second
	// quitLimit is how long a goodbye may take; nothing depends on it.
	quitLimit = 2 * time.Second
)

// pool holds the connections to the server. Each has a go-mail client of its
// own: a shared one would make every sender wait for one that connects.
type pool struct {
	cfg   Config
	log   *slog.Logger
	slots chan struct{}

	mu     sync.Mutex
	idle   []*connection // the one used last comes last
	closed bool
}

func newPool(cfg Config, log *slog.Logger) *pool {
	return &pool{cfg: cfg, log: log, slots: make(chan struct{}, cfg.Connections)}
}

var errClosed = errors.New("the mailer is closed")

// send hands over one mail. A connection that had been lying idle may have
// been dropped by the server: where that shows before the mail began, a fresh
// one is tried.
func (p *pool) send(ctx context.Context, e envelope, stillMine func(context.Context) (bool, error)) events.Outcome {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return unreachable("waiting for a connection", ctx.Err())
	}
	if c := p.takeIdle(); c != nil {
		outcome, stale := p.use(ctx, c, e, stillMine)
		if !stale {
			return outcome
		}
		p.log.DebugContext(ctx, "mail server dropped an idle connection", "outcome", withoutAddresses(outcome.Detail))
	}
	c, err := p.dial(ctx)
	if err != nil {
		return unreachable("connecting", err)
	}
	outcome, _ := p.use(ctx, c, e, stillMine)
	return outcome
}

// use sends over a connection and keeps it or ends it. stale tells that the
// connection broke before it had carried a command of this mail.
func (p *pool) use(ctx context.Context, c *connection, e envelope, stillMine func(context.Context) (bool, error)) (outcome events.Outcome, stale bool) {
	// The context covers nothing once the connection stands; closing it does.
	stop := context.AfterFunc(ctx, func() { _ = c.raw.Close() })
	outcome, health := c.send(ctx, e, stillMine)
	if !stop() {
		health = broken
	}
	if health == broken {
		_ = c.raw.Close()
		return outcome, outcome.Status == events.OutcomeUnreachable && c.failedAt == stageMail && ctx.Err() == nil
	}
	p.keep(c)
	return outcome, false
}

// takeIdle gives the connection used last, nil when there is none.
func (p *pool) takeIdle() *connection {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return nil
	}
	c := p.idle[last]
	p.idle = p.idle[:last]
	c.expiry.Stop() // too late, it finds the connection gone from the list
	return c
}

// keep puts a connection back for the next letter, unless it has had its time.
func (p *pool) keep(c *connection) {
	c.letters++
	p.mu.Lock()
	over := p.closed || c.letters >= maxLetters
	if !over {
		c.expiry = time.AfterFunc(maxIdle, func() { p.expire(c) })
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	if over {
		c.quit()
	}
}

func (p *pool) expire(c *connection) {
	p.mu.Lock()
	i := slices.Index(p.idle, c)
	if i >= 0 {
		p.idle = slices.Delete(p.idle, i, i+1)
	}
	p.mu.Unlock()
	if i >= 0 {
		c.quit()
	}
}

func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	var wg sync.WaitGroup
	for _, c := range idle {
		c.expiry.Stop()
		wg.Go(c.quit)
	}
	wg.Wait()
}

// dial opens a connection ready for a letter. A dial that fails half-way
// leaves no socket behind: go-mail would after STARTTLS and AUTH.
func (p *pool) dial(ctx context.Context) (*connection, error) {
	p.mu.Lock()
	closed := p.closed
	p.mu.Unlock()
	if closed {
		return nil, errClosed
	}
	c := &connection{}
	stop := func() bool { return true }
	client, err := p.client(func(dialCtx context.Context, network, address string) (net.Conn, error) {
		raw, err := new(net.Dialer).DialContext(dialCtx, network, address)
		if err != nil {
			return nil, err
		}
		// go-mail's context covers no more than this function.
		c.raw, stop = raw, context.AfterFunc(ctx, func() { _ = raw.Close() })
		if p.cfg.Server.Security != ImplicitTLS {
			return raw, nil
		}
		secured := tls.Client(raw, p.tlsConfig())
		return secured, secured.HandshakeContext(dialCtx)
	})
	if err != nil {
		return nil, err
	}
	if c.client, err = client.DialToSMTPClientWithContext(ctx); err == nil {
		err = c.raw.SetDeadline(time.Time{}) // from here on the letter's context rules
	}
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		if c.raw != nil {
			_ = c.raw.Close()
		}
		return nil, err
	}
	return c, nil
}

func (p *pool) client(dial gomail.DialContextFunc) (*gomail.Client, error) {
	s := p.cfg.Server
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(dialLimit), gomail.WithHELO(p.cfg.HelloName),
		// What is sent is plain ASCII: nobody further on need know SMTPUTF8.
		gomail.WithoutSMTPUTF8(), gomail.WithDialContextFunc(dial), gomail.WithTLSConfig(p.tlsConfig()),
	}
	switch s.Security {
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case ImplicitTLS:
		options = append(options, gomail.WithSSL())
	case Loopback:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	}
	if s.User != "" {
		options = append(options, gomail.WithUsername(s.User), gomail.WithPassword(s.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthPlain, gomail.SMTPAuthLogin, gomail.SMTPAuthSCRAMSHA256))
	}
	client, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fmt.Errorf("mail client: %w", err)
	}
	return client, nil
}

func (p *pool) tlsConfig() *tls.Config {
	config := &tls.Config{}
	if p.cfg.TLS != nil {
		config = p.cfg.TLS.Clone()
	}
	config.MinVersion, config.ServerName = tls.VersionTLS12, p.cfg.Server.Host
	config.InsecureSkipVerify = p.cfg.Server.Security == Loopback
	return config
}

// connection is one conversation with the server, used by one letter at a time.
type connection struct {
	client  *smtp.Client
	raw     net.Conn
	letters int
	expiry  *time.Timer
	// failedAt is the stage at which the last letter failed.
	failedAt stage
}

// quit says goodbye and closes.
func (c *connection) quit() {
	_ = c.raw.SetDeadline(time.Now().Add(quitLimit)) // closed in any case
	_ = c.client.Quit()
	_ = c.raw.Close()
}

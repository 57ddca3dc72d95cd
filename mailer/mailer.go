package mailer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"strings"
	"sync"
	"time"

	"kantine/events"
	"kantine/events/ical"
	"kantine/templates"
	"kantine/templates/locale"
)

// sendLimit is how long one attempt may take, connecting included: well below
// a lease's five minutes, so that who has lost it cannot still be sending
// (promise 13).
const sendLimit = 2 * time.Minute

// Mailer sends letters. Any number of goroutines may use it.
type Mailer struct {
	from, discreetFrom mail.Address
	bounceDomain       string
	mails              *templates.Mails
	catalog            *locale.Catalog
	calendar           *ical.Writer
	zones              sync.Map // name → *time.Location
	pool               *pool
}

// New makes a Mailer; it connects to nothing yet. It fails on a sender whose
// address cannot be written.
func New(cfg Config, mails *templates.Mails, catalog *locale.Catalog, log *slog.Logger) (*Mailer, error) {
	m := &Mailer{mails: mails, catalog: catalog, bounceDomain: cfg.BounceDomain}
	var err error
	if m.from, err = asciiSender(cfg.From); err != nil {
		return nil, fmt.Errorf("from: %w", err)
	}
	if m.discreetFrom, err = asciiSender(cfg.DiscreetFrom); err != nil {
		return nil, fmt.Errorf("discreet from: %w", err)
	}
	if cfg.BounceDomain != "" {
		bounce, ok := asciiAddress("bounce@" + cfg.BounceDomain)
		if !ok {
			return nil, errors.New("the bounce domain is no domain")
		}
		m.bounceDomain = domainOf(bounce)
	}
	if cfg.HelloName == "" {
		cfg.HelloName = domainOf(m.from.Address)
	}
	if !domainForm.MatchString(cfg.HelloName) {
		return nil, errors.New("the hello name is no host name")
	}
	if cfg.Connections == 0 {
		cfg.Connections = connections
	}
	m.calendar = ical.New(CalendarWords(catalog))
	m.pool = newPool(cfg, log)
	return m, nil
}

// Send hands one letter to the server. Everything is written and checked
// before a connection is taken, so a letter is never half sent.
func (m *Mailer) Send(ctx context.Context, l events.Letter) events.Outcome {
	e, err := m.compose(l)
	if errors.Is(err, errRecipient) {
		return events.Outcome{Status: events.OutcomePermanent, Enhanced: "5.1.3", Detail: err.Error()}
	}
	if err != nil {
		return events.Outcome{Status: events.OutcomeUnwritable, Detail: withoutAddresses(err.Error(), namesOf(&l)...)}
	}
	ctx, cancel := context.WithTimeout(ctx, sendLimit)
	defer cancel()
	outcome := m.pool.send(ctx, e, l.StillMine)
	outcome.Detail = withoutAddresses(outcome.Detail, namesOf(&l)...)
	return outcome
}

// namesOf are the words that a server may repeat and no log may hold.
func namesOf(l *events.Letter) []string {
	local, _, _ := strings.Cut(l.To, "@")
	return []string{local, l.Name}
}

// Render gives the very bytes that Send would hand over, for the demo's
// mailbox and for previews. Its errors hold no personal data.
func (m *Mailer) Render(_ context.Context, l events.Letter) ([]byte, error) {
	e, err := m.compose(l)
	if err != nil {
		return nil, fmt.Errorf("render letter: %w", err)
	}
	return e.raw, nil
}

// Close ends the connections that are not in use; those in use end with their
// letter. Nothing can be sent afterwards.
func (m *Mailer) Close() { m.pool.close() }

// location loads a zone once; names were checked at entry, so one that the
// machine lacks falls back on UTC, as Session.TimeZone does.
func (m *Mailer) location(name string) *time.Location {
	if loc, ok := m.zones.Load(name); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		loc = time.UTC
	}
	m.zones.Store(name, loc)
	return loc
}

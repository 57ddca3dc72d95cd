package desk

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"kantine/events"
	"kantine/events/account"
	"kantine/events/web/reply"
	"kantine/templates"
	"kantine/templates/locale"
)

// Config is what the desk needs.
type Config struct {
	Service  *events.Service
	Accounts account.Accounts
	Pages    *templates.Engine
	Catalog  *locale.Catalog
	Mails    *templates.Mails
	Post     Post
	// PublicPage shows a session as visitors see it.
	PublicPage PublicPage
	// Settings are shown to admins. TryMail tests the way to the mail server; nil
	// where none is set.
	Settings []Setting
	TryMail  func(ctx context.Context, to, language string) []MailStep
	Log      *slog.Logger
	// BaseURL begins absolute links and says which site is our own; no slash at
	// its end.
	BaseURL string
	// Proxies are those whose word about a visitor's address is believed.
	Proxies reply.Proxies
	// RealNow is the machine's clock, for the brakes on guessing.
	RealNow func() time.Time
	// Demo shows the codes that a telephone would show: in the demo nobody has one.
	Demo bool
	// Health tells how the part that sends mail is doing.
	Health func(ctx context.Context) Health
}

// Health is how the part that sends mail is doing. A status is "ok",
// "degraded" or "down".
type Health struct {
	Status string
	// Ticked tells whether the dispatcher has looked at the table; SinceTick is
	// how long ago, in real time.
	Ticked    bool
	SinceTick time.Duration
	// OldestOverdue is how late the oldest due mail is.
	OldestOverdue time.Duration
	Queued        int
	// NoServer: no mail server is set.
	NoServer bool
}

// hashers bounds how many passwords are checked at once: each takes 19 MiB.
const hashers = 4

// Desk answers coordinators. It is safe for concurrent use.
type Desk struct {
	service    *events.Service
	accounts   account.Accounts
	pages      *templates.Engine
	reply      *reply.Replier
	baseURL    string
	proxies    reply.Proxies
	realNow    func() time.Time
	demo       bool
	health     func(ctx context.Context) Health
	foreign    *http.CrossOriginProtection
	brakes     brakes
	hashing    chan struct{}
	book       book
	post       Post
	tryMail    func(ctx context.Context, to, language string) []MailStep
	publicPage PublicPage
	// settingList is Config.Settings.
	settingList []Setting
	// mounted lists the routes as they were added, for the test that compares
	// them with allowed.
	mounted []string
}

// New makes a Desk.
func New(c Config) (*Desk, error) {
	d := &Desk{
		service: c.Service, accounts: c.Accounts, pages: c.Pages, baseURL: c.BaseURL, proxies: c.Proxies,
		realNow: c.RealNow, demo: c.Demo, health: c.Health, foreign: http.NewCrossOriginProtection(), brakes: newBrakes(),
		hashing: make(chan struct{}, hashers), book: book{c.Mails}, post: c.Post,
		publicPage: c.PublicPage, settingList: c.Settings, tryMail: c.TryMail,
	}
	d.reply = reply.New(reply.Config{
		BaseURL: c.BaseURL, Pages: c.Pages, Catalog: c.Catalog, Log: c.Log, Layout: d.errorLayout,
	})
	own, err := url.Parse(c.BaseURL)
	if err != nil {
		return nil, err
	}
	// Behind a proxy that renames the host, Origin is the public name.
	if err := d.foreign.AddTrustedOrigin(own.Scheme + "://" + own.Host); err != nil {
		return nil, err
	}
	return d, nil
}

// hash runs what checks or makes a password, a few at a time.
func (d *Desk) hash(ctx context.Context, fn func() error) error {
	select {
	case d.hashing <- struct{}{}:
		defer func() { <-d.hashing }()
		return fn()
	case <-ctx.Done():
		return ctx.Err()
	}
}

package site

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"net/mail"
	"net/url"
	"strings"
	"sync"
	"time"

	"kantine/events"
	"kantine/events/ical"
	"kantine/events/web/reply"
	"kantine/templates"
	"kantine/templates/locale"
)

// Config is what the site needs.
type Config struct {
	Service  *events.Service
	Pages    *templates.Engine
	Catalog  *locale.Catalog
	Calendar *ical.Writer
	Log      *slog.Logger
	// BaseURL begins absolute links and says which site is our own; no slash at
	// its end.
	BaseURL string
	// From and DiscreetFrom are the present senders of letters, named in a
	// registration's calendar file.
	From, DiscreetFrom mail.Address
	Limit              FormLimit
	// Proxies are those whose word about a visitor's address is believed.
	Proxies reply.Proxies
	// RealNow is the machine's clock, for the limits of forms.
	RealNow func() time.Time
	// QR draws a text as squares, true for dark, without a border.
	QR func(text string) ([][]bool, error)
}

// Bounds of what is kept in memory.
const (
	maxPages = 512
	maxKeys  = 20_000
)

// Site answers the public. It is safe for concurrent use.
type Site struct {
	service  *events.Service
	pages    *templates.Engine
	catalog  *locale.Catalog
	calendar *ical.Writer
	reply    *reply.Replier
	baseURL  string
	senders  [2]mail.Address // open, discreet
	ready    *shelf[pageKey, *page]
	zones    sync.Map // name → *time.Location
	packer   packer
	foreign  *http.CrossOriginProtection

	byNet, byAddress *limiter
	proxies          reply.Proxies
	realNow          func() time.Time
	qr               func(string) ([][]bool, error)
}

// New makes a Site.
func New(c Config) (*Site, error) {
	s := &Site{
		service: c.Service, pages: c.Pages, catalog: c.Catalog, calendar: c.Calendar, baseURL: c.BaseURL,
		senders: [2]mail.Address{c.From, c.DiscreetFrom}, ready: newShelf[pageKey, *page](maxPages),
		byNet: newLimiter(c.Limit.PerNet, maxKeys), byAddress: newLimiter(c.Limit.PerAddress, maxKeys),
		proxies: c.Proxies, realNow: c.RealNow, qr: c.QR, foreign: http.NewCrossOriginProtection(),
	}
	s.reply = reply.New(reply.Config{
		BaseURL: c.BaseURL, Pages: c.Pages, Catalog: c.Catalog, Log: c.Log, Layout: s.errorLayout,
	})
	own, err := url.Parse(c.BaseURL)
	if err != nil {
		return nil, err
	}
	// Behind a proxy that renames the host, Origin is the public name.
	if err := s.foreign.AddTrustedOrigin(own.Scheme + "://" + own.Host); err != nil {
		return nil, err
	}
	return s, nil
}

// zone loads a time zone once; reading one from the tables costs more than a
// page. The names come from the database, where they were checked at entry.
func (s *Site) zone(name string) *time.Location {
	if zone, ok := s.zones.Load(name); ok {
		return zone.(*time.Location)
	}
	session := events.Session{Zone: name}
	zone := session.TimeZone()
	s.zones.Store(name, zone)
	return zone
}

// visit is in which language and at which moment a page is shown.
type visit struct {
	lang string
	// keep tells that the language was chosen by hand, so that links keep it.
	keep bool
	now  time.Time
}

func (s *Site) visit(r *http.Request) visit {
	return visit{reply.Language(r), reply.LanguageChosen(r), s.service.Now()}
}

// layout is what stands around a page at path.
func (v visit) layout(p *events.Programme, path string, discreet bool) templates.Layout {
	l := templates.Layout{Path: path, KeepLang: v.keep, Discreet: discreet, ContactPhone: p.Organiser.Phone}
	if !discreet {
		l.Programme, l.ContactEmail = p.Name.In(v.lang), p.Organiser.Email
	}
	return l
}

// errorLayout is layout for an error, which must come even where the programme
// cannot be read, and tells nothing where the link was a person's own.
func (s *Site) errorLayout(r *http.Request) templates.Layout {
	programme, err := s.service.Programme(r.Context())
	if err != nil {
		programme = events.Programme{}
	}
	personal := strings.HasPrefix(r.URL.Path, "/r/") || strings.HasPrefix(r.URL.Path, "/u/") || err != nil
	path := r.URL.Path
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		path = "/"
	}
	return s.visit(r).layout(&programme, path, personal)
}

// local is an address on this site that keeps a language chosen by hand.
func (v visit) local(path string) string {
	if !v.keep {
		return path
	}
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	return path + join + "lang=" + v.lang
}

// see sends the visitor on after a POST, so that reloading repeats nothing.
func (s *Site) see(w http.ResponseWriter, r *http.Request, path string) error {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", s.visit(r).local(path))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// admit counts a post of a public form against the limits of its net and of
// the mail address it names. The caller takes back what was refused.
func (s *Site) admit(r *http.Request, email, request string) (takeBack func(), err error) {
	now := s.realNow()
	net, wait := s.byNet.take(s.proxies.Client(r).String(), request, now)
	if net == nil {
		return nil, &events.Error{Code: events.CodeRateLimited, RetryAfter: wait}
	}
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(email))))
	address, wait := s.byAddress.take(string(sum[:]), request, now)
	if address == nil {
		net()
		return nil, &events.Error{Code: events.CodeRateLimited, RetryAfter: wait}
	}
	return func() { net(); address() }, nil
}

// pageKey names a page that is the same for everybody who asks for it.
type pageKey struct {
	route  string
	slug   string
	filter filter
	lang   string
	keep   bool
}

// show answers with a page that is kept ready while version stays as it is.
func (s *Site) show(w http.ResponseWriter, r *http.Request, key pageKey, version int64,
	make func(ctx context.Context, v visit) (made[*page], error),
) error {
	p, err := s.fetch(r, key, version, make)
	if err != nil {
		return err
	}
	p.serve(w, r)
	return nil
}

// fetch gives the page that show answers with.
func (s *Site) fetch(r *http.Request, key pageKey, version int64,
	make func(ctx context.Context, v visit) (made[*page], error),
) (*page, error) {
	v := s.visit(r)
	key.lang, key.keep = v.lang, v.keep
	return s.ready.get(key, version, v.now, func() (made[*page], error) { return make(r.Context(), v) })
}

// rendered makes a page from a view; marker as in newPage.
func (s *Site) rendered(v visit, view templates.View, marker string) (*page, error) {
	var body strings.Builder
	if err := s.pages.Render(&body, v.lang, view); err != nil {
		return nil, err
	}
	return newPage(&s.packer, "text/html; charset=utf-8", []byte(body.String()), marker)
}

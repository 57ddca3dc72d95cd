package main

import (
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"kantine/events/web/reply"
	"kantine/events/web/site"
	"kantine/mailer"
)

// config is what the program runs with, checked.
type config struct {
	db, keyFile, listen, baseURL string
	smtp                         *mailer.Server
	from, discreetFrom           mail.Address
	bounceDomain, timeZone       string
	formLimit                    site.FormLimit
	proxies                      reply.Proxies
	testClock                    string
	level                        slog.Level
	values                       values
}

// check turns settings into a config, or says which one is wrong and why.
func (v values) check() (config, error) {
	c := config{db: v.get("db"), listen: v.get("listen"), bounceDomain: v.get("bounce-domain"), timeZone: v.get("time-zone"), values: v}
	if c.db == "" {
		return c, usage("--db is empty; give a file or postgres://…")
	}
	for _, step := range []func(values) error{c.checkKey, c.checkBase, c.checkMail, c.checkLimits, c.checkClock} {
		if err := step(v); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (c *config) postgres() bool {
	return strings.HasPrefix(c.db, "postgres://") || strings.HasPrefix(c.db, "postgresql://")
}

func (c *config) checkKey(v values) error {
	if c.postgres() {
		if _, err := pgconn.ParseConfig(c.db); err != nil {
			return usage("--db is no postgres://user:password@host:port/name that can be read; it may hold a password, so it is not repeated here")
		}
	}
	c.keyFile = v.get("key-file")
	if c.keyFile == "" {
		if c.postgres() {
			return usage("--key-file is required with postgres://: the file is shared by all replicas")
		}
		c.keyFile = c.db + ".key"
	}
	return nil
}

func (c *config) checkBase(v values) error {
	if _, _, err := net.SplitHostPort(c.listen); err != nil {
		return usage("--listen %q is no host:port", c.listen)
	}
	c.baseURL = strings.TrimRight(v.get("base-url"), "/")
	if c.baseURL == "" {
		return nil
	}
	u, err := url.Parse(c.baseURL)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return usage("--base-url %q is no address such as https://planning.example", c.baseURL)
	}
	return nil
}

func (c *config) checkMail(v values) error {
	if text := v.get("from"); text != "" {
		from, err := mail.ParseAddress(text)
		if err != nil {
			return usage("--from %q is no 'Name <address>'", text)
		}
		c.from = *from
	}
	c.discreetFrom = mail.Address{Name: "Planning", Address: c.from.Address}
	if text := v.get("discreet-from"); text != "" {
		from, err := mail.ParseAddress(text)
		if err != nil {
			return usage("--discreet-from %q is no 'Name <address>'", text)
		}
		c.discreetFrom = *from
	}
	if c.bounceDomain != "" {
		if _, err := mail.ParseAddress("bounce@" + c.bounceDomain); err != nil {
			return usage("--bounce-domain %q is no domain such as bounces.planning.example", c.bounceDomain)
		}
	}
	text := v.get("smtp")
	if text == "" {
		return nil
	}
	server, err := mailer.ParseURL(text)
	if err != nil {
		return usage("--smtp: %v", err)
	}
	if c.from.Address == "" {
		return usage("--from is required with --smtp: 'Name <address>'")
	}
	c.smtp = &server
	return nil
}

func (c *config) checkLimits(v values) error {
	if _, err := time.LoadLocation(c.timeZone); err != nil || c.timeZone == "" || c.timeZone == "Local" {
		return usage("--time-zone %q is no zone such as Europe/Amsterdam", c.timeZone)
	}
	var err error
	if c.proxies, err = reply.ParseProxies(v.get("trusted-proxies")); err != nil {
		return usage("--trusted-proxies: %v", err)
	}
	if c.formLimit, err = site.ParseFormLimit(v.get("form-limit")); err != nil {
		return usage("--form-limit: %v", err)
	}
	if c.formLimit == (site.FormLimit{}) && !c.loopback() {
		return usage("--form-limit off is only for a loopback --listen: open forms can be used to mail third persons")
	}
	return nil
}

func (c *config) checkClock(v values) error {
	c.testClock = v.get("test-clock")
	if c.testClock != "" && !c.loopback() {
		return usage("--test-clock is only for a loopback --listen")
	}
	return nil
}

// loopback tells whether only this machine can reach the program.
func (c *config) loopback() bool {
	host, _, err := net.SplitHostPort(c.listen)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// messageDomain names Message-IDs: the domain of --from, "" without one.
func (c *config) messageDomain() string {
	_, domain, _ := strings.Cut(c.from.Address, "@")
	return domain
}

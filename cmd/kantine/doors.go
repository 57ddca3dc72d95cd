package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"kantine/events"
	"kantine/events/ical"
	"kantine/events/web"
	"kantine/events/web/api"
	"kantine/events/web/desk"
	"kantine/events/web/reply"
	"kantine/events/web/site"
	"kantine/mailer"
	"kantine/scheduler"
	"kantine/templates"
	"kantine/templates/locale"
)

// looks is everything that people see: words, pages and mail texts.
type looks struct {
	catalog *locale.Catalog
	pages   *templates.Engine
	mails   *templates.Mails
}

// loadLooks parses everything once, so that a mistake stops the start.
func loadLooks() (looks, error) {
	var l looks
	var err error
	if l.catalog, err = locale.Load(); err != nil {
		return l, fmt.Errorf("texts: %w", err)
	}
	if l.pages, err = templates.New(l.catalog); err != nil {
		return l, fmt.Errorf("pages: %w", err)
	}
	if l.mails, err = templates.LoadMails(); err != nil {
		return l, fmt.Errorf("mail texts: %w", err)
	}
	return l, nil
}

// replier answers errors for every door.
func (p *program) replier(l looks) *reply.Replier {
	return reply.New(reply.Config{
		BaseURL: p.config.baseURL, Pages: l.pages, Catalog: l.catalog, Log: p.log, Layout: p.layout,
	})
}

// layout is what stands around an error page: the programme and its line for
// help, or less where even that cannot be read.
func (p *program) layout(r *http.Request) templates.Layout {
	layout := templates.Layout{Path: r.URL.Path, KeepLang: r.URL.Query().Has("lang")}
	programme, err := p.service.Programme(r.Context())
	if err != nil {
		return layout
	}
	layout.Programme = programme.Name.In(reply.Language(r))
	layout.ContactEmail, layout.ContactPhone = programme.Organiser.Email, programme.Organiser.Phone
	return layout
}

// doors builds the HTTP side of the program.
func (p *program) doors(l looks, post *scheduler.Scheduler, mailing bool, more []web.Door) (http.Handler, *mux.Router, error) {
	answers := p.replier(l)
	machine, err := api.New(api.Config{
		Service: p.service, Gate: p.accounts, Reply: answers, BaseURL: p.config.baseURL, Version: cmp.Or(version, "development"),
	})
	if err != nil {
		return nil, nil, err
	}
	public, err := site.New(site.Config{
		Service: p.service, Pages: l.pages, Catalog: l.catalog, Calendar: ical.New(mailer.CalendarWords(l.catalog)), Log: p.log,
		BaseURL: p.config.baseURL, From: p.config.from, DiscreetFrom: p.config.discreetFrom,
		Limit: p.config.formLimit, Proxies: p.config.proxies, RealNow: time.Now, QR: squares,
	})
	if err != nil {
		return nil, nil, err
	}
	office, err := p.office(l, public, post, mailing)
	if err != nil {
		return nil, nil, err
	}
	fault := answers.HTML("panic", func(http.ResponseWriter, *http.Request) error { return events.Refuse(reply.Internal) })
	handler, router := web.New(web.Config{
		Doors:   append([]web.Door{public, machine, office}, more...),
		Missing: public.NotFound(), WrongMethod: public.MethodNotAllowed(), Fault: fault,
		Ready: p.readiness(post, mailing),
		Queue: func(ctx context.Context) (int, int, float64, error) {
			state, err := p.service.Queue(ctx)
			return state.Unsent, state.Held, state.OldestOverdue.Seconds(), err
		},
		Token: machine.Figures,
		Log:   p.log,
	})
	return handler, router, nil
}

// office is the coordinators' door.
func (p *program) office(l looks, public *site.Site, post *scheduler.Scheduler, mailing bool) (*desk.Desk, error) {
	ready := p.readiness(post, mailing)
	letters, err := p.preview(l)
	if err != nil {
		return nil, err
	}
	return desk.New(desk.Config{
		Service: p.service, Accounts: p.accounts, Pages: l.pages, Catalog: l.catalog, Mails: l.mails, Post: letters, PublicPage: public.Preview, Log: p.log,
		Settings: p.config.shownSettings(), TryMail: p.tryMail(letters),
		BaseURL: p.config.baseURL, Proxies: p.config.proxies, RealNow: time.Now, Demo: p.demo,
		Health: func(ctx context.Context) desk.Health {
			r := ready(ctx)
			h := desk.Health{
				Status: r.Status, Queued: r.Mail.Queued, NoServer: !mailing,
				OldestOverdue: time.Duration(r.Scheduler.OldestOverdueSeconds * float64(time.Second)),
			}
			if r.Scheduler.LastTick != nil {
				h.Ticked, h.SinceTick = true, time.Since(*r.Scheduler.LastTick)
			}
			return h
		},
	})
}

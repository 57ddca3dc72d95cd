package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"kantine/events/web"
	"kantine/mailer"
	"kantine/scheduler"
)

func serveCommand(o outside) *cobra.Command {
	return &cobra.Command{
		Use: "serve", Short: "Serve pages and API, and send the mail", Args: exactly(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := settingsOf(cmd, o)
			if err != nil {
				return err
			}
			return serve(cmd.Context(), c, o.errs)
		},
	}
}

// serve runs the whole program until ctx ends.
func serve(ctx context.Context, c config, errs io.Writer) error {
	// First of all, so that a second program is told about the first one and not
	// about its port.
	held, err := c.hold(ctx, servePatience)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, &c)
	if err != nil {
		held.release()
		return err
	}
	defer listener.Close()
	p, err := open(ctx, c, errs, held)
	if err != nil {
		return err
	}
	looks, err := loadLooks()
	if err != nil {
		return errors.Join(err, p.close())
	}
	var sender scheduler.Sender
	if c.smtp != nil {
		post, err := newMailer(c, looks, p)
		if err != nil {
			return errors.Join(err, p.close())
		}
		defer post.Close()
		sender = post
	}
	return errors.Join(p.serve(ctx, listener, looks, sender, nil, errs), p.close())
}

// listen opens the port before anything else, so that links know it. Nobody is
// answered until the program serves.
func listen(ctx context.Context, c *config) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.listen)
	if err != nil {
		return nil, usage("--listen %s: %v", c.listen, err)
	}
	if c.baseURL == "" {
		c.baseURL = "http://" + listener.Addr().String()
	}
	return listener, nil
}

func newMailer(c config, looks looks, p *program) (*mailer.Mailer, error) {
	config := mailer.Config{From: c.from, DiscreetFrom: c.discreetFrom, BounceDomain: c.bounceDomain, Connections: workers}
	if c.smtp != nil {
		config.Server = *c.smtp
	}
	post, err := mailer.New(config, looks.mails, looks.catalog, p.log)
	if err != nil {
		return nil, usage("%v", err)
	}
	return post, nil
}

// workers is how many letters are sent at the same time, each over a
// connection of its own.
const workers = 16

// serve runs doors and dispatcher on an open program. more are doors beside the
// usual ones.
func (p *program) serve(ctx context.Context, listener net.Listener, looks looks, sender scheduler.Sender, more []web.Door, errs io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if _, err := p.takeBack(ctx); err != nil {
		return err
	}
	post := scheduler.New(scheduler.Config{Queue: p.service, Sender: sender, Clock: p.clock, Log: p.log, Workers: workers})
	p.wake = post.Wake
	handler, _, err := p.doors(looks, post, sender != nil, more)
	if err != nil {
		return err
	}
	var running sync.WaitGroup
	var dispatched error
	running.Go(func() {
		defer stop()
		dispatched = post.Run(ctx)
	})
	if clock, ok := p.clock.(*fileClock); ok {
		running.Go(func() { clock.watch(ctx, post.Wake) })
	}
	fmt.Fprintf(errs, "listening on http://%s\n", listener.Addr())
	err = web.Serve(ctx, listener, handler, p.log)
	stop()
	running.Wait()
	return errors.Join(err, dispatched)
}

// takeBack returns every lease at the start: the lock proves that no other
// holder lives. Replicas on PostgreSQL have no such proof and wait for leases
// to lapse.
func (p *program) takeBack(ctx context.Context) (int, error) {
	if p.config.postgres() {
		return p.service.TakeBack(ctx, time.Now())
	}
	return p.service.TakeBack(ctx, time.Time{})
}

// readiness is what /readyz shows.
func (p *program) readiness(post *scheduler.Scheduler, mailing bool) func(context.Context) web.Readiness {
	began := time.Now()
	return func(ctx context.Context) web.Readiness {
		ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		r := web.Readiness{Status: web.StatusOK, Now: p.clock.Now()}
		if clock, ok := p.clock.(*fileClock); ok {
			line := clock.shown()
			r.TestClock = &line
		}
		health := post.Health()
		queue, err := p.service.Queue(ctx)
		r.Database.Status, r.Scheduler.Status, r.Mail.Status = web.StatusOK, web.StatusOK, web.StatusOK
		r.Scheduler.OldestOverdueSeconds = queue.OldestOverdue.Seconds()
		r.Mail.Queued, r.Mail.Held, r.Mail.LastError = queue.Unsent, queue.Held, health.LastError
		since := began
		if !health.LastTick.IsZero() {
			since, r.Scheduler.LastTick = health.LastTick, &health.LastTick
		}
		if !mailing {
			r.Mail.LastError = "no mail server is set (--smtp): mail stays queued"
		}
		if r.Mail.OnHold = queue.Hold.Reason; queue.Hold.On() {
			r.Mail.LastError = "all mail is on hold: a coordinator can let it leave again at /desk/outbox"
		}
		if !mailing || health.Unreachable || queue.Held > 0 || queue.Hold.On() {
			r.Mail.Status, r.Status = web.StatusDegraded, web.StatusDegraded
		}
		if time.Since(since) > deadDispatcher {
			r.Scheduler.Status, r.Status = web.StatusDown, web.StatusDown
		}
		if err != nil {
			r.Database.Status, r.Status = web.StatusDown, web.StatusDown
		}
		return r
	}
}

// deadDispatcher is how long the dispatcher, which looks at the table every
// second, may be silent before it counts as down.
const deadDispatcher = 30 * time.Second

// shown is the clock's line as it was read.
func (c *fileClock) shown() string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return strings.TrimSpace(c.line)
}

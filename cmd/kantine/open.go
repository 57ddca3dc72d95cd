package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"kantine/events"
	"kantine/events/account"
	"kantine/events/plan"
	"kantine/events/store"
)

// program is the part that every command needs: disk, clock, key and the
// business on top of them.
type program struct {
	config   config
	log      *slog.Logger
	clock    events.Clock
	store    *store.Store
	service  *events.Service
	accounts account.Accounts
	demo     bool
	wake     func() // replaced by serve before anything runs
	held     *lock
}

// open opens the database and readies it. held is the lock that keeps other
// programs from serving or migrating the same file, which close releases;
// without it the lock is taken only for as long as the database must be migrated.
func open(ctx context.Context, c config, errs io.Writer, held *lock) (*program, error) {
	log := slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: c.level}))
	p := &program{config: c, log: log, clock: events.SystemClock{}, wake: func() {}, held: held}
	if err := p.open(ctx); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *program) open(ctx context.Context) (err error) {
	c := p.config
	if c.testClock != "" {
		if p.clock, err = newFileClock(c.testClock, p.log); err != nil {
			return exit{exitUsage, err}
		}
	}
	if p.store, err = store.Open(ctx, c.db, p.log); err != nil {
		return saying(err)
	}
	if err := p.migrate(ctx); err != nil {
		return saying(err)
	}
	known, err := p.fingerprint(ctx)
	if err != nil {
		return err
	}
	key, err := readKey(c.keyFile, known != "")
	if err != nil {
		return err
	}
	planner, err := plan.New()
	if err != nil {
		return err
	}
	p.service = events.NewService(p.store, p.clock, key, planner, events.Settings{
		BaseURL: c.baseURL, Organizer: c.from.Address, DiscreetOrganizer: c.discreetFrom.Address,
		MessageDomain: c.messageDomain(), TimeZone: c.timeZone,
	}, func() { p.wake() })
	p.accounts = account.Accounts{
		Store: p.store, Clock: p.clock, Key: key, RealNow: time.Now, Wake: func() { p.wake() },
	}
	if err := p.service.Prepare(ctx); errors.Is(err, events.ErrOtherKey) {
		return refused("--key-file %s: %v", c.keyFile, err)
	} else if err != nil {
		return err
	}
	return nil
}

// migrate brings the database up to date, under the lock of a SQLite file.
func (p *program) migrate(ctx context.Context) error {
	_, pending, err := p.store.Status(ctx)
	if err != nil || len(pending) == 0 {
		return err
	}
	if p.held == nil {
		lock, err := p.config.hold(ctx, migratePatience)
		if err != nil {
			// Whoever holds it may have brought the database up to date.
			if _, pending, failed := p.store.Status(ctx); failed == nil && len(pending) == 0 {
				return nil
			}
			return err
		}
		defer lock.release()
	}
	return p.store.Migrate(ctx)
}

func (p *program) fingerprint(ctx context.Context) (known string, err error) {
	err = p.store.View(ctx, func(ctx context.Context, tx events.Tx) error {
		known, err = tx.KeyFingerprint(ctx)
		return err
	})
	return known, err
}

func (p *program) close() error {
	var err error
	if p.store != nil {
		err = p.store.Close()
	}
	p.held.release()
	return err
}

// saying gives an error of the disk the status and the words it needs.
func saying(err error) error {
	if errors.Is(err, store.ErrNewer) {
		return exit{exitRefused, err}
	}
	var end exit
	if err == nil || errors.As(err, &end) {
		return err
	}
	return fmt.Errorf("--db: %w", err)
}

package store

import (
	"context"
	"sync"
)

// The sum runs over every session, drafts too: one that leaves the page must
// not lower it. Nothing is ever taken out of it, so no value comes twice.
const siteVersion = `SELECT CAST(change + COALESCE((SELECT SUM(change) FROM session_counts), 0) AS BIGINT)
	FROM installation`

const sessionVersion = `SELECT CAST(i.change + c.change + CASE WHEN s.series_id = '' THEN 0 ELSE
		(SELECT COALESCE(SUM(n.change), 0) FROM sessions t JOIN session_counts n ON n.session_id = t.id
		WHERE t.series_id = s.series_id AND t.id <> s.id) END AS BIGINT)
	FROM sessions s
	JOIN offerings o ON o.id = s.offering_id
	JOIN session_counts c ON c.session_id = s.id
	CROSS JOIN installation i
	WHERE s.slug = ? AND s.state <> 'draft' AND o.visibility = 'public'`

// SiteVersion implements events.Store. Callers share reads: see coalesced.
func (s *Store) SiteVersion(ctx context.Context) (int64, error) {
	version, err := s.site.get(ctx, func(ctx context.Context) (version int64, err error) {
		err = s.engine.read(ctx, func(ctx context.Context, t *tx) error {
			version, err = one(ctx, t, scanOnly[int64], siteVersion)
			return err
		})
		return version, err
	})
	return version, named("site version", err)
}

// SessionVersion implements events.Store.
func (s *Store) SessionVersion(ctx context.Context, slug string) (int64, error) {
	shared := s.sessions.of(slug)
	defer s.sessions.leave(slug)
	version, err := shared.get(ctx, func(ctx context.Context) (version int64, err error) {
		err = s.engine.read(ctx, func(ctx context.Context, t *tx) error {
			version, err = one(ctx, t, scanOnly[int64], sessionVersion, slug)
			return err
		})
		return version, err
	})
	return version, named("session version", err)
}

// coalesced lets callers share a read: those who come while one is running
// share the next. Nobody gets the answer of a read that began before he came,
// so what was committed before a request is seen by it.
type coalesced struct {
	mu      sync.Mutex
	running bool
	next    *flight
}

// flight is one read and those who wait for it.
type flight struct {
	landed  chan struct{}
	version int64
	err     error
}

func (c *coalesced) get(ctx context.Context, read func(context.Context) (int64, error)) (int64, error) {
	c.mu.Lock()
	f := c.next
	if f == nil {
		f = &flight{landed: make(chan struct{})}
		if c.running {
			c.next = f
		}
	}
	lead := !c.running
	c.running = true
	c.mu.Unlock()
	if lead {
		// Its callers leave when they like, the read is everybody's.
		c.fly(context.WithoutCancel(ctx), f, read)
		return f.version, f.err
	}
	select {
	case <-f.landed:
		return f.version, f.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func (c *coalesced) fly(ctx context.Context, f *flight, read func(context.Context) (int64, error)) {
	f.version, f.err = read(ctx)
	close(f.landed)
	c.mu.Lock()
	next := c.next
	c.next = nil
	c.running = next != nil
	c.mu.Unlock()
	if next != nil {
		go c.fly(ctx, next, read)
	}
}

// coalescedBySlug is a coalesced per page, kept while somebody reads it.
type coalescedBySlug struct {
	mu    sync.Mutex
	pages map[string]*page
}

type page struct {
	coalesced
	readers int
}

func (c *coalescedBySlug) of(slug string) *coalesced {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pages == nil {
		c.pages = make(map[string]*page)
	}
	p := c.pages[slug]
	if p == nil {
		p = new(page)
		c.pages[slug] = p
	}
	p.readers++
	return &p.coalesced
}

func (c *coalescedBySlug) leave(slug string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.pages[slug]; p.readers == 1 {
		delete(c.pages, slug)
	} else {
		p.readers--
	}
}

// touch raises the programme's change: something shown on its pages differs.
func (t *tx) touch(ctx context.Context) error {
	return t.execOne(ctx, `UPDATE installation SET change = change + 1`)
}

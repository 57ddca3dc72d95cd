package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"kantine/events/store/storetest"
)

// crowded is how many registrations must be in flight at a kill.
const crowded = 32

// torture is one run.
type torture struct {
	options
	dir      string
	out      io.Writer
	program  installation
	book     *ledger
	office   *office
	crowd    *crowd
	tally    tally
	mu       sync.Mutex
	violated []string
}

// tally is what the summary tells beside the judge. A kill counts when at least
// crowded registrations died with the program: some that were in flight may have
// been answered already, unread.
type tally struct {
	kills, counted, withLetter, withDrops int
	least                                 int64 // in flight and never answered, of those counted
}

// torment makes the run and returns an error when it failed or a promise broke.
func torment(ctx context.Context, o options, out io.Writer) (err error) {
	t := &torture{options: o, out: out, dir: o.keep, tally: tally{least: math.MaxInt64}}
	if t.dir == "" {
		if t.dir, err = os.MkdirTemp("", "kantine-torture-"); err != nil {
			return err
		}
		defer os.RemoveAll(t.dir)
	} else if t.dir, err = filepath.Abs(t.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(t.path("mail"), 0o700); err != nil {
		return err
	}
	if err := build(ctx, t.dir); err != nil {
		return err
	}
	if t.book, err = newLedger(t.path("ledger")); err != nil {
		return err
	}
	if t.office, err = openOffice(ctx, t.path("mail"), o.seed, t.book, t.wrong); err != nil {
		return err
	}
	err = t.onDatabase(ctx, t.allRounds)
	// The judge reads what is complete: no letter and no line is still to come.
	if err := errors.Join(err, t.office.server.Close(), t.book.close()); err != nil {
		return err
	}
	return t.sum(ctx)
}

func (t *torture) path(name string) string { return filepath.Join(t.dir, name) }

// wrong notes a broken promise that the judge cannot see.
func (t *torture) wrong(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.violated = append(t.violated, fmt.Sprintf(format, args...))
}

// onDatabase runs fn with a database to work on.
func (t *torture) onDatabase(ctx context.Context, fn func(context.Context) error) error {
	t.program = installation{dir: t.dir, db: t.path("kantine.db"), smtp: t.office.server.Addr()}
	began := time.Now()
	t.program.clock = clock{path: t.path("clock"), began: began, from: began.Truncate(time.Second).UTC()}
	if t.engine == "sqlite" {
		return fn(ctx)
	}
	server, err := storetest.StartPostgres()
	if err != nil {
		return err
	}
	if t.program.db, _, err = server.CreateDatabase(); err == nil {
		err = os.WriteFile(t.path("key"), newKey(), 0o600)
	}
	if err == nil {
		err = fn(ctx)
	}
	return errors.Join(err, server.Close())
}

func (t *torture) allRounds(ctx context.Context) error {
	if err := t.prepare(ctx); err != nil {
		return fmt.Errorf("setting up: %w", err)
	}
	moments := rand.New(rand.NewPCG(t.seed, 2))
	for n := 1; t.tally.counted < t.rounds; n++ {
		if n > 4*t.rounds {
			return fmt.Errorf("only %d of %d kills fell with %d registrations in flight", t.tally.counted, n-1, crowded)
		}
		r := round{n: n, answers: 50 + moments.Int64N(400), drops: n%2 == 0, moments: moments}
		if n%3 > 0 {
			r.hold = 1 + moments.IntN(3)
		}
		if err := t.round(ctx, r); err != nil {
			return fmt.Errorf("round %d: %w", n, err)
		}
	}
	return t.peace(ctx)
}

// round says when a kill falls and how the mail server fails before it.
type round struct {
	n       int
	answers int64 // so many before the kill
	hold    int   // letters caught between DATA and its answer; 0: none on purpose
	drops   bool
	moments *rand.Rand
}

func (t *torture) round(ctx context.Context, r round) error {
	t.office.misbehave(r.hold, r.drops)
	p, err := t.program.start()
	if err != nil {
		return err
	}
	g := t.crowd.gather(ctx, r.n, p.url)
	err = t.await(ctx, r, p, g)
	inFlight := g.inFlight.Load()
	g.over.Store(true)
	err = errors.Join(err, p.kill(), t.book.write(entry{Op: "crash", Round: r.n, At: time.Now()}))
	held := t.office.held.Load()
	t.office.letGo()
	g.bury()
	if err != nil {
		return err
	}
	t.count(r, g.lost.Load(), held)
	fmt.Fprintf(t.out, "round %2d: killed after %3d answers with %d in flight, %d of them never answered, %d letters held in sending\n",
		r.n, g.answers.Load(), inFlight, g.lost.Load(), held)
	return nil
}

func (t *torture) count(r round, lost int64, held int32) {
	t.tally.kills++
	if lost < crowded {
		return
	}
	t.tally.counted++
	t.tally.least = min(t.tally.least, lost)
	if held > 0 {
		t.tally.withLetter++
	}
	if r.drops {
		t.tally.withDrops++
	}
}

// await returns at the moment to kill. It looks at random instants, since the
// first one that will do would always fall early in a group of commits.
func (t *torture) await(ctx context.Context, r round, p *program, g *gathering) error {
	late := time.After(patience)
	for g.answers.Load() < r.answers || g.inFlight.Load() < crowded || (r.hold > 0 && t.office.held.Load() == 0) {
		select {
		case <-time.After(time.Duration(r.moments.Int64N(int64(3 * time.Millisecond)))):
		case <-p.gone:
			return errors.New("the program ended by itself")
		case <-ctx.Done():
			return ctx.Err()
		case <-late:
			return fmt.Errorf("the moment did not come in %v: %d answers, %d in flight, %d letters held",
				patience, g.answers.Load(), g.inFlight.Load(), t.office.held.Load())
		}
	}
	return nil
}

package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
)

// groupLimit is how many updates share one commit at most.
const groupLimit = 256

// sqliteEngine runs all updates on one goroutine that owns the one connection
// that writes, and views on as many connections as there are cores.
type sqliteEngine struct {
	dialect *dialect
	memo    *memo
	log     *slog.Logger
	dsn     string
	writer  *connection
	readers chan *connection
	queue   chan *job
	idle    chan struct{} // closed when the writer's goroutine has ended

	mu     sync.RWMutex // held for reading while something is put in the queue
	closed bool
}

// job is one update on its way through the writer.
type job struct {
	ctx  context.Context
	fn   work
	err  error
	done chan error
	// taken is set once: by the writer that begins it, or by its caller who
	// left before that. Nobody leaves while fn writes what they share.
	taken atomic.Bool
}

func newSQLite(ctx context.Context, d *dialect, log *slog.Logger, writing, reading string) (_ *sqliteEngine, err error) {
	e := &sqliteEngine{
		dialect: d, memo: newMemo(), log: log, dsn: writing,
		readers: make(chan *connection, runtime.GOMAXPROCS(0)),
		queue:   make(chan *job, queueLimit),
		idle:    make(chan struct{}),
	}
	// The writer comes first: it turns a new file into a WAL one.
	if e.writer, err = newConnection(ctx, writing, d.fault); err != nil {
		return nil, err
	}
	for range cap(e.readers) {
		reader, err := newConnection(ctx, reading, d.fault)
		if err != nil {
			return nil, errors.Join(err, e.closeConnections())
		}
		e.readers <- reader
	}
	go e.write()
	return e, nil
}

func (e *sqliteEngine) tx(run runner) *tx { return &tx{run: run, dialect: e.dialect, memo: e.memo} }

// update hands fn to the writer. The answer to a caller who leaves is dropped.
func (e *sqliteEngine) update(ctx context.Context, fn work) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan error, 1)}
	if err := e.enqueue(j); err != nil {
		return err
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		if j.taken.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		return <-j.done
	}
}

func (e *sqliteEngine) enqueue(j *job) error {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.closed {
		return ErrClosed
	}
	select {
	case e.queue <- j:
		return nil
	default:
		return overloaded()
	}
}

// taking adds a job to a group, unless its caller has left.
func taking(group []*job, j *job) []*job {
	if !j.taken.CompareAndSwap(false, true) {
		return group
	}
	return append(group, j)
}

// write takes what has queued up, without waiting for more, until the queue is
// closed and empty.
func (e *sqliteEngine) write() {
	defer close(e.idle)
	group := make([]*job, 0, groupLimit)
	for first := range e.queue {
		group = taking(group[:0], first)
		for len(group) < groupLimit && len(e.queue) > 0 {
			group = taking(group, <-e.queue)
		}
		if len(group) == 0 {
			continue
		}
		e.commit(group)
		for i, j := range group {
			j.done <- j.err
			group[i] = nil
		}
	}
}

// commit runs a group in one transaction. An update that fails takes back its
// own work only; when the commit fails nobody is promised anything, not even a
// refusal, since it may rest on work that is gone.
//
// Savepoints cost a sixth of the time and are seldom needed: most that fail
// have written nothing yet. So the group runs without them, and once more with
// them when somebody leaves work behind.
func (e *sqliteEngine) commit(group []*job) {
	// A context that cannot end: the driver starts a goroutine per statement
	// for one that can, and nobody's leaving may stop the others.
	ctx := context.Background()
	err := e.together(ctx, group, e.plain)
	if errors.Is(err, errLeftBehind) {
		err = e.together(ctx, group, e.apart)
	}
	switch {
	case err == nil:
		return
	case e.dialect.fault(err) == faultBusy:
		err = overloaded()
	default:
		err = fmt.Errorf("store: commit: %w", err)
	}
	for _, j := range group {
		j.err = err
	}
}

// errLeftBehind is a failed update whose work is still in the transaction.
var errLeftBehind = errors.New("a failed update has left work behind")

// together runs a group from BEGIN to COMMIT. It gives the fault of the
// transaction as a whole; each one's own is in its job.
func (e *sqliteEngine) together(ctx context.Context, group []*job, run func(*job) error) error {
	err := e.begin(ctx)
	for i := 0; err == nil && i < len(group); i++ {
		if err = run(group[i]); err == nil {
			err = e.writer.broken
		}
	}
	if err == nil {
		err = e.writer.exec(ctx, "COMMIT")
	}
	if err != nil {
		e.writer.abandon(ctx)
	}
	if len(group) == 1 && errors.Is(err, errLeftBehind) {
		return nil // it was alone, and its work is gone
	}
	return err
}

// plain runs an update as it is.
func (e *sqliteEngine) plain(j *job) error {
	e.writer.wrote = false
	if e.do(j); j.err != nil && e.writer.wrote {
		return errLeftBehind
	}
	return nil
}

// apart runs an update under a savepoint.
func (e *sqliteEngine) apart(j *job) error {
	ctx := context.Background()
	if err := e.writer.exec(ctx, "SAVEPOINT one"); err != nil {
		return err
	}
	if e.do(j); e.writer.broken != nil {
		return e.writer.broken
	}
	if j.err != nil {
		if err := e.writer.exec(ctx, "ROLLBACK TO one"); err != nil {
			return err
		}
	}
	return e.writer.exec(ctx, "RELEASE one")
}

// do runs an update for a caller who is still there when it begins.
func (e *sqliteEngine) do(j *job) {
	j.err = guarded(context.WithoutCancel(j.ctx), j.fn, e.tx(e.writer))
}

// begin starts the transaction, on a new connection when the old one no longer
// can.
func (e *sqliteEngine) begin(ctx context.Context) error {
	err := e.writer.exec(ctx, "BEGIN IMMEDIATE")
	if err == nil {
		return nil
	}
	e.writer.abandon(ctx)
	if e.dialect.fault(err) == faultBusy {
		return err
	}
	fresh, openErr := newConnection(ctx, e.dsn, e.dialect.fault)
	if openErr != nil {
		return errors.Join(err, openErr)
	}
	// The old one is beyond use; what it says at its end helps nobody.
	_ = e.writer.close()
	e.writer = fresh
	e.log.WarnContext(ctx, "the writer's connection was replaced", "error", err)
	return fresh.exec(ctx, "BEGIN IMMEDIATE")
}

// view runs fn in one read transaction, which sees one state throughout.
func (e *sqliteEngine) view(ctx context.Context, fn work) error {
	return e.withReader(ctx, func(ctx context.Context, c *connection) error {
		if err := c.exec(ctx, "BEGIN"); err != nil {
			c.abandon(ctx)
			return fmt.Errorf("store: view: %w", err)
		}
		defer c.abandon(ctx)
		t := e.tx(c)
		t.viewing = true
		return guarded(ctx, fn, t)
	})
}

func (e *sqliteEngine) read(ctx context.Context, fn func(context.Context, *tx) error) error {
	return e.withReader(ctx, func(ctx context.Context, c *connection) error {
		defer func() { c.broken = nil }()
		return fn(ctx, e.tx(c))
	})
}

func (e *sqliteEngine) withReader(ctx context.Context, fn func(context.Context, *connection) error) error {
	select {
	case c, open := <-e.readers:
		if !open {
			return ErrClosed
		}
		defer func() { e.readers <- c }()
		return fn(context.WithoutCancel(ctx), c)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// close drains the queue, waits for the readers, and closes the file.
func (e *sqliteEngine) close() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil
	}
	e.closed = true
	close(e.queue)
	e.mu.Unlock()
	<-e.idle
	return e.closeConnections()
}

// closeConnections closes the readers first: the last connection to close
// moves the log into the file, which a reader may not.
func (e *sqliteEngine) closeConnections() error {
	var err error
	for range cap(e.readers) {
		c := <-e.readers
		err = errors.Join(err, c.close())
	}
	close(e.readers)
	return errors.Join(err, e.writer.close())
}

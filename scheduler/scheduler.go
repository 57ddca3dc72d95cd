package scheduler

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"kantine/events"
)

// Queue is the outbox as the scheduler needs it; events.Service is one.
type Queue interface {
	FanOut(ctx context.Context, limit int) (int, error)
	Claim(ctx context.Context, limit int, leaseUntil time.Time) ([]events.Letter, error)
	Settle(ctx context.Context, l events.Letter, o events.Outcome) error
	NextDue(ctx context.Context) (time.Time, error)
	TakeBack(ctx context.Context, before time.Time) (int, error)
	Prune(ctx context.Context) (events.Pruned, error)
	IndexSearch(ctx context.Context, limit int) (int, error)
}

// Sender sends one letter and reports how that ended; it never retries.
type Sender interface {
	Send(ctx context.Context, l events.Letter) events.Outcome
}

// Config says what a Scheduler works with.
type Config struct {
	Queue Queue
	// Sender is nil where no mail server is set: reminders are still fanned
	// out, and every message waits.
	Sender Sender
	Clock  events.Clock
	Log    *slog.Logger
	// Workers is how many letters are sent at the same time.
	Workers int
}

const (
	batch      = 100
	sendLimit  = 2 * time.Minute        // of one attempt, well within events.Lease
	idle       = time.Second            // between two looks at the table when nothing wakes
	pace       = 5 * time.Millisecond   // at least, however often somebody wakes
	slowPace   = 100 * time.Millisecond // the same where nothing can be sent
	graceLimit = 10 * time.Second       // for letters in hand when the program stops
)

// Scheduler runs the dispatcher and the housekeeping.
type Scheduler struct {
	Config
	wake     chan struct{}
	jobs     chan events.Letter
	lastTick atomic.Int64 // real time, unix microseconds
	breaker  breaker
	busy     sync.WaitGroup
}

// New makes a Scheduler that does nothing until Run.
func New(c Config) *Scheduler {
	return &Scheduler{Config: c, wake: make(chan struct{}, 1), jobs: make(chan events.Letter, batch)}
}

// Wake makes the dispatcher look at the table now. It never blocks.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends, then gives letters in hand a few seconds to get
// their answer and returns the others to the queue.
func (s *Scheduler) Run(ctx context.Context) error {
	keeper, err := s.startKeeper(ctx)
	if err != nil {
		return err
	}
	// Sends outlive ctx for a moment: a letter half way over the wire is
	// better finished than left in doubt.
	sending, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	for range s.Workers {
		s.busy.Go(func() { s.work(ctx, sending) })
	}
	s.dispatch(ctx)
	timer := time.AfterFunc(graceLimit, stop)
	defer timer.Stop()
	s.busy.Wait()
	s.giveBack(sending) // what the last tick claimed after the workers had gone
	return keeper.Shutdown()
}

// Health is how the scheduler is doing.
type Health struct {
	// LastTick is when the dispatcher last looked at the table, in real time;
	// zero before the first time.
	LastTick time.Time
	// Unreachable tells that the mail server was out of reach at the last
	// attempt, LastError in what way; both without any address.
	Unreachable bool
	LastError   string
}

// Health tells how the scheduler is doing.
func (s *Scheduler) Health() Health {
	h := Health{}
	if at := s.lastTick.Load(); at != 0 {
		h.LastTick = time.UnixMicro(at).UTC()
	}
	h.Unreachable, h.LastError = s.breaker.state()
	return h
}

package scheduler

import (
	"context"
	"time"

	"github.com/go-co-op/gocron/v2"
)

// startKeeper starts the housekeeping on real time: a tick that catches a lost
// wake, lapsed leases, and what must be forgotten.
func (s *Scheduler) startKeeper(ctx context.Context) (gocron.Scheduler, error) {
	keeper, err := gocron.NewScheduler(gocron.WithLocation(time.UTC))
	if err != nil {
		return nil, err
	}
	for _, job := range []struct {
		every time.Duration
		do    func(context.Context)
	}{
		{5 * time.Second, func(context.Context) { s.Wake() }},
		{time.Minute, s.takeBack},
		{time.Minute, s.prune},
		{time.Minute, s.index},
	} {
		// Never a OneTimeJob: one whose time has just passed hangs gocron 2.21
		// (its issue 943).
		_, err := keeper.NewJob(gocron.DurationJob(job.every), gocron.NewTask(func() { job.do(ctx) }),
			gocron.WithSingletonMode(gocron.LimitModeReschedule))
		if err != nil {
			return nil, err
		}
	}
	keeper.Start()
	s.Wake()
	return keeper, nil
}

// takeBack returns letters to the queue whose claimer no longer lives.
func (s *Scheduler) takeBack(ctx context.Context) {
	n, err := s.Queue.TakeBack(ctx, time.Now())
	if err != nil && ctx.Err() == nil {
		s.Log.Error("take back lapsed leases", "error", err)
	} else if n > 0 {
		s.Log.Warn("took back lapsed leases", "messages", n)
	}
}

func (s *Scheduler) prune(ctx context.Context) {
	done, err := s.Queue.Prune(ctx)
	if err != nil && ctx.Err() == nil {
		s.Log.Error("prune", "error", err)
	} else if done.Erased+done.Subscriptions+done.Keys > 0 {
		s.Log.Info("pruned", "erased", done.Erased, "subscriptions", done.Subscriptions, "keys", done.Keys)
	}
}

// indexed is how many registrations are made findable in one transaction: few,
// since those who register meanwhile wait for it.
const indexed = 100

// index makes the registrations findable that came since the last time.
func (s *Scheduler) index(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := s.Queue.IndexSearch(ctx, indexed)
		if err != nil && ctx.Err() == nil {
			s.Log.Error("index for the search", "error", err)
		}
		if err != nil || n == 0 {
			return
		}
	}
}

package scheduler

import (
	"context"
	"errors"
	"time"

	"kantine/events"
)

// dispatch looks at the table whenever something woke it, the next row falls
// due, or a second has passed, until ctx ends.
func (s *Scheduler) dispatch(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var last time.Time
	pace := pace
	if s.Sender == nil {
		pace = slowPace
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-timer.C:
		}
		if !s.pause(ctx, pace-time.Since(last)) {
			return
		}
		last = time.Now()
		more, err := s.tick(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.Log.Error("dispatcher", "error", err)
			timer.Reset(idle)
		case more:
			s.Wake()
		default:
			timer.Reset(s.rest(ctx))
		}
	}
}

// pause lets a burst of commits share one look at the table; false when ctx
// has ended.
func (s *Scheduler) pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// tick fans out what is due and claims letters for the workers; more tells
// that the table holds more. A reminder that cannot be fanned out keeps no
// letter from going.
func (s *Scheduler) tick(ctx context.Context) (more bool, err error) {
	fanned, failed := s.Queue.FanOut(ctx, batch)
	claimed, limit := 0, s.room()
	if limit > 0 {
		letters, err := s.Queue.Claim(ctx, limit, time.Now().Add(events.Lease))
		if err != nil {
			return false, errors.Join(failed, err)
		}
		for _, l := range letters {
			s.jobs <- l
		}
		claimed = len(letters)
	}
	if failed != nil {
		return false, failed
	}
	s.lastTick.Store(time.Now().UnixMicro())
	return fanned == batch || (limit > 0 && claimed == limit && s.room() > 0), nil
}

// room is how many letters may be claimed now: none while plenty wait for a
// worker, one while the mail server is being tried again.
func (s *Scheduler) room() int {
	if s.Sender == nil || len(s.jobs) > batch/2 {
		return 0
	}
	return s.breaker.room(batch - len(s.jobs))
}

// rest is how long there is nothing to do, at most a second, since other
// programs write to the table too.
func (s *Scheduler) rest(ctx context.Context) time.Duration {
	next, err := s.Queue.NextDue(ctx)
	if err != nil || next.IsZero() {
		return idle
	}
	// What is overdue and was not taken waits for another letter to the same
	// person or for the server: whoever ends that wakes the dispatcher.
	if until := s.Clock.Until(next); until > 0 {
		return min(idle, until)
	}
	return idle
}

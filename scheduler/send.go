package scheduler

import (
	"context"

	"kantine/events"
)

// work sends letters until ctx ends, then returns those nobody began.
func (s *Scheduler) work(ctx, sending context.Context) {
	for ctx.Err() == nil { // asked first: select may choose a job all the same
		select {
		case <-ctx.Done():
		case l := <-s.jobs:
			s.send(sending, l)
		}
	}
	s.giveBack(sending)
}

// send makes one attempt and records how it ended.
func (s *Scheduler) send(ctx context.Context, l events.Letter) {
	outcome := events.Outcome{Status: events.OutcomeLost}
	if s.breaker.enter() {
		attempt, cancel := context.WithTimeout(ctx, sendLimit)
		outcome = s.Sender.Send(attempt, l)
		cancel()
		s.breaker.leave(outcome)
	}
	s.settle(ctx, l, outcome)
	s.Wake() // another letter to the same person may be waiting for this one
}

func (s *Scheduler) settle(ctx context.Context, l events.Letter, o events.Outcome) {
	// The answer of the server is worth more than a prompt stop.
	if err := s.Queue.Settle(context.WithoutCancel(ctx), l, o); err != nil {
		s.Log.Error("settle", "message", l.Message.ID, "error", err)
		return
	}
	if o.Status != events.OutcomeDelivered && o.Status != events.OutcomeLost {
		s.Log.Warn("letter not delivered", "message", l.Message.ID, "kind", l.Message.Kind, "attempt", l.Message.Attempts,
			"code", o.Code, "status", o.Enhanced)
	}
}

func (s *Scheduler) giveBack(ctx context.Context) {
	for {
		select {
		case l := <-s.jobs:
			s.settle(ctx, l, events.Outcome{Status: events.OutcomeLost})
		default:
			return
		}
	}
}

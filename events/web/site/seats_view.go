package site

import (
	"time"

	"kantine/events"
	"kantine/templates"
)

// blockSeats is how one block can be joined.
func blockSeats(s *events.Session, b *events.Block, now time.Time) templates.Seats {
	switch {
	case s.State == events.SessionCancelled:
		return templates.Seats{State: templates.SeatsCancelled}
	case s.State == events.SessionHeld:
		return templates.Seats{State: templates.SeatsHeld}
	case !now.Before(b.EndsAt):
		return templates.Seats{State: templates.SeatsEnded}
	case !s.OpenFor(b, now):
		return templates.Seats{State: templates.SeatsClosed}
	}
	waits := s.Waiting() == events.WaitlistAuto
	free := s.Free(b)
	switch {
	case free != 0 && (b.Waitlisted == 0 || !waits):
		return templates.Seats{State: templates.SeatsOpen, Left: max(free, 0), Unlimited: free < 0}
	case waits:
		return templates.Seats{State: templates.SeatsWaitlist, Waiting: b.Waitlisted}
	}
	return templates.Seats{State: templates.SeatsFull}
}

// ease orders the availabilities, the best for a visitor first.
var ease = map[templates.Availability]int{
	templates.SeatsOpen: 0, templates.SeatsWaitlist: 1, templates.SeatsFull: 2, templates.SeatsClosed: 3,
	templates.SeatsEnded: 4, templates.SeatsHeld: 5, templates.SeatsCancelled: 6,
}

// sessionSeats is how a session can be joined: as its best block, with the
// seats of all.
func sessionSeats(s *events.Session, now time.Time) templates.Seats {
	best := blockSeats(s, &s.Blocks[0], now)
	for i := range s.Blocks[1:] {
		other := blockSeats(s, &s.Blocks[i+1], now)
		switch {
		case ease[other.State] < ease[best.State]:
			best = other
		case other.State == best.State:
			best.Left += other.Left
			best.Unlimited = best.Unlimited || other.Unlimited
			best.Waiting = min(best.Waiting, other.Waiting)
		}
	}
	if seats := s.Seats(); seats != nil && best.State == templates.SeatsOpen {
		best.Left = min(best.Left, max(0, *seats-s.Confirmed))
	}
	return best
}

// tighter is how two sessions that are joined together can be: as the harder
// one. One that is over is not joined any more.
func tighter(a, b templates.Seats) templates.Seats {
	over := func(s templates.Seats) bool { return ease[s.State] > ease[templates.SeatsFull] }
	switch {
	case over(b):
		return a
	case over(a) || ease[b.State] > ease[a.State]:
		return b
	case ease[b.State] < ease[a.State]:
		return a
	}
	if a.Unlimited || !b.Unlimited && b.Left < a.Left {
		a.Left, a.Unlimited = b.Left, b.Unlimited
	}
	a.Waiting = max(a.Waiting, b.Waiting)
	return a
}

// answer puts what may not be known in the words of a page.
func answer(b *bool) templates.Answer {
	switch {
	case b == nil:
		return templates.AnswerUnknown
	case *b:
		return templates.AnswerYes
	}
	return templates.AnswerNo
}

func placeView(p *events.Place, zone string) templates.Place {
	return templates.Place{
		Online: p.Online, Zone: zone, Name: p.Name, Street: p.Address, Postcode: p.Postcode, City: p.City,
		Route: p.Route, Wheelchair: answer(p.Wheelchair), HearingLoop: answer(p.HearingLoop),
	}
}

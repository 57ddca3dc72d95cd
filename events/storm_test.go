package events_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/store/storetest"
)

func TestManyAtOnceForFewSeats(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(func(in *events.OfferingInput) { in.Waitlist, in.Capacity = events.WaitlistOff, pointer(5) }), nil)
	var group sync.WaitGroup
	var mu sync.Mutex
	became := map[events.Code]int{}
	for n := range 40 {
		group.Go(func() {
			_, err := s.Register(s.ctx, ask(session.ID, "n"+string(rune('a'+n%26))+string(rune('a'+n/26))))
			mu.Lock()
			defer mu.Unlock()
			became[events.CodeOf(err)]++
		})
	}
	group.Wait()
	if became[""] != 5 || became[events.CodeSessionFull] != 35 {
		t.Errorf("got %v", became)
	}
	s.counts(session.ID, 5, 0)
}

// mailbox is what each registration's person was handed, in order, and what is
// on its way.
type mailbox struct {
	mu    sync.Mutex
	onWay map[string]bool
	got   map[string][]events.Letter
	twice []string
}

func (b *mailbox) leave(l events.Letter) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.onWay[l.Registration.ID] {
		b.twice = append(b.twice, l.Registration.ID)
	}
	b.onWay[l.Registration.ID] = true
}

func (b *mailbox) arrive(l events.Letter, status events.OutcomeStatus) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.onWay[l.Registration.ID] = false
	if status == events.OutcomeDelivered || status == events.OutcomeInDoubt {
		b.got[l.Registration.ID] = append(b.got[l.Registration.ID], l)
	}
}

// People come, go and come back while the session moves and the mail server
// has a bad day: in the end everybody knows how things stand, and nobody sat on
// another's chair.
func TestInTheEndEverybodyKnows(t *testing.T) {
	for engine, dsn := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { return filepath.Join(t.TempDir(), "kantine.db") },
		"PostgreSQL": func(t *testing.T) string { return storetest.Postgres(t) },
	} {
		t.Run(engine, func(t *testing.T) {
			s := storyOn(t, dsn(t))
			session := s.session(s.offer(func(in *events.OfferingInput) {
				in.Capacity, in.Reminders = pointer(6), []events.RuleInput{}
			}), func(in *events.SessionInput) { in.StartsAt = "2027-12-01T10:00" })
			box := &mailbox{onWay: map[string]bool{}, got: map[string][]events.Letter{}}
			s.storm(session.ID, box)
			s.settleDown(box)
			s.everybodyKnows(session.ID, box)
		})
	}
}

func (s *story) storm(sessionID string, box *mailbox) {
	var people, post sync.WaitGroup
	var over atomic.Bool
	for worker := range 4 {
		people.Go(func() {
			for n := range 25 {
				s.bearable(s.come(sessionID, fmt.Sprintf("p%d", rand.N(12))))
				if worker == 0 && n%3 == 0 {
					_, err := s.change(sessionID, events.SessionInput{StartsAt: fmt.Sprintf("2027-12-01T%02d:00", 8+n%10)})
					s.bearable(err)
				}
				s.later(20 * time.Second)
			}
		})
	}
	for range 2 {
		post.Go(func() {
			for !over.Load() {
				s.bearable(s.post(box, func() events.OutcomeStatus {
					return []events.OutcomeStatus{
						events.OutcomeDelivered, events.OutcomeDelivered, events.OutcomeDelivered, events.OutcomeTemporary,
						events.OutcomeInDoubt, events.OutcomeUnreachable,
					}[rand.N(6)]
				}))
			}
		})
	}
	people.Wait()
	over.Store(true)
	post.Wait()
}

// come makes somebody register, or leave, or come back.
func (s *story) come(sessionID, who string) error {
	c := ask(sessionID, who)
	c.Form = true
	done, err := s.Register(s.ctx, c)
	if err != nil || !done.Already {
		return err
	}
	if _, err = s.Withdraw(s.ctx, done.Registration.ID); err == nil && rand.N(2) == 0 {
		_, err = s.Undo(s.ctx, done.Registration.ID)
	}
	return err
}

// bearable fails for anything but a refusal.
func (s *story) bearable(err error) {
	if err != nil && events.CodeOf(err) == "" && !errors.Is(err, s.ctx.Err()) {
		s.t.Error(err)
	}
}

// post claims and sends once.
func (s *story) post(box *mailbox, outcome func() events.OutcomeStatus) error {
	letters, err := s.Claim(s.ctx, 5, time.Now().Add(events.Lease))
	for _, l := range letters {
		box.leave(l)
	}
	if err != nil {
		return err
	}
	for _, l := range letters {
		status := outcome()
		box.arrive(l, status)
		if err := s.Settle(s.ctx, l, events.Outcome{Status: status}); err != nil {
			return err
		}
	}
	return nil
}

// settleDown sends what is left; a person lets go what was held.
func (s *story) settleDown(box *mailbox) {
	s.t.Helper()
	held, err := s.Messages(s.ctx, events.MessageFilter{State: events.Held})
	s.must(err)
	for _, m := range held {
		_, err := s.RetryMessage(s.ctx, m.ID)
		s.must(err)
	}
	for range 200 {
		next, err := s.NextDue(s.ctx)
		s.must(err)
		if next.IsZero() {
			return
		}
		s.later(max(time.Minute, next.Sub(s.clock.Now()))) // some wait for others
		s.must(s.post(box, func() events.OutcomeStatus { return events.OutcomeDelivered }))
	}
	s.t.Fatal("the outbox never empties")
}

func (s *story) everybodyKnows(sessionID string, box *mailbox) {
	s.t.Helper()
	if len(box.twice) > 0 {
		s.t.Errorf("two letters at once to %v", box.twice)
	}
	session, err := s.Session(s.ctx, sessionID)
	s.must(err)
	all, err := s.Registrations(s.ctx, events.RegistrationFilter{SessionID: sessionID})
	s.must(err)
	confirmed, waitlisted := 0, 0
	for _, one := range all {
		r, letters := one.Registration, box.got[one.Registration.ID]
		last, inCalendar := events.Letter{}, false
		for i, l := range letters {
			if i > 0 && l.Registration.Sequence < letters[i-1].Registration.Sequence {
				s.t.Errorf("%s: sequence %d after %d", r.Name, l.Registration.Sequence, letters[i-1].Registration.Sequence)
			}
			if l.Text != events.AlreadyRegistered {
				last = l
			}
			if l.Method != events.NoCalendar {
				inCalendar = l.Method == events.MethodRequest
			}
		}
		switch r.State {
		case events.Confirmed:
			confirmed++
			if !inCalendar || !last.Block.StartsAt.Equal(session.StartsAt()) {
				s.t.Errorf("%s has a seat at %v and last heard %s of %v", r.Name, session.StartsAt(), last.Text, last.Block.StartsAt)
			}
		case events.Waitlisted:
			waitlisted++
			if inCalendar || last.Text != events.WaitlistEntry {
				s.t.Errorf("%s waits and last heard %s", r.Name, last.Text)
			}
		default:
			if inCalendar {
				s.t.Errorf("%s has withdrawn and still has the appointment", r.Name)
			}
		}
	}
	s.counts(sessionID, confirmed, waitlisted)
	if confirmed > 6 || (waitlisted > 0 && confirmed < 6) {
		s.t.Errorf("%d of 6 seats taken while %d wait", confirmed, waitlisted)
	}
}

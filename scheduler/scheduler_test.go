package scheduler_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kantine/events"
	"kantine/scheduler"
)

// table is an outbox in memory, as far as a scheduler sees one.
type table struct {
	mu        sync.Mutex
	due       []string
	reminders int
	settled   map[string][]events.OutcomeStatus
	tookBack  int
	pruned    int
	broken    error
	changed   chan struct{}
}

func newTable(due ...string) *table {
	return &table{due: due, settled: map[string][]events.OutcomeStatus{}, changed: make(chan struct{}, 1000)}
}

func (t *table) FanOut(context.Context, int) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.reminders
	t.reminders = 0
	return n, t.broken
}

func (t *table) Claim(_ context.Context, limit int, until time.Time) ([]events.Letter, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if wait := time.Until(until); wait != events.Lease {
		return nil, errors.New("a lease of " + wait.String())
	}
	n := min(limit, len(t.due))
	var letters []events.Letter
	for _, id := range t.due[:n] {
		letters = append(letters, events.Letter{Message: events.Message{ID: id}})
	}
	t.due = t.due[n:]
	return letters, nil
}

func (t *table) Settle(_ context.Context, l events.Letter, o events.Outcome) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.settled[l.Message.ID] = append(t.settled[l.Message.ID], o.Status)
	if o.Status == events.OutcomeUnreachable || o.Status == events.OutcomeLost {
		t.due = append(t.due, l.Message.ID)
	}
	t.changed <- struct{}{}
	return nil
}

func (t *table) NextDue(context.Context) (time.Time, error) { return time.Time{}, nil }

func (t *table) TakeBack(context.Context, time.Time) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tookBack++
	return 0, nil
}

func (t *table) IndexSearch(context.Context, int) (int, error) { return 0, nil }

func (t *table) Prune(context.Context) (events.Pruned, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pruned++
	return events.Pruned{}, nil
}

func (t *table) fates(id string) []events.OutcomeStatus {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.settled[id])
}

// server is a Sender that counts how many letters it has in hand.
type server struct {
	mu           sync.Mutex
	answer       events.OutcomeStatus
	takes        time.Duration
	now, most, n int
}

func (s *server) Send(ctx context.Context, _ events.Letter) events.Outcome {
	s.mu.Lock()
	s.now++
	s.n++
	s.most = max(s.most, s.now)
	takes := s.takes
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.now--
		s.mu.Unlock()
	}()
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		return events.Outcome{Status: events.OutcomeInDoubt}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return events.Outcome{Status: s.answer, Detail: "so it went"}
}

func (s *server) set(answer events.OutcomeStatus) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

func (s *server) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// start runs a scheduler in the present bubble; stop ends it and waits.
func start(t *testing.T, q scheduler.Queue, sender scheduler.Sender) (post *scheduler.Scheduler, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	post = scheduler.New(scheduler.Config{
		Queue: q, Sender: sender, Clock: events.SystemClock{}, Log: slog.New(slog.DiscardHandler), Workers: 4,
	})
	ended := make(chan error, 1)
	go func() { ended <- post.Run(ctx) }()
	return post, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func TestEveryDueLetterIsSentOnceByAsManyAsThereAreWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids := make([]string, 250)
		for i := range ids {
			ids[i] = string(rune('a'+i%26)) + string(rune('0'+i/26))
		}
		q, s := newTable(ids...), &server{takes: time.Millisecond}
		_, stop := start(t, q, s)
		for range ids {
			<-q.changed
		}
		stop()
		for _, id := range ids {
			if got := q.fates(id); len(got) != 1 || got[0] != events.OutcomeDelivered {
				t.Errorf("%s: %v", id, got)
			}
		}
		if s.most != 4 {
			t.Errorf("%d letters at once, want 4", s.most)
		}
	})
}

func TestAWakeIsNoticedAtOnceAndTheTableEverySecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, s := newTable(), &server{}
		post, stop := start(t, q, s)
		defer stop()
		synctest.Wait()
		owe := func(id string) {
			q.mu.Lock()
			q.due = append(q.due, id)
			q.mu.Unlock()
		}
		began := time.Now()
		owe("by another program")
		<-q.changed
		if late := time.Since(began); late > time.Second+10*time.Millisecond {
			t.Errorf("an unannounced letter waited %v", late)
		}
		began = time.Now()
		owe("ours")
		post.Wake()
		<-q.changed
		if late := time.Since(began); late > 10*time.Millisecond {
			t.Errorf("an announced letter waited %v", late)
		}
	})
}

func TestADeadServerIsTriedOnceInTenSecondsAndThenServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, s := newTable("a", "b", "c"), &server{answer: events.OutcomeUnreachable}
		post, stop := start(t, q, s)
		defer stop()
		time.Sleep(65 * time.Second)
		if n := s.connections(); n > 7 || n < 5 {
			t.Errorf("%d connections in 65 seconds", n)
		}
		if h := post.Health(); !h.Unreachable || h.LastError != "so it went" {
			t.Errorf("%+v", h)
		}
		s.set(events.OutcomeDelivered)
		time.Sleep(11 * time.Second)
		for _, id := range []string{"a", "b", "c"} {
			if got := q.fates(id); len(got) == 0 || got[len(got)-1] != events.OutcomeDelivered {
				t.Errorf("%s: %v", id, got)
			}
		}
		if h := post.Health(); h.Unreachable || h.LastError != "" {
			t.Errorf("%+v", h)
		}
	})
}

func TestAStopFinishesWhatIsOnTheWireAndReturnsTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ids := []string{"a", "b", "c", "d", "e", "f"}
		q, s := newTable("first"), &server{}
		post, stop := start(t, q, s)
		<-q.changed // from now on the server counts as reached
		s.mu.Lock()
		s.takes = 3 * time.Second
		s.mu.Unlock()
		q.mu.Lock()
		q.due = append(q.due, ids...)
		q.mu.Unlock()
		post.Wake()
		time.Sleep(time.Second)
		stop()
		delivered, returned := 0, 0
		for _, id := range ids {
			switch got := q.fates(id); {
			case slices.Equal(got, []events.OutcomeStatus{events.OutcomeDelivered}):
				delivered++
			case slices.Equal(got, []events.OutcomeStatus{events.OutcomeLost}):
				returned++
			default:
				t.Errorf("%s: %v", id, got)
			}
		}
		if delivered != 4 || returned != 2 {
			t.Errorf("%d delivered and %d returned, want 4 and 2", delivered, returned)
		}
	})
}

func TestALetterThatTakesTooLongAtTheStopIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, s := newTable("a"), &server{takes: time.Minute}
		_, stop := start(t, q, s)
		time.Sleep(time.Second)
		began := time.Now()
		stop()
		if took := time.Since(began); took > 11*time.Second {
			t.Errorf("the stop took %v", took)
		}
		if got := q.fates("a"); !slices.Equal(got, []events.OutcomeStatus{events.OutcomeInDoubt}) {
			t.Errorf("%v", got)
		}
	})
}

func TestOneAttemptIsBoundedWellWithinTheLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, s := newTable("a"), &server{takes: time.Hour}
		_, stop := start(t, q, s)
		defer stop()
		began := time.Now()
		<-q.changed
		if took := time.Since(began); took > events.Lease/2 {
			t.Errorf("one attempt took %v of a lease of %v", took, events.Lease)
		}
	})
}

func TestWithoutAServerRemindersAreFannedOutAndNothingIsClaimed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTable("a")
		q.reminders = 3
		post, stop := start(t, q, nil)
		time.Sleep(3 * time.Second)
		stop()
		if q.reminders != 0 || len(q.due) != 1 {
			t.Errorf("%d reminders and %d letters left, want 0 and 1", q.reminders, len(q.due))
		}
		if post.Health().LastTick.IsZero() {
			t.Error("the dispatcher never looked")
		}
	})
}

func TestAFaultOfTheDiskIsOutlived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q, s := newTable("a"), &server{}
		q.broken = errors.New("disk")
		post, stop := start(t, q, s)
		defer stop()
		<-q.changed // a reminder that cannot be fanned out keeps no letter back
		if !post.Health().LastTick.IsZero() {
			t.Error("a look that failed counts as one")
		}
		q.mu.Lock()
		q.broken = nil
		q.mu.Unlock()
		time.Sleep(2 * time.Second)
		if post.Health().LastTick.IsZero() {
			t.Error("the dispatcher did not go on")
		}
	})
}

func TestHousekeeping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newTable()
		_, stop := start(t, q, &server{})
		time.Sleep(3*time.Minute + time.Second)
		stop()
		if q.tookBack != 3 || q.pruned != 3 {
			t.Errorf("took back %d times and pruned %d times in three minutes", q.tookBack, q.pruned)
		}
	})
}

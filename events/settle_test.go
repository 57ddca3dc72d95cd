package events

import (
	"testing"
	"time"
)

func TestBackoff(t *testing.T) {
	for attempt, want := range map[int]time.Duration{
		-1: time.Minute, 0: time.Minute, 1: time.Minute, 2: 5 * time.Minute, 3: 15 * time.Minute, 4: 30 * time.Minute,
		5: time.Hour, 6: 2 * time.Hour, 7: 4 * time.Hour, 8: 4 * time.Hour, 1000: 4 * time.Hour,
	} {
		different := false
		first := backoff(attempt)
		for range 200 {
			got := backoff(attempt)
			different = different || got != first
			if got < want || got >= want+want/10 {
				t.Fatalf("after attempt %d: %v, want %v and up to a tenth", attempt, got, want)
			}
		}
		if !different {
			t.Errorf("after attempt %d: no jitter", attempt)
		}
	}
}

// Due at eleven and claimed at noon for the first time; the next attempt was
// recorded as 12:01.
func TestSettled(t *testing.T) {
	noon := rfc(t, "2027-02-02T12:00:00Z")
	due, next, evening := noon.Add(-time.Hour), noon.Add(time.Minute), noon.Add(8*time.Hour)
	for name, c := range map[string]struct {
		status   OutcomeStatus
		change   func(*Message)
		state    MessageState
		reason   string
		due      time.Time
		attempts int
		doubts   int
	}{
		"delivered":              {status: OutcomeDelivered, state: Delivered, due: due, attempts: 1},
		"not now":                {status: OutcomeTemporary, state: Retrying, due: next, attempts: 1},
		"never":                  {status: OutcomePermanent, state: Failed, due: due, attempts: 1},
		"unwritable":             {status: OutcomeUnwritable, state: Held, due: due, attempts: 1},
		"the server is away":     {status: OutcomeUnreachable, state: Retrying, due: noon, attempts: 0},
		"the lease had passed":   {status: OutcomeLost, state: Retrying, due: noon, attempts: 0},
		"the first doubt":        {status: OutcomeInDoubt, state: InDoubt, due: next, attempts: 1, doubts: 1},
		"the third doubt":        {status: OutcomeInDoubt, change: func(m *Message) { m.Doubts = 2 }, state: InDoubt, due: next, attempts: 1, doubts: 3},
		"the fourth doubt":       {status: OutcomeInDoubt, change: func(m *Message) { m.Doubts = 3 }, state: Held, reason: ReasonInDoubt, due: due, attempts: 1, doubts: 4},
		"not now, the last time": {status: OutcomeTemporary, change: func(m *Message) { m.Attempts = maxAttempts }, state: Failed, due: due, attempts: maxAttempts},
		"not now, and no use later": {
			status: OutcomeTemporary, change: func(m *Message) { m.NotAfter = next.Add(-time.Second) },
			state: Expired, reason: ReasonTooLate, due: due, attempts: 1,
		},
		"in doubt, and no use later": {
			status: OutcomeInDoubt, change: func(m *Message) { m.NotAfter = next.Add(-time.Second) },
			state: Expired, reason: ReasonTooLate, due: due, attempts: 1, doubts: 1,
		},
		"away until it is of no use": {
			status: OutcomeUnreachable, change: func(m *Message) { m.NotAfter = noon.Add(-time.Second) },
			state: Expired, reason: ReasonTooLate, due: due, attempts: 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := Message{State: Sending, Attempts: 1, DueAt: next, NotAfter: evening, LastError: "before"}
			if c.change != nil {
				c.change(&m)
			}
			settled(&m, due, Outcome{Status: c.status, Detail: "450 4.2.0 busy"}, noon)
			if m.State != c.state || m.Reason != c.reason || !m.DueAt.Equal(c.due) || m.Attempts != c.attempts || m.Doubts != c.doubts {
				t.Errorf("got %s %q, due %v, %d attempts, %d doubts", m.State, m.Reason, m.DueAt, m.Attempts, m.Doubts)
			}
			delivered := c.status == OutcomeDelivered
			if (m.LastError == "") != delivered || m.DeliveredAt.Equal(noon) != delivered {
				t.Errorf("last error %q, delivered at %v", m.LastError, m.DeliveredAt)
			}
		})
	}
}

func TestToldAfter(t *testing.T) {
	before := Told{Requested: true, Sequence: 1, StartsAt: time.Unix(100, 0), EndsAt: time.Unix(200, 0), Place: "Assen", MessageID: "<first@x.example>"}
	l := Letter{
		Message: Message{MessageID: "<second@x.example>"}, Method: MethodRequest,
		Registration: Registration{Sequence: 3, Told: before}, Block: Block{StartsAt: time.Unix(500, 0), EndsAt: time.Unix(600, 0)},
		Place: Place{Name: "De Hal", City: "Emmen"},
	}
	after := Told{Requested: true, Sequence: 3, StartsAt: l.Block.StartsAt, EndsAt: l.Block.EndsAt, Place: "De Hal, Emmen", MessageID: "<first@x.example>"}
	doubted := before
	doubted.MayHave = true
	for status, want := range map[OutcomeStatus]Told{
		OutcomeDelivered: after, OutcomeInDoubt: doubted, OutcomeTemporary: before, OutcomePermanent: before, OutcomeUnreachable: before,
		OutcomeLost: before, OutcomeUnwritable: before,
	} {
		if got := toldAfter(&l, Outcome{Status: status}); got != want {
			t.Errorf("outcome %d: got %+v", status, got)
		}
	}
	l.Registration.Told = Told{}
	if got := toldAfter(&l, Outcome{Status: OutcomeDelivered}); got.MessageID != "<second@x.example>" {
		t.Errorf("the first letter is %q", got.MessageID)
	}
}

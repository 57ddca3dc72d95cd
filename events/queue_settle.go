package events

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"
)

// retryAfter are the waits after a temporary failure; the last one repeats.
var retryAfter = [...]time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour,
}

// maxAttempts ends the retries of one letter after about five days, as
// Postfix's maximal_queue_lifetime does; maxDoubts ends those of letters whose
// answer was lost.
const (
	maxAttempts = 36
	maxDoubts   = 3
)

// backoff is the wait after an attempt, from 1, with up to a tenth of jitter.
func backoff(attempt int) time.Duration {
	wait := retryAfter[min(max(attempt, 1), len(retryAfter))-1]
	return wait + rand.N(wait/10)
}

// Settle records how an attempt ended. It does nothing for a message whose
// lease has passed to another.
func (s *Service) Settle(ctx context.Context, l Letter, o Outcome) error {
	return s.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		m := l.Message
		settled(&m, l.DueAt, o, now)
		if err := s.overtaken(ctx, tx, &m, l.DueAt); err != nil {
			return err
		}
		if err := tx.PutMessage(ctx, m); err != nil {
			if CodeOf(err) == CodeNotFound {
				return nil
			}
			return err
		}
		if m.About == AboutAssignment {
			if told, changed := assignmentTold(&l, o); changed {
				return tx.PutAssignmentTold(ctx, m.AboutID, told)
			}
			return nil
		}
		if l.Method == NoCalendar {
			return nil
		}
		return tx.PutTold(ctx, l.Registration.ID, toldAfter(&l, o))
	})
}

// overtaken gives up a letter about a place that would go again though the
// place has changed since: waiting for its turn it would keep back the letter
// that tells of the change.
func (s *Service) overtaken(ctx context.Context, tx Tx, m *Message, due time.Time) error {
	if !m.State.unsent() {
		return nil
	}
	if m.About == AboutAssignment {
		a, err := tx.Assignment(ctx, m.AboutID)
		if err == nil && a.Sequence != m.Sequence {
			m.State, m.Reason, m.DueAt = Cancelled, ReasonSuperseded, due
		}
		return err
	}
	if !slices.Contains(placeKinds, m.Kind) {
		return nil
	}
	r, err := tx.Registration(ctx, m.RegistrationID)
	if err == nil && r.Sequence != m.Sequence {
		m.State, m.Reason, m.DueAt = Cancelled, ReasonSuperseded, due
	}
	return err
}

// settled moves a message on after an attempt; what needs no further one is
// due when it was.
func settled(m *Message, due time.Time, o Outcome, now time.Time) {
	m.LastError = o.Detail
	switch o.Status {
	case OutcomeDelivered:
		m.State, m.DeliveredAt, m.LastError = Delivered, now, ""
	case OutcomePermanent:
		m.State = Failed
	case OutcomeUnwritable:
		m.State = Held
	case OutcomeUnreachable, OutcomeLost:
		// The letter is not to blame: it goes when there is a connection.
		m.State, m.DueAt = Retrying, now
		m.Attempts--
	case OutcomeInDoubt:
		m.State = InDoubt
		if m.Doubts++; m.Doubts > maxDoubts {
			m.State, m.Reason = Held, ReasonInDoubt
		}
	case OutcomeTemporary:
		m.State = Retrying
		if m.Attempts >= maxAttempts {
			m.State = Failed
		}
	}
	if (m.State == Retrying || m.State == InDoubt) && m.DueAt.After(m.NotAfter) {
		m.State, m.Reason = Expired, ReasonTooLate
	}
	if m.State != Retrying && m.State != InDoubt {
		m.DueAt = due
	}
}

// toldAfter is what the registrant was last told, once an attempt to tell more
// has ended. A delivered CANCEL leaves nothing in the calendar.
func toldAfter(l *Letter, o Outcome) Told {
	told := l.Registration.Told
	if l.Method == MethodCancel {
		if o.Status == OutcomeDelivered {
			told.Requested, told.MayHave = false, false
		}
		return told
	}
	switch o.Status {
	case OutcomeInDoubt:
		told.MayHave = true
	case OutcomeDelivered:
		told.Requested = true
		told.Sequence = l.Registration.Sequence
		told.StartsAt, told.EndsAt = l.Block.StartsAt, l.Block.EndsAt
		told.Place = l.PlaceLine()
		if told.MessageID == "" {
			told.MessageID = l.Message.MessageID
		}
	}
	return told
}

// PlaceLine is where the session is, in one line in the reader's language.
func (l *Letter) PlaceLine() string { return l.Place.Line("Online") }

// TakeBack returns to the queue what a claimer that no longer lives had taken:
// everything at the start of a program that holds the only lock, later what
// was leased until before a real-time instant.
func (s *Service) TakeBack(ctx context.Context, before time.Time) (int, error) {
	var n int
	err := s.update(ctx, func(ctx context.Context, tx Tx) (err error) {
		n, err = tx.TakeBack(ctx, before)
		return err
	})
	return n, err
}

// NextDue is when the dispatcher has something to do: the earliest of the
// messages unsent and the reminders planned; zero when there is nothing.
func (s *Service) NextDue(ctx context.Context) (time.Time, error) {
	var next time.Time
	err := s.store.View(ctx, func(ctx context.Context, tx Tx) error {
		message, err := tx.NextMessage(ctx)
		if err != nil {
			return err
		}
		reminder, err := tx.NextReminder(ctx)
		if err != nil {
			return err
		}
		next = message
		if next.IsZero() || (!reminder.IsZero() && reminder.Before(next)) {
			next = reminder
		}
		return nil
	})
	return next, err
}

// QueueState is what an onlooker wants to know of the outbox.
type QueueState struct {
	// Unsent is how many messages wait to go out, Held how many wait for a
	// person because an answer was lost or by hand.
	Unsent, Held int
	// OldestOverdue is how long the most overdue message or reminder is late, 0
	// when nothing is.
	OldestOverdue time.Duration
	// Hold is set while no mail leaves.
	Hold MailHold
}

// Queue tells the state of the outbox.
func (s *Service) Queue(ctx context.Context) (QueueState, error) {
	var state QueueState
	next, err := s.NextDue(ctx)
	if err != nil {
		return state, err
	}
	if !next.IsZero() {
		state.OldestOverdue = max(0, s.clock.Now().Sub(next))
	}
	err = s.store.View(ctx, func(ctx context.Context, tx Tx) error {
		counts, err := tx.CountMessages(ctx)
		for st, n := range counts {
			if st.unsent() {
				state.Unsent += n
			}
		}
		state.Held = counts[Held]
		if err == nil {
			state.Hold, err = tx.MailHold(ctx)
		}
		return err
	})
	return state, err
}

// RetryMessage, HoldMessage and DropMessage are the coordinator's hands on the
// outbox. A message being sent or delivered is refused with CodeValidation.

// Open tells whether a coordinator can still do something to a message: it is
// not in a worker's hands, and not done with.
func (m *Message) Open() bool {
	switch m.State {
	case Sending, Delivered, Skipped, Cancelled:
		return false
	}
	return true
}

// RetryMessage queues a message anew, due now.
func (s *Service) RetryMessage(ctx context.Context, id string) (Message, error) {
	return s.handle(ctx, id, AuditMessageRetried, func(m *Message, now time.Time) {
		m.State, m.Reason, m.DueAt, m.Attempts, m.Doubts = Queued, "", now, 0, 0
	})
}

// HoldMessage keeps a message from going out.
func (s *Service) HoldMessage(ctx context.Context, id string) (Message, error) {
	return s.handle(ctx, id, AuditMessageHeld, func(m *Message, _ time.Time) { m.State, m.Reason = Held, ReasonByHand })
}

// DropMessage gives a message up.
func (s *Service) DropMessage(ctx context.Context, id string) (Message, error) {
	return s.handle(ctx, id, AuditMessageDropped, func(m *Message, _ time.Time) { m.State, m.Reason = Cancelled, ReasonByHand })
}

func (s *Service) handle(ctx context.Context, id string, what AuditWhat, change func(m *Message, now time.Time)) (Message, error) {
	var m Message
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		if m, err = tx.LockMessage(ctx, id); err != nil {
			return err
		}
		if !m.Open() {
			return Invalid("state", "message_state", "Value", string(m.State))
		}
		change(&m, s.clock.Now())
		if err := tx.PutMessage(ctx, m); err != nil {
			return err
		}
		return s.audit(ctx, tx, what, "message", id, "")
	})
	return m, err
}

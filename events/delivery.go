package events

import (
	"context"
	"slices"
	"time"
)

// Delivery is how the letters go out that tell of a change. The zero value
// sends them at once.
type Delivery struct {
	// Silent writes them down as skipped, for who tells people otherwise.
	Silent bool
	// Wait keeps them for a while in which the change can be undone.
	Wait time.Duration
}

// With is the Service with another way of telling people of changes.
func (s *Service) With(d Delivery) *Service {
	other := *s
	other.delivery = d
	return &other
}

// deliveryTx is a transaction whose letters go out as a Delivery says.
type deliveryTx struct {
	Tx
	delivery Delivery
	now      time.Time
}

// InsertMessages implements MessageTx.
func (t *deliveryTx) InsertMessages(ctx context.Context, ms ...Message) (int, error) {
	for i := range ms {
		m := &ms[i]
		if m.State != Queued {
			continue
		}
		if t.delivery.Wait > 0 {
			m.DueAt = later(m.DueAt, t.now.Add(t.delivery.Wait))
		}
		if !t.delivery.Silent {
			continue
		}
		silent, err := t.silent(ctx, m)
		if err != nil {
			return 0, err
		}
		if silent {
			m.State, m.Reason = Skipped, ReasonNotSent
		}
	}
	return t.Tx.InsertMessages(ctx, ms...)
}

// silent tells whether a letter tells of a change only. An update is the
// confirmation of who was never delivered one, and goes.
func (t *deliveryTx) silent(ctx context.Context, m *Message) (bool, error) {
	switch m.Kind {
	case Cancellation, WaitlistEntry:
		return true, nil
	case Update:
		r, err := t.Registration(ctx, m.RegistrationID)
		return r.Told.Requested, err
	case AssignmentLetter, SiteUpdate:
		return t.silentAssignment(ctx, m)
	}
	return false, nil
}

// silentAssignment tells the same of a letter about an assignment. It goes to
// who was never delivered one and was owed one until now.
func (t *deliveryTx) silentAssignment(ctx context.Context, m *Message) (bool, error) {
	a, err := t.Assignment(ctx, m.AboutID)
	if err != nil || a.Told.Requested || a.EmployerID != "" {
		return true, err
	}
	before, err := t.Messages(ctx, MessageFilter{AssignmentID: a.ID})
	if err != nil || len(before) == 0 {
		return true, err
	}
	last := &before[len(before)-1]
	return last.State != Cancelled || last.Reason != ReasonSuperseded, nil
}

// imminent is how long before its start a session is too near for a letter about
// it to wait: with less than an hour left a reminder is of no use either.
const imminent = time.Hour

// Imminent tells whether a part of a session starts within the hour, or is going
// on.
func (s *Session) Imminent(now time.Time) bool {
	return slices.ContainsFunc(s.Blocks, func(b Block) bool {
		return b.EndsAt.After(now) && b.StartsAt.Before(now.Add(imminent))
	})
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

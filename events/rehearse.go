package events

import (
	"context"
	"errors"
)

// Rehearsal is what a change would do to people's mail.
type Rehearsal struct {
	// Letters are those that it would owe and send, as they would go out now.
	Letters []Letter
	// Silent are those that it would write down as not sent.
	Silent []Message
	// Reminders are those that it would plan, skip or drop, as they would be.
	Reminders []Reminder
}

// Dry is the Service whose changes are done in full and then rolled back: the
// same code answers, nothing stays, and the Rehearsal holds the letters of the
// last change.
func (s *Service) Dry() (*Service, *Rehearsal) {
	other := *s
	other.rehearsal = &Rehearsal{}
	return &other, other.rehearsal
}

// errRehearsed rolls back what went well.
var errRehearsed = errors.New("rehearsed")

// rehearse runs fn in a transaction that ends rolled back.
func (s *Service) rehearse(ctx context.Context, fn func(ctx context.Context, tx Tx) error) error {
	var rehearsal Rehearsal
	err := s.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		rehearsal = Rehearsal{}
		watched := &rehearsalTx{Tx: tx}
		if err := fn(ctx, watched); err != nil {
			return err
		}
		var err error
		if rehearsal.Letters, err = s.lettersOf(ctx, tx, watched.owed); err != nil {
			return err
		}
		rehearsal.Silent, rehearsal.Reminders = watched.silent, watched.reminders
		return errRehearsed
	})
	if !errors.Is(err, errRehearsed) {
		return err
	}
	*s.rehearsal = rehearsal
	return nil
}

// rehearsalTx remembers the letters that are owed.
type rehearsalTx struct {
	Tx
	owed, silent []Message
	reminders    []Reminder
}

// PutReminder implements ReminderTx.
func (t *rehearsalTx) PutReminder(ctx context.Context, r Reminder) error {
	t.reminders = append(t.reminders, r)
	return t.Tx.PutReminder(ctx, r)
}

// InsertMessages implements MessageTx.
func (t *rehearsalTx) InsertMessages(ctx context.Context, ms ...Message) (int, error) {
	for _, m := range ms {
		switch {
		case m.State == Queued:
			t.owed = append(t.owed, m)
		case m.State == Skipped && m.Reason == ReasonNotSent:
			t.silent = append(t.silent, m)
		}
	}
	return t.Tx.InsertMessages(ctx, ms...)
}

// lettersOf writes the letters that messages call for. One that another owed
// after it replaces is not there.
func (s *Service) lettersOf(ctx context.Context, tx Tx, owed []Message) ([]Letter, error) {
	claim := claim{s: s, tx: tx, now: s.clock.Now(), sessions: map[string]*setting{}}
	var err error
	if claim.programme, err = tx.Programme(ctx); err != nil {
		return nil, err
	}
	letters := make([]Letter, 0, len(owed))
	for _, m := range owed {
		m, err = tx.Message(ctx, m.ID)
		if CodeOf(err) == CodeNotFound || err == nil && m.State != Queued {
			continue // the same was owed before, or it is superseded
		}
		if err != nil {
			return nil, err
		}
		letter, err := claim.letter(ctx, m)
		if err != nil {
			return nil, err
		}
		if letter != nil {
			letters = append(letters, *letter)
		}
	}
	return letters, nil
}

package events

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// onTime is how late a reminder may be without counting as one that an outage
// delayed.
const onTime = 5 * time.Minute

// followUpDays is how long after its time a follow-up still makes sense.
const followUpDays = 7

// FanOut turns the reminders that are due into messages to whoever is
// confirmed at this moment, session by session, and tells how many reminders
// it dealt with (at most limit). A session that fails does not keep the others
// waiting.
func (s *Service) FanOut(ctx context.Context, limit int) (int, error) {
	var due []Reminder
	err := s.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		due, err = tx.DueReminders(ctx, s.clock.Now(), limit)
		return err
	})
	if err != nil {
		return 0, err
	}
	done := map[string]bool{}
	var faults []error
	for _, r := range due {
		if done[r.SessionID] {
			continue
		}
		done[r.SessionID] = true
		if err := s.store.Update(ctx, func(ctx context.Context, tx Tx) error {
			return s.fanOutSession(ctx, tx, r.SessionID)
		}); err != nil {
			faults = append(faults, fmt.Errorf("reminders of session %s: %w", r.SessionID, err))
		}
	}
	return len(due), errors.Join(faults...)
}

func (s *Service) fanOutSession(ctx context.Context, tx Tx, sessionID string) error {
	session, err := tx.LockSession(ctx, sessionID)
	if err != nil {
		return err
	}
	programme, err := tx.Programme(ctx)
	if err != nil {
		return err
	}
	reminders, err := tx.Reminders(ctx, sessionID)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	latest := map[string]*Reminder{} // by block, of kind reminder
	for i := range reminders {
		r := &reminders[i]
		if r.due(now) && r.Kind == RuleReminder && (latest[r.BlockID] == nil || latest[r.BlockID].DueAt.Before(r.DueAt)) {
			latest[r.BlockID] = r
		}
	}
	quiet := quietHours(&programme, &session.Offering)
	for i := range reminders {
		r := &reminders[i]
		if !r.due(now) {
			continue
		}
		overtaken := r.Kind == RuleReminder && latest[r.BlockID] != r
		if err := s.fanOut(ctx, tx, &session, r, quiet, overtaken, now); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reminder) due(now time.Time) bool {
	return r.State == ReminderPlanned && !now.Before(r.SendAt)
}

// fanOut deals with one due reminder: holds it for quiet hours, sends it, or
// writes down for everybody why not.
func (s *Service) fanOut(ctx context.Context, tx Tx, session *Session, r *Reminder, quiet quiet, overtaken bool, now time.Time) error {
	block, ok := session.Block(r.BlockID)
	if !ok || session.State == SessionDraft || session.State == SessionCancelled {
		r.State, r.Reason = ReminderCancelled, ReasonSessionCancelled
		return tx.PutReminder(ctx, *r)
	}
	start := r.deadline(block)
	state, reason := Queued, ""
	switch {
	case overtaken:
		state, reason = Skipped, ReasonLaterStage
	case r.tooLate(start, now):
		state, reason = Expired, ReasonTooLate
	default:
		if hold := quiet.holdUntil(now, start); !hold.IsZero() {
			r.SendAt = hold
			return tx.PutReminder(ctx, *r)
		}
	}
	sent, err := s.fanOutTo(ctx, tx, session, block, r, state, reason, now)
	if err != nil {
		return err
	}
	r.State, r.Reason, r.Recipients = ReminderSent, "", sent
	if state != Queued {
		r.State, r.Reason = ReminderSkipped, reason
	}
	return tx.PutReminder(ctx, *r)
}

// tooLate tells whether a reminder has lost its use.
func (r *Reminder) tooLate(start, now time.Time) bool { return now.After(r.notAfter(start)) }

// notAfter is when a reminder loses its use: one that an outage delayed goes
// only with an hour or more to the start, one that falls due later than that
// has a few minutes, and a follow-up seven days.
func (r *Reminder) notAfter(start time.Time) time.Time {
	if start.IsZero() {
		return r.DueAt.AddDate(0, 0, followUpDays)
	}
	last := start.Add(-lastCall)
	if prompt := r.SendAt.Add(onTime); prompt.After(last) {
		last = prompt
	}
	if last.After(start) {
		return start
	}
	return last
}

// fanOutTo writes one message per registration and tells how many will go out.
func (s *Service) fanOutTo(ctx context.Context, tx Tx, session *Session, block *Block, r *Reminder, state MessageState, reason string, now time.Time) (int, error) {
	states := []RegistrationState{Confirmed}
	if r.Kind == RuleFollowUp {
		states = append(states, Attended)
	}
	registrations, err := tx.Registrations(ctx, RegistrationFilter{SessionID: session.ID, BlockID: block.ID, States: states})
	if err != nil {
		return 0, err
	}
	notAfter := r.notAfter(r.deadline(block))
	var owed []Message
	sent := 0
	for i := range registrations {
		reg := &registrations[i]
		m := s.about(reg, r.letterKind(), r.Rule, now, notAfter)
		switch {
		case m.State == Skipped: // no address
		case r.Passed(reg.ConfirmedAt) && !reg.ConfirmedAt.IsZero():
			continue // written down when the seat was given
		case reg.RemindersOff:
			m.State, m.Reason = Skipped, ReasonRemindersStopped
		default:
			m.State, m.Reason = state, reason
		}
		if m.State == Queued {
			if err := tx.Supersede(ctx, AboutRegistration, reg.ID, []MessageKind{ReminderLetter}, ReasonLaterStage); err != nil {
				return 0, err
			}
			sent++
		}
		owed = append(owed, m)
	}
	_, err = tx.InsertMessages(ctx, owed...)
	return sent, err
}

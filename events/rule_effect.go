package events

import (
	"context"
	"time"
)

// RuleEffect is what a change of rules does to the sessions that are
// planned, as their registrations stand.
type RuleEffect struct {
	// Sessions is how many get other reminders.
	Sessions int
	// More and Fewer are mails that will go, or will not any more.
	More, Fewer int
	// Late are mails whose moment is past: nobody gets them after the fact.
	Late int
}

// Any tells whether somebody's mail is another by the change.
func (e RuleEffect) Any() bool { return e.More+e.Fewer+e.Late > 0 }

// followUpReach is how long after a session its follow-ups are still to come.
const followUpReach = 60 * 24 * time.Hour

// plannedSessions locks the published sessions whose reminders can still
// change, and gives their ids.
func (s *Service) plannedSessions(ctx context.Context, tx Tx, offering string, concerned func(*Session) bool) ([]string, error) {
	sessions, err := tx.Sessions(ctx, SessionFilter{
		State: SessionPublished, Offering: offering, Ending: s.clock.Now().Add(-followUpReach),
	})
	if err != nil {
		return nil, err
	}
	var ids []string
	for i := range sessions {
		if !concerned(&sessions[i]) {
			continue
		}
		if _, err := tx.LockSession(ctx, sessions[i].ID); err != nil {
			return nil, err
		}
		ids = append(ids, sessions[i].ID)
	}
	return ids, nil
}

// replanAll brings the reminders of sessions in line with rules that have
// changed, and tells what that does. Nothing is sent after the fact.
func (s *Service) replanAll(ctx context.Context, tx Tx, ids []string) (RuleEffect, error) {
	var effect RuleEffect
	programme, err := tx.Programme(ctx)
	if err != nil {
		return effect, err
	}
	now := s.clock.Now()
	for _, id := range ids {
		session, err := tx.LockSession(ctx, id)
		if err != nil {
			return effect, err
		}
		before, err := tx.Reminders(ctx, id)
		if err != nil {
			return effect, err
		}
		if _, err := s.replan(ctx, tx, &programme, &session, ReasonPastAtRule, now); err != nil {
			return effect, err
		}
		after, err := tx.Reminders(ctx, id)
		if err != nil {
			return effect, err
		}
		effect.add(&session, before, after)
	}
	return effect, nil
}

// add counts what has become of the reminders of one session.
func (e *RuleEffect) add(session *Session, before, after []Reminder) {
	was := make(map[reminderKey]ReminderState, len(before))
	for _, r := range before {
		was[reminderKey{r.BlockID, r.Rule}] = r.State
	}
	changed := false
	for _, r := range after {
		block, there := session.Block(r.BlockID)
		old := was[reminderKey{r.BlockID, r.Rule}]
		if !there || old == r.State {
			continue
		}
		changed = true
		switch {
		case r.State == ReminderPlanned:
			e.More += block.Confirmed
		case r.State == ReminderSkipped && old == "":
			e.Late += block.Confirmed
		case old == ReminderPlanned:
			e.Fewer += block.Confirmed
		}
	}
	if changed {
		e.Sessions++
	}
}

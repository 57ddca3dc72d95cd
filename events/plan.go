package events

import (
	"context"
	"time"
)

// rulesFor gives the reminder rules in force for a session: its own, else its
// offering's, else the programme's. Equal rules count once.
func rulesFor(p *Programme, s *Session) []ReminderRule {
	rules := p.Reminders
	if s.Offering.Reminders != nil {
		rules = s.Offering.Reminders
	}
	if s.Reminders != nil {
		rules = s.Reminders
	}
	seen := make(map[string]bool, len(rules))
	distinct := make([]ReminderRule, 0, len(rules))
	for _, r := range rules {
		if !seen[r.ID()] {
			seen[r.ID()] = true
			distinct = append(distinct, r)
		}
	}
	return distinct
}

// planned works out the reminders of a session: one per block and rule.
func planned(p *Programme, s *Session) []Reminder {
	quiet, zone := quietHours(p, &s.Offering), s.TimeZone()
	var all []Reminder
	for _, rule := range rulesFor(p, s) {
		kind := rule.Kind
		if kind == "" {
			kind = RuleReminder
		}
		for i := range s.Blocks {
			b := &s.Blocks[i]
			due := rule.Due(b, zone)
			rem := Reminder{SessionID: s.ID, BlockID: b.ID, Rule: rule.ID(), Kind: kind, DueAt: due, State: ReminderPlanned}
			rem.SendAt = quiet.sendAt(due, rem.deadline(b))
			all = append(all, rem)
		}
	}
	return all
}

// deadline is the start that a reminder must come before; zero for a
// follow-up and for a rule that falls after the start.
func (r *Reminder) deadline(b *Block) time.Time {
	if r.Kind == RuleFollowUp || !r.DueAt.Before(b.StartsAt) {
		return time.Time{}
	}
	return b.StartsAt
}

// reminderKey names a reminder within its session.
type reminderKey struct{ block, rule string }

// replan brings a session's reminders in line with its times and rules. What
// was sent is owed again only where its new instant lies ahead; what is past
// without having been sent is skipped with the reason, but for what is on its
// way: held for quiet hours, or delayed. It tells which were skipped just now.
func (s *Service) replan(ctx context.Context, tx Tx, p *Programme, session *Session, reason string, now time.Time) ([]Reminder, error) {
	existing, err := tx.Reminders(ctx, session.ID)
	if err != nil {
		return nil, err
	}
	before := make(map[reminderKey]Reminder, len(existing))
	for _, r := range existing {
		before[reminderKey{r.BlockID, r.Rule}] = r
	}
	var skipped []Reminder
	for _, next := range planned(p, session) {
		old, known := before[reminderKey{next.BlockID, next.Rule}]
		delete(before, reminderKey{next.BlockID, next.Rule})
		if known && old.stands(&next, now) {
			continue
		}
		if next.Passed(now) {
			if known && old.State == ReminderSent {
				continue
			}
			next.State, next.Reason = ReminderSkipped, reason
			skipped = append(skipped, next)
		}
		if err := tx.PutReminder(ctx, next); err != nil {
			return nil, err
		}
	}
	for _, gone := range before {
		if err := s.dropReminder(ctx, tx, gone); err != nil {
			return nil, err
		}
	}
	return skipped, nil
}

// stands tells whether a reminder stays as it is beside what is planned now:
// its time is the same, and it is done or cannot leave otherwise any more.
func (r *Reminder) stands(next *Reminder, now time.Time) bool {
	if r.State == ReminderCancelled || !r.DueAt.Equal(next.DueAt) {
		return false
	}
	return r.State != ReminderPlanned || r.SendAt.Equal(next.SendAt) || !now.Before(next.SendAt)
}

// dropReminder ends a reminder whose rule or block is gone; one that was sent
// stays as a record of what happened.
func (s *Service) dropReminder(ctx context.Context, tx Tx, r Reminder) error {
	if r.State != ReminderPlanned {
		return nil
	}
	r.State, r.Reason = ReminderCancelled, ReasonRuleRemoved
	return tx.PutReminder(ctx, r)
}

// cancelReminders ends every reminder still to come.
func (s *Service) cancelReminders(ctx context.Context, tx Tx, sessionID string) error {
	reminders, err := tx.Reminders(ctx, sessionID)
	if err != nil {
		return err
	}
	for _, r := range reminders {
		if r.State != ReminderPlanned {
			continue
		}
		r.State, r.Reason = ReminderCancelled, ReasonSessionCancelled
		if err := tx.PutReminder(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

package events

import (
	"context"
	"time"
)

// Move is a new time for a session, and maybe a new place.
type Move struct {
	// StartsAt is the new start of the first block, as for SessionInput; the
	// others move along on the same clocks, and each keeps its length.
	StartsAt string
	Location Optional[*Location]
}

// WhatIf is what a move would do.
type WhatIf struct {
	// Before is the session as it is, After as it would be.
	Before, After Session
	// Places are where it is and where it would be.
	PlaceBefore, PlaceAfter Place
	// Conflicts is what the planner says of After.
	Conflicts []Conflict
	Letters   []Letter
	Reminders []ReminderChange
}

// ReminderEffect is what a change does to a reminder.
type ReminderEffect string

// The effects on a reminder.
const (
	ReminderStays     ReminderEffect = "stays"
	ReminderMoves     ReminderEffect = "moves"
	ReminderGoesAgain ReminderEffect = "again"
	ReminderIsSkipped ReminderEffect = "skipped"
	ReminderIsDropped ReminderEffect = "dropped"
	// ReminderIsOver was dealt with before, and is not owed again.
	ReminderIsOver ReminderEffect = "over"
)

// ReminderChange is one reminder before and after a change.
type ReminderChange struct {
	Before, After Reminder
	Effect        ReminderEffect
	// Recipients is how many get it as things stand.
	Recipients int
}

// WhatIf does a move for real, tells what came of it, and takes it back. The
// refusals are those of ChangeSession.
func (s *Service) WhatIf(ctx context.Context, sessionID string, m Move) (WhatIf, error) {
	var w WhatIf
	var reminders []Reminder
	err := s.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		if w.Before, err = tx.Session(ctx, sessionID); err != nil {
			return err
		}
		if w.PlaceBefore, err = placeOf(ctx, tx, &w.Before); err != nil {
			return err
		}
		reminders, err = tx.Reminders(ctx, sessionID)
		return err
	})
	if err != nil {
		return w, err
	}
	in, err := m.input(&w.Before)
	if err != nil {
		return w, err
	}
	dry, rehearsal := s.Dry()
	if w.After, err = dry.ChangeSession(ctx, sessionID, in); err != nil {
		return w, err
	}
	w.Letters = rehearsal.Letters
	return w, s.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		if w.PlaceAfter, err = placeOf(ctx, tx, &w.After); err != nil {
			return err
		}
		around, err := situation(ctx, tx, w.After.StartsAt(), w.After.EndsAt())
		if err != nil {
			return err
		}
		w.Conflicts = s.planner.Conflicts(around, &w.After, s.clock.Now())
		w.Reminders, err = reminderChanges(ctx, tx, reminders, rehearsal.Reminders)
		return err
	})
}

// input is the edit that makes the move.
func (m Move) input(s *Session) (SessionInput, error) {
	in := SessionInput{Version: s.Version, Location: m.Location}
	if len(s.Blocks) == 1 || m.StartsAt == "" {
		in.StartsAt = m.StartsAt
		return in, nil
	}
	zone := s.TimeZone()
	start, err := ParseTime("starts_at", m.StartsAt, zone)
	if err != nil {
		return in, err
	}
	by := naive(start.In(zone)).Sub(naive(s.StartsAt().In(zone)))
	moved := func(at time.Time) string { return naive(at.In(zone)).Add(by).Format(wallLayout) }
	for _, b := range s.Blocks {
		in.Blocks = append(in.Blocks, BlockInput{
			ID: b.ID, Label: b.Label, StartsAt: moved(b.StartsAt), EndsAt: moved(b.EndsAt), Capacity: Given(b.Capacity), Shifts: b.Shifts,
		})
	}
	return in, nil
}

// reminderChanges pairs what was planned with what was written; what was not
// written stays as it is.
func reminderChanges(ctx context.Context, tx Tx, before, written []Reminder) ([]ReminderChange, error) {
	after := make(map[reminderKey]Reminder, len(written))
	for _, r := range written {
		after[reminderKey{r.BlockID, r.Rule}] = r
	}
	changes := make([]ReminderChange, 0, len(before))
	for _, r := range before {
		c := ReminderChange{Before: r, After: r}
		if next, ok := after[reminderKey{r.BlockID, r.Rule}]; ok {
			c.After = next
		}
		c.Effect = c.effect()
		var err error
		if c.Recipients, err = tx.CountReached(ctx, r.SessionID, r.BlockID, r.Kind == RuleFollowUp); err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	return changes, nil
}

func (c *ReminderChange) effect() ReminderEffect {
	switch {
	case c.After.State == ReminderSkipped && c.Before.State == ReminderPlanned:
		return ReminderIsSkipped
	case c.After.State == ReminderCancelled && c.Before.State == ReminderPlanned:
		return ReminderIsDropped
	case c.After.State != ReminderPlanned:
		return ReminderIsOver
	case c.Before.State != ReminderPlanned:
		return ReminderGoesAgain
	case !c.After.SendAt.Equal(c.Before.SendAt):
		return ReminderMoves
	}
	return ReminderStays
}

package events

import (
	"context"
	"slices"
	"time"
)

// TimelinePlanned is the state of what no message exists for yet: a reminder
// still to come.
const TimelinePlanned MessageState = "planned"

// TimelineItem is one letter in the story of a registration: one that went,
// one that did not, or one still to come.
type TimelineItem struct {
	// At is when a delivered letter was taken by the mail server; of every other
	// one when it was due, is tried next, or will leave after quiet hours.
	At   time.Time
	Kind MessageKind
	// Rule is the reminder's (ParseRule); "" for other letters.
	Rule string
	// State is the message's, or TimelinePlanned. Delivered means that the mail
	// server answered 250 to the whole letter (RFC 5321 §4.2.5), which says
	// nothing of what it did with it afterwards.
	State  MessageState
	Reason string
	// MessageID is the id of the message, "" where there is none yet.
	MessageID string
	Attempts  int
	// LastError is what the server said, without any address.
	LastError string
}

// Timeline tells in order of time what was mailed about a registration, what
// was not and why, and what comes next as things stand. CodeNotFound where
// there is no such registration.
func (s *Service) Timeline(ctx context.Context, registrationID string) ([]TimelineItem, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]TimelineItem, error) {
		r, err := tx.Registration(ctx, registrationID)
		if err != nil {
			return nil, err
		}
		messages, err := tx.Messages(ctx, MessageFilter{RegistrationID: r.ID})
		if err != nil {
			return nil, err
		}
		var items []TimelineItem
		written := map[string]bool{} // rules of which a message tells what became
		for i := range messages {
			item := itemOf(&messages[i])
			items = append(items, item)
			if item.Rule != "" {
				written[item.Rule] = true
			}
		}
		reminders, err := tx.Reminders(ctx, r.SessionID)
		if err != nil {
			return nil, err
		}
		for i := range reminders {
			rem := &reminders[i]
			// One that is planned although a letter tells of it is owed again
			// after a move.
			if rem.BlockID != r.BlockID || written[rem.Rule] && rem.State != ReminderPlanned {
				continue
			}
			if item, ok := comingItem(&r, rem); ok {
				items = append(items, item)
			}
		}
		slices.SortStableFunc(items, func(a, b TimelineItem) int { return a.At.Compare(b.At) })
		return items, nil
	})
}

func itemOf(m *Message) TimelineItem {
	item := TimelineItem{
		At: m.DueAt, Kind: m.Kind, State: m.State, Reason: m.Reason, MessageID: m.ID, Attempts: m.Attempts, LastError: m.LastError,
	}
	if m.Kind == ReminderLetter || m.Kind == FollowUp {
		item.Rule = m.Rule
	}
	if m.State == Delivered {
		item.At = m.DeliveredAt
	}
	return item
}

// comingItem tells what a reminder of which nothing is written down yet means
// for one registration; ok is false where it means nothing to it.
func comingItem(r *Registration, rem *Reminder) (TimelineItem, bool) {
	item := TimelineItem{At: rem.SendAt, Kind: rem.letterKind(), Rule: rem.Rule, State: TimelinePlanned}
	if !rem.reaches(r) {
		return item, false
	}
	switch {
	case rem.State == ReminderCancelled:
		item.State, item.Reason = Cancelled, rem.Reason
	case rem.State != ReminderPlanned:
		return item, false
	case r.Email == "":
		item.State, item.Reason = Skipped, ReasonNoAddress
	case r.RemindersOff:
		item.State, item.Reason = Skipped, ReasonRemindersStopped
	}
	return item, true
}

// reaches tells whether a registration is one of those that a reminder goes
// to: it has its seat, and had it before the reminder's time.
func (r *Reminder) reaches(reg *Registration) bool {
	if reg.State != Confirmed && (reg.State != Attended || r.Kind != RuleFollowUp) {
		return false
	}
	return reg.ConfirmedAt.IsZero() || !r.Passed(reg.ConfirmedAt)
}

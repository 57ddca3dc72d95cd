package events

import (
	"context"
	"slices"
	"time"
)

// about makes a message about a registration, due now. Who has no address is
// owed nothing: it is written down as skipped.
func (s *Service) about(r *Registration, kind MessageKind, rule string, now, notAfter time.Time) Message {
	m := Message{
		ID: NewID(now), About: AboutRegistration, AboutID: r.ID, Kind: kind, Rule: rule, Sequence: r.Sequence,
		State: Queued, SessionID: r.SessionID, BlockID: r.BlockID, RegistrationID: r.ID,
		Priority: kind.priority(), DueAt: now, NotAfter: notAfter,
	}
	s.identify(&m)
	if r.Email == "" {
		m.State, m.Reason = Skipped, ReasonNoAddress
	}
	return m
}

// identify gives a message its Message-ID as soon as the domain is known, which
// is at its first claim at the latest; from then on it stays.
func (s *Service) identify(m *Message) {
	if m.MessageID == "" && s.settings.MessageDomain != "" {
		m.MessageID = s.key.messageID(m, s.settings.MessageDomain)
	}
}

var (
	// placeKinds tell of the place somebody has; the newest makes the others
	// untrue.
	placeKinds = []MessageKind{Confirmation, Update, Cancellation, Withdrawal, WaitlistEntry}
	// timeKinds are those that a new time, or none, makes untrue as well.
	timeKinds = append(slices.Clone(placeKinds), ReminderLetter, FollowUp)
)

// oweNewest writes a registration that has changed, owes the letter that tells
// of it, and takes back the unsent ones that it makes untrue (promise 4).
// Messages are written before registrations, as a claim does: in the other
// order the two would wait for each other on PostgreSQL.
func (s *Service) oweNewest(ctx context.Context, tx Tx, r *Registration, kind MessageKind, rule string, untrue []MessageKind, now, notAfter time.Time) error {
	if err := tx.Supersede(ctx, AboutRegistration, r.ID, untrue, ReasonSuperseded); err != nil {
		return err
	}
	if err := tx.PutRegistration(ctx, *r); err != nil {
		return err
	}
	_, err := tx.InsertMessages(ctx, s.about(r, kind, rule, now, notAfter))
	return err
}

// passedReminders makes one skipped message for each of the session's
// reminders whose time is over for a registration that only now has its seat.
func (s *Service) passedReminders(ctx context.Context, tx Tx, r *Registration, reason string, now time.Time) ([]Message, error) {
	reminders, err := tx.Reminders(ctx, r.SessionID)
	if err != nil {
		return nil, err
	}
	var skipped []Message
	for _, rem := range reminders {
		if rem.BlockID != r.BlockID || rem.State == ReminderCancelled || !rem.Passed(now) {
			continue
		}
		skipped = append(skipped, s.reminderFate(r, &rem, Skipped, reason, now))
	}
	return skipped, nil
}

// reminderFate writes down that a registration does not get a reminder.
func (s *Service) reminderFate(r *Registration, rem *Reminder, state MessageState, reason string, now time.Time) Message {
	m := s.about(r, rem.letterKind(), rem.Rule, rem.DueAt, now)
	m.ID, m.State, m.Reason = NewID(now), state, reason
	return m
}

func (r *Reminder) letterKind() MessageKind {
	if r.Kind == RuleFollowUp {
		return FollowUp
	}
	return ReminderLetter
}

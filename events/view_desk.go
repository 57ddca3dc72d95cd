package events

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Today is what a coordinator wants to know in the morning.
type Today struct {
	Now time.Time
	// Sessions are those from this day on, in the programme's zone, for two
	// weeks; drafts and cancelled ones too.
	Sessions []Listing
	// Troubled are the latest messages that wait for a person; TroubledCount
	// counts all.
	Troubled      []TroubledMessage
	TroubledCount int
	// Reminders are the first that leave within 24 hours, MoreReminders how many
	// more sessions' reminders do, as far as was counted.
	Reminders     []ComingReminder
	MoreReminders int
	// Actions are the employers that wait for something within a week, the
	// longest waiting first; MoreActions how many more do, as far as was counted.
	Actions     []Employer
	MoreActions int
}

// TroubledMessage is a message with the title of the session it is about.
type TroubledMessage struct {
	Message Message
	Title   Text
}

// ComingReminder is one that is planned.
type ComingReminder struct {
	Reminder Reminder
	Title    Text
	// Recipients is how many would get it as things stand.
	Recipients int
}

// How much Today shows, so that a large programme takes no longer.
const (
	todayDays      = 15
	todaySessions  = 200
	todayTroubled  = 20
	todayReminders = 20
	countReminders = 200
	todayActions   = 10
	countActions   = 200
)

// Today reads the first page of the desk. ledBy keeps only the sessions of the
// facilitator with that address; "" is all.
func (s *Service) Today(ctx context.Context, ledBy string) (Today, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Today, error) {
		t := Today{Now: s.clock.Now()}
		programme, err := tx.Programme(ctx)
		if err != nil {
			return t, err
		}
		if t.Sessions, err = s.soon(ctx, tx, zoneOf(programme.TimeZone), ledBy); err != nil {
			return t, err
		}
		if err := s.troubled(ctx, tx, &t); err != nil {
			return t, err
		}
		if err := s.coming(ctx, tx, &t); err != nil {
			return t, err
		}
		return t, s.actions(ctx, tx, &t, &programme)
	})
}

// actions reads the employers with something to do for them.
func (s *Service) actions(ctx context.Context, tx Tx, t *Today, programme *Programme) error {
	week := t.Now.In(zoneOf(programme.TimeZone)).AddDate(0, 0, 7).Format(time.DateOnly)
	all, err := tx.Employers(ctx, EmployerFilter{Due: Date(week), Archived: Given(false), Limit: countActions})
	if err != nil {
		return err
	}
	slices.SortStableFunc(all, func(a, b Employer) int { return strings.Compare(string(*a.NextActionOn), string(*b.NextActionOn)) })
	shown := min(len(all), todayActions)
	t.Actions, t.MoreActions = all[:shown], len(all)-shown
	return nil
}

// StartOfDay is the first instant of the day that now lies in, or of one some
// days later, on the clocks of zone.
func StartOfDay(now time.Time, zone *time.Location, days int) time.Time {
	at := now.In(zone)
	return time.Date(at.Year(), at.Month(), at.Day()+days, 0, 0, 0, 0, zone)
}

func (s *Service) soon(ctx context.Context, tx Tx, zone *time.Location, ledBy string) ([]Listing, error) {
	now := s.clock.Now()
	sessions, err := tx.Sessions(ctx, SessionFilter{
		From: StartOfDay(now, zone, 0), To: StartOfDay(now, zone, todayDays), Limit: todaySessions,
	})
	if err != nil {
		return nil, err
	}
	var soon []Listing
	for i := range sessions {
		l := Listing{Session: sessions[i]}
		over := l.Session.State == SessionHeld || l.Session.State == SessionCancelled
		if over && l.Session.StartsAt().After(now) {
			continue // nothing comes any more, whatever the time says
		}
		if mine, err := led(ctx, tx, &l.Session, ledBy); err != nil || !mine {
			if err != nil {
				return nil, err
			}
			continue
		}
		if l.Place, err = placeOf(ctx, tx, &l.Session); err != nil {
			return nil, err
		}
		soon = append(soon, l)
	}
	return soon, nil
}

// led tells whether the facilitator with an address leads a session; "" is
// everybody.
func led(ctx context.Context, tx Tx, session *Session, email string) (bool, error) {
	if email == "" {
		return true, nil
	}
	for _, id := range session.Facilitators {
		f, err := tx.Facilitator(ctx, id)
		if err != nil {
			return false, err
		}
		if strings.EqualFold(f.Email, email) {
			return true, nil
		}
	}
	return false, nil
}

func (s *Service) troubled(ctx context.Context, tx Tx, t *Today) error {
	counts, err := tx.CountMessages(ctx)
	if err != nil {
		return err
	}
	for _, state := range []MessageState{Failed, Held} {
		t.TroubledCount += counts[state]
		messages, err := tx.Messages(ctx, MessageFilter{State: state, Latest: true, Limit: todayTroubled})
		if err != nil {
			return err
		}
		list, err := titled(ctx, tx, messages)
		if err != nil {
			return err
		}
		t.Troubled = append(t.Troubled, list...)
	}
	return nil
}

func (s *Service) coming(ctx context.Context, tx Tx, t *Today) error {
	reminders, err := tx.DueReminders(ctx, t.Now.Add(24*time.Hour), countReminders)
	if err != nil {
		return err
	}
	for _, r := range reminders {
		session, err := tx.Session(ctx, r.SessionID)
		if err != nil {
			return err
		}
		block, ok := session.Block(r.BlockID)
		// What nobody gets is no news; a draft's reminders never leave.
		if !ok || block.Confirmed == 0 || session.State == SessionDraft {
			continue
		}
		if len(t.Reminders) == todayReminders {
			t.MoreReminders++
			continue
		}
		t.Reminders = append(t.Reminders, ComingReminder{Reminder: r, Title: session.Heading(), Recipients: block.Confirmed})
	}
	return nil
}

// Need says in one word why a session wants a look.
type Need string

// The needs of a session.
const (
	NeedNothing Need = ""
	// NeedPeople: fewer than a third of the seats are taken.
	NeedPeople Need = "under"
	// NeedRoom: people wait for a seat.
	NeedRoom Need = "over"
)

// NeedOf tells what a session needs. One seat in three is where a meeting
// begins to feel empty; below four seats nobody can say.
func NeedOf(s *Session) Need {
	seats := s.Seats()
	switch {
	case s.State != SessionPublished:
		return NeedNothing
	case s.Waitlisted > 0:
		return NeedRoom
	case seats != nil && *seats > 3 && 3*s.Confirmed < *seats:
		return NeedPeople
	}
	return NeedNothing
}

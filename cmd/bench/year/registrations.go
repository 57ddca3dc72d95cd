package year

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kantine/events"
)

// guest is a registration and the letters about it.
type guest struct {
	events.Registration
	letters []events.Message
}

// putRegistrations writes each session's people and their letters, some sessions
// to a transaction.
func (m *maker) putRegistrations(ctx context.Context) error {
	err := m.inBatches(ctx, len(m.sessions), 20, func(i int) func(context.Context, events.Tx) error {
		s := &m.sessions[i]
		guests, seated, waiting := make([]guest, m.guests[i]), 0, 0
		var letters []events.Message
		for n := range guests {
			guests[n] = m.guest(s, &seated, &waiting)
			letters = append(letters, guests[n].letters...)
			if i == m.today && guests[n].State == events.Confirmed {
				m.known.Begun = append(m.known.Begun, guests[n].ID)
			}
			sample(&m.known.Registrations, guests[n].ID, m.person-1, m.size.Registrations)
			sample(&m.known.Messages, guests[n].letters[0].ID, m.person-1, m.size.Registrations)
		}
		return func(ctx context.Context, tx events.Tx) error {
			if err := tx.CountSeats(ctx, s.ID, s.Blocks[0].ID, seated, waiting); err != nil {
				return err
			}
			for n := range guests {
				if err := tx.InsertRegistration(ctx, guests[n].Registration); err != nil {
					return err
				}
			}
			_, err := tx.InsertMessages(ctx, letters...)
			return err
		}
	})
	name, email := who(m.person / 2)
	first, last, _ := strings.Cut(name, " ")
	m.known.Names = []string{first, last, last[:4], first + " " + last, email, company(m.person % m.size.Sessions), "Verpakking", "zoekt niemand"}
	return err
}

// guest is the next person at a session.
func (m *maker) guest(s *events.Session, seated, waiting *int) guest {
	people := max(1, m.size.Registrations*2/5) // who come, come two or three times
	n := m.person * 7919 % people
	m.person++
	name, email := who(n)
	at := m.registeredAt(s)
	id := events.NewID(at)
	r := events.Registration{
		ID: id, SessionID: s.ID, BlockID: s.Blocks[0].ID, Group: id, Name: name, Email: email, Language: "nl",
		State: events.Confirmed, Participation: events.NeedsAction, UID: fmt.Sprintf("%s-%032x", id, n), LinkVersion: 1,
		Organizer: "planning@kantine.example", RegisteredAt: at, ConfirmedAt: at, ConsentSurvey: m.one(4),
		Told: events.Told{
			Requested: true, StartsAt: s.StartsAt(), EndsAt: s.EndsAt(), Place: "Buurthuis De Linde, Voorbeeldstraat 1, 7811 ZZ Emmen",
			MessageID: "<" + id + "@kantine.example>",
		},
	}
	if m.one(2) {
		r.Employer = m.employers[n%len(m.employers)].Name
	}
	if m.one(20) {
		r.Needs = "Graag een plek dicht bij de deur."
	}
	switch answer := m.IntN(10); {
	case answer < 5:
		r.Participation = events.Accepted
	case answer == 5:
		r.Participation = events.Declined
	}
	m.settle(&r, s, seated, waiting)
	if s.Offering.Discreet && s.EndsAt().Before(m.now.AddDate(0, 0, -7)) {
		r.Name, r.Email, r.Employer, r.Needs, r.ErasedAt = "", "", "", "", s.EndsAt().AddDate(0, 0, 7)
	}
	return guest{r, m.letters(&r, s)}
}

// registeredAt is some weeks before the session, and not in the future.
func (m *maker) registeredAt(s *events.Session) time.Time {
	latest := s.StartsAt()
	if m.now.Before(latest) {
		latest = m.now
	}
	return latest.Add(-time.Duration(1+m.IntN(60*24*60)) * time.Minute)
}

// settle decides how far the registration has come, and counts its seat.
func (m *maker) settle(r *events.Registration, s *events.Session, seated, waiting *int) {
	chance := m.IntN(100)
	switch {
	case chance < 12:
		r.State, r.WithdrawnAt = events.Withdrawn, r.RegisteredAt.Add(time.Hour)
		return
	case s.Capacity != nil && *seated >= *s.Capacity:
		if s.State == events.SessionHeld {
			r.State, r.WithdrawnAt = events.Withdrawn, s.StartsAt()
			return
		}
		*waiting++
		r.State, r.QueueNo, r.ConfirmedAt, r.Told = events.Waitlisted, int64(*waiting), time.Time{}, events.Told{}
		return
	case s.State == events.SessionHeld && chance < 27:
		r.State = events.NoShow
	case s.State == events.SessionHeld:
		r.State = events.Attended
	}
	*seated++
}

// letters are what the registration was owed so far, in all states that letters
// come in.
func (m *maker) letters(r *events.Registration, s *events.Session) []events.Message {
	first := events.Confirmation
	if r.State == events.Waitlisted {
		first = events.WaitlistEntry
	}
	all := []events.Message{m.letter(r, first, "", r.RegisteredAt)}
	switch {
	case s.State == events.SessionCancelled:
		all = append(all, m.letter(r, events.Cancellation, "", s.StartsAt().AddDate(0, 0, -3)))
	case r.State == events.Withdrawn:
		all = append(all, m.letter(r, events.Withdrawal, "", r.WithdrawnAt))
	case r.State != events.Waitlisted:
		for _, rule := range s.Offering.Reminders {
			if due := rule.Due(&s.Blocks[0], m.zone); due.Before(m.now) && due.After(r.RegisteredAt) {
				kind := events.ReminderLetter
				if rule.Kind == events.RuleFollowUp {
					kind = events.FollowUp
				}
				all = append(all, m.letter(r, kind, rule.ID(), due))
			}
		}
		if m.one(8) {
			all = append(all, m.letter(r, events.Update, "", r.RegisteredAt.Add(24*time.Hour)))
		}
	}
	return all
}

// letter is delivered, as nearly all are, or shows one of the troubles. What is
// still to be sent is due in some hours, so that the queue lies still meanwhile.
func (m *maker) letter(r *events.Registration, kind events.MessageKind, rule string, at time.Time) events.Message {
	if at.After(m.now) {
		at = m.now.Add(-time.Minute)
	}
	id := events.NewID(at)
	l := events.Message{
		ID: id, About: events.AboutRegistration, AboutID: r.ID, Kind: kind, Rule: rule, Sequence: r.Sequence,
		State: events.Delivered, SessionID: r.SessionID, BlockID: r.BlockID, RegistrationID: r.ID, DueAt: at,
		NotAfter: at.AddDate(0, 1, 0), Attempts: 1, DeliveredAt: at.Add(2 * time.Second), MessageID: "<" + id + "@kantine.example>",
	}
	switch chance := m.IntN(1000); {
	case chance < 955:
		return l
	case chance < 975:
		l.State, l.Reason, l.Attempts = events.Cancelled, events.ReasonSuperseded, 0
	case chance < 990:
		l.State, l.Reason, l.Attempts = events.Skipped, events.ReasonRemindersStopped, 0
	case chance < 993:
		l.State, l.Reason = events.Expired, events.ReasonTooLate
	case chance < 995:
		l.State, l.LastError, l.Attempts = events.Failed, "550 5.1.1 mailbox unknown", 3
	case chance < 996:
		l.State, l.Reason = events.Held, events.ReasonInDoubt
	case chance < 997:
		l.State, l.LastError, l.DueAt = events.Retrying, "451 4.7.1 try again later", m.now.Add(6*time.Hour)
	default:
		l.State, l.Attempts, l.DueAt = events.Queued, 0, m.now.Add(6*time.Hour)
	}
	l.NotAfter, l.DeliveredAt = m.now.AddDate(0, 0, 7), time.Time{}
	return l
}

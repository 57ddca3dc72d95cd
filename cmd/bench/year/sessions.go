package year

import (
	"context"
	"fmt"
	"time"

	"kantine/events"
)

// past and ahead are how many days the sessions reach back and forward.
const past, ahead = 365, 180

// plan decides what there is, before anything is written.
func (m *maker) plan() {
	m.offer()
	for n := range crew {
		m.facilitators = append(m.facilitators, fmt.Sprintf("fac-%d", n+1))
	}
	for n := range m.size.Sessions {
		s := m.session(n)
		if m.known.Away == "" && s.State == events.SessionPublished && s.StartsAt().After(m.now.AddDate(0, 0, 7)) && s.Facilitators[0] != m.facilitators[0] {
			m.known.Away = s.Facilitators[0]
		}
		m.sessions = append(m.sessions, s)
	}
	m.shareOut()
}

// session is the n-th: evenly over the days, in working hours.
func (m *maker) session(n int) events.Session {
	day := n*(past+ahead)/m.size.Sessions - past
	local := m.now.In(m.zone)
	start := time.Date(local.Year(), local.Month(), local.Day()+day, 9+n%8, 30, 0, 0, m.zone)
	switch start.Weekday() {
	case time.Saturday:
		start = start.AddDate(0, 0, 2)
	case time.Sunday:
		start = start.AddDate(0, 0, 1)
	}
	leads := m.facilitators[n%crew]
	if day >= 0 && m.today < 0 {
		m.today, leads, start = n, m.facilitators[0], m.now.Add(-30*time.Minute)
	}
	id := fmt.Sprintf("ses-%d", n+1)
	s := events.Session{
		ID: id, Slug: fmt.Sprintf("bijeenkomst-%d", n+1), Offering: m.offerings[n%len(m.offerings)], Language: "nl",
		Zone: m.zone.String(), NoLimit: true, State: events.SessionPublished, Version: 3, Sequence: n % 2,
		SectorID:     fmt.Sprintf("sec-%d", n%3+1),
		EmployerID:   fmt.Sprintf("emp-%d", n+1),
		Facilitators: []string{leads},
		Blocks:       []events.Block{{ID: id + "-b1", StartsAt: start.UTC(), EndsAt: start.Add(2 * time.Hour).UTC()}},
	}
	switch n % 3 {
	case 0:
		s.Location = events.Location{Ref: fmt.Sprintf("site-%d", n+1)}
	case 1:
		s.Location = events.Location{Ref: fmt.Sprintf("ven-%d", n%len(cities)+1)}
	default:
		s.Location = events.Location{Name: "Buurthuis De Linde", Address: "Voorbeeldstraat 1", Postcode: "7811 ZZ", City: cities[n%len(cities)]}
	}
	if n%2 == 0 {
		s.Extra = events.SessionExtra{Kit: fmt.Sprintf("kit-%d", n/2%8+1), Note: "Sleutel ophalen bij de balie."}
	}
	if n%5 == 0 {
		s.Facilitators = append(s.Facilitators, m.facilitators[(n+7)%crew])
	}
	switch {
	case n == m.today:
	case n%40 == 17:
		s.State, s.Reason = events.SessionCancelled, text("De begeleider is verhinderd.", "The facilitator cannot come.")
	case s.EndsAt().Before(m.now):
		s.State = events.SessionHeld
	case n%10 == 9:
		s.State = events.SessionDraft
	}
	return s
}

// shareOut gives every session its people: most some dozens, one in a hundred
// twelve times as many, a draft none.
func (m *maker) shareOut() {
	weights, total := make([]int, len(m.sessions)), 0
	for n := range m.sessions {
		switch {
		case m.sessions[n].State == events.SessionDraft:
		case n%100 == 68:
			weights[n] = 120
		default:
			weights[n] = 5 + m.IntN(10)
		}
		total += weights[n]
	}
	m.guests = make([]int, len(m.sessions))
	most, left := 0, m.size.Registrations
	for n, w := range weights {
		m.guests[n] = left * w / max(1, total)
		left, total = left-m.guests[n], total-w
		if m.guests[n] > m.guests[most] {
			most = n
		}
	}
	m.known.Sessions = append(m.known.Sessions, m.sessions[most].ID)
}

func (m *maker) putSessions(ctx context.Context) error {
	return m.inBatches(ctx, len(m.sessions), 200, func(i int) func(context.Context, events.Tx) error {
		s := &m.sessions[i]
		if m.one(3) && m.guests[i] > 0 { // full, with a waitlist
			seats := max(1, m.guests[i]*3/4)
			s.Capacity, s.NoLimit = &seats, false
		}
		sample(&m.known.Sessions, s.ID, i, len(m.sessions))
		if s.State == events.SessionDraft && len(m.known.Drafts) < ids {
			m.known.Drafts = append(m.known.Drafts, s.ID)
		}
		if s.Facilitators[0] == m.facilitators[0] {
			m.known.Led = append(m.known.Led, s.ID)
		}
		return func(ctx context.Context, tx events.Tx) error {
			if err := tx.PutSession(ctx, *s); err != nil {
				return err
			}
			return each(nil, s.Offering.Reminders, func(rule events.ReminderRule) error {
				return tx.PutReminder(ctx, m.reminder(s, rule, m.guests[i]))
			})
		}
	})
}

func (m *maker) reminder(s *events.Session, rule events.ReminderRule, people int) events.Reminder {
	due := rule.Due(&s.Blocks[0], m.zone)
	r := events.Reminder{
		SessionID: s.ID, BlockID: s.Blocks[0].ID, Rule: rule.ID(), Kind: events.RuleReminder, DueAt: due, SendAt: due,
		State: events.ReminderPlanned,
	}
	if rule.Kind != "" {
		r.Kind = rule.Kind
	}
	switch {
	case s.State == events.SessionCancelled:
		r.State, r.Reason = events.ReminderCancelled, events.ReasonSessionCancelled
	case due.Before(m.now.Add(time.Minute)) && s.State == events.SessionDraft:
		r.State, r.Reason = events.ReminderSkipped, events.ReasonPastAtPublish
	case due.Before(m.now.Add(time.Hour)): // none falls due while the looks last
		r.State, r.Recipients = events.ReminderSent, people
	}
	return r
}

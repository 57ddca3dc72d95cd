package events

import (
	"context"
	"time"
)

// Lease is how long a claimed message belongs to its claimer, in real time;
// one attempt to send is cut off well before (promise 13).
const Lease = 5 * time.Minute

// Claim takes up to limit messages that are due and gives the letters they
// call for, as things stand now (promise 4). A message that has lost its use
// is settled on the way. leaseUntil is a real-time instant.
func (s *Service) Claim(ctx context.Context, limit int, leaseUntil time.Time) ([]Letter, error) {
	for {
		letters, settled, err := s.claimBatch(ctx, limit, leaseUntil)
		if err != nil {
			return nil, err
		}
		// What was settled without a letter may have kept others waiting.
		if len(letters) > 0 || settled == 0 {
			return letters, nil
		}
	}
}

func (s *Service) claimBatch(ctx context.Context, limit int, leaseUntil time.Time) (letters []Letter, settled int, err error) {
	err = s.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		letters, settled = nil, 0
		if hold, err := tx.MailHold(ctx); err != nil || hold.On() {
			return err
		}
		now := s.clock.Now()
		due, err := tx.DueMessages(ctx, now, limit)
		if err != nil || len(due) == 0 {
			return err
		}
		claim := claim{s: s, tx: tx, now: now, sessions: map[string]*setting{}}
		if claim.programme, err = tx.Programme(ctx); err != nil {
			return err
		}
		leased := make([]Message, 0, len(due))
		for _, m := range due {
			letter, err := claim.letter(ctx, m)
			if err != nil {
				return err
			}
			if letter == nil {
				settled++
				continue
			}
			leased = append(leased, letter.Message)
			letters = append(letters, *letter)
		}
		return tx.Lease(ctx, leased, leaseUntil)
	})
	return letters, settled, err
}

// claim reads what the letters of one batch share only once.
type claim struct {
	s         *Service
	tx        Tx
	now       time.Time
	programme Programme
	sessions  map[string]*setting
	// own are the house's own texts, by language.
	own map[string]map[string]string
}

// setting is a session with what its letters tell about it.
type setting struct {
	session      Session
	place        Place
	sector       Sector
	facilitators []string
	// reminders are read for the first letter that asks.
	reminders map[reminderKey]ReminderState
}

// letter turns a due message into a letter, or settles it and gives nil.
func (c *claim) letter(ctx context.Context, m Message) (*Letter, error) {
	if c.now.After(m.NotAfter) {
		return nil, c.settle(ctx, m, Expired, ReasonTooLate)
	}
	l := &Letter{Now: c.now, Programme: c.programme, Text: m.Kind}
	var err error
	switch m.About {
	case AboutAddress:
		err = c.aboutAddress(ctx, l, &m)
	case AboutUser:
		err = c.aboutUser(ctx, l, &m)
	case AboutInterest:
		err = c.aboutInterest(ctx, l, &m)
	case AboutAssignment:
		err = c.aboutAssignment(ctx, l, &m)
	default:
		err = c.aboutRegistration(ctx, l, &m)
	}
	if err != nil || m.State != Sending {
		return nil, err
	}
	if !l.Trial {
		if l.OwnTexts, err = c.textsIn(ctx, l.Language); err != nil {
			return nil, err
		}
	}
	c.s.identify(&m)
	l.DueAt = m.DueAt
	m.Attempts++
	m.Fence++
	m.DueAt = c.now.Add(backoff(m.Attempts))
	l.Message = m
	id, fence := m.ID, m.Fence
	l.StillMine = func(ctx context.Context) (mine bool, err error) {
		err = c.s.store.View(ctx, func(ctx context.Context, tx Tx) error {
			if mine, err = tx.Leased(ctx, id, fence); err != nil || !mine {
				return err
			}
			hold, err := tx.MailHold(ctx)
			mine = !hold.On()
			return err
		})
		return mine, err
	}
	return l, nil
}

// settle ends a message without sending it.
func (c *claim) settle(ctx context.Context, m Message, state MessageState, reason string) error {
	m.State, m.Reason = state, reason
	return c.tx.PutMessage(ctx, m)
}

func (c *claim) aboutAddress(ctx context.Context, l *Letter, m *Message) error {
	sub, err := c.tx.Subscription(ctx, m.AboutID)
	if CodeOf(err) == CodeNotFound || (err == nil && (!sub.ConfirmedAt.IsZero() || sub.AskedAt.IsZero())) {
		return c.settle(ctx, *m, Cancelled, ReasonSuperseded)
	}
	if err != nil {
		return err
	}
	m.State = Sending
	c.toAddress(l, &sub)
	return nil
}

// toAddress fills a letter to somebody who asked for the newsletter.
func (c *claim) toAddress(l *Letter, sub *Subscription) {
	l.To, l.Language = sub.Email, sub.Language
	l.Links = c.s.commonLinks()
	l.Links.Action = c.s.link(PurposeNewsletter, sub.ID, sub.LinkVersion)
	l.Links.Stop = c.s.link(PurposeStop, sub.ID, sub.LinkVersion)
}

func (c *claim) aboutRegistration(ctx context.Context, l *Letter, m *Message) error {
	r, err := c.tx.Registration(ctx, m.RegistrationID)
	if err != nil {
		return err
	}
	set, err := c.setting(ctx, r.SessionID)
	if err != nil {
		return err
	}
	session := &set.session
	block, _ := session.Block(r.BlockID)
	if r.Email == "" {
		return c.settle(ctx, *m, Cancelled, ReasonErased)
	}
	if state, reason := c.fate(m, &r, session); state != "" {
		return c.settle(ctx, *m, state, reason)
	}
	anew, err := c.owedAnew(ctx, set, m)
	if err != nil {
		return err
	}
	if anew {
		return c.settle(ctx, *m, Cancelled, ReasonSuperseded)
	}
	if hold := c.holdUntil(m, session, block); !hold.IsZero() {
		m.DueAt = hold
		return c.settle(ctx, *m, m.State, m.Reason)
	}
	if m.Kind == FreeLetter {
		if reason, err := c.free(ctx, l, m, r.Language); err != nil {
			return err
		} else if reason != "" {
			return c.settle(ctx, *m, Cancelled, reason)
		}
	}
	m.State, m.Reason = Sending, ""
	l.Method, l.Text = method(m, &r)
	if err := c.settleOrganizer(ctx, &r, session); err != nil {
		return err
	}
	if err := c.toRegistrant(ctx, l, &r, set); err != nil {
		return err
	}
	if l.Method == MethodRequest && !r.Told.MayHave && !r.Told.Requested {
		told := r.Told
		told.MayHave = true // until Settle knows better
		return c.tx.PutTold(ctx, r.ID, told)
	}
	return nil
}

// toRegistrant fills a letter about a registration.
func (c *claim) toRegistrant(ctx context.Context, l *Letter, r *Registration, set *setting) (err error) {
	block, _ := set.session.Block(r.BlockID)
	l.Registration, l.Session, l.Block = *r, set.session, *block
	l.Place, l.Sector, l.Facilitators = set.place, set.sector, set.facilitators
	l.Discreet = r.Discreet || set.session.Offering.Discreet
	l.Language, l.Name, l.To = r.Language, r.Name, r.Email
	l.EraseOn = eraseOn(&c.programme, &set.session, block)
	l.Links = c.s.registrationLinks(r)
	l.Position, err = position(ctx, c.tx, r)
	return err
}

// settleOrganizer fixes where answers go to for a registration that was made
// where no sender was set, as an import beside the program is.
func (c *claim) settleOrganizer(ctx context.Context, r *Registration, session *Session) error {
	if r.Organizer != "" {
		return nil
	}
	r.Organizer = c.s.organizer(r.Discreet || session.Offering.Discreet)
	return c.tx.SetOrganizer(ctx, r.ID, r.Organizer)
}

// fate tells whether a message has lost its use since it was owed; "" for one
// that goes.
func (c *claim) fate(m *Message, r *Registration, session *Session) (MessageState, string) {
	switch m.Kind {
	case ReminderLetter, FollowUp:
		switch {
		case r.RemindersOff:
			return Skipped, ReasonRemindersStopped
		case session.State == SessionCancelled:
			return Cancelled, ReasonSessionCancelled
		case r.State != Confirmed && (m.Kind == ReminderLetter || r.State != Attended):
			return Cancelled, ReasonNotConfirmed
		}
	case Confirmation, Update, Withdrawal, WaitlistEntry, Cancellation:
		if m.Sequence != r.Sequence || !stillTrue(m.Kind, r.State, session.State) {
			return Cancelled, ReasonSuperseded
		}
	case FreeLetter:
		switch {
		case r.RemindersOff:
			return Skipped, ReasonRemindersStopped
		case r.State == Withdrawn:
			return Cancelled, ReasonNotConfirmed
		}
	case LinkLetter, AlreadyRegistered:
		if !r.State.Active() {
			return Cancelled, ReasonNotConfirmed
		}
	}
	return "", ""
}

// stillTrue tells whether what a letter about a place says is still so.
func stillTrue(kind MessageKind, r RegistrationState, s SessionState) bool {
	switch kind {
	case Withdrawal:
		return r == Withdrawn
	case Cancellation:
		return s == SessionCancelled
	case WaitlistEntry:
		return r == Waitlisted && s != SessionCancelled
	}
	return (r == Confirmed || r == Attended) && s != SessionCancelled
}

// owedAnew tells whether the session owes a reminder again that is on its way:
// it was being sent when a move gave it a new time.
func (c *claim) owedAnew(ctx context.Context, set *setting, m *Message) (bool, error) {
	if m.Kind != ReminderLetter && m.Kind != FollowUp {
		return false, nil
	}
	if set.reminders == nil {
		reminders, err := c.tx.Reminders(ctx, set.session.ID)
		if err != nil {
			return false, err
		}
		set.reminders = make(map[reminderKey]ReminderState, len(reminders))
		for _, r := range reminders {
			set.reminders[reminderKey{r.BlockID, r.Rule}] = r.State
		}
	}
	return set.reminders[reminderKey{m.BlockID, m.Rule}] == ReminderPlanned, nil
}

// holdUntil tells until when quiet hours hold a reminder; zero for one that goes.
func (c *claim) holdUntil(m *Message, session *Session, block *Block) time.Time {
	if m.Kind != ReminderLetter && m.Kind != FollowUp {
		return time.Time{}
	}
	start := block.StartsAt
	if m.Kind == FollowUp || !c.now.Before(start) {
		start = time.Time{}
	}
	return quietHours(&c.programme, &session.Offering).holdUntil(c.now, start)
}

// method chooses the calendar part: a REQUEST where there is a seat, a CANCEL
// where a REQUEST went out or may have. To whom none was delivered, as far as
// is known, the confirmation's text goes instead of an update's.
func method(m *Message, r *Registration) (Method, MessageKind) {
	switch m.Kind {
	case Confirmation:
		return MethodRequest, Confirmation
	case Update:
		if !r.Told.Requested {
			return MethodRequest, Confirmation
		}
		return MethodRequest, Update
	case Cancellation, Withdrawal:
		if r.Told.Requested || r.Told.MayHave {
			return MethodCancel, m.Kind
		}
	}
	return NoCalendar, m.Kind
}

func (c *claim) setting(ctx context.Context, sessionID string) (*setting, error) {
	if set, ok := c.sessions[sessionID]; ok {
		return set, nil
	}
	session, err := c.tx.Session(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	set := &setting{session: session}
	if set.place, err = placeOf(ctx, c.tx, &session); err != nil {
		return nil, err
	}
	if session.SectorID != "" {
		if set.sector, err = c.tx.Sector(ctx, session.SectorID); err != nil {
			return nil, err
		}
	}
	if set.facilitators, err = namesOf(ctx, c.tx, session.Facilitators); err != nil {
		return nil, err
	}
	c.sessions[sessionID] = set
	return set, nil
}

// namesOf gives the names of facilitators.
func namesOf(ctx context.Context, tx Tx, ids []string) ([]string, error) {
	names := make([]string, 0, len(ids))
	for _, id := range ids {
		f, err := tx.Facilitator(ctx, id)
		if err != nil {
			return nil, err
		}
		names = append(names, f.Name)
	}
	return names, nil
}

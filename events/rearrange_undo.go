package events

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"
)

// UndoAbsence takes a Rearrangement back within UndoWindow: the sessions are
// what they were, its letters do not leave, and those that it replaced are owed
// again. One that was undone already stays so. Refusals: CodeNotFound, CodeGone
// when the time is over, CodeVersionConflict where somebody has changed one of
// the sessions since.
func (s *Service) UndoAbsence(ctx context.Context, id string) (Rearrangement, error) {
	var r Rearrangement
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		var err error
		if r, err = tx.Rearrangement(ctx, id); err != nil {
			return err
		}
		sessions, err := lockRearranged(ctx, tx, &r)
		if err != nil {
			return err
		}
		// Read again under the locks: another may have undone it meanwhile.
		if r, err = tx.Rearrangement(ctx, id); err != nil || !r.UndoneAt.IsZero() {
			return err
		}
		if !now.Before(r.Until) {
			return Refuse(CodeGone)
		}
		for i := range r.Sessions {
			if is := sessions[r.Sessions[i].Choice.SessionID]; is.Version != r.Sessions[i].Version || is.State != r.Sessions[i].State {
				return &Error{Code: CodeVersionConflict, Current: is}
			}
		}
		for i := range r.Sessions {
			undo := undoing{s: s, tx: tx, r: &r, was: &r.Sessions[i], now: now}
			if err := undo.session(ctx, sessions[r.Sessions[i].Choice.SessionID]); err != nil {
				return err
			}
		}
		r.UndoneAt = now
		if err := tx.PutRearrangement(ctx, r); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditAbsenceUndone, "facilitator", r.FacilitatorID, "")
	})
	return r, err
}

func lockRearranged(ctx context.Context, tx Tx, r *Rearrangement) (map[string]Session, error) {
	order := slices.Clone(r.Sessions)
	slices.SortFunc(order, func(a, b RearrangedSession) int { return cmp.Compare(a.Choice.SessionID, b.Choice.SessionID) })
	sessions := make(map[string]Session, len(order))
	for i := range order {
		session, err := tx.LockSession(ctx, order[i].Choice.SessionID)
		if err != nil {
			return nil, err
		}
		sessions[session.ID] = session
	}
	return sessions, nil
}

// undoing takes one session back.
type undoing struct {
	s   *Service
	tx  Tx
	r   *Rearrangement
	was *RearrangedSession
	now time.Time
	// gone are the ids of registrations and assignments that a letter may have
	// reached all the same; replaced of those that had one coming before.
	gone, replaced map[string]bool
}

func (u *undoing) session(ctx context.Context, session Session) error {
	if err := u.letters(ctx); err != nil {
		return err
	}
	b := &u.was.Before
	session.Blocks = slices.Clone(session.Blocks)
	for i := range session.Blocks {
		at := slices.IndexFunc(b.Blocks, func(old Block) bool { return old.ID == session.Blocks[i].ID })
		if at >= 0 {
			session.Blocks[i].StartsAt, session.Blocks[i].EndsAt = b.Blocks[at].StartsAt, b.Blocks[at].EndsAt
		}
	}
	session.Facilitators, session.Extra.Crew, session.State, session.Reason = b.Facilitators, b.Crew, b.State, b.Reason
	session.Version++
	if u.was.Choice.Kind != OptionReplace {
		session.Sequence++
	}
	if err := u.tx.PutSession(ctx, session); err != nil {
		return err
	}
	for _, reminder := range b.Reminders {
		if err := u.tx.PutReminder(ctx, reminder); err != nil {
			return err
		}
	}
	if session.State != SessionPublished {
		return nil
	}
	if u.was.Choice.Kind != OptionReplace {
		if err := u.registrations(ctx, &session); err != nil {
			return err
		}
	}
	return u.assignments(ctx, &session)
}

// letters takes back those that were owed and notes whom each was about.
func (u *undoing) letters(ctx context.Context) error {
	u.gone, u.replaced = map[string]bool{}, map[string]bool{}
	for _, id := range u.was.Owed {
		m, err := u.tx.LockMessage(ctx, id)
		if CodeOf(err) == CodeNotFound {
			continue // its identity was there before
		}
		if err != nil {
			return err
		}
		if m.State == Delivered || m.State == Sending || m.Doubts > 0 {
			u.gone[m.AboutID] = true // somebody let it go early
		}
		if m.State != Held && (m.State == Sending || !m.State.unsent()) {
			continue
		}
		m.State, m.Reason = Cancelled, ReasonUndone
		if err := u.tx.PutMessage(ctx, m); err != nil {
			return err
		}
	}
	for _, old := range u.was.Superseded {
		m, err := u.tx.Message(ctx, old.ID)
		if err != nil {
			return err
		}
		if slices.Contains(placeKinds, m.Kind) || m.About == AboutAssignment {
			u.replaced[m.AboutID] = true
		}
	}
	return nil
}

// registrations owes everybody registered what they would have got, or what
// sets right what they got.
func (u *undoing) registrations(ctx context.Context, session *Session) error {
	all, err := u.tx.Registrations(ctx, RegistrationFilter{SessionID: session.ID, States: []RegistrationState{Confirmed, Waitlisted}})
	if err != nil {
		return err
	}
	for i := range all {
		r := &all[i]
		if err := u.tx.Supersede(ctx, AboutRegistration, r.ID, []MessageKind{ReminderLetter, FollowUp}, ReasonUndone); err != nil {
			return err
		}
		if err := u.registration(ctx, session, r); err != nil {
			return err
		}
	}
	return u.reminders(ctx)
}

func (u *undoing) registration(ctx context.Context, session *Session, r *Registration) error {
	block, _ := session.Block(r.BlockID)
	coming, err := u.coming(ctx, r.ID)
	if err != nil {
		return err
	}
	owe := func(kind MessageKind, rule string) error {
		if r.State == Confirmed {
			r.Sequence++
			r.Participation = NeedsAction
		}
		return u.s.oweNewest(ctx, u.tx, r, kind, rule, placeKinds, u.now, block.EndsAt)
	}
	gone, replaced := u.gone[r.ID], u.replaced[r.ID]
	switch {
	case coming && !gone:
		return nil // written when it goes, it tells the truth
	case r.State == Waitlisted:
		// Of who came meanwhile nobody knows which time they were told.
		if gone || replaced || !r.RegisteredAt.Before(u.r.MadeAt) {
			return owe(WaitlistEntry, strconv.Itoa(session.Sequence))
		}
		return nil
	case r.Told.Requested && !(r.Told.StartsAt.Equal(block.StartsAt) && r.Told.EndsAt.Equal(block.EndsAt)), gone && r.Told.Requested:
		return owe(Update, "")
	case gone, replaced && !r.Told.Requested:
		return owe(Confirmation, "")
	case replaced:
		return owe(Update, "") // of something else, such as the place
	}
	// They never heard of it. The number rises, so that what is written down
	// about reminders of the other time is not taken for those of this one.
	if answer, given := u.was.Before.Answers[r.ID]; given {
		r.Participation = answer
	}
	r.Sequence++
	return u.tx.PutRegistration(ctx, *r)
}

// coming tells whether a letter about a registration's place waits to go.
func (u *undoing) coming(ctx context.Context, registrationID string) (bool, error) {
	messages, err := u.tx.Messages(ctx, MessageFilter{RegistrationID: registrationID})
	if err != nil {
		return false, err
	}
	for _, m := range messages {
		if !slices.Contains(placeKinds, m.Kind) {
			continue
		}
		if m.State == Sending {
			u.gone[registrationID] = true
		}
		if m.State.unsent() && m.State != Sending {
			return true, nil
		}
	}
	return false, nil
}

// reminders lets those go again that were on their way.
func (u *undoing) reminders(ctx context.Context) error {
	for _, old := range u.was.Superseded {
		m, err := u.tx.Message(ctx, old.ID)
		if err != nil {
			return err
		}
		if m.Kind != ReminderLetter && m.Kind != FollowUp || m.State != Cancelled || m.Reason != ReasonSuperseded {
			continue
		}
		m.State, m.Reason = old.State, old.Reason
		if err := u.tx.PutMessage(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// assignments does the same for who leads the session and whose place it is at.
func (u *undoing) assignments(ctx context.Context, session *Session) error {
	all, err := u.tx.Assignments(ctx, session.ID)
	if err != nil {
		return err
	}
	host, err := siteEmployer(ctx, u.tx, session)
	if err != nil {
		return err
	}
	posts := session.posts()
	for i := range all {
		a := &all[i]
		block := Block{StartsAt: session.StartsAt(), EndsAt: session.EndsAt()}
		holds, told := a.EmployerID == host && host != "", true
		if a.EmployerID == "" {
			holds, told = slices.Contains(posts, post{a.BlockID, a.FacilitatorID}), a.Told.Requested
			if own, ok := session.Block(a.BlockID); ok {
				block = *own
			}
		}
		same := told && a.Told.StartsAt.Equal(block.StartsAt) && a.Told.EndsAt.Equal(block.EndsAt)
		gone, replaced := u.gone[a.ID], u.replaced[a.ID]
		switch {
		case holds && (gone || replaced || told && !same):
			err = u.s.oweAssignment(ctx, u.tx, a, block.EndsAt, u.now)
		case !holds && gone && a.EmployerID == "":
			err = u.s.oweAssignment(ctx, u.tx, a, block.EndsAt, u.now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// rearrangementsKept is for how long it is known what was done about an
// absence, in days.
const rearrangementsKept = 30

// Rearrangement reads what was done about an absence.
func (s *Service) Rearrangement(ctx context.Context, id string) (Rearrangement, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Rearrangement, error) { return tx.Rearrangement(ctx, id) })
}

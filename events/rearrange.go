package events

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// What is written down about sessions whose facilitator is away.
const (
	AuditAbsenceSettled AuditWhat = "absence_settled"
	AuditAbsenceUndone  AuditWhat = "absence_undone"
)

// Choice is what is done about one session that an absence touches: one of its
// options, or nothing where Kind is "".
type Choice struct {
	SessionID   string
	Kind        OptionKind
	Facilitator string    `json:",omitempty"`
	StartsAt    time.Time `json:",omitzero"`
}

// AbsencePlan is what is done about an absence. Reason goes into the letters
// about what moves or is called off; nothing about anybody's health.
type AbsencePlan struct {
	Choices []Choice
	Reason  Text
}

// Rearrangement is what was done about an absence, with what it takes to undo
// it: ids and times, no names.
type Rearrangement struct {
	ID, AbsenceID, FacilitatorID string
	// MadeAt is when; until Until nothing of it is mailed, and it can be undone.
	MadeAt, Until time.Time
	// UndoneAt is zero while it stands.
	UndoneAt time.Time `json:",omitzero"`
	Sessions []RearrangedSession
}

// RearrangedSession is one session of it.
type RearrangedSession struct {
	Choice Choice
	// What the session was, and what it became.
	Before  SessionBefore
	Version int
	State   SessionState
	// Owed are the messages that were owed, Superseded those that they replaced.
	// AtOnce: they did not wait.
	Owed       []string
	AtOnce     bool `json:",omitempty"`
	Superseded []MessageBefore
}

// SessionBefore is what a Rearrangement may change of a session.
type SessionBefore struct {
	Blocks       []Block
	Facilitators []string
	Crew         map[string][]string
	State        SessionState
	Reason       Text
	Reminders    []Reminder
	// Answers are those given in the calendar, by registration.
	Answers map[string]Participation
}

// MessageBefore is a message as it was.
type MessageBefore struct {
	ID     string
	State  MessageState
	Reason string
}

// ApplyAbsence does what was chosen about the sessions an absence touches, all
// or nothing; its letters wait until it can be undone no more, but for those
// about a session that is Imminent, which people would read too late. Refusals:
// CodeNotFound, CodeValidation, and CodeSlotTaken where a choice is no option
// any more, with the AbsenceOutcome as things stand.
func (s *Service) ApplyAbsence(ctx context.Context, absenceID string, plan AbsencePlan, key *Once) (Rearrangement, error) {
	var p problems
	plan.Reason = checkText(&p, "reason", plan.Reason, maxReason)
	if err := p.err(); err != nil {
		return Rearrangement{}, err
	}
	var done Rearrangement
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		if err := s.planTurn(ctx, tx); err != nil {
			return err
		}
		now := s.clock.Now()
		var err error
		done, err = once(ctx, tx, key, now,
			func(id string) (Rearrangement, error) { return tx.Rearrangement(ctx, id) },
			func() (Rearrangement, string, error) {
				made, err := s.applyAbsence(ctx, tx, absenceID, &plan, now)
				return made, made.ID, err
			})
		return err
	})
	return done, err
}

func (s *Service) applyAbsence(ctx context.Context, tx Tx, absenceID string, plan *AbsencePlan, now time.Time) (Rearrangement, error) {
	outcome, err := s.absence(ctx, tx, absenceID, now)
	if err != nil {
		return Rearrangement{}, err
	}
	choices := slices.DeleteFunc(slices.Clone(plan.Choices), func(c Choice) bool { return c.Kind == "" })
	// Locked in the order of their ids, as everybody locks several.
	slices.SortFunc(choices, func(a, b Choice) int { return cmp.Compare(a.SessionID, b.SessionID) })
	for _, c := range choices {
		if _, err := tx.LockSession(ctx, c.SessionID); err != nil {
			return Rearrangement{}, unknown(err, "session", c.SessionID)
		}
	}
	made := Rearrangement{
		ID: NewID(now), AbsenceID: absenceID, FacilitatorID: outcome.Facilitator.ID, MadeAt: now, Until: now.Add(UndoWindow),
	}
	for _, c := range choices {
		session, err := s.applyChoice(ctx, tx, &outcome, c, plan.Reason, now)
		if err != nil {
			return Rearrangement{}, err
		}
		made.Sessions = append(made.Sessions, session)
	}
	if len(made.Sessions) == 0 {
		return Rearrangement{}, Invalid("choice", "required")
	}
	if err := tx.PutRearrangement(ctx, made); err != nil {
		return Rearrangement{}, err
	}
	return made, s.audit(ctx, tx, AuditAbsenceSettled, "facilitator", made.FacilitatorID, "")
}

// applyChoice does what was chosen about one session, if it can still be done.
func (s *Service) applyChoice(ctx context.Context, tx Tx, outcome *AbsenceOutcome, c Choice, reason Text, now time.Time) (RearrangedSession, error) {
	done := RearrangedSession{Choice: c}
	old, err := tx.Session(ctx, c.SessionID)
	if err != nil {
		return done, err
	}
	option, err := s.chosen(ctx, tx, outcome, &old, c, now)
	if err != nil {
		return done, err
	}
	if done.Before, err = before(ctx, tx, &old, c.Kind); err != nil {
		return done, err
	}
	next := option.taken(&old, outcome.Facilitator.ID, outcome.Absence)
	watched := &watchTx{Tx: tx}
	if done.AtOnce = old.Imminent(now) || next.Imminent(now); !done.AtOnce {
		watched.Tx = &deliveryTx{Tx: tx, delivery: Delivery{Wait: UndoWindow}, now: now}
	}
	what := AuditSessionChanged
	switch c.Kind {
	case OptionCancel:
		what, next = AuditSessionCancelled, old
		err = s.cancel(ctx, watched, &next, reason, now)
	case OptionMove:
		next.Reason = reason
		err = s.revise(ctx, watched, &old, &next, now)
	default:
		err = s.revise(ctx, watched, &old, &next, now)
	}
	if err != nil {
		return done, err
	}
	done.Version, done.State, done.Owed, done.Superseded = next.Version, next.State, watched.owed, watched.superseded
	return done, s.audit(ctx, tx, what, "session", old.ID, string(c.Kind))
}

// chosen finds the option that a choice names, as things stand.
func (s *Service) chosen(ctx context.Context, tx Tx, outcome *AbsenceOutcome, session *Session, c Choice, now time.Time) (*Option, error) {
	from, to := outcome.Absence.span(session.TimeZone())
	in, err := situation(ctx, tx, from, to)
	if err != nil {
		return nil, err
	}
	for _, best := range s.planner.Options(in, session, outcome.Facilitator.ID, outcome.Absence, now) {
		for _, o := range append([]Option{best}, best.Others...) {
			if o.Kind == c.Kind && o.Facilitator == c.Facilitator && o.StartsAt.Equal(c.StartsAt) {
				return &o, nil
			}
		}
	}
	return nil, &Error{Code: CodeSlotTaken, Current: *outcome}
}

// before keeps what a choice may change of a session.
func before(ctx context.Context, tx Tx, session *Session, kind OptionKind) (SessionBefore, error) {
	b := SessionBefore{
		Blocks: slices.Clone(session.Blocks), Facilitators: session.Facilitators, Crew: session.Extra.Crew, State: session.State, Reason: session.Reason,
	}
	if kind == OptionReplace {
		return b, nil
	}
	var err error
	if b.Reminders, err = tx.Reminders(ctx, session.ID); err != nil {
		return b, err
	}
	registrations, err := tx.Registrations(ctx, RegistrationFilter{SessionID: session.ID, States: []RegistrationState{Confirmed}})
	for i := range registrations {
		if r := &registrations[i]; r.Participation != NeedsAction {
			if b.Answers == nil {
				b.Answers = map[string]Participation{}
			}
			b.Answers[r.ID] = r.Participation
		}
	}
	return b, err
}

// watchTx remembers the letters that are owed, and those that they replace.
type watchTx struct {
	Tx
	owed       []string
	superseded []MessageBefore
}

// InsertMessages implements MessageTx.
func (t *watchTx) InsertMessages(ctx context.Context, ms ...Message) (int, error) {
	for _, m := range ms {
		if m.State == Queued {
			t.owed = append(t.owed, m.ID)
		}
	}
	return t.Tx.InsertMessages(ctx, ms...)
}

// Supersede implements MessageTx.
func (t *watchTx) Supersede(ctx context.Context, about About, aboutID string, kinds []MessageKind, reason string) error {
	filter := MessageFilter{RegistrationID: aboutID}
	if about == AboutAssignment {
		filter = MessageFilter{AssignmentID: aboutID}
	}
	messages, err := t.Messages(ctx, filter)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if slices.Contains(kinds, m.Kind) && (m.State == Held || m.State != Sending && m.State.unsent()) {
			t.superseded = append(t.superseded, MessageBefore{ID: m.ID, State: m.State, Reason: m.Reason})
		}
	}
	return t.Tx.Supersede(ctx, about, aboutID, kinds, reason)
}

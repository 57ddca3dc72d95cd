package events

import (
	"context"
	"slices"
	"time"
)

// What is written down about absences.
const (
	AuditAbsenceAdded   AuditWhat = "absence_added"
	AuditAbsenceRemoved AuditWhat = "absence_removed"
)

// maxAbsence is the longest absence, in days.
const maxAbsence = 366

// AbsenceOutcome is an absence with the sessions that it touches, by start.
type AbsenceOutcome struct {
	Absence     Absence
	Facilitator Facilitator
	Sessions    []TouchedSession
}

// TouchedSession is a session that somebody absent should lead, with what can
// be done, best first.
type TouchedSession struct {
	Session Session
	Options []Option
}

// AddAbsence writes down that a facilitator is away, without the reason, and
// tells what that touches. Days that are written down already stay as they
// are. Refusals: CodeNotFound, CodeValidation, CodeIdempotencyMismatch.
func (s *Service) AddAbsence(ctx context.Context, facilitatorID string, a Absence, key *Once) (AbsenceOutcome, error) {
	if err := checkAbsence(&a); err != nil {
		return AbsenceOutcome{}, err
	}
	var outcome AbsenceOutcome
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		load := func(id string) (AbsenceOutcome, error) { return s.absence(ctx, tx, id, now) }
		var err error
		outcome, err = once(ctx, tx, key, now, load, func() (AbsenceOutcome, string, error) {
			id, err := s.addAbsence(ctx, tx, facilitatorID, a, now)
			if err != nil {
				return AbsenceOutcome{}, "", err
			}
			made, err := load(id)
			return made, id, err
		})
		return err
	})
	return outcome, err
}

func (s *Service) addAbsence(ctx context.Context, tx Tx, facilitatorID string, a Absence, now time.Time) (string, error) {
	f, err := tx.Facilitator(ctx, facilitatorID)
	if err != nil {
		return "", err
	}
	for _, known := range f.Absences {
		if known.ID != "" && known.From == a.From && known.To == a.To {
			return known.ID, nil
		}
	}
	a.ID = NewID(now)
	if err := tx.PutAbsence(ctx, facilitatorID, a); err != nil {
		return "", err
	}
	return a.ID, s.audit(ctx, tx, AuditAbsenceAdded, "facilitator", facilitatorID, "")
}

func checkAbsence(a *Absence) error {
	var p problems
	for _, day := range []struct {
		field string
		value Date
	}{{"from", a.From}, {"to", a.To}} {
		if day.value == "" {
			p.add(day.field, "required")
			continue
		}
		if _, err := time.Parse(time.DateOnly, string(day.value)); err != nil {
			p.add(day.field, "day", "Value", string(day.value))
		}
	}
	if err := p.err(); err != nil {
		return err
	}
	from, _ := time.Parse(time.DateOnly, string(a.From))
	to, _ := time.Parse(time.DateOnly, string(a.To))
	switch days := to.Sub(from) / (24 * time.Hour); {
	case days < 0:
		p.add("to", "end_before_start")
	case days >= maxAbsence:
		p.add("to", "absence_too_long", "Max", maxAbsence)
	}
	return p.err()
}

// Absence tells of one that was added what it touches as things stand.
func (s *Service) Absence(ctx context.Context, id string) (AbsenceOutcome, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (AbsenceOutcome, error) { return s.absence(ctx, tx, id, s.clock.Now()) })
}

func (s *Service) absence(ctx context.Context, tx Tx, id string, now time.Time) (AbsenceOutcome, error) {
	all, err := tx.Facilitators(ctx)
	if err != nil {
		return AbsenceOutcome{}, err
	}
	for _, f := range all {
		for _, a := range f.Absences {
			if a.ID == id && id != "" {
				touched, err := s.touched(ctx, tx, f.ID, a, now)
				return AbsenceOutcome{Absence: a, Facilitator: f, Sessions: touched}, err
			}
		}
	}
	return AbsenceOutcome{}, ErrNotFound
}

// touched lists the sessions that an absence touches and what can be done about
// each. What is best for one counts as done for those after it, so that nobody
// stands in for two at a time.
func (s *Service) touched(ctx context.Context, tx Tx, facilitatorID string, a Absence, now time.Time) ([]TouchedSession, error) {
	programme, err := tx.Programme(ctx)
	if err != nil {
		return nil, err
	}
	from, to := a.span(zoneOf(programme.TimeZone))
	in, err := situation(ctx, tx, from, to)
	if err != nil {
		return nil, err
	}
	var touched []TouchedSession
	for i := range in.Sessions {
		session := in.Sessions[i]
		options := s.planner.Options(in, &session, facilitatorID, a, now)
		if len(options) == 0 {
			continue
		}
		touched = append(touched, TouchedSession{Session: session, Options: options})
		in.Sessions[i] = options[0].taken(&session, facilitatorID, a)
	}
	return touched, nil
}

// span is the absence as instants, half-open.
func (a Absence) span(zone *time.Location) (from, to time.Time) {
	first, _ := time.ParseInLocation(time.DateOnly, string(a.From), zone)
	last, _ := time.ParseInLocation(time.DateOnly, string(a.To), zone)
	return first, last.AddDate(0, 0, 1)
}

// taken is a session after an option.
func (o *Option) taken(session *Session, facilitatorID string, a Absence) Session {
	switch o.Kind {
	case OptionReplace:
		return a.Replaced(session, facilitatorID, o.Facilitator)
	case OptionMove:
		return session.MovedDays(o.Days)
	}
	cancelled := *session
	cancelled.State = SessionCancelled
	return cancelled
}

// RemoveAbsence takes an absence back: the one with the ID, and one from the
// programme's file of the same days. One that is not there is no error.
func (s *Service) RemoveAbsence(ctx context.Context, facilitatorID string, a Absence) error {
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		if err := turn(ctx, tx, string(ThingFacilitator)+" "+facilitatorID, s.clock.Now()); err != nil {
			return err
		}
		f, err := tx.Facilitator(ctx, facilitatorID)
		if err != nil {
			return err
		}
		gone := func(b Absence) bool { return b.From == a.From && b.To == a.To || b.ID == a.ID && a.ID != "" }
		kept := slices.DeleteFunc(slices.Clone(f.Absences), gone)
		if len(kept) == len(f.Absences) {
			return nil
		}
		for _, b := range f.Absences {
			if b.ID != "" && gone(b) {
				if err := tx.DeleteAbsence(ctx, b.ID); err != nil {
					return err
				}
			}
		}
		f.Absences = kept
		if err := tx.PutFacilitator(ctx, f); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditAbsenceRemoved, "facilitator", facilitatorID, "")
	})
}

// pruneAbsences forgets who was away when, and what was done about it.
func (s *Service) pruneAbsences(ctx context.Context, tx Tx, p *Programme, now time.Time) error {
	last := now.In(zoneOf(p.TimeZone)).AddDate(0, 0, -p.Rules.RetentionDaysAfterProgramme)
	if _, err := tx.DeleteAbsences(ctx, Date(last.Format(time.DateOnly))); err != nil {
		return err
	}
	_, err := tx.DeleteRearrangements(ctx, now.AddDate(0, 0, -rearrangementsKept))
	return err
}

package events

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// SeriesPlan is how a series would be held.
type SeriesPlan struct {
	Words Sentence
	// Dates are those of the recurrence, in order, the ones that are passed over
	// with why.
	Dates []Occurrence
	// Conflicts are those of each date that is held, by its day.
	Conflicts map[Date][]Conflict
}

// PlanSeries tells on which dates a series would be held of which the input is
// the first, and what stands in the way. It changes nothing. Refusals: those of
// CreateSession, and CodeValidation of "count", "every" and "nth".
func (s *Service) PlanSeries(ctx context.Context, in SessionInput, r Recurrence, count int) (SeriesPlan, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (SeriesPlan, error) {
		now := s.clock.Now()
		first, err := s.newSession(ctx, tx, &in, now)
		if err != nil {
			return SeriesPlan{}, err
		}
		zone := first.TimeZone()
		plan := SeriesPlan{Words: r.Words(first.StartsAt().In(zone), count), Conflicts: map[Date][]Conflict{}}
		if plan.Dates, err = s.planner.Series(r, first.StartsAt(), count, zone); err != nil {
			return SeriesPlan{}, err
		}
		last := first.EndsAt()
		if n := len(plan.Dates); n > 0 {
			last = later(last, plan.Dates[n-1].StartsAt)
		}
		around, err := situation(ctx, tx, first.StartsAt(), last)
		if err != nil {
			return SeriesPlan{}, err
		}
		for _, date := range plan.Dates {
			if date.Skipped == nil {
				one := first.at(date.StartsAt, now)
				plan.Conflicts[date.Day] = s.planner.Conflicts(around, &one, now)
			}
		}
		return plan, nil
	})
}

// CreateSeries makes a draft for each date of a recurrence, of which the input
// is the first, all in one transaction. Refusals are those of PlanSeries; where
// the input is Checked also that one of them is blocked.
func (s *Service) CreateSeries(ctx context.Context, in SessionInput, r Recurrence, count int, key *Once) ([]Session, error) {
	var made []Session
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		if err := s.planTurn(ctx, tx); err != nil {
			return err
		}
		now := s.clock.Now()
		var err error
		made, err = once(ctx, tx, key, now,
			func(id string) ([]Session, error) { return drafted(ctx, tx, id) },
			func() ([]Session, string, error) {
				id := NewID(now)
				made, err := s.createSeries(ctx, tx, &in, r, Series{ID: id, Count: count}, now)
				return made, id, err
			})
		return err
	})
	return made, err
}

// drafted are the sessions that a series was made with and still has.
func drafted(ctx context.Context, tx Tx, seriesID string) ([]Session, error) {
	made, err := tx.Sessions(ctx, SessionFilter{Series: seriesID})
	if err == nil && len(made) == 0 {
		return nil, ErrNotFound
	}
	return made, err
}

// createSeries makes the drafts of a series of at most series.Count.
func (s *Service) createSeries(ctx context.Context, tx Tx, in *SessionInput, r Recurrence, series Series, now time.Time) ([]Session, error) {
	first, err := s.newSession(ctx, tx, in, now)
	if err != nil {
		return nil, err
	}
	dates, err := s.planner.Series(r, first.StartsAt(), series.Count, first.TimeZone())
	if err != nil {
		return nil, err
	}
	dates = slices.DeleteFunc(dates, func(o Occurrence) bool { return o.Skipped != nil })
	series.Count = len(dates)
	made := make([]Session, 0, len(dates))
	for i, date := range dates {
		next := first.at(date.StartsAt, now)
		series.Index = i + 1
		own := series
		next.Series = &own
		session, err := insertSession(ctx, tx, next)
		if err != nil {
			return nil, err
		}
		overruled, err := s.checkPlan(ctx, tx, nil, &session, in, now)
		if err != nil {
			return nil, err
		}
		if err := s.audit(ctx, tx, AuditSessionCreated, "session", session.ID, cmp.Or(overruled, "series")); err != nil {
			return nil, err
		}
		made = append(made, session)
	}
	return made, nil
}

// PublishSeries publishes the drafts of a series at once, in one transaction.
// Refusals are those of PublishSession.
func (s *Service) PublishSeries(ctx context.Context, seriesID string, how Publishing) ([]Session, error) {
	if seriesID == "" {
		return nil, Refuse(CodeNotFound)
	}
	var published []Session
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		published = nil
		all, err := tx.Sessions(ctx, SessionFilter{Series: seriesID})
		if err != nil {
			return err
		}
		// Locked in the order of their ids, as a form locks them.
		slices.SortFunc(all, func(a, b Session) int { return cmp.Compare(a.ID, b.ID) })
		for i := range all {
			locked, err := tx.LockSession(ctx, all[i].ID)
			if err != nil {
				return err
			}
			if locked.State != SessionDraft {
				continue
			}
			if err := s.publish(ctx, tx, &locked, how, s.clock.Now()); err != nil {
				return err
			}
			published = append(published, locked)
		}
		return nil
	})
	return published, err
}

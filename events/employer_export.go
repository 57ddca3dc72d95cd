package events

import (
	"context"
	"time"
)

// EmployerStatus is an employer with how far it has come.
type EmployerStatus struct {
	Employer Employer
	// Held counts the sessions that were held for it; Next is the first one to
	// come that is not cancelled, in its own zone; zero where none is.
	Held int
	Next time.Time
}

// EmployerStatuses is everything that a status of the campaign tells.
type EmployerStatuses struct {
	Employers []EmployerStatus
	Sectors   []Sector
	Today     Date
}

// ExportEmployers reads all employers that f chooses, in its order; Limit and
// After do not count.
func (s *Service) ExportEmployers(ctx context.Context, f EmployerFilter) (EmployerStatuses, error) {
	f.After, f.Limit = "", 0
	return view(ctx, s, func(ctx context.Context, tx Tx) (EmployerStatuses, error) {
		var all EmployerStatuses
		programme, err := tx.Programme(ctx)
		if err != nil {
			return all, err
		}
		all.Today = s.today(&programme)
		if all.Sectors, err = tx.Sectors(ctx); err != nil {
			return all, err
		}
		employers, err := tx.Employers(ctx, f)
		if err != nil {
			return all, err
		}
		sessions, err := tx.Sessions(ctx, SessionFilter{})
		if err != nil {
			return all, err
		}
		at := make(map[string]int, len(employers))
		for i, e := range employers {
			all.Employers = append(all.Employers, EmployerStatus{Employer: e})
			at[e.ID] = i
		}
		now := s.clock.Now()
		for i := range sessions {
			if n, known := at[sessions[i].EmployerID]; known {
				all.Employers[n].count(&sessions[i], now)
			}
		}
		return all, nil
	})
}

// count takes a session of the employer into account; they come by start.
func (e *EmployerStatus) count(s *Session, now time.Time) {
	switch {
	case s.State == SessionHeld:
		e.Held++
	case s.State == SessionPublished && s.EndsAt().After(now) && e.Next.IsZero():
		e.Next = s.StartsAt().In(s.TimeZone())
	}
}

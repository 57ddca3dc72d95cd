package events

import (
	"context"
	"time"
)

// EmployerVisits is how far an employer has come with its sessions.
type EmployerVisits struct {
	EmployerID string
	// Held counts the sessions that were held; Next is when the first published
	// one starts that is not over; zero where none is.
	Held int
	Next time.Time
}

// EmployerStatuses is everything that a status of the campaign tells.
type EmployerStatuses struct {
	Employers []Employer
	// Visits are by the employer's id.
	Visits  map[string]EmployerVisits
	Sectors []Sector
	Today   Date
}

// ExportEmployers reads all employers that f chooses, in its order; Limit and
// After do not count.
func (s *Service) ExportEmployers(ctx context.Context, f EmployerFilter) (EmployerStatuses, error) {
	f.After, f.Limit = "", 0
	return view(ctx, s, func(ctx context.Context, tx Tx) (EmployerStatuses, error) {
		all := EmployerStatuses{Visits: map[string]EmployerVisits{}}
		programme, err := tx.Programme(ctx)
		if err != nil {
			return all, err
		}
		all.Today = s.today(&programme)
		if all.Sectors, err = tx.Sectors(ctx); err != nil {
			return all, err
		}
		if all.Employers, err = tx.Employers(ctx, f); err != nil {
			return all, err
		}
		visits, err := tx.EmployerVisits(ctx, s.clock.Now())
		for _, v := range visits {
			all.Visits[v.EmployerID] = v
		}
		return all, err
	})
}

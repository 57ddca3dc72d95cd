package events

import (
	"context"
	"slices"
	"time"
)

// EmployerCounts counts employers, archived ones apart from the rest.
type EmployerCounts struct {
	ByStage map[Stage]int
	All     int
	// Due counts those whose next action is due.
	Due      int
	Archived int
}

// EmployerList is a page of employers with what stands around it.
type EmployerList struct {
	Employers []Employer
	Counts    EmployerCounts
	Sectors   []Sector
	// ArchivedSectors tells of each sector, by id, whether it is archived.
	ArchivedSectors map[string]bool
	// Today is the day in the programme's zone, Sunday the end of its week: an
	// action is due until then.
	Today, Sunday Date
	// Next is the After of the following page; "" on the last.
	Next string
}

// EmployerList reads a page of f.Limit employers.
func (s *Service) EmployerList(ctx context.Context, f EmployerFilter) (EmployerList, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (EmployerList, error) {
		var l EmployerList
		programme, err := tx.Programme(ctx)
		if err != nil {
			return l, err
		}
		now := s.clock.Now()
		l.Today, l.Sunday = s.today(&programme), Sunday(now, zoneOf(programme.TimeZone))
		if l.Counts, err = tx.CountEmployers(ctx, l.Sunday); err != nil {
			return l, err
		}
		if l.Sectors, err = tx.Sectors(ctx); err != nil {
			return l, err
		}
		if l.ArchivedSectors, err = archived(ctx, tx, ThingSector); err != nil {
			return l, err
		}
		limit := f.Limit
		f.Limit++
		if l.Employers, err = tx.Employers(ctx, f); err != nil {
			return l, err
		}
		if len(l.Employers) > limit {
			l.Employers = l.Employers[:limit]
			l.Next = l.Employers[limit-1].ID
		}
		return l, nil
	})
}

// Sunday is the last day of the week that an instant lies in, on the clocks of
// zone; weeks begin on Monday (ISO 8601).
func Sunday(now time.Time, zone *time.Location) Date {
	at := now.In(zone)
	return Date(at.AddDate(0, 0, (7-int(at.Weekday()))%7).Format(time.DateOnly))
}

// today is the day on the programme's clocks.
func (s *Service) today(p *Programme) Date {
	return Date(s.clock.Now().In(zoneOf(p.TimeZone)).Format("2006-01-02"))
}

// EmployerView is an employer with what is shown beside it.
type EmployerView struct {
	Employer Employer
	Sectors  []Sector
	// ArchivedSectors tells of each sector, by id, whether it is archived.
	ArchivedSectors map[string]bool
	// Visits are its sessions, by start.
	Visits []Session
	// SameKVK are others with its KVK number, a few: branches, or one company that
	// was noted twice.
	SameKVK []Employer
	Today   Date
	// FollowUp is when a next action is due at the latest.
	FollowUp Date
}

// maxVisits is how many sessions of one employer are shown.
const maxVisits = 100

// maxSame is how many others with one KVK number are shown.
const maxSame = 5

// EmployerView reads an employer; "" is one that is still to be made.
func (s *Service) EmployerView(ctx context.Context, id string) (EmployerView, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (EmployerView, error) {
		v := EmployerView{Employer: Employer{Stage: StageLead}}
		programme, err := tx.Programme(ctx)
		if err != nil {
			return v, err
		}
		v.Today, v.FollowUp = s.today(&programme), s.followUp(&programme)
		if v.Sectors, err = tx.Sectors(ctx); err != nil {
			return v, err
		}
		if v.ArchivedSectors, err = archived(ctx, tx, ThingSector); err != nil || id == "" {
			return v, err
		}
		if v.Employer, err = tx.Employer(ctx, id); err != nil {
			return v, err
		}
		if v.Employer.KVK != "" {
			if v.SameKVK, err = tx.Employers(ctx, EmployerFilter{KVK: v.Employer.KVK, Limit: maxSame + 1}); err != nil {
				return v, err
			}
			v.SameKVK = slices.DeleteFunc(v.SameKVK, func(e Employer) bool { return e.ID == id })
		}
		v.Visits, err = tx.Sessions(ctx, SessionFilter{Employer: id, Limit: maxVisits})
		return v, err
	})
}

package events

import (
	"context"
	"time"
)

// CreateEmployer makes an employer with its sites. Refusals: CodeValidation,
// CodeIdempotencyMismatch.
func (s *Service) CreateEmployer(ctx context.Context, e Employer, key *Once) (Employer, error) {
	if err := checkEmployer(&e); err != nil {
		return Employer{}, err
	}
	var employer Employer
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		var err error
		employer, err = once(ctx, tx, key, now,
			func(id string) (Employer, error) { return tx.Employer(ctx, id) },
			func() (Employer, string, error) {
				made, err := createEmployer(ctx, tx, e, now)
				if err == nil {
					err = s.audit(ctx, tx, AuditEmployerCreated, "employer", made.ID, "")
				}
				return made, made.ID, err
			})
		return err
	})
	return employer, err
}

func createEmployer(ctx context.Context, tx Tx, e Employer, now time.Time) (Employer, error) {
	if err := checkSector(ctx, tx, e.Sector, ""); err != nil {
		return e, err
	}
	e.ID = NewID(now)
	if err := tx.PutEmployer(ctx, e); err != nil {
		return e, err
	}
	for i := range e.Sites {
		e.Sites[i].ID, e.Sites[i].EmployerID = NewID(now), e.ID
		if err := tx.PutSite(ctx, e.Sites[i]); err != nil {
			return e, err
		}
	}
	return tx.Employer(ctx, e.ID)
}

// CreateSite adds a place of work to an employer.
func (s *Service) CreateSite(ctx context.Context, employerID string, site Site, key *Once) (Site, error) {
	if err := checkSite(&site, ""); err != nil {
		return Site{}, err
	}
	var made Site
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		if _, err := tx.Employer(ctx, employerID); err != nil {
			return err
		}
		var err error
		made, err = once(ctx, tx, key, now,
			func(id string) (Site, error) { return tx.Site(ctx, id) },
			func() (Site, string, error) {
				made := site
				made.ID, made.EmployerID = NewID(now), employerID
				if err := tx.PutSite(ctx, made); err != nil {
					return made, "", err
				}
				return made, made.ID, s.audit(ctx, tx, AuditSiteCreated, "site", made.ID, "")
			})
		return err
	})
	return made, err
}

// CreateFacilitator adds somebody who leads sessions.
func (s *Service) CreateFacilitator(ctx context.Context, f Facilitator, key *Once) (Facilitator, error) {
	if err := checkFacilitator(&f); err != nil {
		return Facilitator{}, err
	}
	var made Facilitator
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		now := s.clock.Now()
		var err error
		made, err = once(ctx, tx, key, now,
			func(id string) (Facilitator, error) { return tx.Facilitator(ctx, id) },
			func() (Facilitator, string, error) {
				made := f
				made.ID = NewID(now)
				if err := tx.PutFacilitator(ctx, made); err != nil {
					return made, "", err
				}
				return made, made.ID, s.audit(ctx, tx, AuditFacilitatorAdded, "facilitator", made.ID, "")
			})
		return err
	})
	return made, err
}

package events

import "context"

// Profile is what an employer's own form edits.
type Profile struct {
	Name, Sector, KVK, BranchNumber string
	Employees                       int
	Domain, Note                    string
}

// Profile is that of the employer.
func (e *Employer) Profile() Profile {
	return Profile{e.Name, e.Sector, e.KVK, e.BranchNumber, e.Employees, e.Domain, e.Note}
}

// Mark tells one Profile from another.
func (f Profile) Mark() string { return mark(f) }

// EditEmployer changes an employer's profile; was is the mark of the Profile
// that was read. Refusals: CodeValidation, CodeVersionConflict with the present
// Profile.
func (s *Service) EditEmployer(ctx context.Context, id string, f Profile, was string) error {
	checked := Employer{Stage: StageLead}
	checked.setProfile(f)
	if err := checkEmployer(&checked); err != nil {
		return err
	}
	f = checked.Profile()
	return s.changeEmployer(ctx, id, AuditEmployerChanged, func(ctx context.Context, tx Tx, e *Employer) error {
		if now := e.Profile(); now.Mark() != was && now != f {
			return changedMeanwhile(now)
		}
		if err := checkSector(ctx, tx, f.Sector, e.Sector); err != nil {
			return err
		}
		e.setProfile(f)
		return nil
	})
}

func (e *Employer) setProfile(f Profile) {
	e.Name, e.Sector, e.KVK, e.BranchNumber = f.Name, f.Sector, f.KVK, f.BranchNumber
	e.Employees, e.Domain, e.Note = f.Employees, f.Domain, f.Note
}

// checkSector refuses a sector that does not exist, and an archived one in place
// of another.
func checkSector(ctx context.Context, tx Tx, id, was string) error {
	if id == "" || id == was {
		return nil
	}
	if _, err := tx.Sector(ctx, id); err != nil {
		return unknown(err, "sector", id)
	}
	gone, err := archived(ctx, tx, ThingSector)
	if err == nil && gone[id] {
		err = Invalid("sector", "archived", "Value", id)
	}
	return err
}

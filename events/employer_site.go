package events

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// SiteForm is what the form of a site edits.
type SiteForm struct {
	Street, HouseNumber, Postcode, City, Province, SchoolRegion, Roster string
	OperatingDays                                                       []string
	Shifts                                                              []Shift
}

// Form is what a form shows of the site.
func (s *Site) Form() SiteForm {
	return SiteForm{s.Street, s.HouseNumber, s.Postcode, s.City, s.Province, s.SchoolRegion, s.Roster, s.OperatingDays, s.Shifts}
}

// Mark tells one SiteForm from another.
func (f SiteForm) Mark() string { return mark(f) }

// maxShifts is how many crews a site has at most.
const maxShifts = 8

// SaveSite changes a site of an employer, or adds one where siteID is "". was
// is the mark of the form that was read. Where no shift is given the roster's
// usual ones are taken. Refusals: CodeValidation, CodeVersionConflict with the
// present SiteForm.
func (s *Service) SaveSite(ctx context.Context, id, siteID, was string, f SiteForm) error {
	f.complete()
	var checked Site
	checked.set(f)
	if err := checkSite(&checked, ""); err != nil {
		return err
	}
	f = checked.Form()
	return s.changeEmployer(ctx, id, AuditSiteChanged, func(ctx context.Context, tx Tx, e *Employer) error {
		site := Site{ID: siteID, EmployerID: id, Country: "NL"}
		if siteID == "" {
			site.ID = NewID(s.clock.Now())
		} else {
			at := slices.IndexFunc(e.Sites, func(s Site) bool { return s.ID == siteID })
			if at < 0 {
				return ErrNotFound
			}
			site = e.Sites[at]
			if now := site.Form(); now.Mark() != was && now.Mark() != f.Mark() {
				return changedMeanwhile(now)
			}
		}
		if site.City != f.City || site.Street != f.Street {
			site.Lat, site.Lon = nil, nil // they are of the place before
		}
		site.set(f)
		return tx.PutSite(ctx, site)
	})
}

func (s *Site) set(f SiteForm) {
	s.Street, s.HouseNumber, s.Postcode, s.City = f.Street, f.HouseNumber, f.Postcode, f.City
	s.Province, s.SchoolRegion, s.Roster = f.Province, f.SchoolRegion, f.Roster
	s.OperatingDays, s.Shifts = f.OperatingDays, f.Shifts
}

// complete fills in what follows from the rest.
func (f *SiteForm) complete() {
	if f.SchoolRegion == "" {
		f.SchoolRegion = SchoolRegion(f.Province)
	}
	if len(f.Shifts) == 0 {
		f.Shifts = StandardShifts(f.Roster)
	}
	if len(f.OperatingDays) == 0 {
		f.OperatingDays = standardDays(f.Roster)
	}
	codes := map[string]bool{}
	for _, sh := range f.Shifts {
		codes[sh.Code] = true
	}
	for i := range f.Shifts {
		sh := &f.Shifts[i]
		if sh.Code != "" {
			continue
		}
		// Blocks of sessions name a shift by its code, so it stays for good.
		base := slugify(strings.TrimSpace(sh.Label))
		if sh.Label == "" {
			base = "shift"
		}
		sh.Code = base
		for n := 2; codes[sh.Code]; n++ {
			sh.Code = fmt.Sprintf("%s-%d", base, n)
		}
		codes[sh.Code] = true
	}
}

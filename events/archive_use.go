package events

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// ArchivedUse is something archived that a session uses.
type ArchivedUse struct {
	// Kind is ThingVenue for any place, so for the site of an employer too.
	Kind Thing
	ID   string
	Name Text
}

// ArchivedUses lists what of a session is archived, and so is left out of its
// copies.
func (s *Service) ArchivedUses(ctx context.Context, sessionID string) ([]ArchivedUse, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]ArchivedUse, error) {
		session, err := tx.Session(ctx, sessionID)
		if err != nil {
			return nil, err
		}
		uses, err := archivedUses(ctx, tx, &session)
		for i := range uses {
			if err == nil {
				uses[i].Name, err = NameOf(ctx, tx, uses[i].Kind, uses[i].ID)
			}
		}
		return uses, err
	})
}

// archivedUses are without their names.
func archivedUses(ctx context.Context, tx Tx, s *Session) ([]ArchivedUse, error) {
	all, err := tx.Archived(ctx)
	if err != nil {
		return nil, err
	}
	var uses []ArchivedUse
	for _, a := range all {
		if s.uses(a.Kind, a.ID) {
			uses = append(uses, ArchivedUse{Kind: a.Kind, ID: a.ID})
		}
	}
	if s.EmployerID != "" {
		e, err := tx.Employer(ctx, s.EmployerID)
		if err != nil {
			return nil, err
		}
		if e.ArchivedOn != nil {
			uses = append(uses, ArchivedUse{Kind: ThingEmployer, ID: e.ID})
		}
	}
	host, err := hostOf(ctx, tx, s)
	if err == nil && host.ArchivedOn != nil {
		uses = append(uses, ArchivedUse{Kind: ThingVenue, ID: s.Location.Ref})
	}
	return uses, err
}

// hostOf is the employer at whose site a session is; the zero Employer where it
// is elsewhere.
func hostOf(ctx context.Context, tx Tx, s *Session) (Employer, error) {
	if s.Location.Ref == "" {
		return Employer{}, nil
	}
	site, err := tx.Site(ctx, s.Location.Ref)
	if CodeOf(err) == CodeNotFound {
		return Employer{}, nil
	}
	if err != nil {
		return Employer{}, err
	}
	return tx.Employer(ctx, site.EmployerID)
}

// NameOf is how people call a thing; of a venue, or the site of an employer,
// with its city. CodeNotFound where it is gone.
func NameOf(ctx context.Context, tx Tx, kind Thing, id string) (Text, error) {
	switch kind {
	case ThingOffering:
		o, err := tx.Offering(ctx, id)
		return o.Title, err
	case ThingSector:
		s, err := tx.Sector(ctx, id)
		return s.Name, err
	case ThingFacilitator:
		f, err := tx.Facilitator(ctx, id)
		return Text{NL: f.Name}, err
	case ThingEmployer:
		e, err := tx.Employer(ctx, id)
		return Text{NL: e.Name}, err
	case ThingVenue:
		p, err := placeOf(ctx, tx, &Session{Location: Location{Ref: id}})
		return Text{NL: strings.Trim(p.Name+", "+p.City, ", ")}, err
	case ThingKit:
		record, err := tx.Record(ctx, "kits", id)
		if err != nil {
			return Text{}, err
		}
		kit, err := ParseKit(record.Body)
		return Text{NL: kit.Name}, err
	}
	return Text{}, ErrNotFound
}

// refuseArchived refuses the use of what is archived, but for what old, nil for
// a new session, used already.
func refuseArchived(ctx context.Context, tx Tx, old, s *Session) error {
	uses, err := archivedUses(ctx, tx, s)
	if err != nil {
		return err
	}
	var p problems
	for _, use := range uses {
		if old == nil || !old.uses(use.Kind, use.ID) {
			p.add(s.namedIn(use.Kind, use.ID), "archived", "Value", use.ID)
		}
	}
	return p.err()
}

// without leaves out what is archived. A session cannot be without its
// offering: CodeValidation.
func (s *Session) without(uses []ArchivedUse) error {
	for _, use := range uses {
		switch use.Kind {
		case ThingOffering:
			return Invalid("offering", "offering_archived", "Value", use.ID)
		case ThingVenue:
			s.Location = Location{}
		case ThingKit:
			s.Extra.Kit = ""
		case ThingSector:
			s.SectorID = ""
		case ThingEmployer:
			s.EmployerID = ""
		case ThingFacilitator:
			is := func(id string) bool { return id == use.ID }
			s.Facilitators = slices.DeleteFunc(slices.Clone(s.Facilitators), is)
			s.Extra.Crew = maps.Clone(s.Extra.Crew)
			for block, crew := range s.Extra.Crew {
				s.Extra.Crew[block] = slices.DeleteFunc(slices.Clone(crew), is)
			}
			maps.DeleteFunc(s.Extra.Crew, func(_ string, crew []string) bool { return len(crew) == 0 })
		}
	}
	return nil
}

package events

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// CreateSession makes a draft. Refusals: CodeValidation, CodeWallTimeGap,
// CodeWallTimeAmbiguous, CodeNotYet, CodeIdempotencyMismatch. What is
// archived is refused as CodeValidation of the field that names it.
func (s *Service) CreateSession(ctx context.Context, in SessionInput, key *Once) (Session, error) {
	var session Session
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		if err := s.planTurn(ctx, tx); err != nil {
			return err
		}
		now := s.clock.Now()
		var err error
		session, err = once(ctx, tx, key, now,
			func(id string) (Session, error) { return tx.Session(ctx, id) },
			func() (Session, string, error) {
				made, err := s.createSession(ctx, tx, in, now)
				if err != nil {
					return made, "", err
				}
				overruled, err := s.checkPlan(ctx, tx, nil, &made, &in, now)
				if err != nil {
					return made, "", err
				}
				return made, made.ID, s.audit(ctx, tx, AuditSessionCreated, "session", made.ID, overruled)
			})
		return err
	})
	return session, err
}

func (s *Service) createSession(ctx context.Context, tx Tx, in SessionInput, now time.Time) (Session, error) {
	session, err := s.newSession(ctx, tx, &in, now)
	if err != nil {
		return Session{}, err
	}
	return insertSession(ctx, tx, session)
}

// insertSession keeps a new session under a slug of its own.
func insertSession(ctx context.Context, tx Tx, session Session) (Session, error) {
	var err error
	if session.Slug, err = freeSlug(ctx, tx, &session); err != nil {
		return Session{}, err
	}
	if err := tx.PutSession(ctx, session); err != nil {
		return Session{}, err
	}
	return tx.Session(ctx, session.ID)
}

// newSession is the draft that an input calls for, not kept yet.
func (s *Service) newSession(ctx context.Context, tx Tx, in *SessionInput, now time.Time) (Session, error) {
	programme, err := tx.Programme(ctx)
	if err != nil {
		return Session{}, err
	}
	if in.Offering == "" {
		return Session{}, Invalid("offering", "required")
	}
	offering, err := tx.Offering(ctx, in.Offering)
	if err != nil {
		return Session{}, unknown(err, "offering", in.Offering)
	}
	session := Session{
		ID: NewID(now), Offering: offering, Zone: programme.TimeZone, Language: programme.DefaultLanguage,
		State: SessionDraft, Version: 1,
	}
	session.Extra.RequestedOn = Date(now.In(zoneOf(programme.TimeZone)).Format(time.DateOnly))
	if err := in.apply(&session, now); err != nil {
		return Session{}, err
	}
	return session, checkReferences(ctx, tx, nil, &session)
}

// unknown turns a missing row into a refusal of the field that named it.
func unknown(err error, field, value string) error {
	if CodeOf(err) == CodeNotFound {
		return Invalid(field, "unknown_choice", "Value", value)
	}
	return err
}

// checkReferences refuses names of things that do not exist, and of things that
// are archived which old, nil for a new session, did not have already.
func checkReferences(ctx context.Context, tx Tx, old, s *Session) error {
	if s.SectorID != "" {
		if _, err := tx.Sector(ctx, s.SectorID); err != nil {
			return unknown(err, "sector", s.SectorID)
		}
	}
	if s.EmployerID != "" {
		if _, err := tx.Employer(ctx, s.EmployerID); err != nil {
			return unknown(err, "employer", s.EmployerID)
		}
	}
	for i, id := range s.Facilitators {
		if _, err := tx.Facilitator(ctx, id); err != nil {
			return unknown(err, fmt.Sprintf("facilitators[%d]", i), id)
		}
	}
	for i := range s.Blocks {
		for _, id := range s.Extra.Crew[s.Blocks[i].ID] {
			if _, err := tx.Facilitator(ctx, id); err != nil {
				return unknown(err, blockField(i, "crew"), id)
			}
		}
	}
	if s.Extra.Kit != "" {
		if _, err := tx.Record(ctx, "kits", s.Extra.Kit); err != nil {
			return unknown(err, "kit", s.Extra.Kit)
		}
	}
	if s.Location.Ref != "" {
		if _, err := placeOf(ctx, tx, s); err != nil {
			return unknown(err, "location", s.Location.Ref)
		}
	}
	return refuseArchived(ctx, tx, old, s)
}

// namedIn is the field that names a thing that the session uses.
func (s *Session) namedIn(kind Thing, id string) string {
	switch kind {
	case ThingVenue:
		return "location"
	case ThingFacilitator:
		if i := slices.Index(s.Facilitators, id); i >= 0 {
			return fmt.Sprintf("facilitators[%d]", i)
		}
		return blockField(slices.IndexFunc(s.Blocks, func(b Block) bool { return slices.Contains(s.Extra.Crew[b.ID], id) }), "crew")
	}
	return string(kind)
}

// freeSlug makes an address of title and date that no other session has.
func freeSlug(ctx context.Context, tx Tx, s *Session) (string, error) {
	base := slugify(s.Heading().In(DefaultLanguage)) + "-" + s.StartsAt().In(s.TimeZone()).Format(time.DateOnly)
	slug := base
	for n := 2; ; n++ {
		other, err := tx.SessionBySlug(ctx, slug)
		if CodeOf(err) == CodeNotFound || (err == nil && other.ID == s.ID) {
			return slug, nil
		}
		if err != nil {
			return "", err
		}
		slug = fmt.Sprintf("%s-%d", base, n)
	}
}

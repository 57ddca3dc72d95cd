package events

import (
	"context"
	"time"
)

// Thing is what can be archived.
type Thing string

// The things of the lists at the desk.
const (
	ThingOffering    Thing = "offering"
	ThingVenue       Thing = "venue"
	ThingFacilitator Thing = "facilitator"
	ThingKit         Thing = "kit"
	ThingSector      Thing = "sector"
)

// ThingEmployer is archived with ArchiveEmployer, and keeps the day itself.
const ThingEmployer Thing = "employer"

// What is written down about things: their kind stands beside it.
const (
	AuditThingCreated  AuditWhat = "thing_created"
	AuditThingChanged  AuditWhat = "thing_changed"
	AuditThingArchived AuditWhat = "thing_archived"
	AuditThingRestored AuditWhat = "thing_restored"
)

// Archived is a thing that is no longer offered. It stays what it is for what
// was planned with it.
type Archived struct {
	Kind Thing
	ID   string
	At   time.Time
}

// ArchiveTx holds what is archived.
type ArchiveTx interface {
	Archived(ctx context.Context) ([]Archived, error)
	// PutArchived leaves one as it is that is there already.
	PutArchived(ctx context.Context, a Archived) error
	DeleteArchived(ctx context.Context, kind Thing, id string) error
}

// Archived tells which things of a kind are archived, by id.
func (s *Service) Archived(ctx context.Context, kind Thing) (map[string]bool, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (map[string]bool, error) { return archived(ctx, tx, kind) })
}

func archived(ctx context.Context, tx Tx, kind Thing) (map[string]bool, error) {
	all, err := tx.Archived(ctx)
	ids := map[string]bool{}
	for _, a := range all {
		if a.Kind == kind {
			ids[a.ID] = true
		}
	}
	return ids, err
}

// Archive takes a thing out of the lists and choices. One that a coming session
// uses is refused: CodeValidation of the field "archive".
func (s *Service) Archive(ctx context.Context, kind Thing, id string) error {
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		if err := s.planTurn(ctx, tx); err != nil {
			return err
		}
		if err := exists(ctx, tx, kind, id); err != nil {
			return err
		}
		now := s.clock.Now()
		if err := refuseInUse(ctx, tx, now, func(s *Session) bool { return s.uses(kind, id) }); err != nil {
			return err
		}
		if err := tx.PutArchived(ctx, Archived{Kind: kind, ID: id, At: now}); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditThingArchived, string(kind), id, string(kind))
	})
}

// refuseInUse refuses to archive what sessions still to be held need.
func refuseInUse(ctx context.Context, tx Tx, now time.Time, uses func(*Session) bool) error {
	coming, err := tx.Sessions(ctx, SessionFilter{Ending: now})
	if err != nil {
		return err
	}
	count := 0
	for i := range coming {
		if coming[i].State != SessionCancelled && uses(&coming[i]) {
			count++
		}
	}
	if count > 0 {
		return Invalid("archive", "in_use", "Count", count)
	}
	return nil
}

// Restore brings an archived thing back.
func (s *Service) Restore(ctx context.Context, kind Thing, id string) error {
	return s.update(ctx, func(ctx context.Context, tx Tx) error {
		if err := exists(ctx, tx, kind, id); err != nil {
			return err
		}
		if err := tx.DeleteArchived(ctx, kind, id); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditThingRestored, string(kind), id, string(kind))
	})
}

// exists refuses what is not there.
func exists(ctx context.Context, tx Tx, kind Thing, id string) (err error) {
	switch kind {
	case ThingOffering:
		_, err = tx.Offering(ctx, id)
	case ThingVenue:
		_, err = tx.Venue(ctx, id)
	case ThingFacilitator:
		_, err = tx.Facilitator(ctx, id)
	case ThingKit:
		_, err = tx.Record(ctx, "kits", id)
	case ThingSector:
		_, err = tx.Sector(ctx, id)
	default:
		err = ErrNotFound
	}
	return err
}

// uses tells whether a session needs a thing.
func (s *Session) uses(kind Thing, id string) bool {
	switch kind {
	case ThingOffering:
		return s.Offering.ID == id
	case ThingVenue:
		return s.Location.Ref == id
	case ThingFacilitator:
		return s.ledBy(id)
	case ThingKit:
		return s.Extra.Kit == id
	case ThingSector:
		return s.SectorID == id
	case ThingEmployer:
		return s.EmployerID == id
	}
	return false
}

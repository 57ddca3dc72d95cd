package events

import (
	"context"
	"slices"
	"time"
)

// CopySession makes a draft like a session that starts at another time, RFC 3339
// or a wall time in the session's zone. Its reminders follow its own date, and
// nothing leaves while it is a draft. What is archived since is left out;
// ArchivedUses of the old one tells what that is. Refusals: CodeValidation, also
// where its offering is archived, CodeNotFound, CodeWallTimeGap,
// CodeWallTimeAmbiguous.
func (s *Service) CopySession(ctx context.Context, id, startsAt string) (Session, error) {
	var session Session
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		if err := s.planTurn(ctx, tx); err != nil {
			return err
		}
		now := s.clock.Now()
		old, err := tx.Session(ctx, id)
		if err != nil {
			return err
		}
		at, err := ParseTime("starts_at", startsAt, old.TimeZone())
		if err != nil {
			return err
		}
		uses, err := archivedUses(ctx, tx, &old)
		if err != nil {
			return err
		}
		next := old.at(at, now)
		if err := next.without(uses); err != nil {
			return err
		}
		if session, err = insertSession(ctx, tx, next); err != nil {
			return err
		}
		return s.audit(ctx, tx, AuditSessionCreated, "session", session.ID, "copied")
	})
	return session, err
}

// at is a new draft like a session, its first block at an instant and all else
// as far from that on the clock as it was.
func (s *Session) at(starts, now time.Time) Session {
	zone := s.TimeZone()
	by := naive(starts.In(zone)).Sub(naive(s.StartsAt().In(zone)))
	shifted := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		return atWall(naive(t.In(zone)).Add(by), zone).UTC()
	}
	next := *s
	next.ID, next.Slug, next.State, next.Series = NewID(now), "", SessionDraft, nil
	next.Sequence, next.Version, next.Reason = 0, 1, Text{}
	next.Facilitators, next.Reminders = slices.Clone(s.Facilitators), slices.Clone(s.Reminders)
	next.ClosesAt = shifted(s.ClosesAt)
	next.Extra.RequestedOn, next.Extra.Outcome = Date(now.In(zone).Format(time.DateOnly)), nil
	next.Extra.Crew = nil
	next.Blocks = make([]Block, len(s.Blocks))
	for i, b := range s.Blocks {
		length, old := b.EndsAt.Sub(b.StartsAt), b.ID
		b.ID, b.StartsAt, b.EndsAt = NewID(now), shifted(b.StartsAt), shifted(b.EndsAt)
		if i == 0 {
			b.StartsAt = starts
		}
		if !b.EndsAt.After(b.StartsAt) {
			b.EndsAt = b.StartsAt.Add(length) // an hour that the clock skips
		}
		next.Blocks[i] = b
		if crew, named := s.Extra.Crew[old]; named {
			if next.Extra.Crew == nil {
				next.Extra.Crew = map[string][]string{}
			}
			next.Extra.Crew[b.ID] = slices.Clone(crew)
		}
	}
	return next
}

package events

import (
	"context"
	"fmt"
	"reflect"
	"time"
)

// Import brings a programme file in: the same ids update, nothing doubles,
// nobody is mailed, reminders still to come are planned. All of it or, with an
// error that names the record, nothing.
//
// What people did since is theirs: a registration that exists keeps its state,
// and a session that was published or cancelled here is not taken back.
func (s *Service) Import(ctx context.Context, b Bundle) (Imported, error) {
	var done Imported
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		done = Imported{}
		if hours := b.Programme.Rules.QuietHours; hours != "" {
			if _, err := parseSpan(hours); err != nil {
				return fmt.Errorf("programme %q: %w", b.Programme.ID, err)
			}
		}
		if err := tx.PutProgramme(ctx, b.Programme); err != nil {
			return err
		}
		if err := importCatalogue(ctx, tx, &b, &done); err != nil {
			return err
		}
		now := s.clock.Now()
		for i := range b.Sessions {
			if err := s.importSession(ctx, tx, &b.Programme, b.Sessions[i], now); err != nil {
				return fmt.Errorf("sessions %q: %w", b.Sessions[i].ID, err)
			}
			done.Sessions++
		}
		for i := range b.Registrations {
			if err := s.importRegistration(ctx, tx, b.Registrations[i], now); err != nil {
				return fmt.Errorf("registrations %q: %w", b.Registrations[i].ID, err)
			}
			done.Registrations++
		}
		return nil
	})
	return done, err
}

func importCatalogue(ctx context.Context, tx Tx, b *Bundle, done *Imported) error {
	for _, sec := range b.Sectors {
		if err := tx.PutSector(ctx, sec); err != nil {
			return fmt.Errorf("sectors %q: %w", sec.ID, err)
		}
	}
	for _, o := range b.Offerings {
		if err := tx.PutOffering(ctx, o); err != nil {
			return fmt.Errorf("offerings %q: %w", o.ID, err)
		}
	}
	for _, v := range b.Venues {
		if err := tx.PutVenue(ctx, v); err != nil {
			return fmt.Errorf("venues %q: %w", v.ID, err)
		}
	}
	for _, e := range b.Employers {
		if err := tx.PutEmployer(ctx, e); err != nil {
			return fmt.Errorf("employers %q: %w", e.ID, err)
		}
		for _, site := range e.Sites {
			site.EmployerID = e.ID
			if err := tx.PutSite(ctx, site); err != nil {
				return fmt.Errorf("sites %q: %w", site.ID, err)
			}
			done.Sites++
		}
	}
	for _, f := range b.Facilitators {
		if err := tx.PutFacilitator(ctx, f); err != nil {
			return fmt.Errorf("facilitators %q: %w", f.ID, err)
		}
	}
	for _, r := range b.Records {
		if err := tx.PutRecord(ctx, r); err != nil {
			return fmt.Errorf("%s %q: %w", r.Kind, r.ID, err)
		}
	}
	done.Offerings, done.Venues, done.Employers = len(b.Offerings), len(b.Venues), len(b.Employers)
	done.Facilitators, done.Records = len(b.Facilitators), len(b.Records)
	return nil
}

// stateRank orders the states that a file may move a session through.
var stateRank = map[SessionState]int{SessionDraft: 0, SessionPublished: 1, SessionHeld: 2, SessionCancelled: 3}

func (s *Service) importSession(ctx context.Context, tx Tx, p *Programme, next Session, now time.Time) error {
	offering, err := tx.Offering(ctx, next.Offering.ID)
	if err != nil {
		return err
	}
	next.Offering = offering
	old, err := tx.LockSession(ctx, next.ID)
	switch {
	case CodeOf(err) == CodeNotFound:
		next.Version = 1
		if next.Slug == "" {
			if next.Slug, err = freeSlug(ctx, tx, &next); err != nil {
				return err
			}
		}
		err = tx.PutSession(ctx, next)
	case err != nil:
		return err
	default:
		err = s.importKnown(ctx, tx, &old, &next)
	}
	if err != nil {
		return err
	}
	if next.State != SessionPublished {
		if next.State == SessionCancelled {
			return s.cancelReminders(ctx, tx, next.ID)
		}
		return nil
	}
	_, err = s.replan(ctx, tx, p, &next, ReasonPastAtPublish, now)
	return err
}

// importKnown updates a session that exists, if the file says anything new.
func (s *Service) importKnown(ctx context.Context, tx Tx, old, next *Session) error {
	next.Slug, next.Version, next.Sequence, next.Change = old.Slug, old.Version, old.Sequence, old.Change
	next.Confirmed, next.Waitlisted, next.LastQueueNo, next.PassFrom = old.Confirmed, old.Waitlisted, old.LastQueueNo, old.PassFrom
	next.Reason = old.Reason
	if stateRank[next.State] < stateRank[old.State] {
		next.State = old.State
	}
	for i := range next.Blocks {
		if was, ok := old.Block(next.Blocks[i].ID); ok {
			next.Blocks[i].Confirmed, next.Blocks[i].Waitlisted = was.Confirmed, was.Waitlisted
		}
	}
	if reflect.DeepEqual(old, next) {
		return nil
	}
	if err := checkSeats(next); err != nil {
		return err
	}
	next.Version++
	if len(movedBlocks(old, next)) > 0 || old.Location != next.Location || old.JoinURL != next.JoinURL {
		next.Sequence++
	}
	if err := s.dropBlocks(ctx, tx, old, next); err != nil {
		return err
	}
	return tx.PutSession(ctx, *next)
}

func (s *Service) importRegistration(ctx context.Context, tx Tx, r Registration, now time.Time) error {
	session, err := tx.LockSession(ctx, r.SessionID) // who holds a seat is read under the lock
	if err != nil {
		return err
	}
	known, err := tx.Registration(ctx, r.ID)
	if err == nil {
		if known.EraseRequested || !known.ErasedAt.IsZero() {
			return nil
		}
		known.Name, known.Employer, known.Language, known.Needs = r.Name, r.Employer, r.Language, r.Needs
		return tx.PutRegistration(ctx, known)
	}
	if CodeOf(err) != CodeNotFound {
		return err
	}
	block, ok := session.Block(r.BlockID)
	if !ok {
		return Invalid("block", "unknown_choice", "Value", r.BlockID)
	}
	r.BlockID, r.Group, r.UID = block.ID, r.ID, newUID(r.ID)
	r.Participation = NeedsAction
	r.Organizer = s.organizer(session.Offering.Discreet || r.Discreet)
	if r.RegisteredAt.IsZero() {
		r.RegisteredAt = now
	}
	confirmed, waitlisted := 0, 0
	switch r.State {
	case Confirmed, Attended, NoShow:
		confirmed, r.ConfirmedAt = 1, r.RegisteredAt
		if now.Before(r.ConfirmedAt) {
			r.ConfirmedAt = now // or reminders due until then would pass by in silence
		}
	case Waitlisted:
		waitlisted = 1
		if r.QueueNo, err = tx.NextQueueNo(ctx, session.ID); err != nil {
			return err
		}
	case Withdrawn:
		r.WithdrawnAt = r.RegisteredAt
	}
	if err := tx.CountSeats(ctx, session.ID, block.ID, confirmed, waitlisted); err != nil {
		return err
	}
	return tx.InsertRegistration(ctx, r)
}

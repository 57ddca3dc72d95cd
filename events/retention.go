package events

import (
	"context"
	"slices"
	"time"
)

// discreetDays is how many days after a discreet session its registrations go.
const discreetDays = 7

// eraseOn is when the data of a registration goes by itself: seven days after
// a discreet session, else the programme's retention after its end; a
// programme without an end counts from the session.
func eraseOn(p *Programme, session *Session, block *Block) time.Time {
	if session.Offering.Discreet {
		return block.EndsAt.AddDate(0, 0, discreetDays)
	}
	end, err := time.ParseInLocation(time.DateOnly, string(p.Period.End), zoneOf(p.TimeZone))
	if err != nil || end.Before(block.EndsAt) {
		end = block.EndsAt
	}
	return end.AddDate(0, 0, p.Rules.RetentionDaysAfterProgramme)
}

// Pruned counts what a Prune removed.
type Pruned struct{ Erased, Subscriptions, Trials, Keys, Employers, Interests int }

// Prune forgets what has no reason to be kept: people who asked for it or
// whose time has come, subscriptions nobody confirmed, keys of repeated
// requests, test letters and links to the desk older than a day, absences long
// over, the people of employers that were archived or of a programme that is
// over, and with that what is written down of who did what.
func (s *Service) Prune(ctx context.Context) (Pruned, error) {
	var done Pruned
	err := s.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		done = Pruned{}
		now := s.clock.Now()
		programme, err := tx.Programme(ctx)
		if err != nil {
			return err
		}
		due := Erasable{Now: now, DiscreetBefore: now.AddDate(0, 0, -discreetDays)}
		end, err := time.ParseInLocation(time.DateOnly, string(programme.Period.End), zoneOf(programme.TimeZone))
		keep := programme.Rules.RetentionDaysAfterProgramme
		over := err == nil && now.After(end.AddDate(0, 0, keep))
		if err != nil || over {
			due.EndedBefore = now.AddDate(0, 0, -keep)
		}
		registrations, err := erasable(ctx, tx, due)
		if err != nil {
			return err
		}
		for _, r := range registrations {
			if err := forget(ctx, tx, &r, now); err != nil {
				return err
			}
		}
		done.Erased = len(registrations)
		if err := s.pruneAbsences(ctx, tx, &programme, now); err != nil {
			return err
		}
		if !due.EndedBefore.IsZero() {
			if _, err := tx.DeleteAudit(ctx, due.EndedBefore); err != nil {
				return err
			}
		}
		archivedBefore := Date(now.AddDate(0, 0, -keep).Format(time.DateOnly))
		if done.Employers, err = forgetPeople(ctx, tx, archivedBefore, over); err != nil {
			return err
		}
		return forgetRequests(ctx, tx, &done, now)
	})
	return done, err
}

// erasable lists some of those whose time has come, their sessions locked: who is
// being changed at this moment is read again once that is done. The locks are
// taken in the order of the sessions' ids, as everybody takes several.
func erasable(ctx context.Context, tx Tx, due Erasable) ([]Registration, error) {
	registrations, err := tx.ErasableRegistrations(ctx, due, 500)
	if err != nil || len(registrations) == 0 {
		return nil, err
	}
	var sessions []string
	for i := range registrations {
		sessions = append(sessions, registrations[i].SessionID)
	}
	slices.Sort(sessions)
	sessions = slices.Compact(sessions)
	for _, id := range sessions {
		if _, err := tx.LockSession(ctx, id); err != nil {
			return nil, err
		}
	}
	registrations, err = tx.ErasableRegistrations(ctx, due, 500)
	return slices.DeleteFunc(registrations, func(r Registration) bool { return !slices.Contains(sessions, r.SessionID) }), err
}

// forgetRequests forgets what was asked for by somebody and is over.
func forgetRequests(ctx context.Context, tx Tx, done *Pruned, now time.Time) (err error) {
	if done.Subscriptions, err = tx.DeleteUnconfirmed(ctx, now.AddDate(0, 0, -SubscriptionDays)); err != nil {
		return err
	}
	if done.Interests, err = tx.DeleteInterests(ctx, now.AddDate(0, 0, -interestDays)); err != nil {
		return err
	}
	if done.Trials, err = tx.DeleteMailTrials(ctx, now.AddDate(0, 0, -TrialDays)); err != nil {
		return err
	}
	if _, err := tx.EmptyMailings(ctx, now.AddDate(0, 0, -mailingWords)); err != nil {
		return err
	}
	if _, err := tx.DeleteOldAccountLinks(ctx, now.Add(-24*time.Hour)); err != nil {
		return err
	}
	done.Keys, err = tx.DeleteOnce(ctx, now.Add(-24*time.Hour))
	return err
}

// forgetPeople takes people and notes out of employers; the companies stay.
func forgetPeople(ctx context.Context, tx Tx, archivedBefore Date, everybody bool) (int, error) {
	employers, err := tx.PersonalEmployers(ctx, archivedBefore, everybody, 500)
	if err != nil {
		return 0, err
	}
	for _, e := range employers {
		e.Contacts, e.Note, e.NextAction = nil, "", nil
		if err := tx.PutEmployer(ctx, e); err != nil {
			return 0, err
		}
	}
	return len(employers), nil
}

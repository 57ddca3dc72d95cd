package events

import (
	"context"
	"slices"
	"strings"
)

// SessionDetail is a session with all that the desk tells of it.
type SessionDetail struct {
	Listing
	Employer     Employer
	Kit          Kit
	Facilitators []Facilitator
	// Reminders are those owed, by due instant; Inherited tells that the rules are
	// the offering's or the programme's.
	Reminders []Reminder
	Inherited bool
	// Conflicts are those of a session that is still to be held.
	Conflicts []Conflict
	// Series lists the sessions of the same series, this one included.
	Series []Session
	// Deletable tells whether DeleteSession would take it away.
	Deletable bool
}

// SessionDetail reads a session for the desk. ledBy is the address of who may
// see only what they lead; CodeNotFound for any other session.
func (s *Service) SessionDetail(ctx context.Context, ledBy, id string) (SessionDetail, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (SessionDetail, error) {
		var d SessionDetail
		var err error
		if d.Session, err = tx.Session(ctx, id); err != nil {
			return d, err
		}
		if mine, err := led(ctx, tx, &d.Session, ledBy); err != nil || !mine {
			if err == nil {
				err = Refuse(CodeNotFound)
			}
			return SessionDetail{}, err
		}
		if err := s.surroundings(ctx, tx, &d); err != nil {
			return d, err
		}
		if d.Reminders, err = tx.Reminders(ctx, id); err != nil {
			return d, err
		}
		slices.SortStableFunc(d.Reminders, func(a, b Reminder) int { return a.DueAt.Compare(b.DueAt) })
		d.Inherited = d.Session.Reminders == nil
		if d.Session.State == SessionDraft {
			programme, err := tx.Programme(ctx)
			if err != nil {
				return d, err
			}
			// Nothing is planned for a draft yet: this is what publishing will plan.
			d.Reminders = planned(&programme, &d.Session)
		}
		d.Deletable, err = deletable(ctx, tx, &d.Session)
		return d, err
	})
}

// surroundings adds the place and the things a session refers to, and what
// stands in its way.
func (s *Service) surroundings(ctx context.Context, tx Tx, d *SessionDetail) error {
	session := &d.Session
	var err error
	if d.Place, err = placeOf(ctx, tx, session); err != nil {
		return err
	}
	if session.SectorID != "" {
		if d.Sector, err = tx.Sector(ctx, session.SectorID); err != nil {
			return err
		}
	}
	if session.EmployerID != "" {
		if d.Employer, err = tx.Employer(ctx, session.EmployerID); err != nil {
			return err
		}
	}
	if session.Extra.Kit != "" {
		record, err := tx.Record(ctx, "kits", session.Extra.Kit)
		if err != nil {
			return err
		}
		if d.Kit, err = ParseKit(record.Body); err != nil {
			return err
		}
	}
	for _, id := range session.Facilitators {
		f, err := tx.Facilitator(ctx, id)
		if err != nil {
			return err
		}
		d.Facilitators = append(d.Facilitators, f)
	}
	if session.Series != nil {
		if d.Series, err = tx.Sessions(ctx, SessionFilter{Series: session.Series.ID}); err != nil {
			return err
		}
	}
	now := s.clock.Now()
	if session.State != SessionDraft && session.State != SessionPublished || !session.EndsAt().After(now) {
		return nil
	}
	around, err := situation(ctx, tx, session.StartsAt(), session.EndsAt())
	if err == nil {
		d.Conflicts = s.planner.Conflicts(around, session, now)
	}
	return err
}

func deletable(ctx context.Context, tx Tx, session *Session) (bool, error) {
	if session.State != SessionDraft {
		return false, nil
	}
	there, err := tx.Registrations(ctx, RegistrationFilter{SessionID: session.ID, Limit: 1})
	if err != nil || len(there) > 0 {
		return false, err
	}
	told, err := tx.Messages(ctx, MessageFilter{SessionID: session.ID, Limit: 1})
	return len(told) == 0, err
}

// SessionList lists sessions for the desk, of whoever leads them as in
// SessionDetail.
func (s *Service) SessionList(ctx context.Context, ledBy string, f SessionFilter) ([]Listing, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Listing, error) {
		if ledBy != "" {
			own, err := facilitatorsAt(ctx, tx, ledBy)
			if err != nil || len(own) == 0 {
				return nil, err
			}
			f.LedBy = own
		}
		sessions, err := tx.Sessions(ctx, f)
		if err != nil {
			return nil, err
		}
		list := make([]Listing, len(sessions))
		for i := range sessions {
			list[i].Session = sessions[i]
			if list[i].Place, err = placeOf(ctx, tx, &sessions[i]); err != nil {
				return nil, err
			}
		}
		return list, nil
	})
}

// facilitatorsAt lists the ids of the facilitators with an address.
func facilitatorsAt(ctx context.Context, tx Tx, email string) ([]string, error) {
	all, err := tx.Facilitators(ctx)
	var ids []string
	for _, f := range all {
		if strings.EqualFold(f.Email, email) {
			ids = append(ids, f.ID)
		}
	}
	return ids, err
}

// SessionChoices is what a session can be made of.
type SessionChoices struct {
	Programme    Programme
	Offerings    []Offering
	Sectors      []Sector
	Employers    []Employer
	Venues       []Venue
	Facilitators []Facilitator
	Kits         []Kit
}

// SessionChoices reads what a session can be made of.
func (s *Service) SessionChoices(ctx context.Context) (SessionChoices, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (c SessionChoices, err error) {
		if c.Programme, err = tx.Programme(ctx); err != nil {
			return c, err
		}
		if c.Offerings, err = tx.Offerings(ctx); err != nil {
			return c, err
		}
		if c.Sectors, err = tx.Sectors(ctx); err != nil {
			return c, err
		}
		if c.Employers, err = tx.Employers(ctx, EmployerFilter{}); err != nil {
			return c, err
		}
		if c.Venues, err = tx.Venues(ctx); err != nil {
			return c, err
		}
		if c.Facilitators, err = tx.Facilitators(ctx); err != nil {
			return c, err
		}
		if c.Kits, err = kits(ctx, tx); err != nil {
			return c, err
		}
		return c, c.dropArchived(ctx, tx)
	})
}

// dropArchived leaves out what is no longer offered.
func (c *SessionChoices) dropArchived(ctx context.Context, tx Tx) error {
	all, err := tx.Archived(ctx)
	for _, a := range all {
		switch a.Kind {
		case ThingOffering:
			c.Offerings = slices.DeleteFunc(c.Offerings, func(o Offering) bool { return o.ID == a.ID })
		case ThingSector:
			c.Sectors = slices.DeleteFunc(c.Sectors, func(s Sector) bool { return s.ID == a.ID })
		case ThingVenue:
			c.Venues = slices.DeleteFunc(c.Venues, func(v Venue) bool { return v.ID == a.ID })
		case ThingFacilitator:
			c.Facilitators = slices.DeleteFunc(c.Facilitators, func(f Facilitator) bool { return f.ID == a.ID })
		case ThingKit:
			c.Kits = slices.DeleteFunc(c.Kits, func(k Kit) bool { return k.ID == a.ID })
		}
	}
	return err
}

// ReminderRules gives the rules that are in force for a session that has none of
// its own.
func (c *SessionChoices) ReminderRules(o *Offering) []ReminderRule {
	return rulesFor(&c.Programme, &Session{Offering: *o})
}

// SessionFilters reads what the desk's list of sessions can be narrowed to.
func (s *Service) SessionFilters(ctx context.Context) (sectors []Sector, facilitators []Facilitator, err error) {
	err = s.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		if sectors, err = tx.Sectors(ctx); err != nil {
			return err
		}
		facilitators, err = tx.Facilitators(ctx)
		return err
	})
	return sectors, facilitators, err
}

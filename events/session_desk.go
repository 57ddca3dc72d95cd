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

	gone map[Thing]map[string]bool
}

// Archived tells whether a choice is archived, and so there only for the session
// that has it.
func (c *SessionChoices) Archived(kind Thing, id string) bool { return c.gone[kind][id] }

// SessionChoices reads what a session can be made of: what is archived is left
// out unless has, the session as it stands, has it already.
func (s *Service) SessionChoices(ctx context.Context, has *Session) (SessionChoices, error) {
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
		return c, c.dropArchived(ctx, tx, has)
	})
}

func (c *SessionChoices) dropArchived(ctx context.Context, tx Tx, has *Session) error {
	all, err := tx.Archived(ctx)
	if err != nil {
		return err
	}
	c.gone = map[Thing]map[string]bool{}
	put := func(kind Thing, id string) {
		if c.gone[kind] == nil {
			c.gone[kind] = map[string]bool{}
		}
		c.gone[kind][id] = true
	}
	for _, a := range all {
		put(a.Kind, a.ID)
	}
	for i := range c.Employers {
		if e := &c.Employers[i]; e.ArchivedOn != nil {
			put(ThingEmployer, e.ID)
			for _, site := range e.Sites {
				put(ThingVenue, site.ID)
			}
		}
	}
	drop := func(kind Thing, id string) bool { return c.Archived(kind, id) && !has.uses(kind, id) }
	c.Offerings = slices.DeleteFunc(c.Offerings, func(o Offering) bool { return drop(ThingOffering, o.ID) })
	c.Sectors = slices.DeleteFunc(c.Sectors, func(s Sector) bool { return drop(ThingSector, s.ID) })
	c.Venues = slices.DeleteFunc(c.Venues, func(v Venue) bool { return drop(ThingVenue, v.ID) })
	c.Facilitators = slices.DeleteFunc(c.Facilitators, func(f Facilitator) bool { return drop(ThingFacilitator, f.ID) })
	c.Kits = slices.DeleteFunc(c.Kits, func(k Kit) bool { return drop(ThingKit, k.ID) })
	for i := range c.Employers {
		e := &c.Employers[i]
		e.Sites = slices.DeleteFunc(e.Sites, func(s Site) bool { return drop(ThingVenue, s.ID) })
	}
	c.Employers = slices.DeleteFunc(c.Employers, func(e Employer) bool { return drop(ThingEmployer, e.ID) && len(e.Sites) == 0 })
	return nil
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

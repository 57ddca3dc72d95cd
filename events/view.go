package events

import (
	"context"
	"slices"
	"time"
)

// Listing is a session as an overview shows it.
type Listing struct {
	Session Session
	Place   Place
	Sector  Sector
}

// Overview is what stands on the public page at one moment.
type Overview struct {
	Programme Programme
	Listings  []Listing
	// Until is when the overview changes by the mere passing of time: a
	// registration that closes, a session that ends. Zero: not by itself.
	Until time.Time
}

// feedKeep is how long a session that is over stays in the public feed.
const feedKeep = 30 * 24 * time.Hour

// Overview lists the public sessions still to come, cancelled ones left out.
func (s *Service) Overview(ctx context.Context) (Overview, error) {
	now := s.clock.Now()
	return s.overview(ctx, SessionFilter{Public: true, State: SessionPublished, Ending: now})
}

// Feed lists the public sessions of the calendar feed: those to come and those
// of the last month, cancelled ones included so that calendars drop them.
func (s *Service) Feed(ctx context.Context) (Overview, error) {
	return s.overview(ctx, SessionFilter{Public: true, Ending: s.clock.Now().Add(-feedKeep)})
}

func (s *Service) overview(ctx context.Context, f SessionFilter) (Overview, error) {
	var o Overview
	now := s.clock.Now()
	err := s.store.View(ctx, func(ctx context.Context, tx Tx) error {
		var err error
		if o.Programme, err = tx.Programme(ctx); err != nil {
			return err
		}
		sessions, err := tx.Sessions(ctx, f)
		if err != nil {
			return err
		}
		sectors, err := tx.Sectors(ctx)
		if err != nil {
			return err
		}
		for i := range sessions {
			l := Listing{Session: sessions[i]}
			if l.Place, err = placeOf(ctx, tx, &l.Session); err != nil {
				return err
			}
			if at := slices.IndexFunc(sectors, func(sec Sector) bool { return sec.ID == l.Session.SectorID }); at >= 0 {
				l.Sector = sectors[at]
			}
			o.Listings = append(o.Listings, l)
			o.Until = nextChange(o.Until, &l.Session, now)
		}
		return nil
	})
	return o, err
}

// nextChange is the earliest instant after now at which a session looks
// different by itself.
func nextChange(until time.Time, s *Session, now time.Time) time.Time {
	for i := range s.Blocks {
		b := &s.Blocks[i]
		for _, at := range []time.Time{s.ClosesFor(b), b.StartsAt, b.EndsAt} {
			if at.After(now) && (until.IsZero() || at.Before(until)) {
				until = at
			}
		}
	}
	return until
}

// SessionView is a public session with all that its page tells.
type SessionView struct {
	Listing
	Programme    Programme
	Facilitators []string
	// Series lists the sessions signed up for together, this one included;
	// Others are at most three other dates of the same offering that can still
	// be joined, if only by the waitlist.
	Series []Session
	Others []Listing
	Until  time.Time
}

// PublicSession reads the page of a session by its slug. Drafts, invited and
// site sessions are CodeNotFound.
func (s *Service) PublicSession(ctx context.Context, slug string) (SessionView, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (SessionView, error) {
		session, err := tx.SessionBySlug(ctx, slug)
		if err != nil {
			return SessionView{}, err
		}
		if !session.Public() {
			return SessionView{}, Refuse(CodeNotFound)
		}
		return s.sessionView(ctx, tx, session, s.clock.Now())
	})
}

func (s *Service) sessionView(ctx context.Context, tx Tx, session Session, now time.Time) (SessionView, error) {
	v := SessionView{Listing: Listing{Session: session}, Until: nextChange(time.Time{}, &session, now)}
	var err error
	if v.Programme, err = tx.Programme(ctx); err != nil {
		return v, err
	}
	if v.Place, err = placeOf(ctx, tx, &session); err != nil {
		return v, err
	}
	if session.SectorID != "" {
		if v.Sector, err = tx.Sector(ctx, session.SectorID); err != nil {
			return v, err
		}
	}
	if v.Facilitators, err = namesOf(ctx, tx, session.Facilitators); err != nil {
		return v, err
	}
	return v, s.relatives(ctx, tx, &v, now)
}

// relatives adds the series of a session and other dates of its offering.
func (s *Service) relatives(ctx context.Context, tx Tx, v *SessionView, now time.Time) error {
	if series := v.Session.Series; series != nil {
		all, err := tx.Sessions(ctx, SessionFilter{Series: series.ID, Public: true})
		if err != nil {
			return err
		}
		v.Series = all
	}
	upcoming, err := tx.Sessions(ctx, SessionFilter{Public: true, State: SessionPublished, Kind: v.Session.Offering.Kind, Ending: now})
	if err != nil {
		return err
	}
	for i := range upcoming {
		other := &upcoming[i]
		sameSeries := other.Series != nil && v.Session.Series != nil && other.Series.ID == v.Session.Series.ID
		if other.ID == v.Session.ID || sameSeries || other.Offering.ID != v.Session.Offering.ID || !other.joinable(now) || len(v.Others) == 3 {
			continue
		}
		place, err := placeOf(ctx, tx, other)
		if err != nil {
			return err
		}
		v.Others = append(v.Others, Listing{Session: *other, Place: place})
		v.Until = nextChange(v.Until, other, now)
	}
	return nil
}

// joinable tells whether somebody who comes now gets a seat or a place on the
// waitlist.
func (s *Session) joinable(now time.Time) bool {
	return slices.ContainsFunc(s.Blocks, func(b Block) bool {
		return s.OpenFor(&b, now) && (s.Free(&b) != 0 || s.Waiting() == WaitlistAuto)
	})
}

// RegistrationView is a registration with all that its holder may see.
type RegistrationView struct {
	Registration Registration
	Session      Session
	Block        Block
	Place        Place
	Programme    Programme
	Position     int
	// Group are the other registrations that the same form made.
	Group []RegistrationView
	// Messages are its letters, oldest first; Reminders those of its block.
	Messages  []Message
	Reminders []Reminder
	// UndoUntil is until when a withdrawal can be taken back; zero when it cannot.
	UndoUntil time.Time
	// Facilitators are their names.
	Facilitators []string
	ManageURL    string
	// StopToken opens "/u/", which stops reminders and nothing else.
	StopToken string
}

// Discreet tells whether nothing on its pages may name the theme.
func (v *RegistrationView) Discreet() bool {
	return v.Registration.Discreet || v.Session.Offering.Discreet
}

// Manage reads the registration that a link is for. Refusals: CodeNotFound,
// CodeGone.
func (s *Service) Manage(ctx context.Context, purpose Purpose, token string) (RegistrationView, error) {
	var v RegistrationView
	err := s.store.View(ctx, func(ctx context.Context, tx Tx) error {
		r, session, err := s.byToken(ctx, tx, purpose, token)
		if err != nil {
			return err
		}
		if v, err = s.registrationView(ctx, tx, r, session); err != nil {
			return err
		}
		group, err := tx.Registrations(ctx, RegistrationFilter{Group: r.Group})
		if err != nil {
			return err
		}
		for _, other := range group {
			if other.ID == r.ID || other.Email != r.Email {
				continue
			}
			its, err := tx.Session(ctx, other.SessionID)
			if err != nil {
				return err
			}
			one, err := s.registrationView(ctx, tx, other, its)
			if err != nil {
				return err
			}
			v.Group = append(v.Group, one)
		}
		slices.SortFunc(v.Group, func(a, b RegistrationView) int { return a.Block.StartsAt.Compare(b.Block.StartsAt) })
		return nil
	})
	return v, err
}

func (s *Service) registrationView(ctx context.Context, tx Tx, r Registration, session Session) (RegistrationView, error) {
	v := RegistrationView{
		Registration: r, Session: session, ManageURL: s.ManageURL(&r), StopToken: s.key.Token(PurposeStop, r.ID, r.LinkVersion),
	}
	block, ok := session.Block(r.BlockID)
	if !ok {
		return v, Refuse(CodeNotFound)
	}
	v.Block = *block
	now := s.clock.Now()
	if undoable(&session, block, &r, now) {
		v.UndoUntil = r.WithdrawnAt.Add(UndoWindow)
	}
	var err error
	if v.Programme, err = tx.Programme(ctx); err != nil {
		return v, err
	}
	if v.Place, err = placeOf(ctx, tx, &session); err != nil {
		return v, err
	}
	if v.Facilitators, err = namesOf(ctx, tx, session.Facilitators); err != nil {
		return v, err
	}
	if v.Position, err = position(ctx, tx, &r); err != nil {
		return v, err
	}
	if v.Messages, err = tx.Messages(ctx, MessageFilter{RegistrationID: r.ID}); err != nil {
		return v, err
	}
	reminders, err := tx.Reminders(ctx, session.ID)
	for _, rem := range reminders {
		if rem.BlockID == r.BlockID {
			v.Reminders = append(v.Reminders, rem)
		}
	}
	return v, err
}

// Programme reads the programme.
func (s *Service) Programme(ctx context.Context) (Programme, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Programme, error) { return tx.Programme(ctx) })
}

// Session reads a session by its id, drafts too.
func (s *Service) Session(ctx context.Context, id string) (Session, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Session, error) { return tx.Session(ctx, id) })
}

// SessionBySlug reads a session by its slug, whatever its state.
func (s *Service) SessionBySlug(ctx context.Context, slug string) (Session, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Session, error) { return tx.SessionBySlug(ctx, slug) })
}

// Sessions lists sessions.
func (s *Service) Sessions(ctx context.Context, f SessionFilter) ([]Session, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Session, error) { return tx.Sessions(ctx, f) })
}

// PlacedRegistration is a registration with its place on the waitlist.
type PlacedRegistration struct {
	Registration Registration
	// Position is from 1; 0 when not on the waitlist.
	Position int
}

// Registrations lists the registrations of a session; CodeNotFound where there
// is no such session.
func (s *Service) Registrations(ctx context.Context, f RegistrationFilter) ([]PlacedRegistration, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]PlacedRegistration, error) {
		if _, err := tx.Session(ctx, f.SessionID); err != nil {
			return nil, err
		}
		registrations, err := tx.Registrations(ctx, f)
		if err != nil {
			return nil, err
		}
		placed := make([]PlacedRegistration, len(registrations))
		for i, r := range registrations {
			at, err := position(ctx, tx, &r)
			if err != nil {
				return nil, err
			}
			placed[i] = PlacedRegistration{Registration: r, Position: at}
		}
		return placed, nil
	})
}

// Registration reads one registration with its session.
func (s *Service) Registration(ctx context.Context, id string) (Registered, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Registered, error) { return s.registered(ctx, tx, id) })
}

// Reminders lists what a session owes, by due instant.
func (s *Service) Reminders(ctx context.Context, sessionID string) ([]Reminder, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Reminder, error) {
		if _, err := tx.Session(ctx, sessionID); err != nil {
			return nil, err
		}
		reminders, err := tx.Reminders(ctx, sessionID)
		slices.SortStableFunc(reminders, func(a, b Reminder) int { return a.DueAt.Compare(b.DueAt) })
		return reminders, err
	})
}

// Messages lists the outbox.
func (s *Service) Messages(ctx context.Context, f MessageFilter) ([]Message, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Message, error) { return tx.Messages(ctx, f) })
}

// Versions are what cached pages are kept by (Store.SiteVersion, SessionVersion).

// SiteVersion is Store.SiteVersion.
func (s *Service) SiteVersion(ctx context.Context) (int64, error) { return s.store.SiteVersion(ctx) }

// SessionVersion is Store.SessionVersion.
func (s *Service) SessionVersion(ctx context.Context, slug string) (int64, error) {
	return s.store.SessionVersion(ctx, slug)
}

func view[T any](ctx context.Context, s *Service, fn func(ctx context.Context, tx Tx) (T, error)) (T, error) {
	var v T
	err := s.store.View(ctx, func(ctx context.Context, tx Tx) (err error) {
		v, err = fn(ctx, tx)
		return err
	})
	return v, err
}

// Offerings lists the offerings.
func (s *Service) Offerings(ctx context.Context) ([]Offering, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Offering, error) { return tx.Offerings(ctx) })
}

// Offering reads an offering by its id.
func (s *Service) Offering(ctx context.Context, id string) (Offering, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Offering, error) { return tx.Offering(ctx, id) })
}

// Venues lists the venues.
func (s *Service) Venues(ctx context.Context) ([]Venue, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) ([]Venue, error) { return tx.Venues(ctx) })
}

// Employer reads an employer by its id, with its sites.
func (s *Service) Employer(ctx context.Context, id string) (Employer, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Employer, error) { return tx.Employer(ctx, id) })
}

// Facilitator reads a facilitator by their id.
func (s *Service) Facilitator(ctx context.Context, id string) (Facilitator, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Facilitator, error) { return tx.Facilitator(ctx, id) })
}

// Message reads a message by its id.
func (s *Service) Message(ctx context.Context, id string) (Message, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Message, error) { return tx.Message(ctx, id) })
}

// Place tells where a session is, its reference resolved.
func (s *Service) Place(ctx context.Context, session *Session) (Place, error) {
	return view(ctx, s, func(ctx context.Context, tx Tx) (Place, error) { return placeOf(ctx, tx, session) })
}

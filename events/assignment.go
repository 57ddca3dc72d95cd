package events

import (
	"context"
	"slices"
	"time"
)

// AboutAssignment is what letters to facilitators, and to the employer a
// session is held at, are about.
const AboutAssignment About = "assignment"

// The kinds of message about an assignment.
const (
	AssignmentLetter MessageKind = "assignment"
	SiteUpdate       MessageKind = "site_update"
)

// The texts that such a message goes out in besides that of its kind; which one
// is decided when it goes.
const (
	TextAssignmentUpdate MessageKind = "assignment_update"
	TextAssignmentOff    MessageKind = "assignment_cancellation"
	TextSiteOff          MessageKind = "site_cancellation"
)

// assignmentKinds are the letters of which the newest makes the others untrue.
var assignmentKinds = []MessageKind{AssignmentLetter, SiteUpdate}

// Assignment is what somebody who takes no seat is told about a session: a
// facilitator about a block, or the employer about all of it (BlockID ""). It is
// there from the first letter on, for life: whether it still holds, the session
// says.
type Assignment struct {
	ID, SessionID, BlockID string
	// FacilitatorID or EmployerID is set.
	FacilitatorID, EmployerID string
	// UID, Sequence, Organizer and Told are as those of a Registration. What an
	// employer was told begins with what had been agreed.
	UID       string
	Sequence  int
	Organizer string
	Told      Told
	// Quiet asks for letters about a new time or none alone.
	Quiet bool
}

// post is a block of a session that a facilitator leads.
type post struct{ block, facilitator string }

// posts lists who leads what in a session, in order; nobody does anything in
// one that is not published.
func (s *Session) posts() []post {
	if s == nil || s.State != SessionPublished {
		return nil
	}
	var all []post
	for i := range s.Blocks {
		for _, who := range s.CrewOf(s.Blocks[i].ID) {
			if p := (post{s.Blocks[i].ID, who}); !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	return all
}

// replacedPlace tells whether a session is somewhere else.
func replacedPlace(old, next *Session) bool {
	return old.Location != next.Location || old.JoinURL != next.JoinURL
}

// tellAssigned owes everybody who leads a session, or has it within their
// walls, the letter about what is new to them. was is the session before, nil
// for one that was no more than a draft.
func (s *Service) tellAssigned(ctx context.Context, tx Tx, was, is *Session, now time.Time) error {
	known, err := tx.Assignments(ctx, is.ID)
	if err != nil {
		return err
	}
	if err := s.tellCrew(ctx, tx, known, was, is, now); err != nil {
		return err
	}
	return s.tellSite(ctx, tx, known, was, is, now)
}

func (s *Service) tellCrew(ctx context.Context, tx Tx, known []Assignment, was, is *Session, now time.Time) error {
	before, after := was.posts(), is.posts()
	var moved map[string]bool
	replaced := false
	if was != nil {
		moved, replaced = movedBlocks(was, is), replacedPlace(was, is)
	}
	find := func(p post) *Assignment {
		for i := range known {
			if known[i].BlockID == p.block && known[i].FacilitatorID == p.facilitator {
				return &known[i]
			}
		}
		return nil
	}
	for _, p := range after {
		block, _ := is.Block(p.block)
		if slices.Contains(before, p) && !moved[p.block] && !replaced || !now.Before(block.EndsAt) {
			continue
		}
		a := find(p)
		if a == nil {
			a = s.newAssignment(is, now)
			a.BlockID, a.FacilitatorID = p.block, p.facilitator
		}
		if err := s.oweAssignment(ctx, tx, a, block.EndsAt, now); err != nil {
			return err
		}
	}
	for _, p := range before {
		a := find(p)
		if a == nil || slices.Contains(after, p) {
			continue
		}
		if err := s.releaseAssignment(ctx, tx, a, was, now); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) newAssignment(session *Session, now time.Time) *Assignment {
	id := NewID(now)
	return &Assignment{
		ID: id, SessionID: session.ID, UID: newUID(id), Sequence: -1, Organizer: s.organizer(session.Offering.Discreet),
	}
}

// releaseAssignment owes who does not lead a block any more the letter that
// takes it out of their calendar. Who knows of nothing is told nothing.
func (s *Service) releaseAssignment(ctx context.Context, tx Tx, a *Assignment, was *Session, now time.Time) error {
	if a.Told.Requested || a.Told.MayHave {
		notAfter := a.Told.EndsAt
		if block, ok := was.Block(a.BlockID); ok {
			notAfter = later(notAfter, block.EndsAt)
		}
		return s.oweAssignment(ctx, tx, a, notAfter, now)
	}
	if err := tx.Supersede(ctx, AboutAssignment, a.ID, assignmentKinds, ReasonSuperseded); err != nil {
		return err
	}
	a.Sequence++
	return tx.PutAssignment(ctx, *a)
}

// oweAssignment owes the newest letter about an assignment and takes back those
// that it makes untrue. Messages come first, as in oweNewest.
func (s *Service) oweAssignment(ctx context.Context, tx Tx, a *Assignment, notAfter, now time.Time) error {
	if err := tx.Supersede(ctx, AboutAssignment, a.ID, assignmentKinds, ReasonSuperseded); err != nil {
		return err
	}
	a.Sequence++
	if err := tx.PutAssignment(ctx, *a); err != nil {
		return err
	}
	m := Message{
		ID: NewID(now), About: AboutAssignment, AboutID: a.ID, Kind: AssignmentLetter, Sequence: a.Sequence, State: Queued,
		SessionID: a.SessionID, BlockID: a.BlockID, DueAt: now, NotAfter: notAfter,
	}
	if a.EmployerID != "" {
		m.Kind = SiteUpdate
	}
	m.Priority = m.Kind.priority()
	s.identify(&m)
	to, err := assigned(ctx, tx, a)
	if err != nil {
		return err
	}
	if to.Email == "" {
		m.State, m.Reason = Skipped, ReasonNoAddress
	}
	_, err = tx.InsertMessages(ctx, m)
	return err
}

// assigned is who an assignment's letters go to, as they stand.
func assigned(ctx context.Context, tx Tx, a *Assignment) (Contact, error) {
	if a.EmployerID != "" {
		employer, err := tx.Employer(ctx, a.EmployerID)
		if err != nil {
			return Contact{}, err
		}
		contact, _ := employer.Contact()
		return contact, nil
	}
	f, err := tx.Facilitator(ctx, a.FacilitatorID)
	contact := Contact{Name: f.Name, Email: f.Email}
	for _, lang := range f.Languages {
		if KnownLanguage(lang) {
			contact.Language = lang
			break
		}
	}
	return contact, err
}

// siteEmployer is the employer at whose site a session is; "" where it is
// nobody's.
func siteEmployer(ctx context.Context, tx Tx, s *Session) (string, error) {
	if s == nil || s.State != SessionPublished || s.Location.Ref == "" {
		return "", nil
	}
	site, err := tx.Site(ctx, s.Location.Ref)
	if CodeOf(err) == CodeNotFound {
		return "", nil // a venue
	}
	return site.EmployerID, err
}

// tellSite owes the employer whose site a session is at the letter about a new
// time, other faces, or none.
func (s *Service) tellSite(ctx context.Context, tx Tx, known []Assignment, was, is *Session, now time.Time) error {
	host, err := siteEmployer(ctx, tx, was)
	if err != nil || host == "" || !now.Before(was.EndsAt()) {
		return err
	}
	same := slices.Equal(was.posts(), is.posts()) && len(movedBlocks(was, is)) == 0 && was.Location == is.Location
	if same && is.State == was.State {
		return nil
	}
	at := slices.IndexFunc(known, func(a Assignment) bool { return a.EmployerID == host })
	if at >= 0 {
		return s.oweAssignment(ctx, tx, &known[at], later(was.EndsAt(), is.EndsAt()), now)
	}
	place, err := placeOf(ctx, tx, was)
	if err != nil {
		return err
	}
	a := s.newAssignment(was, now)
	a.EmployerID = host
	a.Told = Told{StartsAt: was.StartsAt(), EndsAt: was.EndsAt(), Place: place.Line("Online")}
	return s.oweAssignment(ctx, tx, a, later(was.EndsAt(), is.EndsAt()), now)
}

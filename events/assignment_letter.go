package events

import (
	"context"
	"slices"
	"strings"
	"time"
)

// aboutAssignment fills a letter to a facilitator or to an employer. What it
// says is decided here: the first invitation, a change, or that it is off.
func (c *claim) aboutAssignment(ctx context.Context, l *Letter, m *Message) error {
	a, err := c.tx.Assignment(ctx, m.AboutID)
	if err != nil {
		return err
	}
	set, err := c.setting(ctx, a.SessionID)
	if err != nil {
		return err
	}
	to, err := assigned(ctx, c.tx, &a)
	if err != nil {
		return err
	}
	if to.Email == "" {
		return c.settle(ctx, *m, Cancelled, ReasonNoAddress)
	}
	if m.Sequence != a.Sequence {
		return c.settle(ctx, *m, Cancelled, ReasonSuperseded)
	}
	if a.Organizer == "" {
		a.Organizer = c.s.organizer(set.session.Offering.Discreet)
		if err := c.tx.SetAssignmentOrganizer(ctx, a.ID, a.Organizer); err != nil {
			return err
		}
	}
	l.Session, l.Place, l.Sector = set.session, set.place, set.sector
	if l.Facilitators, err = namesOf(ctx, c.tx, leaders(&set.session, a.BlockID)); err != nil {
		return err
	}
	l.Discreet = set.session.Offering.Discreet
	l.Name, l.To, l.Language = to.Name, to.Email, to.Language
	if !KnownLanguage(l.Language) {
		l.Language = DefaultLanguage
	}
	l.Links = c.s.commonLinks()
	l.Links.Stop = c.s.link(PurposeStop, a.ID, 0)
	l.Registration = Registration{
		UID: a.UID, Sequence: a.Sequence, Organizer: a.Organizer, Told: a.Told, Participation: NeedsAction,
		SessionID: a.SessionID, BlockID: a.BlockID,
	}
	if a.EmployerID != "" {
		return c.toSite(ctx, l, m, &a)
	}
	return c.toFacilitator(ctx, l, m, &a)
}

// leaders are who leads a block, or, for "", any of the blocks.
func leaders(s *Session, block string) []string {
	if block != "" {
		return s.CrewOf(block)
	}
	var all []string
	for i := range s.Blocks {
		for _, id := range s.CrewOf(s.Blocks[i].ID) {
			if !slices.Contains(all, id) {
				all = append(all, id)
			}
		}
	}
	return all
}

// toFacilitator is the calendar entry of a block that somebody leads, or led.
func (c *claim) toFacilitator(ctx context.Context, l *Letter, m *Message, a *Assignment) error {
	leads := false
	for _, p := range l.Session.posts() {
		leads = leads || p == post{a.BlockID, a.FacilitatorID}
	}
	switch {
	case leads:
		block, _ := l.Session.Block(a.BlockID)
		l.Block, l.Method = *block, MethodRequest
		if a.Told.Requested {
			l.Text = TextAssignmentUpdate
		}
	case a.Told.Requested || a.Told.MayHave:
		l.Text, l.Method = TextAssignmentOff, MethodCancel
		l.Links.Stop = ""
		if l.Session.State != SessionCancelled {
			l.Session.Reason = Text{} // that of something else
		}
		// What is in their calendar, which may be older than the session is now.
		l.Block = Block{ID: a.BlockID, StartsAt: a.Told.StartsAt, EndsAt: a.Told.EndsAt}
		if block, ok := l.Session.Block(a.BlockID); ok && a.Told.StartsAt.IsZero() {
			l.Block = *block
		}
	default:
		return c.settle(ctx, *m, Cancelled, ReasonSuperseded)
	}
	if l.Method == MethodCancel && l.Block.StartsAt.IsZero() {
		return c.settle(ctx, *m, Cancelled, ReasonSuperseded) // the block is gone, and its time was never told for sure
	}
	if err := c.onTheDay(ctx, l); err != nil {
		return err
	}
	m.State, m.Reason = Sending, ""
	if l.Method == MethodRequest && !a.Told.MayHave && !a.Told.Requested {
		told := a.Told
		told.MayHave = true // until Settle knows better
		told.StartsAt, told.EndsAt = l.Block.StartsAt, l.Block.EndsAt
		return c.tx.PutAssignmentTold(ctx, a.ID, told)
	}
	return nil
}

// onTheDay adds what who leads a session takes along, and whom they can call.
func (c *claim) onTheDay(ctx context.Context, l *Letter) error {
	if id := l.Session.Extra.Kit; id != "" {
		record, err := c.tx.Record(ctx, "kits", id)
		if err == nil {
			kit, err := ParseKit(record.Body)
			if err != nil {
				return err
			}
			l.Kit = kit.Name
		} else if CodeOf(err) != CodeNotFound {
			return err
		}
	}
	host, err := siteEmployer(ctx, c.tx, &l.Session)
	if err != nil || host == "" {
		return err
	}
	employer, err := c.tx.Employer(ctx, host)
	if err != nil {
		return err
	}
	contact, _ := employer.Contact()
	l.Contact = strings.Join(strings.Fields(contact.Name+" "+contact.Phone), " ")
	return nil
}

// toSite tells an employer about the session at their place, all blocks in one.
func (c *claim) toSite(ctx context.Context, l *Letter, m *Message, a *Assignment) error {
	host, err := siteEmployer(ctx, c.tx, &l.Session)
	if err != nil {
		return err
	}
	employer, err := c.tx.Employer(ctx, a.EmployerID)
	if err != nil {
		return err
	}
	l.Site = employer.Name
	l.Block = Block{StartsAt: l.Session.StartsAt(), EndsAt: l.Session.EndsAt()}
	told := &l.Registration.Told
	if host != a.EmployerID {
		l.Text = TextSiteOff
		l.Block.StartsAt, l.Block.EndsAt = told.StartsAt, told.EndsAt
	} else if told.StartsAt.Equal(l.Block.StartsAt) && told.EndsAt.Equal(l.Block.EndsAt) && told.Place == l.PlaceLine() {
		if a.Quiet {
			return c.settle(ctx, *m, Skipped, ReasonRemindersStopped)
		}
		told.StartsAt, told.EndsAt, told.Place = time.Time{}, time.Time{}, "" // nothing was otherwise
		l.Session.Reason = Text{}
	}
	m.State, m.Reason = Sending, ""
	return nil
}

// assignmentTold is what is known about an assignment once an attempt to tell
// more has ended; changed is false where that is as much as before.
func assignmentTold(l *Letter, o Outcome) (told Told, changed bool) {
	if l.Method != NoCalendar {
		told = toldAfter(l, o)
		if o.Status == OutcomeInDoubt && told.StartsAt.IsZero() {
			told.StartsAt, told.EndsAt = l.Block.StartsAt, l.Block.EndsAt
		}
		return told, true
	}
	told = l.Registration.Told
	if o.Status != OutcomeDelivered {
		return told, false
	}
	told.StartsAt, told.EndsAt, told.Place = l.Block.StartsAt, l.Block.EndsAt, l.PlaceLine()
	if told.MessageID == "" {
		told.MessageID = l.Message.MessageID
	}
	return told, true
}

package account

import (
	"context"
	"slices"

	"kantine/events"
)

// AuditPage is a stretch of the audit log, the latest first.
type AuditPage struct {
	Entries []events.AuditEntry
	// Next is what the page after this one comes before; 0 where none is.
	Next int64
	// Emails are the addresses of the users that the entries name, Tokens the
	// names of programs' tokens; by id.
	Emails, Tokens map[string]string
	// Names are what the other things are called; one that is gone has none.
	Names map[AuditThing]AuditName
}

// AuditThing is a thing as an entry names it.
type AuditThing struct{ About, ID string }

// AuditName is what a thing is called now. The log itself keeps no names.
type AuditName struct {
	Title events.Text
	// Letter is the kind of a message, which has no title.
	Letter events.MessageKind
	// PageID is the id of what has the thing on its page.
	PageID string
}

// AuditLog reads a page of the audit log: limit entries before a number, 0 for
// the latest.
func (a Accounts) AuditLog(ctx context.Context, before int64, limit int) (page AuditPage, err error) {
	err = a.Store.View(ctx, func(ctx context.Context, tx events.Tx) error {
		page = AuditPage{Emails: map[string]string{}, Tokens: map[string]string{}, Names: map[AuditThing]AuditName{}}
		entries, err := tx.AuditEntries(ctx, before, limit+1)
		if err != nil {
			return err
		}
		if len(entries) > limit {
			entries = slices.Clip(entries[:limit])
			page.Next = entries[limit-1].No
		}
		page.Entries = entries
		return page.name(ctx, tx)
	})
	return page, err
}

// name finds what the entries' ids are called: one short question for each thing
// on the page.
func (p *AuditPage) name(ctx context.Context, tx events.Tx) error {
	users, err := tx.Users(ctx)
	if err != nil {
		return err
	}
	for _, u := range users {
		p.Emails[u.ID] = u.Email
	}
	tokens, err := tx.APITokens(ctx)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		p.Tokens[t.ID] = t.Name
	}
	for _, e := range p.Entries {
		thing := AuditThing{e.About, e.AboutID}
		if _, known := p.Names[thing]; known {
			continue
		}
		name, err := thing.name(ctx, tx)
		if events.CodeOf(err) == events.CodeNotFound {
			continue // deleted since
		}
		if err != nil {
			return err
		}
		if name != (AuditName{}) {
			p.Names[thing] = name
		}
	}
	return nil
}

// name is zero for what has no name of its own.
func (t AuditThing) name(ctx context.Context, tx events.Tx) (AuditName, error) {
	title, err := events.Text{}, error(nil)
	switch t.About {
	case "session":
		var session events.Session
		session, err = tx.Session(ctx, t.ID)
		title = session.Heading()
	case "message":
		m, err := tx.Message(ctx, t.ID)
		return AuditName{Letter: m.Kind, PageID: t.ID}, err
	case "site":
		return siteName(ctx, tx, t.ID)
	case string(events.ThingVenue):
		var venue events.Venue
		venue, err = tx.Venue(ctx, t.ID)
		title = events.Text{NL: venue.Name}
	case string(events.ThingEmployer), string(events.ThingFacilitator), string(events.ThingOffering),
		string(events.ThingSector), string(events.ThingKit):
		title, err = events.NameOf(ctx, tx, events.Thing(t.About), t.ID)
	default:
		return AuditName{}, nil
	}
	return AuditName{Title: title, PageID: t.ID}, err
}

// siteName is where it is and whose, which is where it is to be seen.
func siteName(ctx context.Context, tx events.Tx, id string) (AuditName, error) {
	site, err := tx.Site(ctx, id)
	if err != nil {
		return AuditName{}, err
	}
	employer, err := tx.Employer(ctx, site.EmployerID)
	return AuditName{Title: events.Text{NL: employer.Name + ", " + site.City}, PageID: site.EmployerID}, err
}

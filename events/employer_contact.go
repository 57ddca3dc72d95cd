package events

import (
	"context"
	"slices"
)

// Mark tells one contact from another.
func (c Contact) Mark() string { return mark(c) }

// contactAt finds the contact that bears a mark; -1 where there is none.
func (e *Employer) contactAt(was string) int {
	return slices.IndexFunc(e.Contacts, func(c Contact) bool { return c.Mark() == was })
}

// maxContacts is how many people of one employer are kept.
const maxContacts = 20

// SaveContact changes the contact that bears the mark was, or adds one where it
// is "". Refusals: CodeValidation, CodeVersionConflict where somebody else has
// changed or removed the contact.
func (s *Service) SaveContact(ctx context.Context, id, was string, c Contact) error {
	var p problems
	checkContact(&p, "", &c)
	if c.Name == "" && c.Email == "" {
		p.add("name", "required")
	}
	if err := p.err(); err != nil {
		return err
	}
	return s.changeEmployer(ctx, id, AuditContactChanged, func(_ context.Context, _ Tx, e *Employer) error {
		if e.contactAt(c.Mark()) >= 0 {
			return nil // a double click, or no change
		}
		if was == "" {
			if len(e.Contacts) >= maxContacts {
				return Invalid("name", "too_many", "Max", maxContacts)
			}
			e.Contacts = append(e.Contacts, c)
			return nil
		}
		at := e.contactAt(was)
		if at < 0 {
			return changedMeanwhile(nil)
		}
		e.Contacts[at] = c
		return nil
	})
}

// RemoveContact forgets the contact that bears a mark, if it is still there.
func (s *Service) RemoveContact(ctx context.Context, id, was string) error {
	return s.changeEmployer(ctx, id, AuditContactRemoved, func(_ context.Context, _ Tx, e *Employer) error {
		if at := e.contactAt(was); at >= 0 {
			e.Contacts = slices.Delete(e.Contacts, at, at+1)
		}
		return nil
	})
}

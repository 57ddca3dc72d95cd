package store

import (
	"context"
	"slices"
	"sync"

	"kantine/events"
)

// employersMemo keeps all employers as a view read them, with the programme's
// change at that state: whatever is planned is planned among all of them, and
// reading two thousand documents takes longer than the rest of a page. Every
// write of an employer or a site raises the change, and only what is committed
// can be seen in a view, so the same change is the same list. An update, which
// may be rolled back, neither keeps nor takes.
type employersMemo struct {
	mu     sync.Mutex
	change int64
	all    []events.Employer
}

// employers gives the list at a change; read makes it where it is not kept.
func (m *employersMemo) employers(change int64, read func() ([]events.Employer, error)) ([]events.Employer, error) {
	m.mu.Lock()
	all, known := m.all, m.all != nil && m.change == change
	m.mu.Unlock()
	if !known {
		var err error
		if all, err = read(); err != nil {
			return nil, err
		}
		m.mu.Lock()
		if m.all == nil || m.change < change {
			m.change, m.all = change, all
		}
		m.mu.Unlock()
	}
	return copiedEmployers(all), nil
}

// copiedEmployers shares no list with all: who sorts or adds, sorts their own.
func copiedEmployers(all []events.Employer) []events.Employer {
	all = slices.Clone(all)
	for i := range all {
		e := &all[i]
		e.Contacts, e.Sites, e.Interests = slices.Clone(e.Contacts), slices.Clone(e.Sites), slices.Clone(e.Interests)
		e.ShareMale, e.NextAction = copiedPointer(e.ShareMale), copiedPointer(e.NextAction)
		e.NextActionOn, e.ArchivedOn = copiedPointer(e.NextActionOn), copiedPointer(e.ArchivedOn)
		for k := range e.Sites {
			e.Sites[k].Shifts, e.Sites[k].OperatingDays = slices.Clone(e.Sites[k].Shifts), slices.Clone(e.Sites[k].OperatingDays)
		}
	}
	return all
}

// everyEmployer lists all employers with their sites.
func (t *tx) everyEmployer(ctx context.Context) ([]events.Employer, error) {
	read := func() ([]events.Employer, error) {
		all, err := list(ctx, t, scanDocument[events.Employer], `SELECT e.body FROM employers e ORDER BY e.name_key, e.id`)
		if err != nil {
			return nil, err
		}
		return all, t.addEverySite(ctx, all)
	}
	if !t.viewing {
		return read()
	}
	change, err := one(ctx, t, scanOnly[int64], `SELECT change FROM installation`)
	if err != nil {
		return nil, err
	}
	return t.memo.employers.employers(change, read)
}

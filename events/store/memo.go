package store

import (
	"slices"
	"sync"

	"kantine/events"
)

// memoLimit is how many sessions are kept at most.
const memoLimit = 4096

// memo keeps sessions as they were read, without their counters, since reading
// all their columns is the dearest part of a registration. It decides nothing:
// every write of a session or an offering stamps its row with chance that never
// comes twice, each transaction reads the stamps with the counters, and only
// what bears the same stamps is taken from here. So it does not matter which
// transaction kept it, or whether that one was rolled back.
type memo struct {
	mu   sync.RWMutex
	kept map[string]kept

	employers employersMemo
}

// stamps are those of the session and of its offering.
type stamps struct{ session, offering string }

type kept struct {
	stamps  stamps
	session events.Session
}

func newMemo() *memo { return &memo{kept: make(map[string]kept)} }

// get gives the caller a copy of its own.
func (m *memo) get(id string, s stamps) (events.Session, bool) {
	m.mu.RLock()
	k, ok := m.kept[id]
	m.mu.RUnlock()
	if !ok || k.stamps != s {
		return events.Session{}, false
	}
	return copied(k.session), true
}

func (m *memo) keep(s stamps, session events.Session) {
	session = copied(session)
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.kept) >= memoLimit {
		for id := range m.kept { // any
			delete(m.kept, id)
			break
		}
	}
	m.kept[session.ID] = kept{s, session}
}

// copied shares nothing that its holder could change.
func copied(s events.Session) events.Session {
	s.Blocks = slices.Clone(s.Blocks)
	for i := range s.Blocks {
		s.Blocks[i].Capacity = copiedPointer(s.Blocks[i].Capacity)
		s.Blocks[i].Shifts = slices.Clone(s.Blocks[i].Shifts)
	}
	s.Capacity, s.Offering.Capacity = copiedPointer(s.Capacity), copiedPointer(s.Offering.Capacity)
	s.Series = copiedPointer(s.Series)
	s.Facilitators = slices.Clone(s.Facilitators)
	s.Reminders, s.Offering.Reminders = slices.Clone(s.Reminders), slices.Clone(s.Offering.Reminders)
	s.Extra.Outcome = slices.Clone(s.Extra.Outcome)
	if s.Extra.Crew != nil {
		crew := make(map[string][]string, len(s.Extra.Crew))
		for shift, people := range s.Extra.Crew {
			crew[shift] = slices.Clone(people)
		}
		s.Extra.Crew = crew
	}
	return s
}

func copiedPointer[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

package year

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"kantine/events"
)

// Size is how much there is.
type Size struct{ Sessions, Registrations int }

// Known are ids of what was made, for who looks at its pages: the session with
// the most people first, then some from all over the year.
type Known struct {
	Sessions, Registrations, Messages, Employers, Facilitators, Venues, Offerings, Kits, Sectors []string
	// Drafts are sessions too, but for nobody yet.
	Drafts []string
	// Names are words that people would search by: one that many share, one of
	// few, the beginning of one, an address, a company.
	Names []string
	// FacilitatorEmail is the address of one who leads the sessions Led.
	FacilitatorEmail string
	Led              []string
	// Away is a facilitator with sessions in the coming weeks, another one.
	Away string
	// Begun are registrations at a session that has just begun, which is Led.
	Begun []string
}

// ids keeps that many of each sort.
const ids = 40

// maker makes one year.
type maker struct {
	store events.Store
	size  Size
	now   time.Time
	zone  *time.Location
	chance
	known        Known
	offerings    []events.Offering
	facilitators []string
	employers    []events.Employer
	sessions     []events.Session
	// guests is how many registrations each session gets.
	guests []int
	person int
	// today is the session that has just begun, -1 before it is planned.
	today int
}

// chance is the same in every run.
type chance struct{ *rand.Rand }

// one in n.
func (c chance) one(n int) bool { return c.IntN(n) == 0 }

// Fill fills an empty database that the program has used once, as of now.
func Fill(ctx context.Context, store events.Store, size Size, now time.Time) (Known, error) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		return Known{}, err
	}
	m := &maker{store: store, size: size, now: now.Truncate(time.Second), today: -1, zone: zone, chance: chance{rand.New(rand.NewPCG(1, 2))}}
	m.plan()
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"programme", m.putProgramme},
		{"employers", m.putEmployers},
		{"sessions", m.putSessions},
		{"registrations", m.putRegistrations},
		{"accounts", m.putAccounts},
		{"search", m.index},
	} {
		if err := step.do(ctx); err != nil {
			return Known{}, fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return m.known, nil
}

// index makes everybody findable, as the program does in the course of a year.
func (m *maker) index(ctx context.Context) error {
	service := events.NewService(m.store, nil, events.Key{}, nil, events.Settings{}, func() {})
	for {
		if n, err := service.IndexSearch(ctx, batch); n == 0 || err != nil {
			return err
		}
	}
}

// batch is how many rows go into a transaction.
const batch = 2000

// inBatches writes what n things need, so many in each transaction. make gives
// the writing of one thing, and is called once for each.
func (m *maker) inBatches(ctx context.Context, n, size int, make func(i int) func(context.Context, events.Tx) error) error {
	for from := 0; from < n; from += size {
		var writes []func(context.Context, events.Tx) error
		for i := from; i < min(n, from+size); i++ {
			writes = append(writes, make(i))
		}
		err := m.store.Update(ctx, func(ctx context.Context, tx events.Tx) error {
			for _, write := range writes {
				if err := write(ctx, tx); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sample keeps the ids of things that lie evenly among all: this is the n-th of
// so many.
func sample(kept *[]string, id string, n, all int) {
	if n == 0 || n*ids/all != (n-1)*ids/all {
		*kept = append(*kept, id)
	}
}

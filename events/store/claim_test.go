package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/store"
	"kantine/events/store/storetest"
)

// TestClaimsSideBySide has two programs claim from one database, the second
// while the first has its letter in its hands and has not said so yet: it must
// not take another letter to the same person, whatever it sees as the next one.
func TestClaimsSideBySide(t *testing.T) {
	for _, test := range []struct {
		name string
		// letters are about one registration, by the hour at which they are due.
		letters []int
		// One claims at the one hour and the other at the other.
		first, second int
		want          string
		// between is done while the first has its letter in its hands.
		between func(t *testing.T, s *store.Store)
	}{
		{"a clock that is ahead", []int{9, 8}, 8, 9, "m-1", nil},
		{"the same clock", []int{8, 8}, 8, 8, "m-0", nil},
		{"a letter that came free since", []int{10, 8}, 8, 8, "m-1", func(t *testing.T, s *store.Store) {
			change(t, s, func(ctx context.Context, tx events.Tx) error {
				m, err := tx.Message(ctx, "m-0")
				if err != nil {
					return err
				}
				m.DueAt = storetest.At(7, 0)
				return tx.PutMessage(ctx, m)
			})
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dsn := storetest.Postgres(t)
			one, other := opened(t, dsn), opened(t, dsn)
			lettersTo(t, one, 1, test.letters...)
			var first, second []events.Message
			change(t, one, func(ctx context.Context, tx events.Tx) (err error) {
				if first, err = take(ctx, tx, storetest.At(test.first, 0)); err != nil {
					return err
				}
				if test.between != nil {
					test.between(t, other)
				}
				return other.Update(ctx, func(ctx context.Context, tx events.Tx) (err error) {
					second, err = take(ctx, tx, storetest.At(test.second, 0))
					return err
				})
			})
			if len(first) != 1 || first[0].ID != test.want {
				t.Errorf("the first took %v, want %s", messageIDs(first), test.want)
			}
			if len(second) != 0 {
				t.Errorf("the second took %v beside it", messageIDs(second))
			}
			change(t, other, func(ctx context.Context, tx events.Tx) (err error) {
				second, err = take(ctx, tx, storetest.At(23, 0))
				return err
			})
			if len(second) != 0 {
				t.Errorf("the second took %v while it was being sent", messageIDs(second))
			}
		})
	}
}

// TestClaimsByManyPrograms has programs whose clocks differ empty one queue,
// each through a store of its own, and looks after each commit whether two
// letters to one person are being sent.
func TestClaimsByManyPrograms(t *testing.T) {
	t.Parallel()
	const people, letters, programs = 4, 24, 6
	dsn := storetest.Postgres(t)
	first := opened(t, dsn)
	hours := make([]int, letters)
	for n := range hours {
		hours[n] = 8 + (n*7)%programs // neither in order nor the other way round
	}
	lettersTo(t, first, people, hours...)
	run(t, dsn, `CREATE UNIQUE INDEX one_at_a_time ON messages (about, about_id) WHERE state = 'sending'`)
	var programsDone sync.WaitGroup
	var mu sync.Mutex
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	sent := map[string]int{}
	for p := range programs {
		s := opened(t, dsn)
		programsDone.Go(func() {
			defer func() {
				if t.Failed() {
					stop() // who waits for what another left would wait without end
				}
			}()
			for ctx.Err() == nil {
				var mine []events.Message
				if err := s.Update(ctx, func(ctx context.Context, tx events.Tx) (err error) {
					mine, err = take(ctx, tx, storetest.At(8+p, 0))
					return err
				}); err != nil {
					t.Errorf("program %d: %v", p, err)
					return
				}
				for _, m := range mine {
					m.State = events.Delivered
					if err := s.Update(ctx, func(ctx context.Context, tx events.Tx) error { return tx.PutMessage(ctx, m) }); err != nil {
						t.Errorf("program %d: %v", p, err)
						return
					}
				}
				mu.Lock()
				for _, m := range mine {
					sent[m.ID]++
				}
				done := len(sent) == people*letters
				mu.Unlock()
				// Only the program whose clock is furthest ahead sees all of them due.
				if done || len(mine) == 0 && p < programs-1 {
					return
				}
			}
		})
	}
	programsDone.Wait()
	for id, n := range sent {
		if n != 1 {
			t.Errorf("%s was sent %d times", id, n)
		}
	}
	if len(sent) != people*letters {
		t.Errorf("%d of %d letters were sent", len(sent), people*letters)
	}
}

// lettersTo owes as many letters as there are hours to each of n people.
func lettersTo(t *testing.T, s *store.Store, n int, hours ...int) {
	t.Helper()
	storetest.Fill(t, s, storetest.Programme())
	change(t, s, func(ctx context.Context, tx events.Tx) error {
		for i := range n {
			r := storetest.Registrant(i, "ses-1")
			if err := tx.InsertRegistration(ctx, r); err != nil {
				return err
			}
			for k, hour := range hours {
				id := fmt.Sprint("m-", k)
				if n > 1 {
					id = fmt.Sprintf("m-%02d-%d", k, i)
				}
				m := storetest.Letter(id, r, events.LinkLetter, k)
				m.DueAt, m.NotAfter = storetest.At(hour, 0), storetest.At(23, 0)
				if _, err := tx.InsertMessages(ctx, m); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// take leases what is due, as a dispatcher does.
func take(ctx context.Context, tx events.Tx, now time.Time) ([]events.Message, error) {
	due, err := tx.DueMessages(ctx, now, 10)
	if err != nil {
		return nil, err
	}
	for i := range due {
		due[i].State = events.Sending
		due[i].Fence++
		due[i].Attempts++
	}
	return due, tx.Lease(ctx, due, now.Add(events.Lease))
}

func change(t *testing.T, s *store.Store, fn func(ctx context.Context, tx events.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func messageIDs(ms []events.Message) []string {
	ids := make([]string, 0, len(ms))
	for _, m := range ms {
		ids = append(ids, m.ID)
	}
	slices.Sort(ids)
	return ids
}

package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"kantine/events"
	"kantine/events/store"
	"kantine/events/store/storetest"
)

// BenchmarkRegister is a registration as the Service makes it, 64 at a time
// over a hundred sessions: speed.md B1.
func BenchmarkRegister(b *testing.B) {
	for name, dsn := range engines {
		b.Run(name, func(b *testing.B) {
			s := opened(b, dsn(b))
			sessions := hundredSessions(b, s)
			var last atomic.Int64
			b.SetParallelism(64 / 2)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					n := int(last.Add(1))
					if err := registerOne(context.Background(), s, sessions[n%len(sessions)], n); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "registrations/s")
		})
	}
}

// BenchmarkRegisterAlone is the lone registration of B2.
func BenchmarkRegisterAlone(b *testing.B) {
	for name, dsn := range engines {
		b.Run(name, func(b *testing.B) {
			s := opened(b, dsn(b))
			sessions := hundredSessions(b, s)
			n := 0
			for b.Loop() {
				n++
				if err := registerOne(context.Background(), s, sessions[n%len(sessions)], n); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkVersion is what each cached page asks of the database first, with
// 64 readers.
func BenchmarkVersion(b *testing.B) {
	for name, dsn := range engines {
		b.Run(name, func(b *testing.B) {
			s := opened(b, dsn(b))
			hundredSessions(b, s)
			b.SetParallelism(64 / 2)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := s.SiteVersion(context.Background()); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

func hundredSessions(b *testing.B, s *store.Store) []string {
	bundle := storetest.Programme()
	bundle.Offerings[0].Capacity = nil
	bundle.Sessions = bundle.Sessions[:1]
	like := bundle.Sessions[0]
	bundle.Sessions = nil
	ids := make([]string, 100)
	for i := range ids {
		one := like
		one.ID = events.NewID(storetest.At(8, 0).Add(time.Duration(i) * time.Millisecond))
		one.Slug = "slug-" + one.ID
		one.Blocks = []events.Block{{ID: one.ID + "-b1", StartsAt: storetest.At(14, 0), EndsAt: storetest.At(16, 0)}}
		bundle.Sessions = append(bundle.Sessions, one)
		ids[i] = one.ID
	}
	storetest.Fill(b, s, bundle)
	return ids
}

func registerOne(ctx context.Context, s *store.Store, sessionID string, n int) error {
	now := storetest.At(8, 0).Add(time.Duration(n) * time.Millisecond)
	r := storetest.Registrant(n, sessionID)
	r.ID = events.NewID(now)
	r.Group, r.UID = r.ID, r.ID+"-0123456789abcdef0123456789abcdef"
	letter := storetest.Letter(events.NewID(now), r, events.Confirmation, 0)
	letter.DueAt = now
	once := events.Once{Scope: "form", Key: fmt.Sprintf("%032x", uint64(n)*0x9e3779b97f4a7c15), BodyHash: [32]byte{byte(n)}}
	return s.Update(ctx, func(ctx context.Context, tx events.Tx) error {
		session, err := tx.LockSession(ctx, sessionID)
		if err != nil {
			return err
		}
		if !session.SeatFor(&session.Blocks[0]) || !now.Before(session.PassFrom) {
			return events.Refuse(events.CodeSessionFull)
		}
		if made, err := tx.PutOnce(ctx, once, r.ID, now); err != nil || made != "" {
			return fmt.Errorf("made %q: %w", made, err)
		}
		if err := tx.InsertRegistration(ctx, r); err != nil {
			return err
		}
		if err := tx.CountSeats(ctx, sessionID, r.BlockID, 1, 0); err != nil {
			return err
		}
		_, err = tx.InsertMessages(ctx, letter)
		return err
	})
}

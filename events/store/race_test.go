package store_test

import (
	"context"
	"database/sql"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // to take the constraint out behind the store's back

	"kantine/events"
	"kantine/events/store"
	"kantine/events/store/storetest"
)

// TestLastSeatGuards sells ten seats to sixteen people who all look before
// anybody takes. With neither lock nor constraint all sixteen get one, which
// shows that the test can see the fault; either guard alone stops it.
func TestLastSeatGuards(t *testing.T) {
	for _, test := range []struct {
		name                string
		lock, constraint    bool
		sold, counted, full int
	}{
		{"neither", false, false, 16, 16, 0},
		{"constraint", false, true, 10, 10, 6},
		{"lock", true, false, 10, 10, 6},
		{"both", true, true, 10, 10, 6},
	} {
		t.Run(test.name, func(t *testing.T) {
			dsn := storetest.Postgres(t)
			s := opened(t, dsn)
			storetest.Fill(t, s, storetest.Programme())
			if !test.constraint {
				run(t, dsn, `ALTER TABLE session_counts DROP CONSTRAINT session_seats`)
			}
			sold, full := sell(t, s, 16, test.lock)
			var session events.Session
			if err := s.View(t.Context(), func(ctx context.Context, tx events.Tx) (err error) {
				session, err = tx.Session(ctx, "ses-1")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			t.Logf("ten seats: %d sold, %d told full, %d counted", sold, full, session.Confirmed)
			if sold != test.sold || full != test.full || session.Confirmed != test.counted {
				t.Errorf("want %d sold, %d told full, %d counted", test.sold, test.full, test.counted)
			}
		})
	}
}

// run runs one statement on a connection of its own.
func run(t *testing.T, dsn, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// sell has n people look at ses-1 and then take a seat. Without the lock nobody
// takes before all have looked.
func sell(t *testing.T, s *store.Store, n int, lock bool) (sold, full int) {
	t.Helper()
	var looked, done sync.WaitGroup
	looked.Add(n)
	answers := make([]error, n)
	for i := range n {
		var once sync.Once
		done.Go(func() {
			answers[i] = s.Update(context.Background(), func(ctx context.Context, tx events.Tx) error {
				look := tx.Session
				if lock {
					look = tx.LockSession
				}
				session, err := look(ctx, "ses-1")
				once.Do(looked.Done) // it may be run again
				if err != nil {
					return err
				}
				if !lock {
					looked.Wait()
				}
				if session.Free(&session.Blocks[0]) == 0 {
					return events.Refuse(events.CodeSessionFull)
				}
				if err := tx.CountSeats(ctx, "ses-1", "ses-1-b1", 1, 0); err != nil {
					return err
				}
				return tx.InsertRegistration(ctx, storetest.Registrant(i, "ses-1"))
			})
		})
	}
	done.Wait()
	for _, err := range answers {
		switch {
		case err == nil:
			sold++
		case events.CodeOf(err) == events.CodeSessionFull:
			full++
		default:
			t.Error(err)
		}
	}
	return sold, full
}

package storetest

import (
	"context"
	"database/sql"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // to see who waits for whom

	"kantine/events"
)

// Overlap runs two pieces of work on a PostgreSQL store at once: the second
// begins when the first has done all in its transaction but the commit, which
// comes when the second is done or waits for it. The first works on the store it
// is given.
func Overlap(tb testing.TB, dsn string, s events.Store, first func(events.Store) error, second func() error) (firstErr, secondErr error) {
	tb.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	slow := &held{Store: s, worked: make(chan struct{}), release: make(chan struct{})}
	ended, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		firstErr = first(slow)
	}()
	select {
	case <-slow.worked:
	case <-ended:
		tb.Fatalf("the first wrote nothing: %v", firstErr)
	}
	go func() {
		defer close(over)
		secondErr = second()
	}()
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for waits := false; !waits; {
		select {
		case <-over:
			waits = true
		case <-look.C:
			if err := db.QueryRowContext(tb.Context(), `SELECT count(*) > 0 FROM pg_stat_activity
				WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waits); err != nil {
				tb.Error(err)
				waits = true
			}
		}
	}
	close(slow.release)
	<-ended
	<-over
	return firstErr, secondErr
}

// held is a store whose first update waits with its commit.
type held struct {
	events.Store
	once            sync.Once
	worked, release chan struct{}
}

// Update implements events.Store.
func (h *held) Update(ctx context.Context, fn func(ctx context.Context, tx events.Tx) error) error {
	return h.Store.Update(ctx, func(ctx context.Context, tx events.Tx) error {
		err := fn(ctx, tx)
		h.once.Do(func() {
			if err == nil {
				close(h.worked)
				<-h.release
			}
		})
		return err
	})
}

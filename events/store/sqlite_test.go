package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"kantine/events"
	"kantine/events/store/storetest"
)

func openedSQLite(t *testing.T) (*Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kantine.db")
	s, err := Open(t.Context(), path, quiet())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, path
}

func key(i int) events.Once { return events.Once{Scope: "test", Key: fmt.Sprint(i)} }

func put(i int) work {
	return func(ctx context.Context, tx events.Tx) error {
		_, err := tx.PutOnce(ctx, key(i), "made", storetest.At(8, 0))
		return err
	}
}

func made(t *testing.T, s *Store, i int) bool {
	t.Helper()
	var id string
	if err := s.View(t.Context(), func(ctx context.Context, tx events.Tx) (err error) {
		id, err = tx.Once(ctx, key(i))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return id != ""
}

// pragma runs a statement on the writer's connection, outside events.Tx.
func pragma(t *testing.T, s *Store, text string) {
	t.Helper()
	if err := s.Update(t.Context(), func(ctx context.Context, t events.Tx) error {
		rows, err := t.(*tx).run.QueryContext(ctx, text)
		if err != nil {
			return err
		}
		return rows.Close()
	}); err != nil {
		t.Fatal(err)
	}
}

// held keeps the writer busy until its release, so that what is handed in
// meanwhile becomes one group.
func held(t *testing.T, s *Store) (release func()) {
	t.Helper()
	busy, free, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.Update(context.Background(), func(context.Context, events.Tx) error {
			close(busy)
			<-free
			return nil
		})
	}()
	<-busy
	return func() {
		close(free)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// grouped hands in n updates that share one commit and gives their answers.
func grouped(t *testing.T, s *Store, n int, do func(i int) work) []error {
	t.Helper()
	release := held(t, s)
	answers := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { answers[i] = s.Update(context.Background(), do(i)) })
	}
	queue := s.engine.(*sqliteEngine).queue
	for len(queue) < n {
		runtime.Gosched()
	}
	release()
	all.Wait()
	return answers
}

func TestGroupSharesOneCommit(t *testing.T) {
	s, _ := openedSQLite(t)
	runs := make([]int, 50)
	for i, err := range grouped(t, s, 50, func(i int) work {
		return func(ctx context.Context, tx events.Tx) error { runs[i]++; return put(i)(ctx, tx) }
	}) {
		if err != nil || runs[i] != 1 {
			t.Errorf("%d: %v after %d runs", i, err, runs[i])
		}
	}
	// One that fails half-way has the group run again, and loses its own only.
	errMine := errors.New("mine")
	for i, err := range grouped(t, s, 50, func(i int) work {
		return func(ctx context.Context, tx events.Tx) error {
			if err := put(100+i)(ctx, tx); err != nil || i != 7 {
				return err
			}
			return errMine
		}
	}) {
		if (i == 7) != errors.Is(err, errMine) || (i == 7) == made(t, s, 100+i) {
			t.Errorf("%d: %v", i, err)
		}
	}
	// One that refuses before it has written makes nobody run again.
	clear(runs)
	grouped(t, s, 50, func(i int) work {
		return func(ctx context.Context, tx events.Tx) error {
			if runs[i]++; i == 7 {
				return errMine
			}
			return put(200+i)(ctx, tx)
		}
	})
	for i, n := range runs {
		if n != 1 {
			t.Errorf("%d ran %d times", i, n)
		}
	}
}

func TestDiskFull(t *testing.T) {
	s, _ := openedSQLite(t)
	large := make([]byte, 1<<20)
	pragma(t, s, "PRAGMA max_page_count = 200")
	answers := grouped(t, s, 20, func(i int) work {
		return func(ctx context.Context, tx events.Tx) error {
			if err := put(i)(ctx, tx); err != nil || i != 10 {
				return err
			}
			err := tx.PutRecord(ctx, events.Record{Kind: "large", ID: "1", Body: large})
			if err == nil {
				t.Error("it fits")
			}
			return nil // even from one who hides the failure
		}
	})
	for i, err := range answers {
		if err == nil || made(t, s, i) {
			t.Errorf("%d: promised %v, there %v", i, err == nil, made(t, s, i))
		}
	}
	pragma(t, s, "PRAGMA max_page_count = 1000000")
	for i, err := range grouped(t, s, 20, put) {
		if err != nil || !made(t, s, i) {
			t.Errorf("%d after: %v", i, err)
		}
	}
}

// TestBusy has another program hold the file for longer than it is waited for.
func TestBusy(t *testing.T) {
	s, path := openedSQLite(t)
	pragma(t, s, "PRAGMA busy_timeout = 50")
	other, err := newConnection(t.Context(), sqliteURL(path, "-2000"), sqliteFault)
	if err != nil {
		t.Fatal(err)
	}
	defer other.close()
	if err := other.exec(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		var refusal *events.Error
		if err := s.Update(t.Context(), put(1)); !errors.As(err, &refusal) || refusal.Code != events.CodeOverloaded || refusal.RetryAfter == 0 {
			t.Errorf("busy: %v", err)
		}
	}
	made(t, s, 1) // readers go on
	other.abandon(t.Context())
	if err := s.Update(t.Context(), put(1)); err != nil {
		t.Errorf("after: %v", err)
	}
}

// TestSpoiledConnection takes the transaction from under the writer, and lets its
// connection begin no other, as one that is beyond use would: it is replaced.
func TestSpoiledConnection(t *testing.T) {
	s, _ := openedSQLite(t)
	spoiled := s.engine.(*sqliteEngine).writer
	if err := s.Update(t.Context(), func(ctx context.Context, t events.Tx) error {
		refused, err := spoiled.prepared("ROLLBACK")
		spoiled.stmts["BEGIN IMMEDIATE"] = refused
		return errors.Join(err, spoiled.exec(ctx, "ROLLBACK"))
	}); err == nil {
		t.Error("committed without a transaction")
	}
	if err := s.Update(t.Context(), put(1)); err != nil || !made(t, s, 1) {
		t.Errorf("after: %v", err)
	}
	if s.engine.(*sqliteEngine).writer == spoiled {
		t.Error("the connection is still in use")
	}
}

func TestQueueFullAndClose(t *testing.T) {
	s, path := openedSQLite(t)
	release := held(t, s)
	queue := s.engine.(*sqliteEngine).queue
	var callers sync.WaitGroup
	for i := range queueLimit {
		callers.Go(func() {
			if err := s.Update(context.Background(), put(i)); err != nil {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	for len(queue) < queueLimit {
		runtime.Gosched()
	}
	if err := s.Update(t.Context(), put(queueLimit)); events.CodeOf(err) != events.CodeOverloaded {
		t.Errorf("one too many: %v", err)
	}
	// Close lets those in the queue finish and takes nobody new.
	closed := make(chan error)
	go func() { closed <- s.Close() }()
	for {
		if err := s.engine.(*sqliteEngine).enqueue(&job{ctx: t.Context(), fn: put(0), done: make(chan error, 1)}); errors.Is(err, ErrClosed) {
			break
		}
	}
	release()
	if err := <-closed; err != nil {
		t.Error(err)
	}
	callers.Wait()
	if err := s.View(t.Context(), func(context.Context, events.Tx) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("view after close: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	again, err := Open(t.Context(), path, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for i := 0; i < queueLimit; i += 500 {
		if !made(t, again, i) {
			t.Errorf("%d is gone", i)
		}
	}
}

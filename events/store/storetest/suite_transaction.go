package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kantine/events"
)

// putNew keeps a key that must be new.
func putNew(ctx context.Context, tx events.Tx, o events.Once, made string, at time.Time) error {
	before, err := tx.PutOnce(ctx, o, made, at)
	if err == nil && before != "" {
		err = events.ErrRaced
	}
	return err
}

func putOnce(o events.Once, made string, at time.Time) func(context.Context, events.Tx) error {
	return func(ctx context.Context, tx events.Tx) error { return putNew(ctx, tx, o, made, at) }
}

func onceOf(tb testing.TB, s events.Store, o events.Once) string {
	tb.Helper()
	return read(tb, s, func(ctx context.Context, tx events.Tx) (string, error) { return tx.Once(ctx, o) })
}

func onceIsOnce(t *testing.T, s events.Store) {
	o := events.Once{Scope: "form", Key: "k-1", BodyHash: [32]byte{1}}
	same(t, onceOf(t, s, o), "")
	update(t, s, putOnce(o, "reg-1", At(8, 0)))
	same(t, onceOf(t, s, o), "reg-1")
	other := o
	other.Scope = "api"
	same(t, onceOf(t, s, other), "")
	other = o
	other.BodyHash = [32]byte{2}
	refused(t, s, events.CodeIdempotencyMismatch, func(ctx context.Context, tx events.Tx) error {
		_, err := tx.Once(ctx, other)
		return err
	})
	// The same key again tells what it has made, and spoils nothing.
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		before, err := tx.PutOnce(ctx, o, "reg-2", At(9, 0))
		same(t, before, "reg-1")
		return errors.Join(err, putNew(ctx, tx, events.Once{Scope: "form", Key: "k-2"}, "reg-3", At(9, 0)))
	})
	refused(t, s, events.CodeIdempotencyMismatch, putOnce(other, "reg-2", At(9, 0)))
	same(t, onceOf(t, s, o), "reg-1")
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		two := events.Once{Scope: "form", Key: "k-2"}
		return tx.SetOnce(ctx, two, "already:reg-1")
	})
	same(t, onceOf(t, s, events.Once{Scope: "form", Key: "k-2"}), "already:reg-1")
	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error {
		return tx.SetOnce(ctx, events.Once{Scope: "form", Key: "none"}, "reg-4")
	})
	for _, test := range []struct {
		before time.Time
		want   int
	}{{At(8, 0), 0}, {At(8, 1), 1}, {At(9, 1), 1}} {
		update(t, s, func(ctx context.Context, tx events.Tx) error {
			n, err := tx.DeleteOnce(ctx, test.before)
			same(t, n, test.want)
			return err
		})
	}
	same(t, onceOf(t, s, o), "")
}

// onceInARace presses one button sixteen times at once.
func onceInARace(t *testing.T, s events.Store) {
	filled(t, s)
	o := events.Once{Scope: "form", Key: "k-1"}
	made := make([]string, 16)
	var wg sync.WaitGroup
	for i := range made {
		wg.Go(func() {
			for {
				err := s.Update(context.Background(), func(ctx context.Context, tx events.Tx) (err error) {
					if made[i], err = tx.Once(ctx, o); err != nil || made[i] != "" {
						return err
					}
					r := Registrant(i, "ses-1")
					made[i] = r.ID
					return errors.Join(enter(ctx, tx, r), putNew(ctx, tx, o, r.ID, At(8, 0)))
				})
				if errors.Is(err, events.ErrRaced) {
					continue
				}
				if err != nil {
					t.Error(err)
				}
				return
			}
		})
	}
	wg.Wait()
	slices.Sort(made)
	if made = slices.Compact(made); len(made) != 1 || sessionOf(t, s, "ses-1").Confirmed != 1 {
		t.Errorf("made %v, counted %d", made, sessionOf(t, s, "ses-1").Confirmed)
	}
}

// crowd runs n updates at once, number i as do says, and gives their answers.
func crowd(s events.Store, n int, do func(ctx context.Context, tx events.Tx, i int) error) []error {
	answers := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			answers[i] = s.Update(context.Background(), func(ctx context.Context, tx events.Tx) error { return do(ctx, tx, i) })
		})
	}
	wg.Wait()
	return answers
}

// failuresLeaveNothing checks that in a crowd each failure takes back its own
// work and nobody else's.
func failuresLeaveNothing(t *testing.T, s events.Store) {
	filled(t, s)
	errMine := errors.New("mine")
	answers := crowd(s, 90, func(ctx context.Context, tx events.Tx, i int) error {
		if err := putNew(ctx, tx, events.Once{Scope: "crowd", Key: fmt.Sprint(i)}, "made", At(8, 0)); err != nil {
			return err
		}
		switch i % 3 {
		case 1:
			return fmt.Errorf("wrapped: %w", errMine)
		case 2: // the database's own refusal
			return tx.CountSeats(ctx, "ses-1", "ses-1-b1", 11, 0)
		}
		return nil
	})
	for i, err := range answers {
		made := onceOf(t, s, events.Once{Scope: "crowd", Key: fmt.Sprint(i)})
		switch {
		case i%3 == 0 && (err != nil || made != "made"),
			i%3 == 1 && (!errors.Is(err, errMine) || made != ""),
			i%3 == 2 && (events.CodeOf(err) != events.CodeSessionFull || made != ""):
			t.Errorf("%d: %v, made %q", i, err, made)
		}
	}
	same(t, sessionOf(t, s, "ses-1").Confirmed, 0)
}

func panicsAreTheirOwn(t *testing.T, s events.Store) {
	filled(t, s)
	alone := s.Update(t.Context(), func(ctx context.Context, tx events.Tx) error {
		if err := putNew(ctx, tx, events.Once{Scope: "alone"}, "made", At(8, 0)); err != nil {
			return err
		}
		panic("dea@post.example")
	})
	if alone == nil || strings.Contains(alone.Error(), "post.example") {
		t.Errorf("a panic alone: %v", alone)
	}
	same(t, onceOf(t, s, events.Once{Scope: "alone"}), "")
	for i, err := range crowd(s, 60, func(ctx context.Context, tx events.Tx, i int) error {
		if err := putNew(ctx, tx, events.Once{Scope: "crowd", Key: fmt.Sprint(i)}, "made", At(8, 0)); err != nil {
			return err
		}
		if i%4 == 0 {
			var nobody *events.Session
			nobody.Version++
		}
		return nil
	}) {
		made := onceOf(t, s, events.Once{Scope: "crowd", Key: fmt.Sprint(i)})
		if panicked := i%4 == 0; panicked != (err != nil) || panicked != (made == "") {
			t.Errorf("%d: %v, made %q", i, err, made)
		}
	}
	if err := s.View(t.Context(), func(context.Context, events.Tx) error { panic("x") }); err == nil {
		t.Error("a panic in a view passed")
	}
	sessionOf(t, s, "ses-1")
}

// viewSeesOneState writes two rows together while views read them one after
// the other.
func viewSeesOneState(t *testing.T, s events.Store) {
	filled(t, s)
	views := make(chan error, 4)
	ctx, stop := context.WithCancel(t.Context())
	for range cap(views) {
		go func() {
			for ctx.Err() == nil {
				if err := s.View(context.Background(), func(ctx context.Context, tx events.Tx) error {
					one, err := tx.Session(ctx, "ses-1")
					if err != nil {
						return err
					}
					two, err := tx.Session(ctx, "ses-2")
					if err == nil && one.Waitlisted != two.Waitlisted {
						err = fmt.Errorf("%d and %d in one view", one.Waitlisted, two.Waitlisted)
					}
					return err
				}); err != nil {
					views <- err
					return
				}
			}
			views <- nil
		}()
	}
	for range 100 {
		update(t, s, func(ctx context.Context, tx events.Tx) error {
			return errors.Join(tx.CountSeats(ctx, "ses-1", "ses-1-b1", 0, 1), tx.CountSeats(ctx, "ses-2", "ses-2-b1", 0, 1))
		})
	}
	stop()
	for range cap(views) {
		if err := <-views; err != nil {
			t.Error(err)
		}
	}
	err := s.View(t.Context(), func(ctx context.Context, tx events.Tx) error { return tx.SetKeyFingerprint(ctx, "x") })
	if err == nil {
		t.Error("a view could write")
	}
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.SetKeyFingerprint(ctx, "y") })
}

// leavingIsAllowed cancels callers before and during their update: the store
// stays whole, and what is not begun is not done.
func leavingIsAllowed(t *testing.T, s events.Store) {
	filled(t, s)
	gone, leave := context.WithCancel(context.Background())
	leave()
	for _, err := range []error{
		s.Update(gone, func(context.Context, events.Tx) error { t.Error("begun for nobody"); return nil }),
		s.View(gone, func(context.Context, events.Tx) error { t.Error("begun for nobody"); return nil }),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	for i := range 40 {
		going, leave := context.WithCancel(context.Background())
		// Leaving inside the transaction: it goes on without its caller.
		_ = s.Update(going, func(ctx context.Context, tx events.Tx) error {
			leave()
			return putNew(ctx, tx, events.Once{Scope: "leave", Key: fmt.Sprint(i)}, "made", At(8, 0))
		})
		leave()
	}
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.SetKeyFingerprint(ctx, "after") })
	for i := range 40 {
		same(t, onceOf(t, s, events.Once{Scope: "leave", Key: fmt.Sprint(i)}), "made")
	}
}

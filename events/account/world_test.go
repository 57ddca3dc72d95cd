package account

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/hotp"

	"kantine/events"
	"kantine/events/store"
)

// world is the accounts on a real database, with a business clock and a
// machine's clock that stand still until they are set.
type world struct {
	Accounts
	t    *testing.T
	now  time.Time
	real time.Time
	// woken counts how often the dispatcher was told.
	woken atomic.Int64
}

type still struct{ w *world }

func (c still) Now() time.Time                { return c.w.now }
func (c still) Until(time.Time) time.Duration { return 0 }

const good = "paard batterij nietje"

func newWorld(t *testing.T) *world {
	t.Helper()
	return worldOn(t, filepath.Join(t.TempDir(), "kantine.db"))
}

func worldOn(t *testing.T, dsn string) *world {
	t.Helper()
	now := time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC)
	w := &world{t: t, now: now, real: now.Add(1000 * time.Hour)}
	disk, err := store.Open(t.Context(), dsn, slog.New(slog.DiscardHandler))
	w.must(err)
	t.Cleanup(func() { w.must(disk.Close()) })
	w.must(disk.Migrate(t.Context()))
	w.Accounts = Accounts{
		Store: disk, Clock: still{w}, Key: events.Key{1}, RealNow: func() time.Time { return w.real }, Wake: func() { w.woken.Add(1) },
	}
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// refused fails unless err is a refusal of this code.
func (w *world) refused(err error, code events.Code) {
	w.t.Helper()
	if events.CodeOf(err) != code {
		w.t.Errorf("got %v, want %s", err, code)
	}
}

func (w *world) update(fn func(ctx context.Context, tx events.Tx) error) {
	w.t.Helper()
	w.must(w.Store.Update(w.t.Context(), fn))
}

func (w *world) users() []events.User {
	w.t.Helper()
	all, err := w.Users(w.t.Context())
	w.must(err)
	return all
}

func (w *world) user(email string) (user events.User) {
	w.t.Helper()
	w.update(func(ctx context.Context, tx events.Tx) (err error) { user, err = tx.User(ctx, email); return err })
	return user
}

func (w *world) token(hash [32]byte) (token events.APIToken) {
	w.t.Helper()
	w.update(func(ctx context.Context, tx events.Tx) (err error) { token, err = tx.APIToken(ctx, hash); return err })
	return token
}

func (w *world) putToken(token events.APIToken) {
	w.t.Helper()
	w.update(func(ctx context.Context, tx events.Tx) error { return tx.PutAPIToken(ctx, token) })
}

// did are the latest entries of the audit log, the last one first.
func (w *world) did() (what []events.AuditWhat) {
	w.t.Helper()
	page, err := w.AuditLog(w.t.Context(), 0, 100)
	w.must(err)
	for _, e := range page.Entries {
		what = append(what, e.What)
	}
	return what
}

// later moves the business clock on.
func (w *world) later(d time.Duration) { w.now = w.now.Add(d) }

// add makes a user with the good password.
func (w *world) add(email string, role events.Role) events.User {
	w.t.Helper()
	user, _, err := w.AddUser(w.t.Context(), email, role, good)
	w.must(err)
	return user
}

// half gives the first step.
func (w *world) half(email, password string) Entered {
	w.t.Helper()
	e, err := w.LogIn(w.t.Context(), email, password, "Firefox")
	w.must(err)
	return e
}

// code is what a telephone shows, some steps from now.
func (w *world) code(secret string, steps int) string {
	w.t.Helper()
	code, err := hotp.GenerateCode(secret, uint64(w.real.Unix()/30+int64(steps)))
	w.must(err)
	return code
}

// person is somebody who has enrolled.
type person struct {
	Entered
	email, secret string
	recovery      []string
}

// enrolled makes a user and goes through their first login.
func (w *world) enrolled(email string, role events.Role) *person {
	w.t.Helper()
	w.add(email, role)
	return w.enrols(email)
}

// enrols goes through a user's first login.
func (w *world) enrols(email string) *person {
	w.t.Helper()
	p := &person{email: email}
	half := w.half(email, good)
	enrolment, err := w.Enrolment(w.t.Context(), half.Visitor)
	w.must(err)
	p.secret = enrolment.Secret
	p.Entered, p.recovery, err = w.Enrol(w.t.Context(), half.Visitor, w.code(p.secret, 0), "")
	w.must(err)
	w.real = w.real.Add(time.Minute) // the code is used up
	return p
}

// enter logs in again, in another browser.
func (w *world) enter(p *person) Entered {
	w.t.Helper()
	e, err := w.EnterCode(w.t.Context(), w.half(p.email, good).Visitor, w.code(p.secret, 0))
	w.must(err)
	w.real = w.real.Add(time.Minute)
	return e
}

// finds tells whether a login still lets in.
func (w *world) finds(e Entered) bool {
	w.t.Helper()
	_, err := w.Find(w.t.Context(), e.Secret)
	if err != nil && events.CodeOf(err) != events.CodeUnauthorized {
		w.t.Fatal(err)
	}
	return err == nil
}

package storetest

import (
	"context"
	"testing"
	"time"

	"kantine/events"
)

// coordinator is somebody who has enrolled.
func coordinator(tb testing.TB, s events.Store, id string) events.User {
	tb.Helper()
	user := events.User{
		ID: id, Email: id + "@kantine.example", Role: events.RoleCoordinator, Password: "$argon2id$x", OneTime: "sealed",
		CreatedAt: At(8, 0), LastLoginAt: At(9, 0),
	}
	update(tb, s, func(ctx context.Context, tx events.Tx) error { return tx.PutUser(ctx, user) })
	return user
}

func usersAreKept(t *testing.T, s events.Store) {
	b, a := coordinator(t, s, "u-b"), coordinator(t, s, "u-a")
	same(t, read(t, s, func(ctx context.Context, tx events.Tx) (events.User, error) { return tx.UserByID(ctx, "u-a") }), a)
	missing(t, s, func(ctx context.Context, tx events.Tx) (events.User, error) { return tx.UserByID(ctx, "u-c") })
	a.DisabledAt, a.OneTime = At(10, 0), ""
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutUser(ctx, a) })
	same(t, read(t, s, func(ctx context.Context, tx events.Tx) ([]events.User, error) { return tx.Users(ctx) }), []events.User{a, b})
}

func stepsAreUsedOnce(t *testing.T, s events.Store) {
	user := coordinator(t, s, "u-1")
	for _, c := range []struct {
		step int64
		want bool
	}{{100, true}, {100, false}, {99, false}, {101, true}} {
		var fresh bool
		update(t, s, func(ctx context.Context, tx events.Tx) (err error) {
			if fresh, err = tx.UseStep(ctx, user.ID, c.step); err != nil {
				return err
			}
			return tx.PutUser(ctx, user) // which must not bring an old step back
		})
		if fresh != c.want {
			t.Errorf("step %d: %v", c.step, fresh)
		}
	}
}

func recoveryCodesAreUsedOnce(t *testing.T, s events.Store) {
	mine, other := coordinator(t, s, "u-1"), coordinator(t, s, "u-2")
	put := func(id string, hashes ...[32]byte) {
		update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutRecoveryCodes(ctx, id, hashes) })
	}
	use := func(id string, hash byte) (there bool) {
		update(t, s, func(ctx context.Context, tx events.Tx) (err error) {
			there, err = tx.UseRecoveryCode(ctx, id, [32]byte{hash})
			return err
		})
		return there
	}
	left := func(id string) int {
		return read(t, s, func(ctx context.Context, tx events.Tx) (int, error) { return tx.CountRecoveryCodes(ctx, id) })
	}
	put(mine.ID, [32]byte{1}, [32]byte{2})
	put(other.ID, [32]byte{3})
	if use(mine.ID, 3) || !use(mine.ID, 1) || use(mine.ID, 1) || left(mine.ID) != 1 || left(other.ID) != 1 {
		t.Error("a code was used that is not there")
	}
	put(mine.ID, [32]byte{4}, [32]byte{5}, [32]byte{6})
	if use(mine.ID, 2) || left(mine.ID) != 3 || left(other.ID) != 1 {
		t.Error("new codes leave old ones")
	}
}

func loginsAreKept(t *testing.T, s events.Store) {
	mine, other := coordinator(t, s, "u-1"), coordinator(t, s, "u-2")
	login := func(id string, user events.User, made, seen time.Time) events.Login {
		l := events.Login{ID: id, UserID: user.ID, Agent: "Firefox", Full: true, MadeAt: made, SeenAt: seen}
		copy(l.Hash[:], id)
		update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutLogin(ctx, l) })
		return l
	}
	find := func(hash [32]byte) func(context.Context, events.Tx) (events.Login, error) {
		return func(ctx context.Context, tx events.Tx) (events.Login, error) { return tx.Login(ctx, hash) }
	}
	list := func(user events.User) []events.Login {
		return read(t, s, func(ctx context.Context, tx events.Tx) ([]events.Login, error) { return tx.Logins(ctx, user.ID) })
	}
	a, b, c := login("l-a", mine, At(8, 0), At(8, 0)), login("l-b", mine, At(8, 30), At(9, 0)), login("l-c", other, At(8, 0), At(9, 0))
	same(t, read(t, s, find(a.Hash)), a)
	missing(t, s, find([32]byte{9}))
	same(t, list(mine), []events.Login{b, a})
	a.Full, a.Pending, a.SeenAt = false, "sealed", At(9, 30)
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutLogin(ctx, a) })
	same(t, list(mine), []events.Login{a, b})

	refused(t, s, events.CodeNotFound, func(ctx context.Context, tx events.Tx) error { return tx.DeleteLogin(ctx, mine.ID, c.ID) })
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.DeleteLogin(ctx, mine.ID, a.ID) })
	missing(t, s, find(a.Hash))
	ended := func(fn func(context.Context, events.Tx) (int, error)) (n int) {
		update(t, s, func(ctx context.Context, tx events.Tx) (err error) { n, err = fn(ctx, tx); return err })
		return n
	}
	login("l-d", mine, At(8, 0), At(9, 0))
	if n := ended(func(ctx context.Context, tx events.Tx) (int, error) { return tx.DeleteLogins(ctx, mine.ID, b.ID) }); n != 1 {
		t.Errorf("%d ended, want the other one", n)
	}
	same(t, list(mine), []events.Login{b})
	login("l-e", mine, At(8, 0), At(9, 0))
	login("l-f", mine, At(9, 0), At(8, 59))
	if n := ended(func(ctx context.Context, tx events.Tx) (int, error) {
		return tx.DeleteOldLogins(ctx, At(9, 0), At(8, 30))
	}); n != 3 {
		t.Errorf("%d forgotten, want the old, the silent and the other's old one", n)
	}
	same(t, list(mine), []events.Login{b})
	if n := ended(func(ctx context.Context, tx events.Tx) (int, error) { return tx.DeleteLogins(ctx, mine.ID, "") }); n != 1 {
		t.Errorf("%d ended, want all", n)
	}
}

func accountLinksAreKept(t *testing.T, s events.Store) {
	mine, other := coordinator(t, s, "u-1"), coordinator(t, s, "u-2")
	find := func(id string) func(context.Context, events.Tx) (events.AccountLink, error) {
		return func(ctx context.Context, tx events.Tx) (events.AccountLink, error) { return tx.AccountLink(ctx, id) }
	}
	for _, l := range []events.AccountLink{
		{ID: "a-1", UserID: mine.ID, Kind: events.PasswordReset, Language: "nl", ExpiresAt: At(9, 0)},
		{ID: "a-2", UserID: mine.ID, Kind: events.AccountInvitation, Language: "en", ExpiresAt: At(9, 0)},
		{ID: "a-3", UserID: other.ID, Kind: events.PasswordReset, Language: "nl", ExpiresAt: At(9, 0)},
	} {
		update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.PutAccountLink(ctx, l) })
		same(t, read(t, s, find(l.ID)), l)
	}
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		_, err := tx.DeleteOldAccountLinks(ctx, At(9, 0))
		return err
	})
	read(t, s, find("a-1"))
	update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.DeleteAccountLinks(ctx, mine.ID) })
	missing(t, s, find("a-1"))
	missing(t, s, find("a-2"))
	read(t, s, find("a-3"))
	update(t, s, func(ctx context.Context, tx events.Tx) error {
		n, err := tx.DeleteOldAccountLinks(ctx, At(9, 1))
		if n != 1 {
			t.Errorf("%d forgotten", n)
		}
		return err
	})
	missing(t, s, find("a-3"))

	// A letter about a user has their address.
	m := events.Message{
		ID: "m-1", About: events.AboutUser, AboutID: mine.ID, Kind: events.PasswordReset, Rule: "a-1", State: events.Queued,
		DueAt: At(8, 0), NotAfter: At(9, 0),
	}
	update(t, s, func(ctx context.Context, tx events.Tx) error { _, err := tx.InsertMessages(ctx, m); return err })
	if got := messageOf(t, s, "m-1"); got.Recipient != mine.Email {
		t.Errorf("recipient %q", got.Recipient)
	}
	var due []events.Message
	update(t, s, func(ctx context.Context, tx events.Tx) (err error) {
		due, err = tx.DueMessages(ctx, At(8, 0), 10)
		return err
	})
	same(t, ids(due, messageID), []string{"m-1"})
}

func auditIsKept(t *testing.T, s events.Store) {
	entry := func(no int64, minute int) events.AuditEntry {
		return events.AuditEntry{
			No: no, At: At(8, minute), Who: "u-1", What: events.AuditRoleChanged, About: "user", AboutID: "u-2", Detail: "viewer",
		}
	}
	for i := range 3 {
		update(t, s, func(ctx context.Context, tx events.Tx) error { return tx.Audit(ctx, entry(0, i)) })
	}
	page := func(before int64, limit int) []events.AuditEntry {
		return read(t, s, func(ctx context.Context, tx events.Tx) ([]events.AuditEntry, error) {
			return tx.AuditEntries(ctx, before, limit)
		})
	}
	same(t, page(0, 2), []events.AuditEntry{entry(3, 2), entry(2, 1)})
	same(t, page(2, 2), []events.AuditEntry{entry(1, 0)})
	update(t, s, func(ctx context.Context, tx events.Tx) error { _, err := tx.DeleteAudit(ctx, At(8, 2)); return err })
	same(t, page(0, 2), []events.AuditEntry{entry(3, 2)})
}

package account

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

const ann = "ann@zorgenwerk.example"

func TestTheFirstStepTellsNothing(t *testing.T) {
	w := newWorld(t)
	w.add(ann, events.RoleAdmin)
	gone := w.add("gone@zorgenwerk.example", events.RoleAdmin)
	w.update(func(ctx context.Context, tx events.Tx) error {
		gone.DisabledAt = w.now
		return tx.PutUser(ctx, gone)
	})
	boss := w.enrolled("boss@zorgenwerk.example", events.RoleAdmin)
	_, err := w.Invite(t.Context(), boss.Visitor, Invitation{Email: "new@zorgenwerk.example", Role: events.RoleViewer, Language: "nl"})
	w.must(err)
	for name, c := range map[string]struct{ email, password string }{
		"wrong password": {ann, good + "!"}, "no password": {ann, ""}, "nobody": {"nobody@zorgenwerk.example", good},
		"no address": {"", good}, "disabled": {gone.Email, good}, "invited": {"new@zorgenwerk.example", good}, "invited, none": {"new@zorgenwerk.example", ""},
	} {
		e, err := w.LogIn(t.Context(), c.email, c.password, "")
		if err == nil || err.Error() != "unauthorized" || e.Secret != "" {
			t.Errorf("%s: %v, %+v", name, err, e.User.Role)
		}
		if w.did()[0] != events.AuditLoginFailed {
			t.Errorf("%s: %v in the audit log", name, w.did()[0])
		}
	}
	if e := w.half("ANN@zorgenwerk.example", good); e.Login.Full || e.Login.Agent != "Firefox" {
		t.Errorf("the first step gives %+v", e.Login)
	}
}

// An unknown address must cost the same work as a known one.
func TestNobodysPasswordIsReallyChecked(t *testing.T) {
	if ok, err := PasswordMatches(nobodysPassword, good); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	if cost := "$argon2id$v=19$m=19456,t=2,p=1$"; !strings.HasPrefix(hashOf(events.User{}), cost) || !strings.HasPrefix(HashPassword(good), cost) {
		t.Error("the two cost other work")
	}
}

func TestAHalfLoginIsNotALogin(t *testing.T) {
	w := newWorld(t)
	w.add(ann, events.RoleAdmin)
	half := w.half(ann, good)
	v, err := w.Find(t.Context(), half.Secret)
	if err != nil || v.Login.Full {
		t.Fatalf("%+v, %v", v.Login, err)
	}
	w.later(HalfLimit)
	if w.finds(half) {
		t.Error("it lasts longer than the second step may take")
	}
}

func TestLoginsEnd(t *testing.T) {
	w := newWorld(t)
	p := w.enrolled(ann, events.RoleAdmin)
	for _, secret := range []string{"", "x", p.Secret + "A", p.Secret[1:], strings.ToUpper(p.Secret)} {
		if _, err := w.Find(t.Context(), secret); events.CodeOf(err) != events.CodeUnauthorized {
			t.Errorf("%q: %v", secret, err)
		}
	}
	for range 24 { // in use for 12 hours, all but a little
		w.later(IdleLimit - time.Second)
		if !w.finds(p.Entered) {
			t.Fatal("it ended in use")
		}
	}
	w.later(IdleLimit - time.Second)
	if w.finds(p.Entered) {
		t.Error("it lasts longer than a login may")
	}
	again := w.enter(p)
	w.later(IdleLimit)
	if w.finds(again) {
		t.Error("it lasts though nobody used it")
	}
	w.later(time.Second)
	w.half(ann, good)
	var left []events.Login
	w.update(func(ctx context.Context, tx events.Tx) (err error) { left, err = tx.Logins(ctx, p.User.ID); return err })
	if len(left) != 1 {
		t.Errorf("%d logins are kept, want those that live", len(left))
	}
}

func TestLoggingOut(t *testing.T) {
	w := newWorld(t)
	p, other := w.enrolled(ann, events.RoleAdmin), w.enrolled("bob@zorgenwerk.example", events.RoleViewer)
	second, third := w.enter(p), w.enter(p)
	w.must(w.LogOut(t.Context(), second.Visitor))
	if w.finds(second) || !w.finds(p.Entered) || !w.finds(third) {
		t.Error("logging out ends one login")
	}
	w.must(w.LogOut(t.Context(), second.Visitor)) // the button pressed twice
	w.refused(w.EndLogin(t.Context(), other.Visitor, third.Login.ID), events.CodeNotFound)
	if !w.finds(third) {
		t.Error("somebody ended another's login")
	}
	w.must(w.EndLogin(t.Context(), p.Visitor, third.Login.ID))
	if w.finds(third) {
		t.Error("a login that was ended lives")
	}
	third = w.enter(p)
	logins, err := w.Logins(t.Context(), p.Visitor)
	if err != nil || len(logins) != 2 {
		t.Errorf("%d logins, %v", len(logins), err)
	}
	w.must(w.EndLogins(t.Context(), p.Visitor))
	if w.finds(p.Entered) || w.finds(third) || !w.finds(other.Entered) {
		t.Error("logging out everywhere")
	}
}

// A secret that somebody planted or saw is worth nothing after the next step.
func TestEachStepHasItsOwnSecret(t *testing.T) {
	w := newWorld(t)
	p := w.enrolled(ann, events.RoleAdmin)
	half := w.half(ann, good)
	full, err := w.EnterCode(t.Context(), half.Visitor, w.code(p.secret, 0))
	w.must(err)
	if full.Secret == half.Secret || w.finds(half) || !w.finds(full) {
		t.Error("the second step leaves the secret of the first")
	}
	_, err = w.EnterRecovery(t.Context(), half.Visitor, p.recovery[0])
	w.refused(err, events.CodeUnauthorized)
	if w.did()[0] == events.AuditRecoveryUsed {
		t.Error("a recovery code was used up for nothing")
	}
}

func TestAUserWhoMayNotComeAnyMore(t *testing.T) {
	w := newWorld(t)
	boss, p := w.enrolled("boss@zorgenwerk.example", events.RoleAdmin), w.enrolled(ann, events.RoleCoordinator)
	w.must(w.SetRole(t.Context(), boss.Visitor, p.User.ID, events.RoleViewer))
	if v, err := w.Find(t.Context(), p.Secret); err != nil || v.User.Role != events.RoleViewer {
		t.Errorf("the new role comes later: %s, %v", v.User.Role, err)
	}
	w.must(w.SetDisabled(t.Context(), boss.Visitor, p.User.ID, true))
	if w.finds(p.Entered) {
		t.Error("a disabled user is in")
	}
	_, err := w.LogIn(t.Context(), ann, good, "")
	w.refused(err, events.CodeUnauthorized)
	w.must(w.SetDisabled(t.Context(), boss.Visitor, p.User.ID, false))
	if w.finds(p.Entered) {
		t.Error("an old login came back")
	}
	w.enter(p)
	// However somebody came to be disabled, what they had open is worth nothing.
	bob := w.enrolled("bob@zorgenwerk.example", events.RoleViewer)
	w.must(w.ForgotPassword(t.Context(), bob.email, "nl"))
	token := w.Key.Token(events.PurposeReset, w.letters()[0].Rule, 0)
	bob.User.DisabledAt = w.now
	w.update(func(ctx context.Context, tx events.Tx) error { return tx.PutUser(ctx, bob.User) })
	_, err = w.Linked(t.Context(), events.PurposeReset, token)
	w.refused(err, events.CodeGone)
	if w.finds(bob.Entered) {
		t.Error("a disabled user is in")
	}
}

func TestTheAuditLogTellsOfUsers(t *testing.T) {
	w := newWorld(t)
	boss, p := w.enrolled("boss@zorgenwerk.example", events.RoleAdmin), w.enrolled(ann, events.RoleCoordinator)
	w.must(w.SetRole(t.Context(), boss.Visitor, p.User.ID, events.RoleViewer))
	w.must(w.SetDisabled(t.Context(), boss.Visitor, p.User.ID, true))
	_, err := w.LogIn(t.Context(), ann, good, "")
	w.refused(err, events.CodeUnauthorized)
	w.must(w.SetDisabled(t.Context(), boss.Visitor, p.User.ID, false))
	w.enter(p)
	want := []events.AuditWhat{events.AuditLogin, events.AuditUserEnabled, events.AuditLoginFailed, events.AuditUserDisabled, events.AuditRoleChanged}
	if did := w.did(); !slices.Equal(did[:5], want) {
		t.Errorf("the audit log says %v, want %v", did[:5], want)
	}
}

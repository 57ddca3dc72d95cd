package account

import (
	"context"
	"slices"
	"testing"
	"time"

	"kantine/events"
)

const other = "een heel ander wachtwoord"

// letters are the messages about users that wait to go out.
func (w *world) letters() (due []events.Message) {
	w.t.Helper()
	w.update(func(ctx context.Context, tx events.Tx) error {
		all, err := tx.Messages(ctx, events.MessageFilter{State: events.Queued})
		due = due[:0]
		for _, m := range all {
			if m.About == events.AboutUser {
				due = append(due, m)
			}
		}
		return err
	})
	return due
}

func TestForgottenPassword(t *testing.T) {
	w := newWorld(t)
	p := w.enrolled(ann, events.RoleAdmin)
	w.refused(w.ForgotPassword(t.Context(), "nobody", "nl"), events.CodeValidation)
	w.must(w.ForgotPassword(t.Context(), "nobody@zorgenwerk.example", "nl"))
	if did := w.did(); len(w.letters()) != 0 || did[0] != events.AuditResetAsked {
		t.Fatalf("an unknown address: %d letters, %v", len(w.letters()), did[0])
	}
	woken := w.woken.Load()
	w.must(w.ForgotPassword(t.Context(), "ANN@zorgenwerk.example", "nl"))
	w.must(w.ForgotPassword(t.Context(), ann, "en"))
	letters := w.letters()
	if len(letters) != 2 || letters[0].Recipient != ann || letters[0].Kind != events.PasswordReset || w.woken.Load() == woken {
		t.Fatalf("letters %+v", letters)
	}
	token := w.Key.Token(events.PurposeReset, letters[0].Rule, 0)
	second := w.Key.Token(events.PurposeReset, letters[1].Rule, 0)
	if user, err := w.Linked(t.Context(), events.PurposeReset, token); err != nil || user.ID != p.User.ID {
		t.Fatalf("%v", err)
	}
	_, err := w.Linked(t.Context(), events.PurposeInvite, token)
	w.refused(err, events.CodeNotFound) // a link for one purpose is none for another
	_, err = w.Linked(t.Context(), events.PurposeReset, token[:len(token)-1]+"x")
	w.refused(err, events.CodeNotFound)
	w.refused(w.ChoosePassword(t.Context(), events.PurposeReset, token, "kort"), events.CodeValidation)

	w.must(w.ChoosePassword(t.Context(), events.PurposeReset, token, other))
	w.refused(w.ChoosePassword(t.Context(), events.PurposeReset, token, good), events.CodeGone)
	w.refused(w.ChoosePassword(t.Context(), events.PurposeReset, second, good), events.CodeGone)
	if w.finds(p.Entered) {
		t.Error("a login lives on after a new password")
	}
	_, err = w.LogIn(t.Context(), ann, good, "")
	w.refused(err, events.CodeUnauthorized)
	if half := w.half(ann, other); half.Login.Full || half.User.OneTime == "" {
		t.Error("a new password takes the second step away")
	}
}

func TestALinkExpires(t *testing.T) {
	w := newWorld(t)
	w.add(ann, events.RoleAdmin)
	w.must(w.ForgotPassword(t.Context(), ann, "nl"))
	token := w.Key.Token(events.PurposeReset, w.letters()[0].Rule, 0)
	w.later(resetLife - time.Second)
	_, err := w.Linked(t.Context(), events.PurposeReset, token)
	w.must(err)
	w.later(time.Second)
	_, err = w.Linked(t.Context(), events.PurposeReset, token)
	w.refused(err, events.CodeGone)
	w.refused(w.ChoosePassword(t.Context(), events.PurposeReset, token, other), events.CodeGone)
	w.half(ann, good)
}

func TestChangingThePassword(t *testing.T) {
	w := newWorld(t)
	p := w.enrolled(ann, events.RoleAdmin)
	elsewhere := w.enter(p)
	w.must(w.ForgotPassword(t.Context(), ann, "nl"))
	token := w.Key.Token(events.PurposeReset, w.letters()[0].Rule, 0)
	w.refused(w.ChangePassword(t.Context(), p.Visitor, other, other), events.CodeValidation)
	if w.did()[0] != events.AuditPasswordWrong {
		t.Errorf("%v in the audit log", w.did()[0])
	}
	w.refused(w.ChangePassword(t.Context(), p.Visitor, good, "kort"), events.CodeValidation)
	w.must(w.ChangePassword(t.Context(), p.Visitor, good, other))
	if !w.finds(p.Entered) || w.finds(elsewhere) {
		t.Error("a new password ends the other logins, and not this one")
	}
	w.refused(w.ChoosePassword(t.Context(), events.PurposeReset, token, good), events.CodeGone)
	w.half(ann, other)
}

func TestInvitations(t *testing.T) {
	w := newWorld(t)
	boss := w.enrolled("boss@zorgenwerk.example", events.RoleAdmin)
	in := Invitation{Email: "New@zorgenwerk.example", Role: events.RoleFacilitator, Language: "en"}
	first, err := w.Invite(t.Context(), boss.Visitor, in)
	w.must(err)
	if len(w.letters()) != 0 {
		t.Error("a link to hand over was mailed")
	}
	_, err = w.Invite(t.Context(), boss.Visitor, in)
	w.refused(err, events.CodeValidation)
	_, err = w.Invite(t.Context(), boss.Visitor, Invitation{Email: "x", Role: "boss"})
	w.refused(err, events.CodeValidation)
	id := w.user(in.Email).ID
	second, err := w.InviteAgain(t.Context(), boss.Visitor, id, "en", true)
	w.must(err)
	letters := w.letters()
	if len(letters) != 1 || letters[0].Kind != events.AccountInvitation {
		t.Fatalf("letters %+v", letters)
	}
	w.refused(w.ChoosePassword(t.Context(), events.PurposeInvite, first, good), events.CodeGone)
	w.must(w.ChoosePassword(t.Context(), events.PurposeInvite, second, good))
	_, err = w.InviteAgain(t.Context(), boss.Visitor, id, "en", true)
	w.refused(err, events.CodeNotFound)
	if half := w.half(in.Email, good); half.User.Role != events.RoleFacilitator {
		t.Errorf("role %s", half.User.Role)
	}
}

func TestAdminsCannotLockEverybodyOut(t *testing.T) {
	w := newWorld(t)
	boss, second := w.enrolled("boss@zorgenwerk.example", events.RoleAdmin), w.enrolled(ann, events.RoleAdmin)
	for name, err := range map[string]error{
		"own role": w.SetRole(t.Context(), boss.Visitor, boss.User.ID, events.RoleViewer), "own access": w.SetDisabled(t.Context(), boss.Visitor, boss.User.ID, true),
		"own second step": w.RemoveSecond(t.Context(), boss.Visitor, boss.User.ID), "no role": w.SetRole(t.Context(), boss.Visitor, second.User.ID, "boss"),
	} {
		if events.CodeOf(err) != events.CodeValidation {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.refused(w.SetRole(t.Context(), boss.Visitor, "nobody", events.RoleViewer), events.CodeNotFound)
	w.must(w.SetRole(t.Context(), boss.Visitor, second.User.ID, events.RoleViewer))
	// Who was an admin when the request began is none now.
	w.refused(w.SetRole(t.Context(), second.Visitor, boss.User.ID, events.RoleViewer), events.CodeForbidden)
	w.refused(w.SetDisabled(t.Context(), second.Visitor, boss.User.ID, true), events.CodeForbidden)
	if w.user(boss.email).Role != events.RoleAdmin {
		t.Error("no admin is left")
	}
}

func TestHelpForWhoLostEverything(t *testing.T) {
	w := newWorld(t)
	boss, p := w.enrolled("boss@zorgenwerk.example", events.RoleAdmin), w.enrolled(ann, events.RoleCoordinator)
	w.must(w.RemoveSecond(t.Context(), boss.Visitor, p.User.ID))
	half := w.half(ann, good)
	if w.finds(p.Entered) || half.User.OneTime != "" {
		t.Error("the second step is still there")
	}
	_, err := w.EnterRecovery(t.Context(), half.Visitor, p.recovery[0])
	w.refused(err, events.CodeUnauthorized)
	// At the terminal it is one command.
	_, existed, err := w.AddUser(t.Context(), boss.email, events.RoleAdmin, other)
	if err != nil || !existed || w.finds(boss.Entered) || w.half(boss.email, other).User.OneTime != "" {
		t.Errorf("%v, %v", existed, err)
	}
	if did := w.did(); !slices.Contains(did, events.AuditSecondRemoved) || !slices.Contains(did, events.AuditPasswordReset) {
		t.Errorf("the audit log says %v", did)
	}
}

func TestTheAuditLogHasPages(t *testing.T) {
	w := newWorld(t)
	p := w.enrolled(ann, events.RoleAdmin)
	for range 5 {
		w.later(time.Second)
		w.must(w.ForgotPassword(t.Context(), ann, "nl"))
	}
	seen, before := map[int64]bool{}, int64(0)
	for range 10 {
		page, err := w.AuditLog(t.Context(), before, 3)
		w.must(err)
		for _, e := range page.Entries {
			seen[e.No] = true
			if page.Emails[e.AboutID] != ann {
				t.Errorf("an entry about %q", page.Emails[e.AboutID])
			}
		}
		if before = page.Next; before == 0 {
			break
		}
	}
	if len(seen) != 8 || before != 0 { // added, enrolled, logged in, asked five times
		t.Errorf("%d entries of %s", len(seen), p.User.ID)
	}
}

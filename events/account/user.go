package account

import (
	"context"
	"slices"
	"time"

	"kantine/events"
)

// Users lists everybody, by address.
func (a Accounts) Users(ctx context.Context) (users []events.User, err error) {
	err = a.Store.View(ctx, func(ctx context.Context, tx events.Tx) (err error) {
		users, err = tx.Users(ctx)
		return err
	})
	return users, err
}

// Invitation is whom an admin lets in.
type Invitation struct {
	Email    string
	Role     events.Role
	Language string
	// Mailed sends the link; else it is for the admin to hand over.
	Mailed bool
}

// Invite makes a user without a password, and the token of the link by which
// they choose one (PurposeInvite). Somebody who is there already is
// CodeValidation.
func (a Accounts) Invite(ctx context.Context, by Visitor, in Invitation) (token string, err error) {
	var wrong []events.Problem
	address, key := events.EmailAddress(in.Email)
	if key != "" {
		wrong = append(wrong, events.Problem{Field: "email", Key: key, Args: []any{"Max", 254}})
	}
	if err := invalid(append(wrong, checkRole(in.Role)...)); err != nil {
		return "", err
	}
	err = a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		_, err := tx.User(ctx, address)
		if err == nil {
			return events.Invalid("email", "user_exists")
		}
		if events.CodeOf(err) != events.CodeNotFound {
			return err
		}
		now := a.Clock.Now()
		user := events.User{ID: events.NewID(now), Email: address, Role: in.Role, CreatedAt: now}
		if err := tx.PutUser(ctx, user); err != nil {
			return err
		}
		if err := a.audit(ctx, tx, by.User.ID, events.AuditUserInvited, user.ID, string(in.Role)); err != nil {
			return err
		}
		token, err = a.invite(ctx, tx, user.ID, in.Language, in.Mailed)
		return err
	})
	return token, err
}

// InviteAgain replaces the link of somebody who has no password yet.
func (a Accounts) InviteAgain(ctx context.Context, by Visitor, id, language string, mailed bool) (token string, err error) {
	err = a.change(ctx, by, id, func(ctx context.Context, tx events.Tx, user *events.User) error {
		if user.Password != "" || !user.DisabledAt.IsZero() {
			return events.Refuse(events.CodeNotFound)
		}
		if err := tx.DeleteAccountLinks(ctx, user.ID); err != nil {
			return err
		}
		if err := a.audit(ctx, tx, by.User.ID, events.AuditUserInvited, user.ID, string(user.Role)); err != nil {
			return err
		}
		token, err = a.invite(ctx, tx, user.ID, language, mailed)
		return err
	})
	return token, err
}

func (a Accounts) invite(ctx context.Context, tx events.Tx, userID, language string, mailed bool) (token string, err error) {
	link, err := a.owe(ctx, tx, userID, events.AccountInvitation, language, invitationLife, mailed)
	return a.Key.Token(events.PurposeInvite, link.ID, 0), err
}

// SetRole gives a user another role, from their next request on. Nobody changes
// their own, and the last admin stays one (CodeValidation).
func (a Accounts) SetRole(ctx context.Context, by Visitor, id string, role events.Role) error {
	if err := invalid(checkRole(role)); err != nil {
		return err
	}
	return a.change(ctx, by, id, func(ctx context.Context, tx events.Tx, user *events.User) error {
		if user.Role == role {
			return nil
		}
		if err := a.mayTouch(ctx, tx, by, user, "role"); err != nil {
			return err
		}
		user.Role = role
		return a.audit(ctx, tx, by.User.ID, events.AuditRoleChanged, user.ID, string(role))
	})
}

// SetDisabled keeps a user out, or lets them in again. Their logins and links
// end at once.
func (a Accounts) SetDisabled(ctx context.Context, by Visitor, id string, disabled bool) error {
	return a.change(ctx, by, id, func(ctx context.Context, tx events.Tx, user *events.User) error {
		if disabled == !user.DisabledAt.IsZero() {
			return nil
		}
		if err := a.mayTouch(ctx, tx, by, user, "disabled"); err != nil {
			return err
		}
		what := events.AuditUserEnabled
		user.DisabledAt = time.Time{}
		if disabled {
			what, user.DisabledAt = events.AuditUserDisabled, a.Clock.Now()
			if err := tx.DeleteAccountLinks(ctx, user.ID); err != nil {
				return err
			}
			if _, err := tx.DeleteLogins(ctx, user.ID, ""); err != nil {
				return err
			}
		}
		return a.audit(ctx, tx, by.User.ID, what, user.ID, "")
	})
}

// RemoveSecond takes the second step of somebody who lost telephone and
// recovery codes away: they enrol anew at their next login.
func (a Accounts) RemoveSecond(ctx context.Context, by Visitor, id string) error {
	return a.change(ctx, by, id, func(ctx context.Context, tx events.Tx, user *events.User) error {
		if err := a.mayTouch(ctx, tx, by, user, "second"); err != nil {
			return err
		}
		return a.removeSecond(ctx, tx, by.User.ID, user)
	})
}

func (a Accounts) removeSecond(ctx context.Context, tx events.Tx, by string, user *events.User) error {
	user.OneTime = ""
	if err := tx.PutRecoveryCodes(ctx, user.ID, nil); err != nil {
		return err
	}
	if _, err := tx.DeleteLogins(ctx, user.ID, ""); err != nil {
		return err
	}
	return a.audit(ctx, tx, by, events.AuditSecondRemoved, user.ID, "")
}

// mayTouch keeps admins from locking everybody out: whoever acts is an admin at
// this very moment and stays one, so there is always one left.
func (a Accounts) mayTouch(ctx context.Context, tx events.Tx, by Visitor, user *events.User, field string) error {
	if by.User.ID == user.ID {
		return events.Invalid(field, "own_account")
	}
	actor, err := tx.UserByID(ctx, by.User.ID)
	if err == nil && (actor.Role != events.RoleAdmin || !actor.DisabledAt.IsZero()) {
		err = events.Refuse(events.CodeForbidden)
	}
	return err
}

// change reads a user, lets fn change them and writes them. Whoever acts is
// locked as well: two who act on each other follow one another.
func (a Accounts) change(ctx context.Context, by Visitor, id string, fn func(ctx context.Context, tx events.Tx, user *events.User) error) error {
	both := []string{by.User.ID, id}
	slices.Sort(both)
	return a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		for _, one := range both {
			if _, err := tx.LockUser(ctx, one); err != nil {
				return err
			}
		}
		user, err := tx.UserByID(ctx, id)
		if err != nil {
			return err
		}
		if err := fn(ctx, tx, &user); err != nil {
			return err
		}
		return tx.PutUser(ctx, user)
	})
}

package account

import (
	"context"
	"time"

	"kantine/events"
)

// How long a link works, in business time.
const (
	resetLife      = time.Hour
	invitationLife = 7 * 24 * time.Hour
)

// ForgotPassword mails a link to the address if it is somebody's. It answers
// the same whether it is or not, and writes either way, so that the time it
// takes does not tell.
func (a Accounts) ForgotPassword(ctx context.Context, email, language string) error {
	address, key := events.EmailAddress(email)
	if key != "" {
		return events.Invalid("email", key, "Max", 254)
	}
	return a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		user, err := tx.User(ctx, address)
		if err != nil && events.CodeOf(err) != events.CodeNotFound {
			return err
		}
		if err := a.audit(ctx, tx, "", events.AuditResetAsked, user.ID, ""); err != nil {
			return err
		}
		if user.ID == "" || !user.DisabledAt.IsZero() {
			return nil
		}
		_, err = a.owe(ctx, tx, user.ID, events.PasswordReset, language, resetLife, true)
		return err
	})
}

// owe makes a link and, where it is mailed, the letter that brings it.
func (a Accounts) owe(ctx context.Context, tx events.Tx, userID string, kind events.MessageKind, language string,
	life time.Duration, mailed bool,
) (events.AccountLink, error) {
	now := a.Clock.Now()
	link := events.AccountLink{ID: events.NewID(now), UserID: userID, Kind: kind, Language: language, ExpiresAt: now.Add(life)}
	if err := tx.PutAccountLink(ctx, link); err != nil || !mailed {
		return link, err
	}
	_, err := tx.InsertMessages(ctx, events.Message{
		ID: events.NewID(now), About: events.AboutUser, AboutID: userID, Kind: kind, Rule: link.ID,
		State: events.Queued, DueAt: now, NotAfter: link.ExpiresAt,
	})
	return link, err
}

// Linked tells whose password a link lets choose. CodeNotFound for a link that
// is none, CodeGone for one that was used or has expired.
func (a Accounts) Linked(ctx context.Context, purpose events.Purpose, token string) (user events.User, err error) {
	err = a.Store.View(ctx, func(ctx context.Context, tx events.Tx) (err error) {
		user, err = a.linked(ctx, tx, purpose, token)
		return err
	})
	return user, err
}

func (a Accounts) linked(ctx context.Context, tx events.Tx, purpose events.Purpose, token string) (events.User, error) {
	id, ok := a.Key.Opens(purpose, token)
	if !ok {
		return events.User{}, events.Refuse(events.CodeNotFound)
	}
	link, err := tx.AccountLink(ctx, id)
	if events.CodeOf(err) == events.CodeNotFound {
		return events.User{}, events.Refuse(events.CodeGone)
	}
	if err != nil {
		return events.User{}, err
	}
	user, err := tx.UserByID(ctx, link.UserID)
	if err != nil {
		return events.User{}, err
	}
	if !a.Clock.Now().Before(link.ExpiresAt) || !user.DisabledAt.IsZero() {
		return events.User{}, events.Refuse(events.CodeGone)
	}
	return user, nil
}

// ChoosePassword sets the password of the user a link is for. Every link to the
// user ends, and every login. The second step stays as it was: who can read
// somebody's mail is not in by that.
func (a Accounts) ChoosePassword(ctx context.Context, purpose events.Purpose, token, password string) error {
	if _, err := a.Linked(ctx, purpose, token); err != nil {
		return err // before the costly part
	}
	if err := soundPassword("password", password); err != nil {
		return err
	}
	hash := HashPassword(password)
	return a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		user, err := a.linked(ctx, tx, purpose, token)
		if err != nil {
			return err
		}
		if _, err := tx.LockUser(ctx, user.ID); err != nil {
			return err
		}
		// Read again under the lock: another may have used the link meanwhile.
		if user, err = a.linked(ctx, tx, purpose, token); err != nil {
			return err
		}
		if err := a.audit(ctx, tx, "", events.AuditPasswordReset, user.ID, ""); err != nil {
			return err
		}
		return a.newPassword(ctx, tx, user, hash, "")
	})
}

// newPassword sets it and ends what the old one opened, but one login.
func (a Accounts) newPassword(ctx context.Context, tx events.Tx, user events.User, hash, except string) error {
	user.Password = hash
	if err := tx.PutUser(ctx, user); err != nil {
		return err
	}
	if err := tx.DeleteAccountLinks(ctx, user.ID); err != nil {
		return err
	}
	_, err := tx.DeleteLogins(ctx, user.ID, except)
	return err
}

// ChangePassword is for who is logged in and knows the present one. Every other
// login ends.
func (a Accounts) ChangePassword(ctx context.Context, v Visitor, current, password string) error {
	if err := soundPassword("password", password); err != nil {
		return err
	}
	if err := a.prove(ctx, v, current); err != nil {
		return err
	}
	hash := HashPassword(password)
	return a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		user, _, err := a.current(ctx, tx, v)
		if err != nil {
			return err
		}
		if err := a.audit(ctx, tx, user.ID, events.AuditPasswordChanged, user.ID, ""); err != nil {
			return err
		}
		return a.newPassword(ctx, tx, user, hash, v.Login.ID)
	})
}

func soundPassword(field, password string) error {
	if key, args := checkPassword(password); key != "" {
		return events.Invalid(field, key, args...)
	}
	return nil
}

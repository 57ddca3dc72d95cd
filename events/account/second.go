package account

import (
	"context"

	"kantine/events"
)

// Enrolment is what somebody needs to make their telephone the second step.
type Enrolment struct {
	// Secret is base32, for who types it; URI is what the QR code says.
	Secret, URI string
}

// Enrolment begins one, or shows the one this login began. Nothing changes for
// the user until Enrol.
func (a Accounts) Enrolment(ctx context.Context, v Visitor) (Enrolment, error) {
	secret := ""
	err := a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		_, login, err := a.current(ctx, tx, v)
		if err != nil {
			return err
		}
		if login.Pending != "" {
			secret, err = a.unseal(login.ID, login.Pending)
			return err
		}
		secret = newOneTime()
		login.Pending = a.seal(login.ID, secret)
		return tx.PutLogin(ctx, login)
	})
	return Enrolment{secret, oneTimeURI(a.issuer(), v.User.Email, secret)}, err
}

// Enrol makes the secret that Enrolment showed the user's own, if code proves
// that it has arrived, and gives the recovery codes. It completes a half login.
// Who has a second step already changes it from a full login only, and gives
// their password again.
func (a Accounts) Enrol(ctx context.Context, v Visitor, code, password string) (e Entered, codes []string, err error) {
	if v.Login.Full {
		if err := a.prove(ctx, v, password); err != nil {
			return e, nil, err
		}
	}
	right := false
	err = a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		user, login, err := a.current(ctx, tx, v)
		if err != nil {
			return err
		}
		if user.OneTime != "" && !v.Login.Full || login.Pending == "" {
			return events.Refuse(events.CodeUnauthorized)
		}
		secret, err := a.unseal(login.ID, login.Pending)
		if err != nil {
			return err
		}
		if right, err = a.useCode(ctx, tx, user.ID, secret, code); err != nil || !right {
			return err
		}
		user.OneTime = a.seal(user.ID, secret)
		if err := a.audit(ctx, tx, user.ID, events.AuditEnrolled, user.ID, ""); err != nil {
			return err
		}
		if codes, err = a.newRecoveryCodes(ctx, tx, user.ID); err != nil {
			return err
		}
		e, err = a.complete(ctx, tx, Visitor{user, login})
		return err
	})
	if err == nil && !right {
		err = wrongCode()
	}
	return e, codes, err
}

func wrongCode() error { return events.Invalid("code", "wrong_code") }

// EnterCode completes a half login with a one-time code, which works once.
// CodeValidation for a wrong one.
func (a Accounts) EnterCode(ctx context.Context, v Visitor, code string) (Entered, error) {
	return a.second(ctx, v, func(ctx context.Context, tx events.Tx, user events.User) (bool, error) {
		secret, err := a.unseal(user.ID, user.OneTime)
		if err != nil {
			return false, err
		}
		return a.useCode(ctx, tx, user.ID, secret, code)
	})
}

// EnterRecovery completes a half login with a recovery code, which is then gone.
func (a Accounts) EnterRecovery(ctx context.Context, v Visitor, code string) (Entered, error) {
	return a.second(ctx, v, func(ctx context.Context, tx events.Tx, user events.User) (bool, error) {
		there, err := tx.UseRecoveryCode(ctx, user.ID, a.recoveryHash(code))
		if err != nil || !there {
			return false, err
		}
		return true, a.audit(ctx, tx, user.ID, events.AuditRecoveryUsed, user.ID, "")
	})
}

func (a Accounts) second(ctx context.Context, v Visitor,
	check func(ctx context.Context, tx events.Tx, user events.User) (bool, error),
) (e Entered, err error) {
	right := false
	err = a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		user, login, err := a.current(ctx, tx, v)
		if err != nil {
			return err
		}
		if user.OneTime == "" || login.Full {
			return events.Refuse(events.CodeUnauthorized)
		}
		if right, err = check(ctx, tx, user); err != nil {
			return err
		}
		if !right {
			return a.audit(ctx, tx, "", events.AuditCodeFailed, user.ID, "")
		}
		e, err = a.complete(ctx, tx, Visitor{user, login})
		return err
	})
	if err == nil && !right {
		err = wrongCode()
	}
	return e, err
}

// RecoveryLeft is how many recovery codes a user has left.
func (a Accounts) RecoveryLeft(ctx context.Context, v Visitor) (left int, err error) {
	err = a.Store.View(ctx, func(ctx context.Context, tx events.Tx) (err error) {
		left, err = tx.CountRecoveryCodes(ctx, v.User.ID)
		return err
	})
	return left, err
}

// RenewRecovery replaces the recovery codes of a user who gives their password
// again.
func (a Accounts) RenewRecovery(ctx context.Context, v Visitor, password string) (codes []string, err error) {
	if err := a.prove(ctx, v, password); err != nil {
		return nil, err
	}
	err = a.update(ctx, func(ctx context.Context, tx events.Tx) (err error) {
		if _, _, err = a.current(ctx, tx, v); err != nil {
			return err
		}
		if codes, err = a.newRecoveryCodes(ctx, tx, v.User.ID); err != nil {
			return err
		}
		return a.audit(ctx, tx, v.User.ID, events.AuditRecoveryMade, v.User.ID, "")
	})
	return codes, err
}

// prove checks the password of somebody who is logged in already, before what
// whoever finds an open screen must not do. CodeValidation for a wrong one.
func (a Accounts) prove(ctx context.Context, v Visitor, password string) error {
	right, err := PasswordMatches(v.User.Password, password)
	if err != nil || right {
		return err
	}
	err = a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		return a.audit(ctx, tx, v.User.ID, events.AuditPasswordWrong, v.User.ID, "")
	})
	if err != nil {
		return err
	}
	return events.Invalid("current", "wrong_password")
}

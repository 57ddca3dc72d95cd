package account

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"kantine/events"
)

// How long a login lasts, in business time.
const (
	// IdleLimit ends one that nobody used, LifeLimit every one.
	IdleLimit = 30 * time.Minute
	LifeLimit = 12 * time.Hour
	// HalfLimit is how long the second step may take.
	HalfLimit = 10 * time.Minute
	// seenEvery is how often a login's last use is written down.
	seenEvery = time.Minute
)

// loginBytes is what a login's secret has of chance: 256 bits.
const loginBytes = 32

// nobodysPassword is checked where there is no user, so that an unknown
// address takes as long as a wrong password. No password has this hash: its
// last part is chance.
const nobodysPassword = "$argon2id$v=19$m=19456,t=2,p=1$7AJ1vJ3wN2P0qk4mYxS5Vg$mJ0Q4c3m8Dk0b0o1f8uZ2i3fH5sV9t6wqX1yR7eKp4U"

// Visitor is who a login belongs to.
type Visitor struct {
	User  events.User
	Login events.Login
}

// Entered is a login just made, with the secret that only its browser gets.
type Entered struct {
	Visitor
	Secret string
}

// LogIn checks a password and opens a login that still lacks its second step.
// agent describes the browser. A wrong address, a wrong password and a user
// who may not come any more are the same CodeUnauthorized, after the same time.
func (a Accounts) LogIn(ctx context.Context, email, password, agent string) (Entered, error) {
	user, err := a.userByEmail(ctx, email)
	if err != nil {
		return Entered{}, err
	}
	right, err := PasswordMatches(hashOf(user), password)
	if err != nil {
		return Entered{}, err
	}
	var e Entered
	right = right && user.DisabledAt.IsZero()
	err = a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		if !right {
			return a.audit(ctx, tx, "", events.AuditLoginFailed, user.ID, "")
		}
		// The password may have changed while it was being checked.
		now, err := tx.LockUser(ctx, user.ID)
		if err != nil {
			return err
		}
		if right = now.Password == user.Password && now.DisabledAt.IsZero(); !right {
			return nil
		}
		e, err = a.open(ctx, tx, now, agent, false)
		return err
	})
	if err == nil && !right {
		err = events.Refuse(events.CodeUnauthorized)
	}
	return e, err
}

// hashOf is what a password is checked against: nobody's where there is none.
func hashOf(user events.User) string { return cmp.Or(user.Password, nobodysPassword) }

// userByEmail gives the zero User where there is none.
func (a Accounts) userByEmail(ctx context.Context, email string) (user events.User, err error) {
	err = a.Store.View(ctx, func(ctx context.Context, tx events.Tx) (err error) {
		if user, err = tx.User(ctx, email); events.CodeOf(err) == events.CodeNotFound {
			err = nil
		}
		return err
	})
	return user, err
}

// open makes a login with a secret of its own: each step gets a new one, so
// that a secret somebody planted or saw before is worth nothing after it.
func (a Accounts) open(ctx context.Context, tx events.Tx, user events.User, agent string, full bool) (Entered, error) {
	now := a.Clock.Now()
	if _, err := tx.DeleteOldLogins(ctx, now.Add(-IdleLimit), now.Add(-LifeLimit)); err != nil {
		return Entered{}, err
	}
	secret := base64.RawURLEncoding.EncodeToString(random(loginBytes))
	login := events.Login{
		ID: events.NewID(now), UserID: user.ID, Hash: sha256.Sum256([]byte(secret)), Full: full, Agent: agent, MadeAt: now, SeenAt: now,
	}
	return Entered{Visitor{user, login}, secret}, tx.PutLogin(ctx, login)
}

// complete replaces a half login by a full one. The half one has to be there
// still: a request that comes twice finds it gone.
func (a Accounts) complete(ctx context.Context, tx events.Tx, v Visitor) (Entered, error) {
	if err := tx.DeleteLogin(ctx, v.User.ID, v.Login.ID); err != nil {
		if events.CodeOf(err) == events.CodeNotFound {
			return Entered{}, events.Refuse(events.CodeUnauthorized)
		}
		return Entered{}, err
	}
	v.User.LastLoginAt = a.Clock.Now()
	if err := tx.PutUser(ctx, v.User); err != nil {
		return Entered{}, err
	}
	if err := a.audit(ctx, tx, v.User.ID, events.AuditLogin, v.User.ID, ""); err != nil {
		return Entered{}, err
	}
	return a.open(ctx, tx, v.User, v.Login.Agent, true)
}

// Find gives whose login a secret is. It asks the database each time, so that
// what was ended, or a user who may not come any more, is refused from the next
// request on (CodeUnauthorized).
func (a Accounts) Find(ctx context.Context, secret string) (Visitor, error) {
	var v Visitor
	if len(secret) != base64.RawURLEncoding.EncodedLen(loginBytes) {
		return v, events.Refuse(events.CodeUnauthorized)
	}
	// The look-up by hash needs no constant time: see Authenticate.
	hash := sha256.Sum256([]byte(secret))
	err := a.Store.View(ctx, func(ctx context.Context, tx events.Tx) (err error) {
		if v.Login, err = tx.Login(ctx, hash); err != nil {
			return err
		}
		v.User, err = tx.UserByID(ctx, v.Login.UserID)
		return err
	})
	if events.CodeOf(err) == events.CodeNotFound || (err == nil && !a.lives(&v)) {
		return Visitor{}, events.Refuse(events.CodeUnauthorized)
	}
	if err != nil {
		return Visitor{}, err
	}
	return v, a.seen(ctx, &v)
}

func (a Accounts) lives(v *Visitor) bool {
	now, l := a.Clock.Now(), &v.Login
	if !l.Full && now.Sub(l.MadeAt) >= HalfLimit {
		return false
	}
	return v.User.DisabledAt.IsZero() && now.Sub(l.SeenAt) < IdleLimit && now.Sub(l.MadeAt) < LifeLimit
}

// seen notes that a login was used. One that was ended meanwhile stays ended.
func (a Accounts) seen(ctx context.Context, v *Visitor) error {
	now := a.Clock.Now()
	if now.Sub(v.Login.SeenAt) < seenEvery {
		return nil
	}
	return a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		_, login, err := a.current(ctx, tx, *v)
		if err != nil {
			return err
		}
		login.SeenAt = now
		v.Login = login
		return tx.PutLogin(ctx, login)
	})
}

// current reads a visitor's user and login again and keeps others from changing
// them; CodeUnauthorized where the login was ended.
func (a Accounts) current(ctx context.Context, tx events.Tx, v Visitor) (events.User, events.Login, error) {
	user, err := tx.LockUser(ctx, v.User.ID)
	if err != nil {
		return user, events.Login{}, err
	}
	login, err := tx.Login(ctx, v.Login.Hash)
	if events.CodeOf(err) == events.CodeNotFound {
		err = events.Refuse(events.CodeUnauthorized)
	}
	return user, login, err
}

// LogOut ends a login.
func (a Accounts) LogOut(ctx context.Context, v Visitor) error {
	return a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		if _, err := tx.LockUser(ctx, v.User.ID); err != nil {
			return err
		}
		err := tx.DeleteLogin(ctx, v.User.ID, v.Login.ID)
		if events.CodeOf(err) == events.CodeNotFound {
			return nil
		}
		if err != nil {
			return err
		}
		return a.audit(ctx, tx, v.User.ID, events.AuditLogout, v.User.ID, "")
	})
}

// Logins lists the visitor's own, those that are over left out.
func (a Accounts) Logins(ctx context.Context, v Visitor) ([]events.Login, error) {
	var open []events.Login
	err := a.Store.View(ctx, func(ctx context.Context, tx events.Tx) error {
		all, err := tx.Logins(ctx, v.User.ID)
		open = open[:0]
		for _, l := range all {
			if l.Full && a.lives(&Visitor{v.User, l}) {
				open = append(open, l)
			}
		}
		return err
	})
	return open, err
}

// EndLogin ends one of the visitor's own logins; CodeNotFound for another's.
func (a Accounts) EndLogin(ctx context.Context, v Visitor, id string) error {
	return a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		if _, err := tx.LockUser(ctx, v.User.ID); err != nil {
			return err
		}
		if err := tx.DeleteLogin(ctx, v.User.ID, id); err != nil {
			return err
		}
		return a.audit(ctx, tx, v.User.ID, events.AuditLoginEnded, v.User.ID, "")
	})
}

// EndLogins logs the visitor out everywhere, this login included.
func (a Accounts) EndLogins(ctx context.Context, v Visitor) error {
	return a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		if _, err := tx.LockUser(ctx, v.User.ID); err != nil {
			return err
		}
		if _, err := tx.DeleteLogins(ctx, v.User.ID, ""); err != nil {
			return err
		}
		return a.audit(ctx, tx, v.User.ID, events.AuditLoginEnded, v.User.ID, "all")
	})
}

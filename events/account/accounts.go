package account

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kantine/events"
)

// maxTokenName is in characters.
const maxTokenName = 120

// Accounts keeps users, their logins and tokens. It is safe for concurrent use.
type Accounts struct {
	Store events.Store
	Clock events.Clock
	// Key signs links and seals the secrets of one-time codes.
	Key events.Key
	// RealNow is the machine's clock: a telephone makes its codes by that,
	// whatever business time is.
	RealNow func() time.Time
	// Wake is called after a commit that may owe a letter.
	Wake events.Wake
	// Issuer is the name that authenticator apps show; "" is Kantine.
	Issuer string
}

func (a Accounts) issuer() string { return cmp.Or(a.Issuer, "Kantine") }

// update runs fn in a transaction, again when another was first, and wakes the
// dispatcher when it is committed.
func (a Accounts) update(ctx context.Context, fn func(ctx context.Context, tx events.Tx) error) error {
	var err error
	for range 3 {
		if err = a.Store.Update(ctx, fn); !errors.Is(err, events.ErrRaced) {
			break
		}
	}
	if err == nil && a.Wake != nil {
		a.Wake()
	}
	return err
}

// audit writes down what was done about a user.
func (a Accounts) audit(ctx context.Context, tx events.Tx, who string, what events.AuditWhat, userID, detail string) error {
	return tx.Audit(ctx, events.AuditEntry{
		At: a.Clock.Now(), Who: who, What: what, About: "user", AboutID: userID, Detail: detail,
	})
}

// AddUser makes a user, or gives one that exists a new role and password: the
// one who may run the command is the one to help somebody who forgot theirs, or
// lost their telephone. So the second step is enrolled anew, and every login
// ends. It tells whether the user existed. Refusals: CodeValidation.
func (a Accounts) AddUser(ctx context.Context, email string, role events.Role, password string) (user events.User, existed bool, err error) {
	var wrong []events.Problem
	address, key := events.EmailAddress(email)
	if key != "" {
		wrong = append(wrong, events.Problem{Field: "email", Key: key, Args: []any{"Max", 254}})
	}
	wrong = append(wrong, checkRole(role)...)
	if key, args := checkPassword(password); key != "" {
		wrong = append(wrong, events.Problem{Field: "password", Key: key, Args: args})
	}
	if err := invalid(wrong); err != nil {
		return events.User{}, false, err
	}
	hash := HashPassword(password) // takes long, so before the transaction
	err = a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		now := a.Clock.Now()
		var err error
		user, err = tx.User(ctx, address)
		if existed = err == nil; !existed {
			if events.CodeOf(err) != events.CodeNotFound {
				return err
			}
			user = events.User{ID: events.NewID(now), Email: address, CreatedAt: now}
		} else if user, err = tx.LockUser(ctx, user.ID); err != nil {
			return err
		}
		user.Role, user.DisabledAt = role, time.Time{}
		if !existed {
			user.Password = hash
			if err := tx.PutUser(ctx, user); err != nil {
				return err
			}
			return a.audit(ctx, tx, "", events.AuditUserAdded, user.ID, string(role))
		}
		if err := a.audit(ctx, tx, "", events.AuditPasswordReset, user.ID, string(role)); err != nil {
			return err
		}
		if err := a.removeSecond(ctx, tx, "", &user); err != nil {
			return err
		}
		user.Password = hash
		return a.newPassword(ctx, tx, user, hash, "")
	})
	return user, existed, err
}

// AddToken makes a token and gives its secret, which nothing can show again.
func (a Accounts) AddToken(ctx context.Context, name string, role events.Role) (secret string, err error) {
	name = strings.TrimSpace(name)
	wrong := checkRole(role)
	switch {
	case name == "":
		wrong = append(wrong, events.Problem{Field: "name", Key: "required"})
	case utf8.RuneCountInString(name) > maxTokenName:
		wrong = append(wrong, events.Problem{Field: "name", Key: "too_long", Args: []any{"Max", maxTokenName}})
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		wrong = append(wrong, events.Problem{Field: "name", Key: "control_characters"})
	}
	if err := invalid(wrong); err != nil {
		return "", err
	}
	secret, token := NewToken(a.Clock.Now())
	token.Name, token.Role = name, role
	err = a.update(ctx, func(ctx context.Context, tx events.Tx) error {
		return tx.PutAPIToken(ctx, token)
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

func checkRole(role events.Role) []events.Problem {
	if events.KnownRole(role) {
		return nil
	}
	return []events.Problem{{Field: "role", Key: "unknown_choice", Args: []any{"Value", string(role)}}}
}

// Authenticate finds the token of a secret. It asks the database each time, so
// that a token revoked is refused from the next request on. What is no token,
// unknown or revoked is CodeUnauthorized.
func (a Accounts) Authenticate(ctx context.Context, bearer string) (events.APIToken, error) {
	if !soundToken(bearer) {
		return events.APIToken{}, events.Refuse(events.CodeUnauthorized)
	}
	// The look-up by hash needs no constant time: who times it learns about
	// hashes, from which no secret can be built.
	hash := sha256.Sum256([]byte(bearer))
	var token events.APIToken
	err := a.Store.View(ctx, func(ctx context.Context, tx events.Tx) (err error) {
		token, err = tx.APIToken(ctx, hash)
		return err
	})
	if events.CodeOf(err) == events.CodeNotFound || (err == nil && !token.RevokedAt.IsZero()) {
		return events.APIToken{}, events.Refuse(events.CodeUnauthorized)
	}
	return token, err
}

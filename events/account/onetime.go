package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"

	"kantine/events"
)

// One-time codes are those every authenticator app makes: RFC 6238 with SHA-1,
// six digits, 30 seconds.
const (
	stepSeconds = 30
	codeDigits  = 6
	// drift is how many steps a telephone's clock may be off (RFC 6238 §5.2).
	drift = 1
	// oneTimeBytes are the 160 bits that RFC 4226 §4 asks for.
	oneTimeBytes = 20
)

// Recovery codes: 60 bits each, which nobody guesses over a network, and which
// mean nothing without the key to who reads their hashes.
const (
	recoveryCodes   = 10
	recoveryGroups  = 3
	recoveryLetters = 12
)

// recoveryAlphabet has no letter that looks like another.
const recoveryAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// newOneTime makes a secret in the form apps take it, base32 (RFC 4648 §6).
func newOneTime() string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(random(oneTimeBytes))
}

// oneTimeURI is what an app reads from the QR code (Key Uri Format).
func oneTimeURI(issuer, email, secret string) string {
	label := url.PathEscape(issuer + ":" + email)
	return "otpauth://totp/" + label + "?secret=" + secret + "&issuer=" + url.QueryEscape(issuer)
}

// matchingStep finds the time step that a code is of. Every step is computed
// and compared in constant time, whether or not one before matched.
func matchingStep(secret, code string, now time.Time) (step int64, ok bool) {
	code = strings.Join(strings.Fields(code), "")
	current := now.Unix() / stepSeconds
	for at := current - drift; at <= current+drift; at++ {
		want, err := hotp.GenerateCode(secret, uint64(at))
		if err != nil {
			return 0, false
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = at, true
		}
	}
	return step, ok
}

// useCode tells whether code is one of the secret's that was not used before.
func (a Accounts) useCode(ctx context.Context, tx events.Tx, userID, secret, code string) (bool, error) {
	step, ok := matchingStep(secret, code, a.RealNow())
	if !ok {
		return false, nil
	}
	return tx.UseStep(ctx, userID, step)
}

// DemoCode is what the visitor's telephone would show, for the demo alone, where
// nobody has one. It is the code of the next step, since the present one may
// have been used to enrol.
func (a Accounts) DemoCode(ctx context.Context, v Visitor) (string, error) {
	owner, sealed := v.User.ID, v.User.OneTime
	err := a.Store.View(ctx, func(ctx context.Context, tx events.Tx) error {
		login, err := tx.Login(ctx, v.Login.Hash)
		if login.Pending != "" {
			owner, sealed = login.ID, login.Pending
		}
		return err
	})
	if err != nil {
		return "", err
	}
	secret, err := a.unseal(owner, sealed)
	if err != nil {
		return "", err
	}
	step := a.RealNow().Unix() / stepSeconds
	if owner == v.User.ID {
		step++
	}
	return hotp.GenerateCode(secret, uint64(step))
}

// newRecoveryCodes replaces a user's recovery codes and gives the new ones,
// which nothing can show again.
func (a Accounts) newRecoveryCodes(ctx context.Context, tx events.Tx, userID string) ([]string, error) {
	codes := make([]string, recoveryCodes)
	hashes := make([][32]byte, recoveryCodes)
	for i := range codes {
		var b strings.Builder
		for n, c := range random(recoveryLetters) {
			if n > 0 && n%(recoveryLetters/recoveryGroups) == 0 {
				b.WriteByte('-')
			}
			b.WriteByte(recoveryAlphabet[c%32]) // 256 is a multiple of 32: no letter is likelier
		}
		codes[i] = b.String()
		hashes[i] = a.recoveryHash(codes[i])
	}
	return codes, tx.PutRecoveryCodes(ctx, userID, hashes)
}

// recoveryHash reads a code as people write it: in capitals, with blanks, with
// the letters they take for digits.
func (a Accounts) recoveryHash(code string) (hash [32]byte) {
	plain := strings.NewReplacer("-", "", " ", "", "\t", "", "o", "0", "i", "1", "l", "1").Replace(strings.ToLower(code))
	mac := hmac.New(sha256.New, a.under("recovery"))
	mac.Write([]byte(plain))
	copy(hash[:], mac.Sum(nil))
	return hash
}

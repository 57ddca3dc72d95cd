package account

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"kantine/events"
)

// The vectors are those of RFC 6238, appendix B, for SHA-1; their last six digits.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	for at, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		now := time.Unix(at, 0)
		if step, ok := matchingStep(secret, code[:3]+" "+code[3:], now); !ok || step != at/30 {
			t.Errorf("%d: %d, %v", at, step, ok)
		}
		for _, off := range []time.Duration{-30 * time.Second, 30 * time.Second} {
			if _, ok := matchingStep(secret, code, now.Add(off)); !ok {
				t.Errorf("%d: a telephone %v off is refused", at, off)
			}
		}
		if at < 61 {
			continue
		}
		for _, off := range []time.Duration{-61 * time.Second, 61 * time.Second} {
			if _, ok := matchingStep(secret, code, now.Add(off)); ok {
				t.Errorf("%d: a telephone %v off is taken", at, off)
			}
		}
	}
	for _, code := range []string{"", "28708", "2870822", "28708x"} {
		if _, ok := matchingStep(secret, code, time.Unix(59, 0)); ok {
			t.Errorf("%q is taken", code)
		}
	}
}

func TestEnrolment(t *testing.T) {
	w := newWorld(t)
	w.add(ann, events.RoleAdmin)
	half, other := w.half(ann, good), w.half(ann, good)
	first, err := w.Enrolment(t.Context(), half.Visitor)
	w.must(err)
	if again, err := w.Enrolment(t.Context(), half.Visitor); err != nil || again != first {
		t.Errorf("another secret at the second look, %v", err)
	}
	elsewhere, err := w.Enrolment(t.Context(), other.Visitor)
	w.must(err)
	if elsewhere.Secret == first.Secret {
		t.Error("another browser sees the same secret")
	}
	u, err := url.Parse(first.URI)
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Kantine:"+ann || u.Query().Get("secret") != first.Secret || u.Query().Get("issuer") != "Kantine" {
		t.Errorf("%s, %v", first.URI, err)
	}
	_, _, err = w.Enrol(t.Context(), half.Visitor, w.code(elsewhere.Secret, 0), "")
	w.refused(err, events.CodeValidation)
	if w.user(ann).OneTime != "" {
		t.Error("a wrong code enrols")
	}
	full, codes, err := w.Enrol(t.Context(), half.Visitor, w.code(first.Secret, 0), "")
	w.must(err)
	if !full.Login.Full || len(codes) != recoveryCodes || w.user(ann).LastLoginAt.IsZero() {
		t.Errorf("%+v, %d codes", full.Login, len(codes))
	}
	// Somebody else with the password, half-way at the same time.
	_, _, err = w.Enrol(t.Context(), other.Visitor, w.code(elsewhere.Secret, 1), "")
	w.refused(err, events.CodeUnauthorized)
	_, err = w.EnterCode(t.Context(), other.Visitor, w.code(first.Secret, 0))
	w.refused(err, events.CodeValidation) // the code that enrolled is used up
	_, err = w.EnterCode(t.Context(), other.Visitor, w.code(first.Secret, 1))
	w.must(err)
}

func TestACodeWorksOnce(t *testing.T) {
	w := newWorld(t)
	p := w.enrolled(ann, events.RoleAdmin)
	var logins [8]Entered
	for i := range logins {
		logins[i] = w.half(ann, good)
	}
	code := w.code(p.secret, 0)
	var all sync.WaitGroup
	entered := make(chan error, len(logins))
	for _, l := range logins {
		all.Go(func() {
			_, err := w.EnterCode(t.Context(), l.Visitor, code)
			entered <- err
		})
	}
	all.Wait()
	close(entered)
	in := 0
	for err := range entered {
		if err == nil {
			in++
			continue
		}
		w.refused(err, events.CodeValidation)
	}
	if in != 1 {
		t.Errorf("%d came in on one code", in)
	}
	_, err := w.EnterCode(t.Context(), w.half(ann, good).Visitor, w.code(p.secret, -1))
	w.refused(err, events.CodeValidation) // an earlier one, seen over a shoulder
}

func TestRecoveryCodes(t *testing.T) {
	w := newWorld(t)
	p := w.enrolled(ann, events.RoleAdmin)
	other := w.enrolled("bob@zorgenwerk.example", events.RoleViewer)
	enter := func(code string) error {
		_, err := w.EnterRecovery(t.Context(), w.half(ann, good).Visitor, code)
		return err
	}
	w.must(enter(" " + strings.ToUpper(strings.ReplaceAll(p.recovery[0], "-", " "))))
	w.refused(enter(p.recovery[0]), events.CodeValidation)
	w.refused(enter(other.recovery[0]), events.CodeValidation)
	w.refused(enter(""), events.CodeValidation)
	if left, err := w.RecoveryLeft(t.Context(), p.Visitor); err != nil || left != recoveryCodes-1 {
		t.Errorf("%d left, %v", left, err)
	}
	_, err := w.RenewRecovery(t.Context(), p.Visitor, "een verkeerd wachtwoord")
	w.refused(err, events.CodeValidation)
	codes, err := w.RenewRecovery(t.Context(), p.Visitor, good)
	w.must(err)
	w.refused(enter(p.recovery[1]), events.CodeValidation)
	w.must(enter(codes[1]))
}

// What the database holds lets nobody in who lacks the key.
func TestSecretsAreSealed(t *testing.T) {
	w := newWorld(t)
	p := w.enrolled(ann, events.RoleAdmin)
	user := w.user(ann)
	row, err := json.Marshal([]any{user, p.Login})
	w.must(err)
	if strings.Contains(string(row), p.secret) || strings.Contains(string(row), p.Secret) {
		t.Error("a secret stands in the database")
	}
	thief := w.Accounts
	thief.Key = events.Key{2}
	half := w.half(ann, good)
	if _, err := thief.EnterCode(t.Context(), half.Visitor, w.code(p.secret, 0)); err == nil || events.CodeOf(err) != "" {
		t.Errorf("opened under another key: %v", err)
	}
	_, err = thief.EnterRecovery(t.Context(), half.Visitor, p.recovery[0])
	w.refused(err, events.CodeValidation)
	// Nor does a sealed secret work for somebody else.
	bob := w.enrolled("bob@zorgenwerk.example", events.RoleViewer)
	w.update(func(ctx context.Context, tx events.Tx) error {
		victim, err := tx.UserByID(ctx, bob.User.ID)
		if err != nil {
			return err
		}
		victim.OneTime = user.OneTime
		return tx.PutUser(ctx, victim)
	})
	if _, err := w.EnterCode(t.Context(), w.half(bob.email, good).Visitor, w.code(p.secret, 0)); err == nil {
		t.Error("a secret was moved to somebody else")
	}
}

func TestAnotherTelephone(t *testing.T) {
	w := newWorld(t)
	p := w.enrolled(ann, events.RoleAdmin)
	change, err := w.Enrolment(t.Context(), p.Visitor)
	w.must(err)
	_, _, err = w.Enrol(t.Context(), p.Visitor, w.code(change.Secret, 0), "een verkeerd wachtwoord")
	w.refused(err, events.CodeValidation)
	full, codes, err := w.Enrol(t.Context(), p.Visitor, w.code(change.Secret, 0), good)
	w.must(err)
	if w.finds(p.Entered) || !w.finds(full) {
		t.Error("the login goes on under its old secret")
	}
	_, err = w.EnterCode(t.Context(), w.half(ann, good).Visitor, w.code(p.secret, 1))
	w.refused(err, events.CodeValidation)
	_, err = w.EnterRecovery(t.Context(), w.half(ann, good).Visitor, p.recovery[0])
	w.refused(err, events.CodeValidation)
	_, err = w.EnterRecovery(t.Context(), w.half(ann, good).Visitor, codes[0])
	w.must(err)
}

package account

import (
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"kantine/events"
)

func TestAPasswordMatchesOnlyItself(t *testing.T) {
	hash := HashPassword("paard batterij nietje")
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the hash begins with %q, not with the cost asked for", hash[:30])
	}
	if hash == HashPassword("paard batterij nietje") {
		t.Error("two hashes of one password are the same: no salt")
	}
	for password, want := range map[string]bool{
		"paard batterij nietje": true, "paard batterij nietjE": false, "": false, strings.Repeat("x", maxPassword+1): false,
	} {
		if got, err := PasswordMatches(hash, password); got != want || err != nil {
			t.Errorf("PasswordMatches(%.30q) = %v, %v; want %v", password, got, err, want)
		}
	}
}

// The vector is the reference implementation's (phc-winner-argon2, test.c,
// argon2id, version 0x13, t=2, m=2^16, p=1).
func TestAHashMadeElsewhereIsRead(t *testing.T) {
	const vector = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, err := PasswordMatches(vector, "password"); !ok || err != nil {
		t.Errorf("the reference's own hash: %v, %v", ok, err)
	}
}

func TestABrokenHashIsAnErrorAndTakesNoMemory(t *testing.T) {
	good := HashPassword("paard batterij nietje")
	parts := strings.Split(good, "$")
	with := func(i int, s string) string {
		p := append([]string(nil), parts...)
		p[i] = s
		return strings.Join(p, "$")
	}
	for name, hash := range map[string]string{
		"empty": "", "plain text": "paard batterij nietje", "bcrypt": "$2a$10$abcdefghijklmnopqrstuv",
		"argon2i": with(1, "argon2i"), "old version": with(2, "v=16"), "no memory": with(3, "m=0,t=2,p=1"),
		"4 TiB": with(3, "m=4294967295,t=2,p=1"), "endless": with(3, "m=19456,t=4294967295,p=1"), "no lanes": with(3, "m=19456,t=2,p=0"),
		"bad salt": with(4, "!"), "short salt": with(4, "AAAA"), "short hash": with(5, "AAAA"), "long hash": with(5, strings.Repeat("A", 400)),
	} {
		if ok, err := PasswordMatches(hash, "paard batterij nietje"); ok || err == nil {
			t.Errorf("%s: %v, %v; want an error", name, ok, err)
		}
	}
}

func TestAddUser(t *testing.T) {
	const good = "paard batterij nietje"
	for _, c := range []struct {
		name, email string
		role        events.Role
		password    string
		wrong       string // the field and key refused
	}{
		{"good", "coordinator@zorgenwerk.example", events.RoleCoordinator, good, ""},
		{"twelve characters of any script", "a@zorgenwerk.example", events.RoleAdmin, strings.Repeat("é", 12), ""},
		{"eleven", "a@zorgenwerk.example", events.RoleAdmin, strings.Repeat("é", 11), "password too_short"},
		{"none", "a@zorgenwerk.example", events.RoleAdmin, "", "password required"},
		{"endless", "a@zorgenwerk.example", events.RoleAdmin, strings.Repeat("x", maxPassword+1), "password too_long"},
		{"not UTF-8", "a@zorgenwerk.example", events.RoleAdmin, "\xff12345678901234", "password control_characters"},
		{"no address", "nobody", events.RoleAdmin, good, "email email"},
		{"unknown role", "a@zorgenwerk.example", "boss", good, "role unknown_choice"},
		{"no role", "a@zorgenwerk.example", "", good, "role unknown_choice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			user, existed, err := w.AddUser(t.Context(), c.email, c.role, c.password)
			if c.wrong != "" {
				if err == nil || err.Error() != "validation: "+c.wrong {
					t.Errorf("got %v, want %s", err, c.wrong)
				}
				if len(w.users()) != 0 {
					t.Error("a user was stored all the same")
				}
				return
			}
			if err != nil || existed || user.ID == "" || user.Role != c.role {
				t.Fatalf("got %+v, %v, %v", user.Role, existed, err)
			}
			if ok, err := PasswordMatches(w.user(c.email).Password, c.password); !ok || err != nil {
				t.Errorf("the stored password does not match: %v", err)
			}
		})
	}
}

func TestAddingAUserAgainGivesANewPasswordAndRole(t *testing.T) {
	w := newWorld(t)
	first, _, err := w.AddUser(t.Context(), "coordinator@zorgenwerk.example", events.RoleViewer, "paard batterij nietje")
	if err != nil {
		t.Fatal(err)
	}
	second, existed, err := w.AddUser(t.Context(), "Coordinator@Zorgenwerk.example", events.RoleAdmin, "een heel ander wachtwoord")
	if err != nil || !existed || second.ID != first.ID || second.Role != events.RoleAdmin || len(w.users()) != 1 {
		t.Fatalf("got id %s of %s, existed %v, %v, %d users", second.ID, first.ID, existed, err, len(w.users()))
	}
	if ok, _ := PasswordMatches(second.Password, "paard batterij nietje"); ok {
		t.Error("the old password still works")
	}
}

func TestATokenLetsIn(t *testing.T) {
	w := newWorld(t)
	secret, err := w.AddToken(t.Context(), " planning ", events.RoleCoordinator)
	if err != nil {
		t.Fatal(err)
	}
	if !soundToken(secret) {
		t.Errorf("a secret of %d characters is no sound token", len(secret))
	}
	stored := w.token(sha256.Sum256([]byte(secret)))
	if stored.Name != "planning" {
		t.Fatalf("stored %+v; want it under the secret's SHA-256", stored.Name)
	}
	if token, err := w.Authenticate(t.Context(), secret); err != nil || token.ID != stored.ID || token.Role != events.RoleCoordinator {
		t.Errorf("the secret gives %+v, %v", token.Role, err)
	}
	other, _ := NewToken(time.Time{})
	for name, bearer := range map[string]string{
		"none": "", "unknown": other, "cut": secret[:len(secret)-1], "longer": secret + "A", "without its prefix": secret[len(tokenPrefix):],
		"the hash": string(stored.Hash[:]),
	} {
		if _, err := w.Authenticate(t.Context(), bearer); events.CodeOf(err) != events.CodeUnauthorized {
			t.Errorf("%s: %v, want unauthorized", name, err)
		}
	}
	stored.RevokedAt = w.Clock.Now()
	w.putToken(stored)
	if _, err := w.Authenticate(t.Context(), secret); events.CodeOf(err) != events.CodeUnauthorized {
		t.Errorf("revoked: %v, want unauthorized", err)
	}
}

func TestAddTokenRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		role events.Role
		want string
	}{
		{"", events.RoleAdmin, "validation: name required"},
		{strings.Repeat("x", maxTokenName+1), events.RoleAdmin, "validation: name too_long"},
		{"two\nlines", events.RoleAdmin, "validation: name control_characters"},
		{"planning", "boss", "validation: role unknown_choice"},
	} {
		w := newWorld(t)
		if _, err := w.AddToken(t.Context(), c.name, c.role); err == nil || err.Error() != c.want {
			t.Errorf("%.20q: %v; want %s", c.name, err, c.want)
		}
	}
}

package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"kantine/events"
)

// Limits of a password: characters at least, bytes at most.
const (
	minPassword = 12
	maxPassword = 1000
)

// The cost of a hash: the first choice of the OWASP Password Storage Cheat
// Sheet for argon2id, 19 MiB of memory, two passes, one lane.
const (
	memoryKiB = 19 * 1024
	passes    = 2
	lanes     = 1
	saltBytes = 16
	hashBytes = 32
)

// maxMemoryKiB bounds what a stored hash may ask for, so that a row somebody
// tampered with cannot take all memory.
const maxMemoryKiB = 256 * 1024

var errHash = errors.New("the stored password is no argon2id hash")

// HashPassword gives the argon2id hash of a password in PHC form
// ($argon2id$v=19$m=…,t=…,p=…$salt$hash), with a salt of its own.
func HashPassword(password string) string {
	salt := make([]byte, saltBytes)
	if _, err := rand.Read(salt); err != nil {
		panic(err) // crypto/rand never fails on a supported system
	}
	sum := argon2.IDKey([]byte(password), salt, passes, memoryKiB, lanes, hashBytes)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, memoryKiB, passes, lanes, encode(salt), encode(sum))
}

// PasswordMatches compares a password with a hash in PHC form, in a time that
// does not depend on how much of it is right. The costs are the hash's own, so
// that older ones keep working when the constants rise.
func PasswordMatches(phc, password string) (bool, error) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false, errHash
	}
	var memory, time uint32
	var threads uint8
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads); err != nil || n != 3 ||
		memory == 0 || memory > maxMemoryKiB || time == 0 || time > 100 || threads == 0 {
		return false, errHash
	}
	decode := base64.RawStdEncoding.Strict().DecodeString
	salt, err := decode(parts[4])
	if err != nil || len(salt) < 8 {
		return false, errHash
	}
	want, err := decode(parts[5])
	if err != nil || len(want) < 16 || len(want) > 64 {
		return false, errHash
	}
	if len(password) > maxPassword {
		return false, nil
	}
	got := argon2.IDKey([]byte(password), salt, time, memory, threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// checkPassword takes any twelve characters or more: length is what counts,
// not which signs are in it (NIST SP 800-63B §5.1.1).
func checkPassword(password string) (key string, args []any) {
	switch {
	case password == "":
		return "required", nil
	case !utf8.ValidString(password):
		return "control_characters", nil
	case utf8.RuneCountInString(password) < minPassword:
		return "too_short", []any{"Min", minPassword}
	case len(password) > maxPassword:
		return "too_long", []any{"Max", maxPassword}
	}
	return "", nil
}

func invalid(p []events.Problem) error {
	if len(p) == 0 {
		return nil
	}
	return &events.Error{Code: events.CodeValidation, Problems: p}
}

package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"kantine/events"
)

// tokenPrefix makes a token that leaks recognisable to secret scanners.
const tokenPrefix = "kt_"

// secretBytes is what a token carries of chance: 192 bits (promise 14).
const secretBytes = 24

// tokenLength is that of every secret: prefix and base64url.
const tokenLength = len(tokenPrefix) + secretBytes*4/3

// NewToken makes a token of no name and role yet. The secret is shown once;
// the token holds its SHA-256 only, which suffices for a secret that nobody
// chose.
func NewToken(now time.Time) (secret string, token events.APIToken) {
	var b [secretBytes]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a supported system
	}
	secret = tokenPrefix + base64.RawURLEncoding.EncodeToString(b[:])
	return secret, events.APIToken{ID: events.NewID(now), Hash: sha256.Sum256([]byte(secret)), CreatedAt: now}
}

// soundToken tells whether s can be a token at all.
func soundToken(s string) bool { return len(s) == tokenLength && strings.HasPrefix(s, tokenPrefix) }

package desk

import (
	"crypto/rand"
	"crypto/sha256"

	"kantine/events"
)

// newFormKey is the hidden key that makes a double click one thing.
func newFormKey() string { return rand.Text() }

// formOnce makes a form that is sent twice count once. The key counts together
// with what was filled in: whoever corrects a form and sends it again means it.
func formOnce(v *visit, scope, key, body string) *events.Once {
	if key == "" || len(key) > 64 {
		return nil
	}
	hash := sha256.Sum256([]byte(body))
	return &events.Once{Scope: "desk." + scope + "." + v.who.User.ID, Key: key, BodyHash: hash}
}

package events

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// Key is the secret that signs links. It is kept outside the database, which
// knows its fingerprint only (promise 14).
type Key [32]byte

// Purpose is what a link is for; a link for one purpose is none for another.
type Purpose string

// The purposes of links.
const (
	PurposeManage     Purpose = "r"
	PurposeStop       Purpose = "u"
	PurposeNewsletter Purpose = "n"
)

// Fingerprint tells keys apart without giving one away.
func (k Key) Fingerprint() string {
	sum := sha256.Sum256(append([]byte("kantine key fingerprint\x00"), k[:]...))
	return hex.EncodeToString(sum[:8])
}

// Token makes the token of a link: the id and a MAC of 128 bits over purpose,
// id and version.
func (k Key) Token(purpose Purpose, id string, version int) string {
	return id + "." + k.mac(purpose, id, version)
}

func (k Key) mac(purpose Purpose, id string, version int) string {
	m := hmac.New(sha256.New, k[:])
	m.Write([]byte(string(purpose) + "\x00" + id + "\x00" + strconv.Itoa(version)))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}

// splitToken takes a token apart; ok is false for what cannot be one.
func splitToken(token string) (id, mac string, ok bool) {
	if len(token) > 200 {
		return "", "", false
	}
	dot := strings.LastIndexByte(token, '.')
	if dot < 1 || dot == len(token)-1 {
		return "", "", false
	}
	return token[:dot], token[dot+1:], true
}

// valid compares in constant time.
func (k Key) valid(purpose Purpose, id string, version int, mac string) bool {
	return hmac.Equal([]byte(mac), []byte(k.mac(purpose, id, version)))
}

var idAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID makes an id that sorts by the time it was made: 56 bits of
// microseconds and 72 of chance, 26 characters.
func NewID(now time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(now.UnixMicro())<<8)
	if _, err := rand.Read(b[7:]); err != nil {
		panic(err) // crypto/rand never fails on a supported system
	}
	return idAlphabet.EncodeToString(b[:])
}

// MadeAt tells when NewID made an id; false for one that came from a file.
func MadeAt(id string) (time.Time, bool) {
	b, err := idAlphabet.DecodeString(id)
	if err != nil || len(b) != 16 {
		return time.Time{}, false
	}
	return time.UnixMicro(int64(binary.BigEndian.Uint64(b[:8]) >> 8)), true
}

// FirstID sorts before every id that NewID makes at an instant or later, and
// after those it made before.
func FirstID(at time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(at.UnixMicro())<<8)
	return idAlphabet.EncodeToString(b[:])
}

// newUID makes a registration's UID: its id, so that an answer can be looked
// up, and 128 random bits, so that nobody can guess it.
func newUID(id string) string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err)
	}
	return id + "-" + hex.EncodeToString(b[:])
}

// messageID derives the Message-ID from a message's identity under the key, so
// that every attempt carries the same and no other installation does; at most
// 60 characters with its brackets where the domain leaves room.
func (k Key) messageID(m *Message, domain string) string {
	h := hmac.New(sha256.New, k[:])
	h.Write([]byte(strings.Join([]string{
		"message-id", string(m.About), m.AboutID, string(m.Kind), m.Rule, strconv.Itoa(m.Sequence),
	}, "\x00")))
	local := idAlphabet.EncodeToString(h.Sum(nil)[:16])
	if room := 60 - len("<@>") - len(domain); room < len(local) {
		local = local[:max(20, room)]
	}
	return "<" + local + "@" + domain + ">"
}

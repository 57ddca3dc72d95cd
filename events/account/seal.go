package account

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
)

// What has to be read again is sealed under a key kept outside the database,
// and what is only compared is hashed under it, so that who reads the database
// alone can use neither (promise 14).

var errSeal = errors.New("a sealed secret cannot be opened: was it made under another key?")

// under derives a key for one use.
func (a Accounts) under(use string) []byte {
	mac := hmac.New(sha256.New, a.Key[:])
	mac.Write([]byte("kantine account\x00" + use))
	return mac.Sum(nil)
}

func (a Accounts) sealer() cipher.AEAD {
	block, err := aes.NewCipher(a.under("seal"))
	if err != nil {
		panic(err) // the key has 32 bytes
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // AES has the right block size
	}
	return aead
}

// seal hides a secret; it opens for the same owner only.
func (a Accounts) seal(owner, secret string) string {
	aead := a.sealer()
	nonce := random(aead.NonceSize())
	return base64.RawStdEncoding.EncodeToString(aead.Seal(nonce, nonce, []byte(secret), []byte(owner)))
}

func (a Accounts) unseal(owner, sealed string) (string, error) {
	aead := a.sealer()
	raw, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(raw) < aead.NonceSize() {
		return "", errSeal
	}
	secret, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte(owner))
	if err != nil {
		return "", errSeal
	}
	return string(secret), nil
}

func random(n int) []byte {
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		panic(err) // crypto/rand never fails on a supported system
	}
	return b
}

package accounts

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
)

// Keys sign the links in letters and seal the secrets of authenticator apps. They are derived from
// the secret key of the site and stand nowhere in the database: with another secret key, links are
// dead and authenticator apps have to be set up again.
type Keys struct{ links, factors []byte }

// NewKeys derives the keys.
func NewKeys(secret string) (Keys, error) {
	links, err := hkdf.Key(sha256.New, []byte(secret), nil, "bazaar account links", sha256.Size)
	if err != nil {
		return Keys{}, fmt.Errorf("key of the links: %w", err)
	}
	factors, err := hkdf.Key(sha256.New, []byte(secret), nil, "bazaar second factors", sha256.Size)
	if err != nil {
		return Keys{}, fmt.Errorf("key of the second factors: %w", err)
	}
	return Keys{links: links, factors: factors}, nil
}

// linkBytes is the length of a link's random id and of its signature: 128 bits each.
const linkBytes = 16

// newLinkID is the key of a link's row.
func newLinkID() string {
	b := make([]byte, linkBytes)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

func (k Keys) signature(id []byte) []byte {
	mac := hmac.New(sha256.New, k.links)
	mac.Write(id)
	return mac.Sum(nil)[:linkBytes]
}

// Token is what stands in the letter for a link: 43 letters that can be part of an address.
func (k Keys) Token(linkID string) string {
	id, err := hex.DecodeString(linkID)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(id, k.signature(id)...))
}

// LinkID is the id behind a token; empty when the site did not make the token.
func (k Keys) LinkID(token string) string {
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) != 2*linkBytes || len(k.links) == 0 || !hmac.Equal(b[linkBytes:], k.signature(b[:linkBytes])) {
		return ""
	}
	return hex.EncodeToString(b[:linkBytes])
}

// seal encrypts the secret of an account's authenticator app; the result opens for no other account.
func (k Keys) seal(accountID int64, secret string) (string, error) {
	box, err := k.box()
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce) // never fails
	return base64.RawStdEncoding.EncodeToString(box.Seal(nonce, nonce, []byte(secret), owner(accountID))), nil
}

var errSealed = errors.New("a sealed secret does not open: the secret key of the site has changed")

func (k Keys) open(accountID int64, sealed string) (string, error) {
	box, err := k.box()
	if err != nil {
		return "", err
	}
	b, err := base64.RawStdEncoding.DecodeString(sealed)
	if err != nil || len(b) < box.NonceSize() {
		return "", errSealed
	}
	secret, err := box.Open(nil, b[:box.NonceSize()], b[box.NonceSize():], owner(accountID))
	if err != nil {
		return "", errSealed
	}
	return string(secret), nil
}

func (k Keys) box() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.factors)
	if err != nil {
		return nil, fmt.Errorf("cipher of the second factors: %w", err)
	}
	return cipher.NewGCM(block)
}

func owner(accountID int64) []byte { return []byte(strconv.FormatInt(accountID, 10)) }

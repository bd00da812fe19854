package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"bazaar/market/actor"
)

// SessionLife is how long a session lasts, counted from sign-in.
const SessionLife = 24 * time.Hour

// tokenBytes makes a token as hard to guess as a 256-bit key.
const tokenBytes = 32

// maxDevice bounds what a browser says about itself, in bytes.
const maxDevice = 300

// Session is a fresh proof of who somebody is. Token goes into the cookie and nowhere else.
type Session struct {
	Token   string
	Expires time.Time
	Actor   actor.Actor
	// Language is the one that the account prefers.
	Language string
	// Half is set when the password was right and a code is still owed; there is no Token then.
	Half *Half
}

// Device is from where somebody signs in; it is shown in the account's list of sessions.
type Device struct {
	UserAgent, Address string
}

// Visitor is who sends a request, as its session's row tells.
type Visitor struct {
	Actor actor.Actor
	// FullName is empty until the owner gives one; Actor.Label is the user name.
	FullName, Email string
	// Picture is the reference of the avatar, empty without one.
	Picture   string
	Language  string
	CartUnits int64
	// Wishes are the products on the account's wishlist.
	Wishes []int64
	// Unread is how many conversations with shops wait to be read.
	Unread int64
	// SecondFactor tells that the session was begun with a code besides the password.
	SecondFactor bool
	// Seen is when the session was last used, to some minutes.
	Seen time.Time
}

// newToken is the value of a session's cookie.
func newToken() string {
	b := make([]byte, tokenBytes)
	rand.Read(b) // never fails: it would end the program
	return base64.RawURLEncoding.EncodeToString(b)
}

// sessionID is the key of the row: a copy of the table signs nobody in.
func sessionID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// cut keeps the first bytes of a text that came from outside, as valid UTF-8 without NUL.
func cut(s string, n int) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s[:min(len(s), n)], ""), "\x00", "")
}

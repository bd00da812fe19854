package visitor

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"strings"
	"time"
)

// Names under which the form token travels. The cookie holds the secret, which scripts send back
// in the header as it is; forms carry it masked, so that compressing a page beside text of an
// attacker's choice tells nothing about it.
const (
	secretCookie = "csrftoken"
	TokenField   = "csrfmiddlewaretoken"
	TokenHeader  = "X-CSRFToken"
)

const (
	alphabet  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	secretLen = 32
	secretTTL = 365 * 24 * time.Hour
)

// FormToken returns a token for a form of this visitor. A visitor without a secret gets one; the
// cookie follows with the page.
func (v *Visitor) FormToken() string {
	if v.secret == "" {
		v.RenewSecret()
	}
	return mask(v.secret, randomLetters(secretLen))
}

// KeepSecret sends the cookie with this answer even if the browser has it, so that it lives on.
func (v *Visitor) KeepSecret() {
	if v.secret == "" {
		v.RenewSecret()
	}
	v.owed = true
}

// RenewSecret makes all earlier form tokens of the visitor void, as at sign-in.
func (v *Visitor) RenewSecret() { v.secret, v.owed = randomLetters(secretLen), true }

// TokenFits tells whether a token, masked or as in the cookie, is this visitor's.
func (v *Visitor) TokenFits(token string) bool {
	return v.secret != "" && subtle.ConstantTimeCompare([]byte(unmask(token)), []byte(v.secret)) == 1
}

// SendCookies sets the cookies that the answer owes: a new secret, and the removal of messages
// that the page has shown. It is called once, before the first byte of the answer.
func (v *Visitor) SendCookies(w http.ResponseWriter) {
	if v.owed {
		v.Site.Cookies.SetReadable(w, secretCookie, v.secret, secretTTL)
		v.owed = false
	}
	if len(v.taken) > 0 && len(v.messages) == 0 {
		v.Site.Cookies.Clear(w, messagesCookie)
	}
}

func isSecret(s string) bool {
	return len(s) == secretLen && strings.Trim(s, alphabet) == ""
}

// randomLetters draws evenly from the alphabet; bytes above its largest multiple are passed over.
func randomLetters(n int) string {
	letters := make([]byte, 0, n)
	draw := make([]byte, 2*n)
	for len(letters) < n {
		rand.Read(draw) // never fails
		for _, b := range draw {
			if int(b) < 256-256%len(alphabet) && len(letters) < n {
				letters = append(letters, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(letters)
}

// mask writes the mask, then the secret shifted by it, letter for letter.
func mask(secret, by string) string {
	out := []byte(by)
	for i := range len(secret) {
		sum := strings.IndexByte(alphabet, secret[i]) + strings.IndexByte(alphabet, by[i])
		out = append(out, alphabet[sum%len(alphabet)])
	}
	return string(out)
}

// unmask undoes mask. A token of the secret's length is the secret itself; anything else is "".
func unmask(token string) string {
	if len(token) == secretLen {
		return token
	}
	if len(token) != 2*secretLen {
		return ""
	}
	secret := make([]byte, secretLen)
	for i := range secret {
		by, sum := strings.IndexByte(alphabet, token[i]), strings.IndexByte(alphabet, token[secretLen+i])
		if by < 0 || sum < 0 {
			return ""
		}
		secret[i] = alphabet[(sum-by+len(alphabet))%len(alphabet)]
	}
	return string(secret)
}

package visitor

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Cookies writes the cookies of the site, and seals those whose content a browser must not
// change.
type Cookies struct {
	key    []byte
	secure bool
	now    func() time.Time
}

// NewCookies derives the sealing key from the site's secret. Secure cookies travel over HTTPS
// only.
func NewCookies(secret string, secure bool, now func() time.Time) (*Cookies, error) {
	key, err := hkdf.Key(sha256.New, []byte(secret), nil, "bazaar sealed cookie", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("key of the cookies: %w", err)
	}
	return &Cookies{key: key, secure: secure, now: now}, nil
}

// longest is the value that every browser stores.
const longest = 3800

// Set gives the browser a cookie that its scripts cannot read. A cookie of the same name that was
// set earlier in this response is replaced.
func (c *Cookies) Set(w http.ResponseWriter, name, value string, ttl time.Duration) {
	c.set(w, &http.Cookie{Name: name, Value: value, MaxAge: int(ttl / time.Second), HttpOnly: true})
}

// SetReadable gives the browser a cookie that scripts of the site read.
func (c *Cookies) SetReadable(w http.ResponseWriter, name, value string, ttl time.Duration) {
	c.set(w, &http.Cookie{Name: name, Value: value, MaxAge: int(ttl / time.Second)})
}

// Clear takes a cookie away.
func (c *Cookies) Clear(w http.ResponseWriter, name string) {
	c.set(w, &http.Cookie{Name: name, MaxAge: -1, HttpOnly: true})
}

func (c *Cookies) set(w http.ResponseWriter, cookie *http.Cookie) {
	drop(w.Header(), cookie.Name)
	cookie.Path, cookie.SameSite, cookie.Secure = "/", http.SameSiteLaxMode, c.secure
	http.SetCookie(w, cookie)
}

// drop removes the cookies of a name from a response that is not yet sent.
func drop(h http.Header, name string) {
	var kept []string
	for _, line := range h["Set-Cookie"] {
		if !strings.HasPrefix(line, name+"=") {
			kept = append(kept, line)
		}
	}
	h["Set-Cookie"] = kept
	if kept == nil {
		delete(h, "Set-Cookie")
	}
}

// Seal makes a cookie value that only Open of the same name accepts, until ttl has passed. The
// content can be read by whoever holds the cookie.
func (c *Cookies) Seal(name string, content []byte, ttl time.Duration) string {
	until := strconv.FormatInt(c.now().Add(ttl).Unix(), 36)
	body := base64.RawURLEncoding.EncodeToString(content) + "." + until
	return body + "." + c.sign(name, body)
}

// Open returns the content of a sealed value; false when it was altered, is out of date, or was
// sealed under another name or key.
func (c *Cookies) Open(name, sealed string) ([]byte, bool) {
	cut := strings.LastIndexByte(sealed, '.')
	if cut < 0 || len(sealed) > longest || len(c.key) == 0 {
		return nil, false
	}
	body, signature := sealed[:cut], sealed[cut+1:]
	if !hmac.Equal([]byte(signature), []byte(c.sign(name, body))) {
		return nil, false
	}
	text, until, _ := strings.Cut(body, ".")
	unix, err := strconv.ParseInt(until, 36, 64)
	if err != nil || c.now().Unix() >= unix {
		return nil, false
	}
	content, err := base64.RawURLEncoding.DecodeString(text)
	return content, err == nil
}

func (c *Cookies) sign(name, body string) string {
	mac := hmac.New(sha256.New, c.key)
	mac.Write([]byte(name + "\x00" + body))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

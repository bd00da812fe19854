// Package visitor tells who is asking: the account behind the session, the language, currency and
// theme that were chosen, the messages to show, and the secret that proves a form to be ours.
// One Visitor travels with each request; the layers of the site fill it, pages read it. It also
// owns the format of every cookie but the session's value, which belongs to the accounts.
package visitor

import (
	"context"
	"net/http"
	"time"

	"bazaar/market/actor"
	"bazaar/market/money"
	"bazaar/market/vendors"
	"bazaar/site/locale"
)

// Visitor is who asks. It belongs to one request and one goroutine.
type Visitor struct {
	// Actor is a guest until the authentication layer has found a live session.
	Actor       actor.Actor
	Name, Email string
	CartUnits   int64
	// Wishes are the products on the visitor's wishlist.
	Wishes []int64
	// Unread is how many conversations with shops wait to be read.
	Unread int64
	// Shop is the one that the visitor works for; it is known on the pages of the desk only.
	Shop vendors.Membership
	// SecondFactor tells that the account is entered with a code besides the password.
	SecondFactor bool
	Locale       *locale.Locale
	Currency     money.Currency
	// Theme is "light", "dark", or empty to follow the system.
	Theme string
	// Path is what was asked for without the language, with its query: "/products/?page=2".
	Path string
	// Route is the pattern of the route that answers, empty when there is none.
	Route string
	// Session is the value of the session cookie, empty without one. It proves nothing by itself.
	Session string
	// RequestID is on the error pages and in the log.
	RequestID string
	// Address is the client's, as far as the proxies in front can be trusted; HTTPS likewise.
	Address string
	HTTPS   bool
	// MostBytes is how much the form of the request may send; 0 is the usual limit.
	MostBytes int64
	// Site is what all requests share.
	Site *Site

	// Touched are accounts, beside the visitor's own, whose sessions the request has changed.
	Touched []int64

	secret   string    // of the form token; empty when the visitor has none yet
	owed     bool      // its cookie is still to be set
	messages []Message // for the next page
	taken    []Message // shown by this page
}

// Site is what the site lends to every request.
type Site struct {
	Cookies *Cookies
	// BaseURL is the address of the site without a slash at the end, for canonical links.
	BaseURL string
	// Operator is the legal name of who runs the market.
	Operator string
	// StaffSecondFactor asks staff for two-step sign-in before they may work.
	StaffSecondFactor bool
	// Rates convert prices for display.
	Rates money.Rates
	// Now is the site's time; nil knows none.
	Now func() time.Time
	// Menu lists the categories for the layout; nil shows none.
	Menu func(ctx context.Context, language string) []Link
}

// Link is a text that leads to a path of the site (without language).
type Link struct{ Text, URL string }

type key struct{}

// With returns a request that carries v.
func With(r *http.Request, v *Visitor) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), key{}, v))
}

// Of returns the visitor of a request: a guest who reads English when no layer has put one there.
func Of(r *http.Request) *Visitor {
	if v, ok := r.Context().Value(key{}).(*Visitor); ok {
		return v
	}
	return New(&Site{Cookies: &Cookies{now: time.Now}})
}

// New is a guest with the defaults of the site.
func New(s *Site) *Visitor {
	return &Visitor{Locale: locale.For("en"), Currency: money.USD, Site: s}
}

// Enter makes the visitor the owner of a session: the browser gets its token, and forms that were
// shown before are void.
func (v *Visitor) Enter(w http.ResponseWriter, token string, life time.Duration) {
	v.Session = token
	v.Site.Cookies.Set(w, SessionCookie, token, life)
	v.RenewSecret()
}

// Leave makes the visitor a guest again.
func (v *Visitor) Leave(w http.ResponseWriter) {
	v.Session, v.Actor, v.CartUnits, v.Wishes = "", actor.Actor{}, 0, nil
	v.Site.Cookies.Clear(w, SessionCookie)
	v.RenewSecret()
}

// Changed notes that the request has changed the sessions of an account that is not the visitor's.
func (v *Visitor) Changed(accountID int64) { v.Touched = append(v.Touched, accountID) }

// Price writes an amount in the visitor's currency and language.
func (v *Visitor) Price(a money.Amount) string {
	return v.Locale.Money(v.Site.Rates.Convert(a, v.Currency))
}

// Names of the cookies that hold a choice.
const (
	LanguageCookie = "language"
	CurrencyCookie = "currency"
	ThemeCookie    = "theme"
	SessionCookie  = "sessionid"
)

// ReadCookies takes over what the browser remembers but for the messages. Values that the site
// does not know are ignored.
func (v *Visitor) ReadCookies(r *http.Request) {
	v.Session = value(r, SessionCookie)
	if t := value(r, ThemeCookie); t == "light" || t == "dark" {
		v.Theme = t
	}
	if c := money.Currency(value(r, CurrencyCookie)); c.Valid() {
		v.Currency = c
	}
	if s := value(r, secretCookie); isSecret(s) {
		v.secret = s
	}
}

func value(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

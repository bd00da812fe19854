// Package page turns requests into answers: it runs handlers that return an error, translates
// faults into statuses and pages or JSON, reads forms within limits, keeps redirects on the site
// and builds the frame that every page stands in.
package page

import (
	"net/http"
	"net/url"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/site/visitor"
)

// Handler answers a request or returns why it cannot; see Fail for what becomes of the error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Access says who may open a route.
type Access int

// The kinds of access. A guest who lacks it is sent to sign in, everybody else is refused.
const (
	Everyone Access = iota
	SignedIn
	Vendor
	Staff
	Administrator
)

// TokenRule says when a form must carry the form token.
type TokenRule int

// With a session the token is always needed. A guest's form needs it where somebody could gain
// from sending it in the guest's name (sign-in, sign-up, contact); elsewhere the browser's word
// that the form comes from this site is enough, so that public pages need no cookie. Never is for
// endpoints that check a signature of their own.
const (
	TokenWithSession TokenRule = iota
	TokenAlways
	TokenNever
)

// Route is one line in the table of a front.
type Route struct {
	// Pattern is a pattern of http.ServeMux with its method: "GET /products/{$}".
	Pattern string
	Handle  Handler
	Access  Access
	Token   TokenRule
	// Limit bounds how often one address may call the route; the zero value does not.
	Limit limit.Rule
	// Shared tells that all guests of one language, currency and theme see the same page, so that it
	// may be kept ready. Its handler gets neither cookies nor address of who asks.
	Shared bool
}

// Handle makes the handler of a route: it refuses those without access and answers errors.
func Handle(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rt.Access != Everyone || rt.Token == TokenAlways {
			w.Header().Set("Cache-Control", "no-store")
		}
		defer partsOf(r).handled(time.Now())
		err := admit(visitor.Of(r).Actor, rt.Access)
		if err == nil {
			err = rt.Handle(w, r)
		}
		if err != nil {
			Fail(w, r, err)
		}
	})
}

func admit(by actor.Actor, a Access) error {
	switch {
	case a == Everyone:
		return nil
	case !by.SignedIn():
		return NeedSignIn()
	case a == Vendor && !by.Can(actor.SellGoods), a == Staff && !by.Can(actor.ModerateShop), a == Administrator && !by.Can(actor.Administer):
		return fault.New(fault.Forbidden, "forbidden", "You are not allowed to open this page.")
	}
	return nil
}

// NeedSignIn is the refusal of a guest: AJAX gets 401 with the address of the sign-in page, others
// are sent there and come back afterwards.
func NeedSignIn() error {
	return fault.New(fault.SignIn, "login_required", "Please sign in to continue.")
}

const signInPath = "/user/sign-in/"

// signInURL is the sign-in page that leads back to where the visitor is. A form cannot be sent
// again by a redirect, so from one it leads to the page that showed it.
func signInURL(r *http.Request) string {
	back := visitor.Of(r).Path
	if r.Method != http.MethodGet && r.Method != http.MethodHead || IsAJAX(r) {
		back = Referer(r)
	}
	if back == "" || back == "/" {
		return signInPath
	}
	return signInPath + "?next=" + url.QueryEscape(back)
}

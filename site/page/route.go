// Package page turns requests into answers: it runs handlers that return an error, translates
// faults into statuses and pages or JSON, reads forms within limits, keeps redirects on the site
// and builds the frame that every page stands in.
package page

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/vendors"
	"bazaar/site/visitor"
)

// Handler answers a request or returns why it cannot; see Fail for what becomes of the error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Access says who may open a route.
type Access int

// The kinds of access. A guest who lacks it is sent to sign in. Who is signed in and has no shop is
// led from the desk to where one is opened; everybody else is refused. Member is anybody who works
// for a shop, whatever its state; Catalogue, Fulfilment and Owner are those whose role there
// includes the goods, the parcels, or everything.
const (
	Everyone Access = iota
	SignedIn
	Member
	Catalogue
	Fulfilment
	Owner
	Staff
	Administrator
)

// duties are what a role in a shop must include for the pages of the desk.
var duties = map[Access]vendors.Duty{Member: vendors.AnyDuty, Catalogue: vendors.Goods, Fulfilment: vendors.Parcels, Owner: vendors.Everything}

// OfDesk tells whether the route belongs to the desk, where the visitor's shop must be known.
func (a Access) OfDesk() bool { _, ok := duties[a]; return ok }

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
	// MostBytes is how much a form may send, with its files; 0 is the limit of forms without any.
	MostBytes int64
	// Secret tells that the address itself is a secret, as in a letter: no page that it leads to is
	// told where the visitor came from.
	Secret bool
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
		err := admit(visitor.Of(r), rt.Access)
		if errors.Is(err, errNoShop) && !IsAJAX(r) {
			Flash(w, r, visitor.Info, visitor.Of(r).Locale.T(errNoShop.Message))
			err = Redirect(w, r, registerPath, http.StatusFound)
		} else if errors.Is(err, errOneStep) && !IsAJAX(r) {
			Flash(w, r, visitor.Warning, visitor.Of(r).Locale.T(errOneStep.Message))
			err = Redirect(w, r, secondStepPath, http.StatusFound)
		} else if err == nil {
			err = rt.Handle(w, r)
		}
		if err != nil {
			Fail(w, r, err)
		}
	})
}

// registerPath is where a shop is opened.
const registerPath = "/vendors/register/"

// errNoShop is the answer of the desk to who has no shop.
var errNoShop = fault.New(fault.Forbidden, "no_shop", "Open a shop first: the desk is for those who sell here.")

func admit(v *visitor.Visitor, a Access) error {
	by := v.Actor
	switch {
	case a == Everyone:
		return nil
	case !by.SignedIn():
		return NeedSignIn()
	case a.OfDesk() && v.Shop.VendorID == 0:
		return errNoShop
	case a.OfDesk() && !v.Shop.Role.Includes(duties[a]):
		return fault.New(fault.Forbidden, "role", "Your role in this shop does not include this page.")
	case a == Staff && !by.Can(actor.ModerateShop), a == Administrator && !by.Can(actor.Administer):
		return fault.New(fault.Forbidden, "forbidden", "You are not allowed to open this page.")
	case (a == Staff || a == Administrator) && v.Site.StaffSecondFactor && !v.SecondFactor:
		return errOneStep
	}
	return nil
}

// errOneStep is the refusal of staff who have not turned two-step sign-in on where that is required;
// they are led to the page that does.
var errOneStep = fault.New(fault.Forbidden, "second_factor_required", "Work here takes two-step sign-in. Please turn it on first.")

const secondStepPath = "/user/two-factor/"

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

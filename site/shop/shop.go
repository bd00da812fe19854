// Package shop is the front for everybody: the catalogue, search, the cart and checkout.
package shop

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"bazaar/infra/gateways/sandbox"
	"bazaar/infra/limit"
	"bazaar/infra/media"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/payments"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

var log = telemetry.Logger("checkout")

// Front answers the routes of the shop.
type Front struct {
	DB  *sqldb.DB
	Now func() time.Time
	// Shelves are shared with the layout's menu.
	Shelves *Shelves
	// Zone decides on which day an order counts.
	Zone *time.Location
	// Base is the currency that is charged. Addresses hold filtered prices in it, unless they name
	// another one.
	Base money.Currency
	// Limits counts tries of coupons by account.
	Limits limit.Limiter
	// Gateways are the ways through which money comes; Sandbox plays a provider of cards, nil where
	// none are accepted.
	Gateways payments.Gateways
	Sandbox  *sandbox.Gateway
	// ShipWithin is how long vendors have to send a parcel; zero is orders.ShipWithin.
	ShipWithin time.Duration
	// BuyersOnly lets only those review a product to whom it was delivered.
	BuyersOnly bool
	// Pictures keeps the photos of reviews.
	Pictures media.Store
	// Views counts who looks at products; nil counts nothing.
	Views *Views
}

// Routes lists every page and form of the shop.
func (f *Front) Routes() []page.Route {
	return append(slices.Concat(f.catalogueRoutes(), f.payRoutes(), f.wishlistRoutes(), f.reviewRoutes(), f.alertRoutes()),
		page.Route{Pattern: "GET /cart/{$}", Handle: f.showCart, Access: page.SignedIn},
		page.Route{Pattern: "GET /cart/count/{$}", Handle: f.countCart},
		page.Route{Pattern: "POST /cart/add/{id}/{$}", Handle: f.addToCart},
		page.Route{Pattern: "POST /cart/update/{id}/{$}", Handle: f.updateCart},
		page.Route{Pattern: "POST /cart/remove/{id}/{$}", Handle: f.removeFromCart},
		page.Route{Pattern: "POST /cart/keep/{id}/{$}", Handle: f.keepForLater},
		page.Route{Pattern: "POST /cart/restore/{$}", Handle: f.restoreToCart, Access: page.SignedIn},
		page.Route{Pattern: "POST /cart/mend/{$}", Handle: f.mendCart, Access: page.SignedIn},
		page.Route{Pattern: "POST /cart/coupon/{$}", Handle: f.applyCoupon, Access: page.SignedIn},
		page.Route{Pattern: "POST /cart/coupon/remove/{$}", Handle: f.dropCoupon, Access: page.SignedIn},
		page.Route{Pattern: "GET /checkout/{$}", Handle: f.showCheckout, Access: page.SignedIn},
		page.Route{Pattern: "POST /checkout/{$}", Handle: f.placeOrder, Access: page.SignedIn},
	)
}

// id reads the number in the path; what is none names nothing.
func id(r *http.Request) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || n < 1 {
		return 0, fault.Missing()
	}
	return n, nil
}

// shown converts an amount to the visitor's currency.
func shown(v *visitor.Visitor, a money.Amount) money.Amount {
	return v.Site.Rates.Convert(a, v.Currency)
}

// shownIfSet converts an amount that may be absent.
func shownIfSet(v *visitor.Visitor, a money.Amount) money.Amount {
	if a.IsZero() {
		return money.Amount{}
	}
	return shown(v, a)
}

// charged writes the sum that is owed when the visitor sees another currency.
func charged(v *visitor.Visitor, a money.Amount) string {
	if v.Currency == a.Currency {
		return ""
	}
	return v.Locale.Money(a)
}

// turnBack tells the visitor of a refusal on the page that he is sent to. Other errors pass.
func turnBack(w http.ResponseWriter, r *http.Request, err error, path string) error {
	f := fault.As(err)
	if f == nil || page.IsAJAX(r) || f.Kind == fault.SignIn || f.Kind == fault.NotFound {
		return err
	}
	page.Flash(w, r, visitor.Danger, visitor.Of(r).Locale.T(f.Message, f.Args...))
	return page.Redirect(w, r, path, http.StatusFound)
}

// unexpected tells whether an error is none of those that a verb returns on purpose.
func unexpected(err error) bool {
	return err != nil && fault.As(err) == nil && !errors.As(err, new(*page.Refusal))
}

package shop_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/catalog"
	"bazaar/market/coupons"
	"bazaar/market/markettest"
	"bazaar/market/vendors"
	"bazaar/site/sitetest"
)

// form makes the fields of a form from names and values in turn.
func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// buyer is a customer's browser and what he put into his cart: two kettles of one vendor and a
// teapot of another.
type buyer struct {
	*sitetest.Browser
	t              *testing.T
	w              *sitetest.World
	one, two       markettest.Vendor
	kettle, teapot markettest.Product
}

func newBuyer(t *testing.T, w *sitetest.World) buyer {
	t.Helper()
	b := buyer{Browser: w.Browser(sitetest.Customer), t: t, w: w, one: w.Market.Vendor(), two: w.Market.Vendor()}
	b.kettle = w.Market.Product(b.one, markettest.Goods{Title: "Kettle", Price: 99999, Stock: 50})
	b.teapot = w.Market.Product(b.two, markettest.Goods{Title: "Teapot", Price: 2999, Stock: 50})
	w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: b.kettle, Quantity: 2})
	w.Market.Now = w.Market.Now.Add(time.Minute)
	w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: b.teapot, Quantity: 1})
	return b
}

// do sends a request from the buyer's browser and checks the answer.
func (b buyer) do(c sitetest.Case) string {
	b.t.Helper()
	rec := b.Send(b.t, c)
	sitetest.Check(b.t, c, rec)
	return rec.Body.String()
}

func (b buyer) coupon(c coupons.Coupon) {
	b.t.Helper()
	c.Active = true
	if _, err := coupons.Create(b.t.Context(), b.w.DB, b.w.Market.Admin(), c, b.w.Now()); err != nil {
		b.t.Fatal(err)
	}
}

func (b buyer) cart() cart.Cart {
	b.t.Helper()
	c, err := cart.Load(b.t.Context(), b.w.DB, b.w.Actor(sitetest.Customer), b.w.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// change is a path of the cart for a product: verb is add, update or remove.
func change(verb string, p markettest.Product) string {
	return "/cart/" + verb + strings.TrimPrefix(productPath(p), "/product")
}

var removedField = regexp.MustCompile(`name="removed" value="([^"]+)"`)

func TestTheCartIsGroupedByVendor(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{
			b.one.Name, b.two.Name, "Subtotal: $1,999.98", "Subtotal: $29.99", "$2,029.97", "3 items", "Go to checkout", "Update", "I have a coupon",
		}, HasNot: []string{"Undo", "have changed", "Not available now"}})
		w.Run(t, sitetest.Case{As: sitetest.OtherCustomer, URL: "/cart/", Status: 200, Has: []string{"Your cart is empty!", "Browse the catalogue"}, HasNot: []string{"Go to checkout"}})
	})
}

func TestARemovedLineComesBackExactly(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		before := b.cart()
		b.do(sitetest.Case{URL: change("remove", b.kettle), Form: form(), Status: 303, Location: "/cart/"})
		shown := b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"Removed: Kettle", `action="/cart/restore/"`, "$29.99"}, HasNot: []string{"$1,999.98"}})
		token := removedField.FindStringSubmatch(shown)[1]
		w.Run(t, sitetest.Case{Name: "somebody else's undo", As: sitetest.OtherCustomer, URL: "/cart/restore/", Form: form("removed", token), Status: 302, Location: "/cart/"})

		// Another tab removes the teapot before this one undoes the kettle.
		b.do(sitetest.Case{URL: change("remove", b.teapot), Form: form(), Status: 303})
		b.do(sitetest.Case{URL: "/cart/restore/", Form: form("removed", token), Status: 303, Location: "/cart/"})
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"Kettle is back in your cart.", "$1,999.98"}, HasNot: []string{"$29.99", "Undo"}})
		after := b.cart()
		if len(after.Lines) != 1 || after.Lines[0].Quantity != 2 || !after.Lines[0].AddedAt.Equal(before.Lines[0].AddedAt) {
			t.Errorf("restored %+v, want %+v", after.Lines, before.Lines[0])
		}
		b.do(sitetest.Case{URL: "/cart/restore/", Form: form("removed", token), Status: 303})
		if n := b.cart().Units(); n != 2 {
			t.Errorf("a second undo makes %d units", n)
		}
		b.do(sitetest.Case{URL: change("remove", b.kettle), Form: form(), AJAX: true, Status: 200, Has: []string{`"success":true`, `"cart_count":0`}})
		w.Wait(11 * time.Minute)
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"Your cart is empty!"}, HasNot: []string{"Undo"}})
		b.do(sitetest.Case{URL: "/cart/restore/", Form: form("removed", token), AJAX: true, Status: 409, Has: []string{`"error":"too_late"`}})
	})
}

func TestChangesSinceAddingAreAnnounced(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		cup := w.Market.Product(b.one, markettest.Goods{Title: "Cup", Price: 500, Stock: 2})
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: cup, Quantity: 2})
		w.Market.Order(w.Actor(sitetest.OtherCustomer), markettest.Pick{Product: cup, Quantity: 1})
		w.Market.Reprice(b.one, b.kettle, 89999)
		if err := catalog.SuspendVendor(t.Context(), w.DB, actor.System, vendors.Decision{VendorID: b.two.ID, Reason: "test"}, w.Now()); err != nil {
			t.Fatal(err)
		}
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{
			"The price was $999.99, now it is $899.99.", "was $999.99", "Only 1 is left.", "This is no longer sold.", "Not available now",
			"$1,809.98", "Keep only what can be bought",
		}, HasNot: []string{"Go to checkout", "Subtotal: $29.99"}})
		b.do(sitetest.Case{URL: "/cart/mend/", Form: form(), Status: 303, Location: "/cart/"})
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"Your cart now holds what can be bought.", "$1,804.98", "Go to checkout", "was $999.99"}, HasNot: []string{"Teapot", "Not available now"}})
		b.do(sitetest.Case{URL: change("update", b.kettle), Form: form("quantity", "2"), Status: 303})
		b.do(sitetest.Case{URL: "/cart/", Status: 200, HasNot: []string{"was $999.99", "have changed"}})
		b.do(sitetest.Case{URL: change("update", b.teapot), Form: form("quantity", "2"), Status: 404, Has: []string{"This is not in your cart any more."}})
	})
}

func TestCouponsInTheCart(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		ends := w.Now().Add(time.Hour)
		b.coupon(coupons.Coupon{Code: "WELCOME10", Percent: 10, ValidTo: &ends})
		const path = "/cart/coupon/"
		ajax := func(code string, status int, has ...string) sitetest.Case {
			return sitetest.Case{URL: path, Form: form("coupon", code), AJAX: true, Status: status, Has: has}
		}
		b.do(ajax("NOPE", 400, `"success":false`, `"error":"invalid_coupon"`, "This coupon is invalid or has expired."))
		b.do(sitetest.Case{URL: path, Form: form("coupon", "NO<PE"), Status: 422, Has: []string{"This coupon is invalid or has expired.", `value="NO&lt;PE"`, `aria-invalid="true"`, "$2,029.97", "Go to checkout"}})
		b.do(ajax("welcome10", 200, `"success":true`, `"level":"success"`, `"discount":203.00`, `"total":1826.97`, "Coupon WELCOME10 is activated: 10% off."))
		b.do(ajax("WELCOME10", 200, `"success":true`, `"level":"warning"`, `"discount":203.00`, "Coupon WELCOME10 is already in use here."))
		b.do(sitetest.Case{URL: path, Form: form("coupon", " Welcome10 "), Status: 303, Location: "/cart/"})
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"Coupon WELCOME10 is already in use here.", "Discount with WELCOME10", "$203.00", "$1,826.97"}})
		w.Wait(2 * time.Hour)
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"This coupon is invalid or has expired.", "Go on without WELCOME10", "$2,029.97"}, HasNot: []string{"$1,826.97"}})
		b.do(sitetest.Case{URL: path + "remove/", Form: form(), Status: 303, Location: "/cart/"})
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"The coupon is removed.", "I have a coupon"}, HasNot: []string{"WELCOME10"}})
		b.do(sitetest.Case{URL: path + "remove/", Form: form(), AJAX: true, Status: 200, Has: []string{`"success":true`, `"cart_count":3`}})
		w.Run(t, sitetest.Case{Name: "an empty cart", As: sitetest.OtherCustomer, URL: path, AJAX: true, Form: form("coupon", "WELCOME10"), Status: 409, Has: []string{`"error":"cart_empty"`}},
			sitetest.Case{Name: "a guest", As: sitetest.Guest, URL: path, AJAX: true, Form: form("coupon", "WELCOME10"), Status: 401, Has: []string{`"error":"login_required"`}})
	})
}

func TestGuessingCouponsGetsSlow(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		b.coupon(coupons.Coupon{Code: "WELCOME10", Percent: 10})
		guess := sitetest.Case{URL: "/cart/coupon/", Form: form("coupon", "NOPE"), AJAX: true}
		for range 9 {
			guess.Status = 400
			b.do(guess)
		}
		b.do(sitetest.Case{URL: "/cart/coupon/", Form: form("coupon", "WELCOME10"), AJAX: true, Status: 200})
		for range 10 {
			b.do(guess)
		}
		guess.Status, guess.Has = http.StatusTooManyRequests, []string{`"error":"rate_limit"`}
		b.do(guess)

		// The form of checkout is no way round.
		with := sitetest.Case{URL: "/checkout/", Form: filled("coupon", "NOPE"), AJAX: true, Status: 400, Has: []string{`"error":"invalid_coupon"`}}
		for range 60 {
			b.do(with)
		}
		with.Status, with.Has = http.StatusTooManyRequests, []string{`"error":"rate_limit"`}
		b.do(with)
		b.do(sitetest.Case{URL: "/checkout/", Form: filled(), Status: 302})
	})
}

func TestALineIsSavedForLater(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"Save Kettle for later"}})
		b.do(sitetest.Case{URL: change("keep", b.kettle), Form: form(), AJAX: true, Status: 200, Has: []string{`"cart_count":1`, `"wishlist_count":1`, `"cart_total":29.99`, "Kettle is on your wishlist now."}})
		b.do(sitetest.Case{URL: change("keep", b.teapot), Form: form(), Status: 303, Location: "/cart/"})
		shown := b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"Teapot is on your wishlist now.", "Your cart is empty!", "Removed: Teapot"}})
		b.do(sitetest.Case{URL: "/cart/restore/", Form: form("removed", removedField.FindStringSubmatch(shown)[1]), Status: 303})
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"Teapot is back in your cart."}})
		b.do(sitetest.Case{URL: "/wishlist/", Status: 200, Has: []string{"Kettle", "Teapot"}})
		w.Run(t, sitetest.Case{Name: "another's cart", As: sitetest.OtherCustomer, URL: change("keep", b.teapot), Form: form(), AJAX: true, Status: 200, HasNot: []string{"wishlist_count"}})
	})
}

func TestTwoTabsEditOneCart(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		other := buyer{Browser: w.Browser(sitetest.Customer), t: t, w: w}
		b.do(sitetest.Case{URL: "/cart/", Status: 200})
		other.do(sitetest.Case{URL: change("update", b.kettle), Form: form("quantity", "5"), AJAX: true, Status: 200, Has: []string{`"cart_count":6`, `"item_total":4999.95`, `"cart_total":5029.94`}})
		b.do(sitetest.Case{URL: change("remove", b.teapot), Form: form(), Status: 303})
		other.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"$4,999.95"}, HasNot: []string{"Teapot"}})
		b.do(sitetest.Case{URL: change("add", b.teapot), Form: form("quantity", "2"), Status: 302, Location: "/cart/"})
		other.do(sitetest.Case{URL: "/cart/count/", Status: 200, Has: []string{`"count":7`}})
	})
}

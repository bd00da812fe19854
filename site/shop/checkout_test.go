package shop_test

import (
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/coupons"
	"bazaar/market/markettest"
	"bazaar/market/vendors"
	"bazaar/site/sitetest"
)

// filled is a complete checkout form; changes are pairs of field and value.
func filled(changes ...string) url.Values {
	f := form("full_name", "Aigerim Sadykova", "email", "aigerim@example.com", "phone", "+7 701 234 56 78",
		"address", "Abay Ave 10", "city", "Almaty", "country", "Kazakhstan", "coupon", "", "checkout_key", "key-1")
	maps.Copy(f, form(changes...))
	return f
}

func (b buyer) orders() int64 { return b.w.Market.Scalar("SELECT COUNT(*) FROM orders") }

func TestCheckoutShowsEverythingOnOnePage(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		b.do(sitetest.Case{URL: "/checkout/", Status: 200, Has: []string{
			b.one.Name, b.two.Name, "Kettle", "Teapot", "Contact", "Delivery address", "Courier to the door", "Cash on delivery",
			"The courier calls before delivery.", `autocomplete="tel"`, `autocomplete="postal-code"`, `name="seen_total" value="2029.97"`,
			`name="shipping_method" value="courier"`, "Place the order for $2,029.97", `value="customer@bazaar.test"`,
		}, HasNot: []string{"Another address"}})
	})
}

func TestWhatIsWrongIsSaidAndWhatWasTypedStays(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("email", "not an address", "phone", "", "notes", "Ring <twice>", "save_address", "1"), Status: 422, Has: []string{
			"<title>Error: Checkout", `id="error-summary"`, `href="#f-email"`, `href="#f-phone"`, `aria-invalid="true"`, `value="not an address"`,
			"Ring &lt;twice&gt;", `value="Abay Ave 10"`, `value="key-1"`,
		}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("shipping_method", "rocket"), Status: 422, Has: []string{`href="#f-shipping_method"`, "Choose one of the ways of delivery."}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("coupon", "NOPE"), Status: 422, Has: []string{"This coupon is invalid or has expired.", `value="NOPE"`, "Place the order for $2,029.97"}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("coupon", "NOPE", "phone", ""), Status: 422, Has: []string{`href="#f-phone"`, `href="#f-coupon"`}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("phone", "abc"), AJAX: true, Status: 400, Has: []string{`"error":"invalid"`, `"phone":"Enter a phone number`}})
		if n := b.orders(); n != 0 {
			t.Errorf("%d orders of wrong forms", n)
		}
	})
}

func TestOrdersAreRefusedWithTheCartIntact(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		refused := func(name, code, alert string, changes ...string) {
			t.Helper()
			b.do(sitetest.Case{Name: name, URL: "/checkout/", Form: filled(changes...), AJAX: true, Status: 409, Has: []string{`"success":false`, `"error":"` + code + `"`, alert}})
			b.do(sitetest.Case{Name: name, URL: "/checkout/", Form: filled(append(changes, "notes", "Ring "+name)...), Status: 302, Location: "/cart/"})
			b.do(sitetest.Case{Name: name, URL: "/cart/", Status: 200, Has: []string{alert, `role="alert"`, "Kettle"}})
			if n := b.orders(); n != 0 {
				t.Errorf("%s: %d orders", name, n)
			}
		}
		refused("another total", "total_changed", "The total has changed to $2,029.97.", "seen_total", "1999.00")
		b.do(sitetest.Case{URL: "/checkout/", Status: 200, Has: []string{"Ring another total", `value="Aigerim Sadykova"`, `name="seen_total" value="2029.97"`}, HasNot: []string{`value="key-1"`}})
		w.Market.Reprice(b.one, b.kettle, 89999)
		refused("a new price", "total_changed", "The total has changed to $1,829.97.", "seen_total", "2029.97")

		rival := w.Actor(sitetest.OtherCustomer)
		w.Market.Order(rival, markettest.Pick{Product: b.kettle, Quantity: 49})
		w.Market.Scalar("SELECT COUNT(*) FROM orders")
		b.do(sitetest.Case{URL: "/checkout/", Form: filled(), AJAX: true, Status: 409, Has: []string{`"error":"out_of_stock"`}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled(), Status: 302, Location: "/cart/"})
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"There is not enough in stock.", "Only 1 is left.", "Keep only what can be bought"}})
		b.do(sitetest.Case{URL: "/checkout/", Status: 302, Location: "/cart/"})
		b.do(sitetest.Case{URL: "/cart/mend/", Form: form(), Status: 303})

		if err := catalog.SuspendVendor(t.Context(), w.DB, actor.System, vendors.Decision{VendorID: b.two.ID, Reason: "test"}, w.Now()); err != nil {
			t.Fatal(err)
		}
		b.do(sitetest.Case{URL: "/checkout/", Form: filled(), AJAX: true, Status: 409, Has: []string{`"error":"out_of_stock"`}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled(), Status: 302, Location: "/cart/"})
		b.do(sitetest.Case{URL: "/cart/", Status: 200, Has: []string{"This is no longer sold.", "Not available now"}})
		b.do(sitetest.Case{URL: "/cart/mend/", Form: form(), Status: 303})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled(), Status: 302})
		if n := b.orders(); n != 2 {
			t.Errorf("%d orders, the mended cart should have become one", n)
		}
	})
}

func TestAnEmptyCartCannotBeOrdered(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w.Run(
			t,
			sitetest.Case{As: sitetest.Customer, URL: "/checkout/", Status: 302, Location: "/products/"},
			sitetest.Case{As: sitetest.Customer, URL: "/checkout/", Form: filled(), Status: 302, Location: "/cart/"},
			sitetest.Case{As: sitetest.Customer, URL: "/checkout/", Form: filled("email", ""), Status: 302, Location: "/cart/"},
			sitetest.Case{As: sitetest.Customer, URL: "/checkout/", Form: filled(), AJAX: true, Status: 409, Has: []string{`"error":"cart_empty"`, "Your cart is empty!"}},
			sitetest.Case{As: sitetest.Guest, URL: "/checkout/", Form: filled(), AJAX: true, Status: 401, Has: []string{`"error":"login_required"`}},
		)
	})
}

func TestADoubleClickIsOneOrder(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("seen_total", "2029.97"), Status: 302})
		oid := w.Market.Text("SELECT oid FROM orders")
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("seen_total", "2029.97"), Status: 302, Location: "/order/" + oid + "/"})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("seen_total", "2029.97"), AJAX: true, Status: 200, Has: []string{`"success":true`, `"oid":"` + oid + `"`}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("full_name", "Somebody Else"), Status: 422, Has: []string{"This order was sent before with other details."}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("full_name", "Somebody Else"), AJAX: true, Status: 400, Has: []string{`"error":"checkout_key_reused"`}})
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: b.teapot, Quantity: 1})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("full_name", "Somebody Else"), Status: 422, Has: []string{"This order was sent before with other details."}})
		if n := b.orders(); n != 1 {
			t.Errorf("%d orders", n)
		}
	})
}

func TestTheCartsCouponCountsAtCheckout(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		b.coupon(coupons.Coupon{Code: "WELCOME10", Percent: 10})
		b.do(sitetest.Case{URL: "/cart/coupon/", Form: form("coupon", "WELCOME10"), Status: 303})
		b.do(sitetest.Case{URL: "/checkout/", Status: 200, Has: []string{`value="WELCOME10"`, "Discount with WELCOME10", "Place the order for $1,826.97", `name="seen_total" value="1826.97"`}})
		f := filled("seen_total", "1826.97")
		f.Del("coupon")
		b.do(sitetest.Case{URL: "/checkout/", Form: f, Status: 302})
		if total := w.Market.Scalar("SELECT total FROM orders"); total != 182697 {
			t.Errorf("the order costs %d", total)
		}
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: b.teapot, Quantity: 1})
		b.do(sitetest.Case{URL: "/checkout/", Status: 200, HasNot: []string{"WELCOME10"}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("checkout_key", "key-2", "coupon", "welcome10", "seen_total", "29.99"), Status: 302})
		if total := w.Market.Scalar("SELECT total FROM orders WHERE checkout_key = 'key-2'"); total != 2699 {
			t.Errorf("with a coupon typed at the last moment the order costs %d", total)
		}
	})
}

func TestSavedAddressesAreOffered(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		add := func(as string, a accounts.AddressForm) string {
			saved, err := accounts.AddAddress(t.Context(), w.DB, w.Actor(as), a, w.Now())
			if err != nil {
				t.Fatal(err)
			}
			return itoa(saved.ID)
		}
		home := add(sitetest.Customer, accounts.AddressForm{Address: "Dostyk 5", City: "Almaty", Country: "Kazakhstan", ZipCode: "050000"})
		work := add(sitetest.Customer, accounts.AddressForm{Address: "Mangilik El 1", City: "Astana", Country: "Kazakhstan"})
		add(sitetest.Customer, accounts.AddressForm{Address: "No town given"})
		theirs := add(sitetest.OtherCustomer, accounts.AddressForm{Address: "Secret 7", City: "Aktau", Country: "Kazakhstan"})
		b.do(sitetest.Case{URL: "/checkout/", Status: 200, Has: []string{
			`name="address_id" value="` + home + `" checked`, "Dostyk 5", "050000 Almaty, Kazakhstan", "Mangilik El 1", "Another address",
		}, HasNot: []string{"Secret 7", "No town given"}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("address_id", theirs, "address", ""), Status: 422, Has: []string{"Choose one of your addresses or type another one."}, HasNot: []string{"Secret 7"}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("address_id", work, "phone", ""), Status: 422, Has: []string{`name="address_id" value="` + work + `" checked`, `value="Abay Ave 10"`}})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("address_id", work, "address", "", "city", ""), Status: 302})
		if got := w.Market.Text("SELECT address || ', ' || city FROM orders"); got != "Mangilik El 1, Astana" {
			t.Errorf("the order goes to %s", got)
		}
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: b.teapot, Quantity: 1})
		b.do(sitetest.Case{URL: "/checkout/", Form: filled("checkout_key", "key-2", "address_id", "new", "save_address", "1"), Status: 302})
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: b.teapot, Quantity: 1})
		b.do(sitetest.Case{URL: "/checkout/", Status: 200, Has: []string{"Abay Ave 10"}})
	})
}

func TestTheLastOrderFillsTheForm(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		b.do(sitetest.Case{URL: "/checkout/", Form: filled(), Status: 302})
		w.Wait(time.Hour)
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: b.teapot, Quantity: 1})
		b.do(sitetest.Case{URL: "/checkout/", Status: 200, Has: []string{`value="Aigerim Sadykova"`, `value="+7 701 234 56 78"`, `value="Abay Ave 10"`, `value="Almaty"`, `value="customer@bazaar.test"`}})
		w.Market.Fill(w.Actor(sitetest.OtherCustomer), markettest.Pick{Product: b.teapot, Quantity: 1})
		w.Run(t, sitetest.Case{As: sitetest.OtherCustomer, URL: "/checkout/", Status: 200, HasNot: []string{"Aigerim", "Abay Ave"}})
	})
}

func TestLongAndOddFormsAreRefusedKindly(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		for _, f := range []url.Values{
			filled("notes", strings.Repeat("я", 2001)), filled("full_name", "a\x01b"), filled("checkout_key", strings.Repeat("k", 65)), filled("address_id", "1"),
			filled("address_id", "-1"), filled("address_id", strings.Repeat("9", 400)),
		} {
			b.do(sitetest.Case{URL: "/checkout/", Form: f, Status: 422})
		}
	})
}

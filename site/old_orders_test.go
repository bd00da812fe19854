package site_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/site/sitetest"
)

// The tests called TestOld are named after the holes of the shop that Bazaar replaces;
// docs/old-holes.md lists them all.

// shelf is what the tests of old holes buy.
type shelf struct {
	vendor        markettest.Vendor
	laptop, mouse markettest.Product
}

func stocked(w *sitetest.World) shelf {
	v := w.Market.Vendor()
	return shelf{
		vendor: v,
		laptop: w.Market.Product(v, markettest.Goods{Title: "Gaming Laptop", Price: 99999, Stock: 5}),
		mouse:  w.Market.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 50}),
	}
}

func addPath(p markettest.Product) string { return fmt.Sprintf("/cart/add/%d/", p.ID) }

// purchase is a complete checkout form; changes are pairs of field and value.
func purchase(key string, changes ...string) url.Values {
	f := form(
		"full_name", "Aigerim Sadykova", "email", "aigerim@example.com", "phone", "+7 701 234 56 78",
		"address", "Abay Ave 10", "city", "Almaty", "state", "Almaty", "country", "Kazakhstan", "checkout_key", key,
	)
	for i := 0; i < len(changes); i += 2 {
		f.Set(changes[i], changes[i+1])
	}
	return f
}

// bought sends the checkout form and reads the order that it led to.
func bought(t *testing.T, w *sitetest.World, b *sitetest.Browser, f url.Values) orders.Order {
	t.Helper()
	rec := b.Send(t, sitetest.Case{URL: "/checkout/", Form: f})
	oid := strings.Trim(strings.TrimPrefix(rec.Header().Get("Location"), "/order/"), "/")
	if rec.Code != 302 || oid == "" || strings.Contains(oid, "/") {
		t.Fatalf("checkout answers %d and leads to %q: %.2000s", rec.Code, rec.Header().Get("Location"), rec.Body)
	}
	return w.Market.Read(actor.System, oid)
}

func usd(cents int64) money.Amount { return money.New(cents, money.USD) }

func TestOld_O1_WhatABrowserSaysAboutPricesIsNotRead(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s, b := stocked(w), w.Browser(sitetest.Customer)
		lies := form("quantity", "2", "price", "0.01", "unit_price", "1", "title", "Free Laptop", "image", "//evil.example/x.png", "vendor_id", "99", "currency", "KZT", "user_id", "1")
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/cart/"}, b.Send(t, sitetest.Case{URL: addPath(s.laptop) + "?price=0.01&title=Free", Form: lies}))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Gaming Laptop", "$1,999.98"}, HasNot: []string{"Free Laptop", "evil.example"}}, b.Send(t, sitetest.Case{URL: "/cart/"}))
		o := bought(t, w, b, purchase("o1", "price", "0.01", "total", "0.01", "discount", "99", "account_id", "1", "paid_status", "true", "product_status", "delivered", "vendor", "99"))
		if line := o.Parcels[0].Lines[0]; o.Totals.Total != usd(199998) || line.UnitPrice != usd(99999) || line.Title != "Gaming Laptop" || o.Paid || *o.AccountID != w.Actor(sitetest.Customer).AccountID {
			t.Errorf("an order of lies: %+v", o)
		}
	})
}

func TestOld_O2_NoQuantityMakesATotalNegativeOrHuge(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := stocked(w)
		for typed, units := range map[string]int64{
			"-5": 1, "0": 1, "-9223372036854775809": 1, "1e9": 1, "2.5": 1, "": 1, "x": 1, "NaN": 1,
			"3": 3, "50": 50, "51": 50, "9999999999999999999999": 50,
		} {
			b := w.Browser(sitetest.Customer)
			for _, path := range []string{addPath(s.mouse), strings.Replace(addPath(s.mouse), "add", "update", 1)} {
				sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{fmt.Sprintf(`"cart_count":%d,`, units)}},
					b.Send(t, sitetest.Case{URL: path, AJAX: true, Form: form("quantity", typed)}))
			}
			sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{usd(units * 2999).Format("en")}}, b.Send(t, sitetest.Case{URL: "/cart/"}))
			b.Send(t, sitetest.Case{URL: strings.Replace(addPath(s.mouse), "add", "remove", 1), Form: form()})
		}
	})
}

// paymentPages are the addresses at which the former shop took a visit for a payment.
var paymentPages = []string{
	"/cartorders/payment-completed/%s/", "/payment-completed/%s/", "/cartorders/create_checkout_session/%s/",
	"/api/create_checkout_session/%s/", "/cartorders/payment-failed/%s/", "/order/%s/", "/order/%s/paid/", "/cartorders/checkout/%s/",
}

func TestOld_O3_LookingAtAPageNeverPaysAnOrder(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: stocked(w).mouse, Quantity: 1})
		before := w.Fingerprint(t)
		for _, as := range sitetest.Actors {
			for _, page := range paymentPages {
				w.Send(t, sitetest.Case{As: as, URL: fmt.Sprintf(page, o.OID) + "?session_id=cs_test_1&paid=true&status=paid"})
			}
		}
		if w.Fingerprint(t) != before {
			t.Error("a visit changed something")
		}
		if w.Market.Read(actor.System, o.OID).Paid {
			t.Error("a visit paid the order")
		}
	})
}

func TestOld_O4_NobodyPostsToAnOrderOfAnother(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: stocked(w).mouse, Quantity: 1})
		before := w.Fingerprint(t)
		for _, as := range []string{sitetest.Guest, sitetest.OtherCustomer, sitetest.Vendor, sitetest.OtherVendor} {
			for _, page := range append(paymentPages, "/order/%s/cancel/") {
				rec := w.Send(t, sitetest.Case{As: as, URL: fmt.Sprintf(page, o.OID), Form: form("paid_status", "false", "status", "cancelled")})
				if leads := rec.Header().Get("Location"); rec.Code < 400 && !strings.HasPrefix(leads, "/user/sign-in/") {
					t.Errorf("%s posting to %s: %d, %q", as, page, rec.Code, leads)
				}
			}
		}
		if w.Fingerprint(t) != before {
			t.Error("somebody else's form changed something")
		}
	})
}

func TestOld_O5_AnOrderIsOpenToItsBuyerAloneAndTakesNoCouponAfterwards(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		if _, err := coupons.Create(t.Context(), w.DB, actor.System, coupons.Coupon{Code: "HALF", Percent: 50, Active: true}, w.Now()); err != nil {
			t.Fatal(err)
		}
		o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: stocked(w).mouse, Quantity: 1})
		for _, as := range []string{sitetest.OtherCustomer, sitetest.Vendor, sitetest.Admin} {
			b := w.Browser(as)
			rec := b.Send(t, sitetest.Case{URL: "/cartorders/checkout/" + o.OID + "/"})
			sitetest.Check(t, sitetest.Case{Status: 404, HasNot: []string{"Aigerim", "Mouse"}}, b.Send(t, sitetest.Case{URL: rec.Header().Get("Location")}))
		}
		for _, path := range []string{"/order/" + o.OID + "/", "/cartorders/checkout/" + o.OID + "/"} {
			w.Run(t, sitetest.Case{As: sitetest.Customer, URL: path, Form: form("coupon", "HALF", "code", "HALF"), Status: 405})
		}
		if after := w.Market.Read(actor.System, o.OID); after.Totals != o.Totals {
			t.Errorf("totals became %+v", after.Totals)
		}
	})
}

func TestOld_O6_OrderNumbersAreLongUniqueAndNotCounted(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s, seen := stocked(w), map[string]bool{}
		for range 20 {
			o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: s.mouse, Quantity: 1})
			if len(o.OID) != 22 || seen[o.OID] || strings.Trim(o.OID, "0123456789") == "" {
				t.Errorf("number %q", o.OID)
			}
			seen[o.OID] = true
		}
		if _, err := w.DB.ExecContext(t.Context(), "UPDATE orders SET oid = (SELECT MIN(oid) FROM orders)"); err == nil {
			t.Error("two orders may have one number")
		}
	})
}

func TestOld_O11_AFailureInMidOrderLeavesNothingBehind(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s, b := stocked(w), w.Browser(sitetest.Customer)
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: s.mouse, Quantity: 3})
		state := func() string {
			return w.Market.Text(`SELECT CAST((SELECT COUNT(*) FROM orders) AS text) || '/' || CAST((SELECT COUNT(*) FROM order_lines) AS text) || '/' ||
				CAST((SELECT SUM(quantity) FROM cart_lines) AS text) || '/' || CAST((SELECT SUM(on_hand) FROM stock_levels) AS text)`)
		}
		rename := func(from, to string) {
			if _, err := w.DB.ExecContext(t.Context(), "ALTER TABLE "+from+" RENAME TO "+to); err != nil {
				t.Fatal(err)
			}
		}
		before := state()
		rename("letters", "letters_gone")
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/cart/"}, b.Send(t, sitetest.Case{URL: "/checkout/", Form: purchase("o11")}))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Failed to create order. Please try again.", "Mouse"}, HasNot: []string{"letters"}}, b.Send(t, sitetest.Case{URL: "/cart/"}))
		if after := state(); after != before {
			t.Errorf("orders/lines/cart/stock were %s and are %s", before, after)
		}
		rename("letters_gone", "letters")
		if o := bought(t, w, b, purchase("o11")); o.Units() != 3 {
			t.Errorf("the same form, once all is well again: %+v", o)
		}
	})
}

func TestOld_O12_ADoubleClickIsOneOrderAndTheCartIsEmptyAfterwards(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s, b := stocked(w), w.Browser(sitetest.Customer)
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: s.mouse, Quantity: 2})
		first, second := bought(t, w, b, purchase("o12")), bought(t, w, b, purchase("o12"))
		if first.OID != second.OID || w.Market.Scalar("SELECT COUNT(*) FROM orders") != 1 {
			t.Errorf("orders %s and %s", first.OID, second.OID)
		}
		w.Run(
			t,
			sitetest.Case{As: sitetest.Customer, URL: "/cart/", Status: 200, HasNot: []string{"Mouse"}},
			sitetest.Case{As: sitetest.Customer, URL: "/cart/count/", Status: 200, Has: []string{`{"count":0}`}},
			sitetest.Case{As: sitetest.Customer, URL: "/checkout/", Form: purchase("o12", "full_name", "Somebody Else"), Status: 422},
			sitetest.Case{As: sitetest.Customer, URL: "/checkout/", Form: purchase("o12-2"), Status: 302, Location: "/cart/"},
		)
	})
}

func TestOld_O13_TheLastPieceIsSoldOnce(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := stocked(w)
		for _, as := range []string{sitetest.Customer, sitetest.OtherCustomer, sitetest.Vendor} {
			w.Market.Fill(w.Actor(as), markettest.Pick{Product: s.laptop, Quantity: 3})
		}
		bought(t, w, w.Browser(sitetest.Customer), purchase("o13"))
		late := w.Browser(sitetest.OtherCustomer)
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/cart/"}, late.Send(t, sitetest.Case{URL: "/checkout/", Form: purchase("o13")}))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{`role="alert"`, "Only 2 are left."}}, late.Send(t, sitetest.Case{URL: "/cart/"}))
		w.Run(t, sitetest.Case{As: sitetest.Vendor, URL: "/checkout/", AJAX: true, Form: purchase("o13"), Status: 409, Has: []string{`"error":"out_of_stock"`}})
		if left := w.Market.Scalar("SELECT on_hand FROM stock_levels WHERE variant_id = $1", s.laptop.VariantID); left != 2 {
			t.Errorf("%d laptops are left", left)
		}
	})
}

func TestOld_O14_WordsForNumbersAreNoMoney(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s, b := stocked(w), w.Browser(sitetest.Customer)
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: s.mouse, Quantity: 1})
		// What was typed beside the word is kept for the next try; that is all that may change.
		b.Send(t, sitetest.Case{URL: "/checkout/", Form: purchase("o14", "seen_total", "word")})
		before := w.Fingerprint(t)
		for _, word := range []string{"NaN", "Infinity", "-Infinity", "1e309", "0x10", "1_0", "29.990000000000000001", strings.Repeat("9", 40)} {
			sitetest.Check(t, sitetest.Case{Status: 302, Location: "/cart/"}, b.Send(t, sitetest.Case{URL: "/checkout/", Form: purchase("o14", "seen_total", word)}))
			sitetest.Check(t, sitetest.Case{Status: 200, HasNot: []string{"NaN", "Inf"}}, b.Send(t, sitetest.Case{URL: "/cart/"}))
			w.Run(t, sitetest.Case{URL: "/products/?min_price=" + url.QueryEscape(word), Status: 200})
		}
		if w.Fingerprint(t) != before {
			t.Error("a word was taken for a number")
		}
	})
}

func TestOld_O15_ACouponCountsOnceAndNeverForMoreThanTheGoods(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		one := int64(1)
		for _, percent := range []int64{-10, 0, 101, 1000} {
			if _, err := coupons.Create(t.Context(), w.DB, actor.System, coupons.Coupon{Code: "TOO", Percent: percent, Active: true}, w.Now()); !fault.Is(err, fault.Invalid) {
				t.Errorf("a coupon of %d %%: %v", percent, err)
			}
		}
		if _, err := coupons.Create(t.Context(), w.DB, actor.System, coupons.Coupon{Code: "TENTH", Percent: 10, Active: true, CustomerLimit: &one}, w.Now()); err != nil {
			t.Fatal(err)
		}
		s, b := stocked(w), w.Browser(sitetest.Customer)
		pick := markettest.Pick{Product: s.mouse, Quantity: 10}
		w.Market.Fill(w.Actor(sitetest.Customer), pick)
		twice := purchase("o15")
		twice["coupon"] = []string{"TENTH", "TENTH"}
		if o := bought(t, w, b, twice); o.Totals.Total != usd(26991) || o.Totals.Discount != usd(2999) {
			t.Errorf("totals %+v", o.Totals)
		}
		w.Market.Fill(w.Actor(sitetest.Customer), pick)
		w.Run(t, sitetest.Case{
			As: sitetest.Customer, URL: "/checkout/", Form: purchase("o15-2", "coupon", "tenth"), Status: 422,
			Has: []string{"You have already used this coupon.", `value="tenth"`, `value="Aigerim Sadykova"`, "$299.90"},
		})
	})
}

func TestOld_O16_OrdersAreInTheCurrencyThatIsChargedWhateverIsShown(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s, b := stocked(w), w.Browser(sitetest.Customer)
		b.Send(t, sitetest.Case{URL: "/set-currency/", Form: form("currency", "KZT")})
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"14,995\u00a0₸"}}, b.Send(t, sitetest.Case{URL: fmt.Sprintf("/product/%d/", s.mouse.ID)}))
		b.Send(t, sitetest.Case{URL: addPath(s.mouse), Form: form("price", "14995", "quantity", "1")})
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"14,995\u00a0₸", "$29.99"}}, b.Send(t, sitetest.Case{URL: "/checkout/"}))
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/cart/"}, b.Send(t, sitetest.Case{URL: "/checkout/", Form: purchase("o16", "seen_total", "14995.00")}))
		o := bought(t, w, b, purchase("o16-2", "seen_total", "29.99"))
		if o.Totals.Total != usd(2999) || o.DisplayCurrency != money.KZT || o.DisplayRate != "500" {
			t.Errorf("order %+v", o)
		}
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"The order is charged in USD; at the rate of that day this was 14,995\u00a0₸."}}, b.Send(t, sitetest.Case{URL: "/order/" + o.OID + "/"}))
	})
}

func TestOld_O17_ALineKnowsItsProductVariantAndVendor(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s, b := stocked(w), w.Browser(sitetest.Customer)
		b.Send(t, sitetest.Case{URL: addPath(s.mouse), Form: form()})
		o := bought(t, w, b, purchase("o17"))
		line := o.Parcels[0].Lines[0]
		if *line.ProductID != s.mouse.ID || *line.VariantID != s.mouse.VariantID || *o.Parcels[0].VendorID != s.vendor.ID || line.SKU == "" {
			t.Errorf("line %+v of parcel %+v", line, o.Parcels[0])
		}
		if v := w.Market.Scalar("SELECT vendor_id FROM order_lines WHERE id = $1", line.ID); v != s.vendor.ID {
			t.Errorf("the line's vendor is %d", v)
		}
	})
}

func TestOld_O18_ACopiedTitleOpensNoOrderOfACompetitor(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s, rival := stocked(w), w.Market.Vendor()
		w.Market.Product(rival, markettest.Goods{Title: s.mouse.Title, Price: s.mouse.Price, Stock: 5})
		o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: s.mouse, Quantity: 1})
		if err := orders.Confirm(t.Context(), w.DB, rival.Owner, o.Parcels[0].ID, w.Now()); !fault.Is(err, fault.NotFound) {
			t.Errorf("the rival confirms: %v", err)
		}
		if n := w.Market.Scalar("SELECT COUNT(*) FROM parcels WHERE vendor_id = $1", rival.ID); n != 0 {
			t.Errorf("%d parcels of the rival", n)
		}
		if err := orders.Confirm(t.Context(), w.DB, s.vendor.Owner, o.Parcels[0].ID, w.Now()); err != nil {
			t.Errorf("the seller confirms: %v", err)
		}
	})
}

func TestOld_O21_NoTextBecomesAStatus(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: stocked(w).mouse, Quantity: 1})
		for _, column := range []string{"orders.product_status", "orders.progress", "parcels.state"} {
			table, name, _ := strings.Cut(column, ".")
			if _, err := w.DB.ExecContext(t.Context(), "UPDATE "+table+" SET "+name+" = 'pending'"); err == nil {
				t.Errorf("%s takes any text", column)
			}
		}
		lies := form("status", "delivered", "product_status", "shipped", "paid_status", "true")
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: "/order/" + o.OID + "/cancel/", Form: lies, Status: 302})
		if after := w.Market.Read(actor.System, o.OID); after.Status != orders.StatusCancelled || after.Paid {
			t.Errorf("the order is %s, paid %t", after.Status, after.Paid)
		}
	})
}

func TestOld_O23_ThousandsOfGoodsGetNumbersWithoutAClash(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		for i := range 130 {
			w.Market.Product(v, markettest.Goods{Title: fmt.Sprintf("Thing %d", i), Price: 100, Stock: 1})
		}
		if n := w.Market.Scalar("SELECT COUNT(DISTINCT sku) FROM variants WHERE length(sku) >= 8"); n != 130 {
			t.Errorf("%d different numbers of at least eight signs", n)
		}
	})
}

func TestOld_O24_AnOldPriceOfNothingIsNoDiscount(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		p := stocked(w).mouse
		w.Run(t, sitetest.Case{URL: fmt.Sprintf("/product/%d/", p.ID), Status: 200, Has: []string{"$29.99"}, HasNot: []string{"Inf", "NaN", "<del", "100%"}})
		w.Run(t, sitetest.Case{URL: "/products/?on_sale=1", Status: 200, HasNot: []string{"$29.99"}})
	})
}

package account_test

import (
	"strings"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/coupons"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/site/sitetest"
)

// bought is an order of the customer: two kettles of one vendor and a teapot of another.
func bought(w *sitetest.World) orders.Order {
	one, two := w.Market.Vendor(), w.Market.Vendor()
	kettle := w.Market.Product(one, markettest.Goods{Title: "Kettle", Price: 99999, Stock: 50})
	teapot := w.Market.Product(two, markettest.Goods{Title: "Teapot", Price: 2999, Stock: 50})
	return w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: kettle, Quantity: 2}, markettest.Pick{Product: teapot, Quantity: 1})
}

func TestAnOrderIsShownToItsOwnerOnly(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		o := bought(w)
		url := "/order/" + o.OID + "/"
		mine := sitetest.Case{As: sitetest.Customer, URL: url, Status: 200, Has: []string{
			o.OID, "$2,029.97", "$1,999.98", "$29.99", "Kettle", "Teapot", "Parcel 1 of 2", "Parcel 2 of 2",
			"Processing", "Not paid yet", "Cash on delivery", "Aigerim Sadykova", "Abay Ave 10", "Cancel the order",
		}}
		w.Run(t, mine, sitetest.Case{As: sitetest.Guest, URL: url, Status: 302, Location: "/user/sign-in/?next=%2Forder%2F" + o.OID + "%2F"})
		for _, other := range []string{sitetest.OtherCustomer, sitetest.Vendor, sitetest.OtherVendor, sitetest.Admin} {
			w.Run(
				t,
				sitetest.Case{As: other, URL: url, Status: 404, HasNot: []string{"Kettle", "Aigerim"}},
				sitetest.Case{As: other, URL: "/orders/", Status: 200, HasNot: []string{o.OID}},
				sitetest.Case{As: other, URL: url + "cancel/", Form: form(), Status: map[bool]int{true: 302, false: 404}[other == sitetest.Admin]},
			)
		}
	})
}

func TestMissingOrdersAreNotFound(t *testing.T) {
	scenarios(
		t,
		sitetest.Case{As: sitetest.Customer, URL: "/order/nothing/", Status: 404, Has: []string{"We could not find that."}},
		sitetest.Case{As: sitetest.Customer, URL: "/order/" + strings.Repeat("x", 5000) + "/", Status: 404},
		sitetest.Case{As: sitetest.Customer, URL: "/order/%F0%9F%8D%B5/", Status: 404},
		sitetest.Case{As: sitetest.Customer, URL: "/order/%ff/", Status: 400},
		sitetest.Case{As: sitetest.Customer, URL: "/order/nothing/cancel/", Form: form(), Status: 404},
		sitetest.Case{As: sitetest.Customer, URL: "/order/nothing/cancel/", AJAX: true, Form: form(), Status: 404, Has: []string{`"error":"not_found"`}},
	)
}

func TestOrdersAreListedNewestFirst(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		cup := w.Market.Product(v, markettest.Goods{Title: "Cup", Price: 500, Stock: 1000})
		var oids []string
		for range orders.PageSize + 1 {
			w.Market.Now = w.Market.Now.Add(time.Minute)
			o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: cup, Quantity: 1})
			oids = append(oids, o.OID)
		}
		first, last := oids[0], oids[len(oids)-1]
		mine := func(url string, has, not []string) sitetest.Case {
			return sitetest.Case{As: sitetest.Customer, URL: url, Status: 200, Has: has, HasNot: not}
		}
		w.Run(
			t,
			mine("/orders/", []string{last, "/orders/?page=2", "Processing", "$5.00"}, []string{first}),
			mine("/orders/?page=2", []string{first}, []string{last}),
			mine("/orders/?page=1000000000000000000", []string{first}, []string{last}),
			mine("/orders/?page=-1", []string{last}, []string{first}),
			mine("/orders/?page=two", []string{last}, []string{first}),
			mine("/dashboard/", []string{last, "/orders/"}, []string{first}),
			mine("/ru/orders/", []string{last, "В обработке", "22 ноября 2026"}, nil),
			mine("/kk/orders/", []string{last, "2026 ж. 22 қараша"}, nil),
		)
	})
}

func TestTheOwnerCancelsUntilItIsShipped(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		o := bought(w)
		url := "/order/" + o.OID + "/"
		b := w.Browser(sitetest.Customer)
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Cancel order #" + orders.ShortNumber(o.OID) + "?", "2 parcels will not be sent.", "You owe nothing.", "Yes, cancel the order", "Keep the order"}},
			b.Send(t, sitetest.Case{URL: url + "cancel/"}))
		sitetest.Check(t, sitetest.Case{Status: 302, Location: url}, b.Send(t, sitetest.Case{URL: url + "cancel/", Form: form()}))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Order #" + o.OID + " is cancelled.", "Cancelled"}, HasNot: []string{"Cancel the order"}},
			b.Send(t, sitetest.Case{URL: url}))

		shipped := bought(w)
		for _, step := range []func(actor.Actor, int64) error{
			func(by actor.Actor, id int64) error { return orders.Confirm(t.Context(), w.DB, by, id, w.Now()) },
			func(by actor.Actor, id int64) error { return orders.Pack(t.Context(), w.DB, by, id, w.Now()) },
			func(by actor.Actor, id int64) error {
				return orders.Ship(t.Context(), w.DB, by, orders.Shipment{ParcelID: id, Shipping: orders.Shipping{TrackingNumber: "KZ123", TrackingURL: "https://track.example/KZ123"}}, w.Now())
			},
		} {
			if err := step(actor.System, shipped.Parcels[0].ID); err != nil {
				t.Fatal(err)
			}
		}
		url = "/order/" + shipped.OID + "/"
		w.Run(
			t,
			sitetest.Case{As: sitetest.Customer, URL: url, Status: 200, Has: []string{"KZ123", `href="https://track.example/KZ123"`, "Shipped", "This order cannot be cancelled any more."}, HasNot: []string{"Cancel the order"}},
			sitetest.Case{As: sitetest.Customer, URL: url + "cancel/", Status: 409, Has: []string{"This order cannot be cancelled any more.", "Back to the order"}, HasNot: []string{"Yes, cancel the order"}},
			sitetest.Case{As: sitetest.Customer, URL: url + "cancel/", Form: form(), Status: 409, Has: []string{"This order cannot be cancelled any more."}},
		)
	})
}

func TestAnOrderTellsWhatHappensNext(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		o := bought(w)
		url := "/order/" + o.OID + "/"
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: url, Status: 200, Has: []string{
			"What happens next", "2 parcels are being packed", "The courier calls +7 701 234 56 78", "Have $2,029.97 ready", "Courier to the door",
			"Total of the parcel", "Everything that happened", "Ordered", `aria-current="step"`, "Order again", "Print view",
		}})
		if err := orders.CancelParcel(t.Context(), w.DB, actor.System, orders.Refusal{ParcelID: o.Parcels[0].ID}, w.Now()); err != nil {
			t.Fatal(err)
		}
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: url, Status: 200, Has: []string{"Have $29.99 ready", "Cancelled"}})
		if err := orders.Cancel(t.Context(), w.DB, w.Actor(sitetest.Customer), orders.Cancellation{OID: o.OID}, w.Now()); err != nil {
			t.Fatal(err)
		}
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: url, Status: 200, HasNot: []string{"What happens next", "cannot be cancelled any more", "Cancel the order"}})
	})
}

func TestAnOrderIsPrintedWithEverySum(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		one := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Kettle", Price: 99999, Stock: 50})
		two := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Teapot", Price: 2999, Stock: 50})
		if _, err := coupons.Create(t.Context(), w.DB, w.Market.Admin(), coupons.Coupon{Code: "WELCOME10", Percent: 10, Active: true}, w.Now()); err != nil {
			t.Fatal(err)
		}
		by := w.Actor(sitetest.Customer)
		w.Market.Fill(by, markettest.Pick{Product: one, Quantity: 2}, markettest.Pick{Product: two, Quantity: 1})
		o := w.Market.Place(by, "coupon", "WELCOME10")
		w.Run(
			t,
			sitetest.Case{As: sitetest.Customer, URL: "/order/" + o.OID + "/print/", Status: 200, Has: []string{
				o.OID, "Kettle", "Teapot", o.Parcels[0].Lines[0].SKU, "$999.99", "−$200.00", "$1,799.98", "−$3.00", "$26.99", "$203.00", "$1,826.97", "Abay Ave 10", "Cash on delivery", "Not paid yet",
			}},
			sitetest.Case{As: sitetest.Customer, URL: "/order/" + o.OID + "/cancel/", Status: 200, Has: []string{"You can use the coupon WELCOME10 again."}},
			sitetest.Case{As: sitetest.OtherCustomer, URL: "/order/" + o.OID + "/print/", Status: 404, HasNot: []string{"Kettle"}},
		)
	})
}

func TestAHistoryIsNarrowed(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		kept, gone := bought(w), bought(w)
		if err := orders.Cancel(t.Context(), w.DB, w.Actor(sitetest.Customer), orders.Cancellation{OID: gone.OID}, w.Now()); err != nil {
			t.Fatal(err)
		}
		mine := func(url string, has, not []string) sitetest.Case {
			return sitetest.Case{As: sitetest.Customer, URL: url, Status: 200, Has: has, HasNot: not}
		}
		w.Run(
			t,
			mine("/orders/", []string{kept.OID, gone.OID, "/orders/?status=cancelled"}, nil),
			mine("/orders/?status=cancelled", []string{gone.OID, `name="status" value="cancelled"`}, []string{kept.OID}),
			mine("/orders/?status=lost", []string{kept.OID, gone.OID}, nil),
			mine("/orders/?q="+kept.OID[:12], []string{kept.OID}, []string{gone.OID}),
			mine("/orders/?q=%3Cb%3E&status=shipped", []string{"No order fits", `value="&lt;b&gt;"`, "status=delivered"}, []string{kept.OID, gone.OID}),
			mine("/ru/orders/?status=delivered", []string{"Ничего не найдено"}, []string{kept.OID}),
		)
	})
}

func TestAnOrderIsBoughtAgain(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		o := bought(w)
		b := w.Browser(sitetest.Customer)
		again := sitetest.Case{URL: "/order/" + o.OID + "/reorder/", Form: form()}
		sitetest.Check(t, sitetest.Case{Status: 303, Location: "/cart/"}, b.Send(t, again))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Everything of this order is in your cart.", "$2,029.97"}}, b.Send(t, sitetest.Case{URL: "/cart/"}))
		for _, l := range []orders.Line{o.Parcels[0].Lines[0], o.Parcels[1].Lines[0]} {
			if err := catalog.Archive(t.Context(), w.DB, actor.System, *l.ProductID, w.Now()); err != nil {
				t.Fatal(err)
			}
		}
		sitetest.Check(t, sitetest.Case{Status: 303, Location: "/order/" + o.OID + "/"}, b.Send(t, again))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Nothing of this order can be bought now."}}, b.Send(t, sitetest.Case{URL: "/order/" + o.OID + "/"}))
	})
}

func TestAnUnpaidCardOrderWaits(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		by := w.Actor(sitetest.Customer)
		kettle := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Kettle", Price: 2500, Stock: 5})
		w.Market.Fill(by, markettest.Pick{Product: kettle, Quantity: 1})
		o := w.Market.Place(by, "payment_method", "card")
		w.Run(
			t,
			sitetest.Case{As: sitetest.Customer, URL: "/order/" + o.OID + "/", Status: 200, Has: []string{"Your order waits for its payment", "Pay now"}, HasNot: []string{"are being packed", "you pay when your goods"}},
			sitetest.Case{As: sitetest.Customer, URL: "/order/" + o.OID + "/cancel/", Status: 200, Has: []string{"You owe nothing."}},
			sitetest.Case{As: sitetest.Customer, URL: "/order/" + o.OID + "/cancel/", Form: form(), Status: 302},
			sitetest.Case{As: sitetest.Customer, URL: "/order/" + o.OID + "/", Status: 200, Has: []string{"Cancelled"}, HasNot: []string{"Pay now", "waits for its payment"}},
		)
		if left := w.Market.Scalar("SELECT on_hand FROM stock_levels WHERE variant_id = $1", kettle.VariantID); left != 5 {
			t.Errorf("%d are back in stock", left)
		}
	})
}

package account_test

import (
	"strings"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/market/wishlist"
	"bazaar/site/sitetest"
)

func TestTheDashboardTellsWhatComesNext(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		mine := sitetest.Case{As: sitetest.Customer, URL: "/dashboard/", Status: 200}
		empty := mine
		empty.Has, empty.HasNot = []string{"You have no orders yet", "Nothing is kept for later yet.", "Save your address once"}, []string{"<svg viewBox=\"0 0 480", "On the way to you"}
		w.Run(t, empty)
		o := bought(w)
		card := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Teaspoon", Price: 100, Stock: 5})
		w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: card, Quantity: 1})
		w.Market.Place(w.Actor(sitetest.Customer), "payment_method", "card")
		if _, _, err := wishlist.Add(t.Context(), w.DB, w.Actor(sitetest.Customer), card.ID, w.Now()); err != nil {
			t.Fatal(err)
		}
		full := mine
		full.Has = []string{
			"On the way to you", "and 1 more", "Being packed; you see here when it leaves", "Waits for its payment until",
			"1 product is kept for later.", "2 orders in the last twelve months", "November 2026", "$2,030.97", `role="img"`,
		}
		w.Run(t, full)
		ship(t, w, o)
		full.Has = []string{"On its way; have $2,029.97 ready"}
		w.Run(t, full)
		if n := len(w.Statements(t, mine)); n > 6 {
			t.Errorf("the dashboard takes %d statements", n)
		}
	})
}

// ship sends every parcel of an order on its way.
func ship(t *testing.T, w *sitetest.World, o orders.Order) {
	t.Helper()
	for _, p := range o.Parcels {
		for _, step := range []func(*testing.T, int64) error{
			func(t *testing.T, id int64) error {
				return orders.Confirm(t.Context(), w.DB, actor.System, id, w.Now())
			},
			func(t *testing.T, id int64) error { return orders.Pack(t.Context(), w.DB, actor.System, id, w.Now()) },
			func(t *testing.T, id int64) error {
				return orders.Ship(t.Context(), w.DB, actor.System, orders.Shipment{ParcelID: id, Shipping: orders.Shipping{Method: "Kazpost", TrackingNumber: "RR123456789KZ"}}, w.Now())
			},
		} {
			if err := step(t, p.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestOrdersAreFoundByGoodsAndDays(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v, by := w.Market.Vendor(), w.Actor(sitetest.Customer)
		now := w.Market.Now
		before := now.Add(-10 * 24 * time.Hour)
		w.Market.Now = before
		old := w.Market.Order(by, markettest.Pick{Product: w.Market.Product(v, markettest.Goods{Title: "Чайник Ёлка", Price: 500, Stock: 9}), Quantity: 1})
		w.Market.Now = now
		young := w.Market.Order(by, markettest.Pick{Product: w.Market.Product(v, markettest.Goods{Title: "100% Teacups", Price: 500, Stock: 9}), Quantity: 1})
		theirs := w.Market.Order(w.Actor(sitetest.OtherCustomer), markettest.Pick{Product: w.Market.Product(v, markettest.Goods{Title: "Teacups", Price: 500, Stock: 9}), Quantity: 1})
		day := func(d time.Duration) string { return before.Add(d).Format(time.DateOnly) }
		for query, found := range map[string][2]bool{
			"":                                 {true, true},
			"?q=ЧАЙНИК":                        {true, false},
			"?q=елка":                          {true, false},
			"?q=teacups":                       {false, true}, // a short word may stand in a number
			"?q=%25":                           {false, false},
			"?q=" + strings.ToLower(old.OID):   {true, false},
			"?q=" + theirs.OID:                 {false, false},
			"?from=" + day(5*24*time.Hour):     {false, true},
			"?until=" + day(5*24*time.Hour):    {true, false},
			"?from=yesterday&until=2026-99-99": {true, true},
			"?status=delivered":                {false, false},
		} {
			c := sitetest.Case{As: sitetest.Customer, URL: "/orders/" + query, Status: 200, HasNot: []string{theirs.OID + "/"}}
			for i, o := range []orders.Order{old, young} {
				if link := "/order/" + o.OID + "/"; found[i] {
					c.Has = append(c.Has, link)
				} else {
					c.HasNot = append(c.HasNot, link)
				}
			}
			if !found[0] && !found[1] {
				c.Has = append(c.Has, "No order fits")
			}
			w.Run(t, c)
		}
	})
}

func TestAReceiptTellsWhatCameAndWhatWentBack(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		o := bought(w)
		url := "/order/" + o.OID + "/receipt/"
		receipt := func(has ...string) sitetest.Case {
			return sitetest.Case{As: sitetest.Customer, URL: url, Status: 200, Has: has}
		}
		w.Run(t, receipt("Nothing is paid yet"))
		ship(t, w, o)
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: "/order/" + o.OID + "/", Status: 200, Has: []string{`href="https://post.kz/mail/search/track/RR123456789KZ"`, url}})
		for _, p := range o.Parcels {
			if err := orders.Deliver(t.Context(), w.DB, actor.System, p.ID, w.Now()); err != nil {
				t.Fatal(err)
			}
		}
		w.Run(t, receipt("Cash on delivery", "$2,029.97", "data-print"))
	})
}

package desk_test

import (
	"testing"
	"time"

	"bazaar/market/ledger"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/site/sitetest"
)

func TestFinancesShowTheLedgerToItsOwnerOnly(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		own, other := w.Shop(sitetest.Vendor), w.Shop(sitetest.OtherVendor)
		w.Run(t, sitetest.Case{Name: "before the first sale", As: sitetest.Vendor, URL: "/vendor/finance/", Status: 200, Has: []string{"No money has moved yet", "does not pay out by itself yet"}})
		cup := w.Market.Product(own, markettest.Goods{Title: "Cup", Price: 999, Stock: 99})
		pan := w.Market.Product(other, markettest.Goods{Title: "Pan", Price: 5000, Stock: 99})
		o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: cup, Quantity: 3}, markettest.Pick{Product: pan, Quantity: 1})
		w.Market.Deliver(o) // in cash: the shop owes the commission
		books, err := ledger.Balances(t.Context(), w.DB, ledger.VendorAccount(&own.ID))
		if err != nil || len(books) != 1 || books[0].Minor >= 0 {
			t.Fatalf("the ledger has %v, %v", books, err)
		}
		debt := money.Zero(money.USD).Sub(books[0]).Format("en")
		rec := w.Send(t, sitetest.Case{As: sitetest.Vendor, URL: "/vendor/finance/csv/?period=today"})
		sum := money.Zero(money.USD)
		rows := table(t, rec.Body.String())
		for i := len(rows) - 1; i >= 0; i-- {
			amount, err := money.Parse(rows[i]["Amount"], money.USD)
			if err != nil {
				t.Fatal(err)
			}
			if sum = sum.Add(amount); sum.Decimal() != rows[i]["Balance"] || rows[i]["Order"] != o.OID {
				t.Errorf("after %v stands %s", rows[i], sum)
			}
		}
		if sum != books[0] || len(rows) != 2 {
			t.Errorf("the file comes to %s in %d rows, the ledger has %s", sum, len(rows), books[0])
		}
		w.Run(t,
			sitetest.Case{Name: "the shop", As: sitetest.Vendor, URL: "/vendor/finance/", Status: 200, Has: []string{"You owe the market " + debt, o.OID, "Cash that you took"}},
			sitetest.Case{Name: "its statement", As: sitetest.Vendor, URL: "/vendor/finance/statement/?period=today", Status: 200, Has: []string{own.Name, "−" + debt, "Nov 22, 2026"}, HasNot: []string{other.Name}},
			sitetest.Case{Name: "a time before", As: sitetest.Vendor, URL: "/vendor/finance/?from=2026-01-01&until=2026-01-02", Status: 200, Has: []string{"Nothing came or went in this time."}, HasNot: []string{o.OID}},
			sitetest.Case{Name: "a page that is none", As: sitetest.Vendor, URL: "/vendor/finance/?page=99", Status: 200, Has: []string{o.OID}},
			sitetest.Case{Name: "who does not own it", As: sitetest.Customer, URL: "/vendor/finance/", Status: 302},
		)
	})
}

// The day of the market ends at midnight in Almaty, which is seven in the evening in UTC.
func TestDaysOfTheFinancesAreThoseOfTheMarket(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		cup := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Cup", Price: 999, Stock: 99})
		w.Market.Now = time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)
		o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: cup, Quantity: 1})
		w.Market.Deliver(o)
		w.Run(t,
			sitetest.Case{Name: "the next day", As: sitetest.Vendor, URL: "/vendor/finance/?from=2026-11-22&until=2026-11-22", Status: 200, Has: []string{o.OID}},
			sitetest.Case{Name: "not the day before", As: sitetest.Vendor, URL: "/vendor/finance/?from=2026-11-21&until=2026-11-21", Status: 200, HasNot: []string{o.OID}},
		)
	})
}

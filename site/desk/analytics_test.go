package desk_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/site"
	"bazaar/site/shop"
	"bazaar/site/sitetest"
)

// lookAs is the head of a request by a person's browser.
func lookAs(agent string) http.Header { return http.Header{"User-Agent": {agent}} }

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

func TestLooksOfPeopleAreCountedAndOthersNot(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		views := shop.NewViews(w.DB, w.Now, w.Options.Zone)
		w = sitetest.Change(t, w, func(o *site.Options) { o.Views = views })
		cup := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Cup", Price: 900, Stock: 9})
		w.Shop(sitetest.OtherVendor)
		address := fmt.Sprintf("/product/%d/", cup.ID)
		for _, c := range []sitetest.Case{
			{Name: "a guest", URL: address, Header: lookAs(firefox), Status: 200},
			{Name: "a guest who gets the ready page", URL: address, Header: lookAs(firefox), Status: 200},
			{Name: "a guest in Kazakh", URL: "/kk" + address, Header: lookAs(firefox), Status: 200},
			{Name: "a customer", As: sitetest.Customer, URL: address, Header: lookAs(firefox), Status: 200},
			{Name: "another vendor", As: sitetest.OtherVendor, URL: address, Header: lookAs(firefox), Status: 200},
			{Name: "the shop itself", As: sitetest.Vendor, URL: address, Header: lookAs(firefox), Status: 200},
			{Name: "a search engine", URL: address, Header: lookAs("Mozilla/5.0 (compatible; Googlebot/2.1)"), Status: 200},
			{Name: "nobody says who", URL: address, Status: 200},
			{Name: "a question about the page", Method: http.MethodHead, URL: address, Header: lookAs(firefox), Status: 200},
			{Name: "a part of the page", URL: address, Header: http.Header{"User-Agent": {firefox}, "X-Fragment": {"offer"}}, Status: 200},
			{Name: "a page for later", URL: address, Header: http.Header{"User-Agent": {firefox}, "Sec-Purpose": {"prefetch"}}, Status: 200},
			{Name: "a page that is none", URL: "/product/987654/", Header: lookAs(firefox), Status: 404},
		} {
			w.Run(t, c)
		}
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: fmt.Sprintf("/cart/add/%d/", cup.ID), Form: form(), Status: 302})
		if n := w.Market.Scalar("SELECT COUNT(*) FROM product_views"); n != 0 {
			t.Error("a page wrote its view")
		}
		for range 2 { // the second time there is nothing left to write
			if err := views.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.Market.Scalar("SELECT SUM(views) FROM product_views"); got != 5 {
			t.Errorf("%d views are counted, want 5", got)
		}
		if got := w.Market.Text("SELECT day FROM product_views"); got != "2026-11-22" {
			t.Errorf("they count on %s", got)
		}
		if got := w.Market.Scalar("SELECT SUM(carts) FROM product_views"); got != 1 {
			t.Errorf("%d carts are counted, want 1", got)
		}
		w.Run(t, sitetest.Case{Name: "the desk shows them", As: sitetest.Vendor, URL: "/vendor/analytics/?period=7", Status: 200, Has: []string{"Views of your goods", "20.0% of the views"}})
	})
}

func TestViewsThatCannotBeWrittenAreKept(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		cup := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Cup", Price: 900, Stock: 9})
		views := shop.NewViews(w.DB, w.Now, nil)
		views.Look(cup.ID, w.Actor(sitetest.Guest))
		if _, err := w.DB.ExecContext(t.Context(), "ALTER TABLE product_views RENAME TO away"); err != nil {
			t.Fatal(err)
		}
		if views.Flush(t.Context()) == nil {
			t.Fatal("nothing was wrong")
		}
		views.Look(cup.ID, w.Actor(sitetest.Guest))
		if _, err := w.DB.ExecContext(t.Context(), "ALTER TABLE away RENAME TO product_views"); err != nil {
			t.Fatal(err)
		}
		if err := views.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := w.Market.Scalar("SELECT views FROM product_views"); got != 2 {
			t.Errorf("%d views are counted, want 2", got)
		}
	})
}

// table reads a CSV file by the names of its columns.
func table(t *testing.T, body string) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestFilesOfTheAnalyticsAddUpToTheOrders(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		own, other := w.Shop(sitetest.Vendor), w.Shop(sitetest.OtherVendor)
		cup := w.Market.Product(own, markettest.Goods{Title: "=Cup", Price: 999, Stock: 99})
		pan := w.Market.Product(other, markettest.Goods{Title: "Pan", Price: 5000, Stock: 99})
		buyer := w.Actor(sitetest.Customer)
		paid := w.Market.Order(buyer, markettest.Pick{Product: cup, Quantity: 3}, markettest.Pick{Product: pan, Quantity: 1})
		w.Market.Deliver(paid)
		waiting := w.Market.Order(buyer, markettest.Pick{Product: cup, Quantity: 1})
		gone := w.Market.Order(buyer, markettest.Pick{Product: cup, Quantity: 2})
		if err := orders.Cancel(t.Context(), w.DB, buyer, orders.Cancellation{OID: gone.OID}, w.Now()); err != nil {
			t.Fatal(err)
		}
		mine := func(o orders.Order) string {
			for _, p := range o.Parcels {
				if *p.VendorID == own.ID {
					return p.Totals.Total.Decimal()
				}
			}
			t.Fatal("the order has nothing of the shop")
			return ""
		}
		read := func(name string) []map[string]string {
			rec := w.Send(t, sitetest.Case{As: sitetest.Vendor, URL: "/vendor/analytics/csv/?period=today&table=" + name})
			return table(t, rec.Body.String())
		}
		days := read("days")
		if len(days) != 1 {
			t.Fatalf("%d days", len(days))
		}
		for column, want := range map[string]string{
			"Time": "2026-11-22", "Orders": "2", "Paid orders": "1", "Sales": mine(paid), "Not paid yet": mine(waiting), "Cancelled": mine(gone), "Currency": "USD",
		} {
			if got := days[0][column]; got != want {
				t.Errorf("%s is %q, want %q", column, got, want)
			}
		}
		if top := read("products"); len(top) != 1 || top[0]["Product"] != "'=Cup" || top[0]["Sales"] != "29.97" || top[0]["Units"] != "3" {
			t.Errorf("the products are %v", top)
		}
		if months := read("months"); len(months) != 12 || months[11]["Sales"] != mine(paid) {
			t.Errorf("the months are %v", months)
		}
		if stages := read("stages"); len(stages) != 3 {
			t.Errorf("the stages are %v", stages)
		}
		w.Run(t,
			sitetest.Case{Name: "the page says the same", As: sitetest.Vendor, URL: "/vendor/analytics/?period=today", Status: 200, Has: []string{"$" + mine(paid), "=Cup", "Average order"}, HasNot: []string{"Pan"}},
			sitetest.Case{Name: "the other shop sees its own", As: sitetest.OtherVendor, URL: "/vendor/analytics/?period=today", Status: 200, Has: []string{"Pan"}, HasNot: []string{"=Cup"}},
			sitetest.Case{Name: "a time before all", As: sitetest.Vendor, URL: "/vendor/analytics/?from=2025-01-01&until=2025-01-31", Status: 200, Has: []string{"Nothing was sold in this time."}},
			sitetest.Case{Name: "days that are none", As: sitetest.Vendor, URL: "/vendor/analytics/?from=yesterday&until=99", Status: 200, Has: []string{"30 days"}},
			sitetest.Case{Name: "a week of the chart", As: sitetest.Vendor, URL: "/vendor/analytics/?from=2026-11-30&until=2026-11-01", Status: 200},
		)
	})
}

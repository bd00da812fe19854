package shop_test

import (
	"fmt"
	"testing"

	"bazaar/market/markettest"
	"bazaar/site/sitetest"
)

func TestASoldOutProductIsAwaitedByGuestsAndCustomers(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		gone, here := w.Market.Product(v, markettest.Goods{Title: "Gone", Price: 100}), w.Market.Product(v, markettest.Goods{Title: "Here", Price: 100, Stock: 3})
		path := func(p markettest.Product) string { return fmt.Sprintf("/product/%d/", p.ID) }
		ask := func(p markettest.Product, email string) sitetest.Case {
			return sitetest.Case{URL: path(p) + "notify/", Form: form("variant", fmt.Sprint(p.VariantID), "email", email), Status: 302, Location: path(p)}
		}
		customer := ask(gone, "")
		customer.As = sitetest.Customer
		wrong := ask(gone, "nobody")
		wrong.Status, wrong.Location, wrong.Has = 422, "", []string{`value="nobody"`, "Enter a valid email address.", "Tell me when it is back"}
		script := ask(gone, "nobody")
		script.AJAX, script.Status, script.Location, script.Has = true, 400, "", []string{`"email"`}
		stocked := ask(here, "ann@example.com")
		stocked.AJAX, stocked.Status, stocked.Location, stocked.Has = true, 409, "", []string{"in_stock"}
		w.Run(t,
			sitetest.Case{URL: path(gone), Status: 200, Has: []string{"Tell me when it is back", `name="email"`}},
			sitetest.Case{As: sitetest.Customer, URL: path(gone), Status: 200, Has: []string{"Tell me when it is back"}, HasNot: []string{`name="email"`}},
			sitetest.Case{URL: path(here), Status: 200, HasNot: []string{"Tell me when it is back"}},
			ask(gone, "ann@example.com"), ask(gone, "ann@example.com"), wrong, customer, script, stocked,
		)
		if n := w.Market.Scalar("SELECT COUNT(*) FROM stock_alerts"); n != 2 {
			t.Errorf("%d alerts", n)
		}
		stop := "/alerts/" + w.Market.Text("SELECT token FROM stock_alerts WHERE account_id IS NULL") + "/"
		b := w.Browser(sitetest.Guest)
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"no more", "noindex"}}, b.Send(t, sitetest.Case{URL: stop}))
		sitetest.Check(t, sitetest.Case{Status: 303, Location: "/"}, b.Send(t, sitetest.Case{URL: stop, Form: form()}))
		if n := w.Market.Scalar("SELECT COUNT(*) FROM stock_alerts"); n != 1 {
			t.Errorf("%d alerts are left", n)
		}
	})
}

package shop_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/market/coupons"
	"bazaar/market/markettest"
	"bazaar/site/sitetest"
)

// statements asks for a page as the buyer and lists what the database was asked beside his session.
func (b buyer) statements(path string) []string {
	b.t.Helper()
	var names []string
	ctx, _ := sqldb.Count(b.t.Context(), func(name string) {
		if name != "Visit" {
			names = append(names, name)
		}
	})
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "https://"+sitetest.Host+path, http.NoBody)
	r.AddCookie(&http.Cookie{Name: "sessionid", Value: b.Cookie("sessionid")})
	rec := httptest.NewRecorder()
	b.w.Handler.ServeHTTP(rec, r)
	if rec.Code != http.StatusOK {
		b.t.Fatalf("%s answers %d", path, rec.Code)
	}
	return names
}

func TestCartAndCheckoutTakeFewStatements(t *testing.T) {
	const mostCart, mostCheckout = 4, 8
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := newBuyer(t, w)
		once := int64(1)
		b.coupon(coupons.Coupon{Code: "WELCOME10", Percent: 10, CustomerLimit: &once})
		b.do(sitetest.Case{URL: "/cart/coupon/", Form: form("coupon", "WELCOME10"), Status: 303})
		for _, more := range []int{0, 20} {
			for range more {
				p := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Cup", Price: 500, Stock: 9})
				w.Market.Fill(w.Actor(sitetest.Customer), markettest.Pick{Product: p, Quantity: 1})
			}
			b.statements("/cart/") // the menu is remembered
			if names := b.statements("/cart/"); len(names) > mostCart {
				t.Errorf("with %d more lines the cart takes %d statements: %s", more, len(names), strings.Join(names, " "))
			}
			if names := b.statements("/checkout/"); len(names) > mostCheckout {
				t.Errorf("with %d more lines the checkout takes %d statements: %s", more, len(names), strings.Join(names, " "))
			} else {
				t.Logf("checkout: %s", strings.Join(names, " "))
			}
		}
	})
}

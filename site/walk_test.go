package site_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"bazaar/market/accounts"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site"
	"bazaar/site/sitetest"
)

// same is a route that answers everybody alike.
func same(status int) string {
	return strings.TrimSpace(strings.Repeat(fmt.Sprint(status, " "), len(sitetest.Actors)))
}

// stops is the table of all routes and actors: guest, customer, other customer, vendor, other
// vendor, administrator. What is not an actor's own is not found.
func stops(w *sitetest.World) []sitetest.Stop {
	v := w.Market.Vendor()
	kettle := w.Market.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 100})
	o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: kettle, Quantity: 1})
	product := fmt.Sprint(kettle.ID)
	const members, own, administrators = "302 200 200 200 200 200", "302 200 404 404 404 404", "302 403 403 403 403 200"
	const noOrder = "/order/2345678923456789234567/"
	all := []sitetest.Stop{
		{Pattern: "GET /{$}", URL: "/", Status: same(200)},
		{Pattern: "GET /products/{$}", URL: "/products/", Status: same(200)},
		{Pattern: "GET /products/tag/{slug}/{$}", URL: "/products/tag/nothing/", Status: same(200)},
		{Pattern: "GET /category/{$}", URL: "/category/", Status: same(200)},
		{Pattern: "GET /category/{slug}/{$}", URL: "/category/electronics/", Status: same(200)},
		{Pattern: "GET /product/{id}/{$}", URL: "/product/" + product + "/", Status: same(200)},
		{Pattern: "GET /search/{$}", URL: "/search/?q=kettle", Status: same(200)},
		{Pattern: "GET /recent/{$}", URL: "/recent/?seen=" + product, Status: same(200)},
		{Pattern: "GET /vendors/{$}", URL: "/vendors/", Status: same(200)},
		{Pattern: "GET /vendor/{id}/{$}", URL: fmt.Sprintf("/vendor/%d/", v.ID), Status: same(200)},

		{Pattern: "GET /cart/{$}", URL: "/cart/", Status: members},
		{Pattern: "GET /cart/count/{$}", URL: "/cart/count/", Status: same(200)},
		{Pattern: "POST /cart/add/{id}/{$}", URL: "/cart/add/" + product + "/", Status: same(302)},
		{Pattern: "POST /cart/update/{id}/{$}", URL: "/cart/update/" + product + "/", Form: form("quantity", "2"), Status: "302 303 303 303 303 303"},
		{Pattern: "POST /cart/coupon/{$}", URL: "/cart/coupon/", Form: form("coupon", "NOPE"), Status: "302 422 422 422 422 422"},
		{Pattern: "POST /cart/coupon/remove/{$}", URL: "/cart/coupon/remove/", Status: "302 303 303 303 303 303"},
		{Pattern: "POST /cart/mend/{$}", URL: "/cart/mend/", Status: "302 303 303 303 303 303"},
		{Pattern: "POST /cart/restore/{$}", URL: "/cart/restore/", Form: form("removed", "forged"), Status: same(302)},
		{Pattern: "GET /checkout/{$}", URL: "/checkout/", Status: members},
		{Pattern: "POST /checkout/{$}", URL: "/checkout/", Form: form("full_name", ""), Status: "302 422 422 422 422 422"},
		{Pattern: "POST /cart/remove/{id}/{$}", URL: "/cart/remove/" + product + "/", Status: "302 303 303 303 303 303"},

		{Pattern: "GET /dashboard/{$}", URL: "/dashboard/", Status: members},
		{Pattern: "GET /orders/{$}", URL: "/orders/", Status: members},
		{Pattern: "GET /order/{oid}/{$}", URL: "/order/" + o.OID + "/", Missing: noOrder, Status: own},
		{Pattern: "GET /order/{oid}/print/{$}", URL: "/order/" + o.OID + "/print/", Missing: noOrder + "print/", Status: own},
		{Pattern: "POST /order/{oid}/reorder/{$}", URL: "/order/" + o.OID + "/reorder/", Missing: noOrder + "reorder/", Status: "302 303 404 404 404 404"},
		{Pattern: "GET /order/{oid}/cancel/{$}", URL: "/order/" + o.OID + "/cancel/", Missing: noOrder + "cancel/", Status: own},
		{Pattern: "GET /orders/track/{$}", URL: "/orders/track/", Status: same(200)},
		{Pattern: "POST /orders/track/{$}", URL: "/orders/track/", Form: form("number", o.OID, "email", "nobody@example.com"), Status: same(422)},
		{Pattern: "POST /order/{oid}/pay/{$}", URL: "/order/" + o.OID + "/pay/", Missing: noOrder + "pay/", Status: "302 302 404 404 404 404"},
		{Pattern: "GET /order/{oid}/paid/{$}", URL: "/order/" + o.OID + "/paid/", Missing: noOrder + "paid/", Status: own},
		{Pattern: "GET /order/{oid}/unpaid/{$}", URL: "/order/" + o.OID + "/unpaid/", Missing: noOrder + "unpaid/", Status: own},
		{Pattern: "GET /sandbox/pay/{token}/{$}", URL: session(w, o), Status: same(200)},
		{Pattern: "POST /sandbox/pay/{token}/{$}", URL: session(w, o), Form: form("choice", "decline"), Status: same(303)},
		{Pattern: "POST /api/hooks/{gateway}/{$}", URL: "/api/hooks/sandbox/", Status: same(400)},
		{Pattern: "POST /order/{oid}/cancel/{$}", URL: "/order/" + o.OID + "/cancel/", Missing: noOrder + "cancel/", Status: "302 302 404 404 404 409"},

		{Pattern: "GET /user/sign-up/{$}", URL: "/user/sign-up/", Status: "200 302 302 302 302 302"},
		{Pattern: "POST /user/sign-up/{$}", URL: "/user/sign-up/", Status: "422 302 302 302 302 302"},
		{Pattern: "GET /user/sign-in/{$}", URL: "/user/sign-in/", Status: "200 302 302 302 302 302"},
		{Pattern: "POST /user/sign-in/{$}", URL: "/user/sign-in/", Status: "422 302 302 302 302 302"},

		{Pattern: "GET /redis-stats/{$}", URL: "/redis-stats/", Status: administrators},
		{Pattern: "GET /celery-stats/{$}", URL: "/celery-stats/", Status: administrators},

		{Pattern: "POST /i18n/setlang/{$}", URL: "/i18n/setlang/", Form: form("language", "ru"), Status: same(302)},
		{Pattern: "POST /set-currency/{$}", URL: "/set-currency/", Form: form("currency", "KZT"), Status: same(302)},
		{Pattern: "POST /set-theme/{$}", URL: "/set-theme/", Form: form("theme", "dark"), Status: same(302)},
		{Pattern: "POST /user/sign-out/{$}", URL: "/user/sign-out/", Status: same(303)},
	}
	for _, path := range []string{
		"/about_us/", "/cartorders/cart/", "/cartorders/checkout/{oid}/", "/cartorders/dashboard/order/{oid}/", "/catalog/category/{cid}/", "/catalog/product/{pid}/",
		"/catalog/products/", "/catalog/products/tag/{slug}/", "/catalog/search/", "/user/dashboard/", "/user/profile/update/",
		"/userauth/{page}/", "/vendor/dashboard/products/", "/vendors/dashboard/", "/vendors/dashboard/{page}/", "/vendors/{vid}/",
		"/wishlists/wishlist/",
	} {
		all = append(all, sitetest.Stop{Pattern: "GET " + path + "{$}", URL: strings.NewReplacer("{", "", "}", "").Replace(path), Status: same(301)})
	}
	return all
}

// session is the address of the provider's page for a payment of an order.
func session(w *sitetest.World, o orders.Order) string {
	started, err := w.Options.Sandbox.Start(context.Background(), payments.Intent{
		Key: "of the walk", OID: o.OID, Amount: o.Totals.Total, SuccessPath: "/order/" + o.OID + "/paid/", FailurePath: "/order/" + o.OID + "/unpaid/", Expires: w.Now().Add(time.Hour),
	})
	if err != nil {
		panic(err) // it only writes an address
	}
	return started.URL
}

func TestEveryRouteAnswersEveryActorAsItShould(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		all := stops(w)
		rows := map[string]bool{}
		for _, s := range all {
			rows[s.Pattern] = true
		}
		for _, rt := range site.Routes(w.Options) {
			if !rows[rt.Pattern] {
				t.Errorf("the route %q has no row", rt.Pattern)
			}
			delete(rows, rt.Pattern)
		}
		for pattern := range rows {
			t.Errorf("the row %q has no route", pattern)
		}
		w.Walk(t, all)
	})
}

func TestWhatIsAnothersIsAsIfItWereNotThere(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		all := stops(w)
		for _, s := range all {
			everybody := strings.Fields(s.Status)
			members := everybody[1:]
			if strings.Contains(s.Pattern, "{id}") || strings.Contains(s.Pattern, "{oid}") {
				differ := slices.ContainsFunc(members, func(status string) bool { return status != members[0] })
				if differ != (s.Missing != "") {
					t.Errorf("%s answers %s: a thing of somebody's own needs the address of a missing one, and nothing else does", s.Pattern, s.Status)
				}
			}
		}
		w.WalkOthers(t, all)
	})
}

func TestLookingWritesNothing(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		all := stops(w)
		pages := map[string]bool{}
		for _, s := range all {
			if strings.HasPrefix(s.Pattern, http.MethodGet) {
				pages[s.URL] = true
			}
		}
		before := w.Fingerprint(t)
		for _, s := range all {
			for _, as := range sitetest.Actors {
				for _, method := range []string{http.MethodGet, http.MethodHead} {
					rec := w.Send(t, sitetest.Case{As: as, Method: method, URL: s.URL})
					post := strings.HasPrefix(s.Pattern, http.MethodPost)
					if post && rec.Code != 405 && !pages[s.URL] {
						t.Errorf("%s %s as %s answers %d", method, s.URL, as, rec.Code)
					}
				}
			}
		}
		if w.Fingerprint(t) != before {
			t.Error("a GET or HEAD wrote something")
		}
	})
}

func TestFormsWithoutTokenWriteNothing(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		all := stops(w)
		before := w.Fingerprint(t)
		for _, s := range all {
			if !strings.HasPrefix(s.Pattern, http.MethodPost) {
				continue
			}
			for _, as := range sitetest.Actors[1:] {
				for says, headers := range browserSays {
					rec := w.Send(t, sitetest.Case{As: as, Method: http.MethodPost, URL: s.URL, Form: s.Form, NoToken: true, Header: headers})
					want := http.StatusForbidden
					if strings.HasPrefix(s.URL, "/api/hooks/") {
						want = http.StatusBadRequest // it asks for a signature instead
					}
					if rec.Code != want {
						t.Errorf("%s as %s, %s, answers %d", s.Pattern, as, says, rec.Code)
					}
				}
			}
		}
		if w.Fingerprint(t) != before {
			t.Error("a form without token wrote something")
		}
	})
}

func TestRightsAreThoseOfNow(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := w.Browser(sitetest.Customer)
		sitetest.Check(t, sitetest.Case{Status: 200}, b.Send(t, sitetest.Case{URL: "/dashboard/"}))
		customer := w.Actor(sitetest.Customer)
		if err := accounts.EndSessions(t.Context(), w.DB, customer, customer.AccountID, w.Now()); err != nil {
			t.Fatal(err)
		}
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/user/sign-in/?next=%2Fdashboard%2F"}, b.Send(t, sitetest.Case{URL: "/dashboard/"}))
	})
}

package site_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"bazaar/infra/tasks"
	"bazaar/market/accounts"
	"bazaar/market/markettest"
	"bazaar/market/wishlist"
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
	w.Shop(sitetest.Vendor)
	w.Shop(sitetest.OtherVendor)
	v := w.Market.Vendor()
	kettle := w.Market.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 100})
	o := w.Market.Order(w.Actor(sitetest.Customer), markettest.Pick{Product: kettle, Quantity: 1})
	product, task := fmt.Sprint(kettle.ID), tasks.Path(w.Task(sitetest.Customer))
	shared, err := wishlist.Share(context.Background(), w.DB, w.Market.Customer(), w.Now())
	if err != nil {
		panic(err)
	}
	home := fmt.Sprintf("/address/%d/", w.Address(sitetest.Customer))
	opinion := fmt.Sprint(w.Review(w.Market.Customer(), kettle))
	w.Review(w.Actor(sitetest.Customer), kettle)
	const members, own, administrators = "302 200 200 200 200 200", "302 200 404 404 404 404", "302 403 403 403 403 200"
	// Who has no shop is led to where one is opened, whatever is asked for.
	const sellers, sellersDone = "302 302 302 200 200 302", "302 302 302 303 303 302"
	const sellersOwn, sellersOwnDone = "302 302 302 200 404 302", "302 302 302 303 404 302"
	const noProduct = "/vendor/product/999999/"
	samovar := w.Market.Product(w.Shop(sitetest.Vendor), markettest.Goods{Title: "Samovar", Price: 9900, Stock: 3})
	desk := fmt.Sprintf("/vendor/product/%d/", samovar.ID)
	const noParcel = "/vendor/order/999999/"
	parcel := fmt.Sprintf("/vendor/order/%d/", w.Market.Order(w.Market.Customer(), markettest.Pick{Product: samovar, Quantity: 1}).Parcels[0].ID)
	const noAddress = "/address/987654321/"
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
		{Pattern: "POST /cart/keep/{id}/{$}", URL: "/cart/keep/" + product + "/", Status: "302 303 303 303 303 303"},
		{Pattern: "POST /cart/remove/{id}/{$}", URL: "/cart/remove/" + product + "/", Status: "302 303 303 303 303 303"},

		{Pattern: "GET /wishlist/{$}", URL: "/wishlist/", Status: members},
		{Pattern: "GET /wishlist/count/{$}", URL: "/wishlist/count/", Status: same(200)},
		{Pattern: "POST /wishlist/add/{id}/{$}", URL: "/wishlist/add/" + product + "/", Status: "302 303 303 303 303 303"},
		{Pattern: "POST /wishlist/move/{id}/{$}", URL: "/wishlist/move/" + product + "/", Status: "302 303 303 303 303 303"},
		{Pattern: "POST /wishlist/move/{$}", URL: "/wishlist/move/", Status: "302 303 303 303 303 303"},
		{Pattern: "POST /wishlist/remove/{id}/{$}", URL: "/wishlist/remove/" + product + "/", Status: "302 303 303 303 303 303"},
		{Pattern: "POST /wishlist/restore/{$}", URL: "/wishlist/restore/", Form: form("removed", "forged"), Status: same(302)},
		{Pattern: "POST /wishlist/share/{$}", URL: "/wishlist/share/", Status: "302 303 303 303 303 303"},
		{Pattern: "POST /wishlist/unshare/{$}", URL: "/wishlist/unshare/", Status: "302 303 303 303 303 303"},
		{Pattern: "GET /wishlist/shared/{token}/{$}", URL: "/wishlist/shared/" + shared + "/", Status: same(200)},

		{Pattern: "GET /product/{id}/reviews/{$}", URL: "/product/" + product + "/reviews/", Status: same(200)},
		{Pattern: "GET /product/{id}/review/{$}", URL: "/product/" + product + "/review/", Status: members},
		{Pattern: "POST /product/{id}/review/{$}", URL: "/product/" + product + "/review/", Form: form("rating", "9"), Status: "302 422 422 422 422 422"},
		{Pattern: "POST /product/{id}/review/edit/{$}", URL: "/product/" + product + "/review/edit/", Missing: "/product/999999/review/edit/", Form: form("rating", "9"), Status: "302 422 404 404 404 404"},
		{Pattern: "GET /product/{id}/review/delete/{$}", URL: "/product/" + product + "/review/delete/", Missing: "/product/999999/review/delete/", Status: own},
		{Pattern: "POST /product/{id}/review/delete/{$}", URL: "/product/" + product + "/review/delete/", Missing: "/product/999999/review/delete/", Status: "302 303 404 404 404 404"},
		{Pattern: "POST /review/{id}/helpful/{$}", URL: "/review/" + opinion + "/helpful/", Form: form("helpful", "1"), Status: "302 303 303 303 303 303"},
		{Pattern: "GET /review/{id}/report/{$}", URL: "/review/" + opinion + "/report/", Status: members},
		{Pattern: "POST /review/{id}/report/{$}", URL: "/review/" + opinion + "/report/", Form: form("reason", "none"), Status: "302 422 422 422 422 422"},
		{Pattern: "POST /product/{id}/notify/{$}", URL: "/product/" + product + "/notify/", Form: form("variant", fmt.Sprint(kettle.VariantID), "email", "a@example.com"), Status: same(302)},
		{Pattern: "GET /alerts/{token}/{$}", URL: "/alerts/unknown/", Status: same(200)},
		{Pattern: "POST /alerts/{token}/{$}", URL: "/alerts/unknown/", Status: same(303)},
		{Pattern: "GET /reviews/{$}", URL: "/reviews/", Status: members},

		{Pattern: "GET /dashboard/{$}", URL: "/dashboard/", Status: members},
		{Pattern: "POST /dashboard/{$}", URL: "/dashboard/", Form: form("address", ""), Status: "302 422 422 422 422 422"},
		{Pattern: "GET /user/profile/{$}", URL: "/user/profile/", Status: members},
		{Pattern: "POST /user/profile/{$}", URL: "/user/profile/", Form: form("full_name", strings.Repeat("x", 201)), Status: "302 422 422 422 422 422"},
		{Pattern: "GET /user/data/{$}", URL: "/user/data/", Status: members},
		{Pattern: "POST /user/data/export/{$}", URL: "/user/data/export/", Status: "302 303 303 303 303 303"},
		{Pattern: "GET /user/data/delete/{$}", URL: "/user/data/delete/", Status: members},
		{Pattern: "POST /user/data/delete/{$}", URL: "/user/data/delete/", Form: form("password", "wrong"), Status: "302 422 422 422 422 422"},
		{Pattern: "GET /addresses/{$}", URL: "/addresses/", Status: members},
		{Pattern: "GET /address/add/{$}", URL: "/address/add/", Status: members},
		{Pattern: "POST /address/add/{$}", URL: "/address/add/", Form: form("address", ""), Status: "302 422 422 422 422 422"},
		{Pattern: "GET /address/{id}/edit/{$}", URL: home + "edit/", Missing: noAddress + "edit/", Status: own},
		{Pattern: "POST /address/{id}/edit/{$}", URL: home + "edit/", Missing: noAddress + "edit/", Form: form("address", ""), Status: "302 422 404 404 404 404"},
		{Pattern: "POST /address/{id}/default/{$}", URL: home + "default/", Missing: noAddress + "default/", Status: "302 302 404 404 404 404"},
		{Pattern: "GET /address/{id}/delete/{$}", URL: home + "delete/", Missing: noAddress + "delete/", Status: own},
		{Pattern: "POST /address/{id}/delete/{$}", URL: home + "delete/", Missing: noAddress + "delete/", Status: "302 302 404 404 404 404"},
		{Pattern: "GET /order/{oid}/receipt/{$}", URL: "/order/" + o.OID + "/receipt/", Missing: noOrder + "receipt/", Status: own},
		{Pattern: "GET /orders/{$}", URL: "/orders/", Status: members},
		{Pattern: "GET /order/{oid}/{$}", URL: "/order/" + o.OID + "/", Missing: noOrder, Status: own},
		{Pattern: "GET /order/{oid}/print/{$}", URL: "/order/" + o.OID + "/print/", Missing: noOrder + "print/", Status: own},
		{Pattern: "POST /order/{oid}/reorder/{$}", URL: "/order/" + o.OID + "/reorder/", Missing: noOrder + "reorder/", Status: "302 303 404 404 404 404"},
		{Pattern: "GET /order/{oid}/cancel/{$}", URL: "/order/" + o.OID + "/cancel/", Missing: noOrder + "cancel/", Status: own},
		{Pattern: "GET /tasks/{id}/{$}", URL: task, Missing: "/tasks/987654321/", Status: own},
		{Pattern: "GET /tasks/{id}/file/{$}", URL: task + "file/", Missing: "/tasks/987654321/file/", Status: own},
		{Pattern: "POST /tasks/{id}/cancel/{$}", URL: task + "cancel/", Missing: "/tasks/987654321/cancel/", Status: "302 303 404 404 404 404"},
		{Pattern: "GET /orders/track/{$}", URL: "/orders/track/", Status: same(200)},
		{Pattern: "POST /orders/track/{$}", URL: "/orders/track/", Form: form("number", o.OID, "email", "nobody@example.com"), Status: same(422)},
		{Pattern: "POST /order/{oid}/pay/{$}", URL: "/order/" + o.OID + "/pay/", Missing: noOrder + "pay/", Status: "302 302 404 404 404 404"},
		{Pattern: "GET /order/{oid}/paid/{$}", URL: "/order/" + o.OID + "/paid/", Missing: noOrder + "paid/", Status: own},
		{Pattern: "GET /order/{oid}/unpaid/{$}", URL: "/order/" + o.OID + "/unpaid/", Missing: noOrder + "unpaid/", Status: own},
		{Pattern: "GET /sandbox/pay/{token}/{$}", URL: session(w, o), Status: same(200)},
		{Pattern: "POST /sandbox/pay/{token}/{$}", URL: session(w, o), Form: form("choice", "decline"), Status: same(303)},
		{Pattern: "POST /api/hooks/{gateway}/{$}", URL: "/api/hooks/sandbox/", Status: same(400)},
		{Pattern: "POST /order/{oid}/cancel/{$}", URL: "/order/" + o.OID + "/cancel/", Missing: noOrder + "cancel/", Status: "302 302 404 404 404 409"},

		{Pattern: "GET /vendors/register/{$}", URL: "/vendors/register/", Status: "200 200 200 302 302 200"},
		{Pattern: "POST /vendors/register/{$}", URL: "/vendors/register/", Form: form("shop_name", ""), Status: "422 422 422 422 422 422"},
		{Pattern: "GET /vendors/login/{$}", URL: "/vendors/login/", Status: "200 302 302 302 302 302"},
		{Pattern: "POST /vendors/login/{$}", URL: "/vendors/login/", Status: "422 302 302 302 302 302"},
		{Pattern: "GET /vendor/dashboard/{$}", URL: "/vendor/dashboard/", Status: sellers},
		{Pattern: "GET /vendor/products/{$}", URL: "/vendor/products/?state=draft&q=kettle", Status: sellers},
		{Pattern: "POST /vendor/products/bulk/{$}", URL: "/vendor/products/bulk/", Form: form("do", "archive"), Status: sellersDone},
		{Pattern: "GET /vendor/product/create/{$}", URL: "/vendor/product/create/", Status: sellers},
		{Pattern: "POST /vendor/product/create/{$}", URL: "/vendor/product/create/", Form: form("do", "save"), Status: "302 302 302 422 422 302"},
		{Pattern: "GET /vendor/product/create/preview/{$}", URL: "/vendor/product/create/preview/", Status: sellers},
		{Pattern: "POST /vendor/product/create/keep/{$}", URL: "/vendor/product/create/keep/", Form: form("title_en", "Half a kettle"), Status: sellers},
		{Pattern: "POST /vendor/product/create/keep/forget/{$}", URL: "/vendor/product/create/keep/forget/", Status: sellersDone},
		{Pattern: "GET /vendor/product/{id}/edit/{$}", URL: desk + "edit/", Missing: noProduct + "edit/", Status: sellersOwn},
		{Pattern: "POST /vendor/product/{id}/edit/{$}", URL: desk + "edit/", Missing: noProduct + "edit/", Form: form("do", "save"), Status: "302 302 302 422 404 302"},
		{Pattern: "POST /vendor/product/{id}/keep/{$}", URL: desk + "keep/", Missing: noProduct + "keep/", Form: form("title_en", "Half a kettle"), Status: sellersOwn},
		{Pattern: "POST /vendor/product/{id}/keep/forget/{$}", URL: desk + "keep/forget/", Missing: noProduct + "keep/forget/", Status: sellersOwnDone},
		{Pattern: "GET /vendor/product/{id}/preview/{$}", URL: desk + "preview/", Missing: noProduct + "preview/", Status: sellersOwn},
		{Pattern: "GET /vendor/product/{id}/stock/{$}", URL: desk + "stock/", Missing: noProduct + "stock/", Status: sellersOwn},
		{Pattern: "POST /vendor/product/{id}/duplicate/{$}", URL: desk + "duplicate/", Missing: noProduct + "duplicate/", Status: sellersOwnDone},
		{Pattern: "POST /vendor/product/{id}/withdraw/{$}", URL: desk + "withdraw/", Missing: noProduct + "withdraw/", Status: sellersOwnDone},
		{Pattern: "POST /vendor/product/{id}/archive/{$}", URL: desk + "archive/", Missing: noProduct + "archive/", Status: sellersOwnDone},
		{Pattern: "POST /vendor/product/{id}/restore/{$}", URL: desk + "restore/", Missing: noProduct + "restore/", Status: sellersOwnDone},
		{Pattern: "GET /vendor/product/{id}/delete/{$}", URL: desk + "delete/", Missing: noProduct + "delete/", Status: sellersOwn},

		{Pattern: "GET /vendor/orders/{$}", URL: "/vendor/orders/?stage=all&q=samovar", Status: sellers},
		{Pattern: "POST /vendor/orders/bulk/{$}", URL: "/vendor/orders/bulk/", Form: form("do", "confirm"), Status: sellersDone},
		{Pattern: "GET /vendor/order/{id}/{$}", URL: parcel, Missing: noParcel, Status: sellersOwn},
		{Pattern: "POST /vendor/order/{id}/{$}", URL: parcel, Missing: noParcel, Form: form("do", "confirm"), Status: sellersOwnDone},
		{Pattern: "GET /vendor/order/{id}/deliver/{$}", URL: parcel + "deliver/", Missing: noParcel + "deliver/", Status: "302 302 302 409 404 302"},
		{Pattern: "GET /vendor/order/{id}/slip/{$}", URL: parcel + "slip/", Missing: noParcel + "slip/", Status: sellersOwn},
		{Pattern: "GET /vendor/orders/pick/{$}", URL: "/vendor/orders/pick/", Status: sellers},
		{Pattern: "GET /vendor/order/{id}/cancel/{$}", URL: parcel + "cancel/", Missing: noParcel + "cancel/", Status: sellersOwn},
		{Pattern: "POST /vendor/order/{id}/cancel/{$}", URL: parcel + "cancel/", Missing: noParcel + "cancel/", Form: form("reason", "mood", "note", ""), Status: "302 302 302 422 404 302"},

		{Pattern: "GET /vendor/status/{$}", URL: "/vendor/status/", Status: sellers},
		{Pattern: "POST /vendor/status/submit/{$}", URL: "/vendor/status/submit/", Status: "302 302 302 303 303 302"},
		{Pattern: "GET /vendor/settings/{$}", URL: "/vendor/settings/", Status: sellers},
		{Pattern: "POST /vendor/settings/{$}", URL: "/vendor/settings/", Status: "302 302 302 422 422 302"},
		{Pattern: "GET /vendor/settings/legal/{$}", URL: "/vendor/settings/legal/", Status: sellers},
		{Pattern: "POST /vendor/settings/legal/{$}", URL: "/vendor/settings/legal/", Status: "302 302 302 422 422 302"},
		{Pattern: "GET /vendor/settings/terms/{$}", URL: "/vendor/settings/terms/", Status: sellers},
		{Pattern: "POST /vendor/settings/terms/{$}", URL: "/vendor/settings/terms/", Status: "302 302 302 422 422 302"},
		{Pattern: "GET /help/{$}", URL: "/help/?q=return", Status: same(200)},
		{Pattern: "GET /help/{slug}/{$}", URL: "/help/pay/", Status: same(200)},
		{Pattern: "POST /help/{slug}/useful/{$}", URL: "/help/pay/useful/", Form: form("useful", "yes"), Status: same(303)},
		{Pattern: "GET /about/{$}", URL: "/about/", Status: same(200)},
		{Pattern: "GET /delivery/{$}", URL: "/delivery/", Status: same(200)},
		{Pattern: "GET /privacy_policy/{$}", URL: "/privacy_policy/", Status: same(200)},
		{Pattern: "GET /purchase_guide/{$}", URL: "/purchase_guide/", Status: same(200)},
		{Pattern: "GET /returns/{$}", URL: "/returns/", Status: same(200)},
		{Pattern: "GET /terms_of_service/{$}", URL: "/terms_of_service/", Status: same(200)},
		{Pattern: "GET /unsubscribe/{token}/{$}", URL: "/unsubscribe/" + reminders(w, 1) + "/", Status: same(200)},
		{Pattern: "POST /unsubscribe/{token}/{$}", URL: "/unsubscribe/forged/", Status: same(404)},
		{Pattern: "GET /contact/{$}", URL: "/contact/", Status: same(200)},
		{Pattern: "POST /contact/{$}", URL: "/contact/", Form: form("full_name", "Aigerim"), Status: same(422)},

		{Pattern: "GET /user/sign-up/{$}", URL: "/user/sign-up/", Status: "200 302 302 302 302 302"},
		{Pattern: "POST /user/sign-up/{$}", URL: "/user/sign-up/", Status: "422 302 302 302 302 302"},
		{Pattern: "GET /user/sign-in/{$}", URL: "/user/sign-in/", Status: "200 302 302 302 302 302"},
		{Pattern: "POST /user/sign-in/{$}", URL: "/user/sign-in/", Status: "422 302 302 302 302 302"},

		{Pattern: "GET /user/password-reset/{$}", URL: "/user/password-reset/", Status: same(200)},
		{Pattern: "POST /user/password-reset/{$}", URL: "/user/password-reset/", Form: form("email", "nobody"), Status: same(422)},
		{Pattern: "GET /user/password-reset/sent/{$}", URL: "/user/password-reset/sent/", Status: same(200)},
		{Pattern: "GET /user/password-reset/confirm/{token}/{$}", URL: "/user/password-reset/confirm/x/", Status: same(410)},
		{Pattern: "POST /user/password-reset/confirm/{token}/{$}", URL: "/user/password-reset/confirm/x/", Status: same(410)},
		{Pattern: "GET /user/verify-email/{token}/{$}", URL: "/user/verify-email/x/", Status: same(410)},
		{Pattern: "POST /user/verify-email/{token}/{$}", URL: "/user/verify-email/x/", Status: same(410)},
		{Pattern: "POST /user/verify-email/{$}", URL: "/user/verify-email/", Status: "302 303 303 303 303 303"},
		{Pattern: "GET /user/security/{$}", URL: "/user/security/", Status: members},
		{Pattern: "GET /user/sign-in/code/{$}", URL: "/user/sign-in/code/", Status: same(302)},
		{Pattern: "POST /user/sign-in/code/{$}", URL: "/user/sign-in/code/", Status: same(302)},
		{Pattern: "GET /user/two-factor/{$}", URL: "/user/two-factor/", Status: members},
		{Pattern: "GET /user/two-factor/on/{$}", URL: "/user/two-factor/on/", Status: members},
		{Pattern: "POST /user/two-factor/on/{$}", URL: "/user/two-factor/on/", Status: "302 422 422 422 422 422"},
		{Pattern: "GET /user/two-factor/setup/{$}", URL: "/user/two-factor/setup/", Status: same(302)},
		{Pattern: "POST /user/two-factor/setup/{$}", URL: "/user/two-factor/setup/", Status: same(302)},
		{Pattern: "GET /user/two-factor/codes/{$}", URL: "/user/two-factor/codes/", Status: members},
		{Pattern: "POST /user/two-factor/codes/{$}", URL: "/user/two-factor/codes/", Status: "302 422 422 422 422 422"},
		{Pattern: "GET /user/two-factor/off/{$}", URL: "/user/two-factor/off/", Status: members},
		{Pattern: "POST /user/two-factor/off/{$}", URL: "/user/two-factor/off/", Status: "302 422 422 422 422 422"},
		{Pattern: "GET /user/change-email/{$}", URL: "/user/change-email/", Status: members},
		{Pattern: "POST /user/change-email/{$}", URL: "/user/change-email/", Status: "302 422 422 422 422 422"},
		{Pattern: "GET /user/change-password/{$}", URL: "/user/change-password/", Status: members},
		{Pattern: "POST /user/change-password/{$}", URL: "/user/change-password/", Status: "302 422 422 422 422 422"},
		{Pattern: "GET /user/sessions/{$}", URL: "/user/sessions/", Status: members},
		{Pattern: "POST /user/sessions/{id}/end/{$}", URL: "/user/sessions/" + device(w) + "/end/", Missing: "/user/sessions/" + strings.Repeat("0", 64) + "/end/", Status: "302 303 404 404 404 404"},
		{Pattern: "POST /user/sessions/end/{$}", URL: "/user/sessions/end/", Status: "302 303 303 303 303 303"},

		{Pattern: "GET /redis-stats/{$}", URL: "/redis-stats/", Status: administrators},
		{Pattern: "GET /celery-stats/{$}", URL: "/celery-stats/", Status: administrators},

		{Pattern: "POST /i18n/setlang/{$}", URL: "/i18n/setlang/", Form: form("language", "ru"), Status: same(302)},
		{Pattern: "POST /set-currency/{$}", URL: "/set-currency/", Form: form("currency", "KZT"), Status: same(302)},
		{Pattern: "POST /set-theme/{$}", URL: "/set-theme/", Form: form("theme", "dark"), Status: same(302)},
		{Pattern: "POST /vendor/product/{id}/delete/{$}", URL: desk + "delete/", Missing: noProduct + "delete/", Status: sellersOwnDone},
		{Pattern: "POST /user/sign-out/{$}", URL: "/user/sign-out/", Status: same(303)},
		{Pattern: "POST /vendors/logout/{$}", URL: "/vendors/logout/", Status: same(303)},
	}
	all = append(all[:len(all)-signOuts], slices.Concat(importStops(w), messageStops(w), all[len(all)-signOuts:])...)
	all = append(staffStops(fmt.Sprintf("/admin/vendors/%d/", v.ID), "/admin/products/"+product+"/", fmt.Sprintf("/admin/messages/%d/", message(w)), fmt.Sprintf("/admin/conversations/%d/", reported(w))), all...) // before anybody signs out
	for _, path := range []string{
		"/about_us/", "/admin-panel/{rest...}", "/cartorders/cart/", "/cartorders/checkout/", "/cartorders/checkout/{oid}/", "/cartorders/dashboard/", "/cartorders/dashboard/order/{oid}/",
		"/cartorders/payment-completed/{oid}/", "/cartorders/payment-failed/{oid}/", "/catalog/category/{cid}/", "/catalog/product/{pid}/",
		"/catalog/products/", "/catalog/products/tag/{slug}/", "/catalog/search/", "/user/dashboard/", "/user/profile/update/",
		"/userauth/{page}/{rest...}", "/vendor/dashboard/products/", "/vendors/dashboard/", "/vendors/dashboard/{page}/{rest...}", "/vendors/{vid}/",
		"/wishlists/wishlist/",
	} {
		pattern := "GET " + path + "{$}"
		if strings.HasSuffix(path, "...}") {
			pattern = "GET " + path
		}
		all = append(all, sitetest.Stop{Pattern: pattern, URL: strings.NewReplacer("{", "", "...}", "/", "}", "").Replace(path), Status: same(301)})
	}
	return append(businessStops(w), all...)
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
				staff := strings.Contains(s.Pattern, " /admin/") // for those who look after everybody's things
				differ := !staff && slices.ContainsFunc(members, func(status string) bool { return status != members[0] })
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
					forged := strings.HasPrefix(s.URL, "/unsubscribe/")
					if post && rec.Code != 405 && rec.Code != 301 && !pages[s.URL] && !forged { // 301: an address of the former shop
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
					if strings.HasPrefix(s.URL, "/unsubscribe/") {
						want = http.StatusNotFound // the sealed link is its proof, and this one is forged
					}
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

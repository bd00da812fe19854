package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bazaar/site"
	"bazaar/site/sitetest"
)

// scenarios runs cases in one world per engine.
func scenarios(t *testing.T, cases ...sitetest.Case) {
	t.Helper()
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) { w.Run(t, cases...) })
}

func host(name string) http.Header { return http.Header{"Host": {name}} }

func TestAddressesHaveOneForm(t *testing.T) {
	scenarios(
		t,
		sitetest.Case{Name: "unknown host", URL: "/", Header: host("evil.example"), Status: 400, Has: []string{"does not answer under this name"}},
		sitetest.Case{Name: "unknown host, probe", URL: "/healthz/", Header: host("10.1.2.3:8000"), Status: 200, Has: []string{"alive"}},
		sitetest.Case{Name: "forwarded host", URL: "/nothing/", Header: http.Header{"X-Forwarded-Host": {"evil.example"}}, Status: 404, HasNot: []string{"evil.example"}},
		sitetest.Case{Name: "probe by POST", Method: "POST", URL: "/healthz/", Status: 405},
		sitetest.Case{Name: "slash", URL: "/catalog/products?page=2", Status: 301, Location: "/catalog/products/?page=2"},
		sitetest.Case{Name: "slash in Russian", URL: "/ru/catalog/products", Status: 301, Location: "/ru/catalog/products/"},
		sitetest.Case{Name: "bare language", URL: "/kk", Status: 301, Location: "/kk/"},
		sitetest.Case{Name: "two slashes", URL: "//evil.example/", Status: 301, Location: "/evil.example/"},
		sitetest.Case{Name: "hidden slashes", URL: "/ru/%2f%2fevil.example/", Status: 301, Location: "/ru/evil.example/"},
		sitetest.Case{Name: "no such page", URL: "/nothing/", Status: 404, Has: []string{"Page not found", `<html lang="en"`}},
		sitetest.Case{Name: "no such page in Kazakh", URL: "/kk/nothing/", Status: 404, Has: []string{"Бет табылмады", `<html lang="kk"`}},
		sitetest.Case{Name: "no such page for a script", URL: "/nothing/", AJAX: true, Status: 404, Has: []string{`"error":"not_found"`, `"success":false`}},
		sitetest.Case{Name: "wrong method", URL: "/set-currency/", Status: 405, Has: []string{"That cannot be done here"}},
		sitetest.Case{Name: "odd method", Method: "PROPFIND", URL: "/set-currency/", Status: 405},
		sitetest.Case{Name: "bad UTF-8 in the path", URL: "/%ff/", Status: 400},
		sitetest.Case{Name: "NUL in the path", URL: "/a%00b/", Status: 400},
		sitetest.Case{Name: "bad UTF-8 in the query", URL: "/nothing/?q=%ff", Status: 400},
		sitetest.Case{Name: "NUL in the query", URL: "/nothing/?q=%00", Status: 400},
		sitetest.Case{Name: "line ends in the path", URL: "/catalog/products%0d%0aSet-Cookie:x", Status: 404},
		sitetest.Case{Name: "robots", URL: "/robots.txt", Status: 200, Has: []string{"Disallow: /checkout/"}},
	)
}

func TestOldLinksLeadOn(t *testing.T) {
	scenarios(
		t,
		sitetest.Case{URL: "/catalog/products/?page=2", Status: 301, Location: "/products/?page=2"},
		sitetest.Case{URL: "/ru/catalog/search/?q=%D1%87%D0%B0%D0%B9", Status: 301, Location: "/ru/search/?q=%D1%87%D0%B0%D0%B9"},
		sitetest.Case{URL: "/catalog/products/tag/чай/", Status: 301, Location: "/products/tag/%D1%87%D0%B0%D0%B9/"},
		sitetest.Case{URL: "/cartorders/cart/", Status: 301, Location: "/cart/"},
		sitetest.Case{URL: "/cartorders/checkout/AB12/", Status: 301, Location: "/order/AB12/"},
		sitetest.Case{URL: "/cartorders/checkout/%2F%2Fevil.example/", Status: 301, Location: "/cartorders/checkout/evil.example/"},
		sitetest.Case{URL: "/cartorders/checkout/", Status: 301, Location: "/checkout/"},
		sitetest.Case{URL: "/cartorders/dashboard/", Status: 301, Location: "/dashboard/"},
		sitetest.Case{URL: "/cartorders/dashboard/order/AB12/", Status: 301, Location: "/order/AB12/"},
		sitetest.Case{URL: "/kk/cartorders/payment-completed/AB12/", Status: 301, Location: "/kk/order/AB12/paid/"},
		sitetest.Case{URL: "/cartorders/payment-failed/AB12/", Status: 301, Location: "/order/AB12/unpaid/"},
		sitetest.Case{URL: "/userauth/password/reset/abc/def/?x=1", Status: 301, Location: "/user/password/reset/abc/def/?x=1"},
		sitetest.Case{URL: "/userauth/sign-in", Status: 301, Location: "/userauth/sign-in/"},
		sitetest.Case{URL: "/ru/userauth/чай/мёд/", Status: 301, Location: "/ru/user/%D1%87%D0%B0%D0%B9/%D0%BC%D1%91%D0%B4/"},
		sitetest.Case{URL: "/userauth/", Status: 404},
		sitetest.Case{URL: "/vendors/dashboard/", Status: 301, Location: "/vendor/dashboard/"},
		sitetest.Case{URL: "/vendors/dashboard/edit-product/17/", Status: 301, Location: "/vendor/edit-product/17/"},
		sitetest.Case{URL: "/ru/vendors/dashboard/orders/AB12/items/3/?page=2", Status: 301, Location: "/ru/vendor/orders/AB12/items/3/?page=2"},
		sitetest.Case{URL: "/vendors/dashboard/a/%2F%2Fevil.example/", Status: 301, Location: "/vendors/dashboard/a/evil.example/"},
		sitetest.Case{URL: "/vendors/dashboard/a/..%2F..%2F..%2Fevil.example/", Status: 301, Location: "/evil.example/"},
		sitetest.Case{URL: "/userauth/sign-in/", Status: 301, Location: "/user/sign-in/"},
		sitetest.Case{URL: "/user/dashboard/", Status: 301, Location: "/dashboard/"},
		sitetest.Case{URL: "/wishlists/wishlist/", Status: 301, Location: "/wishlist/"},
		sitetest.Case{URL: "/vendors/dashboard/orders/", Status: 301, Location: "/vendor/orders/"},
		sitetest.Case{URL: "/catalog/product/prd123/", Status: 301, Location: "/product/prd123/"},
		sitetest.Case{URL: "/catalog/category/cat12/", Status: 301, Location: "/category/cat12/"},
		sitetest.Case{URL: "/kk/vendors/ven1/", Status: 301, Location: "/kk/vendor/ven1/"},
		sitetest.Case{URL: "/about_us/", Status: 301, Location: "/about/"},
	)
}

// form makes the fields of a form from names and values in turn.
func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestChoicesLeadBackAndStayOnTheSite(t *testing.T) {
	scenarios(
		t,
		sitetest.Case{Name: "language", URL: "/i18n/setlang/", Form: form("language", "ru", "next", "/products/?page=2"), Status: 302, Location: "/ru/products/?page=2"},
		sitetest.Case{Name: "language of another language's page", URL: "/kk/i18n/setlang/", Form: form("language", "en", "next", "/kk/cart/"), Status: 302, Location: "/cart/"},
		sitetest.Case{Name: "unknown language", URL: "/i18n/setlang/", Form: form("language", "de", "next", "/cart/"), Status: 302, Location: "/cart/"},
		sitetest.Case{Name: "away", URL: "/i18n/setlang/", Form: form("language", "kk", "next", "//evil.example"), Status: 302, Location: "/kk/"},
		sitetest.Case{Name: "currency in Russian", URL: "/ru/set-currency/", Form: form("currency", "KZT", "next", "/ru/products/"), Status: 302, Location: "/ru/products/"},
		sitetest.Case{Name: "currency without next", URL: "/set-currency/", Form: form("currency", "RUB"), Header: http.Header{"Referer": {"https://" + sitetest.Host + "/products/"}}, Status: 302, Location: "/products/"},
		sitetest.Case{Name: "foreign referer", URL: "/set-currency/", Form: form("currency", "RUB"), Header: http.Header{"Referer": {"https://evil.example/x/"}}, Status: 302, Location: "/"},
		sitetest.Case{Name: "theme", URL: "/set-theme/", Form: form("theme", "dark", "next", `/\evil.example`), Status: 302, Location: "/"},
		sitetest.Case{Name: "bad UTF-8", URL: "/set-currency/", Form: form("currency", "\xff"), Status: 400},
		sitetest.Case{Name: "NUL", URL: "/set-currency/", Form: form("currency", "K\x00"), Status: 400},
		sitetest.Case{Name: "10 MB", URL: "/set-currency/", Form: form("currency", strings.Repeat("K", 10<<20)), Status: 413},
	)
}

func TestChoicesAreRemembered(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		b := w.Browser(sitetest.Guest)
		for _, tt := range []struct{ url, field, value, cookie, want string }{
			{"/i18n/setlang/", "language", "kk", "language", "kk"},
			{"/set-currency/", "currency", "KZT", "currency", "KZT"},
			{"/set-currency/", "currency", "EUR", "currency", "USD"},
			{"/set-currency/", "other", "", "currency", "USD"},
			{"/set-theme/", "theme", "dark", "theme", "dark"},
			{"/set-theme/", "theme", "system", "theme", ""},
		} {
			b.Send(t, sitetest.Case{URL: tt.url, Form: form(tt.field, tt.value)})
			if got := b.Cookie(tt.cookie); got != tt.want {
				t.Errorf("%s %s=%s left the cookie %q, want %q", tt.url, tt.field, tt.value, got, tt.want)
			}
		}
		w.Run(t, sitetest.Case{As: sitetest.Customer, URL: "/ru/i18n/setlang/", Form: form("language", "kk", "next", "/ru/orders/?page=1"), Status: 302, Location: "/kk/orders/?page=1"})
		if w.Market.Scalar("SELECT COUNT(*) FROM accounts WHERE language = 'kk'") != 1 {
			t.Error("the account of the customer does not know its language")
		}
		typed := http.Header{"Sec-Fetch-Site": {"none"}}
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/kk/"}, b.Send(t, sitetest.Case{URL: "/", Header: typed}))
		linked := http.Header{"Sec-Fetch-Site": {"same-origin"}}
		if got := b.Send(t, sitetest.Case{URL: "/", Header: linked}).Header().Get("Location"); got != "" {
			t.Errorf("a link to the English home page leads to %s", got)
		}
	})
}

func TestPlainHTTPIsSentToHTTPSWhereWanted(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w = sitetest.Change(t, w, func(o *site.Options) { o.HTTPSRedirect = true })
		plain := func(c sitetest.Case) sitetest.Case { c.Plain = true; return c }
		w.Run(
			t,
			plain(sitetest.Case{Name: "page", URL: "/ru/cart/?a=1", Status: 301, Location: "https://shop.example/ru/cart/?a=1"}),
			plain(sitetest.Case{Name: "form", Method: "POST", URL: "/set-currency/", Status: 308, Location: "https://shop.example/set-currency/"}),
			plain(sitetest.Case{Name: "foreign host", URL: "/", Header: host("evil.example"), Status: 400}),
			plain(sitetest.Case{Name: "probe", URL: "/healthz/", Status: 200}),
			plain(sitetest.Case{Name: "pretended", URL: "/nothing/", Header: http.Header{"X-Forwarded-Proto": {"https"}}, Status: 301}),
			sitetest.Case{Name: "over HTTPS", URL: "/nothing/", Status: 404},
		)
	})
}

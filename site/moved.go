package site

import (
	"net/http"
	"net/url"
	"strings"

	"bazaar/site/page"
	"bazaar/site/visitor"
)

// oldLinks lead from the addresses of the former shop to those of now. Wildcards stand for
// themselves on both sides, {rest...} for as many segments as there are; the pages of today know the
// former shop's numbers of goods, categories and vendors, and lead on from them.
var oldLinks = map[string]string{
	"/about_us/":                  "/about/",
	"/admin-panel/{rest...}":      "/admin/",
	"/cartorders/cart/":           "/cart/",
	"/cartorders/checkout/":       "/checkout/",
	"/cartorders/checkout/{oid}/": "/order/{oid}/",
	"/cartorders/dashboard/":      "/dashboard/",

	"/cartorders/dashboard/order/{oid}/":   "/order/{oid}/",
	"/cartorders/payment-completed/{oid}/": "/order/{oid}/paid/",
	"/cartorders/payment-failed/{oid}/":    "/order/{oid}/unpaid/",

	"/catalog/category/{cid}/":            "/category/{cid}/",
	"/catalog/product/{pid}/":             "/product/{pid}/",
	"/catalog/products/":                  "/products/",
	"/catalog/products/tag/{slug}/":       "/products/tag/{slug}/",
	"/catalog/search/":                    "/search/",
	"/user/dashboard/":                    "/dashboard/",
	"/user/profile/update/":               "/user/profile/",
	"/userauth/{page}/{rest...}":          "/user/{page}/{rest...}",
	"/vendor/dashboard/products/":         "/vendor/products/",
	"/vendors/dashboard/":                 "/vendor/dashboard/",
	"/vendors/dashboard/{page}/{rest...}": "/vendor/{page}/{rest...}",
	"/vendors/{vid}/":                     "/vendor/{vid}/",
	"/wishlists/wishlist/":                "/wishlist/",
}

// rest is the wildcard for all further segments.
const rest = "{rest...}"

func oldRoutes() []page.Route {
	var all []page.Route
	for from, to := range oldLinks {
		pattern := "GET " + from
		if !strings.HasSuffix(from, rest) {
			pattern += "{$}"
		}
		all = append(all, page.Route{Pattern: pattern, Handle: movedTo(to)})
	}
	return all
}

func movedTo(to string) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		path := strings.ReplaceAll(to, rest, (&url.URL{Path: r.PathValue("rest")}).EscapedPath())
		for _, name := range []string{"cid", "oid", "page", "pid", "slug", "vid"} {
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(r.PathValue(name)))
		}
		if r.URL.RawQuery != "" {
			path += "?" + r.URL.RawQuery
		}
		if page.Next(path) == "" {
			return page.Refuse(http.StatusNotFound, "not_found", "There is no page at this address.")
		}
		w.Header().Set("Location", visitor.Of(r).Locale.URL(path))
		w.WriteHeader(http.StatusMovedPermanently)
		return nil
	}
}

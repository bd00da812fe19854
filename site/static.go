package site

import (
	"net/http"
	"strings"

	"bazaar/site/assets"
	"bazaar/site/shop"
)

// robots keeps crawlers out of what is a visitor's own, and out of endless lists.
const robots = `User-agent: *
Disallow: /cart/
Disallow: /checkout/
Disallow: /dashboard/
Disallow: /order/
Disallow: /orders/
Disallow: /search/
Disallow: /user/
Disallow: /*/cart/
Disallow: /*/checkout/
Disallow: /*/dashboard/
Disallow: /*/order/
Disallow: /*/orders/
Disallow: /*/search/
Disallow: /*/user/
`

// files answers what needs no visitor.
func files(o Options) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.Handle("/favicon.ico", assets.Handler())
	mux.Handle("/robots.txt", readOnly(serveRobots(o.BaseURL)))
	sitemap := readOnly(shop.NewSitemap(o.DB, o.BaseURL, o.Now))
	mux.Handle(shop.SitemapPath, sitemap)
	mux.Handle(shop.SitemapParts, sitemap)
	if o.Media != nil {
		mux.Handle("/media/", o.Media)
	}
	for path, probe := range o.Probes {
		if strings.HasSuffix(path, "/") {
			path += "{$}"
		}
		mux.Handle(path, readOnly(probe))
	}
	return mux
}

func serveRobots(base string) http.Handler {
	text := []byte(robots + "\nSitemap: " + base + shop.SitemapPath + "\n")
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=3600")
		w.Write(text) //nolint:errcheck // the crawler has gone
	})
}

func readOnly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// static answers files and probes before anything asks who is there.
func (s *site) static(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := s.files.Handler(r); pattern != "" {
			s.files.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

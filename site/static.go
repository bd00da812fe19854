package site

import (
	"net/http"
	"strings"

	"bazaar/site/assets"
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
`

// files answers what needs no visitor.
func files(o Options) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.Handle("/favicon.ico", assets.Handler())
	mux.Handle("/robots.txt", readOnly(http.HandlerFunc(serveRobots)))
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

func serveRobots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	w.Write([]byte(robots)) //nolint:errcheck // the crawler has gone
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

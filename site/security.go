package site

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"bazaar/site/visitor"
)

// policy is the content security policy; it ends with where forms may lead, which is this site and
// the providers to whom an order leads a buyer.
const policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'"

// policyFor is the policy of a site whose gateways send buyers to origins. One that is no bare https
// address would loosen the policy and is an error.
func policyFor(origins []string) (string, error) {
	text := policy
	for _, origin := range origins {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "https" || u.Host == "" || origin != "https://"+u.Host || strings.ContainsAny(origin, " ;,*'") {
			return "", fmt.Errorf("%q is no origin of a payment provider", origin)
		}
		text += " " + origin
	}
	return text, nil
}

// fixedHeaders go with every answer.
var fixedHeaders = map[string]string{
	"Cross-Origin-Opener-Policy": "same-origin-allow-popups",
	"Permissions-Policy":         "camera=(), microphone=(), geolocation=()",
	"Referrer-Policy":            "strict-origin-when-cross-origin",
	"X-Content-Type-Options":     "nosniff",
	"X-Frame-Options":            "DENY",
}

// security sends the headers that bind browsers, and plain HTTP to HTTPS where that is wanted.
func (s *site) security(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, value := range fixedHeaders {
			h.Set(name, value)
		}
		h.Set("Content-Security-Policy", s.policy)
		if !s.Debug { // a browser would hold a developer's machine to it for a year
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains; preload")
		}
		if s.HTTPSRedirect && !visitor.Of(r).HTTPS && s.Probes[r.URL.Path] == nil && s.knows(r.Host) {
			http.Redirect(w, r, "https://"+r.Host+r.URL.RequestURI(), permanent(r))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// permanent is the status of a lasting redirect that keeps the method.
func permanent(r *http.Request) int {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return http.StatusMovedPermanently
	}
	return http.StatusPermanentRedirect
}

// ownNames are this machine's, for development.
var ownNames = []string{"localhost", "127.0.0.1", "::1"}

// knows tells whether the site answers under a host, with or without a port.
func (s *site) knows(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	names := s.Hosts
	if s.Debug && len(names) == 0 {
		names = ownNames
	}
	for _, name := range names {
		name = strings.ToLower(name)
		if name == "*" || host == name && host != "" {
			return true
		}
		if strings.HasPrefix(name, ".") && (host == name[1:] || strings.HasSuffix(host, name)) {
			return true
		}
	}
	return false
}

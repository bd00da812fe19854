package site_test

import (
	"net/http"
	"strings"
	"testing"

	"bazaar/site"
	"bazaar/site/assets"
	"bazaar/site/sitetest"
)

// guards are the headers that every answer has, whatever its status.
var guards = map[string]string{
	"Content-Security-Policy":    "frame-ancestors 'none'",
	"Cross-Origin-Opener-Policy": "same-origin-allow-popups",
	"Permissions-Policy":         "camera=()",
	"Referrer-Policy":            "strict-origin-when-cross-origin",
	"Strict-Transport-Security":  "max-age=31536000; includeSubDomains; preload",
	"X-Content-Type-Options":     "nosniff",
	"X-Frame-Options":            "DENY",
	"X-Request-Id":               "",
}

func TestEveryAnswerHasItsGuards(t *testing.T) {
	cases := []sitetest.Case{
		{URL: assets.URL("app.css"), Status: 200},
		{URL: "/static/nothing.css", Status: 404},
		{URL: "/robots.txt", Status: 200},
		{URL: "/healthz/", Status: 200},
		{URL: "/nothing/", Status: 404},
		{URL: "/nothing/", AJAX: true, Status: 404},
		{URL: "/", Header: host("evil.example"), Status: 400},
		{URL: "/set-currency/", Status: 405},
		{URL: "/catalog/products", Status: 301},
		{URL: "/set-currency/", Form: form("currency", "KZT"), Status: 302},
		{URL: "/set-currency/", Form: form("currency", "KZT"), Header: browserSays["cross-site"], Status: 403},
		{URL: "/set-currency/", Form: form("currency", strings.Repeat("K", 3<<20)), As: sitetest.Customer, Status: 413},
	}
	secret := map[string]bool{}
	for _, rt := range site.Routes(site.Options{}) {
		method, path, _ := strings.Cut(rt.Pattern, " ")
		path = strings.NewReplacer("{$}", "", "{", "", "}", "").Replace(path)
		cases, secret[path] = append(cases, sitetest.Case{Method: method, URL: path}), rt.Secret
	}
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		for _, c := range cases {
			rec := w.Send(t, c)
			sitetest.Check(t, c, rec)
			for name, want := range guards {
				if name == "Referrer-Policy" && secret[c.URL] {
					want = "no-referrer" // the address is a secret
				}
				if got := rec.Header().Get(name); got == "" || !strings.Contains(got, want) {
					t.Errorf("%s %s (%d): %s is %q", c.Method, c.URL, rec.Code, name, got)
				}
			}
			policy := rec.Header().Get("Content-Security-Policy")
			if strings.Contains(policy, "unsafe") || rec.Header().Get("Server") != "" {
				t.Errorf("%s: policy %q, server %q", c.URL, policy, rec.Header().Get("Server"))
			}
		}
	})
}

func TestDebugDoesNotBindTheMachineToHTTPS(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		w = sitetest.Change(t, w, func(o *site.Options) { o.Debug = true })
		if got := w.Send(t, sitetest.Case{URL: "/nothing/"}).Header().Get("Strict-Transport-Security"); got != "" {
			t.Errorf("HSTS %q", got)
		}
	})
}

func TestRequestNumberIsTakenOverWhenHarmless(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		for sent, kept := range map[string]bool{"abcd-1234": true, "short": false, "with space 1": false, "<script>alert": false} {
			rec := w.Send(t, sitetest.Case{URL: "/nothing/", Header: http.Header{"X-Request-Id": {sent}}})
			got := rec.Header().Get("X-Request-ID")
			if (got == sent) != kept || got == "" || !strings.Contains(rec.Body.String(), got) {
				t.Errorf("sent %q, answered %q", sent, got)
			}
		}
	})
}

package site_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"bazaar/site/locale"
	"bazaar/site/sitetest"
)

// visitedPath is how e2e/pages.mjs writes the address of a page.
var visitedPath = regexp.MustCompile(`'(/[^']*)'`)

// What the browser suite audits is a list; this compares it with what the site answers.
func TestTheBrowserSuiteVisitsEveryPage(t *testing.T) {
	list, err := os.ReadFile("../e2e/pages.mjs")
	if err != nil {
		t.Fatal(err)
	}
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		all := stops(w)
		mux, seen := http.NewServeMux(), map[string]bool{}
		for _, s := range all {
			mux.HandleFunc(s.Pattern, http.NotFound)
		}
		for _, m := range visitedPath.FindAllStringSubmatch(string(list), -1) {
			_, path := locale.Split(m[1])
			path, _, _ = strings.Cut(path, "?")
			r, err := http.NewRequest(http.MethodGet, strings.NewReplacer("{", "", "}", "").Replace(path), http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			_, pattern := mux.Handler(r)
			seen[pattern] = true
		}
		for _, s := range all {
			if strings.HasPrefix(s.Pattern, http.MethodGet+" ") && !seen[s.Pattern] && isPage(t, w, s) {
				t.Errorf("e2e/pages.mjs visits no page of %q", s.Pattern)
			}
		}
	})
}

// isPage tells whether somebody gets HTML at a stop.
func isPage(t *testing.T, w *sitetest.World, s sitetest.Stop) bool {
	t.Helper()
	for i, status := range strings.Fields(s.Status) {
		if status != "200" {
			continue
		}
		rec := w.Send(t, sitetest.Case{As: sitetest.Actors[i], URL: s.URL})
		return strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html")
	}
	return false
}

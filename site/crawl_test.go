package site_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"bazaar/market/markettest"
	"bazaar/site/sitetest"
)

// mostPages bounds a crawl: the combinations of filters alone are many.
const mostPages = 250

var (
	linkTo = regexp.MustCompile(`(?:href|src)="(/[^"]*)"`)
	formTo = regexp.MustCompile(`<form[^>]*method="post"[^>]*action="(/[^"]*)"|<form[^>]*action="(/[^"]*)"[^>]*method="post"`)
)

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		kettle := w.Market.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 100})
		for _, as := range sitetest.Actors[1:] {
			w.Market.Order(w.Actor(as), markettest.Pick{Product: kettle, Quantity: 1})
			w.Market.Fill(w.Actor(as), markettest.Pick{Product: kettle, Quantity: 1})
		}
		for _, as := range sitetest.Actors {
			t.Run(as, func(t *testing.T) { crawl(t, w, as) })
		}
	})
}

// crawl follows every link from the home page and asks for the target of every form; pictures are
// not part of the market under test.
func crawl(t *testing.T, w *sitetest.World, as string) {
	t.Helper()
	waiting, seen, visited := []string{"/", "/ru/", "/kk/"}, map[string]bool{}, 0
	for len(waiting) > 0 && visited < mostPages {
		url := waiting[0]
		waiting = waiting[1:]
		if path, _, _ := strings.Cut(url, "#"); seen[path] || strings.HasPrefix(url, "/media/") {
			continue
		}
		seen[url] = true
		visited++
		rec := w.Send(t, sitetest.Case{As: as, URL: url})
		switch body := rec.Body.String(); rec.Code {
		case http.StatusOK:
			for _, m := range linkTo.FindAllStringSubmatch(body, -1) {
				waiting = append(waiting, html.UnescapeString(m[1]))
			}
			for _, m := range formTo.FindAllStringSubmatch(body, -1) {
				action := html.UnescapeString(m[1] + m[2])
				if code := w.Send(t, sitetest.Case{As: as, URL: action}).Code; code >= http.StatusInternalServerError || code == http.StatusNotFound {
					t.Errorf("the form on %s posts to %s, which answers %d", url, action, code)
				}
			}
		case http.StatusMovedPermanently, http.StatusFound:
			waiting = append(waiting, rec.Header().Get("Location"))
		default:
			t.Errorf("%s answers %d", url, rec.Code)
		}
	}
	if visited < 30 {
		t.Errorf("only %d pages were found", visited)
	}
}

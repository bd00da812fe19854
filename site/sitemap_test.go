package site_test

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"bazaar/market/markettest"
	"bazaar/site/sitetest"
)

// addresses reads a sitemap or its index.
func addresses(t *testing.T, body string) []string {
	t.Helper()
	var list struct {
		Parts []string `xml:"sitemap>loc"`
		Pages []string `xml:"url>loc"`
	}
	if err := xml.Unmarshal([]byte(body), &list); err != nil {
		t.Fatalf("%v in %.300s", err, body)
	}
	return append(list.Parts, list.Pages...)
}

func TestEveryAddressOfTheSitemapAnswers(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		kettle := w.Market.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 1})
		base := "https://" + sitetest.Host
		get := func(address string) string {
			t.Helper()
			rec := w.Send(t, sitetest.Case{URL: strings.TrimPrefix(address, base)})
			if rec.Code != 200 {
				t.Errorf("%s answers %d", address, rec.Code)
			}
			return rec.Body.String()
		}
		if !strings.Contains(get(base+"/robots.txt"), "Sitemap: "+base+"/sitemap.xml\n") {
			t.Error("robots.txt names no sitemap")
		}
		parts := addresses(t, get(base+"/sitemap.xml"))
		if len(parts) != 6 { // pages and products in each language
			t.Fatalf("parts %q", parts)
		}
		if got, want := get(base+"/sitemap/ru/pages.xml"), `<loc>`+base+`/ru/products/</loc><xhtml:link rel="alternate" hreflang="en" href="`+base+`/products/"></xhtml:link>`; !strings.Contains(got, want) {
			t.Errorf("the Russian list lacks %s:\n%s", want, got)
		}
		if got, want := get(base+"/sitemap/kk/pages.xml"), `hreflang="x-default" href="`+base+`/products/"`; !strings.Contains(got, want) {
			t.Errorf("the Kazakh list lacks %s", want)
		}
		seen := map[string]bool{}
		for _, part := range parts {
			for _, at := range addresses(t, get(part)) {
				seen[at] = true
				get(at)
			}
		}
		for _, path := range []string{"/", "/kk/", fmt.Sprintf("/ru/product/%d/", kettle.ID), fmt.Sprintf("/vendor/%d/", v.ID), "/category/electronics/"} {
			if !seen[base+path] {
				t.Errorf("%s is not in the sitemap", path)
			}
		}
		for _, path := range []string{"/sitemap/", "/sitemap/en/products-0.xml", "/sitemap/ru/products-01.xml", "/sitemap/en/products-99999999999999999999.xml", "/sitemap/en/x.xml", "/sitemap/de/pages.xml", "/sitemap/pages.xml"} {
			w.Run(t, sitetest.Case{URL: path, Status: 404})
		}
	})
}

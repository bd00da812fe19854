package site_test

import (
	"strings"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/site"
	"bazaar/site/assets"
	"bazaar/site/sitetest"
)

func TestAClosedShopSaysSoInEveryLanguageWithoutTheDatabase(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		closed := false
		w = sitetest.Change(t, w, func(o *site.Options) { o.Maintenance = func() bool { return closed } })
		w.Run(t, sitetest.Case{Name: "open", URL: "/", Status: 200})
		closed = true
		for _, c := range []sitetest.Case{
			{URL: "/", Has: []string{"We are working on the shop", `href="` + assets.URL("app.css"), "Try again"}},
			{URL: "/ru/products/", Has: []string{`<html lang="ru"`, "Ведутся технические работы"}},
			{URL: "/kk/", Has: []string{`<html lang="kk"`, "техникалық жұмыстар"}},
			{URL: "/dashboard/", As: sitetest.Admin},
			{URL: "/cart/count/", AJAX: true, Has: []string{`"error":"maintenance"`}},
			{URL: "/checkout/", As: sitetest.Customer, Form: purchase("closed")},
			{URL: "/api/hooks/sandbox/", Body: "{}"},
			{URL: "/nothing/"},
		} {
			c.Status = 503
			if names := w.Statements(t, c); len(names) > 0 {
				t.Errorf("%s asks the database: %v", c.URL, names)
			}
			rec := w.Send(t, c)
			if rec.Header().Get("Retry-After") != "300" || !strings.Contains(rec.Header().Get("Cache-Control"), "no-") {
				t.Errorf("%s: %v", c.URL, rec.Header())
			}
		}
		w.Run(
			t,
			sitetest.Case{URL: "/healthz/", Status: 200},
			sitetest.Case{URL: assets.URL("app.css"), Status: 200},
			sitetest.Case{URL: "/robots.txt", Status: 200},
		)
		closed = false
		w.Run(t, sitetest.Case{Name: "open again", URL: "/products/", Status: 200})
	})
}

func TestALostDatabaseIsAPageThatAsksToComeBack(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		lost, err := sqldb.Open(t.Context(), sqldb.Options{DataDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		if err := lost.Close(); err != nil {
			t.Fatal(err)
		}
		w = sitetest.Change(t, w, func(o *site.Options) { o.DB = lost })
		for _, c := range []sitetest.Case{
			{URL: "/products/", Has: []string{"The shop cannot be reached for the moment", "Try again", "in 10 seconds"}},
			{URL: "/ru/products/", Has: []string{"Магазин ненадолго недоступен"}},
			{URL: "/kk/cart/", As: sitetest.Customer, Has: []string{"Дүкен уақытша қолжетімсіз"}},
			{URL: "/checkout/", As: sitetest.Customer, Form: purchase("lost")},
			{URL: "/checkout/", As: sitetest.Customer, Form: purchase("lost"), AJAX: true, Has: []string{`"error":"unavailable"`}},
			{URL: "/api/hooks/sandbox/", Body: "{}", Status: 400}, // refused at the door
		} {
			if c.Status == 0 {
				c.Status = 503
			}
			rec := w.Send(t, c)
			sitetest.Check(t, c, rec)
			if c.Status == 503 && rec.Header().Get("Retry-After") != "10" {
				t.Errorf("%s: Retry-After %q", c.URL, rec.Header().Get("Retry-After"))
			}
		}
	})
}

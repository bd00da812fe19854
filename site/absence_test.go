package site_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/catalog"
	"bazaar/market/markettest"
	"bazaar/market/schema"
	"bazaar/market/vendors"
	"bazaar/site"
	"bazaar/site/sitetest"
)

// The node here says that a shop is away and lets its absence begin and end; the other one, whose clock
// is two seconds ahead of it, asks only.
func TestGoodsOfAnAbsentShopAreNotInStockOnAnyNode(t *testing.T) {
	for _, e := range sqldbtest.Engines() {
		t.Run(string(e), func(t *testing.T) {
			url := sqldbtest.URL(t, e, markettest.Schema)
			open := func() *sqldb.DB {
				db, err := sqldb.Open(t.Context(), sqldb.Options{URL: url, Shown: schema.Shown})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { db.Close() })
				return db
			}
			here := sitetest.New(t, markettest.On(t, open()))
			var ahead atomic.Int64
			there := sitetest.Change(t, here, func(o *site.Options) {
				o.DB, o.Now = open(), func() time.Time { return here.Now().Add(time.Duration(ahead.Load())) }
			})
			shop, other := here.Shop(sitetest.Vendor), here.Market.Vendor()
			here.Market.Product(shop, markettest.Goods{Title: "Samovar", Price: 2500, Stock: 3})
			here.Market.Product(other, markettest.Goods{Title: "Carpet", Price: 2500, Stock: 3})
			see := func(when string, has, hasNot []string) {
				t.Helper()
				ahead.Add(int64(time.Minute))
				for node, h := range map[string]http.Handler{"here": here.Handler, "there": there.Handler} {
					sitetest.Check(t, sitetest.Case{Name: when + " " + node, Status: 200, Has: has, HasNot: hasNot}, guest(t.Context(), h, "/products/?in_stock=1"))
				}
			}
			follow := func(to time.Time) {
				t.Helper()
				if _, err := catalog.FollowAbsences(t.Context(), here.DB, to); err != nil {
					t.Fatal(err)
				}
			}
			see("before", []string{"Samovar", "Carpet"}, nil)
			begins, ends := here.Now().Add(time.Hour), here.Now().Add(2*time.Hour)
			version := here.Market.Scalar("SELECT version FROM vendors WHERE id = $1", shop.ID)
			away := vendors.AbsenceForm{Absence: vendors.Absence{From: begins, Until: ends}, Version: version}
			if err := catalog.SetAbsence(t.Context(), here.DB, shop.Owner, away, here.Now()); err != nil {
				t.Fatal(err)
			}
			follow(begins.Add(-time.Second))
			see("said", []string{"Samovar", "Carpet"}, nil)
			follow(begins)
			see("begun", []string{"Carpet"}, []string{"Samovar"})
			if offences, err := schema.Check(t.Context(), here.DB); err != nil || len(offences) > 0 {
				t.Errorf("the books: %v, %v", offences, err)
			}
			follow(ends)
			see("over", []string{"Samovar", "Carpet"}, nil)
		})
	}
}

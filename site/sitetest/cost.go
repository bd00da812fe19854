package sitetest

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/market/markettest"
	"bazaar/site"
)

// Errand is something that a signed-in customer does, with the most statements that it may take while
// nothing is remembered. The one that reads the session is not counted.
type Errand struct {
	Name string
	Most int64
}

// Errands are those whose cost is bounded.
var Errands = []Errand{{"list", 6}, {"product", 6}, {"cart", 4}, {"search as JSON", 2}, {"order of three lines", 18}}

// readsSession is the name of the statement that finds the account behind a session.
const readsSession = "Visit"

// Stock puts twenty products on the shelves.
func (w *World) Stock(t testing.TB) []markettest.Product {
	t.Helper()
	vendors := []markettest.Vendor{w.Market.Vendor(), w.Market.Vendor(), w.Market.Vendor()}
	var shelf []markettest.Product
	for i := range 20 {
		shelf = append(shelf, w.Market.Product(vendors[i%3], markettest.Goods{Title: fmt.Sprintf("Kettle %d", i), Price: int64(1000 + i), Stock: 1000}))
	}
	return shelf
}

// Multiply adds n copies of every product, sold out.
func (w *World) Multiply(t testing.TB, n int64) {
	t.Helper()
	last := w.Market.Scalar("SELECT MAX(id) FROM products")
	for _, text := range []string{
		`INSERT INTO products (pid, slug, vendor_id, category_id, title, sort_en, sort_ru, sort_kk, search_title, search_keys, search_text, description,
  specifications, kind, shelf_life, state, featured, currency, picture, price_from, old_price, available, listed, created_at, updated_at)
SELECT 'c' || p.id || '-' || n.i, 'c' || p.id || '-' || n.i, p.vendor_id, p.category_id, p.title, p.sort_en || n.i, p.sort_ru || n.i, p.sort_kk || n.i,
  p.search_title, p.search_keys, p.search_text, p.description, p.specifications, p.kind, p.shelf_life, p.state, p.featured, p.currency, p.picture,
  p.price_from + n.i, p.old_price, FALSE, p.listed, p.created_at, p.updated_at
FROM products AS p CROSS JOIN (WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < CAST($2 AS bigint)) SELECT i FROM k) AS n
WHERE p.id <= $1`,
		"INSERT INTO variants (product_id, vendor_id, sku, options, price) SELECT id, vendor_id, 'copy' || id, '{}', price_from FROM products WHERE id > $1 AND CAST($2 AS bigint) > 0",
		"INSERT INTO stock_levels (variant_id, on_hand) SELECT id, 0 FROM variants WHERE product_id > $1 AND CAST($2 AS bigint) > 0",
	} {
		if _, err := w.DB.ExecContext(t.Context(), text, last, n); err != nil {
			t.Fatal(err)
		}
	}
}

// Run does an errand once, as a customer on a node that remembers nothing, and returns how many
// statements it took.
func (e Errand) Run(t testing.TB, w *World, shelf []markettest.Product) int64 {
	t.Helper()
	picks := []markettest.Pick{{Product: shelf[0], Quantity: 1}, {Product: shelf[1], Quantity: 2}, {Product: shelf[2], Quantity: 1}}
	c := Case{As: Customer, Status: http.StatusOK}
	switch e.Name {
	case "list":
		c.URL = "/products/"
	case "product":
		c.URL = fmt.Sprintf("/product/%d/", shelf[3].ID)
	case "cart":
		w.Market.Fill(w.Actor(Customer), picks...)
		c.URL = "/cart/"
	case "search as JSON":
		c.URL, c.AJAX = "/search/?q=kettle", true
	case "order of three lines":
		w.Market.Fill(w.Actor(Customer), picks...)
		c.URL, c.Status, c.Form = "/checkout/", http.StatusFound, url.Values{
			"full_name": {"Aigerim Bekova"}, "email": {"aigerim@example.com"}, "phone": {"+7 701 123 45 67"}, "address": {"Abay 10"},
			"city": {"Almaty"}, "country": {"Kazakhstan"}, "checkout_key": {rand.Text()},
		}
	}
	node := Change(t, w, func(*site.Options) {})
	var taken int64
	ctx, _ := sqldb.Count(t.Context(), func(name string) {
		if name != readsSession {
			taken++
		}
	})
	rec := node.Browser(c.As).SendIn(ctx, t, c)
	Check(t, c, rec)
	if e.Name == "order of three lines" && !strings.HasPrefix(rec.Header().Get("Location"), "/order/") {
		t.Errorf("the order was refused: %s", rec.Header().Get("Location"))
	}
	return taken
}

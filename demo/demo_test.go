package demo_test

import (
	"errors"
	"log/slog"
	"testing"
	"time"

	"bazaar/demo"
	"bazaar/infra/media"
	"bazaar/market/accounts"
	"bazaar/market/cart"
	"bazaar/market/catalog"
	"bazaar/market/markettest"
)

var now = time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)

func seed(t *testing.T, m *markettest.Market) media.Store {
	t.Helper()
	store, err := media.NewDisk(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Seed(t.Context(), m.DB, demo.Options{Media: store, Now: now, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	return store
}

// A demo market takes long to make, with the race detector above all: everything about it is looked
// at in one, from what stands in it to what comes on top.
func TestDemoMarket(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		store := seed(t, m)
		for _, c := range []struct {
			behaviour string
			holds     func(t *testing.T, m *markettest.Market)
		}{
			{"is complete", isComplete},
			{"every picture is in the store", func(t *testing.T, m *markettest.Market) { picturesAreIn(t, m, store) }},
			{"demo accounts sign in", demoAccountsSignIn},
			{"named goods have their numbers and prices", namedGoodsHaveTheirNumbersAndPrices},
			{"volume keeps the books right", volumeKeepsTheBooksRight},
		} {
			t.Run(c.behaviour, func(t *testing.T) { c.holds(t, m) })
		}
	})
}

func isComplete(t *testing.T, m *markettest.Market) {
	t.Helper()
	for _, c := range []struct {
		what, query string
		least, most int64
	}{
		{"categories", "SELECT COUNT(*) FROM categories", 15, 15},
		{"verified vendors", "SELECT COUNT(*) FROM vendors WHERE state = 'verified' AND logo <> ''", 10, 10},
		{"TechStore", "SELECT COUNT(*) FROM vendors WHERE id = 10 AND name = 'TechStore'", 1, 1},
		{"listed products", "SELECT COUNT(*) FROM products WHERE listed", 150, 1000},
		{"listed electronics", "SELECT COUNT(*) FROM products AS p JOIN categories AS c ON c.id = p.category_id WHERE listed AND c.slug = 'electronics'", 45, 1000},
		{"products with fewer than 3 pictures", "SELECT COUNT(*) FROM products AS p WHERE (SELECT COUNT(*) FROM pictures WHERE product_id = p.id) < 3", 0, 0},
		{"texts that lack a language", "SELECT COUNT(*) FROM products WHERE title ->> 'kk' IS NULL OR title ->> 'ru' IS NULL OR description ->> 'kk' IS NULL", 0, 0},
		{"products with a choice", "SELECT COUNT(*) FROM products WHERE variant_count > 1", 30, 1000},
		{"products that are sold out", "SELECT COUNT(*) FROM products WHERE NOT available", 5, 30},
		{"products at a reduced price", "SELECT COUNT(*) FROM products WHERE old_price > price_from", 50, 1000},
		{"orders", "SELECT COUNT(*) FROM orders", 150, 1000},
		{"months with orders", "SELECT COUNT(DISTINCT substr(local_day, 1, 7)) FROM orders", 12, 13},
		{"kinds of status", "SELECT COUNT(DISTINCT product_status) FROM orders", 4, 4},
		{"orders of the known customer", "SELECT COUNT(*) FROM orders AS o JOIN accounts AS a ON a.id = o.account_id WHERE a.email = 'customer@bazaar.test'", 10, 100},
		{"orders with a coupon", "SELECT COUNT(*) FROM orders WHERE coupon_code = 'WELCOME10'", 5, 200},
		{"orders paid by card", "SELECT COUNT(*) FROM payments WHERE gateway = 'sandbox' AND settles AND state = 'captured'", 10, 200},
		{"orders that were refunded", "SELECT COUNT(*) FROM payments WHERE state = 'refunded'", 1, 50},
		{"orders of which a part was refunded", "SELECT COUNT(*) FROM payments WHERE state = 'partially_refunded'", 1, 50},
		{"orders that nobody paid", "SELECT COUNT(*) FROM payments WHERE state = 'expired'", 2, 50},
		{"refunds on their way", "SELECT COUNT(*) FROM refunds WHERE state <> 'done'", 0, 0},
		{"reviews", "SELECT COUNT(*) FROM reviews", 80, 1000},
		{"letters that would be sent", "SELECT COUNT(*) FROM letters", 0, 0},
		{"things from the future", "SELECT COUNT(*) FROM orders WHERE placed_at > '2026-11-22 09:30:00+00:00'", 0, 0},
	} {
		if got := m.Scalar(c.query); got < c.least || got > c.most {
			t.Errorf("%s: %d, want %d to %d", c.what, got, c.least, c.most)
		}
	}
}

func namedGoodsHaveTheirNumbersAndPrices(t *testing.T, m *markettest.Market) {
	t.Helper()
	for _, c := range []struct {
		id                   int64
		title, price, vendor string
	}{
		{123, "Gaming Laptop", "999.99", "TechStore"},
		{456, "Mouse", "29.99", "TechStore"},
	} {
		p, err := catalog.Get(t.Context(), m.DB, c.id)
		if err != nil {
			t.Fatal(err)
		}
		if p.Title["en"] != c.title || p.Price.Decimal() != c.price || p.Vendor.Name != c.vendor || p.Category.Slug != "electronics" || len(p.Variants) != 1 || len(p.Pictures) < 2 {
			t.Errorf("product %d is %s for %s from %s in %s", c.id, p.Title["en"], p.Price.Decimal(), p.Vendor.Name, p.Category.Slug)
		}
	}
	buyer := m.Customer()
	for product, quantity := range map[int64]int64{123: 2, 456: 1} {
		if _, err := cart.Add(t.Context(), m.DB, buyer, cart.Wish{ProductID: product, Quantity: quantity}, now); err != nil {
			t.Fatal(err)
		}
	}
	if o := m.Place(buyer); o.Totals.Total.Decimal() != "2029.97" {
		t.Errorf("two laptops and a mouse cost %s, want 2029.97", o.Totals.Total.Decimal())
	}
	for title, cents := range map[string]int64{"Laptop": 99900, "Laptop Pro": 149900} {
		if m.Scalar("SELECT COUNT(*) FROM products WHERE title ->> 'en' = $1 AND price_from = $2", title, cents) != 1 {
			t.Errorf("there is no %s for %d cents", title, cents)
		}
	}
}

func demoAccountsSignIn(t *testing.T, m *markettest.Market) {
	t.Helper()
	for _, email := range []string{"admin@bazaar.test", "vendor1@bazaar.test", "vendor10@bazaar.test", "customer@bazaar.test"} {
		if _, err := accounts.SignIn(t.Context(), m.DB, accounts.Credentials{Login: email, Password: demo.Password}, now); err != nil {
			t.Errorf("%s cannot sign in: %v", email, err)
		}
	}
}

func picturesAreIn(t *testing.T, m *markettest.Market, store media.Store) {
	t.Helper()
	rows, err := m.DB.QueryContext(t.Context(), `SELECT media FROM pictures UNION SELECT picture FROM products UNION SELECT picture FROM categories
		UNION SELECT logo FROM vendors UNION SELECT cover FROM vendors`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"/320.webp", "/800.webp"} {
			body, _, err := store.Get(t.Context(), ref+name)
			if err != nil {
				t.Errorf("picture %s%s: %v", ref, name, err)
				continue
			}
			body.Close()
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func TestDemoIsOnlyMadeInAnEmptyDatabase(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		m.Customer()
		err := demo.Seed(t.Context(), m.DB, demo.Options{Now: now, Log: slog.New(slog.DiscardHandler)})
		if !errors.Is(err, demo.ErrNotEmpty) {
			t.Errorf("the error is %v, want ErrNotEmpty", err)
		}
		if n := m.Scalar("SELECT COUNT(*) FROM accounts"); n != 1 {
			t.Errorf("there are %d accounts, want 1", n)
		}
	})
}

func volumeKeepsTheBooksRight(t *testing.T, m *markettest.Market) {
	t.Helper()
	add := func() {
		t.Helper()
		o := demo.VolumeOptions{Vendors: 7, Products: 300, Orders: 500, Now: now, Log: slog.New(slog.DiscardHandler)}
		if err := demo.Volume(t.Context(), m.DB, o); err != nil {
			t.Fatal(err)
		}
	}
	products, orders := m.Scalar("SELECT COUNT(*) FROM products WHERE listed"), m.Scalar("SELECT COUNT(*) FROM orders")
	add()
	add()
	if got := m.Scalar("SELECT COUNT(*) FROM products WHERE listed"); got != products+600 {
		t.Errorf("there are %d products, want 600 more than %d", got, products)
	}
	if got := m.Scalar("SELECT COUNT(*) FROM orders"); got != orders+1000 {
		t.Errorf("there are %d orders, want 1000 more than %d", got, orders)
	}
	m.Product(m.Vendor(), markettest.Goods{Title: "One more", Price: 100, Stock: 1}) // ids follow on
}

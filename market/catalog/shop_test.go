package catalog_test

import (
	"cmp"
	"fmt"
	"testing"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/schema"
	"bazaar/market/vendors"
)

var (
	market = sqldbtest.Schema{Migrations: schema.Migrations()}
	now    = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	system = actor.System
)

// shop is a small market for tests: one verified vendor, two categories, one below the other.
type shop struct {
	t             testing.TB
	db            *sqldb.DB
	owner         actor.Actor
	vendor        int64
	things, small int64
	made          int
}

func newShop(t testing.TB, db *sqldb.DB) *shop {
	t.Helper()
	s := &shop{t: t, db: db}
	s.owner, s.vendor = s.newVendor("arman", "TechStore")
	s.things = s.category(i18n.Text{"en": "Electronics", "ru": "Электроника"}, 0)
	s.small = s.category(i18n.Text{"en": "Small Things"}, s.things)
	return s
}

func (s *shop) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) account(name string) actor.Actor {
	s.t.Helper()
	id, err := accounts.Create(s.t.Context(), s.db, system, accounts.NewAccount{Username: name, Email: name + "@x.com", PasswordHash: accounts.Unusable}, now)
	s.check(err)
	return actor.Actor{AccountID: id, Label: name}
}

// newVendor makes a verified vendor and its owner.
func (s *shop) newVendor(owner, name string) (actor.Actor, int64) {
	s.t.Helper()
	by := s.account(owner)
	id, err := vendors.Apply(s.t.Context(), s.db, by, vendors.ShopForm{Name: name, Contact: "+7", Address: "Almaty", Terms: true}, now)
	s.check(err)
	s.check(catalog.VerifyVendor(s.t.Context(), s.db, system, vendors.Decision{VendorID: id}, now))
	by.Vendor = true
	return by, id
}

func (s *shop) category(title i18n.Text, parent int64) int64 {
	s.t.Helper()
	id, err := catalog.CreateCategory(s.t.Context(), s.db, system, catalog.CategoryForm{Title: title, ParentID: parent}, now)
	s.check(err)
	return id
}

func usd(minor int64) money.Amount { return money.New(minor, money.USD) }

// form is a simple product that can be submitted; each has its own minute of birth.
func (s *shop) form(title string, edits ...func(*catalog.ProductForm)) catalog.ProductForm {
	f := catalog.ProductForm{
		VendorID: s.vendor,
		Texts:    catalog.Texts{Title: i18n.Text{"en": title}, CategoryID: s.things},
		Pictures: []catalog.Picture{{Media: "picture-of-" + title}},
		Variants: []catalog.VariantForm{{Price: usd(1000), Stock: 5}},
		Submit:   true,
	}
	for _, edit := range edits {
		edit(&f)
	}
	return f
}

// create makes a product in the state of its form.
func (s *shop) create(title string, edits ...func(*catalog.ProductForm)) int64 {
	s.t.Helper()
	s.made++
	f := s.form(title, edits...)
	for i := range f.Variants {
		f.Variants[i].SKU = cmp.Or(f.Variants[i].SKU, fmt.Sprintf("item-%d-%d", s.made, i))
	}
	id, err := catalog.CreateProduct(s.t.Context(), s.db, system, f, now.Add(time.Duration(s.made)*time.Minute))
	s.check(err)
	return id
}

// sell makes a published product.
func (s *shop) sell(title string, edits ...func(*catalog.ProductForm)) int64 {
	s.t.Helper()
	id := s.create(title, edits...)
	s.check(catalog.Publish(s.t.Context(), s.db, system, id, now))
	return id
}

// fill makes n published products in one transaction, with categories, prices, tags and stock that
// vary.
func (s *shop) fill(n int) {
	s.t.Helper()
	err := s.db.Tx(s.t.Context(), func(tx *sqldb.DB) error {
		inner := *s
		inner.db = tx
		for i := range n {
			inner.sell(fmt.Sprintf("Filler %04d", i), func(f *catalog.ProductForm) {
				f.Variants[0].Price, f.Variants[0].OldPrice = usd(int64(100+i*7%5000)), usd(int64(100+i*11%9000))
				f.Variants[0].Stock = int64(i % 3)
				f.Tags = []string{fmt.Sprintf("tag %d", i%5)}
				f.Description = i18n.Text{"en": "<p>A thing to fill shelves with.</p>"}
				f.Featured = i%10 == 0
				if i%3 == 0 {
					f.CategoryID = s.small
				}
			})
		}
		s.made = inner.made
		return nil
	})
	s.check(err)
}

// multiply copies every product n times, without the verbs, to measure a large catalogue.
func (s *shop) multiply(n int64) {
	s.t.Helper()
	last := s.count("SELECT MAX(id) FROM products")
	s.exec(`INSERT INTO products (pid, slug, vendor_id, category_id, title, sort_en, sort_ru, sort_kk, search_title, search_keys, search_text, description,
  specifications, kind, shelf_life, state, featured, currency, picture, price_from, old_price, available, listed, created_at, updated_at)
SELECT 'c' || p.id || '-' || n.i, 'c' || p.id || '-' || n.i, p.vendor_id, p.category_id, p.title, p.sort_en || n.i, p.sort_ru || n.i, p.sort_kk || n.i,
  p.search_title, p.search_keys, p.search_text, p.description, p.specifications, p.kind, p.shelf_life, p.state, p.featured, p.currency, p.picture,
  p.price_from + n.i, p.old_price, p.available, p.listed, p.created_at, p.updated_at
FROM products AS p CROSS JOIN (WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < $1) SELECT i FROM k) AS n
WHERE p.id <= $2`, n, last)
	s.exec("INSERT INTO variants (product_id, vendor_id, sku, options, price) SELECT id, vendor_id, 'copy' || id, '{}', price_from FROM products WHERE id > $1", last)
	s.exec("INSERT INTO stock_levels (variant_id, on_hand) SELECT id, 1 FROM variants WHERE product_id > $1", last)
}

func (s *shop) tree() catalog.Tree {
	s.t.Helper()
	tree, err := catalog.Categories(s.t.Context(), s.db)
	s.check(err)
	return tree
}

func (s *shop) words() *catalog.Vocabulary {
	s.t.Helper()
	words, err := catalog.ReadWords(s.t.Context(), s.db, nil)
	s.check(err)
	return words
}

// look is a list with all that it needs to know.
func (s *shop) look(f catalog.Filter, lang string) catalog.Look {
	s.t.Helper()
	return catalog.Look{Tree: s.tree(), Words: s.words(), Filter: f, Lang: lang}
}

func (s *shop) search(q string, page int64) (catalog.Listing, error) {
	s.t.Helper()
	return catalog.List(s.t.Context(), s.db, s.look(catalog.Filter{Query: q, Order: catalog.BestFit, Page: page}, "en"))
}

func (s *shop) exec(query string, args ...any) {
	s.t.Helper()
	_, err := s.db.ExecContext(s.t.Context(), query, args...)
	s.check(err)
}

func (s *shop) count(query string, args ...any) int64 {
	s.t.Helper()
	var n int64
	s.check(s.db.QueryRowContext(s.t.Context(), query, args...).Scan(&n))
	return n
}

func titles(cards []catalog.Card) []string {
	var list []string
	for _, c := range cards {
		list = append(list, c.Title.In("en"))
	}
	return list
}

// each runs f on a fresh small market of both engines.
func each(t *testing.T, f func(t *testing.T, s *shop)) {
	t.Helper()
	sqldbtest.Each(t, market, func(t *testing.T, db *sqldb.DB) { f(t, newShop(t, db)) })
}

package catalog_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/market/catalog"
)

// reads are the reads of the busiest pages, with the statements that each may take.
func reads(s *shop, product, variant int64) map[string]struct {
	limit int64
	read  func(context.Context) error
} {
	tree, words := s.tree(), s.words()
	return map[string]struct {
		limit int64
		read  func(context.Context) error
	}{
		"list": {2, func(ctx context.Context) error {
			_, err := catalog.List(ctx, s.db, catalog.Look{Tree: tree, Filter: catalog.Filter{Page: 1}})
			return err
		}},
		"filtered": {2, func(ctx context.Context) error {
			_, err := catalog.List(ctx, s.db, catalog.Look{Tree: tree, Words: words, Lang: "ru", Filter: catalog.Filter{Categories: []string{"electronics"}, Tag: "tag-1", Query: "filler", Page: 9}})
			return err
		}},
		"search": {1, func(ctx context.Context) error {
			_, err := catalog.List(ctx, s.db, catalog.Look{Tree: tree, Words: words, Filter: catalog.Filter{Query: "filler thing", Order: catalog.BestFit}})
			return err
		}},
		"misspelt": {1, func(ctx context.Context) error { _, err := catalog.Suggest(ctx, s.db, words, "fillre"); return err }},
		"suggest":  {1, func(ctx context.Context) error { _, err := catalog.Suggest(ctx, s.db, words, "fill"); return err }},
		"words":    {1, func(ctx context.Context) error { _, err := catalog.ReadWords(ctx, s.db, words); return err }},
		"facts": {1, func(ctx context.Context) error {
			_, err := catalog.ReadFacts(ctx, s.db)
			return err
		}},
		"found": {1, func(ctx context.Context) error {
			_, err := catalog.ReadFound(ctx, s.db, words, catalog.Filter{Query: "filler", Tag: "tag-1"})
			return err
		}},
		"list of a known number": {1, func(ctx context.Context) error {
			_, err := catalog.ListOf(ctx, s.db, catalog.Look{Tree: tree, Filter: catalog.Filter{Page: 1}}, catalog.Size{Total: 20, All: 20})
			return err
		}},
		"product":    {3, func(ctx context.Context) error { _, err := catalog.Get(ctx, s.db, product); return err }},
		"categories": {1, func(ctx context.Context) error { _, err := catalog.Categories(ctx, s.db); return err }},
		"featured":   {1, func(ctx context.Context) error { _, err := catalog.Featured(ctx, s.db, 8); return err }},
		"buyable":    {1, func(ctx context.Context) error { _, err := catalog.Buyable(ctx, s.db, product, variant); return err }},
	}
}

func TestReadsTakeTheSameStatementsAtTwentyAndAThousandProducts(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.fill(20)
		shirt := s.sell("Shirt", twoSizes)
		p, err := catalog.Get(t.Context(), s.db, shirt)
		s.check(err)
		measure := func() map[string]int64 {
			n := map[string]int64{}
			for name, r := range reads(s, shirt, p.Variants[0].ID) {
				ctx, counter := sqldb.Count(t.Context(), nil)
				if err := r.read(ctx); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if n[name] = counter.Statements(); n[name] > r.limit {
					t.Errorf("%s takes %d statements", name, n[name])
				}
			}
			return n
		}
		few := measure()
		s.multiply(50)
		for name, n := range measure() {
			if n != few[name] {
				t.Errorf("%s: %d statements at first, then %d", name, few[name], n)
			}
		}
	})
}

// slow finds a walk over all rows of products in the plan of either engine.
var slow = regexp.MustCompile(`(?m)Seq Scan on products|SCAN (p|products)$`)

func plan(t *testing.T, s *shop, query string, args []any) string {
	t.Helper()
	explain := "EXPLAIN "
	if s.db.Engine() == sqldb.SQLite {
		explain = "EXPLAIN QUERY PLAN "
	}
	return explained(t, s, s.db, explain+query, args)
}

// able is the plan of an engine that never walks over all rows when it need not. PostgreSQL finds a
// walk over few thousand rows cheap, and takes it for granted that a third of all goods is on sale.
func able(t *testing.T, s *shop, query string, args []any) (p string) {
	t.Helper()
	if s.db.Engine() == sqldb.SQLite {
		return plan(t, s, query, args)
	}
	s.check(s.db.Tx(t.Context(), func(tx *sqldb.DB) error {
		for _, never := range []string{"SET LOCAL enable_seqscan = off", "SET LOCAL enable_bitmapscan = off"} {
			if _, err := tx.ExecContext(t.Context(), never); err != nil {
				return err
			}
		}
		p = explained(t, s, tx, "EXPLAIN "+query, args)
		return nil
	}))
	return p
}

// how gives the stricter of both where the engine's statistics suffice.
func how(unknown bool) func(*testing.T, *shop, string, []any) string {
	if unknown {
		return able
	}
	return plan
}

func explained(t *testing.T, s *shop, db *sqldb.DB, query string, args []any) string {
	t.Helper()
	found, err := db.QueryContext(t.Context(), query, args...)
	s.check(err)
	defer found.Close()
	var lines []string
	for found.Next() {
		var line string
		if s.db.Engine() == sqldb.SQLite {
			var a, b, c int64
			s.check(found.Scan(&a, &b, &c, &line))
		} else {
			s.check(found.Scan(&line))
		}
		lines = append(lines, line)
	}
	s.check(found.Err())
	return strings.Join(lines, "\n")
}

func TestListsWalkAlongAnIndex(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		_, glow := s.newVendor("dana", "Glow Bar")
		s.fill(60)
		s.sell("Cream", func(f *catalog.ProductForm) { f.VendorID = glow })
		s.multiply(50)
		s.exec("UPDATE products SET old_price = NULL WHERE id % 50 <> 0") // what is on sale is rare
		if s.db.Engine() == sqldb.Postgres {
			s.exec("VACUUM products") // what is new stands in the index of words only then
		}
		s.exec("ANALYZE")
		tree, words := s.tree(), s.words()
		facts, err := catalog.ReadFacts(t.Context(), s.db)
		s.check(err)
		for _, c := range []struct {
			name   string
			filter catalog.Filter
			lang   string
			index  string
		}{
			{"everything", catalog.Filter{}, "en", "products_new"},
			{"oldest", catalog.Filter{Order: catalog.Oldest}, "en", "products_new"},
			{"a late page", catalog.Filter{Page: 10}, "en", "products_new"},
			{"cheapest", catalog.Filter{Order: catalog.Cheapest}, "en", "products_price"},
			{"dearest", catalog.Filter{Order: catalog.Dearest}, "en", "products_price"},
			{"best rated", catalog.Filter{Order: catalog.BestRated}, "en", "products_rating"},
			{"by title", catalog.Filter{Order: catalog.TitleUp}, "en", "products_title_en"},
			{"by Russian title", catalog.Filter{Order: catalog.TitleDown}, "ru", "products_title_ru"},
			{"by Kazakh title", catalog.Filter{Order: catalog.TitleUp}, "kk", "products_title_kk"},
			{"a category", catalog.Filter{Categories: []string{"small-things"}}, "en", "products_(category|new)"},
			{"a category by price", catalog.Filter{Categories: []string{"small-things"}, Order: catalog.Cheapest}, "en", "products_(category|price)"},
			{"a category by rating", catalog.Filter{Categories: []string{"small-things"}, Order: catalog.BestRated}, "en", "products_rating"},
			{"a category by title", catalog.Filter{Categories: []string{"small-things"}, Order: catalog.TitleUp}, "en", "products_title_en"},
			{"what is on sale by title", catalog.Filter{OnSale: true, Order: catalog.TitleUp}, "en", "products_sale"},
			{"what is on sale", catalog.Filter{OnSale: true}, "en", "products_sale"},
			{"few stars' worth by price", catalog.Filter{Stars: 5, Order: catalog.Cheapest}, "en", "products_rating"},
			{"a vendor", catalog.Filter{Vendors: []int64{glow}}, "en", "products_vendor"},
			{"a query", catalog.Filter{Query: "cream", Order: catalog.BestFit}, "en", "products_words"},
			{"a query by price", catalog.Filter{Query: "cream", Order: catalog.Cheapest}, "en", "products_words"},
			{"a narrow price", catalog.Filter{MinPrice: 10_000_00, MaxPrice: 10_001_00, Order: catalog.Cheapest}, "en", "products_price"},
		} {
			found, err := catalog.ReadFound(t.Context(), s.db, words, c.filter)
			s.check(err)
			if c.filter.Query == "" && c.filter.Tag == "" {
				found = nil
			}
			size := facts.Count(tree, c.filter, found).Size()
			query, args := catalog.ListSQL(s.db, catalog.Look{Tree: tree, Words: words, Filter: c.filter, Lang: c.lang}, size)
			if p := how(c.filter.OnSale)(t, s, query, args); slow.MatchString(p) || !regexp.MustCompile(c.index).MatchString(p) {
				t.Errorf("%s of %d does not walk along %s:\n%s", c.name, size.Total, c.index, p)
			}
		}
		query, args := catalog.FeaturedSQL()
		if p := plan(t, s, query, args); slow.MatchString(p) {
			t.Errorf("featured:\n%s", p)
		}
		query, args = catalog.FactsSQL()
		if p := able(t, s, query, args); !regexp.MustCompile("Index Only Scan using products_facts|COVERING INDEX products_facts").MatchString(p) {
			t.Errorf("facts:\n%s", p)
		}
		query, args = catalog.FoundSQL(s.db, words, catalog.Filter{Query: "cream"})
		if p := plan(t, s, query, args); slow.MatchString(p) {
			t.Errorf("found:\n%s", p)
		}
		query, args = catalog.CardsSQL([]int64{3, 5, 7})
		if p := plan(t, s, query, args); slow.MatchString(p) {
			t.Errorf("cards by id:\n%s", p)
		}
	})
}

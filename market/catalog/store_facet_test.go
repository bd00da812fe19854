package catalog_test

import (
	"net/url"
	"testing"

	"bazaar/market/catalog"
)

// What a filter shows is what its facets say, on both databases.
func TestFacetsCountWhatListsShow(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		shelves(s)
		s.fill(30)
		tree := s.tree()
		facts, err := catalog.ReadFacts(t.Context(), s.db)
		s.check(err)
		for _, query := range []string{
			"", "category=small-things", "vendor=2", "vendor=1&category=small-things&in_stock=1", "min_price=10&max_price=999",
			"on_sale=1", "rating=4", "rating=5", "tag=gaming", "tag=gaming&on_sale=1", "q=laptop", "q=laptop&in_stock=1", "q=zzz", "category=nothing",
		} {
			v, err := url.ParseQuery(query)
			s.check(err)
			f := catalog.ParseFilter(v)
			found, err := catalog.ReadFound(t.Context(), s.db, s.words(), f)
			s.check(err)
			n := facts.Count(tree, f, found)
			if shown := list(t, s, query, "en").Total; n.Total != shown {
				t.Errorf("%s: facets count %d, the list shows %d", query, n.Total, shown)
			}
			for id, count := range n.Vendors {
				one := f
				one.Vendors = []int64{id}
				if l, err := catalog.List(t.Context(), s.db, s.look(one, "en")); err != nil || l.Total != count {
					t.Errorf("%s, vendor %d: facet %d, list %d, %v", query, id, count, l.Total, err)
				}
			}
		}
	})
}

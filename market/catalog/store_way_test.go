package catalog

import "testing"

func TestAPageIsReachedByTheWayThatReadsFewestRows(t *testing.T) {
	sale := Filter{OnSale: true}
	for name, c := range map[string]struct {
		filter Filter
		size   Size
		page   int64
		want   way
	}{
		"everything":                  {Filter{Order: Cheapest, Page: 3}, Size{100_000, 100_000}, 1, asPlanned},
		"nobody has counted":          {sale, Size{Total: 99}, 1, asPlanned},
		"few are sorted":              {sale, Size{99, 100_000}, 1, byFilter},
		"none are not looked for":     {sale, Size{0, 100_000}, 1, byFilter},
		"many are met soon":           {sale, Size{30_000, 100_000}, 1, alongOrder},
		"but not on a late page":      {sale, Size{30_000, 100_000}, 50, byFilter},
		"nearly all":                  {Filter{InStock: true}, Size{96_000, 100_000}, 400, alongOrder},
		"few with a word":             {Filter{Query: "laptop", Order: Cheapest}, Size{3_736, 100_000}, 1, byFilter},
		"many with a word":            {Filter{Query: "a", Order: Cheapest}, Size{95_000, 100_000}, 1, asPlanned},
		"a small market sorts itself": {sale, Size{60, 150}, 1, byFilter},
	} {
		if got := (Look{Filter: c.filter}).way(c.size, (c.page-1)*PageSize); got != c.want {
			t.Errorf("%s: way %d, want %d", name, got, c.want)
		}
	}
}

func TestAColumnIsHiddenOnlyFromIndexesThatDoNotGiveTheOrder(t *testing.T) {
	for name, c := range map[string]struct {
		terms  terms
		column string
		want   bool
	}{
		"a category, newest first": {terms{order: Newest, alone: true}, "p.category_id", true},
		"two categories":           {terms{order: Newest}, "p.category_id", false},
		"a category by title":      {terms{order: TitleUp, alone: true}, "p.category_id", false},
		"a vendor by price":        {terms{order: Cheapest, alone: true}, "p.vendor_id", false},
		"a price by price":         {terms{order: Dearest}, "p.price_from", true},
		"a price by rating":        {terms{order: BestRated}, "p.price_from", false},
		"stars by rating":          {terms{order: BestRated}, "p.rating", true},
		"on sale, oldest first":    {terms{order: Oldest}, "p.old_price", true},
	} {
		if got := c.terms.gives(c.column); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

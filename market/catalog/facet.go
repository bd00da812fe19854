package catalog

import "slices"

// starHundredths is one star in the unit of ratings.
const starHundredths = 100

// Fact is what filters ask of one listed product.
type Fact struct {
	Category, Vendor, Price int64
	Rating                  int64 // in hundredths of a star
	Reviews                 int64
	OnSale, Available       bool
}

// Facts are those of all goods that a list may show, before its filters.
type Facts []Fact

// Facets count what each value of each filter would show beside the other filters in force: values
// of one filter add up, filters narrow each other.
type Facets struct {
	// Categories are by id, each with everything below it; Vendors are by id.
	Categories, Vendors map[int64]int64
	OnSale, InStock     int64
	// Stars[n] counts the goods with at least n stars; Stars[0] those with any rating or none.
	Stars [MostStars + 1]int64
	// Lowest and Highest bound the prices beside the other filters, in minor units.
	Lowest, Highest int64
	// Total passes all filters.
	Total int64
	// Without counts what would be shown if one filter was dropped.
	Without map[FilterName]int64
}

// FilterName names a filter of a list.
type FilterName string

// The filters that a visitor can drop.
const (
	ByCategory FilterName = "category"
	ByVendor   FilterName = "vendor"
	ByPrice    FilterName = "price"
	BySale     FilterName = "on_sale"
	ByStock    FilterName = "in_stock"
	ByRating   FilterName = "rating"
)

// filterNames are in the order of the filters on a page.
var filterNames = [...]FilterName{ByCategory, ByPrice, ByVendor, BySale, ByStock, ByRating}

// sieve is a filter ready to be asked about many goods.
type sieve struct {
	Filter
	categories map[int64]bool
	vendors    map[int64]bool
}

// failing is a set of filters that a product does not pass, one bit for each of filterNames.
type failing uint8

// alone tells that nothing but possibly the i-th filter keeps the product out.
func (f failing) alone(i int) bool { return f&^(1<<i) == 0 }

func (s sieve) judge(f Fact) failing {
	var out failing
	for i, passes := range [...]bool{
		len(s.Categories) == 0 || s.categories[f.Category],
		f.Price >= s.MinPrice && (s.MaxPrice == 0 || f.Price <= s.MaxPrice),
		len(s.Vendors) == 0 || s.vendors[f.Vendor],
		!s.OnSale || f.OnSale,
		!s.InStock || f.Available,
		f.Rating >= s.Stars*starHundredths,
	} {
		if !passes {
			out |= 1 << i
		}
	}
	return out
}

// Count finds the facets of a filter. Its query and tag are those for which the facts were read.
func (all Facts) Count(t Tree, f Filter) Facets {
	s := sieve{Filter: f, categories: setOf(t.Within(f.Categories...)), vendors: setOf(f.Vendors)}
	n := Facets{Categories: map[int64]int64{}, Vendors: map[int64]int64{}, Without: map[FilterName]int64{}}
	for _, fact := range all {
		n.add(fact, s.judge(fact))
	}
	n.Categories = t.sums(n.Categories)
	return n
}

// add counts a product in every facet whose own filter is all that may keep it out.
func (n *Facets) add(f Fact, out failing) {
	if out == 0 {
		n.Total++
	}
	for i, name := range filterNames {
		if !out.alone(i) {
			continue
		}
		n.Without[name]++
		switch name {
		case ByCategory:
			n.Categories[f.Category]++
		case ByVendor:
			n.Vendors[f.Vendor]++
		case ByPrice:
			n.Highest = max(n.Highest, f.Price)
			if n.Lowest == 0 || f.Price < n.Lowest {
				n.Lowest = f.Price
			}
		case BySale:
			n.OnSale += one(f.OnSale)
		case ByStock:
			n.InStock += one(f.Available)
		case ByRating:
			for stars := range n.Stars {
				n.Stars[stars] += one(f.Rating >= int64(stars)*starHundredths)
			}
		}
	}
}

// sums adds to each category the counts of everything below it.
func (t Tree) sums(own map[int64]int64) map[int64]int64 {
	all := make(map[int64]int64, len(t.all))
	for _, c := range t.all {
		if own[c.ID] == 0 {
			continue
		}
		for _, above := range t.Path(c.ID) {
			all[above.ID] += own[c.ID]
		}
	}
	return all
}

// Blame names the filters each of which alone keeps an empty list empty, the one that hides most
// first.
func (n Facets) Blame() []FilterName {
	var names []FilterName
	for _, name := range filterNames {
		if n.Without[name] > n.Total {
			names = append(names, name)
		}
	}
	slices.SortStableFunc(names, func(a, b FilterName) int { return int(n.Without[b] - n.Without[a]) })
	return names
}

// Drop is the filter without one of its parts, on the first page.
func (f Filter) Drop(name FilterName) Filter {
	f.Page = 1
	switch name {
	case ByCategory:
		f.Categories = nil
	case ByVendor:
		f.Vendors = nil
	case ByPrice:
		f.MinPrice, f.MaxPrice = 0, 0
	case BySale:
		f.OnSale = false
	case ByStock:
		f.InStock = false
	case ByRating:
		f.Stars = 0
	}
	return f
}

func setOf(ids []int64) map[int64]bool {
	set := make(map[int64]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

func one(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// Stand is what a vendor has to offer: how many goods, and what customers think of them.
type Stand struct {
	Products int64
	// Rating is the average over all reviews in hundredths of a star, 0 without any.
	Rating, Reviews int64
}

// Stands are those of the vendors with goods, by vendor.
func (all Facts) Stands() map[int64]Stand {
	stands := map[int64]Stand{}
	for _, f := range all {
		s := stands[f.Vendor]
		s.Products++
		s.Reviews += f.Reviews
		s.Rating += f.Rating * f.Reviews // a sum, so far
		stands[f.Vendor] = s
	}
	for id, s := range stands {
		if s.Reviews > 0 {
			s.Rating = (s.Rating + s.Reviews/2) / s.Reviews
			stands[id] = s
		}
	}
	return stands
}

package catalog

import (
	"cmp"
	"maps"
	"slices"
)

// starHundredths is one star in the unit of ratings.
const starHundredths = 100

// OfferedVendors is how many vendors a list offers as a filter: those with most goods in it, and
// those that are chosen.
const OfferedVendors = 60

// Fact is what filters ask of one listed product.
type Fact struct {
	ID, Category, Vendor, Price int64
	Rating                      int64 // in hundredths of a star
	Reviews                     int64
	OnSale, Available           bool
}

// Facts are those of all listed goods. They hold 48 bytes of each, and never change once they are
// complete, so that many requests may count them.
type Facts struct {
	goods               []fact // in the order of ids
	categories, vendors numbering
}

// fact is a Fact with the places of its category and vendor in the place of their ids: counting by
// place is several times quicker than by id.
type fact struct {
	id, price         int64
	rating, reviews   int64
	category, vendor  int32
	onSale, available bool
}

// numbering gives ids small numbers, in the order in which they appear.
type numbering struct {
	ids    []int64
	places map[int64]int32
}

func (n *numbering) place(id int64) int32 {
	if at, ok := n.places[id]; ok {
		return at
	}
	if n.places == nil {
		n.places = map[int64]int32{}
	}
	at := int32(len(n.ids)) //nolint:gosec // there are not so many categories or vendors
	n.ids, n.places[id] = append(n.ids, id), at
	return at
}

// byID turns counts by place into counts by id, without the zeros.
func (n *numbering) byID(counts []int64) map[int64]int64 {
	all := map[int64]int64{}
	for at, count := range counts {
		if count > 0 {
			all[n.ids[at]] = count
		}
	}
	return all
}

// NewFacts gathers facts.
func NewFacts(goods ...Fact) *Facts {
	all := &Facts{}
	for _, one := range goods {
		all.add(one)
	}
	all.sort()
	return all
}

func (all *Facts) add(one Fact) {
	all.goods = append(all.goods, fact{
		id: one.ID, price: one.Price, rating: one.Rating, reviews: one.Reviews, onSale: one.OnSale, available: one.Available,
		category: all.categories.place(one.Category), vendor: all.vendors.place(one.Vendor),
	})
}

// sort puts the goods in the order of Found, since an index may hand them over in another one.
func (all *Facts) sort() {
	slices.SortFunc(all.goods, func(a, b fact) int { return cmp.Compare(a.id, b.id) })
}

// Found are the goods that a query and a tag leave.
type Found struct {
	ids []int64 // in rising order
}

func foundOf(hits []Card) *Found {
	found := &Found{ids: make([]int64, len(hits))}
	for i, hit := range hits {
		found.ids[i] = hit.ID
	}
	slices.Sort(found.ids)
	return found
}

// Len is how many there are.
func (f *Found) Len() int { return len(f.ids) }

// among gives the goods that were found; all of them for nil.
func (all *Facts) among(found *Found) []fact {
	if found == nil {
		return all.goods
	}
	goods := make([]fact, 0, len(found.ids))
	rest := all.goods
	for _, id := range found.ids {
		at, ok := slices.BinarySearchFunc(rest, id, func(f fact, id int64) int { return cmp.Compare(f.id, id) })
		if ok {
			goods = append(goods, rest[at])
		}
		rest = rest[at:]
	}
	return goods
}

// Facets count what each value of each filter would show beside the other filters in force: values
// of one filter add up, filters narrow each other.
type Facets struct {
	// Categories are by id, each with everything below it.
	Categories map[int64]int64
	// Vendors are by id, at most OfferedVendors and those that are chosen.
	Vendors         map[int64]int64
	OnSale, InStock int64
	// Stars[n] counts the goods with at least n stars; Stars[0] those with any rating or none.
	Stars [MostStars + 1]int64
	// Lowest and Highest bound the prices beside the other filters, in minor units.
	Lowest, Highest int64
	// Total passes all filters; All is how many goods there are, of other queries and tags as well.
	Total, All int64
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

// failing is a set of filters that a product does not pass, one bit for each of filterNames.
type failing uint8

// alone tells that nothing but possibly the i-th filter keeps the product out.
func (f failing) alone(i int) bool { return f&^(1<<i) == 0 }

// sieve is a filter ready to be asked about many goods, with what it has counted. The counts are by
// place, and by filter in the order of filterNames.
type sieve struct {
	Filter
	anyCategory, anyVendor           bool
	chosenCategories, chosenVendors  []bool
	categories, vendors              []int64
	lowest, highest, onSale, inStock int64
	stars                            [MostStars + 1]int64
	without                          [len(filterNames)]int64
	total                            int64
}

func (all *Facts) sieve(t Tree, f Filter) *sieve {
	s := &sieve{
		Filter: f, anyCategory: len(f.Categories) == 0, anyVendor: len(f.Vendors) == 0,
		categories: make([]int64, len(all.categories.ids)), vendors: make([]int64, len(all.vendors.ids)),
	}
	s.chosenCategories = all.categories.chosen(t.Within(f.Categories...))
	s.chosenVendors = all.vendors.chosen(f.Vendors)
	return s
}

func (n *numbering) chosen(ids []int64) []bool {
	chosen := make([]bool, len(n.ids))
	for _, id := range ids {
		if at, ok := n.places[id]; ok {
			chosen[at] = true
		}
	}
	return chosen
}

func (s *sieve) judge(f *fact) failing {
	var out failing
	for i, passes := range [...]bool{
		s.anyCategory || s.chosenCategories[f.category],
		f.price >= s.MinPrice && (s.MaxPrice == 0 || f.price <= s.MaxPrice),
		s.anyVendor || s.chosenVendors[f.vendor],
		!s.OnSale || f.onSale,
		!s.InStock || f.available,
		f.rating >= s.Stars*starHundredths,
	} {
		if !passes {
			out |= 1 << i
		}
	}
	return out
}

// Count finds the facets of a filter among the goods that its query and tag have found, nil where
// it has neither.
func (all *Facts) Count(t Tree, f Filter, found *Found) Facets {
	s := all.sieve(t, f)
	goods := all.among(found)
	for i := range goods {
		s.add(&goods[i], s.judge(&goods[i]))
	}
	n := Facets{
		Categories: t.sums(all.categories.byID(s.categories)), Vendors: s.offered(&all.vendors), OnSale: s.onSale, InStock: s.inStock,
		Stars: s.stars, Lowest: s.lowest, Highest: s.highest, Total: s.total, All: int64(len(all.goods)), Without: map[FilterName]int64{},
	}
	for i, name := range filterNames {
		n.Without[name] = s.without[i]
	}
	return n
}

// add counts a product in every facet whose own filter is all that may keep it out.
func (s *sieve) add(f *fact, out failing) {
	if out&(out-1) != 0 {
		return // two filters keep it out
	}
	if out == 0 {
		s.total++
	}
	for i, name := range filterNames {
		if !out.alone(i) {
			continue
		}
		s.without[i]++
		switch name {
		case ByCategory:
			s.categories[f.category]++
		case ByVendor:
			s.vendors[f.vendor]++
		case ByPrice:
			s.highest = max(s.highest, f.price)
			if s.lowest == 0 || f.price < s.lowest {
				s.lowest = f.price
			}
		case BySale:
			s.onSale += one(f.onSale)
		case ByStock:
			s.inStock += one(f.available)
		case ByRating:
			for stars := range s.stars {
				s.stars[stars] += one(f.rating >= int64(stars)*starHundredths)
			}
		}
	}
}

// offered are the vendors that a list offers, with their goods.
func (s *sieve) offered(n *numbering) map[int64]int64 {
	all := n.byID(s.vendors)
	if len(all) <= OfferedVendors {
		return all
	}
	ids := slices.SortedFunc(maps.Keys(all), func(a, b int64) int { return cmp.Or(cmp.Compare(all[b], all[a]), cmp.Compare(a, b)) })
	for _, id := range ids[OfferedVendors:] {
		if at := n.places[id]; !s.chosenVendors[at] {
			delete(all, id)
		}
	}
	return all
}

// Counted is the tree with the number of goods in each category.
func (t Tree) Counted(all *Facts) Tree {
	counts := make([]int64, len(all.categories.ids))
	for i := range all.goods {
		counts[all.goods[i].category]++
	}
	own := all.categories.byID(counts)
	list := slices.Clone(t.all)
	for i := range list {
		list[i].Products = own[list[i].ID]
	}
	return NewTree(list)
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

func one(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

package catalog

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// smallTree has category 1 with 2 below it, and 3 beside.
func smallTree() Tree {
	return NewTree([]Category{{ID: 1, Slug: "a"}, {ID: 2, Slug: "aa", ParentID: 1}, {ID: 3, Slug: "b"}})
}

var fewGoods = NewFacts(
	Fact{ID: 1, Category: 1, Vendor: 7, Price: 1000, Rating: 450, Available: true},
	Fact{ID: 4, Category: 2, Vendor: 7, Price: 2000, Rating: 390, OnSale: true, Available: true},
	Fact{ID: 3, Category: 2, Vendor: 8, Price: 3000, OnSale: true},
	Fact{ID: 2, Category: 3, Vendor: 8, Price: 4000, Rating: 500, Available: true},
)

func TestFacetsAddInsideAFilterAndNarrowBetween(t *testing.T) {
	for name, c := range map[string]struct {
		filter              Filter
		categories, sellers map[int64]int64
		sale, stock, four   int64
		low, high, total    int64
	}{
		"no filter":        {Filter{}, map[int64]int64{1: 3, 2: 2, 3: 1}, map[int64]int64{7: 2, 8: 2}, 2, 3, 2, 1000, 4000, 4},
		"a category":       {Filter{Categories: []string{"a"}}, map[int64]int64{1: 3, 2: 2, 3: 1}, map[int64]int64{7: 2, 8: 1}, 2, 2, 1, 1000, 3000, 3},
		"two categories":   {Filter{Categories: []string{"aa", "b"}}, map[int64]int64{1: 3, 2: 2, 3: 1}, map[int64]int64{7: 1, 8: 2}, 2, 2, 1, 2000, 4000, 3},
		"category, vendor": {Filter{Categories: []string{"a"}, Vendors: []int64{8}}, map[int64]int64{1: 1, 2: 1, 3: 1}, map[int64]int64{7: 2, 8: 1}, 1, 0, 0, 3000, 3000, 1},
		"in stock":         {Filter{InStock: true}, map[int64]int64{1: 2, 2: 1, 3: 1}, map[int64]int64{7: 2, 8: 1}, 1, 3, 2, 1000, 4000, 3},
		"a price":          {Filter{MinPrice: 2000, MaxPrice: 3000}, map[int64]int64{1: 2, 2: 2}, map[int64]int64{7: 1, 8: 1}, 2, 1, 0, 1000, 4000, 2},
		"four stars":       {Filter{Stars: 4}, map[int64]int64{1: 1, 3: 1}, map[int64]int64{7: 1, 8: 1}, 0, 2, 2, 1000, 4000, 2},
		"unknown category": {Filter{Categories: []string{"x"}}, map[int64]int64{1: 3, 2: 2, 3: 1}, map[int64]int64{}, 0, 0, 0, 0, 0, 0},
	} {
		n := fewGoods.Count(smallTree(), c.filter, nil)
		if !maps.Equal(n.Categories, c.categories) || !maps.Equal(n.Vendors, c.sellers) {
			t.Errorf("%s: categories %v, vendors %v", name, n.Categories, n.Vendors)
		}
		if n.OnSale != c.sale || n.InStock != c.stock || n.Stars[4] != c.four || n.Lowest != c.low || n.Highest != c.high || n.Total != c.total {
			t.Errorf("%s: %+v", name, n)
		}
	}
}

func TestBlameNamesTheFilterThatEmptiesAList(t *testing.T) {
	for name, c := range map[string]struct {
		filter Filter
		want   []FilterName
	}{
		"one is too much":     {Filter{Vendors: []int64{8}, Categories: []string{"a"}, InStock: true}, []FilterName{ByVendor, ByCategory, ByStock}},
		"the price":           {Filter{MinPrice: 9000}, []FilterName{ByPrice}},
		"two at once":         {Filter{MinPrice: 9000, Categories: []string{"x"}}, nil},
		"hides most at first": {Filter{Categories: []string{"b"}, OnSale: true}, []FilterName{ByCategory, BySale}},
	} {
		n := fewGoods.Count(smallTree(), c.filter, nil)
		if n.Total != 0 {
			t.Fatalf("%s: the list is not empty", name)
		}
		if got := n.Blame(); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		for _, blamed := range n.Blame() {
			if again := fewGoods.Count(smallTree(), c.filter.Drop(blamed), nil); again.Total != n.Without[blamed] || again.Total == 0 {
				t.Errorf("%s: without %s there are %d, said %d", name, blamed, again.Total, n.Without[blamed])
			}
		}
	}
}

func TestAStandSumsUpAVendor(t *testing.T) {
	stands := NewFacts(
		Fact{Vendor: 7, Rating: 500, Reviews: 1}, Fact{Vendor: 8}, Fact{Vendor: 7, Rating: 400, Reviews: 2}, Fact{Vendor: 7},
		Fact{Vendor: 9, Rating: 500, Reviews: 1}, Fact{Vendor: 6, Rating: 490, Reviews: 90},
	).Stands()
	for _, want := range []Stand{{Vendor: 7, Products: 3, Rating: 433, Reviews: 3}, {Vendor: 8, Products: 1}} {
		if got := stands.Of(want.Vendor); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if none := stands.Of(5); none != (Stand{}) {
		t.Errorf("a vendor without goods has %+v", none)
	}
	var order []int64
	for _, s := range stands.Best() {
		order = append(order, s.Vendor)
	}
	if want := []int64{6, 7, 9, 8}; !slices.Equal(order, want) {
		t.Errorf("the best are %v, want %v", order, want)
	}
}

// A large market has more vendors than a list can offer.
func TestAListOffersTheVendorsWithMostGoodsAndTheChosenOnes(t *testing.T) {
	var goods []Fact
	for vendor := range int64(OfferedVendors + 20) {
		for range vendor + 1 {
			goods = append(goods, Fact{ID: int64(len(goods)), Vendor: vendor})
		}
	}
	n := NewFacts(goods...).Count(Tree{}, Filter{Vendors: []int64{3}}, nil)
	if len(n.Vendors) != OfferedVendors+1 || n.Vendors[3] != 4 || n.Vendors[20] != 21 || n.Vendors[19] != 0 {
		t.Errorf("%d vendors are offered: %v", len(n.Vendors), n.Vendors)
	}
}

func TestWhatWasFoundIsCountedAlone(t *testing.T) {
	found := &Found{ids: []int64{0, 2, 3, 99}} // two are not listed
	n := fewGoods.Count(smallTree(), Filter{InStock: true}, found)
	if n.Total != 1 || n.Without[ByStock] != 2 || !maps.Equal(n.Vendors, map[int64]int64{8: 1}) {
		t.Errorf("%+v", n)
	}
}

// What a facet promises for one more value is what the list then shows.
func TestAFacetKeepsItsPromise(t *testing.T) {
	tree := smallTree()
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		facts := make([]Fact, r.IntN(40))
		for i := range facts {
			facts[i] = Fact{ID: int64(i), Category: 1 + r.Int64N(3), Vendor: 1 + r.Int64N(3), Price: 100 * r.Int64N(9), Rating: 50 * r.Int64N(11), OnSale: r.IntN(2) == 0, Available: r.IntN(2) == 0}
		}
		goods := NewFacts(facts...)
		f := Filter{Stars: r.Int64N(5), OnSale: r.IntN(3) == 0, InStock: r.IntN(3) == 0, MinPrice: 100 * r.Int64N(4)}
		n := goods.Count(tree, f, nil)
		for id, promised := range n.Vendors {
			f := f
			f.Vendors = []int64{id}
			if got := goods.Count(tree, f, nil).Total; got != promised {
				t.Fatalf("vendor %d: %d, promised %d", id, got, promised)
			}
		}
		for id, promised := range n.Categories {
			f := f
			f.Categories = []string{tree.all[tree.byID[id]].Slug}
			if got := goods.Count(tree, f, nil).Total; got != promised {
				t.Fatalf("category %d: %d, promised %d", id, got, promised)
			}
		}
		for stars, promised := range n.Stars {
			f := f
			f.Stars = int64(stars)
			if got := goods.Count(tree, f, nil).Total; got != promised {
				t.Fatalf("%d stars: %d, promised %d", stars, got, promised)
			}
		}
	})
}

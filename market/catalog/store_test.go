package catalog_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/infra/sqldb/sqldbtest"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// shelves is a small catalogue in which every filter and order makes a difference.
func shelves(s *shop) {
	_, glow := s.newVendor("dana", "Glow Bar")
	text := func(en, ru, kk string) i18n.Text { return i18n.Text{"en": en, "ru": ru, "kk": kk} }
	add := func(title i18n.Text, edits ...func(*catalog.ProductForm)) int64 {
		return s.sell(title.In("en"), append(edits, func(f *catalog.ProductForm) { f.Title = title })...)
	}
	price := func(minor, old int64) func(*catalog.ProductForm) {
		return func(f *catalog.ProductForm) {
			f.Variants[0].Price, f.Variants[0].OldPrice = usd(minor), usd(old)
		}
	}
	gaming := add(text("Gaming Laptop", "Игровой ноутбук", "Ойын ноутбугі"), price(99999, 119999), func(f *catalog.ProductForm) {
		f.Tags, f.Variants[0].SKU, f.Featured = []string{"gaming", "Laptops"}, "LAP-1", true
		f.Description = i18n.Text{"en": "<p>165 Hz and <b>quiet</b> fans.</p>"}
	})
	add(text("Laptop", "Ноутбук", "Ноутбук"), price(99900, 0))
	pro := add(text("Laptop Pro", "Ноутбук про", "Ноутбук про"), price(149900, 0), func(f *catalog.ProductForm) { f.Variants[0].Stock = 0 })
	add(text("Mouse", "Мышь", "Тінтуір"), price(2999, 3999), func(f *catalog.ProductForm) {
		f.CategoryID, f.Tags = s.small, []string{"gaming"}
		f.Description = i18n.Text{"en": "Goes well with a laptop"}
	})
	add(text("Christmas Tree", "Ёлка новогодняя", "Шырша"), price(4500, 0), func(f *catalog.ProductForm) { f.VendorID = glow })
	add(text("100% Cotton_Shirt", "Рубашка", "Әдемі жейде"), price(1990, 0), func(f *catalog.ProductForm) { f.VendorID, f.CategoryID = glow, s.small })
	s.create("Secret Laptop") // in review
	s.check(catalog.Rate(s.t.Context(), s.db, pro, catalog.Rating{Hundredths: 480, Reviews: 5}))
	s.check(catalog.Rate(s.t.Context(), s.db, gaming, catalog.Rating{Hundredths: 410, Reviews: 9}))
	s.check(catalog.Sold(s.t.Context(), s.db, map[int64]int64{gaming: 12}))
}

func list(t *testing.T, s *shop, query, lang string) catalog.Listing {
	t.Helper()
	v, err := url.ParseQuery(query)
	s.check(err)
	l, err := catalog.List(t.Context(), s.db, s.look(catalog.ParseFilter(v), lang))
	s.check(err)
	return l
}

func TestListFiltersAndSorts(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		shelves(s)
		all := []string{"100% Cotton_Shirt", "Christmas Tree", "Mouse", "Laptop Pro", "Laptop", "Gaming Laptop"} // newest first
		for _, c := range []struct {
			query, lang string
			want        []string
		}{
			{"", "en", all},
			{"order_by=date", "en", reversed(all)},
			{"category=small-things", "en", []string{"100% Cotton_Shirt", "Mouse"}},
			{"category=electronics", "en", all},
			{"category=small-things&category=nothing", "en", []string{"100% Cotton_Shirt", "Mouse"}},
			{"category=nothing", "en", nil},
			{"vendor=2", "en", []string{"100% Cotton_Shirt", "Christmas Tree"}},
			{"vendor=1&vendor=2&category=small-things", "en", []string{"100% Cotton_Shirt", "Mouse"}},
			{"vendor=999", "en", nil},
			{"min_price=45&max_price=999", "en", []string{"Christmas Tree", "Laptop"}},
			{"min_price=nonsense", "en", all},
			{"on_sale=1", "en", []string{"Mouse", "Gaming Laptop"}},
			{"in_stock=1&order_by=-price", "en", []string{"Gaming Laptop", "Laptop", "Christmas Tree", "Mouse", "100% Cotton_Shirt"}},
			{"rating=4", "en", []string{"Laptop Pro", "Gaming Laptop"}},
			{"rating=5", "en", nil},
			{"rating=9", "en", all},
			{"tag=gaming", "en", []string{"Mouse", "Gaming Laptop"}},
			{"tag=nothing", "en", nil},
			{"q=laptop", "en", []string{"Laptop", "Laptop Pro", "Gaming Laptop", "Mouse"}},
			{"q=laptop&order_by=-date", "en", []string{"Mouse", "Laptop Pro", "Laptop", "Gaming Laptop"}},
			{"q=laptop&in_stock=1", "en", []string{"Laptop", "Gaming Laptop", "Mouse"}},
			{"q=laptop&on_sale=1&order_by=price", "en", []string{"Mouse", "Gaming Laptop"}},
			{"q=%25", "en", nil},
			{"order_by=price", "en", []string{"100% Cotton_Shirt", "Mouse", "Christmas Tree", "Laptop", "Gaming Laptop", "Laptop Pro"}},
			{"order_by=title", "en", []string{"100% Cotton_Shirt", "Christmas Tree", "Gaming Laptop", "Laptop", "Laptop Pro", "Mouse"}},
			{"order_by=title", "ru", []string{"Christmas Tree", "Gaming Laptop", "Mouse", "Laptop", "Laptop Pro", "100% Cotton_Shirt"}},
			{"order_by=-title", "kk", []string{"Christmas Tree", "Mouse", "Gaming Laptop", "Laptop Pro", "Laptop", "100% Cotton_Shirt"}},
			{"order_by=-rating&category=electronics", "en", []string{"Laptop Pro", "Gaming Laptop", "100% Cotton_Shirt", "Christmas Tree", "Mouse", "Laptop"}},
			{"page=7", "en", all},
		} {
			if l := list(t, s, c.query, c.lang); !slices.Equal(titles(l.Cards), c.want) || l.Total != int64(len(c.want)) || l.Page != 1 {
				t.Errorf("%s in %s: %q of %d, want %q", c.query, c.lang, titles(l.Cards), l.Total, c.want)
			}
		}
	})
}

func reversed(s []string) []string {
	s = slices.Clone(s)
	slices.Reverse(s)
	return s
}

func TestListCutsPagesOfTwenty(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.fill(45)
		seen := map[int64]bool{}
		for page, want := range map[string]int{"": 20, "2": 20, "3": 5, "4": 5, "1000000000000000000": 5, "x": 20} {
			l := list(t, s, "category=electronics&page="+page, "en")
			if len(l.Cards) != want || l.Total != 45 || l.Pages != 3 {
				t.Errorf("page %q: %d cards of %d on %d pages", page, len(l.Cards), l.Total, l.Pages)
			}
			for _, c := range l.Cards {
				seen[c.ID] = true
			}
		}
		if len(seen) != 45 {
			t.Errorf("the pages show %d different goods", len(seen))
		}
	})
}

func TestACardShowsItsVendorCategoryAndPrices(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		shelves(s)
		c := list(t, s, "q=gaming+laptop", "en").Cards[0]
		if c.Vendor.Name != "TechStore" || c.Vendor.ID != s.vendor || c.Category.Slug != "electronics" || c.Category.Title["ru"] != "Электроника" {
			t.Errorf("links %+v %+v", c.Vendor, c.Category)
		}
		if c.Price != usd(99999) || c.OldPrice != usd(119999) || c.Rating != 410 || c.Reviews != 9 || c.Sold != 12 || !c.Available || !c.Featured || c.Variants != 1 || c.Created.IsZero() {
			t.Errorf("card %+v", c)
		}
	})
}

func TestSearchAndSuggest(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		shelves(s)
		for _, c := range []struct {
			q             string
			found, offers []string
		}{
			{"laptop", []string{"Laptop", "Laptop Pro", "Gaming Laptop", "Mouse"}, []string{"Laptop", "Laptop Pro", "Gaming Laptop"}},
			{"LAP", []string{"Laptop Pro", "Laptop", "Gaming Laptop", "Mouse"}, []string{"Laptop Pro", "Laptop", "Gaming Laptop"}},
			{"laptop gaming", []string{"Gaming Laptop", "Mouse"}, []string{"Gaming Laptop"}},
			{"lap-1", []string{"Gaming Laptop"}, []string{"Gaming Laptop"}},
			{"елка", []string{"Christmas Tree"}, []string{"Christmas Tree"}},
			{"ЁЛКА", []string{"Christmas Tree"}, []string{"Christmas Tree"}},
			{"әдемі", []string{"100% Cotton_Shirt"}, []string{"100% Cotton_Shirt"}},
			{"ӘДЕМІ", []string{"100% Cotton_Shirt"}, []string{"100% Cotton_Shirt"}},
			{"quiet", []string{"Gaming Laptop"}, nil},
			{"glow", []string{"Christmas Tree", "100% Cotton_Shirt"}, []string{"Christmas Tree", "100% Cotton_Shirt"}},
			{"gaming", []string{"Gaming Laptop", "Mouse"}, []string{"Gaming Laptop", "Mouse"}},
			{"100%", []string{"100% Cotton_Shirt"}, []string{"100% Cotton_Shirt"}},
			{"cotton_shirt", []string{"100% Cotton_Shirt"}, []string{"100% Cotton_Shirt"}},
			{"top", []string{"Gaming Laptop", "Laptop Pro", "Laptop", "Mouse"}, []string{"Gaming Laptop", "Laptop Pro", "Laptop"}}, // most sold, best rated
			{"q", []string{"Gaming Laptop"}, nil},                                                                                  // a letter asks for beginnings: “quiet”
			{"%", nil, nil},
			{"_", nil, nil},
			{"'; DROP TABLE products --", nil, nil},
			{"secret", nil, nil},
			{"\x00\xff", nil, nil},
		} {
			l, err := s.search(c.q, 1)
			s.check(err)
			if got := titles(l.Cards); !slices.Equal(got, c.found) || l.Total != int64(len(c.found)) {
				t.Errorf("search %q: %q, want %q", c.q, got, c.found)
			}
			offers, err := catalog.Suggest(t.Context(), s.db, s.words(), c.q)
			s.check(err)
			if got := titles(offers); !slices.Equal(got, c.offers) {
				t.Errorf("suggest %q: %q, want %q", c.q, got, c.offers)
			}
		}
	})
}

func TestSearchForgivesHowItWasTyped(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		shelves(s)
		for _, c := range []struct {
			q, corrected string
			first        string
		}{
			{"gaming lpatop", "gaming laptop", "Gaming Laptop"},
			{"nouse", "mouse", "Mouse"},
			{"тинтуир", "", "Mouse"},
			{"адеми жейде", "", "100% Cotton_Shirt"},
			{"лаптоп", "laptop", "Laptop"},
			{"rubashka", "рубашка", "100% Cotton_Shirt"},
			{"дфзещз", "laptop", "Laptop"},
			{"he,firf", "рубашка", "100% Cotton_Shirt"},
			{"новагодняя ёлка", "новогодняя елка", "Christmas Tree"},
			{"LAP-1", "", "Gaming Laptop"},
			{"cotton laptop", "", ""},
			{"zzzzzzzz", "", ""},
		} {
			l, err := s.search(c.q, 1)
			s.check(err)
			if got := append(titles(l.Cards), "")[0]; got != c.first || l.Corrected != c.corrected {
				t.Errorf("%q finds %q first and means %q, want %q and %q", c.q, got, l.Corrected, c.first, c.corrected)
			}
		}
	})
}

func TestAnArticleNumberComesFirst(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.sell("KB 77 Keyboard")
		s.sell("Stand", func(f *catalog.ProductForm) { f.Variants[0].SKU = "kb-77" })
		s.check(catalog.Sold(t.Context(), s.db, map[int64]int64{1: 50}))
		l, err := s.search("KB-77", 1)
		if err != nil || !slices.Equal(titles(l.Cards), []string{"Stand", "KB 77 Keyboard"}) {
			t.Errorf("%q, %v", titles(l.Cards), err)
		}
	})
}

func TestSearchCountsAndCutsPages(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		s.fill(230)
		exact := s.sell("Filler")
		l, err := s.search("filler", 99)
		if err != nil || l.Total != 200 || !l.Capped || l.Page != 10 || l.Pages != 10 || len(l.Cards) != 20 {
			t.Errorf("%d hits, capped %v, page %d of %d, %v", l.Total, l.Capped, l.Page, l.Pages, err)
		}
		offers, err := catalog.Suggest(t.Context(), s.db, s.words(), "filler")
		if err != nil || len(offers) != catalog.Suggestions || offers[0].ID != exact {
			t.Errorf("%d offers, first %d, %v; want %d first", len(offers), offers[0].ID, err, exact)
		}
	})
}

func TestBothDatabasesGiveTheSameGoods(t *testing.T) {
	if len(sqldbtest.Engines()) < 2 {
		t.Skip("one engine only")
	}
	answers := map[sqldb.Engine][]string{}
	for _, e := range sqldbtest.Engines() {
		s := newShop(t, sqldbtest.Open(t, e, market))
		shelves(s)
		s.fill(60)
		note := func(what string, cards []catalog.Card, err error) {
			s.check(err)
			answers[e] = append(answers[e], what+": "+strings.Join(titles(cards), ", "))
		}
		for _, lang := range i18n.Languages {
			for _, o := range catalog.Orders {
				for _, filter := range []string{"", "&category=small-things", "&vendor=1&vendor=2", "&q=fill", "&tag=tag-3&on_sale=1", "&in_stock=1&min_price=2", "&page=2"} {
					l := list(t, s, "order_by="+string(o)+filter, lang)
					note(lang+" "+string(o)+filter, l.Cards, nil)
				}
			}
		}
		for _, q := range []string{"laptop", "lap", "filler 00", "thing", "FILL", "glow", "ноут", "ұ", "е", "ё", "тінтуір", "tag 3", "tech store", "1", "o", "lpatop", "тинтуир", "top", "дфзещз", "fillre 0001", "рубашк"} {
			l, err := s.search(q, 1)
			note("search "+q, l.Cards, err)
			offers, err := catalog.Suggest(t.Context(), s.db, s.words(), q)
			note("suggest "+q, offers, err)
		}
		featured, err := catalog.Featured(t.Context(), s.db, 10)
		note("featured", featured, err)
		newest, err := catalog.New(t.Context(), s.db, 10)
		note("new", newest, err)
	}
	a, b := answers[sqldb.SQLite], answers[sqldb.Postgres]
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("SQLite   %s\nPostgres %s", a[i], b[i])
		}
	}
}

func TestHomeShowsFeaturedAndNewGoods(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		shelves(s)
		featured, err := catalog.Featured(t.Context(), s.db, 8)
		if err != nil || !slices.Equal(titles(featured), []string{"Gaming Laptop"}) {
			t.Errorf("featured %q, %v", titles(featured), err)
		}
		newest, err := catalog.New(t.Context(), s.db, 2)
		if err != nil || !slices.Equal(titles(newest), []string{"100% Cotton_Shirt", "Christmas Tree"}) {
			t.Errorf("new %q, %v", titles(newest), err)
		}
	})
}

func TestCardsComeInTheOrderAskedForAndOnlyPublicOnes(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		a, b, hidden := s.sell("A"), s.sell("B"), s.create("Hidden")
		cards, err := catalog.Cards(t.Context(), s.db, []int64{b, hidden, 999, a})
		if err != nil || !slices.Equal(titles(cards), []string{"B", "A"}) {
			t.Errorf("cards %q, %v", titles(cards), err)
		}
		if cards, err := catalog.Cards(t.Context(), s.db, nil); err != nil || cards != nil {
			t.Errorf("no ids: %q, %v", titles(cards), err)
		}
	})
}

func TestCategoriesCountWhatIsListed(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		shelves(s)
		goods, err := catalog.ReadFacts(t.Context(), s.db)
		s.check(err)
		tree := s.tree().Counted(goods)
		if n := tree.Count(s.things); n != 6 {
			t.Errorf("%d goods in the tree", n)
		}
		if c, ok := tree.BySlug("small-things"); !ok || c.Products != 2 || c.ParentID != s.things {
			t.Errorf("category %+v", c)
		}
	})
}

func TestProductPageShowsGoodsOfItsCategory(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		ids := []int64{s.sell("A"), s.sell("B"), s.sell("C"), s.sell("D"), s.sell("E"), s.sell("F")}
		s.create("Hidden")
		s.sell("Other", func(f *catalog.ProductForm) { f.CategoryID = s.small })
		p, err := catalog.Get(t.Context(), s.db, ids[4])
		if err != nil || !slices.Equal(titles(p.Related), []string{"F", "D", "C", "B"}) {
			t.Errorf("related %q, %v", titles(p.Related), err)
		}
	})
}

func TestArchivedGoodsThatWereSoldAreGone(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		sold, never := s.sell("Sold"), s.sell("Never")
		s.sell("Similar")
		s.check(catalog.Sold(t.Context(), s.db, map[int64]int64{sold: 1}))
		s.check(catalog.Archive(t.Context(), s.db, s.owner, sold, now))
		s.check(catalog.Archive(t.Context(), s.db, s.owner, never, now))
		_, err := catalog.Get(t.Context(), s.db, sold)
		f := fault.As(err)
		if f == nil || f.Kind != fault.Gone {
			t.Fatalf("sold and archived: %v", err)
		}
		if similar, ok := f.Detail.([]catalog.Card); !ok || !slices.Equal(titles(similar), []string{"Similar"}) {
			t.Errorf("similar %v", f.Detail)
		}
		for _, id := range []int64{never, 999, -1} {
			if _, err := catalog.Get(t.Context(), s.db, id); !fault.Is(err, fault.NotFound) {
				t.Errorf("product %d: %v", id, err)
			}
		}
	})
}

func TestFindKnowsOldAddresses(t *testing.T) {
	each(t, func(t *testing.T, s *shop) {
		id := s.sell("Gaming Laptop")
		p, err := catalog.Get(t.Context(), s.db, id)
		s.check(err)
		for _, key := range []string{p.PID, "gaming-laptop"} {
			if got, err := catalog.Find(t.Context(), s.db, key); err != nil || got != id {
				t.Errorf("%s: %d, %v", key, got, err)
			}
		}
		if _, err := catalog.Find(t.Context(), s.db, "nothing"); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown: %v", err)
		}
	})
}

package site_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/i18n"
	"bazaar/market/markettest"
	"bazaar/market/reviews"
	"bazaar/market/vendors"
	"bazaar/site"
	"bazaar/site/sitetest"
)

// stall is a small catalogue: two vendors, five goods, of which one is sold out and one rated.
func stall(t *testing.T, w *sitetest.World) (first, second markettest.Vendor, goods map[string]markettest.Product) {
	t.Helper()
	first, second = w.Market.Vendor(), w.Market.Vendor()
	goods = map[string]markettest.Product{}
	for _, g := range []struct {
		vendor markettest.Vendor
		title  string
		price  int64
		stock  int64
	}{
		{first, "Copper Kettle", 2500, 10},
		{first, "Steel Kettle", 4500, 10},
		{first, "Teapot", 1500, 0},
		{second, "Samovar", 19900, 3},
		{second, "Tea Cup", 500, 40},
	} {
		goods[g.title] = w.Market.Product(g.vendor, markettest.Goods{Title: g.title, Price: g.price, Stock: g.stock})
	}
	if _, err := reviews.Write(t.Context(), w.DB, w.Actor(sitetest.Customer), reviews.Form{ProductID: goods["Samovar"].ID, Rating: 4, Body: "Good tea"}, w.Now()); err != nil {
		t.Fatal(err)
	}
	return first, second, goods
}

// value finds the field of a facet's value on a page, with its count.
func value(body, id string) (field string, count string) {
	m := regexp.MustCompile(`(?s)<input[^>]*id="` + regexp.QuoteMeta(id) + `"[^>]*>.*?<span class="n">([^<]*)</span>`).FindStringSubmatch(body)
	if m == nil {
		return "", ""
	}
	field, _, _ = strings.Cut(m[0], ">")
	return field, m[1]
}

func TestFacetsSayWhatEachValueWouldShow(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		first, second, _ := stall(t, w)
		one, two := fmt.Sprintf("facet-vendor-%d", first.ID), fmt.Sprintf("facet-vendor-%d", second.ID)
		for _, c := range []struct {
			url    string
			counts map[string]string
		}{
			{"/products/", map[string]string{"facet-category-electronics": "5", one: "3", two: "2", "facet-in_stock-1": "4", "facet-on_sale-1": "0", "facet-rating-4": "1"}},
			{fmt.Sprintf("/products/?vendor=%d", first.ID), map[string]string{one: "3", two: "2", "facet-in_stock-1": "2", "facet-rating-4": "0"}},
			{"/products/?in_stock=1&max_price=50", map[string]string{one: "2", two: "1", "facet-in_stock-1": "3"}},
			{"/products/?q=kettle", map[string]string{one: "2", two: "0"}},
			{"/search/?q=kettle", map[string]string{one: "2", two: "0", "facet-category-electronics": "2"}},
		} {
			body := w.Send(t, sitetest.Case{URL: c.url}).Body.String()
			for id, want := range c.counts {
				field, got := value(body, id)
				if got != want {
					t.Errorf("%s: %s counts %q, want %s", c.url, id, got, want)
				}
				if chosen, off := strings.Contains(field, " checked"), strings.Contains(field, " disabled"); off != (want == "0" && !chosen) {
					t.Errorf("%s: %s", c.url, field)
				}
			}
		}
	})
}

func TestPricesAreFilteredInTheCurrencyThatIsShown(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s, b := stocked(w), w.Browser(sitetest.Guest)
		b.Send(t, sitetest.Case{URL: "/set-currency/", Form: form("currency", "KZT")})
		mouse := fmt.Sprintf(`data-product-id="%d"`, s.mouse.ID) // 29.99 dollars are 14,995 tenge
		for _, c := range []struct {
			query string
			has   bool
		}{
			{"currency=KZT&min_price=14995&max_price=14995", true},
			{"currency=KZT&min_price=14996", false},
			{"currency=KZT&max_price=14994", false},
			{"min_price=29.99&max_price=29.99", true}, // an address that names none is in dollars
			{"min_price=14995", false},
			{"currency=EUR&min_price=29.99&max_price=29.99", true},
		} {
			if got := strings.Contains(b.Send(t, sitetest.Case{URL: "/products/?" + c.query}).Body.String(), mouse); got != c.has {
				t.Errorf("%s shows the mouse: %v", c.query, got)
			}
		}
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{
			"Price, KZT", `name="currency" value="KZT"`, `name="min_price" value="10000"`, "from 10,000\u00a0₸", `href="/products/?min_price=20.00`,
		}}, b.Send(t, sitetest.Case{URL: "/products/?currency=KZT&min_price=10000&max_price=20000"}))
		w.Run(t, sitetest.Case{URL: "/products/", Status: 200, Has: []string{"Price, USD"}, HasNot: []string{`name="currency" value="USD"/>`}})
	})
}

func TestAnEmptyListSaysWhichFilterIsTooMuch(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		_, second, _ := stall(t, w)
		w.Run(t,
			sitetest.Case{
				URL: fmt.Sprintf("/products/?vendor=%d&max_price=10&in_stock=1&rating=4", second.ID), Status: 200,
				Has: []string{"Nothing fits these filters", "Without the filter “Price”", `href="/products/?in_stock=1&amp;rating=4&amp;vendor=` + fmt.Sprint(second.ID) + `"`},
			},
			sitetest.Case{URL: "/products/?min_price=9999", Status: 200, Has: []string{"Without the filter “Price”", "5 products"}, HasNot: []string{"Without the filter “Vendor”"}},
		)
	})
}

func TestScriptsGetTheListAlone(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		stall(t, w)
		for _, url := range []string{"/products/?in_stock=1", "/category/electronics/?in_stock=1", "/search/?q=kettle"} {
			rec := w.Send(t, sitetest.Case{URL: url, Header: http.Header{"X-Fragment": {"results"}}})
			sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{`id="results"`, `id="total"`, `id="filters"`}, HasNot: []string{"<html", "<header"}}, rec)
			if !strings.Contains(strings.Join(rec.Header().Values("Vary"), ","), "X-Fragment") {
				t.Errorf("%s: Vary %q", url, rec.Header().Values("Vary"))
			}
			sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"<html", `id="results"`}}, w.Send(t, sitetest.Case{URL: url}))
		}
	})
}

func TestTheFilterFormKeepsTheQueryAndTheOrder(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		stall(t, w)
		w.Run(t, sitetest.Case{URL: "/search/?q=kettle&order_by=price&in_stock=1", Status: 200, Has: []string{
			`<input type="hidden" name="q" value="kettle">`, `<input type="hidden" name="order_by" value="price">`,
			`<input type="hidden" name="in_stock" value="1">`, // in the form of the order
		}})
	})
}

func TestACategoryShowsItsPartsFirst(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		kettle := w.Market.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 1})
		below, err := catalog.CreateCategory(t.Context(), w.DB, actor.System, catalog.CategoryForm{Title: i18n.Text{"en": "Kettles"}, ParentID: w.Market.Category()}, w.Now())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := catalog.CreateCategory(t.Context(), w.DB, actor.System, catalog.CategoryForm{Title: i18n.Text{"en": "Empty Shelf"}, ParentID: w.Market.Category()}, w.Now()); err != nil {
			t.Fatal(err)
		}
		if _, err := w.DB.ExecContext(t.Context(), "UPDATE products SET category_id = $1 WHERE id = $2", below, kettle.ID); err != nil {
			t.Fatal(err)
		}
		w.Run(t,
			sitetest.Case{URL: "/category/electronics/", Status: 200, Has: []string{`href="/category/kettles/"`, "1 product"}, HasNot: []string{"Empty Shelf"}},
			sitetest.Case{URL: "/category/kettles/", Status: 200, Has: []string{`<li><a href="/category/electronics/">`, "Kettle"}},
			sitetest.Case{URL: "/products/?category=kettles", Status: 200, Has: []string{`id="facet-category-kettles"`}},
		)
	})
}

func TestSearchSaysWhatItLookedFor(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		stall(t, w)
		w.Run(t,
			sitetest.Case{URL: "/search/?q=samvoar", Status: 200, Has: []string{"Nothing is called “samvoar”.", `href="/search/?q=samovar"`, "Samovar</a>", "1 product"}},
			sitetest.Case{URL: "/search/?q=samovar", Status: 200, Has: []string{"Samovar</a>"}, HasNot: []string{"Nothing is called"}},
			sitetest.Case{URL: "/search/?q=samovar+elephants", Status: 200, Has: []string{"Nothing found.", `href="/search/?q=samovar"`, `href="/search/?q=elephants"`, `href="/category/electronics/"`}},
			sitetest.Case{URL: "/search/?q=%3Cb%3E", Status: 200, Has: []string{"Nothing found.", "“&lt;b&gt;”"}, HasNot: []string{"<b>”"}},
			sitetest.Case{URL: "/search/?q=kettle&max_price=30&order_by=price", Status: 200, Has: []string{"Copper Kettle</a>", "1 product"}, HasNot: []string{"Steel Kettle</a>"}},
			sitetest.Case{URL: "/search/?q=kettl", AJAX: true, Status: 200, Has: []string{`{"products":[{"id":`, `"title":"Copper Kettle"`, `"price":25,`, `"categories":[]`}},
			sitetest.Case{URL: "/ru/search/?q=elec", AJAX: true, Status: 200, Has: []string{`"products":[]`, `"categories":[{"title":"Electronics","url":"/ru/category/electronics/"}]`}},
			sitetest.Case{URL: "/search/?q=k", AJAX: true, Status: 200, Has: []string{`{"products":[],"categories":[]}`}},
		)
	})
}

// most is how many statements a public page may take while nothing is remembered, beside the one that
// reads a session.
const most = 6

func TestPublicPagesTakeFewStatements(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v, _, goods := stall(t, w)
		for _, url := range []string{
			"/", "/products/", "/products/?in_stock=1&rating=4&page=2", "/category/electronics/", "/products/tag/nothing/",
			fmt.Sprintf("/product/%d/", goods["Samovar"].ID), fmt.Sprintf("/vendor/%d/", v.ID), "/vendors/", "/search/?q=kettle",
		} {
			fresh := sitetest.Change(t, w, func(*site.Options) {}) // remembers nothing
			for session, as := range []string{sitetest.Guest, sitetest.Customer} {
				ctx, counter := sqldb.Count(t.Context(), nil)
				rec := fresh.Browser(as).SendIn(ctx, t, sitetest.Case{URL: url})
				if n := counter.Statements() - int64(session); rec.Code != 200 || n > most {
					t.Errorf("%s as %s answers %d with %d statements", url, as, rec.Code, n)
				}
				fresh = sitetest.Change(t, w, func(*site.Options) {})
			}
		}
		w.Send(t, sitetest.Case{URL: "/search/?q=kettle"})
		ctx, counter := sqldb.Count(t.Context(), nil)
		rec := w.Browser(sitetest.Guest).SendIn(ctx, t, sitetest.Case{URL: "/search/?q=samvoar", AJAX: true})
		if n := counter.Statements(); rec.Code != 200 || n > 2 {
			t.Errorf("suggestions answer %d with %d statements", rec.Code, n)
		}
	})
}

func TestVendorsAreListedSearchedAndPaged(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		first, second, _ := stall(t, w)
		for range 12 {
			w.Market.Vendor()
		}
		visit := func(v markettest.Vendor) string { return fmt.Sprintf(`<a href="/vendor/%d/">%s</a>`, v.ID, v.Name) }
		w.Run(t,
			sitetest.Case{URL: "/vendors/", Status: 200, Has: []string{visit(first), visit(second), "14 vendors", "3 products", "since 2026"}, HasNot: []string{`rel="next"`}},
			sitetest.Case{URL: "/vendors/?per_page=10", Status: 200, Has: []string{`href="/vendors/?page=2&amp;per_page=10"`, `<option value="10" selected>`}},
			sitetest.Case{URL: "/vendors/?per_page=10&page=99", Status: 200, Has: []string{`rel="prev"`}, HasNot: []string{`rel="next"`}},
			sitetest.Case{URL: "/vendors/?per_page=0", Status: 200, Has: []string{`<option value="0" selected>`}},
			sitetest.Case{URL: "/vendors/?per_page=7&page=x", Status: 200, Has: []string{`<option value="50" selected>`}},
			sitetest.Case{URL: "/vendors/?q=" + strings.ToUpper(strings.ReplaceAll(second.Name, " ", "+")), Status: 200, Has: []string{visit(second)}, HasNot: []string{visit(first)}},
			sitetest.Case{URL: "/vendors/?q=%25", Status: 200, Has: []string{"14 vendors"}}, // signs alone are no name
			sitetest.Case{URL: "/vendors/?q=nobody", Status: 200, Has: []string{"No vendor is called “nobody”"}},
		)
	})
}

func TestAVendorsPageSearchesItsOwnGoods(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		first, second, _ := stall(t, w)
		at := fmt.Sprintf("/vendor/%d/", first.ID)
		w.Run(t,
			sitetest.Case{URL: at, Status: 200, Has: []string{`<h1 translate="no">` + first.Name, "3 products", "since 2026", "Mangilik El 1", `aria-label="Search in this shop"`}, HasNot: []string{"Samovar"}},
			sitetest.Case{URL: at + "?q=kettle", Status: 200, Has: []string{"Copper Kettle</a>", "Steel Kettle</a>", "2 products"}, HasNot: []string{"Teapot</a>"}},
			sitetest.Case{URL: at + "?q=samovar", Status: 200, Has: []string{"Nothing fits these filters"}},
			sitetest.Case{URL: fmt.Sprintf("/vendor/%d/", second.ID), Status: 200, Has: []string{"Samovar</a>", "4.0"}},
		)
		if err := catalog.SuspendVendor(t.Context(), w.DB, actor.System, vendors.Decision{VendorID: first.ID, Reason: "test"}, w.Now()); err != nil {
			t.Fatal(err)
		}
		w.Run(t,
			sitetest.Case{URL: at, Status: 404},
			sitetest.Case{URL: "/vendors/", Status: 200, Has: []string{"1 vendor<"}},
		)
	})
}

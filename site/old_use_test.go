package site_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bazaar/market/markettest"
	"bazaar/site"
	"bazaar/site/sitetest"
)

func TestOld_O46_TheBuyersWayNeverCrashes(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := stocked(w)
		me, path := sitetest.Customer, fmt.Sprintf("%d/", s.mouse.ID)
		w.Run(
			t,
			sitetest.Case{Name: "remove without a cart", As: me, URL: "/cart/remove/" + path, Form: form(), Status: 303, Location: "/cart/"},
			sitetest.Case{Name: "update without a cart", As: me, URL: "/cart/update/" + path, Form: form("quantity", "2"), Status: 404},
			sitetest.Case{Name: "update without a cart, script", As: me, URL: "/cart/update/" + path, AJAX: true, Form: form("quantity", "2"), Status: 404, Has: []string{`"error":"not_found"`}},
			sitetest.Case{Name: "empty cart", As: me, URL: "/cart/", Status: 200},
			sitetest.Case{Name: "checkout of nothing", As: me, URL: "/checkout/", Status: 302, Location: "/products/"},
			sitetest.Case{Name: "order of nothing", As: me, URL: "/checkout/", Form: purchase("o46"), Status: 302, Location: "/cart/"},
			sitetest.Case{Name: "order of nothing, script", As: me, URL: "/checkout/", AJAX: true, Form: purchase("o46"), Status: 409, Has: []string{`"error":"cart_empty"`}},
			sitetest.Case{Name: "wrong order of nothing", As: me, URL: "/checkout/", Form: form(), Status: 302, Location: "/cart/"},
			sitetest.Case{Name: "add what is not there", As: me, URL: "/cart/add/999999/", Form: form(), Status: 404},
			sitetest.Case{Name: "add by a word", As: me, URL: "/cart/add/mouse/", Form: form(), Status: 404},
			sitetest.Case{Name: "add a variant of something else", As: me, URL: "/cart/add/" + path, Form: form("variant", fmt.Sprint(s.laptop.VariantID)), Status: 404},
			sitetest.Case{Name: "add no variant", As: me, URL: "/cart/add/" + path, Form: form("variant", "-1"), Status: 404},
			sitetest.Case{Name: "look where one sends", As: me, URL: "/cart/add/" + path, Status: 405},
			sitetest.Case{Name: "unknown order", As: me, URL: "/order/00000000/", Status: 404},
			sitetest.Case{Name: "guest's dashboard", URL: "/dashboard/", Status: 302, Location: "/user/sign-in/?next=%2Fdashboard%2F"},
			sitetest.Case{Name: "guest's order", URL: "/checkout/", Form: purchase("o46"), Status: 302, Location: "/user/sign-in/"},
			sitetest.Case{Name: "guest's order, script", URL: "/checkout/", AJAX: true, Form: purchase("o46"), Status: 401, Has: []string{`"error":"login_required"`, `"redirect":"/user/sign-in/`}},
		)
	})
}

func TestOld_O47_AFilterThatMakesNoSenseIsLeftOut(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := stocked(w)
		both := []string{"Gaming Laptop", "Mouse"}
		for _, query := range []string{
			"min_price=nan&max_price=inf", "min_price=-1", "max_price=1e309", "min_price=100&min_price=x&max_price=", "vendor=x&vendor=0&vendor=-3", "category=", "order_by=price;DROP", "order_by=&page=",
			"page=0", "page=-1", "page=two", "page=1000000000000000000", "page=99999999999999999999999", "in_stock=maybe", "tag=", "%zz=%zz&a;b", "q=",
		} {
			want := both
			if strings.HasPrefix(query, "min_price=100&") {
				want = both[:1]
			}
			w.Run(t, sitetest.Case{URL: "/products/?" + query, Status: 200, Has: want})
		}
		w.Run(
			t,
			sitetest.Case{URL: "/search/", Status: 200},
			sitetest.Case{URL: "/search/", AJAX: true, Status: 200, Has: []string{`"products":[]`}},
			sitetest.Case{URL: "/product/0/", Status: 404},
			sitetest.Case{URL: "/product/-1/", Status: 404},
			sitetest.Case{URL: "/product/99999999999999999999/", Status: 404},
			sitetest.Case{URL: fmt.Sprintf("/product/%d/?v=x", s.mouse.ID), Status: 200},
			sitetest.Case{URL: "/category/nothing/", Status: 404},
			sitetest.Case{URL: "/vendor/999999/", Status: 404},
			sitetest.Case{URL: "/vendor/x/", Status: 404},
		)
	})
}

func TestOld_O48_SearchLooksEverywhereWithoutACategory(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		stocked(w)
		for _, path := range []string{"/search/?q=LAPT", "/products/?q=lapt", "/products/?q=laptop&category=electronics"} {
			w.Run(t, sitetest.Case{URL: path, Status: 200, Has: []string{"Gaming Laptop"}, HasNot: []string{">Mouse<"}})
		}
		w.Run(t, sitetest.Case{URL: "/products/?q=laptop&category=nothing", Status: 200, HasNot: []string{"Gaming Laptop"}})
	})
}

// mostStatements is how many statements a page may take, that of the session left out.
var mostStatements = map[string]int{"/": 6, "/products/": 6, "/product/%d/": 6, "/cart/": 4, "/search/?q=thing": 6, "/dashboard/": 6, "/orders/": 4, "/checkout/": 6}

func TestOld_O49_O50_APageTakesTheSameFewStatementsHoweverMuchItShows(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		me := w.Actor(sitetest.Customer)
		taken := map[string][]string{}
		var first markettest.Product
		for _, more := range []int{2, 18} {
			for i := range more {
				p := w.Market.Product(v, markettest.Goods{Title: fmt.Sprintf("Thing %d.%d", more, i), Price: 100, Stock: 100})
				if first.ID == 0 {
					first = p
				}
				w.Market.Order(me, markettest.Pick{Product: p, Quantity: 1})
			}
			for i := range more {
				w.Market.Fill(me, markettest.Pick{Product: markettest.Product{ID: first.ID + int64(i)}, Quantity: 1})
			}
			w = sitetest.Change(t, w, func(*site.Options) {})                  // with its shelves empty
			w.Send(t, sitetest.Case{As: sitetest.Customer, URL: "/products/"}) // fills the shelves that pages share
			for path, most := range mostStatements {
				url := strings.Replace(path, "%d", fmt.Sprint(first.ID), 1)
				names := w.Statements(t, sitetest.Case{As: sitetest.Customer, URL: url, Status: 200})
				if len(names) > most {
					t.Errorf("%s takes %d statements, at most %d are wanted: %s", url, len(names), most, strings.Join(names, " "))
				}
				if before, ok := taken[path]; ok && !slices.Equal(before, names) {
					t.Errorf("%s took %v with little and %v with much", url, before, names)
				}
				taken[path] = names
			}
		}
	})
}

func TestOld_O51_NoAddressMakesAListLonger(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		for i := range 25 {
			w.Market.Product(v, markettest.Goods{Title: fmt.Sprintf("Thing %d", i), Price: 100, Stock: 1})
		}
		for _, query := range []string{"", "per_page=1000000000", "limit=1000", "page_size=500", "per_page=-1", "page=1&page=2"} {
			body := w.Send(t, sitetest.Case{URL: "/products/?" + query}).Body.String()
			if n := strings.Count(body, "<article"); n != 20 {
				t.Errorf("%q shows %d products", query, n)
			}
		}
		var many []string
		for i := range 5000 {
			many = append(many, "category=c"+fmt.Sprint(i)+"&vendor="+fmt.Sprint(i))
		}
		w.Run(t, sitetest.Case{Name: "five thousand filters", URL: "/products/?" + strings.Join(many, "&"), Status: 200})
		w.Run(t, sitetest.Case{Name: "a query of a megabyte", URL: "/search/?q=" + strings.Repeat("a", 1<<20), Status: 200})
	})
}

func TestOld_O52_ANewPriceIsShownAtOnce(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s := stocked(w)
		pages := []string{fmt.Sprintf("/product/%d/", s.mouse.ID), "/products/", "/search/?q=mouse", "/"}
		for _, path := range pages {
			w.Run(t, sitetest.Case{URL: path, Status: 200, Has: []string{"$29.99"}})
		}
		w.Market.Reprice(s.vendor, s.mouse, 3100)
		for _, path := range pages {
			w.Run(t, sitetest.Case{Name: "after " + path, URL: path, Status: 200, Has: []string{"$31.00"}, HasNot: []string{"$29.99"}})
		}
	})
}

func TestOld_O53_SessionsAndCartsOutliveTheProcess(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s, b := stocked(w), w.Browser(sitetest.Customer)
		b.Send(t, sitetest.Case{URL: addPath(s.mouse), Form: form("quantity", "2")})
		restarted := sitetest.Change(t, w, func(*site.Options) {})
		restarted.Run(
			t,
			sitetest.Case{As: sitetest.Customer, URL: "/dashboard/", Status: 200},
			sitetest.Case{As: sitetest.Customer, URL: "/cart/", Status: 200, Has: []string{"Mouse", "$59.98"}},
			sitetest.Case{As: sitetest.Customer, URL: "/cart/count/", Status: 200, Has: []string{`{"count":2}`}},
		)
	})
}

func TestOld_O54_AnOrderOwesItsLetterBeforeTheAnswerLeaves(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		s, b := stocked(w), w.Browser(sitetest.Customer)
		b.Send(t, sitetest.Case{URL: addPath(s.mouse), Form: form()})
		o := bought(t, w, b, purchase("o54"))
		if n := w.Market.Scalar("SELECT COUNT(*) FROM letters WHERE kind = 'order_confirmation' AND object = $1 AND recipient = $2", o.OID, o.Contact.Email); n != 1 {
			t.Errorf("%d letters are owed", n)
		}
		if n := w.Market.Scalar("SELECT COUNT(*) FROM river_job WHERE kind = 'send_letter'"); n != 1 {
			t.Errorf("%d jobs are to send it", n)
		}
	})
}

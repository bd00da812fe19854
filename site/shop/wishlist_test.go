package shop_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"bazaar/market/markettest"
	"bazaar/market/wishlist"
	"bazaar/site/sitetest"
)

func TestAHeartKeepsAProductAndTheListGivesItBack(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		mouse, laptop := w.Market.Product(v, markettest.Goods{Title: "Mouse", Price: 2500, Stock: 3}), w.Market.Product(v, markettest.Goods{Title: "Laptop", Price: 90000})
		b := w.Browser(sitetest.Customer)
		url := func(verb string, id int64) string { return fmt.Sprintf("/wishlist/%s/%d/", verb, id) }
		do := func(c sitetest.Case) {
			t.Helper()
			rec := b.Send(t, c)
			t.Run(c.Name, func(t *testing.T) { sitetest.Check(t, c, rec) })
		}
		empty := form()
		do(sitetest.Case{Name: "empty", URL: "/wishlist/", Status: 200, Has: []string{"Your wishlist is empty", "Press the heart", `name="robots" content="noindex"`}})
		do(sitetest.Case{Name: "add by script", URL: url("add", mouse.ID), Form: empty, AJAX: true, Status: 200, Has: []string{`"success":true`, `"wishlist_count":1`, "Added to your wishlist."}})
		do(sitetest.Case{Name: "add again", URL: url("add", mouse.ID), Form: empty, AJAX: true, Status: 200, Has: []string{`"wishlist_count":1`, "already"}})
		do(sitetest.Case{Name: "add by form", URL: url("add", laptop.ID), Form: empty, Status: 303, Location: "/wishlist/"})
		do(sitetest.Case{Name: "unknown", URL: url("add", 999_999), Form: empty, AJAX: true, Status: 404})
		do(sitetest.Case{Name: "count", URL: "/wishlist/count/", Status: 200, Has: []string{`{"count":2}`}})
		do(sitetest.Case{Name: "marked", URL: fmt.Sprintf("/product/%d/", mouse.ID), Status: 200, Has: []string{url("remove", mouse.ID), `aria-pressed="true"`, `id="wish-count" data-count="2"`}})
		do(sitetest.Case{Name: "marked in lists", URL: "/products/", Status: 200, Has: []string{url("remove", mouse.ID), url("remove", laptop.ID)}})
		w.Market.Reprice(v, mouse, 1999)
		do(sitetest.Case{Name: "list", URL: "/wishlist/", Status: 200, Has: []string{"Mouse", "$5.01 cheaper", "It was $25.00", "Out of stock", "Move to cart"}})
		do(sitetest.Case{Name: "sold out stays", URL: url("move", laptop.ID), Form: empty, Status: 302, Location: "/wishlist/"})
		do(sitetest.Case{Name: "move by script", URL: url("move", mouse.ID), Form: empty, AJAX: true, Status: 200, Has: []string{`"cart_count":1`, `"wishlist_count":1`, "Mouse added to cart"}})
		do(sitetest.Case{Name: "move twice", URL: url("move", mouse.ID), Form: empty, AJAX: true, Status: 409, Has: []string{"not_wished"}})
		do(sitetest.Case{Name: "remove", URL: url("remove", laptop.ID), Form: empty, Status: 303})
		rec := b.Send(t, sitetest.Case{URL: "/wishlist/"})
		sealed := regexp.MustCompile(`name="removed" value="([^"]+)"`).FindStringSubmatch(rec.Body.String())
		if sealed == nil {
			t.Fatal("the list does not offer to undo a removal")
		}
		do(sitetest.Case{Name: "undo", URL: "/wishlist/restore/", Form: form("removed", sealed[1]), Status: 303})
		do(sitetest.Case{Name: "back", URL: "/wishlist/", Status: 200, Has: []string{"Laptop is back on your wishlist."}, HasNot: []string{`name="removed"`}})
		w.Run(t, sitetest.Case{Name: "another's undo", As: sitetest.OtherCustomer, URL: "/wishlist/restore/", Form: form("removed", sealed[1]), AJAX: true, Status: 409})
		do(sitetest.Case{Name: "all", URL: "/wishlist/move/", Form: empty, AJAX: true, Status: 200, Has: []string{`"wishlist_count":1`, "without a choice"}})
	})
}

func TestAGuestsWishIsRememberedAcrossSignIn(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		mouse := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Mouse", Price: 2500, Stock: 3})
		url := fmt.Sprintf("/wishlist/add/%d/", mouse.ID)
		w.Run(t, sitetest.Case{URL: url, Form: form(), AJAX: true, Status: 401, Has: []string{"login_required", "/user/sign-in/"}})
		b := w.Browser(sitetest.Guest)
		sitetest.Check(t, sitetest.Case{Status: 302, Location: "/user/sign-in/"}, b.Send(t, sitetest.Case{URL: url, Form: form()}))
		entry := form("username", "ann", "email", "ann@example.com", "password1", "market-day-2026", "password2", "market-day-2026")
		sitetest.Check(t, sitetest.Case{Status: 302}, b.Send(t, sitetest.Case{URL: "/user/sign-up/", Form: entry}))
		sitetest.Check(t, sitetest.Case{Status: 200, Has: []string{"Added to your wishlist.", "Mouse"}}, b.Send(t, sitetest.Case{URL: "/wishlist/"}))
		if n := w.Market.Scalar("SELECT COUNT(*) FROM cart_lines"); n != 0 {
			t.Errorf("%d lines went into the cart", n)
		}
	})
}

func TestASharedListIsReadOnlyAndItsOldLinkDies(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		mouse := w.Market.Product(w.Market.Vendor(), markettest.Goods{Title: "Mouse", Price: 2500, Stock: 3})
		if _, _, err := wishlist.Add(t.Context(), w.DB, w.Actor(sitetest.Customer), mouse.ID, w.Now()); err != nil {
			t.Fatal(err)
		}
		link := regexp.MustCompile(`https://` + regexp.QuoteMeta(sitetest.Host) + `(/wishlist/shared/[^/"]+/)`)
		open := func() string {
			w.Run(t, sitetest.Case{As: sitetest.Customer, URL: "/wishlist/share/", Form: form(), Status: 303})
			found := link.FindStringSubmatch(w.Send(t, sitetest.Case{As: sitetest.Customer, URL: "/wishlist/"}).Body.String())
			if found == nil {
				t.Fatal("the list shows no link")
			}
			return found[1]
		}
		first := open()
		for _, as := range []string{sitetest.Guest, sitetest.OtherCustomer} {
			w.Run(t, sitetest.Case{As: as, URL: first, Status: 200, Has: []string{"Mouse", "noindex"}, HasNot: []string{"/wishlist/move/", "/wishlist/unshare/", "Make a link"}})
		}
		w.Run(t,
			sitetest.Case{As: sitetest.OtherCustomer, URL: "/wishlist/unshare/", Form: form(), Status: 303},
			sitetest.Case{URL: first, Status: 200},
			sitetest.Case{As: sitetest.Customer, URL: "/wishlist/unshare/", Form: form(), Status: 303},
			sitetest.Case{URL: first, Status: 404},
			sitetest.Case{URL: "/wishlist/shared/guess/", Status: 404},
		)
		if open() == first {
			t.Error("the revoked link came back")
		}
	})
}

func TestAWishlistTakesFewStatements(t *testing.T) {
	sitetest.Each(t, func(t *testing.T, w *sitetest.World) {
		v := w.Market.Vendor()
		for i := range 30 {
			p := w.Market.Product(v, markettest.Goods{Title: fmt.Sprintf("Cup %d", i), Price: 500, Stock: 9})
			if _, _, err := wishlist.Add(t.Context(), w.DB, w.Actor(sitetest.Customer), p.ID, w.Now()); err != nil {
				t.Fatal(err)
			}
		}
		c := sitetest.Case{As: sitetest.Customer, URL: "/wishlist/?page=2", Status: 200, Has: []string{"Cup 0", `aria-current="page"`}}
		w.Statements(t, c) // the menu is remembered
		if names := w.Statements(t, c); len(names) > 3 {
			t.Errorf("%d statements: %s", len(names), strings.Join(names, " "))
		}
	})
}

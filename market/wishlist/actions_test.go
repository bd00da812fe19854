package wishlist_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/wishlist"
)

func add(t *testing.T, m *markettest.Market, by actor.Actor, p markettest.Product, at time.Time) (fresh bool, count int64) {
	t.Helper()
	fresh, count, err := wishlist.Add(t.Context(), m.DB, by, p.ID, at)
	if err != nil {
		t.Fatal(err)
	}
	return fresh, count
}

func list(t *testing.T, m *markettest.Market, by actor.Actor, page int64) wishlist.Page {
	t.Helper()
	p, err := wishlist.List(t.Context(), m.DB, by, page)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAWishIsKeptOncePerAccount(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		mouse, laptop := m.Product(v, markettest.Goods{Title: "Mouse", Price: 1000, Stock: 1}), m.Product(v, markettest.Goods{Title: "Laptop", Price: 90000})
		a, b := m.Customer(), m.Customer()
		for _, c := range []struct {
			by    actor.Actor
			what  markettest.Product
			fresh bool
			count int64
		}{{a, mouse, true, 1}, {a, mouse, false, 1}, {a, laptop, true, 2}, {b, mouse, true, 1}} {
			if fresh, count := add(t, m, c.by, c.what, m.Now.Add(time.Duration(c.count)*time.Minute)); fresh != c.fresh || count != c.count {
				t.Errorf("%s wishes for %s: new %v, %d on the list", c.by.Label, c.what.Title, fresh, count)
			}
		}
		p := list(t, m, a, 1)
		if p.Total != 2 || p.Wishes[0].ID != laptop.ID || p.Wishes[0].Buyable() || !p.Wishes[1].Buyable() || p.Wishes[1].Vendor.Name != v.Name {
			t.Errorf("list %+v", p)
		}
		for range 2 {
			if _, count, err := wishlist.Remove(t.Context(), m.DB, a, laptop.ID); err != nil || count != 1 {
				t.Errorf("%d left, %v", count, err)
			}
		}
		if p := list(t, m, b, 1); p.Total != 1 {
			t.Errorf("the other's list has %d wishes", p.Total)
		}
	})
}

func TestAListTellsWhatBecameCheaperAndWhatIsGone(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, a := m.Vendor(), m.Customer()
		mouse, laptop := m.Product(v, markettest.Goods{Title: "Mouse", Price: 1000, Stock: 1}), m.Product(v, markettest.Goods{Title: "Laptop", Price: 90000, Stock: 1})
		add(t, m, a, mouse, m.Now)
		add(t, m, a, laptop, m.Now)
		m.Reprice(v, mouse, 800)
		if err := catalog.Archive(t.Context(), m.DB, v.Owner, laptop.ID, m.Now); err != nil {
			t.Fatal(err)
		}
		p := list(t, m, a, 1)
		if gone, cheaper := p.Wishes[0], p.Wishes[1]; gone.OnSale || gone.Buyable() || cheaper.Saved() != money.New(200, money.USD) || !cheaper.OnSale {
			t.Errorf("list %+v", p.Wishes)
		}
	})
}

func TestARemovedWishComesBackAsItWas(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		a := m.Customer()
		mouse := m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 1000, Stock: 1})
		add(t, m, a, mouse, m.Now)
		was, _, err := wishlist.Remove(t.Context(), m.DB, a, mouse.ID)
		if err != nil || was.Title.In("en") != "Mouse" {
			t.Fatalf("removed %+v, %v", was, err)
		}
		for range 2 {
			if count, err := wishlist.Restore(t.Context(), m.DB, a, was); err != nil || count != 1 {
				t.Errorf("%d wishes, %v", count, err)
			}
		}
		if w := list(t, m, a, 1).Wishes[0]; w.Seen.Minor != 1000 || !w.AddedAt.Equal(m.Now) {
			t.Errorf("it came back as %+v", w)
		}
	})
}

func TestAddRefusesGuestsUnknownGoodsAndTooMuch(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, a := m.Vendor(), m.Customer()
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 1000, Stock: 1})
		if _, _, err := wishlist.Add(t.Context(), m.DB, actor.Actor{}, mouse.ID, m.Now); !fault.Is(err, fault.SignIn) {
			t.Errorf("a guest added: %v", err)
		}
		if _, _, err := wishlist.Remove(t.Context(), m.DB, actor.Actor{}, mouse.ID); !fault.Is(err, fault.SignIn) {
			t.Errorf("a guest removed: %v", err)
		}
		if _, _, err := wishlist.Add(t.Context(), m.DB, a, 999_999, m.Now); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown: %v", err)
		}
		fill(t, m, a, mouse, wishlist.MaxWishes)
		if _, _, err := wishlist.Add(t.Context(), m.DB, a, mouse.ID, m.Now); !fault.Is(err, fault.Conflict) {
			t.Errorf("the list takes more than it can: %v", err)
		}
		if p := list(t, m, a, 99); p.Pages != 9 || p.Page != 9 || len(p.Wishes) != wishlist.MaxWishes-8*wishlist.PageSize {
			t.Errorf("page %d of %d with %d wishes", p.Page, p.Pages, len(p.Wishes))
		}
	})
}

// fill puts n copies of a product, that are not on sale, on a list.
func fill(t *testing.T, m *markettest.Market, by actor.Actor, p markettest.Product, n int) {
	t.Helper()
	exec := func(text string, args ...any) {
		t.Helper()
		if _, err := m.DB.ExecContext(t.Context(), text, args...); err != nil {
			t.Fatal(err)
		}
	}
	var ids []int64
	for i := range n {
		name := fmt.Sprintf("copy%d", i)
		exec(`INSERT INTO products (pid, slug, vendor_id, category_id, title, sort_en, sort_ru, sort_kk, search_text, search_title, description, specifications, kind, shelf_life, state, currency, price_from, listed, created_at, updated_at)
SELECT $1, $1, vendor_id, category_id, title, sort_en, sort_ru, sort_kk, search_text, search_title, description, specifications, kind, shelf_life, 'draft', currency, price_from, FALSE, created_at, updated_at FROM products WHERE id = $2`, name, p.ID)
		ids = append(ids, m.Scalar("SELECT id FROM products WHERE pid = $1", name))
	}
	exec("INSERT INTO variants (product_id, vendor_id, sku, options, price) SELECT id, vendor_id, pid, '{}', price_from FROM products WHERE id > $1", p.ID)
	exec("INSERT INTO stock_levels (variant_id, on_hand) SELECT id, 0 FROM variants WHERE product_id > $1", p.ID)
	exec("INSERT INTO wishes (account_id, product_id, created_at) SELECT $1, id, created_at FROM products WHERE id > $2", by.AccountID, p.ID)
	if err := accounts.SetWishes(t.Context(), m.DB, by.AccountID, ids); err != nil {
		t.Fatal(err)
	}
}

func TestParallelWishesAreAllKeptOnce(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, a := m.Vendor(), m.Customer()
		var goods []markettest.Product
		for i := range 4 {
			goods = append(goods, m.Product(v, markettest.Goods{Title: fmt.Sprintf("Mouse %d", i), Price: 1000, Stock: 1}))
		}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if _, _, err := wishlist.Add(t.Context(), m.DB, a, goods[i%4].ID, m.Now); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if p := list(t, m, a, 1); p.Total != 4 {
			t.Errorf("%d wishes", p.Total)
		}
	})
}

func TestASharedListIsReadUntilItsLinkIsRevoked(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, a, b := m.Vendor(), m.Customer(), m.Customer()
		mouse, laptop := m.Product(v, markettest.Goods{Title: "Mouse", Price: 1000, Stock: 1}), m.Product(v, markettest.Goods{Title: "Laptop", Price: 90000, Stock: 1})
		add(t, m, a, mouse, m.Now)
		add(t, m, a, laptop, m.Now)
		add(t, m, b, mouse, m.Now)
		if err := catalog.Archive(t.Context(), m.DB, v.Owner, laptop.ID, m.Now); err != nil {
			t.Fatal(err)
		}
		share := func() string {
			token, err := wishlist.Share(t.Context(), m.DB, a, m.Now)
			if err != nil || len(token) < 26 {
				t.Fatalf("token %q, %v", token, err)
			}
			return token
		}
		first := share()
		if again := share(); again != first {
			t.Error("an open list got another link")
		}
		if s, err := wishlist.Open(t.Context(), m.DB, first, 1); err != nil || s.Total != 1 || s.Wishes[0].ID != mouse.ID {
			t.Errorf("shared %+v, %v", s, err)
		}
		if err := wishlist.Unshare(t.Context(), m.DB, b); err != nil {
			t.Fatal(err)
		}
		if _, err := wishlist.Open(t.Context(), m.DB, first, 1); err != nil {
			t.Errorf("another's click revoked the link: %v", err)
		}
		if err := wishlist.Unshare(t.Context(), m.DB, a); err != nil {
			t.Fatal(err)
		}
		for _, token := range []string{first, ""} {
			if _, err := wishlist.Open(t.Context(), m.DB, token, 1); !fault.Is(err, fault.NotFound) {
				t.Errorf("the link %q still opens the list: %v", token, err)
			}
		}
		if share() == first {
			t.Error("the revoked link came back")
		}
	})
}

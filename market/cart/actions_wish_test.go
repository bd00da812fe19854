package cart_test

import (
	"testing"

	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/markettest"
	"bazaar/market/wishlist"
)

func wish(t *testing.T, m *markettest.Market, by actor.Actor, goods ...markettest.Product) {
	t.Helper()
	for _, p := range goods {
		if _, _, err := wishlist.Add(t.Context(), m.DB, by, p.ID, m.Now); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAWishMovesIntoTheCartOrStays(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by, other := m.Vendor(), m.Customer(), m.Customer()
		mouse, gone := m.Product(v, markettest.Goods{Title: "Mouse", Price: 1000, Stock: 3}), m.Product(v, markettest.Goods{Title: "Gone", Price: 1000})
		wish(t, m, by, mouse, gone)
		wish(t, m, other, mouse)
		for _, c := range []struct {
			name    string
			product int64
			fails   fault.Kind
			units   int64
			wishes  int64
		}{
			{"in stock", mouse.ID, "", 1, 1},
			{"again", mouse.ID, fault.Conflict, 1, 1},
			{"sold out", gone.ID, fault.Conflict, 1, 1},
			{"unknown", 999_999, fault.NotFound, 1, 1},
		} {
			done, left, err := cart.MoveWish(t.Context(), m.DB, by, cart.Wish{ProductID: c.product, Quantity: 1}, m.Now)
			if c.fails == "" && (err != nil || done.Cart.Units() != c.units || left != c.wishes) || c.fails != "" && !fault.Is(err, c.fails) {
				t.Errorf("%s: %d units, %d wishes left, %v", c.name, done.Cart.Units(), left, err)
			}
			if n := m.Scalar("SELECT COUNT(*) FROM wishes WHERE account_id = $1", by.AccountID); badge(m, by) != c.units || n != c.wishes {
				t.Errorf("%s: %d units in the cart, %d wishes", c.name, badge(m, by), n)
			}
		}
		if n := m.Scalar("SELECT COUNT(*) FROM wishes WHERE account_id = $1", other.AccountID); n != 1 {
			t.Error("another's wish was moved")
		}
	})
}

func TestALineIsKeptForLaterAndComesBack(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by, other := m.Vendor(), m.Customer(), m.Customer()
		mouse, cup := m.Product(v, markettest.Goods{Title: "Mouse", Price: 1000, Stock: 3}), m.Product(v, markettest.Goods{Title: "Cup", Price: 500, Stock: 1})
		m.Fill(by, markettest.Pick{Product: mouse, Quantity: 2}, markettest.Pick{Product: cup, Quantity: 1})
		m.Fill(other, markettest.Pick{Product: mouse, Quantity: 1})
		done, wishes, err := cart.Keep(t.Context(), m.DB, by, cart.Key{ProductID: mouse.ID}, m.Now)
		if err != nil || wishes != 1 || len(done.Lines) != 1 || done.Cart.Units() != 1 || badge(m, by) != 1 || badge(m, other) != 1 {
			t.Errorf("%+v, %d wishes, %v", done, wishes, err)
		}
		if _, wishes, err = cart.Keep(t.Context(), m.DB, by, cart.Key{ProductID: mouse.ID}, m.Now); err != nil || wishes != 0 {
			t.Errorf("kept twice: %d wishes, %v", wishes, err)
		}
		if whole, _, err := cart.Restore(t.Context(), m.DB, by, done.Lines, m.Now); err != nil || whole.Units() != 3 {
			t.Errorf("back again: %d units, %v", whole.Units(), err)
		}
		if err := catalog.Archive(t.Context(), m.DB, v.Owner, cup.ID, m.Now); err != nil {
			t.Fatal(err)
		}
		if _, _, err = cart.Keep(t.Context(), m.DB, by, cart.Key{ProductID: cup.ID}, m.Now); !fault.Is(err, fault.Conflict) || badge(m, by) != 3 {
			t.Errorf("off sale: %d units, %v", badge(m, by), err)
		}
	})
}

func TestAllThatCanBeBoughtMovesAtOnce(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by := m.Vendor(), m.Customer()
		mouse, cup, gone := m.Product(v, markettest.Goods{Title: "Mouse", Price: 1000, Stock: 3}), m.Product(v, markettest.Goods{Title: "Cup", Price: 500, Stock: 1}), m.Product(v, markettest.Goods{Title: "Gone", Price: 1000})
		m.Fill(by, markettest.Pick{Product: cup, Quantity: 1}) // all there is
		wish(t, m, by, mouse, cup, gone)
		done, err := cart.MoveWishes(t.Context(), m.DB, by, m.Now)
		if err != nil || done.Moved != 1 || done.Left != 2 || done.Cart.Units() != 2 {
			t.Errorf("%+v, %v", done, err)
		}
		if done, err = cart.MoveWishes(t.Context(), m.DB, by, m.Now); err != nil || done.Moved != 0 || done.Left != 2 {
			t.Errorf("again: %+v, %v", done, err)
		}
	})
}

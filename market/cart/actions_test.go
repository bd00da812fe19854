package cart_test

import (
	"context"
	"testing"

	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/fault"
	"bazaar/market/markettest"
)

// badge is the number of units that the account's row shows.
func badge(m *markettest.Market, by actor.Actor) int64 {
	return m.Scalar("SELECT cart_units FROM accounts WHERE id = $1", by.AccountID)
}

func load(t *testing.T, m *markettest.Market, by actor.Actor) cart.Cart {
	t.Helper()
	c, err := cart.Load(t.Context(), m.DB, by, m.Now)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func code(err error) string {
	if f := fault.As(err); f != nil {
		return f.Code
	}
	return ""
}

func TestEditsKeepTheCartAndItsBadge(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		laptop := m.Product(v, markettest.Goods{Title: "Gaming Laptop", Price: 99999, Stock: 5})
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 100})
		by, other := m.Customer(), m.Customer()
		m.Fill(other, markettest.Pick{Product: mouse, Quantity: 9})

		for _, add := range []struct{ n, want int64 }{{2, 2}, {1, 3}, {7, 5}} {
			got, err := cart.Add(t.Context(), m.DB, by, cart.Wish{ProductID: laptop.ID, Quantity: add.n}, m.Now)
			if err != nil || got.Line.Quantity != add.want || got.Line.Title.In("en") != "Gaming Laptop" || badge(m, by) != add.want {
				t.Errorf("add %d: %+v, %v, badge %d", add.n, got.Line, err, badge(m, by))
			}
		}
		m.Fill(by, markettest.Pick{Product: mouse, Quantity: 1})
		set, err := cart.Set(t.Context(), m.DB, by, cart.Wish{ProductID: mouse.ID, Quantity: 3}, m.Now)
		if err != nil || set.Line.Total() != usd(3*2999) || set.Cart.Total() != usd(5*99999+3*2999) || badge(m, by) != 8 {
			t.Errorf("set: %+v, %v, badge %d", set, err, badge(m, by))
		}
		c := load(t, m, by)
		if len(c.Lines) != 2 || c.Lines[0].VariantID != laptop.VariantID || c.Lines[0].VendorName != v.Name || c.Units() != 8 || c.Lines[1].OnHand != 100 {
			t.Errorf("loaded %+v", c)
		}
		left, err := cart.Remove(t.Context(), m.DB, by, cart.Key{ProductID: laptop.ID}, m.Now)
		if err != nil || left.Cart.Units() != 3 || len(left.Lines) != 1 || badge(m, by) != 3 {
			t.Errorf("remove: %+v, %v, badge %d", left, err, badge(m, by))
		}
		if badge(m, other) != 9 || load(t, m, other).Units() != 9 {
			t.Error("somebody else's cart was touched")
		}
	})
}

func TestRemovingWhatIsNotThereChangesNothing(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		mouse := m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 2999, Stock: 100})
		by := m.Customer()
		if left, err := cart.Remove(t.Context(), m.DB, by, cart.Key{ProductID: mouse.ID}, m.Now); err != nil || left.Cart.Units() != 0 {
			t.Errorf("from no cart at all: %+v, %v", left, err)
		}
		m.Fill(by, markettest.Pick{Product: mouse, Quantity: 2})
		if left, err := cart.Remove(t.Context(), m.DB, by, cart.Key{ProductID: 1 << 40}, m.Now); err != nil || left.Cart.Units() != 2 {
			t.Errorf("an unknown product: %+v, %v", left, err)
		}
	})
}

func TestCartRefusals(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 2})
		gone := m.Product(v, markettest.Goods{Title: "Keyboard", Price: 4999, Stock: 0})
		by := m.Customer()
		m.Fill(by, markettest.Pick{Product: mouse, Quantity: 2})
		for _, c := range []struct {
			name string
			do   func(by actor.Actor) error
			want string
		}{
			{"sold out", add(t, m, cart.Wish{ProductID: gone.ID, Quantity: 1}), "out_of_stock"},
			{"all are in the cart", add(t, m, cart.Wish{ProductID: mouse.ID, Quantity: 1}), "out_of_stock"},
			{"unknown product", add(t, m, cart.Wish{ProductID: 1 << 40, Quantity: 1}), "not_found"},
			{"another product's variant", add(t, m, cart.Wish{ProductID: mouse.ID, VariantID: gone.VariantID, Quantity: 1}), "not_found"},
			{"set what is not in the cart", set(t, m, cart.Wish{ProductID: gone.ID, Quantity: 1}), "not_found"},
		} {
			if err := c.do(by); code(err) != c.want {
				t.Errorf("%s: %v, want %s", c.name, err, c.want)
			}
			if badge(m, by) != 2 {
				t.Errorf("%s: badge %d", c.name, badge(m, by))
			}
			if err := c.do(actor.Actor{}); !fault.Is(err, fault.SignIn) {
				t.Errorf("%s by a guest: %v, want a request to sign in", c.name, err)
			}
		}
	})
}

func add(t *testing.T, m *markettest.Market, w cart.Wish) func(actor.Actor) error {
	return func(by actor.Actor) error {
		_, err := cart.Add(t.Context(), m.DB, by, w, m.Now)
		return err
	}
}

func set(t *testing.T, m *markettest.Market, w cart.Wish) func(actor.Actor) error {
	return func(by actor.Actor) error {
		_, err := cart.Set(t.Context(), m.DB, by, w, m.Now)
		return err
	}
}

func TestMergeTakesWhatCanBeBought(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 4})
		gone := m.Product(v, markettest.Goods{Title: "Keyboard", Price: 4999, Stock: 0})
		by := m.Customer()
		m.Fill(by, markettest.Pick{Product: mouse, Quantity: 1})
		n, err := cart.Merge(t.Context(), m.DB, by, []cart.Wish{
			{ProductID: gone.ID, Quantity: 1}, {ProductID: mouse.ID, Quantity: 2}, {ProductID: 1 << 40, Quantity: 1}, {ProductID: mouse.ID, Quantity: 5},
		}, m.Now)
		if err != nil || n != 2 || load(t, m, by).Units() != 4 || badge(m, by) != 4 {
			t.Errorf("merged %d, %v; cart %+v", n, err, load(t, m, by))
		}
	})
}

func TestStatementsOfACartDoNotGrowWithIt(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by := m.Vendor(), m.Customer()
		for range 3 {
			var last cart.Wish
			for range 10 {
				p := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 100})
				m.Fill(by, markettest.Pick{Product: p, Quantity: 1})
				last = cart.Wish{ProductID: p.ID, Quantity: 2}
			}
			for _, c := range []struct {
				name  string
				limit int
				do    func(ctx context.Context) error
			}{
				{"load", 1, func(ctx context.Context) error { _, err := cart.Load(ctx, m.DB, by, m.Now); return err }},
				{"add", 7, func(ctx context.Context) error { _, err := cart.Add(ctx, m.DB, by, last, m.Now); return err }},
				{"set", 5, func(ctx context.Context) error { _, err := cart.Set(ctx, m.DB, by, last, m.Now); return err }},
				{"remove", 5, func(ctx context.Context) error {
					_, err := cart.Remove(ctx, m.DB, by, cart.Key{ProductID: last.ProductID}, m.Now)
					return err
				}},
			} {
				if names := m.Statements(c.do); len(names) > c.limit {
					t.Errorf("%s takes %d statements, at most %d are wanted: %v", c.name, len(names), c.limit, names)
				}
			}
		}
	})
}

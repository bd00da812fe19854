package cart_test

import (
	"slices"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/catalog"
	"bazaar/market/coupons"
	"bazaar/market/markettest"
	"bazaar/market/vendors"
)

// shape is what a buyer sees of a line.
type shape struct {
	variant, quantity, seen int64
}

func shapes(c cart.Cart) []shape {
	var all []shape
	for _, l := range c.Lines {
		all = append(all, shape{l.VariantID, l.Quantity, l.SeenPrice.Minor})
	}
	return all
}

func TestRestoreBringsBackExactlyWhatWasRemoved(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by, other := m.Vendor(), m.Customer(), m.Customer()
		laptop := m.Product(v, markettest.Goods{Title: "Laptop", Price: 99900, Stock: 9})
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 9})
		for _, p := range []markettest.Product{laptop, mouse} {
			m.Now = m.Now.Add(time.Minute)
			m.Fill(by, markettest.Pick{Product: p, Quantity: 3})
		}
		m.Reprice(v, laptop, 89900)
		before := shapes(load(t, m, by))
		removed, err := cart.Remove(t.Context(), m.DB, by, cart.Key{ProductID: laptop.ID}, m.Now)
		if err != nil || len(removed.Lines) != 1 || badge(m, by) != 3 {
			t.Fatalf("removed %+v, %v", removed, err)
		}
		m.Now = m.Now.Add(time.Minute)
		for round, want := range []int{1, 0} {
			_, n, err := cart.Restore(t.Context(), m.DB, by, removed.Lines, m.Now)
			if after := shapes(load(t, m, by)); err != nil || n != want || !slices.Equal(after, before) || badge(m, by) != 6 {
				t.Errorf("round %d: %d restored, %v: %+v, want %+v, badge %d", round, n, err, after, before, badge(m, by))
			}
		}
		if !load(t, m, by).Lines[0].PriceChanged() {
			t.Error("the new price is not told any more")
		}
		if _, err := cart.Set(t.Context(), m.DB, by, cart.Wish{ProductID: laptop.ID, Quantity: 1}, m.Now); err != nil {
			t.Fatal(err)
		}
		if _, n, err := cart.Restore(t.Context(), m.DB, by, removed.Lines, m.Now); err != nil || n != 0 || load(t, m, by).Lines[0].Quantity != 1 {
			t.Errorf("what is there again was overwritten: %d, %v", n, err)
		}
		lost := []cart.Line{{VariantID: 1 << 40, Quantity: 1, AddedAt: m.Now}}
		if _, n, err := cart.Restore(t.Context(), m.DB, by, lost, m.Now); err != nil || n != 0 {
			t.Errorf("an unknown variant: %d, %v", n, err)
		}
		if _, _, err := cart.Restore(t.Context(), m.DB, by, make([]cart.Line, cart.MaxLines), m.Now); code(err) != "cart_full" {
			t.Errorf("too many lines: %v", err)
		}
		if badge(m, other) != 0 {
			t.Error("somebody else's cart was touched")
		}
	})
}

func TestMendTakesWhatThereIs(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, w, by := m.Vendor(), m.Vendor(), m.Customer()
		laptop := m.Product(v, markettest.Goods{Title: "Laptop", Price: 99900, Stock: 5})
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 2})
		cable := m.Product(v, markettest.Goods{Title: "Cable", Price: 500, Stock: 9})
		lamp := m.Product(w, markettest.Goods{Title: "Lamp", Price: 700, Stock: 9})
		m.Fill(by, markettest.Pick{Product: laptop, Quantity: 4}, markettest.Pick{Product: mouse, Quantity: 2},
			markettest.Pick{Product: cable, Quantity: 3}, markettest.Pick{Product: lamp, Quantity: 1})
		m.Order(m.Customer(), markettest.Pick{Product: laptop, Quantity: 3}, markettest.Pick{Product: mouse, Quantity: 2})
		if err := catalog.SuspendVendor(t.Context(), m.DB, actor.System, vendors.Decision{VendorID: w.ID, Reason: "test"}, m.Now); err != nil {
			t.Fatal(err)
		}
		c := load(t, m, by)
		if got := c.Buyable(); len(c.Short()) != 3 || len(got.Lines) != 2 || got.Total() != usd(4*99900+3*500) {
			t.Errorf("short %+v, what can be bought %+v", c.Short(), got)
		}
		for round, want := range [][2]int{{2, 1}, {0, 0}} {
			done, err := cart.Mend(t.Context(), m.DB, by, m.Now)
			after := shapes(load(t, m, by))
			if err != nil || len(done.Gone) != want[0] || len(done.Cut) != want[1] ||
				!slices.Equal(after, []shape{{laptop.VariantID, 2, 99900}, {cable.VariantID, 3, 500}}) || badge(m, by) != 5 {
				t.Errorf("round %d: %+v, %v; cart %+v, badge %d", round, done, err, after, badge(m, by))
			}
		}
		if len(load(t, m, by).Short()) != 0 {
			t.Error("a mended cart is short")
		}
	})
}

func TestACouponStaysWithTheCartUntilTheOrder(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		later := m.Now.Add(time.Hour)
		for _, c := range []coupons.Coupon{
			{Code: "WELCOME10", Percent: 10, Active: true},
			{Code: "LATER", Percent: 10, Active: true, ValidFrom: &later},
			{Code: "OFF", Percent: 10},
		} {
			if _, err := coupons.Create(t.Context(), m.DB, m.Admin(), c, m.Now); err != nil {
				t.Fatal(err)
			}
		}
		by, other := m.Customer(), m.Customer()
		mouse := m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 2999, Stock: 9})
		apply := func(code string) (cart.Applied, error) {
			return cart.ApplyCoupon(t.Context(), m.DB, by, code, m.Now)
		}
		if _, err := apply("WELCOME10"); code(err) != "cart_empty" {
			t.Errorf("without goods: %v", err)
		}
		m.Fill(by, markettest.Pick{Product: mouse, Quantity: 2})
		m.Fill(other, markettest.Pick{Product: mouse, Quantity: 1})
		for _, refused := range []string{"", "NOPE", "LATER", "OFF"} {
			if _, err := apply(refused); code(err) != "invalid_coupon" || load(t, m, by).Coupon != "" {
				t.Errorf("%q: %v, cart has %q", refused, err, load(t, m, by).Coupon)
			}
		}
		for _, again := range []bool{false, true} {
			done, err := apply(" welcome10 ")
			if err != nil || done.Again != again || done.Coupon.Percent != 10 || done.Cart.Coupon != "WELCOME10" || load(t, m, by).Coupon != "WELCOME10" {
				t.Errorf("applied %+v, %v", done, err)
			}
		}
		if _, err := apply("NOPE"); code(err) != "invalid_coupon" || load(t, m, by).Coupon != "WELCOME10" {
			t.Errorf("a bad code took the good one away: %v", err)
		}
		if load(t, m, other).Coupon != "" {
			t.Error("somebody else's cart got the coupon")
		}
		if _, err := cart.Set(t.Context(), m.DB, by, cart.Wish{ProductID: mouse.ID, Quantity: 1}, m.Now); err != nil || load(t, m, by).Coupon != "WELCOME10" {
			t.Errorf("an edit took the coupon away: %v", err)
		}
		if err := cart.DropCoupon(t.Context(), m.DB, by); err != nil || load(t, m, by).Coupon != "" {
			t.Errorf("drop: %v", err)
		}
		if _, err := apply("WELCOME10"); err != nil {
			t.Fatal(err)
		}
		m.Place(by)
		m.Fill(by, markettest.Pick{Product: mouse, Quantity: 1})
		if c := load(t, m, by); c.Coupon != "" {
			t.Errorf("the next cart still has the coupon %q", c.Coupon)
		}
	})
}

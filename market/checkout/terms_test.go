package checkout_test

import (
	"testing"

	"bazaar/market/accounts"
	"bazaar/market/cart"
	"bazaar/market/checkout"
	"bazaar/market/coupons"
	"bazaar/market/markettest"
	"bazaar/market/shipping"
)

// priced offers a way of delivery that costs something beside the free one.
func priced(t *testing.T) {
	before := shipping.Methods
	shipping.Methods = append([]shipping.Method{{Code: "express", PerParcel: 700}}, before...)
	t.Cleanup(func() { shipping.Methods = before })
}

func TestEachParcelPaysItsDelivery(t *testing.T) {
	priced(t)
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		picks := []markettest.Pick{
			{Product: m.Product(m.Vendor(), markettest.Goods{Title: "Laptop", Price: 10000, Stock: 9}), Quantity: 1},
			{Product: m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 1000, Stock: 9}), Quantity: 2},
		}
		m.Fill(by, picks...)
		o := m.Place(by, "shipping_method", "express", "seen_total", "134.00")
		if o.Totals.Shipping != usd(1400) || o.Totals.Total != usd(13400) || o.Parcels[1].Totals.Total != usd(2700) || o.Parcels[1].Shipping.Method != "express" {
			t.Errorf("totals %+v, second parcel %+v", o.Totals, o.Parcels[1])
		}
		m.Fill(by, picks...)
		if o := m.Place(by, "shipping_method", "courier"); o.Totals.Shipping != usd(0) || o.Totals.Total != usd(12000) {
			t.Errorf("the free way costs %+v", o.Totals)
		}
		m.Fill(by, picks...)
		if _, err := place(t, m, by, m.Purchase("shipping_method", "rocket")); code(err) != "invalid" {
			t.Errorf("an unknown way: %v", err)
		}
		m.CheckInvariants()
	})
}

func TestACouponTypedAtTheLastMomentNeedsNoNewTotal(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		if _, err := coupons.Create(t.Context(), m.DB, m.Admin(), coupons.Coupon{Code: "WELCOME10", Percent: 10, Active: true}, m.Now); err != nil {
			t.Fatal(err)
		}
		mouse := markettest.Pick{Product: m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 1000, Stock: 9}), Quantity: 1}
		m.Fill(by, mouse)
		if _, err := place(t, m, by, m.Purchase("coupon", "WELCOME10", "seen_total", "11.00")); code(err) != "total_changed" {
			t.Errorf("neither of the totals: %v", err)
		}
		if o := m.Place(by, "coupon", "WELCOME10", "seen_total", "10.00"); o.Totals.Total != usd(900) {
			t.Errorf("totals %+v", o.Totals)
		}
		// The coupon of the cart counts only when the form is asked to take it.
		m.Fill(by, mouse)
		if _, err := cart.ApplyCoupon(t.Context(), m.DB, by, "WELCOME10", m.Now); err != nil {
			t.Fatal(err)
		}
		p := m.Purchase("seen_total", "9.00")
		if _, err := place(t, m, by, p); code(err) != "total_changed" {
			t.Errorf("without the cart's coupon: %v", err)
		}
		p.CartCoupon = true
		if placed, err := place(t, m, by, p); err != nil || placed.Total != usd(900) {
			t.Errorf("with the cart's coupon: %+v, %v", placed, err)
		}
	})
}

func TestARefusedFormIsKeptUntilTheOrder(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by, other := m.Customer(), m.Customer()
		mouse := markettest.Pick{Product: m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 1000, Stock: 9}), Quantity: 1}
		m.Fill(by, mouse)
		draft := func() (checkout.Form, bool) {
			f, ok, err := checkout.Draft(t.Context(), m.DB, by)
			if err != nil {
				t.Fatal(err)
			}
			return f, ok
		}
		refused := m.Purchase("seen_total", "1.00", "notes", "Ring twice", "city", "Astana")
		if _, err := place(t, m, by, refused); code(err) != "total_changed" {
			t.Fatal(err)
		}
		if f, ok := draft(); ok {
			t.Errorf("kept without being asked: %+v", f)
		}
		refused.KeepDraft = true
		if _, err := place(t, m, by, refused); code(err) != "total_changed" {
			t.Fatal(err)
		}
		if f, ok := draft(); !ok || f.Notes != "Ring twice" || f.Contact.City != "Astana" || f.Key != "" || f.SeenTotal != "" {
			t.Errorf("draft %+v, %t", f, ok)
		}
		if f, ok, err := checkout.Draft(t.Context(), m.DB, other); ok || err != nil {
			t.Errorf("somebody else sees %+v, %v", f, err)
		}
		m.Place(by)
		if f, ok := draft(); ok {
			t.Errorf("left after the order: %+v", f)
		}
	})
}

func TestAnAddressIsSavedOnceWhenAsked(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		mouse := markettest.Pick{Product: m.Product(m.Vendor(), markettest.Goods{Title: "Mouse", Price: 1000, Stock: 9}), Quantity: 1}
		for i, c := range []struct {
			changes []string
			want    int
		}{
			{nil, 0},
			{[]string{"save_address", "1"}, 1},
			{[]string{"save_address", "1", "phone", "+7 700 000 00 00"}, 1},
			{[]string{"save_address", "1", "address", "Dostyk 5"}, 2},
		} {
			m.Fill(by, mouse)
			m.Place(by, c.changes...)
			saved, err := accounts.Addresses(t.Context(), m.DB, by)
			if err != nil || len(saved) != c.want {
				t.Errorf("order %d: %d addresses, %v, want %d", i, len(saved), err, c.want)
			}
		}
		saved, err := accounts.Addresses(t.Context(), m.DB, by)
		if err != nil || !saved[0].Default || saved[0].City != "Almaty" || saved[0].FullName != "Aigerim Sadykova" {
			t.Errorf("saved %+v, %v", saved, err)
		}
	})
}

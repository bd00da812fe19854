package coupons_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"bazaar/market/coupons"
	"bazaar/market/money"
)

func usd(minor int64) money.Amount { return money.New(minor, money.USD) }

func TestDiscountRoundsHalfToEvenAndStaysWithinTheGoods(t *testing.T) {
	for _, c := range []struct{ percent, goods, want int64 }{
		{10, 202997, 20300},
		{10, 5, 0},
		{10, 15, 2},
		{10, 25, 2},
		{100, 999, 999},
		{250, 999, 999},
		{-5, 999, 0},
		{0, 999, 0},
	} {
		if got := (coupons.Coupon{Percent: c.percent}).Discount(usd(c.goods)); got != usd(c.want) {
			t.Errorf("%d %% of %d = %v, want %d", c.percent, c.goods, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		goods := usd(rapid.Int64Range(0, money.Max).Draw(t, "goods"))
		got := coupons.Coupon{Percent: rapid.Int64Range(1, 100).Draw(t, "percent")}.Discount(goods)
		if got.Minor < 0 || got.Cmp(goods) > 0 {
			t.Fatalf("discount of %v on %v", got, goods)
		}
	})
}

func TestUsable(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	before, after := now.Add(-time.Second), now.Add(time.Second)
	two := int64(2)
	for _, c := range []struct {
		name   string
		coupon coupons.Coupon
		want   bool
	}{
		{"plain", coupons.Coupon{Active: true}, true},
		{"switched off", coupons.Coupon{}, false},
		{"not yet", coupons.Coupon{Active: true, ValidFrom: &after}, false},
		{"from this moment", coupons.Coupon{Active: true, ValidFrom: &now}, true},
		{"until this moment", coupons.Coupon{Active: true, ValidTo: &now}, false},
		{"within its time", coupons.Coupon{Active: true, ValidFrom: &before, ValidTo: &after}, true},
		{"over", coupons.Coupon{Active: true, ValidTo: &before}, false},
		{"one use left", coupons.Coupon{Active: true, UseLimit: &two, Uses: 1}, true},
		{"used up", coupons.Coupon{Active: true, UseLimit: &two, Uses: 2}, false},
	} {
		if got := c.coupon.Usable(now); got != c.want {
			t.Errorf("%s: usable = %t", c.name, got)
		}
	}
}

func TestKeyIgnoresCaseAndSpace(t *testing.T) {
	if coupons.Key(" welcome10 ") != coupons.Key("WELCOME10") {
		t.Error("the case of a code matters")
	}
}

package money_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"bazaar/market/money"
)

func usd(minor int64) money.Amount { return money.New(minor, money.USD) }

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in   string
		want int64
		err  error
	}{
		{in: "1299.99", want: 129999},
		{in: " 1299,9 ", want: 129990},
		{in: "7", want: 700},
		{in: "-0.05", want: -5},
		{in: "0007.10", want: 710},
		{in: "9999999999.99", want: money.Max},
		{in: "10000000000", err: money.ErrRange},
		{in: "99999999999999999999999999", err: money.ErrRange},
		{in: "", err: money.ErrFormat},
		{in: "-", err: money.ErrFormat},
		{in: ".5", err: money.ErrFormat},
		{in: "5.", err: money.ErrFormat},
		{in: "1.234", err: money.ErrFormat},
		{in: "1,2.3", err: money.ErrFormat},
		{in: "--1", err: money.ErrFormat},
		{in: "1e9", err: money.ErrFormat},
		{in: "NaN", err: money.ErrFormat},
		{in: "١٢", err: money.ErrFormat},
	} {
		got, err := money.Parse(c.in, money.USD)
		if !errors.Is(err, c.err) || err == nil && got != usd(c.want) {
			t.Errorf("Parse(%q) = %v, %v; want %d, %v", c.in, got, err, c.want, c.err)
		}
	}
}

func TestSumsSaturateInsteadOfWrapping(t *testing.T) {
	huge, low := usd(math.MaxInt64), usd(math.MinInt64)
	for name, c := range map[string]struct{ got, want money.Amount }{
		"add":      {huge.Add(usd(1)), huge},
		"sub":      {low.Sub(usd(1)), usd(-math.MaxInt64)},
		"sub low":  {usd(1).Sub(low), huge},
		"mul":      {huge.Mul(3), huge},
		"mul down": {huge.Mul(-3), usd(-math.MaxInt64)},
		"percent":  {huge.Percent(20_000), huge},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
}

func TestMixingCurrenciesPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("adding dollars to tenge did not panic")
		}
	}()
	usd(1).Add(money.New(1, money.KZT))
}

func TestZeroAmountTakesTheOtherCurrency(t *testing.T) {
	if got := (money.Amount{}).Add(usd(5)).Add(money.Amount{}); got != usd(5) {
		t.Errorf("sum from nothing = %v, want 0.05 USD", got)
	}
}

func TestPercentRoundsHalfToEven(t *testing.T) {
	for _, c := range []struct{ minor, points, want int64 }{
		{202997, 1000, 20300}, // 202.997 → 203.00
		{5, 1000, 0},          // 0.5 → 0
		{15, 1000, 2},         // 1.5 → 2
		{25, 1000, 2},         // 2.5 → 2
		{-25, 1000, -2},
		{-26, 1000, -3},
		{100, 10_000, 100},
		{100, 0, 0},
	} {
		if got := usd(c.minor).Percent(c.points); got != usd(c.want) {
			t.Errorf("%d × %d bp = %d, want %d", c.minor, c.points, got.Minor, c.want)
		}
	}
}

func TestSplitGivesTheRemainderToTheLargest(t *testing.T) {
	for _, c := range []struct {
		name    string
		minor   int64
		weights []int64
		want    []int64
	}{
		{"even", 100, []int64{1, 1}, []int64{50, 50}},
		{"thirds", 100, []int64{1, 1, 1}, []int64{34, 33, 33}},
		{"largest remainder", 10, []int64{1, 5, 3}, []int64{1, 6, 3}},
		{"negative whole", -100, []int64{1, 1, 1}, []int64{-34, -33, -33}},
		{"zero weight", 7, []int64{0, 1}, []int64{0, 7}},
		{"negative weight", 7, []int64{-3, 1}, []int64{0, 7}},
		{"no weight at all", 7, []int64{0, 0}, []int64{7, 0}},
		{"none", 7, nil, nil},
		{"weights beyond 64 bits", 3, []int64{math.MaxInt64, math.MaxInt64, math.MaxInt64}, []int64{1, 1, 1}},
	} {
		parts := usd(c.minor).Split(c.weights)
		if len(parts) != len(c.want) {
			t.Errorf("%s: %v, want %v", c.name, parts, c.want)
			continue
		}
		for i, p := range parts {
			if p != usd(c.want[i]) {
				t.Errorf("%s: %v, want %v", c.name, parts, c.want)
			}
		}
	}
}

func TestDecimalParsesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := usd(rapid.Int64Range(-money.Max, money.Max).Draw(t, "minor"))
		back, err := money.Parse(a.Decimal(), money.USD)
		if err != nil || back != a {
			t.Fatalf("Parse(%q) = %v, %v", a.Decimal(), back, err)
		}
	})
}

func TestSplitSumsToTheWholeAndStaysNearTheShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Int64Range(0, money.Max), 1, 40).Draw(t, "weights")
		var total int64
		for _, w := range weights {
			total += w
		}
		whole := rapid.Int64Range(0, min(total, money.Max)).Draw(t, "whole")
		var sum money.Amount
		for i, p := range usd(whole).Split(weights) {
			sum = sum.Add(p)
			if p.Minor < 0 || total > 0 && p.Minor > weights[i] {
				t.Fatalf("part %d is %d of weight %d", i, p.Minor, weights[i])
			}
		}
		if sum != usd(whole) {
			t.Fatalf("parts sum to %v, want %v", sum, usd(whole))
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1299.99", "-1", "0,5", "1e309", "NaN", "\x00", "9999999999.99", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := money.Parse(s, money.KZT)
		if err != nil {
			return
		}
		if a.Minor > money.Max || a.Minor < -money.Max {
			t.Fatalf("Parse(%q) = %v beyond the limit", s, a)
		}
		if back, err := money.Parse(a.Decimal(), money.KZT); err != nil || back != a {
			t.Fatalf("Parse(%q) = %v, which parses back to %v, %v", s, a, back, err)
		}
	})
}

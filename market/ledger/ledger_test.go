package ledger_test

import (
	"testing"

	"pgregory.net/rapid"

	"bazaar/market/ledger"
	"bazaar/market/money"
)

func usd(minor int64) money.Amount { return money.New(minor, money.USD) }

func TestASaleDealsOutAllThatWasPaid(t *testing.T) {
	sale := ledger.Sale{Vendor: "vendor:7", Total: usd(10_000), Commission: usd(1_000), Tax: usd(500), Shipping: usd(250)}
	for account, want := range map[ledger.Account]int64{
		"vendor:7": 8_250, ledger.Commission: 1_000, ledger.Tax: 500, ledger.Shipping: 250, ledger.Buyers: -10_000, "vendor:8": 0,
	} {
		if got := ledger.Balance(sale.Moves(), account); got.Minor != want {
			t.Errorf("%s has %v, want %d", account, got, want)
		}
	}
	if moves := (ledger.Sale{Vendor: "vendor:7", Total: usd(0), Commission: usd(0), Tax: usd(0), Shipping: usd(0)}).Moves(); len(moves) != 0 {
		t.Errorf("a gift moves %v", moves)
	}
}

func TestCashLeavesTheVendorOwing(t *testing.T) {
	sale := ledger.Sale{Vendor: "vendor:7", Total: usd(10_000), Commission: usd(1_000), Tax: usd(0), Shipping: usd(0)}
	moves := append(ledger.CapturedInCash("cod", "vendor:7", usd(10_000)), sale.Moves()...)
	for account, want := range map[ledger.Account]int64{"vendor:7": -1_000, ledger.Commission: 1_000, ledger.Buyers: 0, "gateway:cod": 0} {
		if got := ledger.Balance(moves, account); got.Minor != want {
			t.Errorf("%s has %v, want %d", account, got, want)
		}
	}
}

func TestReversalsInAnyPartsEndAtNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := rapid.Int64Range(1, 1_000_000).Draw(t, "total")
		commission := rapid.Int64Range(0, total).Draw(t, "commission")
		tax := rapid.Int64Range(0, total-commission).Draw(t, "tax")
		history := ledger.Sale{Vendor: "vendor:7", Total: usd(total), Commission: usd(commission), Tax: usd(tax), Shipping: usd(0)}.Moves()
		for ledger.Left(history).Minor > 0 {
			left := ledger.Left(history)
			part := usd(rapid.Int64Range(1, left.Minor).Draw(t, "part"))
			back, err := ledger.Reversal(history, part)
			if err != nil || ledger.Balance(back, ledger.Buyers) != part {
				t.Fatalf("%v of %v back: %v, %v", part, left, back, err)
			}
			history = append(history, back...)
			for _, a := range []ledger.Account{"vendor:7", ledger.Commission, ledger.Tax} {
				if ledger.Balance(history, a).Minor < 0 {
					t.Fatalf("%s gave back more than it had: %v", a, history)
				}
			}
		}
		if _, err := ledger.Reversal(history, usd(1)); err == nil {
			t.Fatal("a cent more came back than was paid")
		}
		for _, a := range []ledger.Account{"vendor:7", ledger.Commission, ledger.Tax, ledger.Buyers} {
			if !ledger.Balance(history, a).IsZero() {
				t.Fatalf("%s keeps %v of a sale that was reversed", a, ledger.Balance(history, a))
			}
		}
	})
}

func TestTheNearestRuleDecides(t *testing.T) {
	rates := ledger.Rates{
		ByRule:  map[string]int64{"default": 500, "category:1": 700, "category:3": 900, "vendor:7": 100},
		Parents: map[int64]int64{2: 1, 3: 2, 4: 3, 8: 9, 9: 8},
	}
	for _, c := range []struct {
		vendor, category int64
		rule             string
		rate             int64
	}{
		{7, 3, "vendor:7", 100},
		{6, 3, "category:3", 900},
		{6, 4, "category:3", 900},
		{6, 2, "category:1", 700},
		{6, 5, "default", 500},
		{6, 8, "default", 500}, // a tree that goes round
	} {
		if rule, rate := rates.For(c.vendor, c.category); rule != c.rule || rate != c.rate {
			t.Errorf("vendor %d in category %d: %s %d, want %s %d", c.vendor, c.category, rule, rate, c.rule, c.rate)
		}
	}
	if rule, rate := (ledger.Rates{}).For(1, 1); rule != "default" || rate != ledger.DefaultRate {
		t.Errorf("without rules: %s %d", rule, rate)
	}
}

func TestCommissionsOfLinesSumToThatOfTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := rapid.Int64Range(0, 10_000).Draw(t, "rate")
		var goods []ledger.Goods
		sum := usd(0)
		for range rapid.IntRange(1, 12).Draw(t, "lines") {
			base := usd(rapid.Int64Range(0, 100_000).Draw(t, "base"))
			goods, sum = append(goods, ledger.Goods{VendorID: 1, CategoryID: 1, Base: base}), sum.Add(base)
		}
		charged := usd(0)
		for i, c := range (ledger.Rates{ByRule: map[string]int64{"category:1": rate}}).Charges(goods) {
			if c.Rule != "category:1" || c.BasisPoints != rate || c.Amount.Minor < 0 || c.Amount.Cmp(goods[i].Base) > 0 {
				t.Fatalf("line of %v is charged %+v", goods[i].Base, c)
			}
			charged = charged.Add(c.Amount)
		}
		if charged != sum.Percent(rate) {
			t.Fatalf("lines are charged %v, the whole %v", charged, sum.Percent(rate))
		}
	})
}

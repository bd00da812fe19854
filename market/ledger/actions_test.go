package ledger_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/ledger"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/orders"
)

func code(err error) string {
	if f := fault.As(err); f != nil {
		return f.Code
	}
	return ""
}

// deliver takes the only parcel of an order to its buyer.
func deliver(t *testing.T, m *markettest.Market, o orders.Order) {
	t.Helper()
	id := o.Parcels[0].ID
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return orders.Confirm(ctx, m.DB, actor.System, id, m.Now) },
		func(ctx context.Context) error { return orders.Pack(ctx, m.DB, actor.System, id, m.Now) },
		func(ctx context.Context) error {
			return orders.Ship(ctx, m.DB, actor.System, orders.Shipment{ParcelID: id}, m.Now)
		},
		func(ctx context.Context) error { return orders.Deliver(ctx, m.DB, actor.System, id, m.Now) },
	} {
		if err := step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func balance(t *testing.T, m *markettest.Market, of ledger.Account) int64 {
	t.Helper()
	sums, err := ledger.Balances(t.Context(), m.DB, of)
	if err != nil {
		t.Fatal(err)
	}
	if len(sums) == 0 {
		return 0
	}
	return sums[0].Minor
}

func TestTheSameFactIsPostedOnce(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		o := m.Order(m.Customer(), markettest.Pick{Product: m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 9}), Quantity: 1})
		deliver(t, m, o)
		again := ledger.Posting{
			Source: ledger.SaleSource(o.Parcels[0].ID), Kind: ledger.SaleKind, OrderID: o.ID, ParcelID: &o.Parcels[0].ID,
			Moves: []ledger.Move{{From: ledger.Buyers, To: ledger.Commission, Amount: money.New(1, money.USD)}},
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if fresh, err := ledger.Post(t.Context(), m.DB, again, m.Now); err != nil || fresh {
					t.Errorf("a second posting of one sale: %t, %v", fresh, err)
				}
			})
		}
		wg.Wait()
		if got := balance(t, m, ledger.Commission); got != 300 {
			t.Errorf("commission %d, want 300", got)
		}
		bad := again
		bad.Source, bad.Moves = "odd", []ledger.Move{{From: ledger.Buyers, To: ledger.Tax, Amount: money.New(-1, money.USD)}}
		if _, err := ledger.Post(t.Context(), m.DB, bad, m.Now); err == nil {
			t.Error("a move of less than nothing was posted")
		}
	})
}

func TestAVendorSeesHisOwnAccountOnly(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, other := m.Vendor(), m.Vendor()
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 9})
		for range 3 {
			deliver(t, m, m.Order(m.Customer(), markettest.Pick{Product: mouse, Quantity: 1}))
		}
		all := ledger.StatementQuery{VendorID: v.ID, Count: 100}
		for name, by := range map[string]actor.Actor{"the owner": v.Owner, "staff": m.Staff(), "the system": actor.System} {
			s, err := ledger.StatementOf(t.Context(), m.DB, by, all)
			if err != nil || len(s.Entries) != 6 || len(s.Balances) != 1 || s.Balances[0] != money.New(-900, money.USD) {
				t.Errorf("%s: %+v, %v", name, s, err)
			}
			var sum money.Amount
			for _, e := range s.Entries {
				sum = sum.Add(e.Amount)
			}
			if len(s.Balances) == 1 && sum != s.Balances[0] {
				t.Errorf("%s: entries sum to %v, the balance is %v", name, sum, s.Balances[0])
			}
		}
		for name, by := range map[string]actor.Actor{"another vendor": other.Owner, "a customer": m.Customer(), "a guest": {}} {
			if _, err := ledger.StatementOf(t.Context(), m.DB, by, all); code(err) != "not_found" {
				t.Errorf("%s: %v", name, err)
			}
		}
		first, err := ledger.StatementOf(t.Context(), m.DB, v.Owner, ledger.StatementQuery{VendorID: v.ID, Count: 2})
		if err != nil || len(first.Entries) != 2 {
			t.Fatalf("%+v, %v", first, err)
		}
		rest, err := ledger.StatementOf(t.Context(), m.DB, v.Owner, ledger.StatementQuery{VendorID: v.ID, Count: 100, Before: first.Entries[1].PostingID})
		if err != nil || len(rest.Entries) != 4 {
			t.Errorf("the rest: %+v, %v", rest, err)
		}
	})
}

func TestRatesBeginAtTheirTimeAndPastSalesKeepTheirs(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, admin, buyer := m.Vendor(), m.Admin(), m.Customer()
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 10_000, Stock: 99})
		category, rate := m.Category(), func(n int64) *int64 { return &n }
		set := func(f ledger.RateForm) {
			t.Helper()
			f.From = f.From.Add(time.Duration(m.Now.UnixNano()))
			if err := ledger.SetRate(t.Context(), m.DB, admin, f, m.Now); err != nil {
				t.Fatal(err)
			}
		}
		epoch := time.Unix(0, 0).UTC()
		frozen := func(rule string, want int64) {
			t.Helper()
			o := m.Order(buyer, markettest.Pick{Product: mouse, Quantity: 1})
			got := m.Text("SELECT commission_rule FROM order_lines WHERE order_id = $1", o.ID)
			if got != rule || o.Parcels[0].Commission.Minor != want {
				t.Errorf("a sale under %s earns %v, want %s %d", got, o.Parcels[0].Commission, rule, want)
			}
		}
		frozen("default", 1000)
		set(ledger.RateForm{BasisPoints: rate(500), From: epoch})
		set(ledger.RateForm{CategoryID: &category, BasisPoints: rate(700), From: epoch.Add(time.Hour)})
		frozen("default", 500)
		m.Now = m.Now.Add(2 * time.Hour)
		frozen(m.Text("SELECT 'category:' || CAST(id AS text) FROM categories"), 700)
		set(ledger.RateForm{VendorID: &v.ID, BasisPoints: rate(0), From: epoch})
		frozen(m.Text("SELECT 'vendor:' || CAST(vendor_id AS text) FROM products"), 0)
		m.Now = m.Now.Add(time.Hour)
		set(ledger.RateForm{VendorID: &v.ID, From: epoch})
		frozen(m.Text("SELECT 'category:' || CAST(id AS text) FROM categories"), 700)
		if list, err := ledger.ListRates(t.Context(), m.DB); err != nil || len(list) != 4 {
			t.Errorf("rates %+v, %v", list, err)
		}
		if n := m.Scalar("SELECT COUNT(DISTINCT commission) FROM order_lines"); n != 4 {
			t.Errorf("%d different commissions: past sales have changed", n)
		}
	})
}

func TestRatesAreRefused(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		admin, v, missing, much := m.Admin(), m.Vendor(), int64(999_999), int64(10_001)
		rate := int64(100)
		category := m.Category()
		for name, c := range map[string]struct {
			by   actor.Actor
			form ledger.RateForm
			code string
		}{
			"staff":            {m.Staff(), ledger.RateForm{BasisPoints: &rate, From: m.Now}, ""},
			"in the past":      {admin, ledger.RateForm{BasisPoints: &rate, From: m.Now.Add(-time.Second)}, "invalid"},
			"more than all":    {admin, ledger.RateForm{BasisPoints: &much, From: m.Now}, "invalid"},
			"both":             {admin, ledger.RateForm{VendorID: &v.ID, CategoryID: &category, BasisPoints: &rate, From: m.Now}, "invalid"},
			"no such vendor":   {admin, ledger.RateForm{VendorID: &missing, BasisPoints: &rate, From: m.Now}, "not_found"},
			"no such category": {admin, ledger.RateForm{CategoryID: &missing, BasisPoints: &rate, From: m.Now}, "not_found"},
		} {
			if err := ledger.SetRate(t.Context(), m.DB, c.by, c.form, m.Now); err == nil || code(err) != c.code {
				t.Errorf("%s: %v", name, err)
			}
		}
		ok := ledger.RateForm{BasisPoints: &rate, From: m.Now}
		if err := ledger.SetRate(t.Context(), m.DB, admin, ok, m.Now); err != nil {
			t.Fatal(err)
		}
		if err := ledger.SetRate(t.Context(), m.DB, admin, ok, m.Now); code(err) != "invalid" {
			t.Errorf("twice: %v", err)
		}
	})
}

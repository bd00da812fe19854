package orders_test

import (
	"testing"
	"time"

	"bazaar/market/ledger"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/orders"
)

// checkFinance compares what a vendor is shown of the money with the ledger, and the parts with their
// whole.
func checkFinance(t *testing.T, m *markettest.Market, vendor int64) {
	t.Helper()
	middle := m.Now.Add(-orders.PayWithin)
	all := orders.Account{VendorID: vendor, Currency: money.USD, Until: m.Now.Add(time.Hour)}
	want := money.Zero(money.USD)
	books, err := ledger.Balances(t.Context(), m.DB, ledger.VendorAccount(&vendor))
	if err != nil {
		t.Fatal(err)
	}
	if len(books) > 0 {
		want = books[0]
	}
	s := standing(t, m, all)
	if s.Balance != want || s.Closing != want || s.Available().Add(s.Held) != want || s.Opening.Minor != 0 {
		t.Errorf("vendor %d is told %+v, the ledger has %s", vendor, s, want)
	}
	entries := entriesOf(t, m, all)
	sum := money.Zero(money.USD)
	for i := len(entries) - 1; i >= 0; i-- {
		sum = sum.Add(entries[i].Amount)
		if entries[i].Balance != sum {
			t.Errorf("after entry %d of vendor %d stands %s, want %s", len(entries)-i, vendor, entries[i].Balance, sum)
		}
	}
	if sum != want || int64(len(entries)) != s.Entries {
		t.Errorf("%d entries of vendor %d come to %s, the ledger has %s in %d", len(entries), vendor, sum, want, s.Entries)
	}
	checkShares(t, m, all, entries)
	early, late := all, all
	early.Until, late.From = middle, middle
	first, second := standing(t, m, early), standing(t, m, late)
	if first.Closing != second.Opening || first.Entries+second.Entries != s.Entries {
		t.Errorf("the halves of vendor %d do not meet: %+v, %+v", vendor, first, second)
	}
}

// checkShares compares how the money was dealt out with the entries: all but cash that was taken.
func checkShares(t *testing.T, m *markettest.Market, in orders.Account, entries []orders.AccountEntry) {
	t.Helper()
	shares, err := orders.ReadShares(t.Context(), m.DB, in)
	if err != nil {
		t.Fatal(err)
	}
	net, commission := money.Zero(money.USD), money.Zero(money.USD)
	for _, e := range entries {
		commission = commission.Add(e.Commission)
		if e.Kind != ledger.CaptureKind {
			net = net.Add(e.Amount)
		}
	}
	if shares.Net() != net || shares.Commission != commission {
		t.Errorf("the shares of vendor %d are %+v, the entries say %s and commission of %s", in.VendorID, shares, net, commission)
	}
}

func standing(t *testing.T, m *markettest.Market, in orders.Account) orders.Standing {
	t.Helper()
	found, err := orders.ReadStandings(t.Context(), m.DB, in)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		none := money.Zero(money.USD)
		return orders.Standing{Balance: none, Held: none, Opening: none, Closing: none}
	}
	return found[0]
}

// entriesOf reads them in small parts, as pages do.
func entriesOf(t *testing.T, m *markettest.Market, in orders.Account) []orders.AccountEntry {
	t.Helper()
	const part = 7
	var all []orders.AccountEntry
	for {
		found, err := orders.ListEntries(t.Context(), m.DB, in, part, int64(len(all)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
		if len(found) < part {
			return all
		}
	}
}

func TestMoneyOfAParcelIsOnHoldUntilItIsDelivered(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v := m.Vendor()
		cup := m.Product(v, markettest.Goods{Title: "Cup", Price: 1000, Stock: 9})
		buyer := m.Customer()
		m.Fill(buyer, markettest.Pick{Product: cup, Quantity: 1})
		o := m.Place(buyer, "payment_method", "card")
		in := orders.Account{VendorID: v.ID, Currency: money.USD, Until: m.Now.Add(time.Hour)}
		if s := standing(t, m, in); !s.Balance.IsZero() {
			t.Errorf("before it is paid stands %s", s.Balance)
		}
		tell(t, m, event("paid", "capture", paymentsOf(t, m, o)[0]))
		if s := standing(t, m, in); s.Balance.IsZero() || s.Held != s.Balance || !s.Available().IsZero() {
			t.Errorf("once it is paid stands %+v", s)
		}
		m.Deliver(o)
		if s := standing(t, m, in); !s.Held.IsZero() || s.Available() != s.Balance || s.Balance.IsZero() {
			t.Errorf("once it is delivered stands %+v", s)
		}
	})
}

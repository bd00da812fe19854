package orders_test

import (
	"context"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/markettest"
	"bazaar/market/orders"
)

func TestAnOrderIsReadByItsBuyerAlone(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		o, first, _ := pair(m, by)
		for name, c := range map[string]struct {
			by   actor.Actor
			want string
		}{
			"the buyer":      {by, ""},
			"the system":     {actor.System, ""},
			"another buyer":  {m.Customer(), "not_found"},
			"a vendor in it": {first.Owner, "not_found"},
			"a guest":        {actor.Actor{}, "not_found"},
		} {
			if _, err := orders.ByOID(t.Context(), m.DB, c.by, o.OID); code(err) != c.want {
				t.Errorf("read by %s: %v, want %q", name, err, c.want)
			}
		}
		if _, err := orders.ByOID(t.Context(), m.DB, by, "xyz789abc"); code(err) != "not_found" {
			t.Errorf("an unknown number: %v", err)
		}
	})
}

func TestReadingAnOrderTakesFourStatementsWhateverItsSize(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by := m.Customer()
		for _, lines := range []int{1, 30} {
			var picks []markettest.Pick
			vendors := []markettest.Vendor{m.Vendor(), m.Vendor()}
			for i := range lines {
				p := m.Product(vendors[i%2], markettest.Goods{Title: "Mouse", Price: 100 + int64(i), Stock: 9})
				picks = append(picks, markettest.Pick{Product: p, Quantity: 2})
			}
			o := m.Order(by, picks...)
			if o.Units() != int64(2*lines) {
				t.Errorf("%d lines: %d units", lines, o.Units())
			}
			names := m.Statements(func(ctx context.Context) error {
				_, err := orders.ByOID(ctx, m.DB, by, o.OID)
				return err
			})
			if len(names) > 4 {
				t.Errorf("%d lines take %v", lines, names)
			}
		}
	})
}

func TestHistoryShowsOwnOrdersNewestFirst(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, by := m.Vendor(), m.Customer()
		mouse := m.Product(v, markettest.Goods{Title: "Mouse", Price: 2999, Stock: 100})
		m.Order(m.Customer(), markettest.Pick{Product: mouse, Quantity: 1})
		var placed []string
		for i := range 23 {
			m.Now = m.Now.Add(time.Duration(i%2) * time.Minute) // some at the same moment
			placed = append(placed, m.Order(by, markettest.Pick{Product: mouse, Quantity: 1 + int64(i%3)}).OID)
		}
		var seen []string
		for _, c := range []struct{ page, number, rows int64 }{{1, 1, 20}, {2, 2, 3}} {
			p, err := orders.History(t.Context(), m.DB, by, orders.Search{Page: c.page})
			if err != nil || p.Total != 23 || p.Last != 2 || p.Number != c.number || int64(len(p.Orders)) != c.rows {
				t.Errorf("page %d: %+v, %v", c.page, p, err)
			}
			for _, o := range p.Orders {
				seen = append(seen, o.OID)
			}
		}
		for i := range placed {
			if seen[i] != placed[len(placed)-1-i] {
				t.Errorf("order %d from the top is not number %d", i, len(placed)-1-i)
			}
		}
		for page, want := range map[int64]int64{0: 1, -3: 1, 99: 2, 1 << 60: 2} {
			if p, err := orders.History(t.Context(), m.DB, by, orders.Search{Page: page}); err != nil || p.Number != want {
				t.Errorf("page %d: shows %d, %v; want %d", page, p.Number, err, want)
			}
		}
		latest, err := orders.Latest(t.Context(), m.DB, by, 3)
		if err != nil || len(latest) != 3 || latest[0].OID != placed[22] || latest[0].Units != 2 || latest[0].Status != orders.StatusProcessing {
			t.Errorf("latest %+v, %v", latest, err)
		}
		if p, err := orders.History(t.Context(), m.DB, m.Customer(), orders.Search{Page: 1}); err != nil || p.Total != 0 || p.Last != 1 || len(p.Orders) != 0 {
			t.Errorf("without orders: %+v, %v", p, err)
		}
	})
}

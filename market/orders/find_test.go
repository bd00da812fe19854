package orders_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/catalog"
	"bazaar/market/markettest"
	"bazaar/market/orders"
	"bazaar/market/vendors"
)

func TestAHistoryIsNarrowedByStatusAndNumber(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by, other := m.Customer(), m.Customer()
		cup := m.Product(m.Vendor(), markettest.Goods{Title: "Cup", Price: 500, Stock: 100})
		var oids []string
		for range 4 {
			m.Now = m.Now.Add(time.Minute)
			oids = append(oids, m.Order(by, markettest.Pick{Product: cup, Quantity: 2}).OID)
		}
		theirs := m.Order(other, markettest.Pick{Product: cup, Quantity: 1}).OID
		if err := orders.Cancel(t.Context(), m.DB, by, orders.Cancellation{OID: oids[1]}, m.Now); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			search orders.Search
			want   []string
		}{
			"all":                 {orders.Search{}, []string{oids[3], oids[2], oids[1], oids[0]}},
			"cancelled":           {orders.Search{Status: orders.StatusCancelled}, []string{oids[1]}},
			"processing":          {orders.Search{Status: orders.StatusProcessing, Page: 9}, []string{oids[3], oids[2], oids[0]}},
			"shipped":             {orders.Search{Status: orders.StatusShipped}, nil},
			"an unknown status":   {orders.Search{Status: "lost"}, []string{oids[3], oids[2], oids[1], oids[0]}},
			"a number":            {orders.Search{Text: " #" + strings.ToLower(oids[2]) + " "}, []string{oids[2]}},
			"part of a number":    {orders.Search{Text: oids[0][3:15]}, []string{oids[0]}},
			"a short number":      {orders.Search{Text: orders.ShortNumber(oids[3])}, []string{oids[3]}},
			"number and status":   {orders.Search{Text: oids[2], Status: orders.StatusCancelled}, nil},
			"somebody else's":     {orders.Search{Text: theirs}, nil},
			"signs of a pattern":  {orders.Search{Text: "%"}, nil},
			"one sign, any other": {orders.Search{Text: strings.Repeat("_", 22)}, nil},
		} {
			found, err := orders.History(t.Context(), m.DB, by, c.search)
			var got []string
			for _, o := range found.Orders {
				got = append(got, o.OID)
			}
			if err != nil || strings.Join(got, " ") != strings.Join(c.want, " ") || found.Total != int64(len(c.want)) {
				t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
			}
		}
	})
}

func TestTrackingTellsNoMoreThanWhereThingsAre(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		o, _, _ := pair(m, m.Customer())
		found, err := orders.Track(t.Context(), m.DB, orders.Inquiry{Number: " #" + o.OID, Email: " AIGERIM@example.com "})
		if err != nil || found.OID != o.OID || found.Status != orders.StatusProcessing || len(found.Parcels) != 2 || len(found.Parcels[0].Lines) != 0 {
			t.Errorf("tracked %+v, %v", found, err)
		}
		var refusals, statements []string
		for _, in := range []orders.Inquiry{
			{o.OID, "somebody@example.com"}, {"xyz789abc", "aigerim@example.com"}, {o.OID, ""}, {"", ""}, {strings.ToUpper(o.OID) + "x", "aigerim@example.com"},
		} {
			names := m.Statements(func(ctx context.Context) error {
				_, err := orders.Track(ctx, m.DB, in)
				refusals = append(refusals, code(err)+err.Error())
				return nil
			})
			statements = append(statements, strings.Join(names, " "))
		}
		for i := range refusals {
			if refusals[i] != refusals[0] || statements[i] != statements[0] || !strings.HasPrefix(refusals[i], "order_not_found") {
				t.Errorf("refusal %d is %q after %q, the first %q after %q", i, refusals[i], statements[i], refusals[0], statements[0])
			}
		}
	})
}

func TestAnOrderIsBoughtAgainAsFarAsItCan(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		by, v, w := m.Customer(), m.Vendor(), m.Vendor()
		cup := m.Product(v, markettest.Goods{Title: "Cup", Price: 500, Stock: 5})
		pot := m.Product(v, markettest.Goods{Title: "Pot", Price: 900, Stock: 2})
		lamp := m.Product(w, markettest.Goods{Title: "Lamp", Price: 700, Stock: 9})
		o := m.Order(by, markettest.Pick{Product: cup, Quantity: 3}, markettest.Pick{Product: pot, Quantity: 2}, markettest.Pick{Product: lamp, Quantity: 1})
		if _, err := orders.Reorder(t.Context(), m.DB, m.Customer(), o.OID, m.Now); code(err) != "not_found" {
			t.Errorf("somebody else: %v", err)
		}
		if err := catalog.SuspendVendor(t.Context(), m.DB, actor.System, vendors.Decision{VendorID: w.ID, Reason: "test"}, m.Now); err != nil {
			t.Fatal(err)
		}
		done, err := orders.Reorder(t.Context(), m.DB, by, o.OID, m.Now)
		if err != nil || done != (orders.Again{Added: 1, Left: 2}) {
			t.Errorf("again %+v, %v", done, err)
		}
		c, err := cart.Load(t.Context(), m.DB, by, m.Now)
		if err != nil || len(c.Lines) != 1 || c.Lines[0].VariantID != cup.VariantID || c.Lines[0].Quantity != 2 {
			t.Errorf("the cart holds %+v, %v", c.Lines, err)
		}
	})
}

package orders_test

import (
	"testing"

	"bazaar/market/actor"
	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/orders"
)

func TestTheDeskCountsWhatIsPaidAndItsOwnOnly(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, other := m.Vendor(), m.Vendor()
		kettle := m.Product(v, markettest.Goods{Title: "Kettle", Price: 2500, Stock: 10})
		mug := m.Product(other, markettest.Goods{Title: "Mug", Price: 900, Stock: 10})
		figures := func() (ship, total, parcels int64) {
			t.Helper()
			counts, err := orders.CountStages(t.Context(), m.DB, v.ID, m.Now)
			if err != nil {
				t.Fatal(err)
			}
			ship = counts.By[orders.StageToSend]
			months, err := orders.SalesByMonth(t.Context(), m.DB, v.ID, money.USD, m.Now)
			if err != nil || len(months) != 12 {
				t.Fatalf("%d months, %v", len(months), err)
			}
			for _, month := range months[:11] {
				if month.Total.Minor != 0 {
					t.Errorf("%s brought %s", month.First, month.Total)
				}
			}
			return ship, months[11].Total.Minor, months[11].Parcels
		}
		o := m.Order(m.Customer(), markettest.Pick{Product: kettle, Quantity: 2}, markettest.Pick{Product: mug, Quantity: 1})
		if ship, total, _ := figures(); ship != 1 || total != 0 {
			t.Errorf("before payment: %d to send, sales %d", ship, total)
		}
		for _, p := range o.Parcels {
			if err := orders.Confirm(t.Context(), m.DB, actor.System, p.ID, m.Now); err != nil {
				t.Fatal(err)
			}
			if err := orders.Pack(t.Context(), m.DB, actor.System, p.ID, m.Now); err != nil {
				t.Fatal(err)
			}
			if err := orders.Ship(t.Context(), m.DB, actor.System, orders.Shipment{ParcelID: p.ID}, m.Now); err != nil {
				t.Fatal(err)
			}
			if err := orders.Deliver(t.Context(), m.DB, actor.System, p.ID, m.Now); err != nil {
				t.Fatal(err)
			}
		}
		if ship, total, parcels := figures(); ship != 0 || total != 5000 || parcels != 1 {
			t.Errorf("after delivery: %d to send, sales %d of %d parcels", ship, total, parcels)
		}
	})
}

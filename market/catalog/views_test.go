package catalog_test

import (
	"testing"

	"bazaar/market/catalog"
	"bazaar/market/markettest"
)

func TestViewsAddUpAndLeaveOutTheShopItself(t *testing.T) {
	markettest.Each(t, func(t *testing.T, m *markettest.Market) {
		v, other := m.Vendor(), m.Vendor()
		cup := m.Product(v, markettest.Goods{Title: "Cup", Price: 900, Stock: 3})
		pot := m.Product(v, markettest.Goods{Title: "Pot", Price: 1900, Stock: 3})
		theirs := m.Product(other, markettest.Goods{Title: "Pan", Price: 2900, Stock: 3})
		const day, next = "2026-11-22", "2026-11-23"
		for range 2 {
			err := catalog.AddViews(t.Context(), m.DB, []catalog.Seen{
				{ProductID: cup.ID, Day: day, Views: 3, Carts: 1},
				{ProductID: cup.ID, Day: day, Views: 5, By: v.Owner.AccountID},
				{ProductID: cup.ID, Day: day, Views: 1, By: other.Owner.AccountID},
				{ProductID: pot.ID, Day: next, Views: 7},
				{ProductID: theirs.ID, Day: day, Views: 100},
				{ProductID: 987_654, Day: day, Views: 1},
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		days, err := catalog.ViewDays(t.Context(), m.DB, v.ID, day, next)
		if err != nil {
			t.Fatal(err)
		}
		want := []catalog.ViewDay{{Day: day, Views: 8, Carts: 2}, {Day: next, Views: 14}}
		if len(days) != 2 || days[0] != want[0] || days[1] != want[1] {
			t.Errorf("the days are %+v, want %+v", days, want)
		}
		if err := catalog.ForgetViews(t.Context(), m.DB, m.Now.AddDate(3, 0, 1)); err != nil {
			t.Fatal(err)
		}
		if n := m.Scalar("SELECT COUNT(*) FROM product_views"); n != 1 {
			t.Errorf("%d rows are left, want that of the last day", n)
		}
	})
}

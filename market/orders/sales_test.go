package orders_test

import (
	"testing"
	"time"

	"bazaar/market/markettest"
	"bazaar/market/money"
	"bazaar/market/orders"
)

func TestSalesSumTheDaysBetweenTwo(t *testing.T) {
	usd := func(cents int64) money.Amount { return money.New(cents, money.USD) }
	days := []orders.DaySales{
		{Day: "2026-11-20", State: orders.ParcelDelivered, Paid: true, Parcels: 2, Total: usd(301)},
		{Day: "2026-11-21", State: orders.ParcelNew, Paid: true, Parcels: 1, Total: usd(100)},
		{Day: "2026-11-21", State: orders.ParcelNew, Parcels: 1, Total: usd(50)},
		{Day: "2026-11-22", State: orders.ParcelCancelled, Paid: true, Parcels: 1, Total: usd(7)},
		{Day: "2026-11-23", State: orders.ParcelDelivered, Paid: true, Parcels: 9, Total: usd(9999)},
	}
	for _, tt := range []struct {
		name, from, until                       string
		sold, waiting, cancelled, average, open int64
	}{
		{"all but the last day", "2026-11-20", "2026-11-22", 401, 50, 7, 134, 150},
		{"one day", "2026-11-21", "2026-11-21", 100, 50, 0, 100, 150},
		{"a day without orders", "2026-11-25", "2026-11-30", 0, 0, 0, 0, 0},
		{"an empty time", "2026-11-22", "2026-11-21", 0, 0, 0, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := orders.SumSales(days, money.USD, tt.from, tt.until)
			for what, pair := range map[string][2]int64{
				"sold": {s.Sold.Total.Minor, tt.sold}, "waiting": {s.Waiting.Total.Minor, tt.waiting}, "cancelled": {s.Cancelled.Total.Minor, tt.cancelled},
				"average": {s.Sold.Average().Minor, tt.average}, "new": {s.States[orders.ParcelNew].Total.Minor, tt.open},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%s is %d, want %d", what, pair[0], pair[1])
				}
			}
		})
	}
}

// checkSales compares what the desk shows with the parcels themselves, one by one.
func checkSales(t *testing.T, m *markettest.Market, all []orders.Order, vendor int64) {
	t.Helper()
	const first, last = "2000-01-01", "2099-12-31"
	in := orders.Span{VendorID: vendor, Currency: money.USD, From: first, Until: last}
	days, err := orders.SalesByDay(t.Context(), m.DB, in)
	if err != nil {
		t.Fatal(err)
	}
	got, want := orders.SumSales(days, money.USD, first, last), orders.Sales{}
	goods := money.Zero(money.USD)
	for _, o := range all {
		for _, p := range o.Parcels {
			if *p.VendorID != vendor {
				continue
			}
			part, left := &want.Waiting, p.Left()
			if p.State == orders.ParcelCancelled {
				part, left = &want.Cancelled, p.Totals
			} else if o.Paid {
				part = &want.Sold
				goods = goods.Add(left.Items).Sub(left.Discount)
			}
			part.Parcels++
			part.Total = part.Total.Add(left.Total)
		}
	}
	for name, pair := range map[string][2]orders.Part{"sold": {got.Sold, want.Sold}, "waiting": {got.Waiting, want.Waiting}, "cancelled": {got.Cancelled, want.Cancelled}} {
		if pair[0].Parcels != pair[1].Parcels || pair[0].Total.Minor != pair[1].Total.Minor {
			t.Errorf("vendor %d has %s %+v, the parcels say %+v", vendor, name, pair[0], pair[1])
		}
	}
	top, err := orders.TopSellers(t.Context(), m.DB, in, 1000)
	if err != nil {
		t.Fatal(err)
	}
	sum := money.Zero(money.USD)
	for _, s := range top {
		sum = sum.Add(s.Total)
	}
	if sum != goods {
		t.Errorf("what vendor %d sold comes to %s, the parcels say %s", vendor, sum, goods)
	}
	checkMonths(t, m, vendor, got)
}

// checkMonths compares the months of the desk's first page with the days.
func checkMonths(t *testing.T, m *markettest.Market, vendor int64, want orders.Sales) {
	t.Helper()
	months, err := orders.SalesByMonth(t.Context(), m.DB, vendor, money.USD, m.Now.In(time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	sum := money.Zero(money.USD)
	for _, month := range months {
		sum = sum.Add(month.Total)
	}
	if sum.Minor != want.Sold.Total.Minor {
		t.Errorf("the months of vendor %d come to %s, the days to %s", vendor, sum, want.Sold.Total)
	}
}

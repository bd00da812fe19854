package orders

import "bazaar/market/money"

// DaySales are the parcels of a vendor whose orders were placed on one day, that stand in one state
// and whose order is paid or not.
type DaySales struct {
	// Day is 2006-01-02 where the market is.
	Day     string
	State   ParcelState
	Paid    bool
	Parcels int64
	Total   money.Amount
}

// Part is a number of parcels and what they cost their buyers.
type Part struct {
	Parcels int64
	Total   money.Amount
}

func (p Part) plus(d DaySales) Part {
	return Part{p.Parcels + d.Parcels, p.Total.Add(d.Total)}
}

// Average is what one of the parcels cost, rounded half up; nothing when there are none.
func (p Part) Average() money.Amount {
	if p.Parcels == 0 {
		return money.Zero(p.Total.Currency)
	}
	return money.New((2*p.Total.Minor/p.Parcels+1)/2, p.Total.Currency)
}

// Sales are what a vendor's parcels of some days come to.
type Sales struct {
	// Sold are the parcels of paid orders, Waiting those whose money has not come, Cancelled those
	// that fell away. Each parcel is in one of them.
	Sold, Waiting, Cancelled Part
	// States are all parcels by where they stand.
	States map[ParcelState]Part
}

// Ordered is how many parcels were ordered and did not fall away.
func (s Sales) Ordered() int64 { return s.Sold.Parcels + s.Waiting.Parcels }

// SumSales adds up the days between two, both included, as 2006-01-02.
func SumSales(days []DaySales, currency money.Currency, from, until string) Sales {
	none := Part{Total: money.Zero(currency)}
	s := Sales{Sold: none, Waiting: none, Cancelled: none, States: map[ParcelState]Part{}}
	for _, d := range days {
		if d.Day < from || d.Day > until {
			continue
		}
		part := &s.Waiting
		switch {
		case d.State == ParcelCancelled:
			part = &s.Cancelled
		case d.Paid:
			part = &s.Sold
		}
		*part = part.plus(d)
		s.States[d.State] = s.States[d.State].plus(d)
	}
	return s
}

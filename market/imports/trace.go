package imports

import (
	"bazaar/market/catalog"
)

// change is what an import did to a product. A product that it made has neither Before nor After.
type change struct {
	Product int64 `json:"product"`
	Made    bool  `json:"made"`
	// Version is that of a product right after it was made.
	Version int64 `json:"version"`
	Before  trace `json:"before"`
	After   trace `json:"after"`
}

// trace is how a product stood before or after, as far as it was changed.
type trace struct {
	// Archived tells that it was not on the desk.
	Archived bool              `json:"archived,omitempty"`
	Proposal *catalog.Proposal `json:"proposal,omitempty"`
	Prices   []price           `json:"prices,omitempty"`
}

// price is that of a variant in minor units, and the units that the import added or, below zero, took
// away.
type price struct {
	Variant int64 `json:"variant"`
	Price   int64 `json:"price"`
	Old     int64 `json:"old"`
	Arrived int64 `json:"arrived,omitempty"`
}

// note keeps the prices of a variant before and after.
func (c *change) note(d catalog.DeskProduct, s catalog.Supply) {
	for _, v := range d.Variants {
		if v.ID == s.VariantID {
			c.Before.Prices = append(c.Before.Prices, price{Variant: v.ID, Price: v.Price.Minor, Old: v.OldPrice.Minor})
			c.After.Prices = append(c.After.Prices, price{Variant: v.ID, Price: s.Price.Minor, Old: s.OldPrice.Minor, Arrived: s.Arrived})
		}
	}
}

// back says how the prices and the stock of a product come back, and what of them does not because
// somebody changed it since.
func (c *change) back(d catalog.DeskProduct) (supplies []catalog.Supply, kept string) {
	for n, after := range c.After.Prices {
		before := c.Before.Prices[n]
		for _, v := range d.Variants {
			if v.ID != after.Variant {
				continue
			}
			s := catalog.Supply{VariantID: v.ID, Price: v.Price, OldPrice: v.OldPrice, LowMark: v.LowMark}
			if v.Price.Minor == after.Price && v.OldPrice.Minor == after.Old {
				s.Price.Minor, s.OldPrice.Minor = before.Price, before.Old
			} else {
				kept = ChangedSince
			}
			s.Arrived = -after.Arrived
			if v.OnHand+s.Arrived < 0 {
				s.Arrived, kept = 0, SoldSince
			}
			if s.Price != v.Price || s.OldPrice.Minor != v.OldPrice.Minor || s.Arrived != 0 {
				supplies = append(supplies, s)
			}
		}
	}
	return supplies, kept
}

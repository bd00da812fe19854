package catalog

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/i18n"
)

// Counts are the numbers of a vendor's products by their states; deleted ones do not count.
type Counts map[State]int64

// All is the number of products in any state.
func (c Counts) All() int64 {
	sum := int64(0)
	for _, n := range c {
		sum += n
	}
	return sum
}

// CountStates counts a vendor's products by their states, in one statement.
func CountStates(ctx context.Context, db *sqldb.DB, vendorID int64) (Counts, error) {
	found, err := rows.New(db).VendorStates(ctx, vendorID)
	if err != nil {
		return nil, fmt.Errorf("count the products of vendor %d: %w", vendorID, err)
	}
	counts := Counts{}
	for _, r := range found {
		counts[State(r.State)] = r.Products
	}
	return counts, nil
}

// Scarcity is a variant on sale of which few or no units are left.
type Scarcity struct {
	ProductID       int64
	Title           i18n.Text
	SKU             string
	OnHand, LowMark int64
}

// ListScarce lists what runs out, the scarcest first, at most so many.
func ListScarce(ctx context.Context, db *sqldb.DB, vendorID, most int64) ([]Scarcity, error) {
	found, err := rows.New(db).Scarce(ctx, vendorID, most)
	if err != nil {
		return nil, fmt.Errorf("list what runs out at vendor %d: %w", vendorID, err)
	}
	list := make([]Scarcity, len(found))
	for i, r := range found {
		list[i] = Scarcity{ProductID: r.ProductID, Title: r.Title, SKU: r.Sku, OnHand: r.OnHand, LowMark: r.LowMark}
	}
	return list, nil
}

package orders

import (
	"context"
	"encoding/json"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
)

// Span is whose sales of which days are wanted, in one currency. The days are 2006-01-02 where the
// market is, and both count.
type Span struct {
	VendorID    int64
	Currency    money.Currency
	From, Until string
}

// SalesByDay reads what the parcels of a vendor came to, for SumSales.
func SalesByDay(ctx context.Context, db *sqldb.DB, in Span) ([]DaySales, error) {
	found, err := rows.New(db).DeskDays(ctx, rows.DeskDaysParams{VendorID: &in.VendorID, Currency: string(in.Currency), Since: in.From, Until: in.Until})
	if err != nil {
		return nil, fmt.Errorf("read the days of vendor %d: %w", in.VendorID, err)
	}
	list := make([]DaySales, len(found))
	for i, r := range found {
		list[i] = DaySales{Day: r.LocalDay, State: ParcelState(r.State), Paid: r.PaidStatus, Parcels: r.Parcels, Total: money.New(r.Total, in.Currency)}
	}
	return list, nil
}

// Seller is a product that was sold, with what it brought after discounts.
type Seller struct {
	// ProductID is 0 for goods that are gone, all of them together.
	ProductID int64
	// Title is the product's own; where there is none, SoldAs is a title under which it was sold.
	Title          i18n.Text
	SoldAs         string
	Picture        string
	Units          int64
	Total          money.Amount
	Views, InCarts int64
}

// TopSellers lists what of a vendor brought most in a time, the best first: lines of paid orders that
// were not cancelled.
func TopSellers(ctx context.Context, db *sqldb.DB, in Span, count int64) ([]Seller, error) {
	found, err := rows.New(db).DeskTop(ctx, rows.DeskTopParams{VendorID: &in.VendorID, Currency: string(in.Currency), Since: in.From, Until: in.Until, Count: count})
	if err != nil {
		return nil, fmt.Errorf("read what vendor %d sold: %w", in.VendorID, err)
	}
	list := make([]Seller, len(found))
	for i, r := range found {
		list[i] = Seller{
			ProductID: r.ProductID, SoldAs: r.SoldAs, Picture: r.Picture, Units: r.Units, Total: money.New(r.Total, in.Currency), Views: r.Views, InCarts: r.Carts,
		}
		if err := json.Unmarshal([]byte(r.Title), &list[i].Title); err != nil {
			return nil, fmt.Errorf("read the title of product %d: %w", r.ProductID, err)
		}
	}
	return list, nil
}

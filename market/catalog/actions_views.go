package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/catalog/internal/rows"
)

// Seen is how often a product was looked at and put into a cart on one day.
type Seen struct {
	ProductID int64 `json:"product"`
	// By is the account that looked, 0 for most people: only those who may work for a shop are told
	// apart, because their own shop does not count them.
	By int64 `json:"by"`
	// Day is 2006-01-02 where the market is.
	Day   string `json:"day"`
	Views int64  `json:"views"`
	Carts int64  `json:"carts"`
}

// AddViews adds what a node has counted, in one statement. Products that are gone, and the looks of
// those who work for the shop of the product, are left out.
func AddViews(ctx context.Context, db *sqldb.DB, seen []Seen) error {
	if len(seen) == 0 {
		return nil
	}
	text, err := json.Marshal(seen)
	if err != nil {
		return fmt.Errorf("write %d views: %w", len(seen), err)
	}
	if err := rows.New(db).AddViews(ctx, string(text)); err != nil {
		return fmt.Errorf("add %d views: %w", len(seen), err)
	}
	return nil
}

// ViewDay is how often the goods of a vendor were looked at and put into carts on one day.
type ViewDay struct {
	Day          string // 2006-01-02 where the market is
	Views, Carts int64
}

// ViewDays lists the days between two, both included, on which somebody looked at goods of a vendor.
func ViewDays(ctx context.Context, db *sqldb.DB, vendorID int64, since, until string) ([]ViewDay, error) {
	found, err := rows.New(db).ViewDays(ctx, vendorID, since, until)
	if err != nil {
		return nil, fmt.Errorf("read the views of vendor %d: %w", vendorID, err)
	}
	list := make([]ViewDay, len(found))
	for i, r := range found {
		list[i] = ViewDay(r)
	}
	return list, nil
}

// viewsKept is how many years views are kept: two that can be compared, and the one that runs.
const viewsKept = 3

// ForgetViews deletes views of long ago.
func ForgetViews(ctx context.Context, db *sqldb.DB, now time.Time) error {
	if _, err := rows.New(db).ForgetViews(ctx, now.AddDate(-viewsKept, 0, 0).Format(time.DateOnly)); err != nil {
		return fmt.Errorf("forget old views: %w", err)
	}
	return nil
}

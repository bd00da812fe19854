package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"bazaar/infra/sqldb"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
)

// Rating is what customers think of a product: the average in hundredths of a star and the number
// of reviews behind it.
type Rating struct {
	Hundredths, Reviews int64
}

// Rate keeps the rating that lists show. Reviews call it in their transaction, holding the
// product's row.
func Rate(ctx context.Context, db *sqldb.DB, productID int64, in Rating) error {
	n, err := rows.New(db).SetRating(ctx, in.Hundredths, in.Reviews, productID)
	if err == nil && n == 0 {
		return fault.Missing()
	}
	return err
}

// StockChanged keeps the availability that lists show. Whoever moves stock calls it in the same
// transaction, after the movement, for the variants that became empty or stopped being so. It locks
// the products first, in order of id, so that two variants of one product that sell out together
// see each other.
func StockChanged(ctx context.Context, db *sqldb.DB, variantIDs []int64) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		ids, err := q.LockOfVariants(ctx, variantIDs)
		if err != nil {
			return fmt.Errorf("lock products: %w", err)
		}
		if err := q.RefreshAvailable(ctx, ids); err != nil {
			return fmt.Errorf("refresh availability: %w", err)
		}
		return nil
	})
}

// Sold adds units to the counts of sales by which hits are ranked, by product id. It belongs after
// a sale rather than into it: the row of a product in demand would be held by every order.
func Sold(ctx context.Context, db *sqldb.DB, units map[int64]int64) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		for _, id := range slices.Sorted(maps.Keys(units)) { // one order of locks for everybody
			if err := rows.New(tx).AddSold(ctx, units[id], id); err != nil {
				return fmt.Errorf("count sales of product %d: %w", id, err)
			}
		}
		return nil
	})
}

package catalog

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/catalog/internal/rows"
)

// Address is a public product as search engines are told of it.
type Address struct {
	ID      int64
	Updated time.Time // UTC
}

// LastID is the highest number of a product, 0 without any.
func LastID(ctx context.Context, db *sqldb.DB) (int64, error) {
	last, err := rows.New(db).LastListed(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the last product: %w", err)
	}
	return last, nil
}

// Addresses are the public products with numbers above after, up to upTo.
func Addresses(ctx context.Context, db *sqldb.DB, after, upTo int64) ([]Address, error) {
	found, err := rows.New(db).ListedBetween(ctx, after, upTo)
	if err != nil {
		return nil, fmt.Errorf("list addresses of products: %w", err)
	}
	all := make([]Address, len(found))
	for i, r := range found {
		all[i] = Address{ID: r.ID, Updated: r.UpdatedAt.Time}
	}
	return all, nil
}

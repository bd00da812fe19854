package stock

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/stock/internal/rows"
)

// SetLowMark says at how many units a variant is told to run out.
func SetLowMark(ctx context.Context, db *sqldb.DB, variantID, mark int64) error {
	if err := rows.New(db).SetLowMark(ctx, variantID, mark); err != nil {
		return fmt.Errorf("write the low mark of variant %d: %w", variantID, err)
	}
	return nil
}

// Movement is one change of a level. Kind is take, release or restock; Source names its reason.
type Movement struct {
	VariantID    int64
	Kind, Source string
	Quantity     int64
	At           time.Time
}

// Movements lists the last movements of some variants, the latest first.
func Movements(ctx context.Context, db *sqldb.DB, variantIDs []int64, most int64) ([]Movement, error) {
	found, err := rows.New(db).MovementsOf(ctx, variantIDs, most)
	if err != nil {
		return nil, fmt.Errorf("list stock movements: %w", err)
	}
	list := make([]Movement, len(found))
	for i, r := range found {
		list[i] = Movement{VariantID: r.VariantID, Kind: r.Kind, Source: r.Source, Quantity: r.Quantity, At: r.At.Time}
	}
	return list, nil
}

package orders

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
)

// Takings are the orders of a time in one currency.
type Takings struct {
	// Orders counts all of them, Paid those whose money came.
	Orders, Paid int64
	// Total is what was kept of all, PaidTotal of those whose money came.
	Total, PaidTotal money.Amount
}

// CountTakings sums the orders that were placed after one moment, up to another, by currency.
func CountTakings(ctx context.Context, db *sqldb.DB, after, until time.Time) ([]Takings, error) {
	found, err := rows.New(db).Takings(ctx, sqldb.At(after), sqldb.At(until))
	if err != nil {
		return nil, fmt.Errorf("sum orders: %w", err)
	}
	all := make([]Takings, len(found))
	for i, r := range found {
		cur := money.Currency(r.Currency)
		all[i] = Takings{Orders: r.Orders, Paid: r.Paid, Total: money.New(r.Total, cur), PaidTotal: money.New(r.PaidTotal, cur)}
	}
	return all, nil
}

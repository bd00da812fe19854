package vendors

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/vendors/internal/rows"
)

// CountWaiting counts the applications that moderators have to look at.
func CountWaiting(ctx context.Context, db *sqldb.DB) (int64, error) {
	n, err := rows.New(db).CountWaiting(ctx)
	if err != nil {
		return 0, fmt.Errorf("count applications: %w", err)
	}
	return n, nil
}

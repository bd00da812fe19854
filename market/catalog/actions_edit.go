package catalog

import (
	"context"
	"fmt"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
	"bazaar/market/vendors"
)

// withProduct locks a product that the actor may work on and hands it to f. Somebody else's is
// NotFound.
func withProduct(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, f func(tx *sqldb.DB, p rows.LockRow) error) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		p, err := rows.New(tx).Lock(ctx, id)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("lock product %d: %w", id, err)
		}
		if err := vendors.CheckMember(ctx, tx, by, p.VendorID); err != nil {
			return err
		}
		return f(tx, p)
	})
}

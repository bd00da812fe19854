package orders

import (
	"context"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/cart"
)

// Again is what became of the wish to buy an order's goods once more.
type Again struct {
	// Added lines are in the cart, Left could not be bought any more.
	Added, Left int
}

// Reorder puts the goods of an order of the actor into his cart, at the prices and as far as the
// stock of now go. What is not sold any more is left out; NotFound for somebody else's order.
func Reorder(ctx context.Context, db *sqldb.DB, by actor.Actor, oid string, now time.Time) (Again, error) {
	var done Again
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		o, err := ByOID(ctx, tx, by, oid)
		if err != nil {
			return err
		}
		done = Again{}
		var wishes []cart.Wish
		at := map[int64]int{} // pieces of a line are one wish
		for _, p := range o.Parcels {
			for _, l := range p.Lines {
				if l.ProductID == nil || l.VariantID == nil {
					done.Left++
					continue
				}
				if i, ok := at[*l.VariantID]; ok {
					wishes[i].Quantity += l.Quantity
					continue
				}
				at[*l.VariantID] = len(wishes)
				wishes = append(wishes, cart.Wish{ProductID: *l.ProductID, VariantID: *l.VariantID, Quantity: l.Quantity})
			}
		}
		done.Added, err = cart.Merge(ctx, tx, by, wishes, now)
		done.Left += len(wishes) - done.Added
		return err
	})
	return done, err
}

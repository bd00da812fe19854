package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/vendors"
)

// SetAbsence says when the actor's shop is away, see vendors.SetAbsence. While it is away, its goods are
// not in stock for lists, filters and their counts.
func SetAbsence(ctx context.Context, db *sqldb.DB, by actor.Actor, in vendors.AbsenceForm, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		id, err := vendors.SetAbsence(ctx, tx, by, in, now)
		if err != nil {
			return err
		}
		return refreshOfVendor(ctx, tx, id)
	})
}

// EndAbsence brings the actor's shop and its goods back at once, see vendors.EndAbsence.
func EndAbsence(ctx context.Context, db *sqldb.DB, by actor.Actor, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		id, err := vendors.EndAbsence(ctx, tx, by, now)
		if err != nil {
			return err
		}
		return refreshOfVendor(ctx, tx, id)
	})
}

// FollowAbsences makes the goods of shops whose absence has begun or ended by now follow, each shop in
// a transaction of its own, and tells how many shops there were. It runs often; between a turn and the
// next run the pages of the goods themselves already say that the shop is away or back.
func FollowAbsences(ctx context.Context, db *sqldb.DB, now time.Time) (int, error) {
	turned, err := vendors.TurnedAbsences(ctx, db, now)
	if err != nil {
		return 0, err
	}
	var failed []error
	for _, id := range turned {
		failed = append(failed, db.Tx(ctx, func(tx *sqldb.DB) error {
			if err := vendors.TurnAbsence(ctx, tx, id, now); err != nil {
				return err
			}
			return refreshOfVendor(ctx, tx, id)
		}))
	}
	return len(turned), errors.Join(failed...)
}

func refreshOfVendor(ctx context.Context, tx *sqldb.DB, vendorID int64) error {
	if err := rows.New(tx).RefreshOfVendor(ctx, vendorID); err != nil {
		return fmt.Errorf("write which goods of vendor %d are in stock: %w", vendorID, err)
	}
	return nil
}

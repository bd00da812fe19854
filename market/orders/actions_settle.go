package orders

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/catalog"
	"bazaar/market/coupons"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
	"bazaar/market/payments"
	"bazaar/market/stock"
)

// settle writes all that follows from parcels having changed, in the order in which checkout locks
// the same rows: payment and coupon, derived columns and history, stock last.
func settle(ctx context.Context, tx *sqldb.DB, by actor.Actor, o locked, parcels []Parcel, changes []Change, now time.Time) error {
	progress, status := derive(parcels)
	paid, err := settlePayment(ctx, tx, o, progress, parcels, now)
	if err != nil {
		return err
	}
	if was := Progress(o.Progress); progress != was {
		changes = append(changes, Change{From: string(was), To: string(progress)})
	}
	if err := insertHistory(ctx, tx, by, o.ID, changes, now); err != nil {
		return err
	}
	err = rows.New(tx).SetDerived(ctx, rows.SetDerivedParams{
		ID: o.ID, Progress: string(progress), ProductStatus: string(status), PaidStatus: o.PaidStatus || paid,
	})
	if err != nil {
		return fmt.Errorf("set the status of order %d: %w", o.ID, err)
	}
	if err := record(ctx, tx, by, changes, now); err != nil {
		return err
	}
	return release(ctx, tx, o, changes, now)
}

// settlePayment tells whether the order became paid: cash is in when the last parcel was handed
// over, and nothing is owed for an order without parcels.
func settlePayment(ctx context.Context, tx *sqldb.DB, o locked, progress Progress, parcels []Parcel, now time.Time) (bool, error) {
	switch progress {
	case ProgressCompleted:
		due := money.Zero(money.Currency(o.Currency))
		for _, p := range parcels {
			if p.State != ParcelCancelled {
				due = due.Add(p.Totals.Total)
			}
		}
		return payments.CaptureCash(ctx, tx, o.ID, due, now)
	case ProgressCancelled:
		if err := payments.Cancel(ctx, tx, o.ID); err != nil {
			return false, err
		}
		return false, coupons.GiveBack(ctx, tx, o.ID)
	}
	return false, nil
}

// record puts what staff did into the audit log; vendors and buyers are in the history alone.
func record(ctx context.Context, tx *sqldb.DB, by actor.Actor, changes []Change, now time.Time) error {
	if by.IsSystem() || !by.Can(actor.ModerateShop) {
		return nil
	}
	for _, c := range changes {
		if c.ParcelID == nil {
			continue
		}
		err := audit.Write(ctx, tx, by, audit.Entry{
			Action: c.To, Kind: "parcel", ID: *c.ParcelID,
			Before: map[string]string{"state": c.From}, After: map[string]string{"state": c.To, "note": c.Note},
		}, now)
		if err != nil {
			return fmt.Errorf("record the change of parcel %d: %w", *c.ParcelID, err)
		}
	}
	return nil
}

// release gives back the stock of parcels that were cancelled and shows it to the catalogue.
func release(ctx context.Context, tx *sqldb.DB, o locked, changes []Change, now time.Time) error {
	var parcelIDs []int64
	for _, c := range changes {
		if c.ParcelID != nil && c.To == string(ParcelCancelled) {
			parcelIDs = append(parcelIDs, *c.ParcelID)
		}
	}
	if len(parcelIDs) == 0 {
		return nil
	}
	variantIDs, err := rows.New(tx).VariantsOf(ctx, parcelIDs)
	if err != nil {
		return fmt.Errorf("read what order %d had taken: %w", o.ID, err)
	}
	levels, err := stock.Release(ctx, tx, StockSource(o.Oid), variantIDs, now)
	if err != nil {
		return err
	}
	if turned := stock.Turned(levels); len(turned) > 0 {
		return catalog.StockChanged(ctx, tx, turned)
	}
	return nil
}

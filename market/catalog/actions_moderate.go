package catalog

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
	"bazaar/market/vendors"
)

// Submit sends a product to moderation. It needs a picture, and its vendor must be verified.
func Submit(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time) error {
	return withProduct(ctx, db, by, productID, func(tx *sqldb.DB, p rows.LockRow) error {
		if p.VendorState != string(vendors.Verified) {
			return errPending()
		}
		has, err := rows.New(tx).HasPicture(ctx, p.ID)
		if err != nil {
			return fmt.Errorf("look for a picture of product %d: %w", p.ID, err)
		}
		if !has {
			return fault.Fields{"picture": {Text: msgPicture}}.Err()
		}
		return pass(ctx, tx, by, passage{product: p, step: submit}, now)
	})
}

// Publish puts a product in review on sale; it is public while its vendor is verified.
func Publish(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time) error {
	return moderate(ctx, db, by, Rejection{ProductID: productID}, publish, now)
}

// Rejection says why a product does not go on sale, or goes off it.
type Rejection struct {
	ProductID int64
	Reason    string
}

// Reject sends a product back to its vendor.
func Reject(ctx context.Context, db *sqldb.DB, by actor.Actor, in Rejection, now time.Time) error {
	return moderate(ctx, db, by, in, reject, now)
}

func moderate(ctx context.Context, db *sqldb.DB, by actor.Actor, in Rejection, s step, now time.Time) error {
	if !by.Can(actor.ModerateShop) {
		return errForbidden()
	}
	return withProduct(ctx, db, by, in.ProductID, func(tx *sqldb.DB, p rows.LockRow) error {
		return pass(ctx, tx, by, passage{product: p, step: s, reason: in.Reason}, now)
	})
}

// Archive takes a product off sale for good; orders keep their copies of it.
func Archive(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time) error {
	return withProduct(ctx, db, by, productID, func(tx *sqldb.DB, p rows.LockRow) error {
		return pass(ctx, tx, by, passage{product: p, step: archive}, now)
	})
}

// passage is one locked product on its way into another state.
type passage struct {
	product rows.LockRow
	step    step
	reason  string
}

// pass is the one place where a product's state is written. A step that the state does not allow
// is a Conflict.
func pass(ctx context.Context, tx *sqldb.DB, by actor.Actor, in passage, now time.Time) error {
	from := State(in.product.State)
	to, ok := from.after(in.step)
	if !ok {
		return errState()
	}
	err := rows.New(tx).SetState(ctx, rows.SetStateParams{State: string(to), Now: sqldb.At(now), Published: to == Published, Reason: in.reason, ID: in.product.ID})
	if err != nil {
		return fmt.Errorf("write the state of product %d: %w", in.product.ID, err)
	}
	return audit.Write(ctx, tx, by, audit.Entry{
		Action: string(in.step), Kind: "product", ID: in.product.ID,
		Before: from, After: map[string]string{"state": string(to), "reason": in.reason},
	}, now)
}

// VerifyVendor lets a vendor sell and lists its published goods, in one transaction.
func VerifyVendor(ctx context.Context, db *sqldb.DB, by actor.Actor, in vendors.Decision, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		if err := vendors.Verify(ctx, tx, by, in, now); err != nil {
			return err
		}
		return relist(ctx, tx, in.VendorID, true)
	})
}

// SuspendVendor stops a vendor from selling and unlists all its goods, in one transaction.
func SuspendVendor(ctx context.Context, db *sqldb.DB, by actor.Actor, in vendors.Decision, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		if err := vendors.Suspend(ctx, tx, by, in, now); err != nil {
			return err
		}
		return relist(ctx, tx, in.VendorID, false)
	})
}

// UndoVendor takes a decision about an application back, see vendors.Undo; the goods of a shop that was
// verified are unlisted in the same transaction.
func UndoVendor(ctx context.Context, db *sqldb.DB, by actor.Actor, entryID int64, now time.Time) (vendorID int64, err error) {
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		if vendorID, err = vendors.Undo(ctx, tx, by, entryID, now); err != nil {
			return err
		}
		return relist(ctx, tx, vendorID, false)
	})
	return vendorID, err
}

func relist(ctx context.Context, tx *sqldb.DB, vendorID int64, verified bool) error {
	if err := rows.New(tx).RelistVendor(ctx, verified, vendorID); err != nil {
		return fmt.Errorf("relist the goods of vendor %d: %w", vendorID, err)
	}
	return nil
}

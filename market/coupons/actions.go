package coupons

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/coupons/internal/rows"
	"bazaar/market/fault"
)

// Find returns the coupon of a code that the actor may use now. An unknown, inactive, expired or
// used-up code and one that the actor had often enough are Invalid, at the field coupon. It takes
// one statement.
func Find(ctx context.Context, db *sqldb.DB, by actor.Actor, code string, now time.Time) (Coupon, error) {
	row, err := rows.New(db).ByKey(ctx, by.ID(), Key(code))
	if sqldb.NoRows(err) {
		return Coupon{}, unusable()
	}
	if err != nil {
		return Coupon{}, fmt.Errorf("find coupon: %w", err)
	}
	c := Coupon{
		ID: row.ID, Code: row.Code, Percent: row.Percent, Active: row.Active,
		ValidFrom: row.ValidFrom.Pointer(), ValidTo: row.ValidTo.Pointer(),
		UseLimit: row.UseLimit, CustomerLimit: row.CustomerLimit, Uses: row.Uses,
	}
	if !c.Usable(now) {
		return Coupon{}, unusable()
	}
	if c.CustomerLimit != nil && row.Had >= *c.CustomerLimit {
		return Coupon{}, usedUp()
	}
	return c, nil
}

// Use counts one use of a coupon by the order of an actor, and refuses as Find does when the last
// use went to somebody else in the meantime. The caller's transaction holds the coupon from here
// on, so it calls Use late.
func Use(ctx context.Context, db *sqldb.DB, by actor.Actor, couponID, orderID int64, now time.Time) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		counted, err := q.CountUse(ctx, couponID, sqldb.MaybeAt(&now))
		if err != nil {
			return fmt.Errorf("count a use of coupon %d: %w", couponID, err)
		}
		if counted == 0 {
			return unusable()
		}
		recorded, err := q.InsertUse(ctx, rows.InsertUseParams{CouponID: couponID, OrderID: orderID, AccountID: by.ID(), At: sqldb.At(now)})
		if err != nil {
			return fmt.Errorf("record the use of coupon %d: %w", couponID, err)
		}
		if recorded == 0 {
			return usedUp()
		}
		return nil
	})
}

// GiveBack undoes the use of a coupon by an order that was given up; without one it does nothing.
func GiveBack(ctx context.Context, db *sqldb.DB, orderID int64) error {
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		couponID, err := rows.New(tx).DeleteUse(ctx, orderID)
		if sqldb.NoRows(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("give back the coupon of order %d: %w", orderID, err)
		}
		if err := rows.New(tx).DiscountUse(ctx, couponID); err != nil {
			return fmt.Errorf("give back coupon %d: %w", couponID, err)
		}
		return nil
	})
}

// Create adds a coupon and returns it with its id. It needs the right to administer; wrong fields
// and a code that exists are Invalid.
func Create(ctx context.Context, db *sqldb.DB, by actor.Actor, in Coupon, now time.Time) (Coupon, error) {
	if !by.Can(actor.Administer) {
		return Coupon{}, fault.New(fault.Forbidden, "", "You may not do that.")
	}
	in.Code = strings.TrimSpace(in.Code)
	if err := in.validate(); err != nil {
		return Coupon{}, err
	}
	in.Uses = 0
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		id, err := rows.New(tx).Insert(ctx, rows.InsertParams{
			Code: in.Code, CodeKey: Key(in.Code), Percent: in.Percent, Active: in.Active,
			ValidFrom: sqldb.MaybeAt(in.ValidFrom), ValidTo: sqldb.MaybeAt(in.ValidTo),
			UseLimit: in.UseLimit, CustomerLimit: in.CustomerLimit, CreatedAt: sqldb.At(now),
		})
		if sqldb.NoRows(err) {
			return fault.Fields{"code": {Text: "A coupon with this code exists already."}}.Err()
		}
		if err != nil {
			return fmt.Errorf("create coupon: %w", err)
		}
		in.ID = id
		return audit.Write(ctx, tx, by, audit.Entry{Action: "created", Kind: "coupon", ID: id, After: in}, now)
	})
	return in, err
}

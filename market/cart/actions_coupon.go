package cart

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/cart/internal/rows"
	"bazaar/market/coupons"
	"bazaar/market/fault"
)

// Applied is a cart with its coupon.
type Applied struct {
	Cart   Cart
	Coupon coupons.Coupon
	// Again tells that the cart had this coupon before.
	Again bool
}

// ApplyCoupon keeps a code with the actor's cart until the order is placed; it takes the place of
// an earlier one. A code that coupons.Find refuses is Invalid at the field coupon and changes
// nothing, a cart without goods is a Conflict (cart_empty).
func ApplyCoupon(ctx context.Context, db *sqldb.DB, by actor.Actor, code string, now time.Time) (Applied, error) {
	var done Applied
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		if _, err := Lock(ctx, tx, by); err != nil {
			return err
		}
		c, err := Load(ctx, tx, by, now)
		if err != nil {
			return err
		}
		if len(c.Lines) == 0 {
			return fault.New(fault.Conflict, "cart_empty", "Your cart is empty!")
		}
		found, err := coupons.Find(ctx, tx, by, code, now)
		if err != nil {
			return err
		}
		done = Applied{Cart: c, Coupon: found, Again: c.Coupon == found.Code}
		done.Cart.Coupon = found.Code
		return setCoupon(ctx, tx, by, found.Code)
	})
	return done, err
}

// DropCoupon takes the coupon off the actor's cart; without one it changes nothing.
func DropCoupon(ctx context.Context, db *sqldb.DB, by actor.Actor) error {
	return setCoupon(ctx, db, by, "")
}

func setCoupon(ctx context.Context, db *sqldb.DB, by actor.Actor, code string) error {
	if err := rows.New(db).SetCoupon(ctx, code, by.Owner()); err != nil {
		return fmt.Errorf("set the coupon of a cart: %w", err)
	}
	return nil
}

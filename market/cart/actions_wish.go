package cart

import (
	"context"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/wishlist"
)

// MoveWish puts a product of the actor's wishlist into his cart and takes it off the list. Faults are
// those of Add; what is not on the list is a Conflict (not_wished).
func MoveWish(ctx context.Context, db *sqldb.DB, by actor.Actor, in Wish, now time.Time) (done Edit, wishes int64, err error) {
	err = edit(ctx, db, by, func(tx *sqldb.DB, cartID int64, c Cart) (Cart, error) {
		goods, err := goodsOf(ctx, tx, in, now)
		if err != nil {
			return Cart{}, err
		}
		if done, err = c.Add(goods, in.Quantity); err != nil {
			return Cart{}, err
		}
		was, left, err := wishlist.Remove(ctx, tx, by, in.ProductID)
		if err != nil {
			return Cart{}, err
		}
		if was.ProductID == 0 {
			return Cart{}, fault.New(fault.Conflict, "not_wished", "This is not on your wishlist any more.")
		}
		wishes = left
		return done.Cart, save(ctx, tx, cartID, done.Line, now)
	}, now)
	return done, wishes, err
}

// Keep takes a line out of the actor's cart and puts its product on his wishlist, for later. It tells
// what Restore needs to put the line back, and how long the list is. What is not in the cart changes
// nothing; what is off sale for good (not_kept) and a list that is full (wishlist_full) are Conflicts.
func Keep(ctx context.Context, db *sqldb.DB, by actor.Actor, in Key, now time.Time) (done Removal, wishes int64, err error) {
	err = edit(ctx, db, by, func(tx *sqldb.DB, cartID int64, c Cart) (Cart, error) {
		done, wishes = c.Remove(in), 0
		if len(done.Lines) == 0 {
			return done.Cart, nil
		}
		var err error
		if _, wishes, err = wishlist.Add(ctx, tx, by, in.ProductID, now); fault.Is(err, fault.NotFound) {
			return Cart{}, fault.New(fault.Conflict, "not_kept", "This is no longer sold.")
		} else if err != nil {
			return Cart{}, err
		}
		return done.Cart, deleteLines(ctx, tx, cartID, done.Lines)
	}, now)
	return done, wishes, err
}

// Move is what MoveWishes did: how many wishes went into the cart and how many are left.
type Move struct {
	Cart        Cart
	Moved, Left int64
}

// MoveWishes puts one unit of every wish that can be bought without a choice into the actor's cart
// and takes those off the list. What is sold out or has to be chosen stays.
func MoveWishes(ctx context.Context, db *sqldb.DB, by actor.Actor, now time.Time) (Move, error) {
	var done Move
	err := edit(ctx, db, by, func(tx *sqldb.DB, cartID int64, c Cart) (Cart, error) {
		ids, err := wishlist.Buyable(ctx, tx, by)
		if err != nil {
			return Cart{}, err
		}
		var moved []int64
		for _, id := range ids {
			next, err := put(ctx, tx, cartID, c, Wish{ProductID: id, Quantity: 1}, now)
			if fault.As(err) != nil {
				continue
			}
			if err != nil {
				return Cart{}, err
			}
			c = next
			moved = append(moved, id)
		}
		left, err := wishlist.RemoveAll(ctx, tx, by, moved)
		done = Move{Cart: c, Moved: int64(len(moved)), Left: left}
		return c, err
	}, now)
	return done, err
}

// put adds a wish to a cart that is locked.
func put(ctx context.Context, tx *sqldb.DB, cartID int64, c Cart, w Wish, now time.Time) (Cart, error) {
	goods, err := goodsOf(ctx, tx, w, now)
	if err != nil {
		return Cart{}, err
	}
	done, err := c.Add(goods, w.Quantity)
	if err != nil {
		return Cart{}, err
	}
	return done.Cart, save(ctx, tx, cartID, done.Line, now)
}

package wishlist

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/wishlist/internal/rows"
)

// Add puts a product on the actor's list and tells whether it was new there. A guest is asked to
// sign in; a product that is not public is NotFound.
func Add(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time) (bool, error) {
	if !by.SignedIn() {
		return false, errSignIn()
	}
	q := rows.New(db)
	n, err := q.Add(ctx, by.AccountID, sqldb.At(now), productID)
	if err != nil {
		return false, fmt.Errorf("wish for product %d: %w", productID, err)
	}
	if n > 0 {
		return true, nil
	}
	has, err := q.Has(ctx, by.AccountID, productID)
	if err == nil && !has {
		return false, fault.Missing()
	}
	return false, err
}

// Remove takes a product off the actor's list. What is not on it is no error.
func Remove(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64) error {
	if !by.SignedIn() {
		return errSignIn()
	}
	return rows.New(db).Remove(ctx, by.AccountID, productID)
}

// List gives the cards of the actor's list, the newest wish first, in two statements.
func List(ctx context.Context, db *sqldb.DB, by actor.Actor) ([]catalog.Card, error) {
	ids, err := rows.New(db).Products(ctx, by.AccountID, maxWishes)
	if err != nil {
		return nil, fmt.Errorf("read the wishlist: %w", err)
	}
	return catalog.Cards(ctx, db, ids)
}

// Count is the number on the badge of the actor's list.
func Count(ctx context.Context, db *sqldb.DB, by actor.Actor) (int64, error) {
	return rows.New(db).Count(ctx, by.AccountID)
}

func errSignIn() error {
	return fault.New(fault.SignIn, "", "Please sign in to keep a wishlist.")
}

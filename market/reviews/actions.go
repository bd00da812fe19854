package reviews

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/reviews/internal/rows"
)

// Write keeps an actor's review of a product and its new rating. Wrong fields are Invalid, a
// product that is not public is NotFound; a second review of it (already_reviewed) and one of the
// actor's own goods (own_goods) are Conflicts.
func Write(ctx context.Context, db *sqldb.DB, by actor.Actor, in Form, now time.Time) (catalog.Rating, error) {
	if !by.SignedIn() {
		return catalog.Rating{}, fault.New(fault.SignIn, "login_required", "Please sign in to write a review.")
	}
	in.Body = strings.TrimSpace(in.Body)
	if err := in.validate(); err != nil {
		return catalog.Rating{}, err
	}
	var rating catalog.Rating
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		if err := lock(ctx, tx, by, in.ProductID); err != nil {
			return err
		}
		if err := insert(ctx, tx, by, in, now); err != nil {
			return err
		}
		var err error
		rating, err = rate(ctx, tx, in.ProductID)
		return err
	})
	return rating, err
}

// lock holds the product until the end of the transaction and refuses who works for its shop.
func lock(ctx context.Context, tx *sqldb.DB, by actor.Actor, productID int64) error {
	p, err := rows.New(tx).LockProduct(ctx, by.AccountID, productID)
	switch {
	case sqldb.NoRows(err):
		return fault.Missing()
	case err != nil:
		return fmt.Errorf("lock product %d: %w", productID, err)
	case p.Works:
		return fault.New(fault.Conflict, "own_goods", "You cannot review goods of your own shop.")
	}
	return nil
}

func insert(ctx context.Context, tx *sqldb.DB, by actor.Actor, in Form, now time.Time) error {
	n, err := rows.New(tx).Insert(ctx, rows.InsertParams{
		ProductID: in.ProductID, AccountID: by.ID(), Author: by.Label, Rating: in.Rating, Body: in.Body, Now: sqldb.At(now),
	})
	if err != nil {
		return fmt.Errorf("insert a review of product %d: %w", in.ProductID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "already_reviewed", "You have already reviewed this product.")
	}
	return nil
}

// rate tells the catalogue what the approved reviews of a product come to.
func rate(ctx context.Context, tx *sqldb.DB, productID int64) (catalog.Rating, error) {
	s, err := rows.New(tx).Sum(ctx, productID)
	if err != nil {
		return catalog.Rating{}, fmt.Errorf("sum the reviews of product %d: %w", productID, err)
	}
	rating := catalog.Rating{Hundredths: average(s.Stars, s.Reviews), Reviews: s.Reviews}
	return rating, catalog.Rate(ctx, tx, productID, rating)
}

// List reads the newest n approved reviews of a product, at most 100, and the spread of all of
// them, in one statement.
func List(ctx context.Context, db *sqldb.DB, productID, n int64) (Page, error) {
	found, err := rows.New(db).Newest(ctx, productID, min(n, maxShown))
	if err != nil {
		return Page{}, fmt.Errorf("read the reviews of product %d: %w", productID, err)
	}
	var p Page
	for _, r := range found {
		p.Stars = [5]int64{r.Five, r.Four, r.Three, r.Two, r.One}
		p.List = append(p.List, Review{ID: r.ID, Author: r.Author, Rating: r.Rating, Body: r.Body, Verified: r.Verified, CreatedAt: r.CreatedAt.Time})
	}
	return p, nil
}

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
// product that is not public is NotFound, a second review of it a Conflict (already_reviewed).
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
		if _, err := rows.New(tx).LockProduct(ctx, in.ProductID); sqldb.NoRows(err) {
			return fault.Missing()
		} else if err != nil {
			return fmt.Errorf("lock product %d: %w", in.ProductID, err)
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

func insert(ctx context.Context, tx *sqldb.DB, by actor.Actor, in Form, now time.Time) error {
	q := rows.New(tx)
	bought, err := q.HasBought(ctx, &in.ProductID, by.AccountID)
	if err != nil {
		return fmt.Errorf("look for a delivery of product %d: %w", in.ProductID, err)
	}
	n, err := q.Insert(ctx, rows.InsertParams{
		ProductID: in.ProductID, AccountID: by.ID(), Author: by.Label, Rating: in.Rating, Body: in.Body,
		Verified: bought, Now: sqldb.At(now),
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

// List reads the newest n approved reviews of a product and the spread of all of them, in two
// statements.
func List(ctx context.Context, db *sqldb.DB, productID, n int64) (Page, error) {
	q := rows.New(db)
	newest, err := q.Newest(ctx, productID, int32(min(n, 100)))
	if err != nil {
		return Page{}, fmt.Errorf("read the reviews of product %d: %w", productID, err)
	}
	spread, err := q.Spread(ctx, productID)
	if err != nil {
		return Page{}, fmt.Errorf("count the reviews of product %d: %w", productID, err)
	}
	var p Page
	for _, r := range newest {
		p.List = append(p.List, Review{ID: r.ID, Author: r.Author, Rating: r.Rating, Body: r.Body, Verified: r.Verified, CreatedAt: r.CreatedAt.Time})
	}
	for _, s := range spread {
		p.Stars[5-s.Rating] = s.Reviews
	}
	return p, nil
}

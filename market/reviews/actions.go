package reviews

import (
	"context"
	"encoding/json"
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
// product that is not public is NotFound; a second review of it (already_reviewed), one of the
// actor's own goods (own_goods) and, where only buyers may write, one of goods that did not reach
// him (not_bought) are Conflicts.
func Write(ctx context.Context, db *sqldb.DB, by actor.Actor, in Form, now time.Time) (catalog.Rating, error) {
	return change(ctx, db, by, in, func(tx *sqldb.DB, in Form, p rows.LockProductRow) error {
		switch {
		case !p.Listed:
			return fault.Missing()
		case p.Works:
			return fault.New(fault.Conflict, "own_goods", "You cannot review goods of your own shop.")
		case in.BuyersOnly && !p.Bought:
			return errNotBought()
		}
		n, err := rows.New(tx).Insert(ctx, rows.InsertParams{
			ProductID: in.ProductID, AccountID: by.ID(), Author: by.Label, Rating: in.Rating, Body: in.Body, Photos: photoList(in.Photos),
			Verified: p.Bought, Now: sqldb.At(now),
		})
		if err == nil && n == 0 {
			return fault.New(fault.Conflict, "already_reviewed", "You have already reviewed this product.")
		}
		return err
	})
}

// Edit changes the actor's own review; NotFound without one. A hidden review stays hidden.
func Edit(ctx context.Context, db *sqldb.DB, by actor.Actor, in Form, now time.Time) (catalog.Rating, error) {
	return change(ctx, db, by, in, func(tx *sqldb.DB, in Form, p rows.LockProductRow) error {
		n, err := rows.New(tx).Update(ctx, rows.UpdateParams{
			Rating: in.Rating, Body: in.Body, Photos: photoList(in.Photos), Verified: p.Bought, Now: sqldb.At(now), AccountID: by.ID(), ProductID: in.ProductID,
		})
		if err == nil && n == 0 {
			return fault.Missing()
		}
		return err
	})
}

// change checks a form, holds its product, lets f write and keeps the product's rating.
func change(ctx context.Context, db *sqldb.DB, by actor.Actor, in Form, f func(*sqldb.DB, Form, rows.LockProductRow) error) (catalog.Rating, error) {
	if !by.SignedIn() {
		return catalog.Rating{}, errSignIn()
	}
	in.Body = strings.TrimSpace(in.Body)
	if err := in.Validate(); err != nil {
		return catalog.Rating{}, err
	}
	return held(ctx, db, by, in.ProductID, func(tx *sqldb.DB, p rows.LockProductRow) error { return f(tx, in, p) })
}

// Delete takes the actor's own review away, with its votes and reports; NotFound without one. One
// that moderation hides stays (hidden), so that it does not come back as a new one.
func Delete(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64) (catalog.Rating, error) {
	if !by.SignedIn() {
		return catalog.Rating{}, errSignIn()
	}
	return held(ctx, db, by, productID, func(tx *sqldb.DB, _ rows.LockProductRow) error {
		q := rows.New(tx)
		n, err := q.Delete(ctx, by.ID(), productID)
		if err != nil || n > 0 {
			return err
		}
		if _, err := q.Own(ctx, by.ID(), productID); err != nil {
			return missing(err)
		}
		return fault.New(fault.Conflict, "hidden", "Our moderators have hidden this review, so it cannot be deleted.")
	})
}

// held locks a product, lets f change its reviews and pushes the new rating.
func held(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, f func(*sqldb.DB, rows.LockProductRow) error) (catalog.Rating, error) {
	var rating catalog.Rating
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		p, err := rows.New(tx).LockProduct(ctx, by.AccountID, productID)
		if err != nil {
			return missing(err)
		}
		if err := f(tx, p); err != nil {
			return err
		}
		rating, err = rate(ctx, tx, productID)
		return err
	})
	if err != nil && fault.As(err) == nil {
		err = fmt.Errorf("change a review of product %d: %w", productID, err)
	}
	return rating, err
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

// Mine reads the actor's own review of a product for its form; NotFound without one.
func Mine(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64) (Own, error) {
	r, err := rows.New(db).Own(ctx, by.ID(), productID)
	if err != nil {
		return Own{}, missing(err)
	}
	return Own{
		Review:    Review{ID: r.ID, Author: by.Label, Rating: r.Rating, Body: r.Body, Photos: photosOf(r.Photos), Verified: r.Verified, CreatedAt: r.CreatedAt.Time, Mine: true},
		ProductID: productID, Title: r.Title, Approved: r.Approved, OnSale: r.Listed,
	}, nil
}

// ListMine gives a page of the actor's own reviews, in two statements, and how many pages there are.
func ListMine(ctx context.Context, db *sqldb.DB, by actor.Actor, page int64) (list []Own, shown, pages int64, err error) {
	q := rows.New(db)
	total, err := q.CountMine(ctx, by.ID())
	if err != nil {
		return nil, 0, 0, fmt.Errorf("count reviews: %w", err)
	}
	pages = pagesOf(total)
	shown = min(max(1, page), pages)
	found, err := q.Mine(ctx, by.ID(), (shown-1)*PageSize, PageSize)
	if err != nil {
		return nil, 0, 0, fmt.Errorf("list reviews: %w", err)
	}
	for _, r := range found {
		list = append(list, Own{
			Review: Review{
				ID: r.ID, Author: by.Label, Rating: r.Rating, Body: r.Body, Photos: photosOf(r.Photos), Verified: r.Verified, Helpful: r.Helpful,
				CreatedAt: r.CreatedAt.Time, Mine: true,
			},
			ProductID: r.ProductID, Title: r.Title, Picture: r.Picture, Approved: r.Approved, OnSale: r.Listed,
		})
	}
	return list, shown, pages, nil
}

// ListWaiting names goods that reached the actor and wait for his review, the latest first.
func ListWaiting(ctx context.Context, db *sqldb.DB, by actor.Actor) ([]Waiting, error) {
	found, err := rows.New(db).Waiting(ctx, by.ID(), mostWaiting)
	if err != nil {
		return nil, fmt.Errorf("list what waits for a review: %w", err)
	}
	var list []Waiting
	for _, r := range found {
		list = append(list, Waiting{ProductID: r.ID, Title: r.Title, Picture: r.Picture, Arrived: r.Arrived.Time})
	}
	return list, nil
}

func photoList(refs []string) string {
	if len(refs) == 0 {
		return "[]"
	}
	b, err := json.Marshal(refs)
	if err != nil {
		panic(err) // a list of texts
	}
	return string(b)
}

// photosOf reads what photoList wrote.
func photosOf(list string) []string {
	var refs []string
	if json.Unmarshal([]byte(list), &refs) != nil {
		return nil
	}
	return refs
}

func missing(err error) error {
	if sqldb.NoRows(err) {
		return fault.Missing()
	}
	return err
}

func errSignIn() error {
	return fault.New(fault.SignIn, "login_required", "Please sign in to write a review.")
}

func errNotBought() error {
	return fault.New(fault.Conflict, "not_bought", "Only those who bought this product here may review it, once it has arrived.")
}

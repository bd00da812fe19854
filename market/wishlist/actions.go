package wishlist

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/vendors"
	"bazaar/market/wishlist/internal/rows"
)

// Add puts a product on the actor's list, with its price of now, and tells whether it was new there
// and how long the list is. A guest is asked to sign in; a product that is not public is NotFound; a
// list of MaxWishes takes no more (wishlist_full).
func Add(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time) (fresh bool, count int64, err error) {
	count, err = change(ctx, db, by, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		n, err := q.Add(ctx, rows.AddParams{AccountID: by.AccountID, ProductID: productID, Most: MaxWishes, Now: sqldb.At(now)})
		if err != nil {
			return fmt.Errorf("wish for product %d: %w", productID, err)
		}
		if fresh = n > 0; fresh {
			return nil
		}
		why, err := q.Why(ctx, by.AccountID, productID)
		switch {
		case err != nil:
			return fmt.Errorf("read the wish for product %d: %w", productID, err)
		case why.There:
			return nil
		case why.Listed:
			return errFull()
		}
		return fault.Missing()
	})
	return fresh, count, err
}

// Remove takes a product off the actor's list and returns what undoes it and how long the list is.
// What is not on it is no error; then the removed wish has no ProductID.
func Remove(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64) (was Removed, count int64, err error) {
	count, err = change(ctx, db, by, func(tx *sqldb.DB) error {
		was = Removed{}
		r, err := rows.New(tx).Find(ctx, by.AccountID, productID)
		if sqldb.NoRows(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the wish for product %d: %w", productID, err)
		}
		was = Removed{ProductID: r.ProductID, Title: r.Title, Seen: money.New(r.SeenPrice, money.Currency(r.Currency)), AddedAt: r.CreatedAt.Time}
		return remove(ctx, tx, by, []int64{productID})
	})
	return was, count, err
}

// RemoveAll takes several products off the actor's list and returns how long it is.
func RemoveAll(ctx context.Context, db *sqldb.DB, by actor.Actor, productIDs []int64) (int64, error) {
	return change(ctx, db, by, func(tx *sqldb.DB) error { return remove(ctx, tx, by, productIDs) })
}

func remove(ctx context.Context, tx *sqldb.DB, by actor.Actor, productIDs []int64) error {
	if _, err := rows.New(tx).Remove(ctx, by.AccountID, productIDs); err != nil {
		return fmt.Errorf("remove wishes: %w", err)
	}
	return nil
}

// Restore puts a removed wish back in its place, with the price that was seen. One that is there
// again stays as it is.
func Restore(ctx context.Context, db *sqldb.DB, by actor.Actor, was Removed) (int64, error) {
	return change(ctx, db, by, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		n, err := q.Restore(ctx, rows.RestoreParams{
			AccountID: by.AccountID, ProductID: was.ProductID, SeenPrice: was.Seen.Minor, CreatedAt: sqldb.At(was.AddedAt), Most: MaxWishes,
		})
		if err != nil {
			return fmt.Errorf("restore the wish for product %d: %w", was.ProductID, err)
		}
		if n > 0 {
			return nil
		}
		if why, err := q.Why(ctx, by.AccountID, was.ProductID); err != nil || why.There {
			return err
		}
		return errFull()
	})
}

// change holds the account while f changes its list, and keeps the ids of the wishes with it.
func change(ctx context.Context, db *sqldb.DB, by actor.Actor, f func(tx *sqldb.DB) error) (count int64, err error) {
	if !by.SignedIn() {
		return 0, errSignIn()
	}
	err = db.Tx(ctx, func(tx *sqldb.DB) error {
		if err := accounts.Hold(ctx, tx, by.AccountID); err != nil {
			return err
		}
		if err := f(tx); err != nil {
			return err
		}
		ids, err := rows.New(tx).IDs(ctx, by.AccountID)
		if err != nil {
			return fmt.Errorf("read the wishes of account %d: %w", by.AccountID, err)
		}
		count = int64(len(ids))
		return accounts.SetWishes(ctx, tx, by.AccountID, ids)
	})
	return count, err
}

// List gives a page of the actor's list, in two statements.
func List(ctx context.Context, db *sqldb.DB, by actor.Actor, page int64) (Page, error) {
	return list(ctx, db, by.AccountID, page, true)
}

// list reads a page of an account's list; the whole list includes what is off sale.
func list(ctx context.Context, db *sqldb.DB, accountID, page int64, whole bool) (Page, error) {
	q := rows.New(db)
	total, err := q.Count(ctx, accountID, whole)
	if err != nil {
		return Page{}, fmt.Errorf("count wishes: %w", err)
	}
	p := pageOf(total, page)
	if total == 0 {
		return p, nil
	}
	found, err := q.Page(ctx, rows.PageParams{AccountID: accountID, Whole: whole, Limit: PageSize, Offset: (p.Page - 1) * PageSize})
	if err != nil {
		return Page{}, fmt.Errorf("read wishes: %w", err)
	}
	for _, r := range found {
		p.Wishes = append(p.Wishes, wishOf(r))
	}
	return p, nil
}

func wishOf(r rows.PageRow) Wish {
	currency := money.Currency(r.Currency)
	w := Wish{
		Card: catalog.Card{
			ID: r.ID, Slug: r.Slug, Title: r.Title, Picture: r.Picture, Price: money.New(r.PriceFrom, currency), OldPrice: money.Zero(currency), PriceTo: money.New(r.PriceTo, currency),
			Rating: r.Rating, Reviews: r.ReviewCount, Variants: r.VariantCount, Available: r.Available,
			Vendor: catalog.Link{ID: r.VendorID, Name: r.VendorName, Absence: vendors.NewAbsence(r.AwayFrom.Pointer(), r.AwayUntil.Pointer())},
		},
		OnSale: r.Listed, Seen: money.New(r.SeenPrice, currency), AddedAt: r.CreatedAt.Time,
	}
	if r.OldPrice != nil {
		w.OldPrice = money.New(*r.OldPrice, currency)
	}
	return w
}

// Buyable lists the products on the actor's list that can go into a cart as they are, the oldest
// wish first.
func Buyable(ctx context.Context, db *sqldb.DB, by actor.Actor) ([]int64, error) {
	ids, err := rows.New(db).Buyable(ctx, by.AccountID)
	if err != nil {
		return nil, fmt.Errorf("read what can be bought of the wishes: %w", err)
	}
	return ids, nil
}

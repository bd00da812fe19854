package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/vendors"
)

// Case is a product for the eyes of a moderator.
type Case struct {
	DeskProduct
	Vendor Link
	// VendorState tells whether the goods of the vendor can be public; Language is that in which its
	// owner is written to.
	VendorState vendors.State
	Language    string
	// ChangeID is the change that waits, by Author, with its Differences; 0 without one.
	ChangeID    int64
	Author      string
	Differences []Difference
	// Since is when it was sent to the moderators.
	Since time.Time
	// ClaimedBy looks at it until Until; 0 when nobody does.
	ClaimedBy int64
	Claimer   string
	Until     time.Time
	// Past are the decisions about the product, the latest first.
	Past []Decided
}

// Waits tells whether there is something to decide.
func (c Case) Waits() bool { return c.State == InReview || c.ChangeID != 0 }

// mostPast is how many decisions about a product are shown.
const mostPast = 30

// ReadCase reads a product with everything that a moderator needs to decide, in three statements.
// NotFound without one.
func ReadCase(ctx context.Context, db *sqldb.DB, by actor.Actor, id int64, now time.Time) (Case, error) {
	if !by.Can(actor.ModerateShop) {
		return Case{}, errForbidden()
	}
	q := rows.New(db)
	r, err := q.CaseOf(ctx, id)
	if sqldb.NoRows(err) {
		return Case{}, fault.Missing()
	}
	if err != nil {
		return Case{}, fmt.Errorf("read product %d: %w", id, err)
	}
	c := caseOf(r, now)
	texts := Texts{Title: r.Title, Description: r.Description, Specifications: r.Specifications, Kind: r.Kind, ShelfLife: r.ShelfLife, CategoryID: r.CategoryID}
	if err := c.read(ctx, db, texts, r.Proposal); err != nil {
		return Case{}, err
	}
	if err := json.Unmarshal([]byte(r.Diff), &c.Differences); err != nil {
		return Case{}, fmt.Errorf("read the change of product %d: %w", id, err)
	}
	past, err := q.Verdicts(ctx, id, mostPast)
	if err != nil {
		return Case{}, fmt.Errorf("read the decisions about product %d: %w", id, err)
	}
	for _, p := range past {
		d, err := decidedOf(p)
		if err != nil {
			return Case{}, err
		}
		c.Past = append(c.Past, d)
	}
	return c, nil
}

func caseOf(r rows.CaseOfRow, now time.Time) Case {
	c := Case{
		DeskProduct: DeskProduct{
			ID: r.ID, PID: r.Pid, State: State(r.State), Listed: r.Listed, Currency: money.Currency(r.Currency), Version: r.Version,
			Reason: r.ReviewReason, Updated: r.UpdatedAt.Time, Changed: r.ChangedAt.Pointer(),
		},
		Vendor: Link{ID: r.VendorID, Name: r.VendorName}, VendorState: vendors.State(r.VendorState), Language: r.Language,
		ChangeID: r.ChangeID, Author: r.Author, Since: r.CreatedAt.Time,
	}
	if at := r.SubmittedAt.Pointer(); at != nil {
		c.Since = *at
	}
	if c.Changed != nil {
		c.Since = *c.Changed
	}
	if at := r.ClaimedAt.Pointer(); at != nil && now.Sub(*at) < ClaimLife {
		c.ClaimedBy, c.Claimer, c.Until = r.ClaimedBy, r.Claimer, at.Add(ClaimLife)
	}
	return c
}

// ClaimNext claims what has waited longest and nobody looks at, and returns the product. NotFound when
// nothing is left.
func ClaimNext(ctx context.Context, db *sqldb.DB, by actor.Actor, now time.Time) (int64, error) {
	for page := int64(1); ; page++ {
		queue, err := ListQueue(ctx, db, by, AllWaiting, page, now)
		if err != nil {
			return 0, err
		}
		for _, w := range queue.Waiting {
			if w.ClaimedBy != 0 && w.ClaimedBy != by.AccountID {
				continue
			}
			switch err := Claim(ctx, db, by, w.ProductID, now); {
			case err == nil:
				return w.ProductID, nil
			case !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound):
				return 0, err
			}
		}
		if page >= queue.Pages {
			return 0, fault.Missing()
		}
	}
}

// Release gives a product back that the acting moderator had claimed; again changes nothing.
func Release(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64) error {
	return review(ctx, db, by, productID, func(tx *sqldb.DB, p rows.LockRow) error {
		if err := rows.New(tx).DropOwnClaim(ctx, p.ID, by.AccountID); err != nil {
			return fmt.Errorf("give product %d back: %w", p.ID, err)
		}
		return nil
	})
}

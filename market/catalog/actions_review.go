package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
	"bazaar/market/i18n"
)

// ClaimLife is how long a moderator keeps a product to look at before another may take it.
const ClaimLife = 30 * time.Minute

// Waiting is one thing in the queue of the moderators: a new product, or, with a ChangeID, a change
// of a published one.
type Waiting struct {
	ProductID, ChangeID int64
	Title               i18n.Text
	Picture             string
	// Version is the product's; a decision about a new product names it.
	Version int64
	Vendor  Link
	Since   time.Time
	// Claimer is who looks at it now; empty when nobody does.
	ClaimedBy int64
	Claimer   string
}

// Queue is one page of what waits for the moderators, the longest waiting first.
type Queue struct {
	Waiting     []Waiting
	Total       int64
	Page, Pages int64
}

// Sort narrows the queue.
type Sort string

// The sorts of what waits.
const (
	AllWaiting Sort = ""
	NewGoods   Sort = "new"
	Changes    Sort = "changes"
)

// ListQueue shows a page of the queue to a moderator, in two statements.
func ListQueue(ctx context.Context, db *sqldb.DB, by actor.Actor, sort Sort, page int64, now time.Time) (Queue, error) {
	if !by.Can(actor.ModerateShop) {
		return Queue{}, errForbidden()
	}
	q := rows.New(db)
	total, err := q.CountQueue(ctx, string(sort))
	if err != nil {
		return Queue{}, fmt.Errorf("count the queue: %w", err)
	}
	at := newListing(total, page)
	out := Queue{Total: total, Page: at.Page, Pages: at.Pages}
	found, err := q.Queue(ctx, string(sort), (at.Page-1)*PageSize, PageSize)
	if err != nil {
		return Queue{}, fmt.Errorf("list the queue: %w", err)
	}
	for _, r := range found {
		w := Waiting{
			ProductID: r.ProductID, ChangeID: r.ChangeID, Title: r.Title, Picture: r.Picture, Version: r.Version,
			Vendor: Link{ID: r.VendorID, Name: r.VendorName}, Since: r.Since.Time,
		}
		if at := r.ClaimedAt.Pointer(); at != nil && now.Sub(*at) < ClaimLife {
			w.ClaimedBy, w.Claimer = r.ClaimedBy, r.Claimer
		}
		out.Waiting = append(out.Waiting, w)
	}
	return out, nil
}

// Claim keeps a product for the acting moderator for ClaimLife, so that no two do the same work; a
// repetition begins the time anew. Conflict while another has it.
func Claim(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, now time.Time) error {
	return review(ctx, db, by, productID, func(tx *sqldb.DB, p rows.LockRow) error {
		if err := checkClaim(ctx, tx, by, p.ID, now); err != nil {
			return err
		}
		err := rows.New(tx).SetClaim(ctx, rows.SetClaimParams{ProductID: p.ID, AccountID: by.AccountID, Label: by.Label, ClaimedAt: sqldb.At(now)})
		if err != nil {
			return fmt.Errorf("claim product %d: %w", p.ID, err)
		}
		return nil
	})
}

// Approve puts a new product on sale, or takes a change over. Conflict when another moderator has
// it, when it no longer waits, or when it is not what was looked at any more.
func Approve(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, now time.Time) error {
	in.Reason = ""
	return decide(ctx, db, by, in, now, func(tx *sqldb.DB, p rows.LockRow) (judgement, error) {
		if in.ChangeID == 0 {
			return judgement{verdict: WasPublished}, pass(ctx, tx, by, passage{product: p, step: publish}, now)
		}
		return adopt(ctx, tx, by, p, in, now)
	})
}

// adopt takes a change over and keeps what was there before it.
func adopt(ctx context.Context, tx *sqldb.DB, by actor.Actor, p rows.LockRow, in Decision, now time.Time) (judgement, error) {
	c, err := openChange(ctx, tx, in)
	if err != nil {
		return judgement{}, err
	}
	var proposal Proposal
	if err := json.Unmarshal([]byte(c.Proposal), &proposal); err != nil {
		return judgement{}, fmt.Errorf("read change %d: %w", c.ID, err)
	}
	before, err := current(ctx, tx, p.ID)
	if err != nil {
		return judgement{}, err
	}
	if err := takeOver(ctx, tx, by, p, proposal, now); err != nil {
		return judgement{}, err
	}
	return judgement{verdict: WasApproved, before: &before}, closeChange(ctx, tx, by, verdict{change: c.ID, state: "approved"}, now)
}

// Decline sends a new product back to its vendor, or refuses a change: the product stays on sale as
// it is. It fails as Approve does, and with a fault of kind Invalid without a reason.
func Decline(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, now time.Time) error {
	var err error
	if in.Reason, err = reasoned(in.Reason); err != nil {
		return err
	}
	return decide(ctx, db, by, in, now, func(tx *sqldb.DB, p rows.LockRow) (judgement, error) {
		if in.ChangeID == 0 {
			return judgement{verdict: WasRejected}, pass(ctx, tx, by, passage{product: p, step: reject, reason: in.Reason}, now)
		}
		c, err := openChange(ctx, tx, in)
		if err != nil {
			return judgement{}, err
		}
		return judgement{verdict: WasDeclined}, closeChange(ctx, tx, by, verdict{change: c.ID, state: "rejected", reason: in.Reason}, now)
	})
}

// TakeOff takes a product off sale and sends it back to its vendor, who must be told why. Conflict for
// one that is not on sale.
func TakeOff(ctx context.Context, db *sqldb.DB, by actor.Actor, in Rejection, now time.Time) error {
	var err error
	if in.Reason, err = reasoned(in.Reason); err != nil {
		return err
	}
	return review(ctx, db, by, in.ProductID, func(tx *sqldb.DB, p rows.LockRow) error {
		if State(p.State) != Published {
			return errState()
		}
		if err := pass(ctx, tx, by, passage{product: p, step: reject, reason: in.Reason}, now); err != nil {
			return err
		}
		return judgement{verdict: WasStopped}.keep(ctx, tx, by, Decision{ProductID: p.ID, Reason: in.Reason}, now)
	})
}

// decide lets a moderator act on what waits, unless another has it, keeps what was decided and gives
// the claim back.
func decide(ctx context.Context, db *sqldb.DB, by actor.Actor, in Decision, now time.Time, f func(tx *sqldb.DB, p rows.LockRow) (judgement, error)) error {
	return review(ctx, db, by, in.ProductID, func(tx *sqldb.DB, p rows.LockRow) error {
		if err := checkClaim(ctx, tx, by, p.ID, now); err != nil {
			return err
		}
		if in.ChangeID == 0 && (State(p.State) != InReview || in.Version != 0 && in.Version != p.Version) {
			return overtaken(ctx, tx, in)
		}
		j, err := f(tx, p)
		if err != nil {
			return err
		}
		if err := j.keep(ctx, tx, by, in, now); err != nil {
			return err
		}
		if err := rows.New(tx).DropClaim(ctx, p.ID); err != nil {
			return fmt.Errorf("give product %d back: %w", p.ID, err)
		}
		return nil
	})
}

// overtaken says why what a moderator looked at does not wait any more: another moderator has
// decided, or the vendor has changed it.
func overtaken(ctx context.Context, tx *sqldb.DB, in Decision) error {
	last, err := rows.New(tx).LastVerdict(ctx, in.ProductID)
	if err != nil && !sqldb.NoRows(err) {
		return fmt.Errorf("read the last decision about product %d: %w", in.ProductID, err)
	}
	if err == nil && last.UndoneAt.Pointer() == nil && last.ChangeID == in.ChangeID {
		return fault.New(fault.Conflict, "decided", "%s has already decided about this.", last.Moderator)
	}
	return fault.New(fault.Conflict, "version", "The vendor has changed this since you looked at it. What you see now is the newest version.")
}

// review locks a product for a moderator.
func review(ctx context.Context, db *sqldb.DB, by actor.Actor, productID int64, f func(tx *sqldb.DB, p rows.LockRow) error) error {
	if !by.Can(actor.ModerateShop) {
		return errForbidden()
	}
	return withProduct(ctx, db, by, productID, f)
}

// checkClaim is a Conflict while another moderator has the product.
func checkClaim(ctx context.Context, tx *sqldb.DB, by actor.Actor, productID int64, now time.Time) error {
	c, err := rows.New(tx).LockClaim(ctx, productID)
	if sqldb.NoRows(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look who has product %d: %w", productID, err)
	}
	if c.AccountID != by.AccountID && now.Sub(c.ClaimedAt.Time) < ClaimLife {
		return fault.New(fault.Conflict, "claimed", "%s is looking at this product right now.", c.Label)
	}
	return nil
}

func openChange(ctx context.Context, tx *sqldb.DB, in Decision) (rows.OpenChangeRow, error) {
	c, err := rows.New(tx).OpenChange(ctx, in.ChangeID, in.ProductID)
	if sqldb.NoRows(err) {
		return c, overtaken(ctx, tx, in)
	}
	if err != nil {
		return c, fmt.Errorf("read change %d: %w", in.ChangeID, err)
	}
	return c, nil
}

// verdict is what was decided about a change.
type verdict struct {
	change        int64
	state, reason string
}

func closeChange(ctx context.Context, tx *sqldb.DB, by actor.Actor, v verdict, now time.Time) error {
	err := rows.New(tx).DecideChange(ctx, rows.DecideChangeParams{State: v.state, Reason: v.reason, DecidedBy: by.Label, Now: sqldb.MaybeAt(&now), ID: v.change})
	if err != nil {
		return fmt.Errorf("decide change %d: %w", v.change, err)
	}
	return audit.Write(ctx, tx, by, audit.Entry{Action: "change " + v.state, Kind: "product change", ID: v.change, After: v.reason}, now)
}

package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/catalog/internal/rows"
	"bazaar/market/fault"
	"bazaar/market/vendors"
)

// judgement is a verdict, with what the product was before a change was taken over.
type judgement struct {
	verdict Verdict
	before  *Proposal
}

// keep records a decision and owes its letter, which leaves when the decision cannot be taken back any
// more. What the program decides itself is told to nobody.
func (j judgement) keep(ctx context.Context, tx *sqldb.DB, by actor.Actor, in Decision, now time.Time) error {
	before, err := json.Marshal(j.before)
	if err != nil {
		return fmt.Errorf("write a proposal: %w", err)
	}
	row := rows.InsertVerdictParams{
		ProductID: in.ProductID, Verdict: string(j.verdict), Reason: in.Reason, Before: string(before), AccountID: by.ID(), Moderator: by.Label, Now: sqldb.At(now),
	}
	if in.ChangeID != 0 {
		row.ChangeID = &in.ChangeID
	}
	q := rows.New(tx)
	id, err := q.InsertVerdict(ctx, row)
	if err != nil {
		return fmt.Errorf("keep the decision about product %d: %w", in.ProductID, err)
	}
	if by.IsSystem() {
		return nil
	}
	p, err := q.Lock(ctx, in.ProductID)
	if err != nil {
		return fmt.Errorf("read product %d: %w", in.ProductID, err)
	}
	return vendors.WriteTo(ctx, tx, vendors.News{
		VendorID: p.VendorID, Duty: vendors.Goods, Kind: letters[j.verdict], Object: strconv.FormatInt(id, 10), At: now.Add(UndoLife),
	}, now)
}

// Undo takes a decision back that is not older than UndoLife: what was decided waits again, at its
// place in the queue, and what was taken off sale is on sale again. NotFound for an unknown decision;
// Conflict when it is too late, when something of the product has changed since, and for a change that
// touched the variants, which may have been sold meanwhile.
func Undo(ctx context.Context, db *sqldb.DB, by actor.Actor, decisionID int64, now time.Time) (Decided, error) {
	if !by.Can(actor.ModerateShop) {
		return Decided{}, errForbidden()
	}
	var out Decided
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		r, err := rows.New(tx).Verdict(ctx, decisionID)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("read decision %d: %w", decisionID, err)
		}
		if out, err = decidedOf(rows.VerdictsRow(r)); err != nil {
			return err
		}
		return review(ctx, tx, by, r.ProductID, func(tx *sqldb.DB, p rows.LockRow) error {
			if !out.Undoable(now) {
				return fault.New(fault.Conflict, "too_late", "It is too late to take this back.")
			}
			n, err := rows.New(tx).UndoVerdict(ctx, sqldb.MaybeAt(&now), decisionID)
			if err != nil {
				return fmt.Errorf("take decision %d back: %w", decisionID, err)
			}
			if n == 0 {
				return errSince()
			}
			if err := reverse(ctx, tx, by, p, r, now); err != nil {
				return err
			}
			return audit.Write(ctx, tx, by, audit.Entry{Action: "undone", Kind: "product", ID: p.ID, Before: out.Verdict}, now)
		})
	})
	return out, err
}

func errSince() error {
	return fault.New(fault.Conflict, "changed", "Something has changed since, so this cannot be taken back any more.")
}

// reverse does the opposite of a decision.
func reverse(ctx context.Context, tx *sqldb.DB, by actor.Actor, p rows.LockRow, r rows.VerdictRow, now time.Time) error {
	q := rows.New(tx)
	if r.ChangeID != 0 {
		n, err := q.ReopenChange(ctx, sqldb.At(now), r.ChangeID)
		if err != nil {
			return fmt.Errorf("reopen change %d: %w", r.ChangeID, err)
		}
		if n == 0 {
			return errSince()
		}
	}
	switch Verdict(r.Verdict) {
	case WasApproved:
		return restoreBefore(ctx, tx, by, p, r, now)
	case WasDeclined:
		return nil
	case WasStopped:
		return setBack(ctx, tx, p.ID, Published, now)
	}
	return setBack(ctx, tx, p.ID, InReview, now)
}

func setBack(ctx context.Context, tx *sqldb.DB, productID int64, to State, now time.Time) error {
	err := rows.New(tx).SetBack(ctx, rows.SetBackParams{State: string(to), Now: sqldb.At(now), Published: to == Published, ID: productID})
	if err != nil {
		return fmt.Errorf("set product %d back: %w", productID, err)
	}
	return nil
}

// restoreBefore makes a product what it was before a change was taken over.
func restoreBefore(ctx context.Context, tx *sqldb.DB, by actor.Actor, p rows.LockRow, r rows.VerdictRow, now time.Time) error {
	var before Proposal
	var diff []Difference
	if err := json.Unmarshal([]byte(r.Before), &before); err != nil {
		return fmt.Errorf("read decision %d: %w", r.ID, err)
	}
	if err := json.Unmarshal([]byte(r.Diff), &diff); err != nil {
		return fmt.Errorf("read decision %d: %w", r.ID, err)
	}
	if slices.ContainsFunc(diff, func(d Difference) bool { return d.Field == "variants" }) {
		return fault.New(fault.Conflict, "variants", "This change touched the variants, which may have been sold since. It cannot be taken back.")
	}
	return takeOver(ctx, tx, by, p, before, now)
}

func decidedOf(r rows.VerdictsRow) (Decided, error) {
	d := Decided{
		ID: r.ID, ProductID: r.ProductID, Title: r.Title, Verdict: Verdict(r.Verdict), Reason: r.Reason, Moderator: r.Moderator,
		At: r.DecidedAt.Time, Undone: r.UndoneAt.Pointer() != nil,
	}
	if err := json.Unmarshal([]byte(r.Diff), &d.Differences); err != nil {
		return d, fmt.Errorf("read decision %d: %w", r.ID, err)
	}
	return d, nil
}

// LastDecision is the acting moderator's latest decision while it can be taken back; ok is false
// without one.
func LastDecision(ctx context.Context, db *sqldb.DB, by actor.Actor, now time.Time) (last Decided, ok bool, err error) {
	if !by.Can(actor.ModerateShop) {
		return Decided{}, false, errForbidden()
	}
	found, err := rows.New(db).OwnVerdict(ctx, by.ID())
	if err != nil {
		return Decided{}, false, fmt.Errorf("read the last decision of account %d: %w", by.AccountID, err)
	}
	for _, r := range found {
		last, err = decidedOf(rows.VerdictsRow(r))
		return last, err == nil && last.Undoable(now), err
	}
	return Decided{}, false, nil
}

// ReadDecision reads a decision for the letter that tells of it. NotFound without one.
func ReadDecision(ctx context.Context, db *sqldb.DB, id int64) (Decided, error) {
	r, err := rows.New(db).Verdict(ctx, id)
	if sqldb.NoRows(err) {
		return Decided{}, fault.Missing()
	}
	if err != nil {
		return Decided{}, fmt.Errorf("read decision %d: %w", id, err)
	}
	return decidedOf(rows.VerdictsRow(r))
}

package orders

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
	"bazaar/market/payments"
)

// LineRefusal is lines of a parcel that a vendor cannot deliver, and why; Reason may be empty.
type LineRefusal struct {
	ParcelID int64
	LineIDs  []int64
	Reason   Reason
	Note     string
}

// CancelLines gives up lines of a parcel before it is shipped, for those who may handle it: their stock
// is released, what was paid for them goes back, and what was not paid yet is not asked for. With the
// last of its lines the whole parcel is cancelled. A line that is none of the parcel's is NotFound,
// one that was given up before a Conflict.
func CancelLines(ctx context.Context, db *sqldb.DB, by actor.Actor, in LineRefusal, now time.Time) error {
	if err := excuse(in.Reason, in.Note); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		var order locked
		var lines []Line
		var first Change
		lock := func(q *rows.Queries) (locked, error) {
			row, err := q.LockByParcel(ctx, in.ParcelID, by.Can(actor.ModerateShop), by.AccountID)
			if err != nil {
				return locked{}, err
			}
			order = locked(row)
			lines, err = linesOf(ctx, q, in.ParcelID, money.Currency(row.Currency))
			return order, err
		}
		err := change(ctx, tx, by, lock, func(parcels []Parcel) ([]Change, error) {
			p := find(parcels, in.ParcelID)
			p.Lines = lines
			changes, err := drop(p, in.LineIDs, now)
			for i := range changes {
				changes[i].Reason, changes[i].Note = in.Reason, in.Note
				first = changes[0]
			}
			return changes, err
		}, now)
		if err != nil {
			return err
		}
		if first.LineID == nil { // it was the last one
			return tellBuyer(ctx, tx, order, LetterParcelCancelled, parcelObject(in.ParcelID), now)
		}
		return tellBuyer(ctx, tx, order, LetterLines, lineObject(in.ParcelID, *first.LineID), now)
	})
}

// linesOf reads the lines of one parcel.
func linesOf(ctx context.Context, q *rows.Queries, parcelID int64, cur money.Currency) ([]Line, error) {
	found, err := q.LinesOfParcel(ctx, parcelID)
	if err != nil {
		return nil, fmt.Errorf("read the lines of parcel %d: %w", parcelID, err)
	}
	lines := make([]Line, len(found))
	for i, l := range found {
		lines[i] = lineOf(rows.LinesRow(l), cur)
	}
	return lines, nil
}

// dropped is the parcel of which lines were given up, with these lines alone; the zero value when
// there is none.
func (t turn) dropped() Parcel {
	var of Parcel
	for _, c := range t.changes {
		if c.LineID == nil {
			continue
		}
		p := find(t.parcels, *c.ParcelID)
		if of.Lines == nil {
			of = *p
			of.Lines = nil
		}
		for _, l := range p.Lines {
			if l.ID == *c.LineID {
				of.Lines = append(of.Lines, l)
			}
		}
	}
	return of
}

// claimOf is what goes back for lines that were given up: exactly what they were sold for.
func claimOf(dropped Parcel, first Change) claim {
	cur := dropped.Totals.Total.Currency
	part := ledger.Sale{
		Vendor: ledger.VendorAccount(dropped.VendorID), Total: money.Zero(cur), Commission: money.Zero(cur), Tax: money.Zero(cur), Shipping: money.Zero(cur),
	}
	for _, l := range dropped.Lines {
		part.Total = part.Total.Add(l.Total.Sub(l.Discount))
		part.Commission = part.Commission.Add(l.Commission.Amount)
		part.Tax = part.Tax.Add(l.Tax)
	}
	return claim{parcel: dropped, part: &part, Decision: payments.Decision{Source: cancelLineSource(*first.LineID), Reason: first.because()}}
}

// saveLines notes which lines were given up, and whether they had been sold by then.
func saveLines(ctx context.Context, tx *sqldb.DB, changes []Change, now time.Time) error {
	var ids []int64
	var parcelID int64
	for _, c := range changes {
		if c.LineID != nil {
			ids, parcelID = append(ids, *c.LineID), *c.ParcelID
		}
	}
	if len(ids) == 0 {
		return nil
	}
	sold, err := ledger.Has(ctx, tx, ledger.SaleSource(parcelID))
	if err != nil {
		return err
	}
	q := rows.New(tx)
	if err := q.CancelLines(ctx, sqldb.MaybeAt(&now), sold, ids); err != nil {
		return fmt.Errorf("give up lines of parcel %d: %w", parcelID, err)
	}
	if err := q.SetCancelled(ctx, parcelID); err != nil {
		return fmt.Errorf("sum up what was given up of parcel %d: %w", parcelID, err)
	}
	return nil
}

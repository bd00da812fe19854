package orders

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
	"bazaar/market/payments"
)

// LineRefusal is what of a parcel a vendor cannot deliver, and why; Reason may be empty.
type LineRefusal struct {
	ParcelID int64
	Lines    []Pieces
	Reason   Reason
	Note     string
}

// Pieces are a number of units of one line, each line once; 0 are all of them.
type Pieces struct{ LineID, Quantity int64 }

// CancelLines gives up lines of a parcel, or pieces of them, before it is shipped, for those who may
// handle it: their stock is released, what was paid for them goes back, and what was not paid yet is not
// asked for. Pieces become a line of their own, so that nothing is priced again. With the last of its
// lines the whole parcel is cancelled. A line that is none of the parcel's is NotFound, one that was
// given up before a Conflict, more pieces than it has are Invalid.
func CancelLines(ctx context.Context, db *sqldb.DB, by actor.Actor, in LineRefusal, now time.Time) error {
	if err := excuse(in.Reason, in.Note); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		var order locked
		var lines []Line
		var chosen []int64
		var first Change
		lock := func(q *rows.Queries) (locked, error) {
			row, err := q.LockByParcel(ctx, in.ParcelID, by.Can(actor.ModerateShop), by.AccountID)
			if err != nil {
				return locked{}, err
			}
			order = locked(row)
			if lines, err = linesOf(ctx, q, in.ParcelID, money.Currency(row.Currency)); err != nil {
				return order, err
			}
			lines, chosen, err = cutOff(ctx, q, lines, in.Lines)
			return order, err
		}
		err := change(ctx, tx, by, lock, func(parcels []Parcel) ([]Change, error) {
			p := find(parcels, in.ParcelID)
			p.Lines = lines
			changes, err := drop(p, chosen, now)
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

// cutOff makes pieces into lines of their own. It answers the lines as they stand then, and the ids of
// those that are meant.
func cutOff(ctx context.Context, q *rows.Queries, lines []Line, wanted []Pieces) ([]Line, []int64, error) {
	var ids []int64
	for _, w := range wanted {
		at := slices.IndexFunc(lines, func(l Line) bool { return l.ID == w.LineID })
		if at < 0 || w.Quantity == 0 || w.Quantity == lines[at].Quantity || lines[at].CancelledAt != nil {
			ids = append(ids, w.LineID) // all of it, or for drop to refuse
			continue
		}
		if w.Quantity < 0 || w.Quantity > lines[at].Quantity {
			wrong := fault.Fields{}
			wrong.Add("line", "Of “%s” you can cancel from 1 to %d pieces.", lines[at].Title, lines[at].Quantity)
			return nil, nil, wrong.Err()
		}
		rest, off := cut(lines[at], w.Quantity)
		id, err := q.CutLine(ctx, rows.CutLineParams{ID: rest.ID, Quantity: off.Quantity, Discount: off.Discount.Minor, Tax: off.Tax.Minor, Commission: off.Commission.Amount.Minor})
		if err == nil {
			err = q.ShrinkLine(ctx, rows.ShrinkLineParams{ID: rest.ID, Quantity: rest.Quantity, Discount: rest.Discount.Minor, Tax: rest.Tax.Minor, Commission: rest.Commission.Amount.Minor})
		}
		if err != nil {
			return nil, nil, fmt.Errorf("cut %d pieces off line %d: %w", w.Quantity, rest.ID, err)
		}
		off.ID, lines[at] = id, rest
		lines, ids = append(lines, off), append(ids, id)
	}
	return lines, ids, nil
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

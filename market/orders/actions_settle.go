package orders

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/catalog"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
	"bazaar/market/payments"
	"bazaar/market/stock"
)

// turn is an order whose parcels have changed.
type turn struct {
	order   locked
	parcels []Parcel
	changes []Change
}

// settle writes all that follows from parcels having changed, in the order in which checkout locks
// the same rows: payment, ledger and coupon, derived columns and history, stock last.
func settle(ctx context.Context, tx *sqldb.DB, by actor.Actor, t turn, now time.Time) error {
	o, changes := t.order, t.changes
	if err := unpaid(o, changes); err != nil {
		return err
	}
	progress, status := Derive(t.parcels)
	paid, err := settleMoney(ctx, tx, t, progress, now)
	if err != nil {
		return err
	}
	if was := Progress(o.Progress); progress != was {
		changes = append(changes, Change{From: string(was), To: string(progress)})
	}
	if err := insertHistory(ctx, tx, by, o.ID, changes, now); err != nil {
		return err
	}
	if err := saveLines(ctx, tx, changes, now); err != nil {
		return err
	}
	if err := setDerived(ctx, tx, o.ID, progress, status, paid); err != nil {
		return err
	}
	if err := record(ctx, tx, by, changes, now); err != nil {
		return err
	}
	return release(ctx, tx, t, now)
}

// unpaid is a Conflict when something is done for an order that has to be paid first.
func unpaid(o locked, changes []Change) error {
	if o.PaidStatus || !payments.Method(o.PaymentMethod).Prepaid() {
		return nil
	}
	for _, c := range changes {
		if c.To != string(ParcelCancelled) && c.LineID == nil {
			return fault.New(fault.Conflict, "not_paid", "This order is not paid yet.")
		}
	}
	return nil
}

func setDerived(ctx context.Context, tx *sqldb.DB, id int64, progress Progress, status Status, paid bool) error {
	err := rows.New(tx).SetDerived(ctx, rows.SetDerivedParams{ID: id, Progress: string(progress), ProductStatus: string(status), PaidStatus: paid})
	if err != nil {
		return fmt.Errorf("set the status of order %d: %w", id, err)
	}
	return nil
}

// settleMoney moves the money that follows the parcels and tells whether the order is paid now.
// Cash is in when the last parcel was handed over, and nothing is owed for an order without
// parcels; what was paid for a parcel or a line that was cancelled goes back.
func settleMoney(ctx context.Context, tx *sqldb.DB, t turn, progress Progress, now time.Time) (bool, error) {
	o, paid := t.order, t.order.PaidStatus
	if dropped := t.dropped(); paid && len(dropped.Lines) > 0 {
		return giveBack(ctx, tx, o, claimOf(dropped, t.changes[0]), now)
	}
	for _, c := range t.changes {
		p := find(t.parcels, *c.ParcelID)
		var err error
		switch {
		case paid && p.State == ParcelCancelled:
			paid, err = giveBack(ctx, tx, o, claim{parcel: *p, Decision: payments.Decision{Source: cancelSource(p.ID), Reason: c.because()}}, now)
		case !paid && p.State == ParcelDelivered:
			err = sellForCash(ctx, tx, o, *p, now)
		}
		if err != nil {
			return false, err
		}
	}
	switch progress {
	case ProgressCompleted:
		if !paid {
			return payments.CaptureCash(ctx, tx, o.ID, due(t.parcels, money.Currency(o.Currency)), now)
		}
	case ProgressCancelled:
		if err := payments.Cancel(ctx, tx, o.ID); err != nil {
			return false, err
		}
		return paid, coupons.GiveBack(ctx, tx, o.ID)
	}
	return paid, nil
}

// find is the parcel of an id; the caller knows that it is there.
func find(parcels []Parcel, id int64) *Parcel {
	for i := range parcels {
		if parcels[i].ID == id {
			return &parcels[i]
		}
	}
	return &Parcel{ID: id}
}

// sellForCash books a parcel that was handed over for cash, which the vendor keeps.
func sellForCash(ctx context.Context, tx *sqldb.DB, o locked, p Parcel, now time.Time) error {
	sale := saleOf(p)
	cash := ledger.CapturedInCash(string(payments.CashOnDelivery), sale.Vendor, sale.Total)
	for _, posting := range []ledger.Posting{
		{Source: ledger.CashSource(p.ID), Kind: ledger.CaptureKind, Moves: cash},
		{Source: ledger.SaleSource(p.ID), Kind: ledger.SaleKind, Moves: sale.Moves()},
	} {
		posting.OrderID, posting.ParcelID, posting.VendorID = o.ID, &p.ID, p.VendorID
		if _, err := ledger.Post(ctx, tx, posting, now); err != nil {
			return err
		}
	}
	return nil
}

// giveBack returns what is left of the price of a parcel to the buyer, or a part of it when the
// claim names one, and takes it back from all who had a share. It tells whether the order stays
// paid.
func giveBack(ctx context.Context, tx *sqldb.DB, o locked, in claim, now time.Time) (bool, error) {
	payment, err := settling(ctx, tx, o.ID)
	if err != nil {
		return false, err
	}
	history, err := ledger.OfParcel(ctx, tx, in.parcel.ID)
	if err != nil {
		return false, err
	}
	booked, err := ledger.Has(ctx, tx, ledger.CaptureSource(payment.ID))
	if err != nil {
		return false, err
	}
	left := ledger.Left(history)
	if !booked { // an imported payment, of which the ledger knows nothing
		left = in.price()
	}
	if in = in.of(left); in.Amount.IsZero() {
		return paysFor(payment), nil
	}
	payment, fresh, err := payments.GiveBack(ctx, tx, payment, in.Decision, now)
	if err != nil || !fresh || !booked {
		return paysFor(payment), err
	}
	back, err := in.reversal(history)
	if err != nil {
		return false, err
	}
	_, err = ledger.Post(ctx, tx, ledger.Posting{
		Source: reversalSource(in.Source), Kind: ledger.ReversalKind, OrderID: o.ID, ParcelID: &in.parcel.ID, VendorID: in.parcel.VendorID, Moves: back,
	}, now)
	return paysFor(payment), err
}

// settling is the payment that pays an order, the zero one when there is none.
func settling(ctx context.Context, tx *sqldb.DB, orderID int64) (payments.Payment, error) {
	all, err := payments.OfOrder(ctx, tx, orderID)
	for _, p := range all {
		if p.Settles {
			return p, err
		}
	}
	return payments.Payment{}, err
}

// record puts what staff did into the audit log; vendors and buyers are in the history alone.
func record(ctx context.Context, tx *sqldb.DB, by actor.Actor, changes []Change, now time.Time) error {
	if by.IsSystem() || !by.Can(actor.ModerateShop) {
		return nil
	}
	for _, c := range changes {
		if c.ParcelID == nil {
			continue
		}
		entry := audit.Entry{
			Action: c.To, Kind: "parcel", ID: *c.ParcelID,
			Before: map[string]string{"state": c.From}, After: map[string]string{"state": c.To, "note": c.because()},
		}
		if c.LineID != nil {
			entry = audit.Entry{Action: string(ParcelCancelled), Kind: "order_line", ID: *c.LineID, After: map[string]string{"note": c.because()}}
		}
		err := audit.Write(ctx, tx, by, entry, now)
		if err != nil {
			return fmt.Errorf("record the change of parcel %d: %w", *c.ParcelID, err)
		}
	}
	return nil
}

// release gives back the stock of parcels and lines that were cancelled and shows it to the catalogue.
func release(ctx context.Context, tx *sqldb.DB, t turn, now time.Time) error {
	o := t.order
	var parcelIDs []int64
	var back []stock.Return
	for _, c := range t.changes {
		if c.LineID == nil && c.To == string(ParcelCancelled) {
			parcelIDs = append(parcelIDs, *c.ParcelID)
		}
	}
	for _, l := range t.dropped().Lines {
		if l.VariantID != nil {
			back = append(back, stock.Return{Units: stock.Units{VariantID: *l.VariantID, Quantity: l.Quantity}, Part: strconv.FormatInt(l.ID, 10)})
		}
	}
	if len(parcelIDs) > 0 {
		held, err := rows.New(tx).Held(ctx, parcelIDs)
		if err != nil {
			return fmt.Errorf("read what order %d holds: %w", o.ID, err)
		}
		for _, h := range held {
			back = append(back, stock.Return{Units: stock.Units{VariantID: h.VariantID, Quantity: h.Quantity}})
		}
	}
	if len(back) == 0 {
		return nil
	}
	levels, err := stock.Release(ctx, tx, StockSource(o.Oid), back, now)
	if err != nil {
		return err
	}
	if turned := stock.Turned(levels); len(turned) > 0 {
		return catalog.StockChanged(ctx, tx, turned)
	}
	return nil
}

package orders

import (
	"context"
	"errors"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/actor"
	"bazaar/market/audit"
	"bazaar/market/fault"
	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
	"bazaar/market/payments"
)

// maxRefundKey is the longest key of a refund.
const maxRefundKey = 64

// RefundForm is money of a parcel that goes back although the parcel stays as it is.
type RefundForm struct {
	ParcelID int64
	Amount   money.Amount
	// Key names this refund: sending it twice refunds once.
	Key    string
	Reason string
}

// Refund gives a part of the price of a parcel back to the buyer, taken in proportion from all who
// had a share of it. It is for staff and the system; to anybody else the parcel is NotFound. More
// than is left of the parcel, an order that is not paid and one that was paid in cash are a
// Conflict.
func Refund(ctx context.Context, db *sqldb.DB, by actor.Actor, in RefundForm, now time.Time) error {
	if !by.Can(actor.ModerateShop) {
		return fault.Missing()
	}
	if in.Key == "" || len(in.Key) > maxRefundKey || in.Amount.Minor <= 0 {
		wrong := fault.Fields{}
		wrong.Add("amount", "Enter an amount above zero.")
		return wrong.Err()
	}
	return db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		row, err := q.LockByParcel(ctx, in.ParcelID, true, by.AccountID)
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("lock an order: %w", err)
		}
		o := locked(row)
		if !o.PaidStatus || !payments.Method(o.PaymentMethod).Prepaid() {
			return fault.New(fault.Conflict, "not_refundable", "Only money that was paid by card can be given back here.")
		}
		parcels, err := parcelsOf(ctx, q, o.ID, money.Currency(o.Currency))
		if err != nil {
			return err
		}
		source := staffSource(in.ParcelID, in.Key)
		paid, err := giveBack(ctx, tx, o, claim{parcel: *find(parcels, in.ParcelID), Decision: payments.Decision{Source: source, Amount: in.Amount, Reason: in.Reason}}, now)
		if err != nil {
			return err
		}
		if err := setDerived(ctx, tx, o.ID, Progress(o.Progress), Status(o.ProductStatus), paid); err != nil {
			return err
		}
		return audit.Write(ctx, tx, by, audit.Entry{
			Action: "refunded", Kind: "parcel", ID: in.ParcelID, After: map[string]string{"amount": in.Amount.String(), "reason": in.Reason},
		}, now)
	})
}

// ExpireUnpaid gives up the orders whose time to pay is over and tells their buyers: stock and coupon are free again. It
// returns how many; there may be more than one call deals with.
func ExpireUnpaid(ctx context.Context, db *sqldb.DB, now time.Time) (int, error) {
	ids, err := rows.New(db).Unpaid(ctx, sqldb.MaybeAt(&now))
	if err != nil {
		return 0, fmt.Errorf("list unpaid orders: %w", err)
	}
	expired := 0
	for _, id := range ids {
		done, err := expire(ctx, db, id, now)
		if err != nil {
			return expired, fmt.Errorf("give up unpaid order %d: %w", id, err)
		}
		if done {
			expired++
		}
	}
	return expired, nil
}

// expire gives up one order unless it was paid or cancelled in the meantime.
func expire(ctx context.Context, db *sqldb.DB, id int64, now time.Time) (bool, error) {
	done := false
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		done = false
		var order locked
		lock := func(q *rows.Queries) (locked, error) {
			row, err := q.LockByID(ctx, id)
			if err == nil && (row.PaidStatus || Progress(row.Progress) != ProgressOpen) {
				return locked{}, errSettled
			}
			order = locked(row)
			return order, err
		}
		err := change(ctx, tx, actor.System, lock, func(parcels []Parcel) ([]Change, error) {
			done = true
			if err := payments.Lapse(ctx, tx, id); err != nil {
				return nil, err
			}
			return cancelEach(parcels, "It was not paid in time.", now)
		}, now)
		if errors.Is(err, errSettled) {
			return nil
		}
		if err != nil {
			return err
		}
		return tell(ctx, tx, order, LetterLapsed, now)
	})
	return done, err
}

// errSettled is why an order on the list of the unpaid is left alone.
var errSettled = errors.New("orders: paid or given up in the meantime")

// confirmRefund notes that a provider says a refund is done.
func confirmRefund(ctx context.Context, tx *sqldb.DB, n payments.Note, now time.Time) (payments.Outcome, error) {
	id, err := payments.RefundBySource(ctx, tx, n.Gateway, n.Event.Refund)
	if fault.Is(err, fault.NotFound) {
		return payments.Quarantined, nil // somebody gave money back without us
	}
	if err != nil {
		return "", err
	}
	errand, err := payments.RefundByID(ctx, tx, id)
	if err != nil {
		return "", err
	}
	if errand.Refund.Amount != n.Event.Amount || errand.Refund.PaymentID != *n.PaymentID {
		return payments.Quarantined, nil
	}
	finished, err := finishRefund(ctx, tx, errand, payments.RefundDone, "", now)
	if err == nil && !finished {
		return payments.Repeated, nil
	}
	return payments.Applied, err
}

// SendRefund gives one refund to its gateway and books it when it is done. It may be repeated: the
// gateway acts once under the refund's key.
func SendRefund(ctx context.Context, db *sqldb.DB, gateways payments.Gateways, refundID int64, now time.Time) error {
	errand, err := payments.RefundByID(ctx, db, refundID)
	if err != nil || errand.Refund.State != payments.RefundPending {
		return err
	}
	state, reference := payments.RefundByHand, ""
	if gateway, ok := gateways[errand.Gateway]; ok {
		reference, err = gateway.Refund(ctx, errand.Return)
		switch {
		case err == nil:
			state = payments.RefundDone
		case errors.Is(err, payments.ErrRefused):
			state = payments.RefundRefused
		case !errors.Is(err, payments.ErrByHand):
			return fmt.Errorf("refund %d at %s: %w", refundID, errand.Gateway, err)
		}
	}
	if state != payments.RefundDone {
		logger.ErrorContext(ctx, "A refund waits for a person", "refund", refundID, "gateway", errand.Gateway, "state", state)
	}
	_, err = finishRefund(ctx, db, errand, state, reference, now)
	return err
}

// finishRefund notes how a refund ended and books money that left; it reports false when that was
// known.
func finishRefund(ctx context.Context, db *sqldb.DB, errand payments.Errand, state payments.RefundState, reference string, now time.Time) (bool, error) {
	finished := false
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		var err error
		finished, err = payments.FinishRefund(ctx, tx, errand.Refund.ID, state, reference, now)
		if err != nil || !finished || state != payments.RefundDone {
			return err
		}
		known, err := ledger.Has(ctx, tx, ledger.CaptureSource(errand.Refund.PaymentID))
		if err != nil || !known { // an imported payment, of which the ledger knows nothing
			return err
		}
		_, err = ledger.Post(ctx, tx, ledger.Posting{
			Source: ledger.RefundSource(errand.Refund.ID), Kind: ledger.RefundKind, OrderID: errand.OrderID,
			Moves: ledger.Returned(errand.Gateway, errand.Refund.Amount),
		}, now)
		return err
	})
	return finished, err
}

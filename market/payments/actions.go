package payments

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/sqldb"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/payments/internal/rows"
)

// Request asks for the money of an order.
type Request struct {
	OrderID int64
	Method  Method
	Amount  money.Amount
}

// Open records that an order is to be paid and returns the id of the pending payment. A method
// that is not offered is Invalid.
func Open(ctx context.Context, db *sqldb.DB, in Request, now time.Time) (int64, error) {
	if !in.Method.Offered() {
		return 0, fault.Fields{"payment_method": {Text: "Choose one of the ways to pay."}}.Err()
	}
	id, err := rows.New(db).Insert(ctx, rows.InsertParams{
		OrderID: in.OrderID, Gateway: string(in.Method),
		Amount: in.Amount.Minor, Currency: string(in.Amount.Currency), CreatedAt: sqldb.At(now),
	})
	if err != nil {
		return 0, fmt.Errorf("open a payment of order %d: %w", in.OrderID, err)
	}
	return id, nil
}

// CaptureCash notes the cash that was handed over for an order, which may be less than was asked
// when a vendor could not deliver his part. It reports whether a pending payment in cash was
// there to be captured; repeating it changes nothing.
func CaptureCash(ctx context.Context, db *sqldb.DB, orderID int64, amount money.Amount, now time.Time) (bool, error) {
	captured, err := rows.New(db).Capture(ctx, rows.CaptureParams{
		OrderID: orderID, Gateway: string(CashOnDelivery), Amount: amount.Minor, Currency: string(amount.Currency), At: sqldb.MaybeAt(&now),
	})
	if err != nil {
		return false, fmt.Errorf("capture the cash of order %d: %w", orderID, err)
	}
	return captured > 0, nil
}

// Cancel gives up the pending payments of an order; captured money stays as it is.
func Cancel(ctx context.Context, db *sqldb.DB, orderID int64) error {
	if _, err := rows.New(db).Cancel(ctx, orderID); err != nil {
		return fmt.Errorf("cancel the payment of order %d: %w", orderID, err)
	}
	return nil
}

// OfOrder lists the payments of an order, the first attempt first.
func OfOrder(ctx context.Context, db *sqldb.DB, orderID int64) ([]Payment, error) {
	found, err := rows.New(db).OfOrder(ctx, orderID)
	if err != nil {
		return nil, fmt.Errorf("read the payments of order %d: %w", orderID, err)
	}
	list := make([]Payment, len(found))
	for i, p := range found {
		list[i] = Payment{
			ID: p.ID, OrderID: p.OrderID, Method: Method(p.Gateway), State: State(p.State),
			Amount: money.New(p.Amount, money.Currency(p.Currency)), CreatedAt: p.CreatedAt.Time, CapturedAt: p.CapturedAt.Pointer(),
		}
	}
	return list, nil
}

package payments

import (
	"context"
	"crypto/rand"
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
	// Gateway is through which it is to come.
	Gateway string
	Amount  money.Amount
}

// Open records that an order is to be paid and returns the pending payment.
func Open(ctx context.Context, db *sqldb.DB, in Request, now time.Time) (Payment, error) {
	p := Payment{OrderID: in.OrderID, Gateway: in.Gateway, State: Pending, Amount: in.Amount, Refunded: money.Zero(in.Amount.Currency), CreatedAt: now, Version: 1}
	var key *string
	var ask *time.Time
	if in.Gateway != string(CashOnDelivery) {
		p.Key = rand.Text()
		key = &p.Key
		next, _ := p.NextAsk(now)
		ask = &next
	}
	var err error
	p.ID, err = rows.New(db).Insert(ctx, rows.InsertParams{
		OrderID: in.OrderID, Gateway: in.Gateway, Key: key,
		Amount: in.Amount.Minor, Currency: string(in.Amount.Currency), CreatedAt: sqldb.At(now), AskAt: sqldb.MaybeAt(ask),
	})
	if err != nil {
		return Payment{}, fmt.Errorf("open a payment of order %d: %w", in.OrderID, err)
	}
	return p, nil
}

// CaptureCash notes the cash that was handed over for an order, which may be less than was asked
// when a vendor could not deliver his part. It reports whether a pending payment in cash was
// there to be captured; repeating it changes nothing.
func CaptureCash(ctx context.Context, db *sqldb.DB, orderID int64, amount money.Amount, now time.Time) (bool, error) {
	captured, err := rows.New(db).CaptureCash(ctx, rows.CaptureCashParams{
		OrderID: orderID, Gateway: string(CashOnDelivery), Amount: amount.Minor, Currency: string(amount.Currency), At: sqldb.MaybeAt(&now),
	})
	if err != nil {
		return false, fmt.Errorf("capture the cash of order %d: %w", orderID, err)
	}
	return captured > 0, nil
}

// Cancel gives up the open payments of an order; captured money stays as it is.
func Cancel(ctx context.Context, db *sqldb.DB, orderID int64) error {
	return shut(ctx, db, orderID, Cancelled)
}

// Lapse ends the open payments of an order whose time to pay is over.
func Lapse(ctx context.Context, db *sqldb.DB, orderID int64) error {
	return shut(ctx, db, orderID, Expired)
}

func shut(ctx context.Context, db *sqldb.DB, orderID int64, to State) error {
	if _, err := rows.New(db).Close(ctx, string(to), orderID); err != nil {
		return fmt.Errorf("end the payment of order %d: %w", orderID, err)
	}
	return nil
}

// Save writes a payment that a pure rule changed. The caller holds the order, so that another hand
// in between is a mistake of the program.
func Save(ctx context.Context, db *sqldb.DB, p Payment) error {
	saved, err := rows.New(db).Save(ctx, rows.SaveParams{
		ID: p.ID, Version: p.Version, State: string(p.State), Refunded: p.Refunded.Minor, Settles: p.Settles, CapturedAt: sqldb.MaybeAt(p.CapturedAt),
	})
	if err != nil {
		return fmt.Errorf("save payment %d: %w", p.ID, err)
	}
	if saved == 0 {
		return fmt.Errorf("save payment %d: it was changed in between", p.ID)
	}
	return nil
}

// Reference keeps the provider's name of a payment.
func Reference(ctx context.Context, db *sqldb.DB, id int64, reference string) error {
	if err := rows.New(db).SetReference(ctx, &reference, id); err != nil {
		return fmt.Errorf("keep the reference of payment %d: %w", id, err)
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
		cur := money.Currency(p.Currency)
		list[i] = Payment{
			ID: p.ID, OrderID: p.OrderID, Gateway: p.Gateway, State: State(p.State), Settles: p.Settles,
			Amount: money.New(p.Amount, cur), Refunded: money.New(p.Refunded, cur),
			CreatedAt: p.CreatedAt.Time, CapturedAt: p.CapturedAt.Pointer(), Version: p.Version,
		}
		if p.Key != nil {
			list[i].Key = *p.Key
		}
	}
	return list, nil
}

// Found says whose payment an event is about.
type Found struct{ PaymentID, OrderID int64 }

// ByKey finds a payment by our own name of it at a gateway; NotFound when there is none.
func ByKey(ctx context.Context, db *sqldb.DB, gateway, key string) (Found, error) {
	row, err := rows.New(db).ByKey(ctx, gateway, &key)
	if sqldb.NoRows(err) {
		return Found{}, fault.Missing()
	}
	if err != nil {
		return Found{}, fmt.Errorf("look for a payment: %w", err)
	}
	return Found{row.ID, row.OrderID}, nil
}

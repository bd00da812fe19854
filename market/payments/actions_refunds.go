package payments

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/jobs"
	"bazaar/infra/sqldb"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/payments/internal/rows"
)

// Note is an event with what became of it.
type Note struct {
	Gateway   string
	Event     Event
	PaymentID *int64
	Outcome   Outcome
}

// Seen tells whether an event of a gateway was recorded before.
func Seen(ctx context.Context, db *sqldb.DB, gateway, eventID string) (bool, error) {
	seen, err := rows.New(db).HasEvent(ctx, gateway, eventID)
	if err != nil {
		return false, fmt.Errorf("look for an event of %s: %w", gateway, err)
	}
	return seen, nil
}

// Record keeps an event; it reports false for one that was kept before.
func Record(ctx context.Context, db *sqldb.DB, n Note, now time.Time) (bool, error) {
	e := n.Event
	kind := string(e.Action)
	if e.Refund != "" {
		kind = "refund"
	}
	added, err := rows.New(db).InsertEvent(ctx, rows.InsertEventParams{
		Gateway: n.Gateway, EventID: e.ID, Kind: kind, Object: e.Key + e.Refund, Amount: e.Amount.Minor, Currency: string(e.Amount.Currency),
		PaymentID: n.PaymentID, Outcome: string(n.Outcome), ReceivedAt: sqldb.At(now),
	})
	if err != nil {
		return false, fmt.Errorf("record an event of %s: %w", n.Gateway, err)
	}
	return added > 0, nil
}

// SendRefund is the job that gives one refund to its gateway.
type SendRefund struct {
	RefundID int64 `json:"refund"`
}

// Kind names the job.
func (SendRefund) Kind() string { return "send_refund" }

// Decision is that money of a payment goes back.
type Decision struct {
	Source string
	Amount money.Amount
	Reason string
}

// GiveBack decides a refund and enqueues its way to the buyer; the caller holds the order. It
// returns the payment as it is afterwards and whether the source was new: an old one changes
// nothing. More than was kept is a Conflict.
func GiveBack(ctx context.Context, db *sqldb.DB, p Payment, in Decision, now time.Time) (Payment, bool, error) {
	after, fresh := p, false
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		id, err := rows.New(tx).InsertRefund(ctx, rows.InsertRefundParams{
			PaymentID: p.ID, Source: in.Source, Amount: in.Amount.Minor, Reason: in.Reason, CreatedAt: sqldb.At(now),
		})
		if sqldb.NoRows(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("record the refund %s: %w", in.Source, err)
		}
		if after, err = p.Refund(in.Amount); err != nil {
			return err
		}
		if err := Save(ctx, tx, after); err != nil {
			return err
		}
		after.Version++
		fresh = true
		return jobs.Enqueue(ctx, tx, SendRefund{id})
	})
	return after, fresh, err
}

// Errand is a refund with all that its gateway has to know.
type Errand struct {
	Refund  Refund
	OrderID int64
	Gateway string
	Return  Return
}

// RefundByID reads one refund; NotFound when there is none.
func RefundByID(ctx context.Context, db *sqldb.DB, id int64) (Errand, error) {
	r, err := rows.New(db).Refund(ctx, id)
	if sqldb.NoRows(err) {
		return Errand{}, fault.Missing()
	}
	if err != nil {
		return Errand{}, fmt.Errorf("read refund %d: %w", id, err)
	}
	amount := money.New(r.Amount, money.Currency(r.Currency))
	e := Errand{
		Refund:  Refund{ID: r.ID, PaymentID: r.PaymentID, Source: r.Source, Amount: amount, State: RefundState(r.State), Reason: r.Reason},
		OrderID: r.OrderID, Gateway: r.Gateway,
		Return: Return{Key: r.Source, Reference: r.Reference, Amount: amount},
	}
	if r.Key != nil {
		e.Return.PaymentKey = *r.Key
	}
	return e, nil
}

// RefundBySource finds a refund that was asked of a gateway; NotFound when there is none.
func RefundBySource(ctx context.Context, db *sqldb.DB, gateway, source string) (int64, error) {
	id, err := rows.New(db).RefundBySource(ctx, source, gateway)
	if sqldb.NoRows(err) {
		return 0, fault.Missing()
	}
	if err != nil {
		return 0, fmt.Errorf("look for the refund %s: %w", source, err)
	}
	return id, nil
}

// FinishRefund notes how a refund ended; it reports false when that was known.
func FinishRefund(ctx context.Context, db *sqldb.DB, id int64, to RefundState, reference string, now time.Time) (bool, error) {
	finished, err := rows.New(db).FinishRefund(ctx, rows.FinishRefundParams{ID: id, State: string(to), Reference: reference, DoneAt: sqldb.MaybeAt(&now)})
	if err != nil {
		return false, fmt.Errorf("finish refund %d: %w", id, err)
	}
	return finished > 0, nil
}

// RefundsOf lists what goes back of an order, in the order in which it was decided.
func RefundsOf(ctx context.Context, db *sqldb.DB, orderID int64) ([]Refund, error) {
	found, err := rows.New(db).RefundsOf(ctx, orderID)
	if err != nil {
		return nil, fmt.Errorf("read the refunds of order %d: %w", orderID, err)
	}
	list := make([]Refund, len(found))
	for i, r := range found {
		list[i] = Refund{
			ID: r.ID, PaymentID: r.PaymentID, Source: r.Source, State: RefundState(r.State), Reason: r.Reason,
			Amount: money.New(r.Amount, money.Currency(r.Currency)), CreatedAt: r.CreatedAt.Time, DoneAt: r.DoneAt.Pointer(),
		}
	}
	return list, nil
}

// OpenRefunds lists refunds that were decided before a time and have not left, oldest first.
func OpenRefunds(ctx context.Context, db *sqldb.DB, before time.Time) ([]int64, error) {
	ids, err := rows.New(db).OpenRefunds(ctx, sqldb.At(before))
	if err != nil {
		return nil, fmt.Errorf("list open refunds: %w", err)
	}
	return ids, nil
}

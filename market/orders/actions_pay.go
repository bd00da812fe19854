package orders

import (
	"context"
	"fmt"
	"time"

	"bazaar/infra/mail"
	"bazaar/infra/sqldb"
	"bazaar/infra/telemetry"
	"bazaar/market/actor"
	"bazaar/market/fault"
	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/orders/internal/rows"
	"bazaar/market/payments"
)

var logger = telemetry.Logger("payments")

// The kinds of letters about money; their object is the number of the order.
const (
	// LetterPaid says that an order is paid.
	LetterPaid = "payment_received"
	// LetterReturned says that money came too late and goes back.
	LetterReturned = "payment_returned"
	// LetterLapsed says that an order was given up because nobody paid it in time.
	LetterLapsed = "payment_lapsed"
)

// PayRequest asks where an order can be paid.
type PayRequest struct {
	OID string
	// Gateway is through which a new attempt goes; one that is open stays with its own.
	Gateway string
	// SuccessPath and FailurePath are where the provider sends the buyer afterwards.
	SuccessPath, FailurePath string
}

// Pay opens the payment of an order of the actor at its provider, or finds the one that is open,
// and returns the address of the provider's page. An order that is paid, given up, too late or
// paid in another way is a Conflict. The provider is asked after the transaction.
func Pay(ctx context.Context, db *sqldb.DB, gateways payments.Gateways, by actor.Actor, in PayRequest, now time.Time) (string, error) {
	var payment payments.Payment
	var order locked
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		q := rows.New(tx)
		var err error
		order, err = q.LockByOID(ctx, in.OID, false, by.Owner())
		if sqldb.NoRows(err) {
			return fault.Missing()
		}
		if err != nil {
			return fmt.Errorf("lock an order: %w", err)
		}
		if err := payable(order, now); err != nil {
			return err
		}
		payment, err = attempt(ctx, tx, order, in.Gateway, now)
		return err
	})
	if err != nil {
		return "", err
	}
	gateway, ok := gateways[payment.Gateway]
	if !ok {
		return "", fault.New(fault.Conflict, "no_gateway", "Cards cannot be accepted at the moment. Please try again later.")
	}
	started, err := gateway.Start(ctx, payments.Intent{
		Key: payment.Key, OID: in.OID, Amount: payment.Amount, SuccessPath: in.SuccessPath, FailurePath: in.FailurePath, Expires: order.PayBy.Time,
	})
	if err != nil {
		return "", fmt.Errorf("start payment %d at %s: %w", payment.ID, payment.Gateway, err)
	}
	return started.URL, payments.Reference(ctx, db, payment.ID, started.Reference)
}

// payable is a Conflict when an order is not to be paid now.
func payable(o locked, now time.Time) error {
	switch {
	case o.PaidStatus:
		return fault.New(fault.Conflict, "already_paid", "This order is paid already.")
	case !payments.Method(o.PaymentMethod).Prepaid():
		return fault.New(fault.Conflict, "not_prepaid", "This order is paid on delivery.")
	case Progress(o.Progress) != ProgressOpen, !o.PayBy.Valid, now.After(o.PayBy.Time):
		return fault.New(fault.Conflict, "too_late_to_pay", "This order can no longer be paid.")
	}
	return nil
}

// attempt is the open payment of an order; a new one when there is none or it asks for another
// sum than is due, because a parcel was cancelled.
func attempt(ctx context.Context, tx *sqldb.DB, o locked, gateway string, now time.Time) (payments.Payment, error) {
	parcels, err := parcelsOf(ctx, rows.New(tx), o.ID, money.Currency(o.Currency))
	if err != nil {
		return payments.Payment{}, err
	}
	sum := due(parcels, money.Currency(o.Currency))
	all, err := payments.OfOrder(ctx, tx, o.ID)
	if err != nil {
		return payments.Payment{}, err
	}
	for _, p := range all {
		if p.State.Open() && p.Amount == sum {
			return p, nil
		}
	}
	if err := payments.Cancel(ctx, tx, o.ID); err != nil {
		return payments.Payment{}, err
	}
	return payments.Open(ctx, tx, payments.Request{OrderID: o.ID, Gateway: gateway, Amount: sum}, now)
}

// PaymentReceived takes in what a gateway says, in one transaction: the payment, the order, the
// ledger and the letters follow. It bears every message coming again, late and out of order, and
// tells what became of it. A message about nothing that we asked for, or about another sum, is
// recorded, logged as an error and changes nothing.
func PaymentReceived(ctx context.Context, db *sqldb.DB, gateway string, e payments.Event, now time.Time) (payments.Outcome, error) {
	var outcome payments.Outcome
	err := db.Tx(ctx, func(tx *sqldb.DB) error {
		note := payments.Note{Gateway: gateway, Event: e, Outcome: payments.Unknown}
		found, err := payments.ByKey(ctx, tx, gateway, e.Key)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil {
			note.PaymentID = &found.PaymentID
			if note.Outcome, err = take(ctx, tx, found, note, now); err != nil {
				return err
			}
		}
		outcome = note.Outcome
		_, err = payments.Record(ctx, tx, note, now)
		return err
	})
	if err == nil && (outcome == payments.Unknown || outcome == payments.Quarantined) {
		logger.ErrorContext(ctx, "A gateway says what we did not expect", "gateway", gateway, "event", e.ID, "action", e.Action, "amount", e.Amount.String(), "outcome", outcome)
	}
	return outcome, err
}

// take locks the order of an event and lets it change what it may.
func take(ctx context.Context, tx *sqldb.DB, found payments.Found, n payments.Note, now time.Time) (payments.Outcome, error) {
	row, err := rows.New(tx).LockByID(ctx, found.OrderID)
	if err != nil {
		return "", fmt.Errorf("lock order %d: %w", found.OrderID, err)
	}
	o := locked(row)
	if seen, err := payments.Seen(ctx, tx, n.Gateway, n.Event.ID); err != nil || seen {
		return payments.Repeated, err
	}
	if n.Event.Refund != "" {
		return confirmRefund(ctx, tx, n, now)
	}
	all, err := payments.OfOrder(ctx, tx, o.ID)
	if err != nil {
		return "", err
	}
	for _, p := range all {
		if p.ID != found.PaymentID {
			continue
		}
		after, outcome := p.Receive(n.Event)
		switch {
		case outcome != payments.Applied:
			return outcome, nil
		case n.Event.Action == payments.Capture:
			return outcome, captured(ctx, tx, o, after, now)
		}
		return outcome, payments.Save(ctx, tx, after)
	}
	return payments.Unknown, nil
}

// captured deals with money that has come.
func captured(ctx context.Context, tx *sqldb.DB, o locked, p payments.Payment, now time.Time) error {
	parcels, err := parcelsOf(ctx, rows.New(tx), o.ID, money.Currency(o.Currency))
	if err != nil {
		return err
	}
	before, err := settling(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	r := receive(o.PaidStatus || before.Settles, Progress(o.Progress), p.Amount, parcels)
	p.Settles = r.settles
	if err := payments.Save(ctx, tx, p); err != nil {
		return err
	}
	p.Version++
	_, err = ledger.Post(ctx, tx, ledger.Posting{
		Source: ledger.CaptureSource(p.ID), Kind: ledger.CaptureKind, OrderID: o.ID, Moves: ledger.Captured(p.Gateway, p.Amount),
	}, now)
	if err != nil {
		return err
	}
	for _, i := range r.sold {
		_, err := ledger.Post(ctx, tx, ledger.Posting{
			Source: ledger.SaleSource(parcels[i].ID), Kind: ledger.SaleKind, OrderID: o.ID, ParcelID: &parcels[i].ID, VendorID: parcels[i].VendorID, Moves: saleOf(parcels[i]).Moves(),
		}, now)
		if err != nil {
			return err
		}
		if err := TellVendors(ctx, tx, LetterNewOrder, parcels[i:i+1], now); err != nil {
			return err
		}
	}
	source, reason, letter := lateSource(p.ID), "the money came when the order was no longer to be paid", LetterReturned
	if r.settles {
		source, reason, letter = excessSource(p.ID), "parcels were cancelled before the money came", LetterPaid
		if err := payments.Cancel(ctx, tx, o.ID); err != nil { // other attempts that are open
			return err
		}
	}
	if !r.back.IsZero() {
		if p, _, err = payments.GiveBack(ctx, tx, p, payments.Decision{Source: source, Amount: r.back, Reason: reason}, now); err != nil {
			return err
		}
	}
	if err := setDerived(ctx, tx, o.ID, Progress(o.Progress), Status(o.ProductStatus), o.PaidStatus || paysFor(p)); err != nil {
		return err
	}
	return tell(ctx, tx, o, letter, now)
}

// tell owes the buyer a letter about his order.
func tell(ctx context.Context, tx *sqldb.DB, o locked, kind string, now time.Time) error {
	err := mail.Queue(ctx, tx, mail.Letter{Kind: kind, Object: o.Oid, Recipient: o.Email, Language: o.Language}, now)
	if err != nil {
		return fmt.Errorf("queue a letter about order %s: %w", o.Oid, err)
	}
	return nil
}

// Package payments owns what was asked and what was received for an order, one row for each
// attempt, what goes back to the buyer, and what the gateways told us. A gateway is a way through
// which money comes: cash at the door, or a provider who takes cards on a page of his own.
//
// States: pending → authorized → captured → partially_refunded → refunded; a payment that did not
// come about is failed, expired or cancelled. Providers tell things twice, late and out of order,
// so money may still be captured after that. At most one payment of an order settles it; the money
// of any other goes back. Only this server's own knowledge and signed messages capture, never what
// a browser claims.
//
// Invariants: what was decided to go back never exceeds what was captured; a refund happens once
// by its source, an event once by its id.
package payments

import (
	"slices"
	"time"

	"bazaar/market/fault"
	"bazaar/market/money"
)

// Method is a way to pay, in a buyer's eyes.
type Method string

// The ways to pay.
const (
	// CashOnDelivery is paid to whoever hands the goods over.
	CashOnDelivery Method = "cod"
	// Card is paid on the page of a provider before anything is sent.
	Card Method = "card"
)

// Methods are all the ways there are, the first being the default. Which of them a market offers
// is up to its gateways.
var Methods = []Method{CashOnDelivery, Card}

// Known tells whether m is a way to pay.
func (m Method) Known() bool { return slices.Contains(Methods, m) }

// Prepaid tells whether goods are sent only after they were paid.
func (m Method) Prepaid() bool { return m != CashOnDelivery }

// Payment is one attempt to pay an order.
type Payment struct {
	ID      int64
	OrderID int64
	// Gateway names the way that the money takes; for cash it is that of the method.
	Gateway string
	// Key is our secret name of the payment at the gateway; empty for cash.
	Key   string
	State State
	// Amount is what is asked, or was captured; Refunded is what of it was decided to go back.
	Amount, Refunded money.Amount
	// Settles tells that this is the payment that pays the order.
	Settles    bool
	CreatedAt  time.Time
	CapturedAt *time.Time
	Version    int64
}

// When a provider is asked about a payment: soon and often while the buyer may still pay, then now
// and then, because money may have come after all.
const (
	askSoon  = 5 * time.Minute
	askLater = time.Hour
	askUntil = 48 * time.Hour
)

// NextAsk is when to ask again after now; false when it is no longer worth while.
func (p Payment) NextAsk(now time.Time) (time.Time, bool) {
	next := now.Add(askLater)
	if p.State.Open() {
		next = now.Add(askSoon)
	}
	return next, next.Sub(p.CreatedAt) <= askUntil
}

// Kept is what was captured and does not go back.
func (p Payment) Kept() money.Amount {
	if !p.State.Received() {
		return money.Zero(p.Amount.Currency)
	}
	return p.Amount.Sub(p.Refunded)
}

// Refund decides that an amount goes back. More than is left, or anything of a payment that was
// never captured, is a Conflict.
func (p Payment) Refund(amount money.Amount) (Payment, error) {
	if !p.State.Received() || amount.Minor <= 0 || amount.Cmp(p.Kept()) > 0 {
		return p, fault.New(fault.Conflict, "refund_too_large", "There is not that much left to refund.")
	}
	action := RefundPart
	if amount.Cmp(p.Kept()) == 0 {
		action = RefundAll
	}
	to, ok := p.State.After(action)
	if !ok {
		return p, fault.New(fault.Conflict, "wrong_state", "This is not possible any more: the order has moved on.")
	}
	p.State, p.Refunded = to, p.Refunded.Add(amount)
	return p, nil
}

// Refund is money that goes back to a buyer.
type Refund struct {
	ID        int64
	PaymentID int64
	// Source says why, and makes it happen once.
	Source string
	Amount money.Amount
	State  RefundState
	Reason string
	// CreatedAt is when it was decided, DoneAt when it left; nil before.
	CreatedAt time.Time
	DoneAt    *time.Time
}

// RefundState is where a refund stands.
type RefundState string

// The states of a refund: from pending to one of the others.
const (
	RefundPending RefundState = "pending"
	// RefundDone is with the buyer, as far as the provider is concerned.
	RefundDone RefundState = "done"
	// RefundByHand has to be handed over by a person: no provider can do it.
	RefundByHand RefundState = "by_hand"
	// RefundRefused was refused by the provider for good; a person has to see to it.
	RefundRefused RefundState = "refused"
)

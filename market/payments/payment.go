// Package payments owns what was asked and what was received for an order, one row for each
// attempt. So far money comes in one way, in cash when the goods are handed over.
//
// States: pending until the money is here (captured), refused (failed) or no longer wanted
// (cancelled); the last three are final. At most one payment of an order is ever captured, and
// only this server's own knowledge captures it, never what a browser claims.
package payments

import (
	"slices"
	"time"

	"bazaar/market/money"
)

// Method is a way to pay.
type Method string

// CashOnDelivery is paid to whoever hands the goods over.
const CashOnDelivery Method = "cod"

// Methods are the ways offered at checkout, the first being the default.
var Methods = []Method{CashOnDelivery}

// Offered tells whether a buyer may choose m.
func (m Method) Offered() bool { return slices.Contains(Methods, m) }

// State is where a payment stands.
type State string

// The states of a payment.
const (
	Pending   State = "pending"
	Captured  State = "captured"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Payment is one attempt to pay an order.
type Payment struct {
	ID         int64
	OrderID    int64
	Method     Method
	State      State
	Amount     money.Amount
	CreatedAt  time.Time
	CapturedAt *time.Time
}

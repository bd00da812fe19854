// Package cod is cash on delivery as a gateway: there is nowhere to send a buyer, nobody sends
// messages, and money goes back from hand to hand.
package cod

import (
	"context"
	"time"

	"bazaar/market/payments"
)

// Gateway takes cash.
type Gateway struct{}

// Start has nothing to do: the money comes with the parcel.
func (Gateway) Start(context.Context, payments.Intent) (payments.Started, error) {
	return payments.Started{}, nil
}

// Parse believes nobody.
func (Gateway) Parse(payments.Message, time.Time) (payments.Event, error) {
	return payments.Event{}, payments.ErrForged
}

// LookUp knows nothing: only who hands the parcel over does.
func (Gateway) LookUp(context.Context, payments.Question, time.Time) (payments.Event, error) {
	return payments.Event{}, nil
}

// Origins are none.
func (Gateway) Origins() []string { return nil }

// Refund cannot hand over cash.
func (Gateway) Refund(context.Context, payments.Return) (string, error) {
	return "", payments.ErrByHand
}

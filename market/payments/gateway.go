package payments

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"bazaar/market/money"
)

// Gateway is a way through which money comes and goes back. It keeps no state of the market: what
// it is told carries all it needs, and asking twice under one key must act once.
type Gateway interface {
	// Start opens a payment with the provider and says where the buyer is to go. Starting the same
	// payment again gives the same place.
	Start(ctx context.Context, in Intent) (Started, error)
	// Parse reads a message of the provider and checks that it is his. ErrForged is any message
	// that is not.
	Parse(m Message, now time.Time) (Event, error)
	// LookUp asks what became of a payment, in case the provider's message is lost. The zero event
	// means that nothing is decided yet. The same fact has the same id each time, that of the
	// provider's message about it where there is one.
	LookUp(ctx context.Context, in Question, now time.Time) (Event, error)
	// Origins are the other sites to which Start may send a buyer, such as "https://pay.example".
	Origins() []string
	// Refund gives money back and returns the provider's name of it. ErrByHand means that no
	// provider can, ErrRefused that this one never will; any other error may pass.
	Refund(ctx context.Context, in Return) (reference string, err error)
}

// The errors of gateways.
var (
	ErrForged  = errors.New("payments: the message is not signed by the provider, or not now")
	ErrByHand  = errors.New("payments: this money goes back by hand")
	ErrRefused = errors.New("payments: the provider refuses the refund")
)

// Intent is a payment that is about to begin.
type Intent struct {
	// Key is our name of the payment, which the provider repeats in every event.
	Key    string
	OID    string
	Amount money.Amount
	// SuccessPath and FailurePath are where the provider sends the buyer afterwards.
	SuccessPath, FailurePath string
	Expires                  time.Time
}

// Started is a payment that a provider knows of.
type Started struct {
	// Reference is the provider's name of it.
	Reference string
	// URL is the page on which the buyer pays; empty when there is nothing to do.
	URL string
}

// Message is what came to our door in a provider's name.
type Message struct {
	Header func(name string) string
	Body   []byte
}

// Event is what a provider says happened to a payment, or to a refund when Refund is not empty.
type Event struct {
	ID     string
	Action Action
	// Key names the payment as we did.
	Key string
	// Refund is the source of the refund that is done.
	Refund string
	Amount money.Amount
	At     time.Time
}

// Question asks about a payment.
type Question struct {
	// Key and Reference name the payment as we and the provider do; Reference may be empty.
	Key, Reference string
	Amount         money.Amount
}

// Return is money that is to go back.
type Return struct {
	// Key makes the refund happen once.
	Key string
	// PaymentKey and Reference name the payment as we and the provider do.
	PaymentKey, Reference string
	Amount                money.Amount
}

// Gateways are those of a running market by their names.
type Gateways map[string]Gateway

// Origins are the other sites to which the gateways may send buyers, each once and in order.
func (g Gateways) Origins() []string {
	var all []string
	for _, gateway := range g {
		all = append(all, gateway.Origins()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Cards names the gateway through which cards are paid: the first one, by its name, that is not
// cash. It is empty where cards are not accepted.
func (g Gateways) Cards() string {
	for _, name := range slices.Sorted(maps.Keys(g)) {
		if name != string(CashOnDelivery) {
			return name
		}
	}
	return ""
}

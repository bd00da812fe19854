package demo

import (
	"fmt"
	"time"

	"bazaar/infra/gateways/sandbox"
	"bazaar/market/actor"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/payments"
)

// paysAfter is how long people take at the provider's page.
const paysAfter = 4 * time.Minute

// wayToPay makes every seventh order one by card, and some of the known customer's.
func wayToPay(n int) payments.Method {
	if n%7 == 3 || n%20 == 14 {
		return payments.Card
	}
	return payments.CashOnDelivery
}

// provider takes no money; a market that is given away has no other.
func provider() payments.Gateways {
	return payments.Gateways{sandbox.Name: sandbox.New(sandbox.Options{Secret: "of the demo market"})}
}

// pay lets the provider say that an order is paid. Now and then the buyer has thought better of it:
// then nobody pays and the order is given up after its time. It reports whether it was paid.
func (s *seeder) pay(n int, o orders.Order, at time.Time) (bool, error) {
	attempts, err := payments.OfOrder(s.ctx, s.tx, o.ID)
	if err != nil {
		return false, err
	}
	if n%6 == 4 {
		given := at.Add(orders.PayWithin)
		if given.After(s.now) {
			return false, nil
		}
		_, err := orders.ExpireUnpaid(s.ctx, s.tx, given)
		return false, err
	}
	for _, p := range attempts {
		event := payments.Event{ID: fmt.Sprintf("evt_demo_%d", p.ID), Action: payments.Capture, Key: p.Key, Amount: p.Amount, At: at}
		if _, err := orders.PaymentReceived(s.ctx, s.tx, p.Gateway, event, at); err != nil {
			return false, err
		}
	}
	return true, nil
}

// makeGood gives a tenth of a parcel's price back where a vendor had something to make good.
func (s *seeder) makeGood(n int, o orders.Order, at time.Time) error {
	later := at.AddDate(0, 0, 9)
	if n%5 != 0 || wayToPay(n) != payments.Card || later.After(s.now) {
		return nil
	}
	p := o.Parcels[0]
	part := money.New(p.Totals.Total.Minor/10, p.Totals.Total.Currency)
	form := orders.RefundForm{ParcelID: p.ID, Amount: part, Key: "demo", Reason: "A scratch on the case"}
	if err := orders.Refund(s.ctx, s.tx, actor.System, form, later); err != nil {
		return err
	}
	return s.giveBack(o, later)
}

// giveBack sends the refunds of an order to the provider at once; their jobs find them done.
func (s *seeder) giveBack(o orders.Order, at time.Time) error {
	refunds, err := payments.RefundsOf(s.ctx, s.tx, o.ID)
	if err != nil {
		return err
	}
	for _, r := range refunds {
		if err := orders.SendRefund(s.ctx, s.tx, provider(), r.ID, at); err != nil {
			return err
		}
	}
	return nil
}

package orders

import (
	"strconv"

	"github.com/shopspring/decimal"

	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/payments"
)

// receipt is what follows from the money of an order having come.
type receipt struct {
	// settles tells that this money pays the order; other money goes back.
	settles bool
	// sold are the parcels that are paid for now, by their index.
	sold []int
	// back is what was captured and is not owed.
	back money.Amount
}

// receive decides about money that came for an order. Nobody wants it when the order was given up
// or was paid before, even if all of that went back since; what was paid for parcels that were cancelled
// meanwhile is not owed.
func receive(paid bool, progress Progress, amount money.Amount, parcels []Parcel) receipt {
	if paid || progress != ProgressOpen {
		return receipt{back: amount}
	}
	r := receipt{settles: true, back: amount}
	for i, p := range parcels {
		if p.State != ParcelCancelled {
			r.sold = append(r.sold, i)
			r.back = r.back.Sub(p.Left().Total)
		}
	}
	return r
}

// Seen is an amount of the order in the currency in which its buyer saw prices, at the rate of that
// moment. It is nothing when that is the currency of the order itself.
func (o Order) Seen(a money.Amount) money.Amount {
	rate, err := decimal.NewFromString(o.DisplayRate)
	if err != nil || o.DisplayCurrency == a.Currency {
		return money.Amount{}
	}
	seen := money.Rates{a.Currency: decimal.NewFromInt(1), o.DisplayCurrency: rate}.Convert(a, o.DisplayCurrency)
	if seen.Currency == a.Currency { // the rate is no rate
		return money.Amount{}
	}
	return seen
}

// due is what an order costs without the parcels and lines that were cancelled.
func due(parcels []Parcel, cur money.Currency) money.Amount {
	sum := money.Zero(cur)
	for _, p := range parcels {
		if p.State != ParcelCancelled {
			sum = sum.Add(p.Left().Total)
		}
	}
	return sum
}

// saleOf is what is left of a parcel in the terms of the ledger.
func saleOf(p Parcel) ledger.Sale {
	left := p.Left()
	return ledger.Sale{
		Vendor: ledger.VendorAccount(p.VendorID), Total: left.Total, Commission: p.Commission, Tax: left.Tax, Shipping: left.Shipping,
	}
}

// claim is what of a parcel goes back to its buyer.
type claim struct {
	parcel Parcel
	payments.Decision
	// part is what of the sale is taken back; nil takes from all in proportion to what is left.
	part *ledger.Sale
}

// of is the claim with its amount when so much of the sale is left: never more than that, and all of it
// when nothing else was said.
func (c claim) of(left money.Amount) claim {
	switch {
	case c.part != nil:
		c.Amount = c.part.Total
		if c.Amount.Cmp(left) > 0 { // some went back before
			c.Amount, c.part = left, nil
		}
	case c.Amount == (money.Amount{}):
		c.Amount = left
	}
	return c
}

// price is what there was to claim of a parcel that the ledger does not know.
func (c claim) price() money.Amount {
	if c.part != nil {
		return c.part.Total
	}
	return c.parcel.Left().Total
}

// reversal takes the claim back from those who had a share.
func (c claim) reversal(history []ledger.Move) ([]ledger.Move, error) {
	if c.part != nil {
		return ledger.ReversalOf(history, *c.part)
	}
	return ledger.Reversal(history, c.Amount)
}

// paysFor tells whether a payment makes its order paid: one whose money went back does not.
func paysFor(p payments.Payment) bool {
	return p.Settles && p.State != payments.Refunded && p.State.Received()
}

// The sources of refunds.

func cancelLineSource(lineID int64) string { return "cancel:line:" + strconv.FormatInt(lineID, 10) }

func cancelSource(parcelID int64) string { return "cancel:parcel:" + strconv.FormatInt(parcelID, 10) }

func lateSource(paymentID int64) string { return "late:payment:" + strconv.FormatInt(paymentID, 10) }

func excessSource(paymentID int64) string {
	return "excess:payment:" + strconv.FormatInt(paymentID, 10)
}

func staffSource(parcelID int64, key string) string {
	return "staff:" + strconv.FormatInt(parcelID, 10) + ":" + key
}

func reversalSource(refund string) string { return "reversal:" + refund }

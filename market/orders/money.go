package orders

import (
	"strconv"

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
// or is paid already; what was paid for parcels that were cancelled meanwhile is not owed.
func receive(paid bool, progress Progress, amount money.Amount, parcels []Parcel) receipt {
	if paid || progress != ProgressOpen {
		return receipt{back: amount}
	}
	r := receipt{settles: true, back: amount}
	for i, p := range parcels {
		if p.State != ParcelCancelled {
			r.sold = append(r.sold, i)
			r.back = r.back.Sub(p.Totals.Total)
		}
	}
	return r
}

// due is what an order costs without the parcels that were cancelled.
func due(parcels []Parcel, cur money.Currency) money.Amount {
	sum := money.Zero(cur)
	for _, p := range parcels {
		if p.State != ParcelCancelled {
			sum = sum.Add(p.Totals.Total)
		}
	}
	return sum
}

// saleOf is a parcel in the terms of the ledger.
func saleOf(p Parcel) ledger.Sale {
	return ledger.Sale{
		Vendor: ledger.VendorAccount(p.VendorID), Total: p.Totals.Total,
		Commission: p.Commission, Tax: p.Totals.Tax, Shipping: p.Totals.Shipping,
	}
}

// paysFor tells whether a payment makes its order paid: one whose money went back does not.
func paysFor(p payments.Payment) bool {
	return p.Settles && p.State != payments.Refunded && p.State.Received()
}

// The sources of refunds.

func cancelSource(parcelID int64) string { return "cancel:parcel:" + strconv.FormatInt(parcelID, 10) }

func lateSource(paymentID int64) string { return "late:payment:" + strconv.FormatInt(paymentID, 10) }

func excessSource(paymentID int64) string {
	return "excess:payment:" + strconv.FormatInt(paymentID, 10)
}

func staffSource(parcelID int64, key string) string {
	return "staff:" + strconv.FormatInt(parcelID, 10) + ":" + key
}

func reversalSource(refund string) string { return "reversal:" + refund }

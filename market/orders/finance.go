package orders

import (
	"time"

	"bazaar/market/ledger"
	"bazaar/market/money"
)

// Account is which part of a vendor's money somebody looks at: one currency, from a moment on, up to
// and without another (UTC).
type Account struct {
	VendorID    int64
	Currency    money.Currency
	From, Until time.Time
}

// Standing is what a vendor has in one currency.
type Standing struct {
	// Balance is all of it, below zero when the vendor owes it; Held is what is kept until the parcels
	// that it was paid for are delivered.
	Balance, Held money.Amount
	// Opening and Closing are the balances when the time began and ended; Entries counts what is
	// between them.
	Opening, Closing money.Amount
	Entries          int64
}

// Available is what is not on hold.
func (s Standing) Available() money.Amount { return s.Balance.Sub(s.Held) }

// Shares are how what buyers paid was dealt out; what was taken back is left out.
type Shares struct {
	Paid, Commission, Tax, Shipping money.Amount
}

// Net is the vendor's part.
func (s Shares) Net() money.Amount { return s.Paid.Sub(s.Commission).Sub(s.Tax).Sub(s.Shipping) }

// AccountEntry is one line of a vendor's account.
type AccountEntry struct {
	Kind     ledger.Kind
	At       time.Time
	OID      string
	ParcelID *int64
	// Amount is below zero when money went away; Balance is what stood there afterwards. Commission is
	// what the platform took of the same fact, below zero when it gave that back.
	Amount, Balance, Commission money.Amount
}

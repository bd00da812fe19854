// Package ledger owns the books of the market. A Move takes an amount above zero from one account
// to another, so that the books balance by construction; a Posting is one fact with its moves,
// written once by its source. Balances are sums of moves and are stored nowhere. It also owns the
// commission rates, because what the platform earns is decided here and frozen at the sale.
//
// Accounts: gateway:<name> is the world outside, through which money comes and goes; buyers is
// what buyers have paid and is not dealt out or not yet back with them; vendor:<id> is owed to a
// vendor, below zero what he owes; commission, tax and shipping are what the platform earned, owes
// to the state and owes to carriers.
//
// Facts: a capture (gateway → buyers), the sale of a parcel (buyers → vendor, commission, tax,
// shipping), its reversal in whole or part (the same back), a refund (buyers → gateway). Cash is
// captured by whoever hands a parcel over, so a second move (vendor → gateway) leaves the vendor
// owing commission, tax and shipping.
package ledger

import (
	"errors"
	"strconv"

	"bazaar/market/money"
)

// Account is a place where money stands.
type Account string

// The accounts that there is one of.
const (
	Buyers     Account = "buyers"
	Commission Account = "commission"
	Tax        Account = "tax"
	Shipping   Account = "shipping"
)

// VendorAccount is the account of a vendor; nil is the one for parcels whose vendor is unknown.
func VendorAccount(vendorID *int64) Account {
	if vendorID == nil {
		return "vendor:unknown"
	}
	return Account("vendor:" + strconv.FormatInt(*vendorID, 10))
}

// GatewayAccount is the account of the world outside that a gateway leads to.
func GatewayAccount(gateway string) Account { return Account("gateway:" + gateway) }

// Move takes an amount above zero from one account to another.
type Move struct {
	From, To Account
	Amount   money.Amount
}

// Kind is what sort of fact a posting is.
type Kind string

// The kinds of postings.
const (
	CaptureKind  Kind = "capture"
	SaleKind     Kind = "sale"
	ReversalKind Kind = "reversal"
	RefundKind   Kind = "refund"
)

// Posting is one fact of the books.
type Posting struct {
	// Source names the fact: it is posted once.
	Source   string
	Kind     Kind
	OrderID  int64
	ParcelID *int64
	// VendorID is the parcel's.
	VendorID *int64
	Moves    []Move
}

// The mistakes of a program that would make the books wrong.
var (
	errNothing  = errors.New("ledger: a move of nothing, or less")
	errCircle   = errors.New("ledger: a move from an account to itself")
	errCurrency = errors.New("ledger: two currencies in one posting")
)

// check finds a move that must not be.
func check(moves []Move) error {
	for _, m := range moves {
		switch {
		case m.Amount.Minor <= 0:
			return errNothing
		case m.From == m.To:
			return errCircle
		case m.Amount.Currency != moves[0].Amount.Currency:
			return errCurrency
		}
	}
	return nil
}

// Balance is what moves leave on an account.
func Balance(moves []Move, of Account) money.Amount {
	var sum money.Amount
	for _, m := range moves {
		if m.To == of {
			sum = sum.Add(m.Amount)
		}
		if m.From == of {
			sum = sum.Sub(m.Amount)
		}
	}
	return sum
}

// filled leaves out moves of nothing.
func filled(moves ...Move) []Move {
	var kept []Move
	for _, m := range moves {
		if !m.Amount.IsZero() {
			kept = append(kept, m)
		}
	}
	return kept
}

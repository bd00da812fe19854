package ledger

import (
	"slices"

	"bazaar/market/fault"
	"bazaar/market/money"
)

// Sale is a parcel that was paid for. Total is what the buyer paid for it, the other amounts are
// inside of it; the rest is the vendor's.
type Sale struct {
	Vendor                           Account
	Total, Commission, Tax, Shipping money.Amount
}

// Moves deal out what the buyer paid.
func (s Sale) Moves() []Move {
	net := s.Total.Sub(s.Commission).Sub(s.Tax).Sub(s.Shipping)
	return filled(
		Move{Buyers, s.Vendor, net},
		Move{Buyers, Commission, s.Commission},
		Move{Buyers, Tax, s.Tax},
		Move{Buyers, Shipping, s.Shipping},
	)
}

// Captured is money that came through a gateway.
func Captured(gateway string, amount money.Amount) []Move {
	return filled(Move{GatewayAccount(gateway), Buyers, amount})
}

// CapturedInCash is money that a buyer gave to the vendor who handed him the goods, who owes the
// others their part of it from then on.
func CapturedInCash(gateway string, vendor Account, amount money.Amount) []Move {
	return filled(
		Move{GatewayAccount(gateway), Buyers, amount},
		Move{vendor, GatewayAccount(gateway), amount},
	)
}

// Returned is money that went back to a buyer through a gateway.
func Returned(gateway string, amount money.Amount) []Move {
	return filled(Move{Buyers, GatewayAccount(gateway), amount})
}

// Reversal takes an amount back from all who had a part of a sale, in proportion to what is left
// with them: the moves sum to the amount, and the last of it leaves nothing with anybody. history
// is the sale and the reversals so far. Taking back more than is left is a Conflict.
func Reversal(history []Move, amount money.Amount) ([]Move, error) {
	accounts, left := parts(history)
	if amount.Cmp(Left(history)) > 0 {
		return nil, fault.New(fault.Conflict, "refund_too_large", "There is not that much left to refund.")
	}
	back := make([]Move, len(accounts))
	for i, part := range amount.Split(left) {
		back[i] = Move{accounts[i], Buyers, part}
	}
	return filled(back...), nil
}

// ReversalOf takes a part of a sale back as it was dealt out: from each what it had of that part. Where
// one of them has not that much left, because some went back before, it is taken in proportion like
// any amount.
func ReversalOf(history []Move, part Sale) ([]Move, error) {
	var back []Move
	for _, m := range part.Moves() {
		if m.Amount.Minor < 0 || Balance(history, m.To).Cmp(m.Amount) < 0 {
			return Reversal(history, part.Total)
		}
		back = append(back, Move{m.To, Buyers, m.Amount})
	}
	return back, nil
}

// Left is what of a sale has not been taken back.
func Left(history []Move) money.Amount { return money.Zero("").Sub(Balance(history, Buyers)) }

// parts lists who had a part of a sale, with the minor units that are left of it.
func parts(history []Move) (accounts []Account, left []int64) {
	for _, m := range history {
		if m.From == Buyers && !slices.Contains(accounts, m.To) {
			accounts = append(accounts, m.To)
		}
	}
	for _, a := range accounts {
		left = append(left, Balance(history, a).Minor)
	}
	return accounts, left
}

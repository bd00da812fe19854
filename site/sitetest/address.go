package sitetest

import (
	"context"

	"bazaar/market/accounts"
)

// Address is the id of a new address of an actor, in whose city nobody else lives.
func (w *World) Address(as string) int64 {
	a, err := accounts.AddAddress(context.Background(), w.DB, w.Actor(as), accounts.AddressForm{Address: "Abay Ave 10", City: "City of " + as, Country: "Kazakhstan"}, w.Now())
	if err != nil {
		panic(err) // it is a good address
	}
	return a.ID
}

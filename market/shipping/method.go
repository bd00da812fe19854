// Package shipping knows the ways in which parcels reach a buyer and what each costs. Every vendor
// sends a parcel of its own, so a price is that of one parcel, and an order pays it once for each.
//
// It owns no tables: the ways are few and part of the program, prices included in the quote are
// frozen in the parcels of the order.
package shipping

import "bazaar/market/money"

// Code names a way of delivery in forms and parcels.
type Code string

// Courier brings a parcel to the door.
const Courier Code = "courier"

// Method is one way of delivery.
type Method struct {
	Code Code
	// PerParcel is what one parcel costs in minor units of the order's currency; 0 is free.
	PerParcel int64
}

// Methods are the ways offered at checkout, the first being the default.
var Methods = []Method{{Code: Courier}}

// Find is the offered method of a code; false when there is none.
func Find(code Code) (Method, bool) {
	for _, m := range Methods {
		if m.Code == code {
			return m, true
		}
	}
	return Method{}, false
}

// Price is what a parcel costs in a currency.
func (m Method) Price(c money.Currency) money.Amount { return money.New(m.PerParcel, c) }

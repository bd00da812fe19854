package ui

import (
	"bazaar/market/orders"
	"bazaar/market/shipping"
	"bazaar/site/locale"
)

// Way says how a parcel travels: a way or a carrier that was chosen, or what the vendor wrote.
func Way(l *locale.Locale, method string) string {
	switch shipping.Code(method) {
	case shipping.Courier:
		return l.T("Courier to the door")
	case shipping.Kazpost:
		return l.T("Kazpost")
	case shipping.CDEK:
		return l.T("CDEK")
	case shipping.RussianPost:
		return l.T("Russian Post")
	case shipping.DHL, shipping.UPS, shipping.FedEx:
		return carriers[shipping.Code(method)]
	}
	return method
}

// carriers are names that are written alike in every language.
var carriers = map[shipping.Code]string{shipping.DHL: "DHL", shipping.UPS: "UPS", shipping.FedEx: "FedEx"}

// Why says why a vendor gave something up.
func Why(l *locale.Locale, r orders.Reason) string {
	switch r {
	case orders.OutOfStock:
		return l.T("Out of stock")
	case orders.Damaged:
		return l.T("Damaged or faulty")
	case orders.NoDelivery:
		return l.T("Cannot be delivered to this address")
	case orders.BuyersWish:
		return l.T("The buyer asked for it")
	}
	return l.T("Another reason")
}

package shipping_test

import (
	"testing"

	"bazaar/market/money"
	"bazaar/market/shipping"
)

func TestTheDefaultWayIsFree(t *testing.T) {
	m, ok := shipping.Find(shipping.Methods[0].Code)
	if !ok || m.Code != shipping.Courier || m.Price(money.USD) != money.Zero(money.USD) {
		t.Errorf("the default is %+v, %t", m, ok)
	}
	for _, code := range []shipping.Code{"", "COURIER", "rocket"} {
		if m, ok := shipping.Find(code); ok {
			t.Errorf("%q is %+v", code, m)
		}
	}
	if got := (shipping.Method{PerParcel: 250}).Price(money.KZT); got != money.New(250, money.KZT) {
		t.Errorf("a price of 250 is %v", got)
	}
}

package checkout_test

import (
	"testing"

	"pgregory.net/rapid"

	"bazaar/market/cart"
	"bazaar/market/checkout"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/shipping"
)

func usd(minor int64) money.Amount { return money.New(minor, money.USD) }

func line(vendor, variant, price, quantity int64) cart.Line {
	return cart.Line{
		ProductID: variant, VariantID: variant, VendorID: vendor, VendorName: "V", Quantity: quantity,
		Price: usd(price), SeenPrice: usd(price), Title: i18n.Text{"en": "Mouse", "ru": "Мышь"}, OnHand: quantity, OnSale: true,
	}
}

func TestQuoteDealsACartOutByVendor(t *testing.T) {
	c := cart.Cart{Lines: []cart.Line{line(10, 123, 99999, 2), line(7, 9, 500, 1), line(10, 456, 2999, 1)}}
	q, err := checkout.NewQuote(c, checkout.Terms{}, "ru")
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Parcels) != 2 || *q.Parcels[0].VendorID != 10 || *q.Parcels[1].VendorID != 7 {
		t.Fatalf("parcels %+v", q.Parcels)
	}
	if got := q.Parcels[0].Totals.Total; got != usd(202997) {
		t.Errorf("2 × 999.99 + 29.99 = %v, want 2029.97", got)
	}
	if q.Totals.Total != usd(203497) || q.Totals.Tax != usd(0) || q.Totals.Shipping != usd(0) || q.Totals.Discount != usd(0) {
		t.Errorf("totals %+v", q.Totals)
	}
	first := q.Parcels[0].Lines
	if len(first) != 2 || first[0].Number != 1 || first[1].Number != 2 || q.Parcels[1].Lines[0].Number != 3 {
		t.Errorf("lines are not numbered through the order: %+v", q.Parcels)
	}
	if first[0].Title != "Мышь" || *first[0].VariantID != 123 || *first[1].VariantID != 456 {
		t.Errorf("frozen lines %+v", first)
	}
}

func TestQuoteRefusesWhatNoAmountCanHold(t *testing.T) {
	var c cart.Cart
	for i := range int64(200) {
		c.Lines = append(c.Lines, line(1, i+1, money.Max, cart.MaxQuantity))
	}
	if _, err := checkout.NewQuote(c, checkout.Terms{}, "en"); fault.As(err) == nil || fault.As(err).Code != "order_too_large" {
		t.Errorf("a cart of 200 × 9999 × the dearest thing: %v", err)
	}
}

func TestPartsOfAQuoteSumToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c cart.Cart
		for i := range rapid.IntRange(1, 30).Draw(t, "lines") {
			c.Lines = append(c.Lines, line(
				rapid.Int64Range(1, 5).Draw(t, "vendor"), int64(i+1),
				rapid.Int64Range(0, 200_000).Draw(t, "price"), rapid.Int64Range(1, 99).Draw(t, "quantity")))
		}
		coupon := coupons.Coupon{Percent: rapid.Int64Range(0, 100).Draw(t, "percent")}
		fee := rapid.Int64Range(0, 5000).Draw(t, "fee")
		q, err := checkout.NewQuote(c, checkout.Terms{Coupon: coupon, Shipping: shipping.Method{Code: shipping.Courier, PerParcel: fee}}, "en")
		if err != nil {
			t.Fatal(err)
		}
		var whole orders.Totals
		seen := map[int64]bool{}
		for _, p := range q.Parcels {
			var parcel orders.Totals
			if seen[*p.VendorID] {
				t.Fatalf("two parcels of vendor %d", *p.VendorID)
			}
			seen[*p.VendorID] = true
			for _, l := range p.Lines {
				if l.Discount.Minor < 0 || l.Discount.Cmp(l.Total) > 0 || l.Total != l.UnitPrice.Mul(l.Quantity) {
					t.Fatalf("line %+v", l)
				}
				parcel.Items, parcel.Discount = parcel.Items.Add(l.Total), parcel.Discount.Add(l.Discount)
			}
			if parcel.Items != p.Totals.Items || parcel.Discount != p.Totals.Discount || p.Totals.Shipping != usd(fee) || p.Totals.Total != parcel.Items.Sub(parcel.Discount).Add(usd(fee)) {
				t.Fatalf("lines sum to %+v, parcel says %+v", parcel, p.Totals)
			}
			whole = whole.Plus(p.Totals)
		}
		if whole != q.Totals || q.Totals.Items != c.Total() || q.Totals.Discount != coupon.Discount(c.Total()) {
			t.Fatalf("parcels sum to %+v, order says %+v", whole, q.Totals)
		}
	})
}

package checkout

import (
	"bazaar/market/cart"
	"bazaar/market/coupons"
	"bazaar/market/fault"
	"bazaar/market/ledger"
	"bazaar/market/money"
	"bazaar/market/orders"
	"bazaar/market/shipping"
)

// Quote is what a cart costs and how it is dealt out: the sums and one parcel for each vendor,
// its lines as they will be frozen in the order. Tax costs nothing yet.
type Quote struct {
	Totals  orders.Totals
	Parcels []orders.Parcel
}

// Terms are what a price depends on beside the goods: a coupon, the zero value for none, and the
// way of delivery.
type Terms struct {
	Coupon   coupons.Coupon
	Shipping shipping.Method
}

// NewQuote prices a cart on some terms, titles in a language. The
// discount is dealt out over the lines by the largest remainder, so that all parts sum to the
// whole. An amount beyond money.Max is a Conflict.
func NewQuote(c cart.Cart, terms Terms, lang string) (Quote, error) {
	items := c.Total()
	if items.Minor > money.Max {
		return Quote{}, fault.New(fault.Conflict, "order_too_large", "This order is too large. Please split it into several.")
	}
	discounts := terms.Coupon.Discount(items).Split(weights(c))
	var q Quote
	parcelOf := map[int64]int{}
	for i, l := range c.Lines {
		at, ok := parcelOf[l.VendorID]
		if !ok {
			at = len(q.Parcels)
			parcelOf[l.VendorID] = at
			q.Parcels = append(q.Parcels, orders.Parcel{
				VendorID: &l.VendorID, VendorName: l.VendorName, Number: int64(at + 1), State: orders.ParcelNew,
				Shipping: orders.Shipping{Method: string(terms.Shipping.Code)}, Totals: delivery(terms.Shipping, l.Price.Currency),
			})
			q.Totals = q.Totals.Plus(q.Parcels[at].Totals)
		}
		p := &q.Parcels[at]
		line := freeze(l, discounts[i], lang)
		p.Lines = append(p.Lines, line)
		p.Totals = p.Totals.Plus(cost(line))
		q.Totals = q.Totals.Plus(cost(line))
	}
	number := int64(0)
	for i := range q.Parcels {
		for j := range q.Parcels[i].Lines {
			number++
			q.Parcels[i].Lines[j].Number = number
		}
	}
	return q, nil
}

func weights(c cart.Cart) []int64 {
	w := make([]int64, len(c.Lines))
	for i, l := range c.Lines {
		w[i] = l.Total().Minor
	}
	return w
}

// freeze copies a line of the cart as it is now.
func freeze(l cart.Line, discount money.Amount, lang string) orders.Line {
	return orders.Line{
		ProductID: &l.ProductID, VariantID: &l.VariantID,
		Title: l.Title.In(lang), SKU: l.SKU, Options: l.Options.In(lang), Picture: l.Picture,
		Quantity: l.Quantity, UnitPrice: l.Price, Total: l.Total(),
		Discount: discount, Tax: money.Zero(l.Price.Currency), TaxClass: l.TaxClass,
	}
}

// delivery is what sending one parcel adds to it and to the order.
func delivery(m shipping.Method, c money.Currency) orders.Totals {
	zero, price := money.Zero(c), m.Price(c)
	return orders.Totals{Items: zero, Discount: zero, Shipping: price, Tax: zero, Total: price}
}

// cost is what one line adds to its parcel and to the order.
func cost(l orders.Line) orders.Totals {
	return orders.Totals{
		Items: l.Total, Discount: l.Discount, Shipping: money.Zero(l.Total.Currency), Tax: l.Tax,
		Total: l.Total.Sub(l.Discount),
	}
}

// charge freezes on each line what the platform earns on it: a part of its price after discount and
// tax. A category's rate needs the cart that was quoted.
func (q Quote) charge(c cart.Cart, rates ledger.Rates) {
	category := map[int64]int64{}
	for _, l := range c.Lines {
		category[l.VariantID] = l.CategoryID
	}
	var goods []ledger.Goods
	var lines []*orders.Line
	for i := range q.Parcels {
		for j := range q.Parcels[i].Lines {
			l := &q.Parcels[i].Lines[j]
			lines = append(lines, l)
			goods = append(goods, ledger.Goods{
				VendorID: *q.Parcels[i].VendorID, CategoryID: category[*l.VariantID], Base: l.Total.Sub(l.Discount).Sub(l.Tax),
			})
		}
	}
	for i, charge := range rates.Charges(goods) {
		lines[i].Commission = charge
	}
}

// agrees is a Conflict when a buyer saw another total (as 2029.97) than he is to pay. Who types a
// coupon into the form has seen the total without it.
func (q Quote) agrees(f Form, lang string) error {
	total := q.Totals.Total
	seen, err := money.Parse(f.SeenTotal, total.Currency)
	switch {
	case f.SeenTotal == "", err == nil && seen == total:
		return nil
	case err == nil && f.Coupon != "" && seen == total.Add(q.Totals.Discount):
		return nil
	}
	refusal := fault.New(fault.Conflict, "total_changed", "The total has changed to %s. Please check your order and confirm it again.", total.Format(lang))
	refusal.Detail = q
	return refusal
}

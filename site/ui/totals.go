package ui

import "bazaar/market/money"

// Totals are the sums below a cart or an order, in the currency that is shown.
type Totals struct {
	Units int64
	Items money.Amount
	// Discount is shown as a deduction when it is not zero; Coupon is the code behind it.
	Discount      money.Amount
	Coupon        string
	Shipping, Tax money.Amount
	// Cancelled is what fell away of what was ordered, and so is not in the total.
	Cancelled money.Amount
	Total     money.Amount
	// Charged names the currency and sum that will be charged when another one is shown.
	Charged string
	// Seen is the total as its buyer saw it, in another currency; nothing when it was the same.
	Seen money.Amount
}

// Line is a bought or chosen thing in a short list.
type Line struct {
	Title, Options string
	// Path leads to the product (without language); empty when it is gone.
	Path     string
	Picture  string
	Quantity int64
	// Gone says why it will not be sent; empty when it is to be.
	Gone string
	// Sum is already written in the visitor's language.
	Sum string
}

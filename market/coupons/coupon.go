// Package coupons owns codes that take a percentage off the goods of an order, and which order
// used which code.
//
// Invariants: uses equals the number of recorded uses and never passes the limit; a customer
// uses a code at most as often as its customer limit says; an order uses a code once. A discount
// is never more than the goods cost. Codes are unique whatever the case of their letters.
package coupons

import (
	"strings"
	"time"
	"unicode/utf8"

	"bazaar/market/fault"
	"bazaar/market/money"
)

// MaxCode is the greatest number of letters of a code.
const MaxCode = 50

// Coupon is one code and what it grants.
type Coupon struct {
	ID   int64
	Code string
	// Percent is how much of the goods it takes off, 1 to 100.
	Percent int64
	Active  bool
	// ValidFrom and ValidTo bound the time of use (UTC, the end excluded); nil is open.
	ValidFrom, ValidTo *time.Time
	// UseLimit bounds all uses, CustomerLimit those of one account; nil is unlimited.
	UseLimit, CustomerLimit *int64
	Uses                    int64
}

// Key is the form in which codes are compared.
func Key(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

// Discount is what the coupon takes off goods, rounded half to even.
func (c Coupon) Discount(goods money.Amount) money.Amount {
	return goods.Percent(min(max(c.Percent, 0), 100) * 100)
}

// Usable tells whether the coupon may be used at a time, limits per customer aside.
func (c Coupon) Usable(now time.Time) bool {
	return c.Active &&
		(c.ValidFrom == nil || !now.Before(*c.ValidFrom)) &&
		(c.ValidTo == nil || now.Before(*c.ValidTo)) &&
		(c.UseLimit == nil || c.Uses < *c.UseLimit)
}

// validate checks a coupon that is about to be created.
func (c Coupon) validate() error {
	wrong := fault.Fields{}
	if n := utf8.RuneCountInString(c.Code); n == 0 || n > MaxCode || strings.ContainsFunc(c.Code, isGap) {
		wrong.Add("code", "Use 1 to %d letters and digits without spaces.", MaxCode)
	}
	if c.Percent < 1 || c.Percent > 100 {
		wrong.Add("percent", "Use a whole number from 1 to 100.")
	}
	if c.ValidFrom != nil && c.ValidTo != nil && !c.ValidFrom.Before(*c.ValidTo) {
		wrong.Add("valid_to", "The end must be after the start.")
	}
	if c.UseLimit != nil && *c.UseLimit < 1 {
		wrong.Add("use_limit", "Use a whole number above zero.")
	}
	if c.CustomerLimit != nil && *c.CustomerLimit < 1 {
		wrong.Add("customer_limit", "Use a whole number above zero.")
	}
	return wrong.Err()
}

// isGap tells whether a rune cannot stand in a code.
func isGap(r rune) bool { return r <= ' ' || r == 0x7f || r == utf8.RuneError }

// unusable is the answer to a code that is unknown, over or used up: they are not told apart.
func unusable() error {
	return refusal("invalid_coupon", "This coupon is invalid or has expired.")
}

// usedUp is the answer to a customer who had the coupon as often as its limit allows.
func usedUp() error {
	return refusal("coupon_used", "You have already used this coupon.")
}

func refusal(code, message string) error {
	return &fault.Fault{
		Kind: fault.Invalid, Code: code, Message: message,
		Fields: map[string]fault.Message{"coupon": {Text: message}},
	}
}

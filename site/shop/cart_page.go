package shop

import (
	"strconv"

	"bazaar/market/coupons"
	"bazaar/market/money"
	"bazaar/site/locale"
	"bazaar/site/ui"
)

// cartPage is the cart, one group per vendor. Without groups it is empty.
type cartPage struct {
	ui.Frame
	Groups []cartGroup
	// Lost are the lines of which nothing can be bought; the totals leave them out.
	Lost []cartLine
	// Changes say what is different since the goods were put in.
	Changes []change
	// Removed is what was taken out last; nil when that cannot be undone.
	Removed *removed
	Coupon  couponView
	Totals  ui.Totals
	// Blocked says that a line has to be mended before checkout.
	Blocked bool
	// Popular are goods for those whose cart is empty.
	Popular []ui.Product
}

// empty tells whether the cart holds nothing at all.
func (p cartPage) empty() bool { return len(p.Groups) == 0 && len(p.Lost) == 0 }

// change is one thing that is different about a line.
type change struct {
	Title, Text string
	// Anchor leads to the line.
	Anchor string
}

// couponView is the coupon of a cart, or the field for one.
type couponView struct {
	// Code is applied and takes Percent off; empty without one.
	Code, Percent string
	// Typed was refused because of Error.
	Typed, Error string
	// Stale is a code that was applied once and does not count any more.
	Stale string
}

func (c couponView) input(l *locale.Locale) ui.Input {
	return ui.Input{
		Name: "coupon", Label: l.T("Coupon code"), Value: c.Typed, Error: c.Error, Autocomplete: "off",
		MaxLength: coupons.MaxCode, Required: true,
	}
}

// cartGroup is what one vendor will send in a parcel.
type cartGroup struct {
	Vendor    string
	VendorURL string
	Lines     []cartLine
	Subtotal  money.Amount
}

// cartLine is one variant in the cart.
type cartLine struct {
	// ID stands in the addresses of the line's forms, Variant in their hidden field.
	ID, Variant int64
	Title       string
	Lang        string
	Options     string
	Path        string
	Picture     string
	Price, Sum  money.Amount
	Quantity    int64
	// Most is the largest quantity that can be chosen; 0 when nothing is left.
	Most int64
	// Gone says that the product is no longer sold, so that it cannot be kept for later either.
	Gone bool
	// Problem says what is wrong with the line, such as a short stock.
	Problem string
	// Was is the price at which the line was added when it has changed since; else zero.
	Was money.Amount
}

func (c cartLine) updatePath() string { return "/cart/update/" + strconv.FormatInt(c.ID, 10) + "/" }

func (c cartLine) keepPath() string { return "/cart/keep/" + strconv.FormatInt(c.ID, 10) + "/" }

func (c cartLine) removePath() string { return "/cart/remove/" + strconv.FormatInt(c.ID, 10) + "/" }

// control is the id of an element of the line, so that scripts find it again after a change.
func (c cartLine) control(name string) string { return name + "-" + strconv.FormatInt(c.Variant, 10) }

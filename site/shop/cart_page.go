package shop

import (
	"strconv"

	"bazaar/market/money"
	"bazaar/site/ui"
)

// cartPage is the cart, one group per vendor. Without groups it is empty.
type cartPage struct {
	ui.Frame
	Groups []cartGroup
	Totals ui.Totals
	// Blocked says that a line has to be mended before checkout.
	Blocked bool
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
	// Problem says what is wrong with the line, such as a short stock.
	Problem string
	// Was is the price at which the line was added when it has changed since; else zero.
	Was money.Amount
}

func (c cartLine) updatePath() string { return "/cart/update/" + strconv.FormatInt(c.ID, 10) + "/" }

func (c cartLine) removePath() string { return "/cart/remove/" + strconv.FormatInt(c.ID, 10) + "/" }

// control is the id of an element of the line, so that scripts find it again after a change.
func (c cartLine) control(name string) string { return name + "-" + strconv.FormatInt(c.Variant, 10) }

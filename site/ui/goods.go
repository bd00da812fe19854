package ui

import (
	"strconv"

	"bazaar/market/money"
	"bazaar/site/locale"
)

// Cost is a price in the visitor's currency. Old is zero when there is none. From tells that Now is
// the lowest of several.
type Cost struct {
	Now, Old money.Amount
	From     bool
}

// Off is the saving in whole percent, 0 when the old price is not higher.
func (c Cost) Off() int64 {
	if c.Old.Minor <= c.Now.Minor || c.Old.Minor <= 0 {
		return 0
	}
	return (c.Old.Minor - c.Now.Minor) * 100 / c.Old.Minor
}

// struck tells whether the old price is worth showing.
func (c Cost) struck() bool { return c.Old.Minor > c.Now.Minor }

// off writes the saving for the badge.
func (c Cost) off() string { return "−" + strconv.FormatInt(c.Off(), 10) + "%" }

// Rating is an average in hundredths of a star and the number of reviews behind it.
type Rating struct {
	Hundredths, Count int64
}

// Text writes the average with one decimal in the visitor's language: "4.8" or "4,8".
func (r Rating) Text(l *locale.Locale) string {
	tenths := (r.Hundredths + 5) / 10
	point := "."
	if l.Code() != "en" {
		point = ","
	}
	return strconv.FormatInt(tenths/10, 10) + point + strconv.FormatInt(tenths%10, 10)
}

// Product is what a card shows.
type Product struct {
	ID    int64
	Title string
	// Lang is the language of the title where it differs from the page's.
	Lang string
	// Picture is the reference of the stored picture; empty shows a placeholder.
	Picture string
	Price   Cost
	Rating  Rating
	Vendor  string
	// Available is false when nothing can be bought; Away says until when that is because the shop is
	// away, empty otherwise.
	Available bool
	Away      string
	// Choice says that the product has several variants, so it cannot be added from the card.
	Choice bool
}

// Path of the product's page, without the language.
func (p Product) Path() string { return "/product/" + strconv.FormatInt(p.ID, 10) + "/" }

// AddPath takes the POST that puts the product into the cart.
func (p Product) AddPath() string { return "/cart/add/" + strconv.FormatInt(p.ID, 10) + "/" }

// eagerCards is how many pictures of a grid load at once; the others wait until they come near.
const eagerCards = 4

func loading(i int) string {
	if i < eagerCards {
		return "eager"
	}
	return "lazy"
}

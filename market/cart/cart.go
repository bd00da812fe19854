// Package cart owns what buyers mean to buy. A cart is kept in rows under its owner's key, so that
// two tabs and two devices edit the same one and nothing is lost with a cache.
//
// Invariants: a variant stands in a cart once, with 1 to MaxQuantity units; prices never come from
// a client, they are read anew whenever a cart is loaded (what the buyer saw last is kept only to
// tell him about a change); the account's count of units follows in the same transaction.
//
// Every edit locks the row of the cart first, so edits happen one after the other. A cart may hold
// goods that have been sold out or taken off sale since: it says so, and checkout refuses them.
package cart

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
	"bazaar/market/stock"
	"bazaar/market/vendors"
)

// Bounds of a cart.
const (
	MaxQuantity = 9999
	MaxLines    = 500
)

// Cart is what one owner means to buy, in the order in which it was put in. Amounts are in the
// base currency.
type Cart struct {
	Lines []Line
	// Coupon is the code that the buyer applied, empty for none; it may have expired since.
	Coupon string
}

// Line is a number of units of one variant, with what is known of it now.
type Line struct {
	ProductID, VariantID, VendorID int64
	CategoryID                     int64
	Title                          i18n.Text
	// Options names the chosen variant; empty when the product has only one.
	Options          i18n.Text
	SKU              string
	Picture          string
	VendorName       string
	TaxClass         string
	Price, SeenPrice money.Amount
	Quantity         int64
	// OnHand is the stock of the variant; OnSale is false when it was taken off sale.
	OnHand int64
	OnSale bool
	// Absence is when the shop is away; Away tells that it is now, so that nothing of it can be bought.
	Absence vendors.Absence
	Away    bool
	// AddedAt is when the line came into the cart, which decides on its place there.
	AddedAt time.Time
}

// Available is how many units of the line's variant can be bought now.
func (l Line) Available() int64 {
	if !l.OnSale || l.Away {
		return 0
	}
	return min(l.OnHand, MaxQuantity)
}

// Total is what the line costs now.
func (l Line) Total() money.Amount { return l.Price.Mul(l.Quantity) }

// IsShort tells whether the line wants more than can be bought now.
func (l Line) IsShort() bool { return l.Quantity > l.Available() }

// PriceChanged tells whether the price is another than the buyer saw when he edited the line.
func (l Line) PriceChanged() bool { return l.Price != l.SeenPrice }

// Units is the number on the cart's badge.
func (c Cart) Units() int64 {
	var n int64
	for _, l := range c.Lines {
		n += l.Quantity
	}
	return n
}

// Total is what the goods cost now.
func (c Cart) Total() money.Amount {
	var sum money.Amount
	for _, l := range c.Lines {
		sum = sum.Add(l.Total())
	}
	return sum
}

// Buyable is the cart without the lines of which nothing can be bought now.
func (c Cart) Buyable() Cart {
	left := Cart{Coupon: c.Coupon}
	for _, l := range c.Lines {
		if l.Available() > 0 {
			left.Lines = append(left.Lines, l)
		}
	}
	return left
}

// Short lists the lines that want more than can be bought now.
func (c Cart) Short() []stock.Short {
	var short []stock.Short
	for _, l := range c.Lines {
		if l.IsShort() {
			short = append(short, stock.Short{VariantID: l.VariantID, Wanted: l.Quantity, Available: l.Available()})
		}
	}
	return short
}

// Key names a line: by its variant, or by its product when VariantID is 0.
type Key struct {
	ProductID, VariantID int64
}

func (k Key) matches(l Line) bool {
	if k.VariantID != 0 && k.VariantID != l.VariantID {
		return false
	}
	return k.ProductID == l.ProductID
}

// Edit is what became of a cart and of the line that was edited.
type Edit struct {
	Cart Cart
	Line Line
	// Capped tells that fewer units than asked for could be had.
	Capped bool
}

// Add puts n more units of goods into the cart, as many as stock allows; g is the line as it would
// be with them alone. When not one more can be had it is a Conflict and the cart stays as it is.
func (c Cart) Add(g Line, n int64) (Edit, error) {
	n = min(max(n, 1), MaxQuantity)
	i := c.find(Key{ProductID: g.ProductID, VariantID: g.VariantID})
	if i < 0 && len(c.Lines) >= MaxLines {
		return Edit{}, full()
	}
	had := int64(0)
	if i >= 0 {
		g = c.Lines[i]
		had = g.Quantity
	}
	if g.Away {
		return Edit{}, away()
	}
	g.Quantity = min(had+n, g.Available())
	if g.Quantity <= had {
		return Edit{}, stock.OutOfStock([]stock.Short{{VariantID: g.VariantID, Wanted: had + n, Available: g.Available()}})
	}
	g.SeenPrice = g.Price
	lines := append([]Line(nil), c.Lines...)
	if i < 0 {
		lines = append(lines, g)
	} else {
		lines[i] = g
	}
	c.Lines = lines
	return Edit{Cart: c, Line: g, Capped: g.Quantity < had+n}, nil
}

// Set gives a line a quantity, at least 1 and at most what stock allows. A line that is not in the
// cart is NotFound; goods that cannot be bought at all are a Conflict.
func (c Cart) Set(k Key, n int64) (Edit, error) {
	i := c.find(k)
	if i < 0 {
		return Edit{}, fault.New(fault.NotFound, "not_found", "This is not in your cart any more.")
	}
	n = min(max(n, 1), MaxQuantity)
	l := c.Lines[i]
	if l.Away {
		return Edit{}, away()
	}
	if l.Available() == 0 {
		return Edit{}, stock.OutOfStock([]stock.Short{{VariantID: l.VariantID, Wanted: n}})
	}
	l.Quantity, l.SeenPrice = min(n, l.Available()), l.Price
	lines := append([]Line(nil), c.Lines...)
	lines[i] = l
	c.Lines = lines
	return Edit{Cart: c, Line: l, Capped: l.Quantity < n}, nil
}

// Removal is what is left of a cart and what was taken out of it.
type Removal struct {
	Cart  Cart
	Lines []Line
}

// Remove takes lines out; what is not there is no error.
func (c Cart) Remove(k Key) Removal {
	r := Removal{Cart: Cart{Coupon: c.Coupon}}
	for _, l := range c.Lines {
		if k.matches(l) {
			r.Lines = append(r.Lines, l)
		} else {
			r.Cart.Lines = append(r.Cart.Lines, l)
		}
	}
	return r
}

// Mending is what became of a cart that was brought in line with what can be bought.
type Mending struct {
	Cart Cart
	// Gone are the lines of which nothing is left, Cut those that now ask for less.
	Gone, Cut []Line
}

// Mend takes out what cannot be bought and lowers what is short to what there is.
func (c Cart) Mend() Mending {
	m := Mending{Cart: Cart{Coupon: c.Coupon}}
	for _, l := range c.Lines {
		if l.Available() == 0 {
			m.Gone = append(m.Gone, l)
			continue
		}
		if l.IsShort() {
			l.Quantity, l.SeenPrice = l.Available(), l.Price
			m.Cut = append(m.Cut, l)
		}
		m.Cart.Lines = append(m.Cart.Lines, l)
	}
	return m
}

// away is the refusal of goods whose shop is away.
func away() error {
	return fault.New(fault.Conflict, "shop_away", "This shop is away at the moment. Its page says when it is back.")
}

// full is the refusal of one line too many.
func full() error {
	return fault.New(fault.Conflict, "cart_full", "Your cart is full: it holds at most %d different items.", MaxLines)
}

func (c Cart) find(k Key) int {
	for i, l := range c.Lines {
		if k.matches(l) {
			return i
		}
	}
	return -1
}

// noChoice is how the options of a variant are stored that is the only one of its product.
const noChoice = "{}"

// describe names a chosen variant in every language, such as "Colour: red, Size: M". chosen is the
// stored map from codes of options to codes of choices.
func describe(chosen string, options []catalog.Option) (i18n.Text, error) {
	var codes map[string]string
	if err := json.Unmarshal([]byte(chosen), &codes); err != nil || len(codes) == 0 {
		return nil, err
	}
	text := i18n.Text{}
	for _, lang := range i18n.Languages {
		var parts []string
		for _, o := range options {
			for _, c := range o.Choices {
				if c.Code == codes[o.Code] {
					parts = append(parts, o.Name.In(lang)+": "+c.Name.In(lang))
				}
			}
		}
		text[lang] = strings.Join(parts, ", ")
	}
	return text, nil
}

// ParseQuantity reads a quantity from a form: what is no number or below 1 is 1, what is beyond
// any stock is MaxQuantity.
func ParseQuantity(s string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSpace(s), 10, 64) // out of range gives the nearest end
	if n == math.MaxInt64 {
		return MaxQuantity
	}
	return min(max(n, 1), MaxQuantity)
}

package shop

import (
	"strconv"

	"bazaar/market/wishlist"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// wishlistPage is a customer's list, or a shared one as others see it.
type wishlistPage struct {
	ui.Frame
	Heading string
	Wishes  []wish
	Total   int64
	Pages   ui.Pages
	// Own is false for those who read a shared list.
	Own bool
	// Movable tells that something on the page can go into the cart as it is.
	Movable bool
	// Removed is what was taken off last; nil when that cannot be undone.
	Removed *removed
	// Link is the full address of the shared list, empty while it is the owner's alone.
	Link string
	// Popular are goods for those whose list is empty.
	Popular []ui.Product
}

// wish is a product on the page.
type wish struct {
	ui.Product
	OnSale bool
	// Saved says how much cheaper it is than when it was wished for; Was is the price of then.
	Saved, Was string
}

func (w wish) movePath() string   { return wishPath("move", w.ID) }
func (w wish) removePath() string { return wishPath("remove", w.ID) }

func wishPath(verb string, id int64) string {
	return wishlistPath + verb + "/" + strconv.FormatInt(id, 10) + "/"
}

const wishlistPath = "/wishlist/"

func sharedPath(token string) string { return wishlistPath + "shared/" + token + "/" }

// show fills in a part of a list, in the visitor's language and currency.
func (p *wishlistPage) show(v *visitor.Visitor, found wishlist.Page, path string) {
	p.Total = found.Total
	p.Pages = ui.Pages{Current: int(found.Page), Last: int(found.Pages), URL: func(n int) string {
		if n == 1 {
			return path
		}
		return path + "?page=" + strconv.Itoa(n)
	}}
	for i, product := range cards(v, cardsOf(found.Wishes)) {
		w := found.Wishes[i]
		one := wish{Product: product, OnSale: w.OnSale}
		if saved := w.Saved(); w.OnSale && saved.Minor > 0 {
			one.Saved, one.Was = v.Price(saved), v.Price(w.Seen)
		}
		p.Movable = p.Movable || w.Buyable()
		p.Wishes = append(p.Wishes, one)
	}
}

// newWishlistPage is the frame of a list. Search engines leave it alone.
func newWishlistPage(f ui.Frame, heading string) wishlistPage {
	f.NoIndex = true
	return wishlistPage{Frame: f, Heading: heading}
}

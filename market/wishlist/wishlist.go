// Package wishlist owns what customers keep for later: a product once per account, with the price at
// which it was wished for. What went off sale stays on its owner's list and says so. A list can be
// read by others under a link that its owner may revoke.
//
// Every change holds the account's row and leaves the ids of its wishes there, so that pages mark
// goods and count them without asking.
package wishlist

import (
	"time"

	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/i18n"
	"bazaar/market/money"
)

// Bounds of a list.
const (
	MaxWishes = 200
	PageSize  = 24
)

// Wish is a product on a list with what is known of it now.
type Wish struct {
	catalog.Card
	// OnSale is false when the product is not public any more.
	OnSale bool
	// Seen is the price when it was wished for.
	Seen    money.Amount
	AddedAt time.Time // UTC
}

// Saved is how much cheaper the product is than when it was wished for; zero when it is not.
func (w Wish) Saved() money.Amount {
	if w.Seen.Minor <= w.Price.Minor {
		return money.Zero(w.Price.Currency)
	}
	return w.Seen.Sub(w.Price)
}

// Buyable tells whether the product can go into a cart as it is: in stock, with nothing to choose.
func (w Wish) Buyable() bool { return w.OnSale && w.Available && w.Variants == 1 }

// Removed is what Restore needs to undo a removal.
type Removed struct {
	ProductID int64
	Title     i18n.Text
	Seen      money.Amount
	AddedAt   time.Time
}

// Page is a part of a list, the newest wishes first.
type Page struct {
	Wishes []Wish
	// Total counts the whole list; Page is the one shown, which is the last when a later one was
	// asked for.
	Total, Page, Pages int64
}

// pageOf finds the page to show of total wishes.
func pageOf(total, page int64) Page {
	p := Page{Total: total, Pages: max(1, (total+PageSize-1)/PageSize)}
	p.Page = min(max(1, page), p.Pages)
	return p
}

func errSignIn() error {
	return fault.New(fault.SignIn, "login_required", "Please sign in to keep a wishlist.")
}

func errFull() error {
	return fault.New(fault.Conflict, "wishlist_full", "Your wishlist is full. Please remove something first.")
}

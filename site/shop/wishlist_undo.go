package shop

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/market/wishlist"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

// unwishedCookie holds what was taken off the wishlist last, sealed, as removedCookie does for the
// cart.
const unwishedCookie = "unwished"

type keptWish struct {
	Owner    string         `json:"o"`
	Title    string         `json:"t"`
	Product  int64          `json:"p"`
	Seen     int64          `json:"s"`
	Currency money.Currency `json:"c"`
	Added    time.Time      `json:"a"`
}

// offerUnwish keeps a removed wish for a while; false when there is none.
func offerUnwish(w http.ResponseWriter, r *http.Request, was wishlist.Removed) bool {
	if was.ProductID == 0 {
		return false
	}
	v := visitor.Of(r)
	content, err := json.Marshal(keptWish{v.Actor.Owner(), was.Title.In(v.Locale.Code()), was.ProductID, was.Seen.Minor, was.Seen.Currency, was.AddedAt})
	if err != nil {
		return false
	}
	sealed := v.Site.Cookies.Seal(unwishedCookie, content, removedTTL)
	if _, ok := openUnwished(v, sealed); !ok {
		return false
	}
	v.Site.Cookies.Set(w, unwishedCookie, sealed, removedTTL)
	return true
}

// openUnwished reads a sealed value; false when it is not this visitor's or too old.
func openUnwished(v *visitor.Visitor, sealed string) (keptWish, bool) {
	var kept keptWish
	content, ok := v.Site.Cookies.Open(unwishedCookie, sealed)
	if !ok || json.Unmarshal(content, &kept) != nil {
		return keptWish{}, false
	}
	return kept, kept.Owner == v.Actor.Owner()
}

// unwishedOf is what the visitor took off last; nil when that cannot be undone.
func unwishedOf(r *http.Request) *removed {
	cookie, err := r.Cookie(unwishedCookie)
	if err != nil {
		return nil
	}
	kept, ok := openUnwished(visitor.Of(r), cookie.Value)
	if !ok {
		return nil
	}
	return &removed{Text: kept.Title, Token: cookie.Value}
}

// restoreWish puts back what the form speaks of, as it was.
func (f *Front) restoreWish(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	kept, ok := openUnwished(v, strings.TrimSpace(form.Get("removed")))
	if !ok {
		return turnBack(w, r, fault.New(fault.Conflict, "too_late", "It is too late to undo this. Please add the item again."), wishlistPath)
	}
	count, err := wishlist.Restore(r.Context(), f.DB, v.Actor, wishlist.Removed{
		ProductID: kept.Product, Seen: money.New(kept.Seen, kept.Currency), AddedAt: kept.Added,
	})
	if err != nil {
		return turnBack(w, r, err, wishlistPath)
	}
	v.Site.Cookies.Clear(w, unwishedCookie)
	return answerWish(w, r, wished{Count: count, Message: v.Locale.T("%s is back on your wishlist.", kept.Title)})
}

package shop

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"bazaar/market/cart"
	"bazaar/market/fault"
	"bazaar/market/money"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

// What was taken out of a cart travels to the next pages in a sealed cookie, and back in the form
// that undoes it, so that each undo restores what its own page spoke of, whatever another tab did.
const (
	removedCookie = "removed"
	removedTTL    = 10 * time.Minute
)

// removed is what was taken out of the cart last.
type removed struct {
	// Text names it, Token is the sealed value that the form sends.
	Text, Token string
}

// keptLine is a removed line in the cookie; the keys are short because cookies are.
type keptLine struct {
	Product  int64          `json:"p"`
	Variant  int64          `json:"v"`
	Quantity int64          `json:"q"`
	Seen     int64          `json:"s"`
	Currency money.Currency `json:"c"`
	Added    time.Time      `json:"a"`
}

type keptLines struct {
	Owner string     `json:"o"`
	Title string     `json:"t"`
	Lines []keptLine `json:"l"`
}

// offerUndo keeps removed lines for a while; false when there is nothing to keep or too much.
func offerUndo(w http.ResponseWriter, r *http.Request, lines []cart.Line) bool {
	if len(lines) == 0 {
		return false
	}
	v := visitor.Of(r)
	kept := keptLines{Owner: v.Actor.Owner(), Title: lines[0].Title.In(v.Locale.Code())}
	for _, l := range lines {
		kept.Lines = append(kept.Lines, keptLine{l.ProductID, l.VariantID, l.Quantity, l.SeenPrice.Minor, l.SeenPrice.Currency, l.AddedAt})
	}
	content, err := json.Marshal(kept)
	if err != nil {
		return false
	}
	sealed := v.Site.Cookies.Seal(removedCookie, content, removedTTL)
	if _, ok := openRemoved(v, sealed); !ok {
		return false
	}
	v.Site.Cookies.Set(w, removedCookie, sealed, removedTTL)
	return true
}

// openRemoved reads a sealed value; false when it is not this visitor's or too old.
func openRemoved(v *visitor.Visitor, sealed string) (keptLines, bool) {
	var kept keptLines
	content, ok := v.Site.Cookies.Open(removedCookie, sealed)
	if !ok || json.Unmarshal(content, &kept) != nil {
		return keptLines{}, false
	}
	return kept, kept.Owner == v.Actor.Owner()
}

// removedOf is what the visitor removed last; nil when that cannot be undone.
func removedOf(r *http.Request) *removed {
	cookie, err := r.Cookie(removedCookie)
	if err != nil {
		return nil
	}
	kept, ok := openRemoved(visitor.Of(r), cookie.Value)
	if !ok {
		return nil
	}
	return &removed{Text: kept.Title, Token: cookie.Value}
}

// keepForLater moves a line to the wishlist and offers to put it back.
func (f *Front) keepForLater(w http.ResponseWriter, r *http.Request) error {
	wish, err := wishOf(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	if !v.Actor.SignedIn() {
		return page.NeedSignIn()
	}
	done, wishes, err := cart.Keep(r.Context(), f.DB, v.Actor, cart.Key{ProductID: wish.ProductID, VariantID: wish.VariantID}, f.Now())
	if err != nil {
		return turnBack(w, r, err, cartPath)
	}
	message := ""
	if len(done.Lines) > 0 {
		message = v.Locale.T("%s is on your wishlist now.", done.Lines[0].Title.In(v.Locale.Code()))
	}
	offerUndo(w, r, done.Lines)
	answer := edited{Success: true, Count: done.Cart.Units(), Message: message, CartTotal: json.Number(done.Cart.Buyable().Total().Decimal())}
	if wishes > 0 {
		answer.Wishes = &wishes
	}
	return answerCart(w, r, answer)
}

// restoreToCart puts back what the form speaks of, exactly as it was.
func (f *Front) restoreToCart(w http.ResponseWriter, r *http.Request) error {
	form, err := page.Form(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	kept, ok := openRemoved(v, strings.TrimSpace(form.Get("removed")))
	if !ok {
		return turnBack(w, r, fault.New(fault.Conflict, "too_late", "It is too late to undo this. Please add the item again."), cartPath)
	}
	lines := make([]cart.Line, len(kept.Lines))
	for i, l := range kept.Lines {
		lines[i] = cart.Line{ProductID: l.Product, VariantID: l.Variant, Quantity: l.Quantity, SeenPrice: money.New(l.Seen, l.Currency), AddedAt: l.Added}
	}
	whole, back, err := cart.Restore(r.Context(), f.DB, v.Actor, lines, f.Now())
	if err != nil {
		return turnBack(w, r, err, cartPath)
	}
	v.Site.Cookies.Clear(w, removedCookie)
	message := v.Locale.T("%s is back in your cart.", kept.Title)
	if back == 0 {
		message = ""
	}
	return answerEdit(w, r, whole, money.Amount{}, message)
}

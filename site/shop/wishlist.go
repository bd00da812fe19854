package shop

import (
	"net/http"
	"strings"
	"time"

	"bazaar/infra/limit"
	"bazaar/market/cart"
	"bazaar/market/catalog"
	"bazaar/market/fault"
	"bazaar/market/wishlist"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

// sharedPerAddress bounds how often an address may look at shared lists, which are read anew each time.
var sharedPerAddress = limit.Per(120, time.Minute)

func (f *Front) wishlistRoutes() []page.Route {
	return []page.Route{
		{Pattern: "GET /wishlist/{$}", Handle: f.showWishlist, Access: page.SignedIn},
		{Pattern: "GET /wishlist/count/{$}", Handle: f.countWishes},
		{Pattern: "POST /wishlist/add/{id}/{$}", Handle: f.addWish},
		{Pattern: "POST /wishlist/remove/{id}/{$}", Handle: f.removeWish},
		{Pattern: "POST /wishlist/move/{id}/{$}", Handle: f.moveWish},
		{Pattern: "POST /wishlist/move/{$}", Handle: f.moveWishes, Access: page.SignedIn},
		{Pattern: "POST /wishlist/restore/{$}", Handle: f.restoreWish, Access: page.SignedIn},
		{Pattern: "POST /wishlist/share/{$}", Handle: f.shareWishlist, Access: page.SignedIn},
		{Pattern: "POST /wishlist/unshare/{$}", Handle: f.unshareWishlist, Access: page.SignedIn},
		{Pattern: "GET /wishlist/shared/{token}/{$}", Handle: f.showShared, Limit: sharedPerAddress},
	}
}

// showWishlist shows what the customer keeps for later.
func (f *Front) showWishlist(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	found, err := wishlist.List(r.Context(), f.DB, v.Actor, page.Number(r.URL.Query().Get("page")))
	if err != nil {
		return err
	}
	p := newWishlistPage(page.Frame(r, v.Locale.T("Wishlist")), v.Locale.T("Wishlist"))
	p.Own, p.Removed = true, unwishedOf(r)
	p.show(v, found, wishlistPath)
	token, err := wishlist.Token(r.Context(), f.DB, v.Actor)
	if err != nil {
		return err
	}
	if token != "" {
		p.Link = v.Site.BaseURL + v.Locale.URL(sharedPath(token))
	}
	if found.Total == 0 {
		if p.Popular, err = f.popular(r); err != nil {
			return err
		}
	}
	return page.Render(w, r, http.StatusOK, wishlistView(p))
}

// showShared shows somebody's list to those who have its link.
func (f *Front) showShared(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	token := r.PathValue("token")
	found, err := wishlist.Open(r.Context(), f.DB, token, page.Number(r.URL.Query().Get("page")))
	if err != nil {
		return err
	}
	heading := v.Locale.T("A wishlist that was shared with you")
	if found.Owner != "" {
		heading = v.Locale.T("Wishlist of %s", found.Owner)
	}
	p := newWishlistPage(page.Frame(r, heading), heading)
	p.show(v, found.Page, sharedPath(token))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "same-origin")
	return page.Render(w, r, http.StatusOK, wishlistView(p))
}

func cardsOf(wishes []wishlist.Wish) []catalog.Card {
	all := make([]catalog.Card, len(wishes))
	for i, w := range wishes {
		all[i] = w.Card
	}
	return all
}

// countWishes answers the number on the badge; a guest's is 0.
func (f *Front) countWishes(w http.ResponseWriter, r *http.Request) error {
	return page.JSON(w, http.StatusOK, map[string]int{"count": len(visitor.Of(r).Wishes)})
}

// wished is the JSON answer to a change of the list.
type wished struct {
	Success bool   `json:"success"`
	Count   int64  `json:"wishlist_count"`
	Cart    *int64 `json:"cart_count,omitempty"`
	Message string `json:"message"`
}

// answerWish tells what has changed: a script at once, others on the page that they came from.
func answerWish(w http.ResponseWriter, r *http.Request, done wished) error {
	if done.Success = true; page.IsAJAX(r) {
		return page.JSON(w, http.StatusOK, done)
	}
	if done.Message != "" {
		page.Flash(w, r, visitor.Success, done.Message)
	}
	return page.Redirect(w, r, page.NextOr(page.Referer(r), wishlistPath), http.StatusSeeOther)
}

// addWish keeps a product for later. A guest is asked to sign in and finds it on the list then.
func (f *Front) addWish(w http.ResponseWriter, r *http.Request) error {
	product, err := id(r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	if !v.Actor.SignedIn() {
		if err := page.RememberWish(w, r, page.Wish{ProductID: product, Keep: true}); err != nil {
			return err
		}
		return fault.New(fault.SignIn, "login_required", "Please sign in to keep a wishlist.")
	}
	fresh, count, err := wishlist.Add(r.Context(), f.DB, v.Actor, product, f.Now())
	if err != nil {
		return turnBack(w, r, err, page.NextOr(page.Referer(r), wishlistPath))
	}
	message := v.Locale.T("Added to your wishlist.")
	if !fresh {
		message = v.Locale.T("It is on your wishlist already.")
	}
	return answerWish(w, r, wished{Count: count, Message: message})
}

// removeWish takes a product off and offers to put it back; one that is not there is no error.
func (f *Front) removeWish(w http.ResponseWriter, r *http.Request) error {
	product, err := id(r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	if !v.Actor.SignedIn() {
		return page.NeedSignIn()
	}
	was, count, err := wishlist.Remove(r.Context(), f.DB, v.Actor, product)
	if err != nil {
		return err
	}
	message := v.Locale.T("Removed from your wishlist.")
	if offerUnwish(w, r, was) && !page.IsAJAX(r) && strings.HasPrefix(page.Referer(r), wishlistPath) {
		message = "" // the list offers to undo it
	}
	return answerWish(w, r, wished{Count: count, Message: message})
}

// moveWish puts one unit of a wished product into the cart. One that has to be chosen leads to its page.
func (f *Front) moveWish(w http.ResponseWriter, r *http.Request) error {
	in, err := wishOf(w, r)
	if err != nil {
		return err
	}
	v := visitor.Of(r)
	if !v.Actor.SignedIn() {
		return page.NeedSignIn()
	}
	done, left, err := cart.MoveWish(r.Context(), f.DB, v.Actor, in, f.Now())
	if err != nil {
		back := wishlistPath
		if fault.Is(err, fault.Invalid) {
			back = productPath(in.ProductID)
		}
		return turnBack(w, r, err, back)
	}
	units := done.Cart.Units()
	return answerWish(w, r, wished{Count: left, Cart: &units, Message: v.Locale.T("%s added to cart", done.Line.Title.In(v.Locale.Code()))})
}

// moveWishes puts everything into the cart that can be bought as it is.
func (f *Front) moveWishes(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	done, err := cart.MoveWishes(r.Context(), f.DB, v.Actor, f.Now())
	if err != nil {
		return turnBack(w, r, err, wishlistPath)
	}
	message := v.Locale.T("Nothing on your wishlist can be bought right now without a choice.")
	if done.Moved > 0 {
		message = v.Locale.N("%s item is in your cart now.", "%s items are in your cart now.", done.Moved, v.Locale.Number(done.Moved))
	}
	units := done.Cart.Units()
	return answerWish(w, r, wished{Count: done.Left, Cart: &units, Message: message})
}

// shareWishlist makes the list's link.
func (f *Front) shareWishlist(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	if _, err := wishlist.Share(r.Context(), f.DB, v.Actor, f.Now()); err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("Everybody who has the link can read your list now."))
	return page.Redirect(w, r, wishlistPath, http.StatusSeeOther)
}

// unshareWishlist revokes it.
func (f *Front) unshareWishlist(w http.ResponseWriter, r *http.Request) error {
	v := visitor.Of(r)
	if err := wishlist.Unshare(r.Context(), f.DB, v.Actor); err != nil {
		return err
	}
	page.Flash(w, r, visitor.Success, v.Locale.T("The link does not work any more."))
	return page.Redirect(w, r, wishlistPath, http.StatusSeeOther)
}

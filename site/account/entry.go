package account

import (
	"net/http"

	"bazaar/market/accounts"
	"bazaar/market/actor"
	"bazaar/market/cart"
	"bazaar/market/fault"
	"bazaar/market/wishlist"
	"bazaar/site/page"
	"bazaar/site/visitor"
)

// guestsOnly sends whoever is signed in already home with a notice.
func guestsOnly(h page.Handler) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v := visitor.Of(r)
		if !v.Actor.SignedIn() {
			return h(w, r)
		}
		page.Flash(w, r, visitor.Info, v.Locale.T("You are already signed in."))
		return page.Redirect(w, r, "/", http.StatusFound)
	}
}

// enter gives the browser its session and puts what the guest wished for into the cart or on the
// wishlist.
func (f *Front) enter(w http.ResponseWriter, r *http.Request, s accounts.Session) {
	visitor.Of(r).Enter(w, s.Token, accounts.SessionLife)
	if wish, ok := page.TakeWish(w, r); ok {
		if wish.Keep {
			f.keep(w, r, s.Actor, wish)
		} else {
			f.grant(w, r, s.Actor, wish)
		}
	}
}

// grant puts a remembered wish into the cart. Whoever signs in gets in whatever becomes of it.
func (f *Front) grant(w http.ResponseWriter, r *http.Request, by actor.Actor, wish page.Wish) {
	l := visitor.Of(r).Locale
	added, err := cart.Add(r.Context(), f.DB, by, cart.Wish{
		ProductID: wish.ProductID, VariantID: wish.VariantID, Quantity: wish.Quantity,
	}, f.Now())
	if refused := fault.As(err); refused != nil {
		page.Flash(w, r, visitor.Warning, l.T(refused.Message, refused.Args...))
		return
	}
	if err != nil {
		log.ErrorContext(r.Context(), "A remembered wish was not put into the cart", "product", wish.ProductID, "error", err)
		return
	}
	page.Flash(w, r, visitor.Success, l.T("%s added to cart", added.Line.Title.In(l.Code())))
}

// keep puts a remembered wish on the wishlist.
func (f *Front) keep(w http.ResponseWriter, r *http.Request, by actor.Actor, wish page.Wish) {
	l := visitor.Of(r).Locale
	_, _, err := wishlist.Add(r.Context(), f.DB, by, wish.ProductID, f.Now())
	if refused := fault.As(err); refused != nil {
		page.Flash(w, r, visitor.Warning, l.T(refused.Message, refused.Args...))
		return
	}
	if err != nil {
		log.ErrorContext(r.Context(), "A remembered wish was not put on the wishlist", "product", wish.ProductID, "error", err)
		return
	}
	page.Flash(w, r, visitor.Success, l.T("Added to your wishlist."))
}

// device is what the list of sessions shows of a browser.
func device(r *http.Request) accounts.Device {
	return accounts.Device{UserAgent: r.UserAgent(), Address: visitor.Of(r).Address}
}

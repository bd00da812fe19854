package page

import (
	"encoding/json"
	"net/http"
	"time"

	"bazaar/site/visitor"
)

// Wish is what a guest wanted to put into the cart, or to keep on the wishlist, before signing in.
type Wish struct {
	ProductID int64 `json:"p"`
	VariantID int64 `json:"v,omitempty"` // 0 when the product has only one
	Quantity  int64 `json:"q"`
	// Keep tells that it goes to the wishlist.
	Keep bool `json:"k,omitempty"`
}

const (
	wishCookie = "wish"
	wishTTL    = time.Hour
)

// RememberWish keeps the wish until the guest has signed in or an hour has passed.
func RememberWish(w http.ResponseWriter, r *http.Request, wish Wish) error {
	content, err := json.Marshal(wish)
	if err != nil {
		return err
	}
	jar := visitor.Of(r).Site.Cookies
	jar.Set(w, wishCookie, jar.Seal(wishCookie, content, wishTTL), wishTTL)
	return nil
}

// TakeWish returns the wish and forgets it; false when there is none.
func TakeWish(w http.ResponseWriter, r *http.Request) (Wish, bool) {
	cookie, err := r.Cookie(wishCookie)
	if err != nil {
		return Wish{}, false
	}
	jar := visitor.Of(r).Site.Cookies
	jar.Clear(w, wishCookie)
	content, ok := jar.Open(wishCookie, cookie.Value)
	var wish Wish
	if !ok || json.Unmarshal(content, &wish) != nil {
		return Wish{}, false
	}
	return wish, true
}
